#pragma once

#include "core/instant.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

namespace mock::core {

/// Why a text is no such quantity: the rest of the sentence after `file:line:column: `, hint included.
struct Unreadable {
  std::string message;
};

struct Money {
  std::int64_t cents = 0;  ///< hundredths of the currency
  std::string currency;    ///< three capitals (ISO 4217)
  bool operator==(const Money&) const = default;
};

// Each reads one type of SCENARIOS 2.2. `key` is the key that the text stands under; the message names it.

/// `2d`, `1h30m`, `250ms`: whole numbers and units `d h m s ms`, large to small. At most what a session's
/// clock can show, `kLastInstant - kFirstInstant`.
std::variant<Duration, Unreadable> parse_duration(std::string_view text, std::string_view key);
/// In bytes: `100MB` (×1,000), `4KiB` (×1,024), `1523654B`. At most 2^63 - 1, so that it fits into every
/// offset.
std::variant<std::uint64_t, Unreadable> parse_size(std::string_view text, std::string_view key);
/// In bytes a second: a size and `/s`, `100B/s`, `64KB/s`.
std::variant<std::uint64_t, Unreadable> parse_rate(std::string_view text, std::string_view key);
/// In hundredths of a percent, which is as fine as they go: `0%`, `12.5%`, `150%`. At most `1000000%`.
std::variant<std::uint32_t, Unreadable> parse_percent(std::string_view text, std::string_view key);
/// `1250` as `12.5%`.
std::string percent_text(std::uint32_t hundredths);
/// `21.00 EUR`: two decimals, a blank, three capitals. No sign.
std::variant<Money, Unreadable> parse_money(std::string_view text, std::string_view key);
/// As `parse_instant` does.
std::variant<Instant, Unreadable> parse_instant_value(std::string_view text, std::string_view key);
/// Decimal digits without a leading zero.
std::variant<std::uint64_t, Unreadable> parse_integer(std::string_view text, std::string_view key);
/// `true`, `false`
std::variant<bool, Unreadable> parse_boolean(std::string_view text, std::string_view key);

}  // namespace mock::core
