#pragma once

#include "core/problems.hpp"
#include "core/scenario_reader.hpp"

#include <cstddef>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

namespace mock::loading {

/// What a command line's files and folders come to.
struct FoundScenarios {
  std::vector<std::string> files;  ///< a file as it was named, a folder's files below the folder's name
  std::vector<std::string>
      complaints;  ///< `scenarios/x: no such file or folder`, in the order of the arguments
};

/// Files stand for themselves, whatever their ending; a folder for all `*.yaml` below it, sorted by path.
/// Links to folders, and files and folders whose name begins with a dot, are passed over there. A file that
/// is found twice is kept once, where it came first. A folder without any scenario is no complaint: `check`
/// of nothing is the caller's to judge.
FoundScenarios find_scenarios(std::span<const std::string> arguments);

/// The bytes of a file. Refused, without reading all of it, if it is no regular file or longer than
/// `most_bytes`; then `problems` says why.
std::optional<std::string> read_text_file(const std::string& path, core::Problems& problems,
                                          std::size_t most_bytes = 4U << 20U);

/// The files below a scenario's folder, for `path:`. Links may point from one place in the folder to another,
/// not out of it.
class FolderFiles final : public core::ScenarioFiles {
 public:
  /// An empty path is the current folder. `folder` need not exist; then nothing is found.
  explicit FolderFiles(std::filesystem::path folder) : folder_(folder.empty() ? "." : std::move(folder)) {}

  [[nodiscard]] std::variant<File, std::string> find(const std::string& relative_path) const override;

 private:
  std::filesystem::path folder_;
};

}  // namespace mock::loading
