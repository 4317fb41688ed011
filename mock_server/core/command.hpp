#pragma once

#include "core/json.hpp"
#include "core/problems.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace mock::core {

/// What a user tells a running session from outside, besides the time (SCENARIOS 2.6). The text is what they
/// sent, so that it can be recorded and carried out again.
struct Command {
  enum class Kind : std::uint8_t {
    Move,          ///< `{ "of": "abcd_1234", "status": "COMPLETED", "timeline": […], "unrealistic": true }`
    Signal,        ///< `{ "signal": "shipped" }`
    AddOrder,      ///< `{ "provider": "baanx", "order": { … as in a scenario … } }`
    AddWeather,    ///< `{ … a rule, as in a scenario … }`
    RemoveWeather  ///< `{ "name": "weather 2" }`; without a name: all rules
  };
  Kind kind = Kind::Move;
  std::string text;  ///< a JSON object
};
std::string_view to_text(Command::Kind kind);
/// The kind of that name; nothing if there is none.
std::optional<Command::Kind> parse_command_kind(std::string_view name);

/// It was carried out: what it did, as the control API tells it (contracts/admin).
using Done = Json;
/// It was not, and nothing has changed.
struct CommandRefused {
  int status = 400;  ///< RFC 9110: 400 unreadable, 404 nothing is called so, 409 the state forbids it
  std::string sentence;
  std::vector<std::string> mistakes;  ///< all of them, one line each: `body:1:24: unknown key 'staus' …`
};
using CommandResult = std::variant<Done, CommandRefused>;

}  // namespace mock::core
