#include "loading/scenario_files.hpp"

#include <catch2/catch_test_macros.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <sys/stat.h>
#include <unistd.h>
#include <variant>
#include <vector>

using namespace mock;
namespace fs = std::filesystem;

namespace {

/// A folder of its own, gone afterwards.
class Folder {
 public:
  Folder() {
    std::string name = (fs::temp_directory_path() / "understudy-test-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  ~Folder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  void write(const std::string& name, std::string_view text = "x") const {
    fs::create_directories((path_ / name).parent_path());
    std::ofstream{path_ / name, std::ios::binary} << text;
  }
  [[nodiscard]] std::string operator/(const std::string& name) const { return (path_ / name).string(); }
  [[nodiscard]] const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

std::string refusal(const loading::FolderFiles& files, const std::string& path) {
  const auto found = files.find(path);
  REQUIRE(std::holds_alternative<std::string>(found));
  return std::get<std::string>(found);
}

std::vector<std::string> refusal_to_read(const std::string& path, std::size_t most_bytes = 100) {
  core::Problems problems{"x.yaml"};
  CHECK_FALSE(loading::read_text_file(path, problems, most_bytes).has_value());
  return problems.lines();
}

}  // namespace

TEST_CASE("a folder stands for the scenarios below it, sorted", "[loading][files]") {
  const Folder folder;
  for (const auto* name :
       {"b.yaml", "a/z.yaml", "a/y.yaml", "a/x.yml", "c.json", ".hidden.yaml", ".git/d.yaml"})
    folder.write(name);
  fs::create_directory_symlink(folder.path(), folder.path() / "a" / "loop");

  const std::vector<std::string> arguments = {folder.path().string()};
  const auto found = loading::find_scenarios(arguments);

  CHECK(found.files == std::vector<std::string>{folder / "a/y.yaml", folder / "a/z.yaml", folder / "b.yaml"});
  CHECK(found.complaints.empty());
}

TEST_CASE("a file stands for itself, and is found once", "[loading][files]") {
  const Folder folder;
  folder.write("b.yaml");
  folder.write("a.yml");

  const std::vector<std::string> arguments = {folder / "b.yaml", folder / "./b.yaml", folder / "a.yml",
                                              folder / "none.yaml", folder.path().string()};
  const auto found = loading::find_scenarios(arguments);

  CHECK(found.files == std::vector<std::string>{folder / "b.yaml", folder / "a.yml"});
  CHECK(found.complaints == std::vector<std::string>{(folder / "none.yaml") + ": no such file or folder"});
}

TEST_CASE("a folder without scenarios is no complaint", "[loading][files]") {
  const Folder folder;
  const std::vector<std::string> arguments = {folder.path().string()};

  const auto found = loading::find_scenarios(arguments);

  CHECK(found.files.empty());
  CHECK(found.complaints.empty());
}

TEST_CASE("a file is read byte for byte", "[loading][files]") {
  const Folder folder;
  const std::string bytes("a\0\r\n\xFF", 5);
  folder.write("x.yaml", bytes);
  core::Problems problems{"x.yaml"};

  CHECK(loading::read_text_file(folder / "x.yaml", problems) == bytes);
  CHECK(problems.lines().empty());
}

TEST_CASE("what cannot be read is refused in a sentence", "[loading][files]") {
  const Folder folder;
  folder.write("large.yaml", std::string(101, 'x'));
  REQUIRE(::mkfifo((folder / "pipe").c_str(), 0600) == 0);

  CHECK(refusal_to_read(folder / "none.yaml") == std::vector<std::string>{"x.yaml: no such file"});
  CHECK(refusal_to_read(folder / "large.yaml/x") == std::vector<std::string>{"x.yaml: no such file"});
  CHECK(refusal_to_read(folder.path().string()) ==
        std::vector<std::string>{"x.yaml: this is a folder, not a file"});
  CHECK(refusal_to_read(folder / "pipe") == std::vector<std::string>{"x.yaml: this is a pipe, not a file"});
  CHECK(refusal_to_read("/dev/zero") == std::vector<std::string>{"x.yaml: this is no regular file"});
  CHECK(
      refusal_to_read(folder / "large.yaml") ==
      std::vector<std::string>{
          "x.yaml: the file has 101 bytes, at most 100 are read: 'repeat' writes many orders or files as one "
          "entry"});
  if (::geteuid() != 0) {
    folder.write("secret.yaml");
    fs::permissions(folder.path() / "secret.yaml", fs::perms::none);
    CHECK(refusal_to_read(folder / "secret.yaml") ==
          std::vector<std::string>{"x.yaml: the file cannot be read: Permission denied"});
  }
}

TEST_CASE("a file of a hundred gigabytes is refused by its size", "[loading][files]") {
  const Folder folder;
  folder.write("huge.yaml");
  std::error_code error;
  fs::resize_file(folder.path() / "huge.yaml", 100'000'000'000, error);
  if (error) SKIP("this file system takes no sparse file of that size");

  CHECK(refusal_to_read(folder / "huge.yaml").size() == 1);
}

TEST_CASE("files beside a scenario are found with their size", "[loading][files]") {
  const Folder folder;
  folder.write("data/file.txt", "hello");
  fs::create_symlink("data/file.txt", folder.path() / "link.txt");
  const loading::FolderFiles files{folder.path()};

  for (const auto* path : {"data/file.txt", "./data//file.txt", "link.txt"}) {
    CAPTURE(path);
    const auto found = files.find(path);
    REQUIRE(std::holds_alternative<core::ScenarioFiles::File>(found));
    const auto& file = std::get<core::ScenarioFiles::File>(found);
    CHECK(file.path == fs::canonical(folder.path() / "data/file.txt").string());
    CHECK(file.size == 5);
  }
}

TEST_CASE("nothing outside of the scenario's folder is found", "[loading][files]") {
  const Folder outside;
  outside.write("secret.txt");
  const Folder folder;
  folder.write("inside/file.txt");
  fs::create_symlink(outside / "secret.txt", folder.path() / "link.txt");
  fs::create_directory_symlink(outside.path(), folder.path() / "linked");
  REQUIRE(::mkfifo((folder / "pipe").c_str(), 0600) == 0);
  const loading::FolderFiles files{folder.path()};

  CHECK(refusal(files, outside / "secret.txt") ==
        "a path starts at the scenario's folder: leave out the leading '/'");
  CHECK(refusal(files, "../x") ==
        "'..' is not allowed: the file must lie in the scenario's folder or below it");
  CHECK(refusal(files, "inside/../inside/file.txt") ==
        "'..' is not allowed: the file must lie in the scenario's folder or below it");
  CHECK(refusal(files, "link.txt") == "a link leads out of the scenario's folder");
  CHECK(refusal(files, "linked/secret.txt") == "a link leads out of the scenario's folder");
  CHECK(refusal(files, "none.txt") == "no such file below " + fs::canonical(folder.path()).string());
  CHECK(refusal(files, "inside") == "this is a folder, not a file");
  CHECK(refusal(files, "pipe") == "this is a pipe, not a file");
  CHECK(refusal(files, "") == "this names no file");
  CHECK(refusal(files, std::string("inside/file.txt\0x", 17)) == "this names no file");
}

TEST_CASE("a folder whose name begins like the scenario's is another one", "[loading][files]") {
  const Folder folder;
  folder.write("a/x.txt");
  folder.write("ab/y.txt");
  fs::create_symlink("../ab/y.txt", folder.path() / "a" / "y.txt");

  CHECK(refusal(loading::FolderFiles{folder.path() / "a"}, "y.txt") ==
        "a link leads out of the scenario's folder");
}
