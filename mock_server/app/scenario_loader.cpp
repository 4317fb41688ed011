#include "app/scenario_loader.hpp"

#include "app/embedded.hpp"
#include "core/text.hpp"
#include "loading/scenario_files.hpp"
#include "loading/variables.hpp"
#include "loading/yaml_reader.hpp"
#include "providers/registry.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>

namespace mock::app {
namespace {

constexpr std::string_view kEnding = ".yaml";

std::string without_ending(std::string path) {
  if (path.ends_with(kEnding)) path.resize(path.size() - kEnding.size());
  return path;
}

}  // namespace

ScenariosRefused::ScenariosRefused(std::vector<core::Problems> problems) : problems_(std::move(problems)) {
  for (const core::Problems& of_file : problems_) {
    for (const std::string& line : of_file.lines()) what_ += core::cat(what_.empty() ? "" : "\n", line);
  }
}

std::optional<std::string> Variables::find(std::string_view name) const {
  if (const auto value = set.find(name); value != set.end()) return value->second;
  if (!environment) return std::nullopt;
  const char* value = std::getenv(std::string{name}.c_str());
  return value == nullptr ? std::nullopt : std::optional<std::string>{value};
}

std::shared_ptr<const core::Scenario> ScenarioLoader::load(const std::string& name_or_path,
                                                           const Variables& variables, UnsetVariables unset,
                                                           core::Problems& problems) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(name_or_path, error)) {
    if (const EmbeddedFile* embedded = find_shipped(name_or_path)) {
      return read(embedded->text, std::string{embedded->name}, nullptr, variables, unset, problems);
    }
    if (!std::filesystem::exists(name_or_path, error)) {
      problems.error({}, core::cat("there is no such file", near_scenarios(name_or_path)));
      return nullptr;
    }
  }
  const auto text = loading::read_text_file(name_or_path, problems);
  if (!text) return nullptr;
  const loading::FolderFiles files{std::filesystem::path{name_or_path}.parent_path()};
  return read(*text, scenario_name(name_or_path), &files, variables, unset, problems);
}

std::shared_ptr<const core::Scenario> ScenarioLoader::read(std::string_view text, const std::string& name,
                                                           const core::ScenarioFiles* files,
                                                           const Variables& variables, UnsetVariables unset,
                                                           core::Problems& problems,
                                                           core::KnownKeys* known_keys) {
  return read({.text = text,
               .name = name,
               .files = files,
               .variable = [&](std::string_view variable) { return variables.find(variable); },
               .unset = unset,
               .known_keys = known_keys},
              problems);
}

std::shared_ptr<const core::Scenario> ScenarioLoader::read(const ScenarioText& text,
                                                           core::Problems& problems) {
  auto root = loading::read_yaml(text.text, problems);
  if (!root) return nullptr;
  loading::expand_variables(
      *root, text.variable, problems,
      text.unset == UnsetVariables::Noted ? loading::Unset::Note : loading::Unset::Refuse, text.missing);
  const core::ScenarioSources sources{.providers = providers::all_providers(),
                                      .contracts = contracts_,
                                      .files = text.files,
                                      .name = text.name,
                                      .seed = text.seed,
                                      .clock = text.clock,
                                      .known_keys = text.known_keys};
  return core::read_scenario(*root, sources, problems);
}

bool is_shipped_scenario(const std::string& name_or_path) {
  std::error_code error;
  return !std::filesystem::exists(name_or_path, error) && find_shipped(name_or_path) != nullptr;
}

const EmbeddedFile* find_shipped(std::string_view name) {
  if (name.ends_with(kEnding)) name.remove_suffix(kEnding.size());
  const auto scenarios = embedded_scenarios();
  const auto found = std::find_if(scenarios.begin(), scenarios.end(),
                                  [&](const EmbeddedFile& file) { return file.name == name; });
  return found == scenarios.end() ? nullptr : &*found;
}

std::string near_scenarios(const std::string& name) {
  std::vector<std::string_view> names;
  for (const EmbeddedFile& file : embedded_scenarios()) names.push_back(file.name);
  const auto near = core::did_you_mean(name, names);
  return near.empty() ? core::cat("; scenarios that come with this program: ", core::join(names)) : near;
}

std::string scenario_name(const std::string& path) {
  constexpr std::string_view kFolder = "scenarios/";
  const auto folder = path.rfind(kFolder);
  const bool is_a_folder = folder != std::string::npos && (folder == 0 || path[folder - 1] == '/');
  return is_a_folder ? without_ending(path.substr(folder + kFolder.size())) : scenario_stem(path);
}

std::string scenario_stem(const std::string& path) {
  return without_ending(std::filesystem::path{path}.filename().string());
}

}  // namespace mock::app
