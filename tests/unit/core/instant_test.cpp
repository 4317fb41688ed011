#include "core/instant.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

using namespace mock::core;
using namespace std::chrono_literals;

namespace {

constexpr Instant kFirstOfMarch = std::chrono::sys_days{std::chrono::year{2026} / 3 / 1} + 9h;

}  // namespace

TEST_CASE("an instant is read with date, time and zone", "[core][instant]") {
  struct Row {
    std::string_view text;
    Instant instant;
  };
  const auto row = GENERATE(
      Row{"2026-03-01T09:00:00Z", kFirstOfMarch}, Row{"2026-03-01T10:00:00+01:00", kFirstOfMarch},
      Row{"2026-02-28T23:30:00-09:30", kFirstOfMarch}, Row{"2026-03-01T09:00:00-00:00", kFirstOfMarch},
      Row{"2026-03-01T10:00:00.250+01:00", kFirstOfMarch + 250ms},
      Row{"2026-03-01T09:00:00.5Z", kFirstOfMarch + 500ms},
      Row{"2026-03-01T09:00:00.000001Z", kFirstOfMarch + 1us},
      Row{"2024-02-29T00:00:00Z", std::chrono::sys_days{std::chrono::year{2024} / 2 / 29}},
      Row{"1970-01-01T00:00:00Z", kFirstInstant}, Row{"1970-01-01T01:00:00+01:00", kFirstInstant},
      Row{"9999-12-31T23:59:59.999999Z", kLastInstant});

  CAPTURE(row.text);
  CHECK(parse_instant(row.text) == row.instant);
}

TEST_CASE("anything else is no instant", "[core][instant]") {
  const auto text = GENERATE(
      "", "now", "2026-03-01", "2026-03-01T09:00:00", "2026-03-01 09:00:00Z", "2026-03-01T09:00Z",
      "2026-03-01t09:00:00Z", "2026-03-01T09:00:00z", "2026-03-01T09:00:00+0100", "2026-03-01T09:00:00+1:00",
      "2026-03-01T09:00:00+24:00", "2026-03-01T09:00:00+01:60", "2026-03-01T09:00:00.Z",
      "2026-03-01T09:00:00.1234567Z", "2026-03-01T09:00:00,5Z", "2026-03-01T09:00:00ZZ",
      " 2026-03-01T09:00:00Z", "2026-03-01T09:00:00Z ", "26-03-01T09:00:00Z", "12026-03-01T09:00:00Z",
      "-026-03-01T09:00:00Z", "2026-3-01T09:00:00Z", "2026-02-30T09:00:00Z", "2025-02-29T09:00:00Z",
      "2026-00-01T09:00:00Z", "2026-13-01T09:00:00Z", "2026-01-00T09:00:00Z", "2026-01-32T09:00:00Z",
      "2026-03-01T24:00:00Z", "2026-03-01T09:60:00Z", "2016-12-31T23:59:60Z", "1969-12-31T23:59:59Z",
      "1970-01-01T00:59:59+01:00", "9999-12-31T23:59:59-00:01", "２026-03-01T09:00:00Z");

  CAPTURE(text);
  CHECK(parse_instant(text) == std::nullopt);
}

TEST_CASE("an instant is written with only the fraction it has", "[core][instant]") {
  CHECK(to_iso(kFirstOfMarch) == "2026-03-01T09:00:00Z");
  CHECK(to_iso(kFirstOfMarch + 250ms) == "2026-03-01T09:00:00.250Z");
  CHECK(to_iso(kFirstOfMarch + 1ms) == "2026-03-01T09:00:00.001Z");
  CHECK(to_iso(kFirstOfMarch + 250ms + 1us) == "2026-03-01T09:00:00.250001Z");
  CHECK(to_iso(kFirstInstant) == "1970-01-01T00:00:00Z");
  CHECK(to_iso(kLastInstant) == "9999-12-31T23:59:59.999999Z");
}

TEST_CASE("what is written can be read again", "[core][instant]") {
  for (Instant instant = kFirstInstant; instant < kLastInstant;
       instant = add(instant, 1234567h + 8min + 9s + 10us)) {
    CHECK(parse_instant(to_iso(instant)) == instant);
  }
}

TEST_CASE("headers show an instant as RFC 9110 wants it", "[core][instant]") {
  CHECK(to_http_date(kFirstOfMarch) == "Sun, 01 Mar 2026 09:00:00 GMT");
  CHECK(to_http_date(kFirstInstant) == "Thu, 01 Jan 1970 00:00:00 GMT");
  CHECK(to_http_date(*parse_instant("1994-11-06T08:49:37.999Z")) == "Sun, 06 Nov 1994 08:49:37 GMT");
}

TEST_CASE("an instant has calendar fields", "[core][instant]") {
  const auto time = civil(*parse_instant("2023-03-27T17:07:12.662001Z"));

  CHECK(time.year == 2023);
  CHECK(time.month == 3);
  CHECK(time.day == 27);
  CHECK(time.hour == 17);
  CHECK(time.minute == 7);
  CHECK(time.second == 12);
  CHECK(time.microsecond == 662001);
  CHECK(time.weekday == 1);
}

TEST_CASE("adding never leaves the years 1970 to 9999", "[core][instant]") {
  CHECK(add(kFirstOfMarch, 47h) == kFirstOfMarch + 47h);
  CHECK(add(kFirstOfMarch, -1h) == kFirstOfMarch - 1h);
  CHECK(add(kFirstOfMarch, Duration::max()) == kLastInstant);
  CHECK(add(kLastInstant, 1us) == kLastInstant);
  CHECK(add(kFirstOfMarch, Duration::min()) == kFirstInstant);
  CHECK(add(kFirstInstant, -1us) == kFirstInstant);
  CHECK(add(Instant::min(), Duration::min()) == kFirstInstant);
  CHECK(add(Instant::max(), Duration::max()) == kLastInstant);
}

TEST_CASE("a duration is written as a scenario writes it", "[core][instant]") {
  struct Row {
    Duration duration;
    std::string_view text;
  };
  const auto row =
      GENERATE(Row{0s, "0s"}, Row{9s, "9s"}, Row{250ms, "250ms"}, Row{1500ms, "1s500ms"}, Row{90min, "1h30m"},
               Row{47h, "47h"}, Row{50h, "50h"}, Row{48h, "2d"}, Row{24h, "1d"}, Row{73h, "3d1h"},
               Row{30 * 24h, "30d"}, Row{49h + 30min, "49h30m"}, Row{999us, "0s"}, Row{-999us, "0s"},
               Row{9s + 1us, "9s"}, Row{-90s, "-1m30s"});

  CHECK(to_text(row.duration) == row.text);
}

TEST_CASE("the longest durations are written without harm", "[core][instant]") {
  CHECK(to_text(Duration::max()) == "106751991d4h54s775ms");
  CHECK(to_text(Duration::min()) == "-106751991d4h54s775ms");
}
