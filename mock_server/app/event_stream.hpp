#pragma once

#include "app/session_slot.hpp"
#include "app/wait_limit.hpp"
#include "core/message.hpp"
#include "journal/secrets.hpp"

#include <chrono>
#include <memory>
#include <string>

namespace mock::app {

/// The events of a session as server-sent events (WHATWG HTML §9.2): those that its ring still has, then each
/// as it comes. `event: gap` says that some are gone, `event: reset` that a new round begins; a comment every
/// 15 seconds shows that the connection lives. Ends when the session is deleted and when the server stops.
class EventStream final : public core::PieceSource {
 public:
  static constexpr std::chrono::seconds kHeartbeat{15};

  /// Begins after what was followed already. Keeps the session and its place among the waits.
  EventStream(std::shared_ptr<SessionSlot> slot, SessionSlot::Followed followed, journal::Secrets secrets,
              WaitLimit::Place place)
      : slot_(std::move(slot)), followed_(followed), secrets_(secrets), place_(std::move(place)) {}

  bool next(std::string& piece) override;

 private:
  const std::shared_ptr<SessionSlot> slot_;
  SessionSlot::Followed followed_;
  const journal::Secrets secrets_;
  WaitLimit::Place place_;
  std::chrono::steady_clock::time_point last_sent_ = std::chrono::steady_clock::now();
};

}  // namespace mock::app
