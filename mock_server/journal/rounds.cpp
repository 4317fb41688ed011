#include "journal/rounds.hpp"

#include "core/text.hpp"
#include "journal/printable.hpp"

#include <algorithm>
#include <set>

namespace mock::journal {

std::vector<std::string> round_suffixes(const core::RunReport& report) {
  std::set<std::string_view> repeated;  // sessions of more than one round
  for (const auto& session : report.sessions) {
    if (session.round > 1) repeated.insert(session.session);
  }
  std::vector<std::string> suffixes;
  for (const auto& session : report.sessions) {
    suffixes.push_back(repeated.contains(session.session)
                           ? core::cat(", round ", std::to_string(session.round))
                           : std::string{});
  }
  return suffixes;
}

std::vector<bool> missed(const core::RunReport& report) {
  const bool none_is_used = !core::checked_anything(report);
  const auto never_used = core::scenarios_never_used(report);
  const std::set<std::string_view> demanded{never_used.begin(), never_used.end()};
  std::vector<bool> result;
  for (const auto& session : report.sessions) {
    const bool is_idle = session.verdict.outcome == core::Outcome::NothingChecked;
    result.push_back(is_idle && (none_is_used || (session.named && demanded.contains(session.file))));
  }
  return result;
}

std::string count_of(std::uint64_t number, std::string_view one) {
  return core::cat(std::to_string(number), " ", one, number == 1 ? "" : "s");
}

std::vector<std::string> not_listed(const core::RunReport& report) {
  std::vector<std::string> pieces;
  if (report.more_passed > 0)
    pieces.push_back(core::cat(count_of(report.more_passed, "more round"), " passed"));
  if (report.more_failed > 0)
    pieces.push_back(core::cat(count_of(report.more_failed, "more round"), " failed"));
  if (report.unused > 0) {
    pieces.push_back(
        core::cat(count_of(report.unused, "round"), " of sessions that nobody used",
                  report.unused_sessions.empty()
                      ? std::string{}
                      : core::cat(" (", printable(core::join(report.unused_sessions)),
                                  report.unused > report.unused_sessions.size() ? ", …)" : ")")));
  }
  return pieces;
}

}  // namespace mock::journal
