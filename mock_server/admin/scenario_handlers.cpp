#include "admin/answers.hpp"
#include "admin/handlers.hpp"
#include "admin/requests.hpp"
#include "core/text.hpp"

#include <utility>

namespace mock::admin {

namespace {

core::Response scenario_text(const Call& call, const std::string& name) {
  return answer(call.control.scenario_text(name),
                [](const std::string& text) { return text_answer("application/yaml", text); });
}

}  // namespace

core::Response list_scenarios(const Call& call) {
  core::Json scenarios = core::Json::array();
  for (const auto& entry : call.control.scenarios()) {
    scenarios.push_back({{"name", entry.name},
                         {"about", entry.about},
                         {"providers", entry.providers},
                         {"shipped", entry.shipped}});
  }
  return json_answer(200, {{"scenarios", std::move(scenarios)}});
}

core::Response get_scenario(const Call& call) { return scenario_text(call, call.parameter("scenario")); }

core::Response get_scenario_in_folder(const Call& call) {
  return scenario_text(call, core::cat(call.parameter("folder"), "/", call.parameter("scenario")));
}

core::Response check_scenario(const Call& call) {
  return answer(read_check_scenario(call.request), [&](const CheckScenario& wish) {
    const auto check = call.control.check(wish.scenario_yaml, wish.variables);
    return json_answer(200, {{"valid", check.valid}, {"lines", check.lines}});
  });
}

}  // namespace mock::admin
