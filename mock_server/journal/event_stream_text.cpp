#include "journal/event_stream_text.hpp"

#include "core/text.hpp"
#include "journal/event_json.hpp"

namespace mock::journal {

std::string sse_event(std::uint64_t round, const std::string& session, const core::Event& event,
                      Secrets secrets) {
  // JSON escapes every control character, so that there is no line break in the data.
  return core::cat("id: ", std::to_string(round), "-", std::to_string(event.number),
                   "\nevent: ", kind_of(event), "\ndata: ", to_line(session, event, secrets), "\n\n");
}

std::optional<EventId> read_event_id(std::string_view text) {
  const auto dash = text.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  const auto round = core::parse_decimal(text.substr(0, dash));
  const auto number = core::parse_decimal(text.substr(dash + 1));
  if (!round || !number || *round == 0 || *number == 0) return std::nullopt;
  return EventId{.round = *round, .number = *number};
}

}  // namespace mock::journal
