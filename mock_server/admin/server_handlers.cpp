#include "admin/answers.hpp"
#include "admin/contract_text.hpp"
#include "admin/exchange_json.hpp"
#include "admin/handlers.hpp"
#include "admin/json_parts.hpp"
#include "admin/metrics.hpp"
#include "admin/query.hpp"
#include "admin/report_text.hpp"
#include "admin/state_json.hpp"
#include "core/text.hpp"

#include <utility>

namespace mock::admin {

core::Response get_index(const Call& call) {
  core::Json operations = core::Json::array();
  for (const auto& operation : all_operations()) {
    operations.push_back({{"method", std::string{operation.route.method}},
                          {"path", std::string{operation.route.path}},
                          {"about", std::string{operation.about}}});
  }
  return json_answer(200,
                     {{"understudy", call.control.health().version}, {"operations", std::move(operations)}});
}

core::Response get_health(const Call& call) {
  const auto health = call.control.health();
  return json_answer(health.ready ? 200 : 503, {{"ready", health.ready},
                                                {"instance", health.instance},
                                                {"version", health.version},
                                                {"uptime_seconds", seconds(health.uptime)},
                                                {"sessions", health.sessions}});
}

core::Response get_outside(const Call& call) {
  const auto outside = call.control.outside();
  core::Json exchanges = core::Json::array();
  for (const auto& exchange : outside.exchanges) {
    exchanges.push_back(summary_json(*exchange, {}, call.options.secrets));
  }
  core::Json findings = core::Json::array();
  for (const auto& group : outside.findings) findings.push_back(to_json(group, true, call.options.secrets));
  return json_answer(200, {{"exchanges", std::move(exchanges)}, {"findings", std::move(findings)}});
}

core::Response get_run_report(const Call& call) {
  return report_answer(call, [&]() -> Result<core::RunReport> { return call.control.report(); });
}

core::Response get_metrics(const Call& call) {
  return text_answer(kMetricsType, metrics_text(call.control.counters()));
}

core::Response get_contract(const Call& call) {
  if (call.options.contract.empty()) return problem(404, "this server was given no contract to show");
  return text_answer("application/json", contract_text(call.options.contract));
}

}  // namespace mock::admin
