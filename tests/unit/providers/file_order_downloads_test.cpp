#include "unit/providers/file_order_play.hpp"

#include <catch2/generators/catch_generators.hpp>

namespace mock::tests {
namespace {

constexpr std::string_view kThreeKinds = R"(
file_order:
  orders:
    - id: 42
      sub_orders:
        - files:
            - { filename: big.dat, size: 1GB }
            - { filename: hello.txt, content: hello }
            - { filename: "scène \"1\".png", path: data/scene.png }
            - { filename: broken.dat, size: 1MB, state: ERROR }
        - { available: { after: 1m }, files: { filename: late.dat, size: 1KB } }
)";

TEST_CASE("a file's content is a value of its kind", "[file_order][downloads]") {
  const FolderOfOne folder;
  FileOrderPlay play{kThreeKinds, &folder};
  CHECK(play.names() == std::vector<std::string>{"big.dat", "hello.txt", "scène \"1\".png"});

  SECTION("generated") {
    const auto& response = play.get(play.uri("big.dat"));
    CHECK(response.status == 200);
    const auto& body = std::get<core::Generated>(response.body);
    CHECK(body.content == core::GeneratedContent{.seed = 1, .name = "big.dat", .size = 1'000'000'000});
    CHECK(body.offset == 0);
    CHECK(body.length == 1'000'000'000);
    CHECK(*core::find_header(response.headers, "Content-Type") == "application/octet-stream");
    CHECK(*core::find_header(response.headers, "Content-Disposition") == "attachment; filename=\"big.dat\"");
    CHECK(play.last.resource == "42");
  }
  SECTION("a text") {
    CHECK(core::text_of(play.get(play.uri("hello.txt")).body) == "hello");
    CHECK(*core::find_header(play.last.response.headers, "Content-Type") == "application/text");
  }
  SECTION("a file") {
    const auto& response = play.get(play.uri("scène \"1\".png"));
    const auto& body = std::get<core::FileStretch>(response.body);
    CHECK(body.path == "/scenarios/data/scene.png");
    CHECK(body.length == 12);
    CHECK(*core::find_header(response.headers, "Content-Disposition") ==
          "attachment; filename=\"sc__ne \\\"1\\\".png\"; filename*=UTF-8''sc%C3%A8ne%20%221%22.png");
  }
}

TEST_CASE("only a complete transfer counts as downloaded", "[file_order][downloads]") {
  const FolderOfOne folder;
  FileOrderPlay play{kThreeKinds, &folder};
  const auto link = play.uri("hello.txt");

  play.get(link);
  play.end_transfer(false);
  CHECK(play.names().size() == 3);
  play.fetch(link);
  CHECK(play.names() == std::vector<std::string>{"big.dat", "scène \"1\".png"});

  // It stays where it is for who comes again, and counts once.
  play.fetch(link);
  CHECK(play.page().at("metadata").at("totalElements") == 2);
  CHECK(play.events.size() == 1);
}

TEST_CASE("a link that names no available file is 404", "[file_order][downloads]") {
  const FolderOfOne folder;
  FileOrderPlay play{kThreeKinds, &folder};
  const auto hello = play.uri("hello.txt");
  const auto begin = hello.substr(0, hello.find("/files/"));

  SECTION("the checksum of another file") {
    const auto big = play.uri("big.dat");
    CHECK(play.get(begin + big.substr(big.find("/files/"))).status == 404);
    CHECK_FALSE(play.last.transfer);
    CHECK(play.last.resource == "42");
  }
  SECTION("no checksum at all") { CHECK(play.get(begin + "/files/abc").status == 404); }
  SECTION("not yet available, then it is") {
    FileOrderPlay later{kThreeKinds, &folder};
    later.advance_by(1min);
    const auto late = later.uri("late.dat");
    CHECK(play.get(late).status == 404);
    play.advance_by(1min);
    CHECK(play.get(late).status == 200);
  }
}

TEST_CASE("two files of one name in one order are two", "[file_order][downloads]") {
  FileOrderPlay play{R"(
file_order: { orders: { id: 42, sub_orders: { files: [ { filename: a.dat, size: 1KB }, { filename: a.dat, size: 1KB } ] } } }
)"};
  const auto files = play.page().at("content");
  REQUIRE(files.size() == 2);
  CHECK(files[0].at("checksum") == files[1].at("checksum"));
  CHECK(files[0].at("uri") != files[1].at("uri"));

  play.fetch(files[1].at("uri"));

  CHECK(play.page().at("content").at(0).at("uri") == files[0].at("uri"));
}

TEST_CASE("an empty file can be read to its end", "[file_order][downloads]") {
  FileOrderPlay play{
      "file_order: { orders: { id: 42, sub_orders: { files: { filename: empty.txt, content: \"\" } } } }"};

  CHECK(play.page().at("content")[0].at("fileSize") == 0);
  play.fetch_file("empty.txt");
  CHECK(play.list().status == 200);
  CHECK(play.names().empty());
}

TEST_CASE("the digits that the author states stand for a file that nobody wants to sum up",
          "[file_order][downloads]") {
  FileOrderPlay play{R"(
file_order:
  orders:
    id: 42
    sub_orders:
      files: { filename: huge.dat, size: 100GB, checksum: f3fbc55040c2113d49220f81c8cfdb52 }
)"};

  CHECK(play.page().at("content")[0].at("checksum") == "f3fbc55040c2113d49220f81c8cfdb52");
  CHECK(play.get(play.uri("huge.dat")).status == 200);
  CHECK(play.sums.asked == 0);
  CHECK(play.plan().checksums_needed().empty());
}

TEST_CASE("computed checksums are asked for before the start", "[file_order][downloads]") {
  FileOrderPlay play{R"(
file_order:
  orders:
    id: 42
    repeat: 10
    sub_orders:
      - files: { filename: huge-#.dat, size: 4GB, checksum: computed, repeat: 2 }
      - { available: { after: 1h }, files: { filename: small.dat, size: 4KB } }
)"};

  const auto needed = play.plan().checksums_needed();

  REQUIRE(needed.size() == 2);
  CHECK(std::get<core::Generated>(needed[1]).content ==
        core::GeneratedContent{.seed = 1, .name = "huge-2.dat", .size = 4'000'000'000});
}

}  // namespace
}  // namespace mock::tests
