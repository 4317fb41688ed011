#pragma once

#include "core/event.hpp"
#include "journal/secrets.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mock::journal {

/// An event as a server-sent event (WHATWG HTML §9.2), the empty line at its end included: its id is
/// `ROUND-NUMBER`, its type the kind of event, its data one line of JSON as `to_line` writes it.
std::string sse_event(std::uint64_t round, const std::string& session, const core::Event& event,
                      Secrets secrets);

/// Where in a session's past an event stands.
struct EventId {
  std::uint64_t round = 1;
  std::uint64_t number = 0;  ///< of the event in its round, from 1
  bool operator==(const EventId&) const = default;
};

/// What a client sends back as `Last-Event-ID`. Nothing if `sse_event` writes no id so.
std::optional<EventId> read_event_id(std::string_view text);

}  // namespace mock::journal
