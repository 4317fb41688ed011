#include "app/clock.hpp"

#include <algorithm>

namespace mock::app {
namespace {

/// The wall clock is read for this alone: what a session's clock shows first.
core::Instant start_of(const core::ClockSettings& settings) {
  if (settings.start) return *settings.start;
  if (settings.mode == core::ClockMode::Manual) return core::kManualStart;
  return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

}  // namespace

Clock::Clock(core::ClockSettings settings)
    : settings_(settings), start_(start_of(settings)), began_(std::chrono::steady_clock::now()) {}

core::Instant Clock::now() const {
  if (settings_.mode == core::ClockMode::Manual) return core::add(start_, shift_);
  const auto passed = std::chrono::duration_cast<core::Duration>(std::chrono::steady_clock::now() - began_);
  return core::add(start_, passed * settings_.factor + shift_);
}

std::optional<std::chrono::steady_clock::time_point> Clock::real_time_of(core::Instant instant) const {
  if (settings_.mode == core::ClockMode::Manual) return std::nullopt;
  // Far instants are brought near: the steady clock's nanoseconds would overflow, and who waits so long looks
  // again.
  constexpr core::Duration kFarthest = std::chrono::years{1};
  const core::Duration distance = std::min((instant - start_ - shift_) / settings_.factor, kFarthest);
  return began_ + distance +
         core::Duration{1};  // rounded up, so that the clock has reached the instant by then
}

}  // namespace mock::app
