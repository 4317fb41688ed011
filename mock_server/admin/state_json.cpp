#include "admin/state_json.hpp"

#include "admin/json_parts.hpp"
#include "core/quantities.hpp"
#include "core/text.hpp"
#include "journal/event_json.hpp"
#include "journal/finding_text.hpp"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

namespace mock::admin {

namespace {

using core::cat;
using Step = core::Session::ResourceState::Step;

core::Json step_json(const Step& step, std::string_view state, const std::string& file) {
  return {{"state", std::string{state}},    {"moment", or_null(step.moment)},
          {"status", or_null(step.status)}, {"taken", or_null(step.taken)},
          {"due", or_null(step.due)},       {"line", line_of(file, step.line)}};
}

/// The first step left is the one that is waited for; those after it have not had their turn.
core::Json steps_json(const std::vector<Step>& steps, const std::string& file) {
  core::Json json = core::Json::array();
  bool is_first_left = true;
  for (const auto& step : steps) {
    const bool is_left = !step.taken && !step.dropped;
    const std::string_view state = step.taken      ? "taken"
                                   : step.dropped  ? "dropped"
                                   : is_first_left ? "waiting"
                                                   : "later";
    json.push_back(step_json(step, state, file));
    if (is_left) is_first_left = false;
  }
  return json;
}

/// Which answers a rule picks of those that fit it, as a scenario writes it: `every: 5`.
core::Json picks_json(const core::Which& which) {
  const auto number = std::to_string(which.number);
  switch (which.pick) {
    case core::Which::Pick::All:
      return {};
    case core::Which::Pick::First:
      return cat("first: ", number);
    case core::Which::Pick::Nth:
      return cat("nth: ", number);
    case core::Which::Pick::Every:
      return cat("every: ", number);
    case core::Which::Pick::Chance:
      return cat("chance: ", core::percent_text(which.chance));
  }
  return {};
}

/// Rules that came by a control call stand in no file.
core::Json line_of_rule(const core::WeatherRule& rule, const core::Scenario& scenario) {
  const auto& written = scenario.weather;
  const bool is_of_file = std::ranges::any_of(written, [&](const core::WeatherRule& one) {
    return one.name == rule.name && one.place == rule.place;
  });
  return is_of_file ? line_of(scenario.file, rule.place) : core::Json{};
}

core::Json rule_json(const core::Weather::Rule& state, const core::Scenario& scenario) {
  const core::WeatherRule& rule = state.rule;
  return {{"name", rule.name},
          {"operation", or_null(rule.operation)},
          {"of", or_null(rule.of)},
          {"picks", picks_json(rule.which)},
          {"from", rule.which.from ? or_null(core::to_text(*rule.which.from)) : core::Json{}},
          {"for_seconds", rule.which.window ? seconds(*rule.which.window) : core::Json{}},
          {"effect", core::to_text(rule)},
          {"fitted", state.fitted},
          {"fired", state.fired},
          {"line", line_of_rule(rule, scenario)}};
}

}  // namespace

core::Json to_json(const core::FindingGroups::Group& group, bool fails, journal::Secrets secrets) {
  const core::Finding& example = group.example();
  core::Json examples = core::Json::array();
  for (const auto& finding : group.first) examples.push_back(journal::to_json(finding, secrets));
  return {{"code", std::string{example.violation.rule.code}},
          {"severity", std::string{core::to_text(example.severity)}},
          {"declared", example.declared},
          {"fails", fails},
          {"link", journal::rule_link(example.violation.rule.code)},
          {"count", group.count},
          {"first_at", core::to_iso(example.at)},
          {"last_at", core::to_iso(group.last_at)},
          {"examples", std::move(examples)}};
}

core::Json to_json(const core::Session::ResourceState& resource, const std::string& file) {
  const core::ResourceView& view = resource.view;
  return {{"name", view.name},
          {"id", view.id},
          {"noun", std::string{view.noun->name}},
          {"status", view.status},
          {"is_final", view.noun->is_final(view.status)},
          {"is_part", view.is_part},
          {"immovable", or_null(view.immovable)},
          {"line", line_of(file, view.line)},
          {"steps", steps_json(resource.steps, file)}};
}

core::Json weather_json(const core::Session& session) {
  core::Json rules = core::Json::array();
  for (const auto& rule : session.weather().rules()) rules.push_back(rule_json(rule, session.scenario()));
  return {{"rules", std::move(rules)}};
}

}  // namespace mock::admin
