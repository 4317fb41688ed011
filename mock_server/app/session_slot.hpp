#pragma once

#include "app/clock.hpp"
#include "core/session.hpp"

#include <chrono>
#include <mutex>
#include <optional>

namespace mock::app {

/// A session with its clock and its lock. The lock is taken before the clock is read, so that what a session
/// sees of time never goes backwards; it is never held while anything waits or is sent.
class SessionSlot {
 public:
  SessionSlot(std::shared_ptr<const core::Scenario> scenario, core::SessionOptions options, Clock clock)
      : clock_(clock), session_(std::move(scenario), std::move(options)) {}

  /// Does something with the session at the present instant, alone.
  template <typename Action>
  auto act(const Action& action) {
    const std::lock_guard lock{mutex_};
    return action(session_, clock_.now());
  }

  void advance(core::Duration by) {
    const std::lock_guard lock{mutex_};
    clock_.advance(by);
    session_.advance_to(clock_.now());
  }

  [[nodiscard]] core::Instant now() const {
    const std::lock_guard lock{mutex_};
    return clock_.now();
  }

  /// When its next step comes by itself; nothing if only a request or a command can bring one.
  [[nodiscard]] std::optional<std::chrono::steady_clock::time_point> next_due() const {
    const std::lock_guard lock{mutex_};
    const auto due = session_.next_due();
    return due ? clock_.real_time_of(*due) : std::nullopt;
  }

  [[nodiscard]] bool has_manual_clock() const { return clock_.is_manual(); }
  [[nodiscard]] const std::string& name() const { return session_.name(); }

 private:
  mutable std::mutex mutex_;
  Clock clock_;            ///< guarded by mutex_
  core::Session session_;  ///< guarded by mutex_
};

}  // namespace mock::app
