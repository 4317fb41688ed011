#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mock::core {

/// All time of a session, in microseconds. (`system_clock`'s nanoseconds would end in 2262.)
using Duration = std::chrono::microseconds;
using Instant = std::chrono::sys_time<Duration>;

/// The first and the last instant that a session's clock can show: the years 1970 to 9999.
inline constexpr Instant kFirstInstant{};
inline constexpr Instant kLastInstant{std::chrono::sys_days{std::chrono::year{9999} / 12 / 31} +
                                      std::chrono::days{1} - Duration{1}};

/// `from + by`, held within `kFirstInstant` and `kLastInstant`.
Instant add(Instant from, Duration by);

/// The UTC calendar fields of an instant, for writing the formats that providers use.
struct CivilTime {
  int year = 1970;
  unsigned month = 1;
  unsigned day = 1;
  unsigned hour = 0;
  unsigned minute = 0;
  unsigned second = 0;
  unsigned microsecond = 0;
  unsigned weekday = 4;  ///< 0 is Sunday
};
CivilTime civil(Instant instant);

/// `2026-03-01T09:00:00Z`, with `.250` only where there are milliseconds (`.250001` where there are
/// microseconds).
std::string to_iso(Instant instant);

/// `Sun, 01 Mar 2026 09:00:00 GMT` (RFC 9110 §5.6.7, IMF-fixdate).
std::string to_http_date(Instant instant);

/// Reads `2026-03-01T09:00:00Z` or `2026-03-01T10:00:00.250+01:00` (SCENARIOS 2.2: date, time and zone are
/// needed). Nothing, if the text is anything else or lies outside the years 1970 to 9999.
std::optional<Instant> parse_instant(std::string_view text);

/// `47h`, `1h30m`, `250ms`, `0s`: as a scenario writes it (SCENARIOS 2.2). Microseconds are dropped.
std::string to_text(Duration duration);

}  // namespace mock::core
