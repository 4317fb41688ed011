#include "app/clock.hpp"

#include <algorithm>

namespace mock::app {

core::Instant start_of(const core::ClockSettings& settings) {
  if (settings.start) return *settings.start;
  if (core::stands_still(settings)) return core::kManualStart;
  return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

RunningClock::RunningClock(const core::ClockSettings& settings, core::Instant from)
    : factor_(settings.mode == core::ClockMode::Scaled ? settings.factor : 1),
      from_(from),
      began_(std::chrono::steady_clock::now()) {}

core::Instant RunningClock::now() const {
  const auto passed = std::chrono::duration_cast<core::Duration>(std::chrono::steady_clock::now() - began_);
  return core::add(from_, passed * factor_);
}

std::chrono::steady_clock::time_point RunningClock::real_time_of(core::Instant instant) const {
  // Far instants are brought near: the steady clock's nanoseconds would overflow, and who waits so long looks
  // again.
  constexpr core::Duration kFarthest = std::chrono::years{1};
  const core::Duration distance = std::min((instant - from_) / factor_, kFarthest);
  return began_ + distance +
         core::Duration{1};  // rounded up, so that the clock has reached the instant by then
}

}  // namespace mock::app
