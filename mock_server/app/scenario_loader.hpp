#pragma once

#include "core/problems.hpp"
#include "core/scenario.hpp"

#include <exception>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mock::app {

/// Scenarios that cannot be played: the problems of each file, all of them.
class ScenariosRefused : public std::exception {
 public:
  explicit ScenariosRefused(std::vector<core::Problems> problems);
  [[nodiscard]] const char* what() const noexcept override { return what_.c_str(); }
  [[nodiscard]] const std::vector<core::Problems>& problems() const { return problems_; }

 private:
  std::vector<core::Problems> problems_;
  std::string what_;
};

/// Where the values of `${NAME}` come from: what was set first, then (unless it is off) the environment.
struct Variables {
  std::map<std::string, std::string, std::less<>> set;
  bool environment = true;

  [[nodiscard]] std::optional<std::string> find(std::string_view name) const;
};

/// What to do with a variable that has no value.
enum class UnsetVariables { Noted, Refused };

/// Reads scenarios: files, texts, and those that are embedded in the program.
class ScenarioLoader {
 public:
  explicit ScenarioLoader(core::ContractLibrary& contracts) : contracts_(&contracts) {}

  /// What a command line names: a file, or else an embedded scenario, `tour` or `baanx/payment_completes`.
  std::shared_ptr<const core::Scenario> load(const std::string& name_or_path, const Variables& variables,
                                             UnsetVariables unset, core::Problems& problems);
  /// A scenario given as text. `file` is what messages call it; it has no folder, so `path:` is refused.
  std::shared_ptr<const core::Scenario> read(std::string_view text, const std::string& name,
                                             const core::ScenarioFiles* files, const Variables& variables,
                                             UnsetVariables unset, core::Problems& problems,
                                             core::KnownKeys* known_keys = nullptr);

 private:
  core::ContractLibrary* contracts_;
};

/// Whether `load` takes that for a scenario that comes with the program: there is no such file or folder.
bool is_shipped_scenario(const std::string& name_or_path);

/// `baanx/payment_completes` for `scenarios/baanx/payment_completes.yaml`: the path below a folder
/// `scenarios`, else the file's stem, without its ending.
std::string scenario_name(const std::string& path);
/// `payment_completes`: what a session is called that plays it.
std::string scenario_stem(const std::string& path);

}  // namespace mock::app
