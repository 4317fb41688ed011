#include "core/report.hpp"

#include <algorithm>

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

Outcome outcome_of(const RunReport& report) {
  const auto any = [&](Outcome outcome) {
    return std::any_of(report.sessions.begin(), report.sessions.end(),
                       [&](const SessionReport& session) { return session.verdict.outcome == outcome; });
  };
  if (any(Outcome::Failed) || !report.outside.empty()) return Outcome::Failed;
  if (report.sessions.empty() || any(Outcome::NothingChecked)) return Outcome::NothingChecked;
  return Outcome::Passed;
}

}  // namespace mock::core
