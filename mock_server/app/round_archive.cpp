#include "app/round_archive.hpp"

#include <algorithm>

namespace mock::app {

void RoundCollector::add(RoundReport round) {
  if (!count(round)) return;
  const std::pair key{round.serial, round.report->round};
  kept_.insert_or_assign(key, std::move(round.report));
}

/// Whether there is room to keep it.
bool RoundCollector::count(const RoundReport& round) {
  const core::SessionReport& report = *round.report;
  const auto keep = [](bool has_room, auto& kept, auto& more) {
    if (has_room) {
      ++kept;
    } else {
      ++more;
    }
    return has_room;
  };
  if (report.verdict.outcome == core::Outcome::Failed) {
    return keep(failed_ < kMostFailed, failed_, more_failed_);
  }
  if (report.verdict.outcome == core::Outcome::Passed) {
    // The verdict of the whole asks whether each scenario of the command line was used: one such round stays.
    const bool is_first_use = report.checked && used_.insert(report.file).second;
    return keep(passed_ < kMostPassed || is_first_use, passed_, more_passed_);
  }
  // And whether one of them was not.
  const bool is_first_idle = report.named && idle_.insert(report.file).second;
  const bool matters = !round.is_made || report.exchanges > 0;
  if (keep(is_first_idle || (matters && unchecked_ < kMostUnchecked), unchecked_, unused_)) return true;
  const bool is_new =
      std::find(unused_sessions_.begin(), unused_sessions_.end(), report.session) == unused_sessions_.end();
  if (is_new && unused_sessions_.size() < kMostUnusedNamed) unused_sessions_.push_back(report.session);
  return false;
}

core::RunReport RoundCollector::report() const {
  core::RunReport report;
  for (const auto& [key, round] : kept_) report.sessions.push_back(*round);
  report.more_passed = more_passed_;
  report.more_failed = more_failed_;
  report.unused = unused_;
  report.unused_sessions = unused_sessions_;
  report.never_played = never_played_;
  return report;
}

void RoundArchive::add(RoundReport round) {
  const std::lock_guard lock{mutex_};
  rounds_.add(std::move(round));
}

void RoundArchive::add(core::NeverPlayed never_played) {
  const std::lock_guard lock{mutex_};
  rounds_.add(std::move(never_played));
}

std::vector<SharedReport> RoundCollector::of(std::uint64_t serial) const {
  std::vector<SharedReport> rounds;
  for (auto at = kept_.lower_bound({serial, 0}); at != kept_.end() && at->first.first == serial; ++at) {
    rounds.push_back(at->second);
  }
  return rounds;
}

std::vector<SharedReport> RoundArchive::of(std::uint64_t serial) const {
  const std::lock_guard lock{mutex_};
  return rounds_.of(serial);
}

RoundCollector RoundArchive::collector() const {
  const std::lock_guard lock{mutex_};
  return rounds_;
}

}  // namespace mock::app
