#include "core/report.hpp"

#include <algorithm>
#include <set>
#include <string_view>

namespace mock::core {

std::string_view to_text(Outcome outcome) {
  switch (outcome) {
    case Outcome::Passed:
      return "passed";
    case Outcome::Failed:
      return "failed";
    case Outcome::NothingChecked:
      return "nothing checked";
  }
  return "";
}

std::vector<std::string> scenarios_never_used(const RunReport& report) {
  std::set<std::string_view> told;  // files: used, or in the result already
  for (const auto& session : report.sessions) {
    if (session.checked) told.insert(session.file);
  }
  std::vector<std::string> never_used;
  for (const auto& session : report.sessions) {
    if (session.named && told.insert(session.file).second) never_used.push_back(session.file);
  }
  return never_used;
}

bool checked_anything(const RunReport& report) {
  return report.more_passed > 0 || std::any_of(report.sessions.begin(), report.sessions.end(),
                                               [](const SessionReport& session) { return session.checked; });
}

Outcome outcome_of(const RunReport& report) {
  const bool round_failed =
      std::any_of(report.sessions.begin(), report.sessions.end(),
                  [](const SessionReport& session) { return session.verdict.outcome == Outcome::Failed; });
  if (round_failed || report.more_failed > 0 || !report.outside.empty()) return Outcome::Failed;
  const bool all_used = report.never_played.empty() && scenarios_never_used(report).empty();
  return checked_anything(report) && all_used ? Outcome::Passed : Outcome::NothingChecked;
}

}  // namespace mock::core
