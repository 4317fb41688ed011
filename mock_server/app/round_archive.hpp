#pragma once

#include "core/report.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <utility>
#include <vector>

namespace mock::app {

/// Never changes, and may be large: what keeps it shares it.
using SharedReport = std::shared_ptr<const core::SessionReport>;

/// What a round had to say, and whose it was.
struct RoundReport {
  std::uint64_t serial = 0;  ///< of the session: they count in the order in which they were made
  bool is_made = false;      ///< by a control call
  SharedReport report;       ///< never null
};

/// Collects rounds for a report and keeps it in bounds: of very many that passed, the first ones; of very
/// many that failed, the first ones; all others are counted (DECISIONS 3). Not safe to share between threads.
class RoundCollector {
 public:
  static constexpr std::size_t kMostPassed = 1'000;
  static constexpr std::size_t kMostFailed = 1'000;
  static constexpr std::size_t kMostUnchecked = 1'000;
  static constexpr std::size_t kMostUnusedNamed = 20;

  void add(RoundReport round);
  [[nodiscard]] bool has(const RoundReport& round) const {
    return kept_.contains({round.serial, round.report->round});
  }
  void add(core::NeverPlayed never_played) { never_played_.push_back(std::move(never_played)); }
  /// All of them, with the counts of those that were left out, by session and round.
  [[nodiscard]] core::RunReport report() const;
  /// The rounds that were kept of one session, the oldest first.
  [[nodiscard]] std::vector<SharedReport> of(std::uint64_t serial) const;

 private:
  bool count(const RoundReport& round);

  std::map<std::pair<std::uint64_t, std::uint64_t>, SharedReport> kept_;  ///< by serial and round
  std::set<std::string> used_;  ///< files of scenarios of which a used round is kept
  std::set<std::string> idle_;  ///< files of scenarios of the command line of which an unused round is kept
  std::size_t passed_ = 0;
  std::size_t failed_ = 0;
  std::size_t unchecked_ = 0;
  std::uint64_t more_passed_ = 0;
  std::uint64_t more_failed_ = 0;
  std::uint64_t unused_ = 0;
  std::vector<std::string> unused_sessions_;
  std::vector<core::NeverPlayed> never_played_;
};

/// The rounds that are over: their findings and verdicts outlive the sessions. May be shared between threads.
class RoundArchive {
 public:
  void add(RoundReport round);
  void add(core::NeverPlayed never_played);
  /// A copy that shares the reports, for the rounds that go on to be added.
  [[nodiscard]] RoundCollector collector() const;
  /// Those that were kept of one session, the oldest first.
  [[nodiscard]] std::vector<SharedReport> of(std::uint64_t serial) const;

 private:
  mutable std::mutex mutex_;
  RoundCollector rounds_;  ///< guarded by mutex_
};

}  // namespace mock::app
