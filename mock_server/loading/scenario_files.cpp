#include "loading/scenario_files.hpp"

#include "core/text.hpp"

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <set>
#include <system_error>

namespace mock::loading {
namespace {

namespace fs = std::filesystem;
using core::cat;

bool is_hidden(const fs::path& path) { return path.filename().native().starts_with('.'); }

/// `Permission denied`, as the machine says it.
std::string reason(const std::error_code& error) { return error.message(); }

std::vector<std::string> files_below(const fs::path& folder, std::vector<std::string>& complaints) {
  std::vector<std::string> files;
  std::error_code error;
  const auto complain = [&](const fs::path& where) {
    complaints.push_back(cat(where.string(), ": the folder cannot be read: ", reason(error)));
  };
  // Links to folders are not followed, so there are no loops.
  fs::recursive_directory_iterator entry{folder, fs::directory_options::skip_permission_denied, error};
  if (error) {
    complain(folder);
    return files;
  }
  for (const fs::recursive_directory_iterator end; entry != end; entry.increment(error)) {
    if (error) break;
    std::error_code ignored;
    if (is_hidden(entry->path())) {
      if (entry->is_directory(ignored)) entry.disable_recursion_pending();
      continue;
    }
    if (entry->path().extension() == ".yaml" && entry->is_regular_file(ignored))
      files.push_back(entry->path().string());
  }
  if (error) complain(folder);
  std::sort(files.begin(), files.end());
  return files;
}

std::string identity(const std::string& file) {
  std::error_code error;
  const auto canonical = fs::canonical(file, error);
  return error ? file : canonical.string();
}

/// Why something that is there is no file to read; empty if it is one.
std::string why_not_regular(const fs::file_status& status) {
  switch (status.type()) {
    case fs::file_type::regular:
      return {};
    case fs::file_type::directory:
      return "this is a folder, not a file";
    case fs::file_type::fifo:
      return "this is a pipe, not a file";
    default:
      return "this is no regular file";
  }
}

}  // namespace

FoundScenarios find_scenarios(std::span<const std::string> arguments) {
  FoundScenarios found;
  std::set<std::string> seen;
  const auto add = [&](const std::string& file) {
    if (seen.insert(identity(file)).second) found.files.push_back(file);
  };
  for (const auto& argument : arguments) {
    std::error_code error;
    const auto status = fs::status(argument, error);
    if (status.type() == fs::file_type::not_found) {
      found.complaints.push_back(cat(argument, ": no such file or folder"));
    } else if (error) {
      found.complaints.push_back(cat(argument, ": ", reason(error)));
    } else if (status.type() == fs::file_type::directory) {
      for (const auto& file : files_below(argument, found.complaints)) add(file);
    } else {
      add(argument);
    }
  }
  return found;
}

std::optional<std::string> read_text_file(const std::string& path, core::Problems& problems,
                                          std::size_t most_bytes) {
  const auto refuse = [&](std::string message) -> std::optional<std::string> {
    problems.error({}, std::move(message));
    return std::nullopt;
  };
  std::error_code error;
  const auto status = fs::status(path, error);
  if (status.type() == fs::file_type::not_found) return refuse("no such file");
  if (error) return refuse(cat("the file cannot be read: ", reason(error)));
  if (auto message = why_not_regular(status); !message.empty()) return refuse(std::move(message));

  const auto too_large = [&](std::string_view has) {
    return refuse(cat("the file has ", has, " bytes, at most ", std::to_string(most_bytes),
                      " are read: 'repeat' writes many orders or files as one entry"));
  };
  const auto size = fs::file_size(path, error);
  if (error) return refuse(cat("the file cannot be read: ", reason(error)));
  if (size > most_bytes) return too_large(std::to_string(size));

  errno = 0;
  std::ifstream file{path, std::ios::binary};
  if (!file) return refuse(cat("the file cannot be read: ", reason({errno, std::generic_category()})));
  // It may have grown meanwhile, and the files of /proc say that they have no bytes.
  std::string text;
  std::string block(64U << 10U, '\0');
  while (file && text.size() <= most_bytes) {
    file.read(block.data(), static_cast<std::streamsize>(block.size()));
    text.append(block, 0, static_cast<std::size_t>(file.gcount()));
  }
  if (file.bad()) return refuse("the file cannot be read to its end");
  if (text.size() > most_bytes) return too_large(cat("more than ", std::to_string(most_bytes)));
  return text;
}

std::variant<core::ScenarioFiles::File, std::string> FolderFiles::find(
    const std::string& relative_path) const {
  const fs::path relative{relative_path};
  if (relative_path.empty() || relative_path.find('\0') != std::string::npos) return "this names no file";
  if (relative.is_absolute()) return "a path starts at the scenario's folder: leave out the leading '/'";
  if (std::find(relative.begin(), relative.end(), "..") != relative.end()) {
    return "'..' is not allowed: the file must lie in the scenario's folder or below it";
  }

  std::error_code error;
  const auto folder = fs::canonical(folder_, error);
  if (error) return cat("the scenario's folder cannot be read: ", reason(error));
  const auto file = fs::canonical(folder / relative, error);
  if (error == std::errc::no_such_file_or_directory || error == std::errc::not_a_directory) {
    return cat("no such file below ", folder.string());
  }
  if (error) return cat("the file cannot be read: ", reason(error));
  const auto [end_of_folder, unused] = std::mismatch(folder.begin(), folder.end(), file.begin(), file.end());
  if (end_of_folder != folder.end()) return "a link leads out of the scenario's folder";

  const auto status = fs::status(file, error);
  if (error) return cat("the file cannot be read: ", reason(error));
  if (auto message = why_not_regular(status); !message.empty()) return message;
  const auto size = fs::file_size(file, error);
  if (error) return cat("the file cannot be read: ", reason(error));
  if (!std::ifstream{file, std::ios::binary}) return "the file cannot be read: permission denied";
  return File{.path = file.string(), .size = size};
}

}  // namespace mock::loading
