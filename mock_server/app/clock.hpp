#pragma once

#include "core/instant.hpp"
#include "core/scenario.hpp"

#include <chrono>
#include <optional>

namespace mock::app {

/// The only place where a session's time comes from. Real and scaled clocks count the steady clock from the
/// moment this was made, so that a step of the machine's wall clock moves no session (DECISIONS 22). Not safe
/// to share between threads.
class Clock {
 public:
  explicit Clock(core::ClockSettings settings);

  [[nodiscard]] bool is_manual() const { return settings_.mode == core::ClockMode::Manual; }
  [[nodiscard]] core::Instant start() const { return start_; }
  [[nodiscard]] core::Instant now() const;
  /// Moves any clock forward for good.
  void advance(core::Duration by) { shift_ += by; }

  /// When the steady clock will show what this clock calls `instant`; nothing for a clock that moves only
  /// when told.
  [[nodiscard]] std::optional<std::chrono::steady_clock::time_point> real_time_of(
      core::Instant instant) const;

 private:
  core::ClockSettings settings_;
  core::Instant start_;
  std::chrono::steady_clock::time_point began_;
  core::Duration shift_{};
};

}  // namespace mock::app
