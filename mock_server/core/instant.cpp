#include "core/instant.hpp"

#include "core/text.hpp"

#include <algorithm>
#include <array>

namespace mock::core {

namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

/// Up to here "47h" is what people say; from here on they count days.
constexpr Duration kHoursAreTold = days{3};

/// `value` with at least `width` digits.
std::string padded(unsigned value, std::size_t width) {
  std::string digits = std::to_string(value);
  if (digits.size() < width) digits.insert(0, width - digits.size(), '0');
  return digits;
}

std::string fraction_text(unsigned microsecond) {
  if (microsecond == 0) return {};
  if (microsecond % 1000 == 0) return "." + padded(microsecond / 1000, 3);
  return "." + padded(microsecond, 6);
}

/// Reads a text from its left end, piece by piece; a piece that is not there makes the whole text unreadable.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  [[nodiscard]] bool is_good() const { return good_; }
  [[nodiscard]] bool is_at_end() const { return rest_.empty(); }
  [[nodiscard]] bool sees(char letter) const { return !rest_.empty() && rest_.front() == letter; }

  void skip(char letter) {
    good_ = good_ && sees(letter);
    if (good_) rest_.remove_prefix(1);
  }

  /// Exactly so many digits.
  int number(std::size_t width) {
    const std::size_t length = digits_ahead();
    good_ = good_ && length >= width;
    return good_ ? take(width) : 0;
  }

  /// One to six digits after a point.
  microseconds fraction() {
    const std::size_t length = digits_ahead();
    good_ = good_ && length >= 1 && length <= 6;
    if (!good_) return {};
    int value = take(length);
    for (std::size_t i = length; i < 6; ++i) value *= 10;
    return microseconds{value};
  }

 private:
  [[nodiscard]] std::size_t digits_ahead() const {
    return std::min(rest_.find_first_not_of("0123456789"), rest_.size());
  }

  int take(std::size_t width) {
    int value = 0;
    for (const char digit : rest_.substr(0, width)) value = value * 10 + (digit - '0');
    rest_.remove_prefix(width);
    return value;
  }

  std::string_view rest_;
  bool good_ = true;
};

/// What the local time is ahead of UTC: `Z`, `+01:00`, `-05:30`.
std::optional<minutes> read_zone(Reader& reader) {
  if (reader.sees('Z')) {
    reader.skip('Z');
    return minutes{0};
  }
  const bool is_west = reader.sees('-');
  reader.skip(is_west ? '-' : '+');
  const hours hour{reader.number(2)};
  reader.skip(':');
  const minutes minute{reader.number(2)};
  if (!reader.is_good() || hour > hours{23} || minute > minutes{59}) return std::nullopt;
  return is_west ? -(hour + minute) : hour + minute;
}

}  // namespace

Instant add(Instant from, Duration by) {
  from = std::clamp(from, kFirstInstant, kLastInstant);
  if (by > kLastInstant - from) return kLastInstant;
  if (by < kFirstInstant - from) return kFirstInstant;
  return from + by;
}

CivilTime civil(Instant instant) {
  const auto day = std::chrono::floor<days>(instant);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss time{instant - day};
  return {.year = static_cast<int>(date.year()),
          .month = static_cast<unsigned>(date.month()),
          .day = static_cast<unsigned>(date.day()),
          .hour = static_cast<unsigned>(time.hours().count()),
          .minute = static_cast<unsigned>(time.minutes().count()),
          .second = static_cast<unsigned>(time.seconds().count()),
          .microsecond = static_cast<unsigned>(time.subseconds().count()),
          .weekday = std::chrono::weekday{day}.c_encoding()};
}

std::string to_iso(Instant instant) {
  const auto time = civil(instant);
  return cat(padded(static_cast<unsigned>(time.year), 4), "-", padded(time.month, 2), "-",
             padded(time.day, 2), "T", padded(time.hour, 2), ":", padded(time.minute, 2), ":",
             padded(time.second, 2), fraction_text(time.microsecond), "Z");
}

std::string to_http_date(Instant instant) {
  static constexpr std::array<std::string_view, 7> kDays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                               "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto time = civil(instant);
  return cat(kDays.at(time.weekday), ", ", padded(time.day, 2), " ", kMonths.at(time.month - 1), " ",
             padded(static_cast<unsigned>(time.year), 4), " ", padded(time.hour, 2), ":",
             padded(time.minute, 2), ":", padded(time.second, 2), " GMT");
}

std::optional<Instant> parse_instant(std::string_view text) {
  Reader reader{text};
  const std::chrono::year year{reader.number(4)};
  reader.skip('-');
  const std::chrono::month month{static_cast<unsigned>(reader.number(2))};
  reader.skip('-');
  const std::chrono::day day{static_cast<unsigned>(reader.number(2))};
  reader.skip('T');
  const hours hour{reader.number(2)};
  reader.skip(':');
  const minutes minute{reader.number(2)};
  reader.skip(':');
  const seconds second{reader.number(2)};
  microseconds fraction{};
  if (reader.sees('.')) {
    reader.skip('.');
    fraction = reader.fraction();
  }
  const auto zone = read_zone(reader);
  if (!zone || !reader.is_good() || !reader.is_at_end()) return std::nullopt;

  const std::chrono::year_month_day date{year, month, day};
  if (!date.ok() || hour > hours{23} || minute > minutes{59} || second > seconds{59}) return std::nullopt;
  const Instant instant = std::chrono::sys_days{date} + hour + minute + second + fraction - *zone;
  if (instant < kFirstInstant || instant > kLastInstant) return std::nullopt;
  return instant;
}

std::string to_text(Duration duration) {
  auto rest = std::chrono::duration_cast<milliseconds>(duration);
  if (rest == milliseconds{0}) return "0s";
  // In milliseconds even the lowest duration has a positive twin.
  std::string text = rest < milliseconds{0} ? "-" : "";
  if (rest < milliseconds{0}) rest = -rest;

  const auto append = [&](auto unit, std::string_view name) {
    const auto count = std::chrono::duration_cast<decltype(unit)>(rest);
    if (count.count() != 0) text += cat(std::to_string(count.count()), name);
    rest -= count;
  };
  if (rest >= kHoursAreTold || rest % days{1} == milliseconds{0}) append(days{}, "d");
  append(hours{}, "h");
  append(minutes{}, "m");
  append(seconds{}, "s");
  append(milliseconds{}, "ms");
  return text;
}

}  // namespace mock::core
