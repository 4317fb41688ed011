#pragma once

#include "core/instant.hpp"
#include "core/scenario.hpp"

#include <chrono>

namespace mock::app {

/// What a session's clock shows first: the scenario's `start`, the fixed one of clocks that stand still, else
/// the present (the wall clock is read for this alone).
core::Instant start_of(const core::ClockSettings& settings);

/// The time of a session whose clock runs, real or scaled. It counts the steady clock from the moment this
/// was made, so that a step of the machine's wall clock moves no session (DECISIONS 22). Not safe to share
/// between threads.
class RunningClock {
 public:
  /// Shows `from` now.
  RunningClock(const core::ClockSettings& settings, core::Instant from);

  [[nodiscard]] core::Instant now() const;
  /// Moves it forward for good.
  void advance(core::Duration by) { from_ = core::add(from_, by); }
  /// When the steady clock will show what this clock calls `instant`; no further away than a year.
  [[nodiscard]] std::chrono::steady_clock::time_point real_time_of(core::Instant instant) const;

 private:
  std::uint32_t factor_;
  core::Instant from_;
  std::chrono::steady_clock::time_point began_;
};

}  // namespace mock::app
