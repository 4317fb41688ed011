#pragma once

#include "core/instant.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace mock::providers::musement {

/// Reads an ISO 8601 duration of whole numbers (`P0D`, `PT30M`, `P1DT2H30M`, `P2W`), the provider's spelling
/// of `max_confirmation_time`. Nothing if it is none. The same duration has several spellings (`P0D`, `PT0S`,
/// `P0DT0H0M`): compare durations, not texts. A month counts 30 days and a year 365, to compare with.
std::optional<core::Duration> parse_iso_duration(std::string_view text);

/// `P2DT1H`: how the provider would spell it; `P0D` for nothing. Fractions of a second are dropped.
std::string to_iso_duration(core::Duration duration);

}  // namespace mock::providers::musement
