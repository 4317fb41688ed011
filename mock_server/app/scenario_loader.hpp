#pragma once

#include "core/problems.hpp"
#include "core/scenario.hpp"

#include <exception>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
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

/// A scenario's text, and how it is to be read.
struct ScenarioText {
  std::string_view text;
  std::string name;                            ///< `baanx/payment_completes`
  const core::ScenarioFiles* files = nullptr;  ///< null: `path:` is refused
  std::function<std::optional<std::string>(std::string_view name)>
      variable;  ///< the value of one; never empty
  UnsetVariables unset = UnsetVariables::Refused;
  std::set<std::string, std::less<>>* missing = nullptr;  ///< gets the variables that have no value
  std::optional<std::uint64_t> seed{};                    ///< instead of the text's
  std::optional<core::ClockSettings> clock{};             ///< its mode instead of the text's
  core::KnownKeys* known_keys = nullptr;
};

/// Reads scenarios: files, texts, and those that are embedded in the program.
class ScenarioLoader {
 public:
  explicit ScenarioLoader(core::ContractLibrary& contracts) : contracts_(&contracts) {}

  /// Null if `problems` has errors: then all of them.
  std::shared_ptr<const core::Scenario> read(const ScenarioText& text, core::Problems& problems);

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

struct EmbeddedFile;
/// The shipped scenario of that name, its ending written or not; null if there is none.
const EmbeddedFile* find_shipped(std::string_view name);

/// `, did you mean 'tour'?`, or which scenarios come with the program.
std::string near_scenarios(const std::string& name);

/// `baanx/payment_completes` for `scenarios/baanx/payment_completes.yaml`: the path below a folder
/// `scenarios`, else the file's stem, without its ending.
std::string scenario_name(const std::string& path);
/// `payment_completes`: what a session is called that plays it.
std::string scenario_stem(const std::string& path);

}  // namespace mock::app
