#include "app/check.hpp"

#include "app/contract_library.hpp"
#include "loading/scenario_files.hpp"

namespace mock::app {

std::size_t CheckedScenarios::mistakes() const {
  std::size_t mistakes = 0;
  for (const core::Problems& of_file : problems) mistakes += of_file.error_count();
  return mistakes;
}

CheckedScenarios check_scenarios(const std::vector<std::string>& paths, const Variables& variables) {
  EmbeddedContracts contracts;
  ScenarioLoader loader{contracts};
  std::vector<std::string> on_disk;
  std::vector<std::string> shipped;
  for (const std::string& path : paths) (is_shipped_scenario(path) ? shipped : on_disk).push_back(path);
  loading::FoundScenarios found = loading::find_scenarios(on_disk);
  found.files.insert(found.files.end(), shipped.begin(), shipped.end());
  CheckedScenarios checked{.files = found.files.size(), .problems = {}};
  for (const std::string& complaint : found.complaints) {
    core::Problems problems{"understudy"};
    problems.error({}, complaint);
    checked.problems.push_back(std::move(problems));
  }
  for (const std::string& file : found.files) {
    core::Problems problems{file};
    loader.load(file, variables, UnsetVariables::Noted, problems);
    if (problems.has_errors() || !problems.notes().empty()) checked.problems.push_back(std::move(problems));
  }
  return checked;
}

}  // namespace mock::app
