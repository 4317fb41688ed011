#pragma once

#include "core/instant.hpp"
#include "core/json.hpp"
#include "core/mapping.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace mock::providers::musement {

/// Reads a key that holds a UUID; nothing if it is absent or was refused.
std::optional<std::string> read_uuid(core::Mapping& mapping, std::string_view key);

/// `2018-08-17T15:59:43+0000`: the provider's instants, always in UTC. The offset has no colon.
std::string date_text(core::Instant instant);

/// What messages end with where `unrealistic` lifts the refusal.
inline constexpr std::string_view kUnlessMeant = ", or add 'unrealistic: true' if you mean it";

}  // namespace mock::providers::musement
