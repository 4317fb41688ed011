#include "core/quantities.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <chrono>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <variant>

using namespace mock::core;
using namespace std::chrono_literals;

namespace {

/// What is said about a text that was refused; `accepted` if it was not.
template <typename T>
std::string said(const std::variant<T, Unreadable>& result) {
  const auto* const unreadable = std::get_if<Unreadable>(&result);
  return unreadable == nullptr ? "accepted" : unreadable->message;
}

struct Refused {
  std::string_view text;
  std::string_view message;
};

constexpr std::string_view kIsoRule =
    " (only the provider's own fields, such as max_confirmation_time, are spelt so)";

}  // namespace

TEST_CASE("a duration is whole numbers and units, large to small", "[core][quantities]") {
  struct Row {
    std::string_view text;
    Duration duration;
  };
  const auto row =
      GENERATE(Row{"2d", 48h}, Row{"1h30m", 90min}, Row{"250ms", 250ms}, Row{"0s", 0s}, Row{"47h", 47h},
               Row{"1d2h3m4s5ms", 26h + 3min + 4s + 5ms}, Row{"90m", 90min}, Row{"1h90m", 150min},
               Row{"1m5ms", 1min + 5ms}, Row{"0d", 0s}, Row{"100000000s", 100000000s},
               Row{"2932896d", 2932896 * 24h}, Row{"2932896d23h59m59s999ms", 2932897 * 24h - 1ms});

  CAPTURE(row.text);
  CHECK(std::get<Duration>(parse_duration(row.text, "after")) == row.duration);
}

TEST_CASE("a duration that is spelt otherwise is refused with the right spelling", "[core][quantities]") {
  const auto row = GENERATE(
      // SCENARIOS 6
      Refused{"5", "'after' is a duration and needs a unit, found '5': write 5s, 5m, 5h or 5d"},
      Refused{
          "P2D",
          "'after' is a duration, found the ISO spelling 'P2D': write 2d (only the provider's own fields, "
          "such as max_confirmation_time, are spelt so)"},
      Refused{"1:30", "'1:30' may mean two things: write 1h30m or 1m30s"},
      // SCENARIOS 2.2
      Refused{"1.5h", "'after' is a duration in whole numbers, found '1.5h': write 1h30m"},
      Refused{
          "1M",
          "'after' is a duration, found '1M': M could be months, which have no fixed length: write 1m for "
          "minutes, or 30d"},
      // Bare numbers.
      Refused{"0", "'after' is a duration and needs a unit, found '0': write 0s"},
      Refused{"05", "'after' is a duration and needs a unit, found '05': write 5s, 5m, 5h or 5d"},
      Refused{
          "1.5",
          "'after' is a duration and needs a unit, found '1.5': write whole numbers and units, such as 9s, "
          "1h30m or 2d"},
      Refused{"", "'after' is a duration, found '': write whole numbers and units, such as 9s, 1h30m or 2d"},
      Refused{"1h30", "'after' is a duration and needs a unit after each number, found '1h30': write 1h30m"},
      Refused{"1m30", "'after' is a duration and needs a unit after each number, found '1m30': write 1m30s"},
      Refused{"1ms30",
              "'after' is a duration and needs a unit after each number, found '1ms30': write whole numbers "
              "and units, such as 9s, 1h30m or 2d"},
      // Clock spellings.
      Refused{"01:05", "'01:05' may mean two things: write 1h5m or 1m5s"},
      Refused{"0:30", "'0:30' may mean two things: write 30m or 30s"},
      Refused{"0:00", "'after' is a duration, found '0:00': write 0s"},
      Refused{"1:30:00", "'after' is a duration, found '1:30:00': write 1h30m"},
      // Fractions.
      Refused{"0.5s", "'after' is a duration in whole numbers, found '0.5s': write 500ms"},
      Refused{"1,5h", "'after' is a duration in whole numbers, found '1,5h': write 1h30m"},
      Refused{"1.5 hours", "'after' is a duration in whole numbers, found '1.5 hours': write 1h30m"},
      Refused{"0.0001s", "'after' is a duration in whole numbers, found '0.0001s': the smallest unit is ms"},
      Refused{"1h1.5m",
              "'after' is a duration in whole numbers, found '1h1.5m': write whole numbers and units, such "
              "as 9s, 1h30m or 2d"},
      // Units.
      Refused{"5min", "unknown unit 'min': write 5m"}, Refused{"5H", "unknown unit 'H': write 5h"},
      Refused{"2 days", "unknown unit 'days': write 2d"}, Refused{"2w", "unknown unit 'w': write 14d"},
      Refused{"1hour30min", "unknown unit 'hour': write 1h30m"},
      Refused{"30min1hour", "unknown unit 'min': write 1h30m"},
      Refused{"3parsecs", "unknown unit 'parsecs': a duration has d, h, m, s and ms, such as 1h30m"},
      Refused{"5us", "unknown unit 'us': the smallest unit is ms"},
      Refused{"5µs", "unknown unit 'µs': the smallest unit is ms"},
      Refused{"1y", "unknown unit 'y': months and years have no fixed length, write days, such as 30d"},
      Refused{"2months",
              "unknown unit 'months': months and years have no fixed length, write days, such as 30d"},
      // Order, signs, blanks, zeros.
      Refused{"30m1h",
              "'after' is a duration with its units from large to small, found '30m1h': write 1h30m"},
      Refused{"1h2h", "'after' is a duration with each unit once, found '1h2h': write 3h"},
      Refused{"1h2m3h", "'after' is a duration with each unit once, found '1h2m3h': write 4h2m"},
      Refused{"-5s", "'after' is a duration and has no sign, found '-5s': it cannot be negative"},
      Refused{"+5s", "'after' is a duration and has no sign, found '+5s': write it without the plus"},
      Refused{"1h 30m", "'after' is a duration without blanks, found '1h 30m': write 1h30m"},
      Refused{"05s", "a number has no leading zero, found '05s': write 5s"},
      // No duration at all.
      Refused{"soon",
              "'after' is a duration, found 'soon': write whole numbers and units, such as 9s, 1h30m or 2d"},
      Refused{"s",
              "'after' is a duration, found 's': write whole numbers and units, such as 9s, 1h30m or 2d"},
      Refused{"P",
              "'after' is a duration, found 'P': write whole numbers and units, such as 9s, 1h30m or 2d"},
      Refused{"-",
              "'after' is a duration, found '-': write whole numbers and units, such as 9s, 1h30m or 2d"});

  CHECK(said(parse_duration(row.text, "after")) == row.message);
}

TEST_CASE("ISO durations are turned into ours", "[core][quantities]") {
  struct Row {
    std::string_view text;
    std::string_view advice;
  };
  const auto row = GENERATE(
      Row{"P2D", "write 2d"}, Row{"PT30M", "write 30m"}, Row{"P1DT2H30M", "write 1d2h30m"},
      Row{"PT0S", "write 0s"}, Row{"P0D", "write 0d"}, Row{"P2W", "write 14d"}, Row{"P1W1D", "write 8d"},
      Row{"pt5s", "write 5s"}, Row{"P1M", "months and years have no fixed length, write days, such as 30d"},
      Row{"P1Y2DT3H", "months and years have no fixed length, write days, such as 30d"},
      Row{"PT1.5H", "write whole numbers and units, such as 9s, 1h30m or 2d"},
      Row{"P99999999D", "write whole numbers and units, such as 9s, 1h30m or 2d"});

  CHECK(said(parse_duration(row.text, "after")) ==
        "'after' is a duration, found the ISO spelling '" + std::string{row.text} +
            "': " + std::string{row.advice} + std::string{kIsoRule});
}

TEST_CASE("a duration that no session can last is refused", "[core][quantities]") {
  const auto text = GENERATE("2932897d", "99999999999999999999h", "18446744073709551615ms",
                             "99999999d99999999h", "2932896d23h59m59s1000ms");

  CHECK(said(parse_duration(text, "after")) == "'after' is a duration that is too long, found '" +
                                                   std::string{text} +
                                                   "': a session's clock ends with the year 9999");
}

TEST_CASE("a size is bytes in steps of 1,000 or 1,024", "[core][quantities]") {
  struct Row {
    std::string_view text;
    std::uint64_t bytes;
  };
  const auto row = GENERATE(
      Row{"0B", 0}, Row{"1523654B", 1523654}, Row{"4KB", 4000}, Row{"100MB", 100'000'000},
      Row{"2GB", 2'000'000'000}, Row{"1TB", 1'000'000'000'000}, Row{"4KiB", 4096}, Row{"1MiB", 1048576},
      Row{"1GiB", 1073741824}, Row{"1TiB", 1099511627776}, Row{"9223372036854775807B", 9223372036854775807});

  CHECK(std::get<std::uint64_t>(parse_size(row.text, "size")) == row.bytes);
}

TEST_CASE("a size that is spelt otherwise is refused with the right spelling", "[core][quantities]") {
  const auto row = GENERATE(
      // SCENARIOS 6 and 2.2
      Refused{"100Mb", "unknown unit 'Mb': write 100MB (100,000,000 bytes) or 100MiB (104,857,600 bytes)"},
      Refused{"100", "'size' is a size and needs a unit, found '100': write 100B, 100KB or 100MB"},
      Refused{"4k", "unknown unit 'k': write 4KB (4,000 bytes) or 4KiB (4,096 bytes)"},
      // Units.
      Refused{"4K", "unknown unit 'K': write 4KB (4,000 bytes) or 4KiB (4,096 bytes)"},
      Refused{"4kB", "unknown unit 'kB': write 4KB (4,000 bytes) or 4KiB (4,096 bytes)"},
      Refused{"1Gi", "unknown unit 'Gi': write 1GiB (1,073,741,824 bytes)"},
      Refused{"1gib", "unknown unit 'gib': write 1GiB (1,073,741,824 bytes)"},
      Refused{"5b", "unknown unit 'b': write 5B"}, Refused{"5 bytes", "unknown unit 'bytes': write 5B"},
      Refused{"5PB", "unknown unit 'PB': a size has B, KB, MB, GB, TB and KiB, MiB, GiB, TiB"},
      Refused{"99999999999999t", "unknown unit 't': write 99999999999999TB or 99999999999999TiB"},
      Refused{"0", "'size' is a size and needs a unit, found '0': write 0B"},
      // Numbers.
      Refused{"1.5GB", "'size' is a size in whole numbers, found '1.5GB': write 1500MB"},
      Refused{"1.5GiB", "'size' is a size in whole numbers, found '1.5GiB': write 1536MiB"},
      Refused{
          "0.5B",
          "'size' is a size in whole numbers, found '0.5B': write a whole number and a unit, such as 100B, "
          "4KB or 1GiB"},
      Refused{"1_000KB", "'size' is a size in plain digits, found '1_000KB': write 1000KB"},
      Refused{"1,000KB", "'size' is a size in plain digits, found '1,000KB': write 1000KB"},
      Refused{"1_000k", "unknown unit 'k': write 1000KB (1,000,000 bytes) or 1000KiB (1,024,000 bytes)"},
      Refused{"64k/s",
              "'size' is a size and no rate, found '64k/s': write a whole number and a unit, such as 100B, "
              "4KB or 1GiB"},
      Refused{"004KB", "a number has no leading zero, found '004KB': write 4KB"},
      Refused{"100 MB", "'size' is a size without blanks, found '100 MB': write 100MB"},
      Refused{"-1B", "'size' is a size and has no sign, found '-1B': it cannot be negative"},
      Refused{"64KB/s", "'size' is a size and no rate, found '64KB/s': write 64KB"},
      // Too large.
      Refused{"9223372036854775808B",
              "'size' is a size that is too large, found '9223372036854775808B': at most "
              "9,223,372,036,854,775,807 bytes"},
      Refused{"99999999TB",
              "'size' is a size that is too large, found '99999999TB': at most 9,223,372,036,854,775,807 "
              "bytes"},
      Refused{"99999999999999999999999B",
              "'size' is a size that is too large, found '99999999999999999999999B': at "
              "most 9,223,372,036,854,775,807 bytes"},
      // No size at all.
      Refused{"", "'size' is a size, found '': write a whole number and a unit, such as 100B, 4KB or 1GiB"},
      Refused{"big",
              "'size' is a size, found 'big': write a whole number and a unit, such as 100B, 4KB or 1GiB"});

  CHECK(said(parse_size(row.text, "size")) == row.message);
}

TEST_CASE("a rate is a size by the second", "[core][quantities]") {
  struct Row {
    std::string_view text;
    std::uint64_t bytes;
  };
  const auto row = GENERATE(Row{"100B/s", 100}, Row{"64KB/s", 64'000}, Row{"1MiB/s", 1048576}, Row{"0B/s", 0},
                            Row{"9223372036854775807B/s", 9223372036854775807});

  CHECK(std::get<std::uint64_t>(parse_rate(row.text, "drip")) == row.bytes);
}

TEST_CASE("a rate that is spelt otherwise is refused with the right spelling", "[core][quantities]") {
  const auto row = GENERATE(
      Refused{"64KB", "'drip' is a rate and needs /s, found '64KB': write 64KB/s"},
      Refused{"64", "'drip' is a rate and needs a unit, found '64': write 64B/s, 64KB/s or 64MB/s"},
      Refused{"064/s", "'drip' is a rate and needs a unit, found '064/s': write 64B/s, 64KB/s or 64MB/s"},
      Refused{"64k/s", "unknown unit 'k': write 64KB/s or 64KiB/s"},
      Refused{"64Kb/s", "unknown unit 'Kb': write 64KB/s or 64KiB/s"},
      Refused{"64kbps", "unknown unit 'kb': write 64KB/s or 64KiB/s"},
      Refused{"5PB/s",
              "unknown unit 'PB': a rate has B/s, KB/s, MB/s, GB/s, TB/s and KiB/s, MiB/s, GiB/s, TiB/s"},
      Refused{"64KBps", "'drip' is a rate, found '64KBps': write 64KB/s"},
      Refused{"64 KB / s", "'drip' is a rate, found '64 KB / s': write 64KB/s"},
      Refused{"64KB/sec", "'drip' is a rate, found '64KB/sec': write 64KB/s"},
      Refused{"6KB/min", "'drip' is a rate by the second, found '6KB/min': write 100B/s"},
      Refused{"120KB/m", "'drip' is a rate by the second, found '120KB/m': write 2KB/s"},
      Refused{"1KB/h",
              "'drip' is a rate by the second, found '1KB/h': write a size and /s, such as 100B/s or 64KB/s"},
      Refused{"1.5MB/s", "'drip' is a rate in whole numbers, found '1.5MB/s': write 1500KB/s"},
      Refused{"064KB/s", "a number has no leading zero, found '064KB/s': write 64KB/s"},
      Refused{"-1B/s", "'drip' is a rate and has no sign, found '-1B/s': it cannot be negative"},
      Refused{
          "99999999TB/s",
          "'drip' is a rate that is too large, found '99999999TB/s': at most 9,223,372,036,854,775,807 bytes "
          "a second"},
      Refused{"64KB/parsec",
              "'drip' is a rate, found '64KB/parsec': write a size and /s, such as 100B/s or 64KB/s"},
      Refused{"slowly", "'drip' is a rate, found 'slowly': write a size and /s, such as 100B/s or 64KB/s"},
      Refused{"/s", "'drip' is a rate, found '/s': write a size and /s, such as 100B/s or 64KB/s"},
      Refused{"", "'drip' is a rate, found '': write a size and /s, such as 100B/s or 64KB/s"});

  CHECK(said(parse_rate(row.text, "drip")) == row.message);
}

TEST_CASE("a percentage has its sign and at most two decimals", "[core][quantities]") {
  struct Row {
    std::string_view text;
    std::uint32_t hundredths;
  };
  const auto row = GENERATE(Row{"0%", 0}, Row{"12.5%", 1250}, Row{"150%", 15000}, Row{"0.01%", 1},
                            Row{"0.10%", 10}, Row{"100%", 10000}, Row{"1000000%", 100'000'000});

  CHECK(std::get<std::uint32_t>(parse_percent(row.text, "chance")) == row.hundredths);
}

TEST_CASE("a percentage is told as it is written", "[core][quantities]") {
  CHECK(percent_text(0) == "0%");
  CHECK(percent_text(1) == "0.01%");
  CHECK(percent_text(10) == "0.1%");
  CHECK(percent_text(1250) == "12.5%");
  CHECK(percent_text(15000) == "150%");
}

TEST_CASE("a percentage that is spelt otherwise is refused with the right spelling", "[core][quantities]") {
  const auto row = GENERATE(
      // SCENARIOS 2.2
      Refused{"0.1", "'chance' is a percentage and needs its sign, found '0.1': write 10% or 0.1%"},
      Refused{"1", "'chance' is a percentage and needs its sign, found '1': write 100% or 1%"},
      Refused{"10", "'chance' is a percentage and needs its sign, found '10': write 10%"},
      Refused{"0", "'chance' is a percentage and needs its sign, found '0': write 0%"},
      Refused{"12,5%", "'chance' is a percentage, found '12,5%': write 12.5%"},
      Refused{"10 %", "'chance' is a percentage, found '10 %': write 10%"},
      Refused{"10 percent", "'chance' is a percentage, found '10 percent': write 10%"},
      Refused{"10pct", "'chance' is a percentage, found '10pct': write 10%"},
      Refused{"12.500%", "'chance' is a percentage, found '12.500%': write 12.5%"},
      Refused{"012%", "a number has no leading zero, found '012%': write 12%"},
      Refused{"12.345%",
              "'chance' is a percentage of at most two decimals, found '12.345%': the finest is 0.01%"},
      Refused{"1000001%", "'chance' is a percentage that is too large, found '1000001%': at most 1000000%"},
      Refused{"99999999999999999999%",
              "'chance' is a percentage that is too large, found '99999999999999999999%': at most 1000000%"},
      Refused{"-5%", "'chance' is a percentage and has no sign, found '-5%': it cannot be negative"},
      Refused{"often", "'chance' is a percentage, found 'often': write it as 10% or 12.5%"},
      Refused{"%", "'chance' is a percentage, found '%': write it as 10% or 12.5%"},
      Refused{"5.%", "'chance' is a percentage, found '5.%': write it as 10% or 12.5%"},
      Refused{"", "'chance' is a percentage, found '': write it as 10% or 12.5%"});

  CHECK(said(parse_percent(row.text, "chance")) == row.message);
}

TEST_CASE("money is an amount with cents and a currency", "[core][quantities]") {
  CHECK(std::get<Money>(parse_money("21.00 EUR", "price")) == Money{.cents = 2100, .currency = "EUR"});
  CHECK(std::get<Money>(parse_money("0.05 USD", "price")) == Money{.cents = 5, .currency = "USD"});
  CHECK(std::get<Money>(parse_money("12345678901234.99 CHF", "price")) ==
        Money{.cents = 1234567890123499, .currency = "CHF"});
}

TEST_CASE("money that is spelt otherwise is refused with the right spelling", "[core][quantities]") {
  const auto row = GENERATE(
      Refused{"21", "'price' is an amount of money and needs a currency, found '21': write 21.00 EUR"},
      Refused{"21.5", "'price' is an amount of money and needs a currency, found '21.5': write 21.50 EUR"},
      Refused{"21 EUR", "'price' is an amount of money, found '21 EUR': write 21.00 EUR"},
      Refused{"21.00EUR", "'price' is an amount of money, found '21.00EUR': write 21.00 EUR"},
      Refused{"EUR 21.00", "'price' is an amount of money, found 'EUR 21.00': write 21.00 EUR"},
      Refused{"21,00 EUR", "'price' is an amount of money, found '21,00 EUR': write 21.00 EUR"},
      Refused{"21.00 eur", "'price' is an amount of money, found '21.00 eur': write 21.00 EUR"},
      Refused{"€21", "'price' is an amount of money, found '€21': write 21.00 EUR"},
      Refused{"$1,000.50", "'price' is an amount of money, found '$1,000.50': write 1000.50 USD"},
      Refused{"021.00 EUR", "'price' is an amount of money, found '021.00 EUR': write 21.00 EUR"},
      Refused{"21.00 Euros", "'price' is an amount of money, found '21.00 Euros': write it as 21.00 EUR"},
      Refused{"-21.00 EUR",
              "'price' is an amount of money and has no sign, found '-21.00 EUR': it cannot be negative"},
      Refused{"99999999999999999999.00 EUR",
              "'price' is an amount of money, found '99999999999999999999.00 EUR': write it as 21.00 EUR"},
      Refused{"free", "'price' is an amount of money, found 'free': write it as 21.00 EUR"},
      Refused{"", "'price' is an amount of money, found '': write it as 21.00 EUR"});

  CHECK(said(parse_money(row.text, "price")) == row.message);
}

TEST_CASE("an instant needs date, time and zone", "[core][quantities]") {
  CHECK(std::get<Instant>(parse_instant_value("2026-03-01T10:00:00.250+01:00", "start")) ==
        std::chrono::sys_days{std::chrono::year{2026} / 3 / 1} + 9h + 250ms);

  const auto row = GENERATE(
      Refused{
          "2026-03-01T09:00:00",
          "'start' is an instant and needs a zone, found '2026-03-01T09:00:00': write 2026-03-01T09:00:00Z"},
      Refused{
          "2026-03-01 09:00:00",
          "'start' is an instant and needs a zone, found '2026-03-01 09:00:00': write 2026-03-01T09:00:00Z"},
      Refused{"2026-03-01 09:00:00Z",
              "'start' is an instant with a T between date and time, found '2026-03-01 "
              "09:00:00Z': write 2026-03-01T09:00:00Z"},
      Refused{"2026-03-01",
              "'start' is an instant and needs a time and a zone, found '2026-03-01': write "
              "2026-03-01T00:00:00Z"},
      Refused{"2026-03-01T09:00Z",
              "'start' is an instant, found '2026-03-01T09:00Z': write 2026-03-01T09:00:00Z"},
      Refused{"2026-03-01t09:00:00z",
              "'start' is an instant, found '2026-03-01t09:00:00z': write 2026-03-01T09:00:00Z"},
      Refused{"2026-03-01T09:00:00+0100",
              "'start' is an instant, found '2026-03-01T09:00:00+0100': write 2026-03-01T09:00:00+01:00"},
      Refused{"2026-03-01T09:00:00 UTC",
              "'start' is an instant, found '2026-03-01T09:00:00 UTC': write 2026-03-01T09:00:00Z"},
      Refused{
          "2026-03-01T09:00:00.123456789Z",
          "'start' is an instant, found '2026-03-01T09:00:00.123456789Z': write 2026-03-01T09:00:00.123456Z"},
      Refused{"2026-02-30T09:00:00Z",
              "'start' is an instant, found '2026-02-30T09:00:00Z': there is no such day"},
      Refused{"2026-02-30", "'start' is an instant, found '2026-02-30': there is no such day"},
      Refused{"2026-13-01T09:00:00Z",
              "'start' is an instant, found '2026-13-01T09:00:00Z': a month is 01 to 12"},
      Refused{"2026-03-01T24:00:00Z",
              "'start' is an instant, found '2026-03-01T24:00:00Z': an hour is 00 to 23"},
      Refused{"2026-03-01T09:60:00Z",
              "'start' is an instant, found '2026-03-01T09:60:00Z': a minute is 00 to 59"},
      Refused{"2016-12-31T23:59:60Z",
              "'start' is an instant, found '2016-12-31T23:59:60Z': a second is 00 to 59, leap seconds do "
              "not count"},
      Refused{"2026-03-01T09:00:00+25:00",
              "'start' is an instant, found '2026-03-01T09:00:00+25:00': there is no such "
              "zone"},
      Refused{"1969-07-20T20:17:40Z",
              "'start' is an instant, found '1969-07-20T20:17:40Z': a session's clock shows the years 1970 "
              "to 9999"},
      Refused{"tomorrow", "'start' is an instant, found 'tomorrow': write it as 2026-03-01T09:00:00Z"},
      Refused{"2026-03-01T", "'start' is an instant, found '2026-03-01T': write it as 2026-03-01T09:00:00Z"},
      Refused{"2026-03-01T09:00:00.Z",
              "'start' is an instant, found '2026-03-01T09:00:00.Z': write it as 2026-03-01T09:00:00Z"},
      Refused{"", "'start' is an instant, found '': write it as 2026-03-01T09:00:00Z"});

  CHECK(said(parse_instant_value(row.text, "start")) == row.message);
}

TEST_CASE("a whole number is decimal digits without leading zero", "[core][quantities]") {
  CHECK(std::get<std::uint64_t>(parse_integer("42", "id")) == 42);
  CHECK(std::get<std::uint64_t>(parse_integer("0", "id")) == 0);
  CHECK(std::get<std::uint64_t>(parse_integer("18446744073709551615", "id")) ==
        std::numeric_limits<std::uint64_t>::max());

  const auto row = GENERATE(
      Refused{"042",
              "a number has no leading zero, found '042' (some YAML readers take it for 34): write 42"},
      Refused{"08", "a number has no leading zero, found '08': write 8"},
      Refused{"00", "a number has no leading zero, found '00': write 0"},
      Refused{"07", "a number has no leading zero, found '07': write 7"},
      Refused{"0x2a", "'id' is a whole number in decimal digits, found '0x2a': write 42"},
      Refused{"0o52", "'id' is a whole number in decimal digits, found '0o52': write 42"},
      Refused{"0b101010", "'id' is a whole number in decimal digits, found '0b101010': write 42"},
      Refused{"1_000", "'id' is a whole number in decimal digits, found '1_000': write 1000"},
      Refused{"1,000", "'id' is a whole number in decimal digits, found '1,000': write 1000"},
      Refused{"1e3", "'id' is a whole number in decimal digits, found '1e3': write 1000"},
      Refused{"1.5e3", "'id' is a whole number in decimal digits, found '1.5e3': write 1500"},
      Refused{"1.0", "'id' is a whole number in decimal digits, found '1.0': write 1"},
      Refused{"1.5", "'id' is a whole number, found '1.5': write decimal digits, such as 42"},
      Refused{"1e30", "'id' is a whole number, found '1e30': write decimal digits, such as 42"},
      Refused{"2e19", "'id' is a whole number, found '2e19': write decimal digits, such as 42"},
      Refused{"-3", "'id' is a whole number and has no sign, found '-3': it cannot be negative"},
      Refused{"+3", "'id' is a whole number and has no sign, found '+3': write it without the plus"},
      Refused{"five", "'id' is a whole number, found 'five': write decimal digits, such as 42"},
      Refused{"", "'id' is a whole number, found '': write decimal digits, such as 42"},
      Refused{"18446744073709551616",
              "'id' is a whole number that is too large, found '18446744073709551616': at most "
              "18446744073709551615"});

  CHECK(said(parse_integer(row.text, "id")) == row.message);
}

TEST_CASE("yes and no are written true and false", "[core][quantities]") {
  CHECK(std::get<bool>(parse_boolean("true", "paid")));
  CHECK_FALSE(std::get<bool>(parse_boolean("false", "paid")));

  const auto row = GENERATE(Refused{"yes", "'paid' is true or false, found 'yes': write true"},
                            Refused{"no", "'paid' is true or false, found 'no': write false"},
                            Refused{"on", "'paid' is true or false, found 'on': write true"},
                            Refused{"off", "'paid' is true or false, found 'off': write false"},
                            Refused{"1", "'paid' is true or false, found '1': write true"},
                            Refused{"0", "'paid' is true or false, found '0': write false"},
                            Refused{"True", "'paid' is true or false, found 'True': write true"},
                            Refused{"FALSE", "'paid' is true or false, found 'FALSE': write false"},
                            Refused{"ture", "'paid' is true or false, found 'ture', did you mean 'true'?"},
                            Refused{"maybe", "'paid' is true or false, found 'maybe'"},
                            Refused{"", "'paid' is true or false, found ''"});

  CHECK(said(parse_boolean(row.text, "paid")) == row.message);
}

TEST_CASE("texts that nobody meant as a quantity are refused without harm", "[core][quantities]") {
  const auto text =
      GENERATE(std::string(1'000'000, '1'), std::string(1'000'000, ':'), std::string(1'000'000, '.'),
               std::string(1'000'000, 'P'), std::string(1'000'000, 'e'), std::string(100, '0'),
               std::string(1'000'000, '-'), std::string("\xff\x00\x80", 3), std::string("1é2✓3"));

  CHECK(said(parse_duration(text, "k")) != "accepted");
  CHECK(said(parse_size(text, "k")) != "accepted");
  CHECK(said(parse_rate(text, "k")) != "accepted");
  CHECK(said(parse_percent(text, "k")) != "accepted");
  CHECK(said(parse_money(text, "k")) != "accepted");
  CHECK(said(parse_instant_value(text, "k")) != "accepted");
  CHECK(said(parse_integer(text, "k")) != "accepted");
  CHECK(said(parse_boolean(text, "k")) != "accepted");
  CHECK(said(parse_duration(text, "k")).size() < 400);
}
