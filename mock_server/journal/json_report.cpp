#include "journal/json_report.hpp"

#include "core/json.hpp"
#include "journal/event_json.hpp"
#include "journal/finding_text.hpp"
#include "journal/printable.hpp"

#include <utility>

namespace mock::journal {
namespace {

core::Json operations_json(const core::SessionReport& session) {
  core::Json list = core::Json::array();
  for (const auto& [operation, count] : session.operations) {
    core::Json by_status = core::Json::array();
    for (const auto& [status, number] : count.by_status) {
      by_status.push_back({{"http_status", status}, {"exchanges", number}});
    }
    list.push_back({{"operation", operation.empty() ? core::Json{} : core::Json(valid_utf8(operation))},
                    {"exchanges", count.exchanges},
                    {"by_status", std::move(by_status)}});
  }
  return list;
}

core::Json group_json(const core::FindingGroups::Group& group, bool fails, Secrets secrets) {
  const core::Finding& example = group.example();
  core::Json examples = core::Json::array();
  for (const auto& finding : group.first) examples.push_back(to_json(finding, secrets));
  return {{"code", std::string{example.violation.rule.code}},
          {"severity", std::string{core::to_text(example.severity)}},
          {"declared", example.declared},
          {"fails", fails},
          {"link", rule_link(example.violation.rule.code)},
          {"count", group.count},
          {"first_at", core::to_iso(example.at)},
          {"last_at", core::to_iso(group.last_at)},
          {"examples", std::move(examples)}};
}

core::Json session_json(const core::SessionReport& session, Secrets secrets) {
  core::Json reasons = core::Json::array();
  for (const auto& reason : session.verdict.reasons) reasons.push_back(valid_utf8(reason));
  core::Json findings = core::Json::array();
  const auto fails = failing(session);
  for (std::size_t i = 0; i < fails.size(); ++i)
    findings.push_back(group_json(session.findings[i], fails[i], secrets));
  core::Json steps_left = core::Json::array();
  for (const auto& left : session.steps_left) {
    steps_left.push_back({{"resource", valid_utf8(left.resource)},
                          {"moment", valid_utf8(left.moment)},
                          {"due", left.due ? core::Json(core::to_iso(*left.due)) : core::Json{}}});
  }
  core::Json unjudged = core::Json::array();
  for (auto& sentence : not_judged(session)) unjudged.push_back(std::move(sentence));

  return {{"session", valid_utf8(session.session)},
          {"round", session.round},
          {"named", session.named},
          {"checked", session.checked},
          {"outcome", std::string{core::to_text(session.verdict.outcome)}},
          {"reasons", std::move(reasons)},
          {"scenario", valid_utf8(session.scenario)},
          {"file", valid_utf8(session.file)},
          {"about", valid_utf8(session.about)},
          {"clock", valid_utf8(session.clock)},
          {"seed", session.seed},
          {"start", core::to_iso(session.start)},
          {"end", core::to_iso(session.end)},
          {"exchanges", session.exchanges},
          {"operations", operations_json(session)},
          {"fail_on", std::string{core::to_text(session.fail_on)}},
          {"findings", std::move(findings)},
          {"steps_left", std::move(steps_left)},
          {"more_steps_left", session.more_steps_left},
          {"not_judged", std::move(unjudged)}};
}

core::Json never_played_json(const core::NeverPlayed& never_played) {
  core::Json mistakes = core::Json::array();
  for (const auto& mistake : never_played.mistakes) mistakes.push_back(valid_utf8(mistake));
  return {{"session", valid_utf8(never_played.session)},
          {"scenario", valid_utf8(never_played.scenario)},
          {"mistakes", std::move(mistakes)}};
}

}  // namespace

std::string json_report(const core::RunReport& report, Secrets secrets) {
  core::Json sessions = core::Json::array();
  for (const auto& session : report.sessions) sessions.push_back(session_json(session, secrets));
  core::Json never_played = core::Json::array();
  for (const auto& one : report.never_played) never_played.push_back(never_played_json(one));
  core::Json outside = core::Json::array();
  for (const auto& group : report.outside) outside.push_back(group_json(group, true, secrets));
  const core::Json json{{"schema_version", kJsonReportSchemaVersion},
                        {"understudy", valid_utf8(report.version)},
                        {"outcome", std::string{core::to_text(report.outcome)}},
                        {"sessions", std::move(sessions)},
                        {"more_passed", report.more_passed},
                        {"more_failed", report.more_failed},
                        {"unused", report.unused},
                        {"unused_sessions", report.unused_sessions},
                        {"never_played", std::move(never_played)},
                        {"outside", std::move(outside)}};
  return json.dump(2, ' ', false, core::Json::error_handler_t::replace) + "\n";
}

}  // namespace mock::journal
