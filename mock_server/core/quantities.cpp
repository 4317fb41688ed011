#include "core/quantities.hpp"

#include "core/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <optional>
#include <span>
#include <utility>
#include <vector>

// Reading the right spelling takes a few lines for each type; the rest of this file explains the wrong ones.
// An explanation is a function that answers nothing when it does not know the mistake; the first one that
// does, speaks.

namespace mock::core {

namespace {

using Explanation = std::optional<std::string>;

constexpr std::string_view kDigits = "0123456789";

/// Longer texts are not taken apart for a proposal: nobody meant them as a quantity.
constexpr std::size_t kLongestProposal = 60;

bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }

bool is_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of(kDigits) == std::string_view::npos;
}

std::size_t digits_ahead(std::string_view text) {
  return std::min(text.find_first_not_of(kDigits), text.size());
}

std::string_view without_leading_zeros(std::string_view digits) {
  const auto first = digits.find_first_not_of('0');
  return first == std::string_view::npos ? digits.substr(digits.size() - 1) : digits.substr(first);
}

std::string without(std::string_view text, std::string_view letters) {
  std::string kept;
  for (const char letter : text) {
    if (letters.find(letter) == std::string_view::npos) kept += letter;
  }
  return kept;
}

/// `104,857,600`
std::string grouped(std::uint64_t value) {
  std::string digits = std::to_string(value);
  for (std::size_t end = digits.size(); end > 3; end -= 3) digits.insert(end - 3, ",");
  return digits;
}

std::optional<std::uint64_t> multiply(std::uint64_t left, std::uint64_t right) {
  std::uint64_t product = 0;
  if (__builtin_mul_overflow(left, right, &product)) return std::nullopt;
  return product;
}

/// `10` to the power of `exponent`, which must be at most 19.
std::uint64_t power_of_ten(std::size_t exponent) {
  std::uint64_t power = 1;
  for (; exponent > 0; --exponent) power *= 10;
  return power;
}

/// `'after' is a duration, found '5 apples': ` and the rest.
std::string refusal(std::string_view key, std::string_view claim, std::string_view text,
                    std::string_view advice) {
  return cat(in_quotes(key), " ", claim, ", found ", in_quotes(text), ": ", advice);
}

/// `1.5`, `0,25`: digits, a point (or comma), at most six digits.
struct Decimal {
  std::uint64_t whole = 0;
  std::uint64_t fraction = 0;  ///< of `scale`
  std::uint64_t scale = 1;
};

std::optional<Decimal> read_decimal(std::string_view text) {
  const auto point = text.find_first_of(".,");
  if (point == std::string_view::npos) return std::nullopt;
  const auto whole = text.substr(0, point);
  const auto fraction = text.substr(point + 1);
  if (!is_digits(whole) || !is_digits(fraction) || fraction.size() > 6) return std::nullopt;
  const auto number = parse_decimal(without_leading_zeros(whole));
  if (!number) return std::nullopt;
  return Decimal{*number, *parse_decimal(without_leading_zeros(fraction)), power_of_ten(fraction.size())};
}

/// `decimal * unit`, if that is a whole number that fits.
std::optional<std::uint64_t> scaled(const Decimal& decimal, std::uint64_t unit) {
  const auto whole = multiply(decimal.whole, unit);
  const auto parts = multiply(decimal.fraction, unit);
  if (!whole || !parts || *parts % decimal.scale != 0) return std::nullopt;
  const std::uint64_t fraction = *parts / decimal.scale;
  if (fraction > std::numeric_limits<std::uint64_t>::max() - *whole) return std::nullopt;
  return *whole + fraction;
}

// --- Durations ---------------------------------------------------------------------------------------------

constexpr std::string_view kDurationClaim = "is a duration";
constexpr std::string_view kDurationAdvice = "write whole numbers and units, such as 9s, 1h30m or 2d";
constexpr std::string_view kNoFixedLength = "months and years have no fixed length, write days, such as 30d";

struct TimeUnit {
  std::string_view name;
  std::uint64_t microseconds;
};

constexpr std::uint64_t kMillisecond = 1000;

/// Large to small: also the order in which they are written.
constexpr std::array<TimeUnit, 5> kTimeUnits = {
    {{"d", 86'400'000'000}, {"h", 3'600'000'000}, {"m", 60'000'000}, {"s", 1'000'000}, {"ms", kMillisecond}}};

/// What people write instead: the unit, and how many of it.
struct TimeWord {
  std::string_view word;
  std::string_view unit;
  std::uint64_t count = 1;
};

constexpr std::array<TimeWord, 24> kTimeWords = {
    {{"d", "d"},       {"day", "d"},   {"days", "d"},    {"h", "h"},    {"hr", "h"},      {"hrs", "h"},
     {"hour", "h"},    {"hours", "h"}, {"m", "m"},       {"min", "m"},  {"mins", "m"},    {"minute", "m"},
     {"minutes", "m"}, {"s", "s"},     {"sec", "s"},     {"secs", "s"}, {"second", "s"},  {"seconds", "s"},
     {"ms", "ms"},     {"msec", "ms"}, {"millis", "ms"}, {"w", "d", 7}, {"week", "d", 7}, {"weeks", "d", 7}}};

constexpr std::array<std::string_view, 8> kCalendarWords = {"mo", "mon", "month", "months",
                                                            "y",  "yr",  "year",  "years"};
constexpr std::array<std::string_view, 6> kTooSmallWords = {"us", "µs", "usec", "ns", "micros", "nanos"};

std::optional<std::size_t> time_unit_index(std::string_view name) {
  const auto* const unit = std::ranges::find(kTimeUnits, name, &TimeUnit::name);
  if (unit == kTimeUnits.end()) return std::nullopt;
  return static_cast<std::size_t>(unit - kTimeUnits.begin());
}

const TimeWord* find_time_word(std::string_view word) {
  const auto* const found = std::ranges::find(kTimeWords, to_lower(word), &TimeWord::word);
  return found == kTimeWords.end() ? nullptr : found;
}

template <std::size_t kCount>
bool is_one_of(std::string_view word, const std::array<std::string_view, kCount>& words) {
  return std::ranges::find(words, to_lower(word)) != words.end();
}

/// `30m` of `1h30m`.
struct Piece {
  std::string digits;
  std::string unit;  ///< empty if none is written
};

/// The text as digits and what follows them, in turns; nothing if it does not begin with a digit.
std::optional<std::vector<Piece>> split(std::string_view text) {
  if (text.empty() || !is_digit(text.front())) return std::nullopt;
  std::vector<Piece> pieces;
  while (!text.empty()) {
    const auto digits = text.substr(0, digits_ahead(text));
    text.remove_prefix(digits.size());
    const auto unit = text.substr(0, text.find_first_of(kDigits));
    text.remove_prefix(unit.size());
    pieces.push_back({std::string{digits}, std::string{unit}});
  }
  return pieces;
}

bool has_leading_zero(const Piece& piece) { return piece.digits.size() > 1 && piece.digits.front() == '0'; }

bool has_known_unit(const Piece& piece) { return time_unit_index(piece.unit).has_value(); }

bool goes_down(const std::vector<Piece>& pieces) {
  return std::ranges::adjacent_find(pieces, [](const Piece& left, const Piece& right) {
           return *time_unit_index(left.unit) >= *time_unit_index(right.unit);
         }) == pieces.end();
}

/// The sum of pieces with known units, in any order. Nothing if it is longer than a session can last.
std::optional<Duration> sum(const std::vector<Piece>& pieces) {
  constexpr auto kLongest = static_cast<std::uint64_t>((kLastInstant - kFirstInstant).count());
  std::uint64_t total = 0;
  for (const auto& piece : pieces) {
    const auto count = parse_decimal(without_leading_zeros(piece.digits));
    if (!count) return std::nullopt;
    const auto part = multiply(*count, kTimeUnits.at(*time_unit_index(piece.unit)).microseconds);
    if (!part || *part > kLongest - total) return std::nullopt;
    total += *part;
  }
  return Duration{static_cast<Duration::rep>(total)};
}

std::string written(const std::vector<Piece>& pieces) {
  std::string text;
  for (const auto& piece : pieces) text += cat(without_leading_zeros(piece.digits), piece.unit);
  return text;
}

/// `write 1h30m`: the pieces as they stand, or in their order and each unit once.
std::string proposed(const std::vector<Piece>& pieces) {
  if (goes_down(pieces)) return cat("write ", written(pieces));
  const auto total = sum(pieces);
  return total ? cat("write ", to_text(*total)) : std::string{kDurationAdvice};
}

Explanation explain_sign(std::string_view text, std::string_view key, std::string_view claim) {
  if (text.size() < 2 || !is_digit(text[1])) return std::nullopt;
  if (text.front() == '-') return refusal(key, cat(claim, " and has no sign"), text, "it cannot be negative");
  if (text.front() == '+')
    return refusal(key, cat(claim, " and has no sign"), text, "write it without the plus");
  return std::nullopt;
}

/// `P1DT2H30M` as `1d2h30m`.
std::optional<std::string> iso_as_ours(std::string_view text) {
  std::vector<Piece> pieces;
  bool is_time = false;
  text.remove_prefix(1);
  while (!text.empty()) {
    if (text.front() == 'T' && !is_time) {
      is_time = true;
      text.remove_prefix(1);
      continue;
    }
    const auto digits = text.substr(0, digits_ahead(text));
    text.remove_prefix(digits.size());
    const char letter = text.empty() ? ' ' : text.front();
    const std::string_view allowed = is_time ? "HMS" : "DW";
    if (digits.empty() || digits.size() > 12 || allowed.find(letter) == std::string_view::npos)
      return std::nullopt;
    const bool is_weeks = letter == 'W';
    const std::string count =
        is_weeks ? std::to_string(*parse_decimal(without_leading_zeros(digits)) * 7) : std::string{digits};
    pieces.push_back({count, is_weeks ? "d" : to_lower({&letter, 1})});
    text.remove_prefix(1);
  }
  if (pieces.empty()) return std::nullopt;
  const auto total = sum(pieces);
  if (!total) return std::nullopt;
  return goes_down(pieces) ? written(pieces) : to_text(*total);
}

/// ISO 8601 durations, which the providers write and we do not (SCENARIOS 7).
Explanation explain_iso(std::string_view text, std::string_view key) {
  const bool is_iso = text.size() > 1 && (text[0] == 'P' || text[0] == 'p') &&
                      text.find_first_not_of("PpTtYyMmWwDdHhSs0123456789.,") == std::string_view::npos &&
                      text.find_first_of(kDigits) != std::string_view::npos;
  if (!is_iso) return std::nullopt;

  constexpr std::string_view kRule =
      " (only the provider's own fields, such as max_confirmation_time, are spelt so)";
  std::string upper{text};
  std::ranges::transform(upper, upper.begin(), [](char letter) {
    return letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter;
  });
  const auto found =
      cat(in_quotes(key), " ", kDurationClaim, ", found the ISO spelling ", in_quotes(text), ": ");
  if (const auto ours = iso_as_ours(upper)) return cat(found, "write ", *ours, kRule);
  const auto date = std::string_view{upper}.substr(0, upper.find('T'));
  const bool has_months = date.find_first_of("YM") != std::string_view::npos;
  return cat(found, has_months ? kNoFixedLength : kDurationAdvice, kRule);
}

std::vector<Piece> nonzero(std::vector<Piece> pieces) {
  std::erase_if(pieces, [](const Piece& piece) { return without_leading_zeros(piece.digits) == "0"; });
  return pieces;
}

/// `1:30`, and `1:30:00`, where three parts leave no doubt.
Explanation explain_clock_spelling(std::string_view text, std::string_view key) {
  std::vector<std::string> parts(1);
  for (const char letter : text) {
    if (letter == ':') {
      parts.emplace_back();
    } else {
      parts.back() += letter;
    }
  }
  const bool is_clock = (parts.size() == 2 || parts.size() == 3) && std::ranges::all_of(parts, is_digits);
  if (!is_clock) return std::nullopt;

  const auto shown = [](std::vector<Piece> pieces) {
    const auto text_of_pieces = written(nonzero(std::move(pieces)));
    return text_of_pieces.empty() ? std::string{"0s"} : text_of_pieces;
  };
  if (parts.size() == 3) {
    return refusal(key, kDurationClaim, text,
                   cat("write ", shown({{parts[0], "h"}, {parts[1], "m"}, {parts[2], "s"}})));
  }
  const auto as_hours = shown({{parts[0], "h"}, {parts[1], "m"}});
  const auto as_minutes = shown({{parts[0], "m"}, {parts[1], "s"}});
  if (as_hours == as_minutes) return refusal(key, kDurationClaim, text, cat("write ", as_hours));
  return cat(in_quotes(text), " may mean two things: write ", as_hours, " or ", as_minutes);
}

Explanation explain_bare_number(std::string_view text, std::string_view key) {
  if (!is_digits(text) && !read_decimal(text)) return std::nullopt;
  const auto claim = cat(kDurationClaim, " and needs a unit");
  const auto digits = is_digits(text) ? without_leading_zeros(text) : std::string_view{};
  if (digits == "0") return refusal(key, claim, text, "write 0s");
  if (digits.empty() || digits.size() > 9) return refusal(key, claim, text, kDurationAdvice);
  return refusal(key, claim, text, cat("write ", digits, "s, ", digits, "m, ", digits, "h or ", digits, "d"));
}

/// `1.5h`
Explanation explain_fraction(std::string_view text, std::string_view compact, std::string_view key) {
  const auto unit_begin = std::min(compact.find_first_not_of("0123456789.,"), compact.size());
  const auto decimal = read_decimal(compact.substr(0, unit_begin));
  const auto* const word = find_time_word(compact.substr(unit_begin));
  if (!decimal || word == nullptr) return std::nullopt;

  const auto claim = cat(kDurationClaim, " in whole numbers");
  const auto unit = kTimeUnits.at(*time_unit_index(word->unit)).microseconds * word->count;
  const auto total = scaled(*decimal, unit);
  const auto longest = static_cast<std::uint64_t>((kLastInstant - kFirstInstant).count());
  if (!total || *total > longest) return refusal(key, claim, text, kDurationAdvice);
  if (*total % kMillisecond != 0) return refusal(key, claim, text, "the smallest unit is ms");
  return refusal(key, claim, text, cat("write ", to_text(Duration{static_cast<Duration::rep>(*total)})));
}

/// `1h30`: the unit that is missing at the end is the next smaller one.
Explanation explain_missing_unit(std::string_view text, const std::vector<Piece>& pieces,
                                 std::string_view key) {
  if (pieces.size() < 2 || !pieces.back().unit.empty()) return std::nullopt;
  const auto index = time_unit_index(pieces[pieces.size() - 2].unit);
  const auto claim = cat(kDurationClaim, " and needs a unit after each number");
  if (!index || *index + 1 == kTimeUnits.size()) return refusal(key, claim, text, kDurationAdvice);
  auto completed = pieces;
  completed.back().unit = kTimeUnits.at(*index + 1).name;
  if (!std::ranges::all_of(completed, has_known_unit)) return refusal(key, claim, text, kDurationAdvice);
  return refusal(key, claim, text, proposed(completed));
}

/// `1M`: months or minutes, and `5H`, `5min`, `2weeks`, `5parsecs`.
Explanation explain_unit(std::string_view text, const std::vector<Piece>& pieces, std::string_view key) {
  const auto unknown = std::ranges::find_if_not(pieces, has_known_unit);
  if (unknown == pieces.end()) return std::nullopt;
  if (unknown->unit == "." || unknown->unit == ",") {
    return refusal(key, cat(kDurationClaim, " in whole numbers"), text, kDurationAdvice);
  }
  const auto number = without_leading_zeros(unknown->digits);
  if (unknown->unit == "M" && number.size() <= 3) {
    return refusal(key, kDurationClaim, text,
                   cat("M could be months, which have no fixed length: write ", number, "m for minutes, or ",
                       std::to_string(*parse_decimal(number) * 30), "d"));
  }

  const auto begin = cat("unknown unit ", in_quotes(unknown->unit), ": ");
  if (is_one_of(unknown->unit, kCalendarWords)) return cat(begin, kNoFixedLength);
  if (is_one_of(unknown->unit, kTooSmallWords)) return cat(begin, "the smallest unit is ms");

  auto corrected = pieces;
  for (auto& piece : corrected) {
    const auto* const word = find_time_word(piece.unit);
    const auto count = parse_decimal(without_leading_zeros(piece.digits));
    const auto product = word != nullptr && count ? multiply(*count, word->count) : std::nullopt;
    if (!product) return cat(begin, "a duration has d, h, m, s and ms, such as 1h30m");
    piece = {std::to_string(*product), std::string{word->unit}};
  }
  return cat(begin, proposed(corrected));
}

Explanation explain_order(std::string_view text, const std::vector<Piece>& pieces, std::string_view key) {
  if (goes_down(pieces)) return std::nullopt;
  for (std::size_t i = 1; i < pieces.size(); ++i) {
    const bool is_doubled =
        std::ranges::find(pieces.begin(), pieces.begin() + static_cast<std::ptrdiff_t>(i), pieces[i].unit,
                          &Piece::unit) != pieces.begin() + static_cast<std::ptrdiff_t>(i);
    if (is_doubled) {
      return refusal(key, cat(kDurationClaim, " with each unit once"), text, proposed(pieces));
    }
  }
  return refusal(key, cat(kDurationClaim, " with its units from large to small"), text, proposed(pieces));
}

Explanation explain_duration_zeros(std::string_view text, const std::vector<Piece>& pieces) {
  if (!std::ranges::any_of(pieces, has_leading_zero)) return std::nullopt;
  return cat("a number has no leading zero, found ", in_quotes(text), ": write ", written(pieces));
}

std::string explain_duration(std::string_view text, std::string_view key) {
  if (text.empty() || text.size() > kLongestProposal)
    return refusal(key, kDurationClaim, text, kDurationAdvice);
  const std::string compact = without(text, " \t");
  if (auto said = explain_sign(text, key, kDurationClaim)) return *said;
  if (auto said = explain_iso(text, key)) return *said;
  if (auto said = explain_clock_spelling(text, key)) return *said;
  if (auto said = explain_bare_number(text, key)) return *said;
  if (auto said = explain_fraction(text, compact, key)) return *said;

  const auto pieces = split(compact);
  if (!pieces) return refusal(key, kDurationClaim, text, kDurationAdvice);
  if (auto said = explain_missing_unit(text, *pieces, key)) return *said;
  if (auto said = explain_unit(text, *pieces, key)) return *said;
  if (!sum(*pieces)) {
    return refusal(key, cat(kDurationClaim, " that is too long"), text,
                   "a session's clock ends with the year 9999");
  }
  if (auto said = explain_order(text, *pieces, key)) return *said;
  if (auto said = explain_duration_zeros(text, *pieces)) return *said;
  return refusal(key, cat(kDurationClaim, " without blanks"), text, cat("write ", compact));
}

// --- Sizes -------------------------------------------------------------------------------------------------

constexpr std::string_view kSizeClaim = "is a size";
constexpr std::string_view kSizeAdvice = "write a whole number and a unit, such as 100B, 4KB or 1GiB";
constexpr std::uint64_t kLargestSize = std::numeric_limits<std::int64_t>::max();

struct SizeUnit {
  std::string_view name;
  std::uint64_t bytes;
};

/// Large to small within each family, so that a proposal takes the largest one that fits.
constexpr std::array<SizeUnit, 9> kSizeUnits = {{{"TB", 1'000'000'000'000},
                                                 {"GB", 1'000'000'000},
                                                 {"MB", 1'000'000},
                                                 {"KB", 1'000},
                                                 {"TiB", 1ULL << 40U},
                                                 {"GiB", 1ULL << 30U},
                                                 {"MiB", 1ULL << 20U},
                                                 {"KiB", 1ULL << 10U},
                                                 {"B", 1}}};

const SizeUnit* find_size_unit(std::string_view name) {
  const auto* const unit = std::ranges::find(kSizeUnits, name, &SizeUnit::name);
  return unit == kSizeUnits.end() ? nullptr : unit;
}

std::optional<std::uint64_t> bytes_of(std::string_view digits, const SizeUnit& unit) {
  const auto count = parse_decimal(without_leading_zeros(digits));
  const auto bytes = count ? multiply(*count, unit.bytes) : std::nullopt;
  return bytes && *bytes <= kLargestSize ? bytes : std::nullopt;
}

/// `100MB (100,000,000 bytes)`
std::string size_in_both(std::string_view digits, std::string_view unit_name) {
  const auto* const unit = find_size_unit(unit_name);
  const auto bytes = bytes_of(digits, *unit);
  auto short_text = cat(without_leading_zeros(digits), unit_name);
  if (!bytes || unit->bytes == 1) return short_text;
  return cat(short_text, " (", grouped(*bytes), " bytes)");
}

/// The units that somebody may mean by `word`: `Mb`, `k`, `gib`, `bytes`.
std::vector<std::string> meant_size_units(std::string_view word) {
  const std::string lower = to_lower(word);
  if (lower == "b" || lower == "byte" || lower == "bytes") return {"B"};
  if (lower.empty() || std::string_view{"kmgt"}.find(lower[0]) == std::string_view::npos) return {};

  const std::string prefix{static_cast<char>(lower[0] - 'a' + 'A')};
  const auto rest = std::string_view{lower}.substr(1);
  if (rest == "i" || rest == "ib" || rest == "ibyte" || rest == "ibit") return {prefix + "iB"};
  if (rest.empty() || rest == "b" || rest == "bit" || rest == "byte" || rest == "bytes") {
    return {prefix + "B", prefix + "iB"};
  }
  return {};
}

/// `1.5GB` as `1500MB`.
std::optional<std::string> whole_size(const Decimal& decimal, const SizeUnit& unit) {
  const bool is_binary = unit.name.size() == 3;
  const auto bytes = scaled(decimal, unit.bytes);
  if (!bytes || *bytes > kLargestSize) return std::nullopt;
  for (const auto& smaller : kSizeUnits) {
    const bool is_family = smaller.bytes == 1 || (smaller.name.size() == 3) == is_binary;
    if (is_family && *bytes % smaller.bytes == 0)
      return cat(std::to_string(*bytes / smaller.bytes), smaller.name);
  }
  return std::nullopt;
}

Explanation explain_size_unit(std::string_view digits, std::string_view unit_name) {
  if (find_size_unit(unit_name) != nullptr) return std::nullopt;
  const auto begin = cat("unknown unit ", in_quotes(unit_name), ": ");
  const auto units = meant_size_units(unit_name);
  if (units.empty()) return cat(begin, "a size has B, KB, MB, GB, TB and KiB, MiB, GiB, TiB");
  auto advice = cat(begin, "write ", size_in_both(digits, units.front()));
  if (units.size() > 1) advice += cat(" or ", size_in_both(digits, units.back()));
  return advice;
}

Explanation explain_size_number(std::string_view text, std::string_view number, std::string_view unit_name,
                                std::string_view key) {
  const auto plain = without(number, "_,");
  const bool has_separators =
      plain.size() != number.size() && is_digits(plain) && number.find('.') == std::string_view::npos;
  const auto last_comma = number.rfind(',');
  const bool is_grouped = number.find('_') != std::string_view::npos ||
                          (last_comma != std::string_view::npos && number.size() - last_comma == 4);
  if (has_separators && is_grouped) {
    if (auto said = explain_size_unit(plain, unit_name)) return said;
    const auto right = cat("write ", without_leading_zeros(plain), unit_name);
    const bool fits = bytes_of(plain, *find_size_unit(unit_name)).has_value();
    return refusal(key, cat(kSizeClaim, " in plain digits"), text, fits ? right : std::string{kSizeAdvice});
  }
  const auto decimal = read_decimal(number);
  if (!decimal) return std::nullopt;
  const auto* const unit = find_size_unit(unit_name);
  const auto whole = unit == nullptr ? std::nullopt : whole_size(*decimal, *unit);
  return refusal(key, cat(kSizeClaim, " in whole numbers"), text,
                 whole ? cat("write ", *whole) : std::string{kSizeAdvice});
}

std::string explain_size(std::string_view text, std::string_view key) {
  if (text.empty() || text.size() > kLongestProposal) return refusal(key, kSizeClaim, text, kSizeAdvice);
  if (auto said = explain_sign(text, key, kSizeClaim)) return *said;
  if (text.ends_with("/s")) {
    const auto size = text.substr(0, text.size() - 2);
    const bool is_size = std::holds_alternative<std::uint64_t>(parse_size(size, key));
    return refusal(key, cat(kSizeClaim, " and no rate"), text,
                   is_size ? cat("write ", size) : std::string{kSizeAdvice});
  }

  const std::string compact = without(text, " \t");
  const auto unit_begin = std::min(compact.find_first_not_of("0123456789.,_"), compact.size());
  const auto number = std::string_view{compact}.substr(0, unit_begin);
  const auto unit_name = std::string_view{compact}.substr(unit_begin);
  if (number.empty() || !is_digit(number.front())) return refusal(key, kSizeClaim, text, kSizeAdvice);
  if (unit_name.empty()) {
    const auto digits =
        is_digits(number) && number.size() <= 9 ? without_leading_zeros(number) : std::string_view{};
    const auto claim = cat(kSizeClaim, " and needs a unit");
    if (digits.empty()) return refusal(key, claim, text, kSizeAdvice);
    if (digits == "0") return refusal(key, claim, text, "write 0B");
    return refusal(key, claim, text, cat("write ", digits, "B, ", digits, "KB or ", digits, "MB"));
  }
  if (auto said = explain_size_number(text, number, unit_name, key)) return *said;
  if (!is_digits(number)) return refusal(key, kSizeClaim, text, kSizeAdvice);
  if (auto said = explain_size_unit(number, unit_name)) return *said;
  if (!bytes_of(number, *find_size_unit(unit_name))) {
    return refusal(key, cat(kSizeClaim, " that is too large"), text,
                   cat("at most ", grouped(kLargestSize), " bytes"));
  }
  const auto right = cat(without_leading_zeros(number), unit_name);
  if (number != without_leading_zeros(number)) {
    return cat("a number has no leading zero, found ", in_quotes(text), ": write ", right);
  }
  return refusal(key, cat(kSizeClaim, " without blanks"), text, cat("write ", right));
}

// --- Rates -------------------------------------------------------------------------------------------------

constexpr std::string_view kRateClaim = "is a rate";
constexpr std::string_view kRateAdvice = "write a size and /s, such as 100B/s or 64KB/s";

/// `64KB/s` taken apart, blanks left out.
struct LooseRate {
  std::string number;  ///< digits and separators
  std::string unit;    ///< of the size: `KB`
  std::string per;     ///< what follows the slash, or the `ps` of `KBps`: `s`, `min`; empty if nothing does
};

LooseRate take_rate_apart(std::string_view compact) {
  const auto slash = std::min(compact.find('/'), compact.size());
  auto size = compact.substr(0, slash);
  auto per = compact.substr(std::min(slash + 1, compact.size()));
  if (per.empty() && size.size() > 2 && to_lower(size).ends_with("ps")) {
    per = "s";
    size.remove_suffix(2);
  }
  const auto unit_begin = std::min(size.find_first_not_of("0123456789.,_"), size.size());
  return {std::string{size.substr(0, unit_begin)}, std::string{size.substr(unit_begin)}, std::string{per}};
}

/// `60` of `64KB/min`; 1 where nothing is written; nothing if it is no time.
std::optional<std::uint64_t> seconds_of(std::string_view per) {
  if (per.empty()) return 1;
  const auto* const word = find_time_word(per);
  if (word == nullptr || word->unit == "ms") return std::nullopt;
  constexpr std::uint64_t kSecond = 1'000'000;
  return kTimeUnits.at(*time_unit_index(word->unit)).microseconds / kSecond * word->count;
}

/// The bytes that somebody means by a number and a unit, if that leaves no doubt.
std::optional<std::uint64_t> meant_bytes(std::string_view number, std::string_view unit_name) {
  const auto* const unit = find_size_unit(unit_name);
  if (unit == nullptr) return std::nullopt;
  if (is_digits(number)) return bytes_of(number, *unit);
  const auto decimal = read_decimal(number);
  const auto bytes = decimal ? scaled(*decimal, unit->bytes) : std::nullopt;
  return bytes && *bytes <= kLargestSize ? bytes : std::nullopt;
}

/// `64000` as `64KB`, `100` as `100B`.
std::string shortest_size(std::uint64_t bytes) {
  for (const auto& unit : kSizeUnits) {
    const bool is_whole = unit.name.size() < 3 && bytes != 0 && bytes % unit.bytes == 0;
    if (is_whole) return cat(std::to_string(bytes / unit.bytes), unit.name);
  }
  return cat(std::to_string(bytes), "B");
}

/// `64`, `64/s`
std::string explain_rate_without_unit(std::string_view text, std::string_view digits, std::string_view key) {
  const auto claim = cat(kRateClaim, " and needs a unit");
  return refusal(key, claim, text, cat("write ", digits, "B/s, ", digits, "KB/s or ", digits, "MB/s"));
}

/// `64k/s`, `64kb/s`, `64Kbit/s`
Explanation explain_rate_unit(const LooseRate& rate) {
  if (find_size_unit(rate.unit) != nullptr) return std::nullopt;
  const auto begin = cat("unknown unit ", in_quotes(rate.unit), ": ");
  const auto units = meant_size_units(rate.unit);
  if (units.empty() || !is_digits(rate.number)) {
    return cat(begin, "a rate has B/s, KB/s, MB/s, GB/s, TB/s and KiB/s, MiB/s, GiB/s, TiB/s");
  }
  const auto digits = without_leading_zeros(rate.number);
  auto advice = cat(begin, "write ", digits, units.front(), "/s");
  if (units.size() > 1) advice += cat(" or ", digits, units.back(), "/s");
  return advice;
}

std::string explain_rate(std::string_view text, std::string_view key) {
  if (text.empty() || text.size() > kLongestProposal) return refusal(key, kRateClaim, text, kRateAdvice);
  if (auto said = explain_sign(text, key, kRateClaim)) return *said;

  const std::string compact = without(text, " \t");
  const auto rate = take_rate_apart(compact);
  const auto seconds = seconds_of(rate.per);
  if (rate.number.empty() || !is_digit(rate.number.front()) || !seconds) {
    return refusal(key, kRateClaim, text, kRateAdvice);
  }
  if (rate.unit.empty()) {
    const bool is_short = is_digits(rate.number) && rate.number.size() <= 9;
    return is_short ? explain_rate_without_unit(text, without_leading_zeros(rate.number), key)
                    : refusal(key, cat(kRateClaim, " and needs a unit"), text, kRateAdvice);
  }
  if (auto said = explain_rate_unit(rate)) return *said;
  const auto bytes = meant_bytes(rate.number, rate.unit);
  if (is_digits(rate.number) && !bytes) {
    return refusal(key, cat(kRateClaim, " that is too large"), text,
                   cat("at most ", grouped(kLargestSize), " bytes a second"));
  }
  const bool is_whole = bytes && *bytes % *seconds == 0;
  const auto advice =
      is_whole ? cat("write ", shortest_size(*bytes / *seconds), "/s") : std::string{kRateAdvice};
  if (*seconds != 1) return refusal(key, cat(kRateClaim, " by the second"), text, advice);
  if (!is_digits(rate.number)) return refusal(key, cat(kRateClaim, " in whole numbers"), text, advice);
  const auto right = cat("write ", without_leading_zeros(rate.number), rate.unit, "/s");
  if (rate.per.empty()) return refusal(key, cat(kRateClaim, " and needs /s"), text, right);
  if (rate.number != without_leading_zeros(rate.number)) {
    return cat("a number has no leading zero, found ", in_quotes(text), ": ", right);
  }
  return refusal(key, kRateClaim, text, right);
}

// --- Percentages -------------------------------------------------------------------------------------------

constexpr std::string_view kPercentClaim = "is a percentage";
constexpr std::string_view kPercentAdvice = "write it as 10% or 12.5%";
constexpr std::uint64_t kLargestPercent = 1'000'000;

/// The hundredths that `12.5` is; nothing if it has finer parts, or is larger than any percentage may be.
std::optional<std::uint32_t> hundredths_of(std::string_view number) {
  const auto whole = is_digits(number) ? parse_decimal(without_leading_zeros(number)) : std::nullopt;
  const auto decimal = whole ? std::optional{Decimal{.whole = *whole}} : read_decimal(number);
  if (!decimal || decimal->whole > kLargestPercent) return std::nullopt;
  const auto hundredths = scaled(*decimal, 100);
  if (!hundredths || *hundredths > kLargestPercent * 100) return std::nullopt;
  return static_cast<std::uint32_t>(*hundredths);
}

/// `0.1`, which may be a tenth or a tenth of a percent (SCENARIOS 7), and `10`.
std::string explain_bare_percent(std::string_view text, std::uint32_t hundredths, std::string_view key) {
  const auto claim = cat(kPercentClaim, " and needs its sign");
  const auto as_percent = percent_text(hundredths);
  const bool may_be_share = hundredths > 0 && hundredths <= 100;
  if (!may_be_share) return refusal(key, claim, text, cat("write ", as_percent));
  return refusal(key, claim, text, cat("write ", percent_text(hundredths * 100), " or ", as_percent));
}

std::string explain_percent(std::string_view text, std::string_view key) {
  if (text.empty() || text.size() > kLongestProposal) {
    return refusal(key, kPercentClaim, text, kPercentAdvice);
  }
  if (auto said = explain_sign(text, key, kPercentClaim)) return *said;

  const std::string compact = without(text, " \t");
  const auto number_end = std::min(compact.find_first_not_of("0123456789.,"), compact.size());
  const auto number = std::string_view{compact}.substr(0, number_end);
  const auto sign = to_lower(std::string_view{compact}.substr(number_end));
  const bool is_percent = sign.empty() || sign == "%" || sign == "percent" || sign == "pct" || sign == "pc";
  if (!is_percent || (!is_digits(number) && !read_decimal(number))) {
    return refusal(key, kPercentClaim, text, kPercentAdvice);
  }
  const auto hundredths = hundredths_of(number);
  if (!hundredths) {
    const auto whole = parse_decimal(without_leading_zeros(number.substr(0, digits_ahead(number))));
    if (!whole || *whole >= kLargestPercent) {
      return refusal(key, cat(kPercentClaim, " that is too large"), text,
                     cat("at most ", std::to_string(kLargestPercent), "%"));
    }
    return refusal(key, cat(kPercentClaim, " of at most two decimals"), text, "the finest is 0.01%");
  }
  const auto right = percent_text(*hundredths);
  if (sign.empty()) return explain_bare_percent(text, *hundredths, key);
  const bool has_leading_zero = number.size() > 1 && number[0] == '0' && is_digit(number[1]);
  if (has_leading_zero) {
    return cat("a number has no leading zero, found ", in_quotes(text), ": write ", right);
  }
  return refusal(key, kPercentClaim, text, cat("write ", right));
}

/// Digits without a leading zero, and at most two decimals.
std::optional<std::uint32_t> read_percent(std::string_view text) {
  if (!text.ends_with('%')) return std::nullopt;
  text.remove_suffix(1);
  const auto whole = text.substr(0, digits_ahead(text));
  const auto decimals = text.substr(whole.size());
  const bool is_well_spelt = parse_decimal(whole) && (decimals.empty() || decimals.front() == '.');
  return is_well_spelt && decimals.size() <= 3 ? hundredths_of(text) : std::nullopt;
}

// --- Money -------------------------------------------------------------------------------------------------

constexpr std::string_view kMoneyClaim = "is an amount of money";
constexpr std::string_view kMoneyAdvice = "write it as 21.00 EUR";

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  if (const auto at = text.find(from); at != std::string::npos) text.replace(at, from.size(), to);
  return text;
}

/// `21`, `21.5`, `21,00`, `1,000.00` as `21.00` and so on.
std::optional<std::string> amount_with_cents(std::string_view number) {
  const auto point = number.find_last_of(".,");
  const bool has_cents = point != std::string_view::npos && number.size() - point <= 3;
  // `34.505` may mean two things, and both are a thousand times apart.
  if (!has_cents && point != std::string_view::npos && number.find_first_of(".,") == point)
    return std::nullopt;
  const auto whole = without(has_cents ? number.substr(0, point) : number, ".,_");
  std::string cents{has_cents ? number.substr(point + 1) : std::string_view{}};
  if (!is_digits(whole) || whole.size() > 15 || (!cents.empty() && !is_digits(cents))) return std::nullopt;
  cents.resize(2, '0');
  return cat(without_leading_zeros(whole), ".", cents);
}

std::string explain_money(std::string_view text, std::string_view key) {
  if (text.empty() || text.size() > kLongestProposal) return refusal(key, kMoneyClaim, text, kMoneyAdvice);
  if (auto said = explain_sign(text, key, kMoneyClaim)) return *said;

  auto spelt = replaced(replaced(replaced(std::string{text}, "€", "EUR"), "$", "USD"), "£", "GBP");
  spelt = without(spelt, " \t");
  const auto number = without(spelt, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
  auto currency = without(spelt, "0123456789.,_");
  std::ranges::transform(currency, currency.begin(), [](char letter) {
    return letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter;
  });
  const bool stand_together = spelt.starts_with(number) || spelt.ends_with(number);
  const auto amount = amount_with_cents(number);

  if (!amount || !stand_together) return refusal(key, kMoneyClaim, text, kMoneyAdvice);
  if (currency.empty()) {
    return refusal(key, cat(kMoneyClaim, " and needs a currency"), text, cat("write ", *amount, " EUR"));
  }
  if (currency.size() != 3) return refusal(key, kMoneyClaim, text, kMoneyAdvice);
  return refusal(key, kMoneyClaim, text, cat("write ", *amount, " ", currency));
}

std::optional<Money> read_money(std::string_view text) {
  constexpr std::size_t kShortest = std::string_view{"0.00 EUR"}.size();
  if (text.size() < kShortest) return std::nullopt;
  const auto currency = text.substr(text.size() - 3);
  const auto amount = text.substr(0, text.size() - 4);
  const auto whole = parse_decimal(amount.substr(0, amount.size() - 3));
  const auto cents = amount.substr(amount.size() - 2);
  const bool is_currency = currency.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ") == std::string_view::npos;
  if (!whole || !is_digits(cents) || amount[amount.size() - 3] != '.' || !is_currency) return std::nullopt;
  if (text[text.size() - 4] != ' ') return std::nullopt;

  constexpr std::uint64_t kMost = std::numeric_limits<std::int64_t>::max() / 100 - 1;
  if (*whole > kMost) return std::nullopt;
  const int low = (cents[0] - '0') * 10 + (cents[1] - '0');
  return Money{static_cast<std::int64_t>(*whole) * 100 + low, std::string{currency}};
}

// --- Instants ----------------------------------------------------------------------------------------------

constexpr std::string_view kInstantClaim = "is an instant";
constexpr std::string_view kInstantAdvice = "write it as 2026-03-01T09:00:00Z";

/// An instant in a spelling near to ours, taken apart. Parts that are not written are empty.
struct LooseInstant {
  std::string date;
  std::string separator;
  std::string time;
  std::string seconds;
  std::string fraction;
  std::string zone;
};

/// Takes what `pattern` describes off the front of `text`: `0` is a digit, everything else itself.
std::optional<std::string> take(std::string_view& text, std::string_view pattern) {
  if (text.size() < pattern.size()) return std::nullopt;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const bool fits = pattern[i] == '0' ? is_digit(text[i]) : text[i] == pattern[i];
    if (!fits) return std::nullopt;
  }
  std::string taken{text.substr(0, pattern.size())};
  text.remove_prefix(pattern.size());
  return taken;
}

/// `+01:00` from `+01:00`, `+0100`, `+01`; `Z` from `Z`, `z`, `UTC`, `GMT`.
std::optional<std::string> loose_zone(std::string_view text) {
  const std::string lower = to_lower(text);
  if (lower == "z" || lower == "utc" || lower == "gmt") return "Z";
  if (text.empty() || (text[0] != '+' && text[0] != '-')) return std::nullopt;
  auto digits = without(text.substr(1), ":");
  if (!is_digits(digits) || (digits.size() != 2 && digits.size() != 4)) return std::nullopt;
  digits.resize(4, '0');
  return cat(text.substr(0, 1), digits.substr(0, 2), ":", digits.substr(2));
}

std::optional<LooseInstant> take_apart(std::string_view text) {
  LooseInstant parts;
  const auto date = take(text, "0000-00-00");
  if (!date) return std::nullopt;
  parts.date = *date;
  if (text.empty()) return parts;

  const auto separator_end = text.find_first_not_of(" \tTt");
  parts.separator = text.substr(0, separator_end);
  if (parts.separator.empty() || separator_end == std::string_view::npos) return std::nullopt;
  text.remove_prefix(separator_end);
  const auto time = take(text, "00:00");
  if (!time) return std::nullopt;
  parts.time = *time;
  if (const auto seconds = take(text, ":00")) {
    parts.seconds = *seconds;
    if (text.starts_with('.') || text.starts_with(',')) {
      const auto digits = text.substr(1, digits_ahead(text.substr(1)));
      if (digits.empty()) return std::nullopt;
      parts.fraction = cat(".", digits.substr(0, 6));
      text.remove_prefix(1 + digits.size());
    }
  }
  text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
  if (text.empty()) return parts;
  const auto zone = loose_zone(text);
  if (!zone) return std::nullopt;
  parts.zone = *zone;
  return parts;
}

/// Why an instant that is spelt right is none.
std::string_view impossible_part(std::string_view instant) {
  const auto two_digits = [&](std::size_t at) { return instant.substr(at, 2); };
  if (two_digits(5) == "00" || two_digits(5) > "12") return "a month is 01 to 12";
  if (two_digits(11) > "23") return "an hour is 00 to 23";
  if (two_digits(14) > "59") return "a minute is 00 to 59";
  if (two_digits(17) > "59") return "a second is 00 to 59, leap seconds do not count";
  const auto zone = instant.substr(instant.find_first_of("Z+-", 19));
  if (zone.size() == 6 && (zone.substr(1, 2) > "23" || zone.substr(4) > "59")) return "there is no such zone";
  // What is left is the day or the year: with the first day of the month only the year can be wrong.
  const auto first_of_month = cat(instant.substr(0, 8), "15", instant.substr(10));
  return parse_instant(first_of_month) ? "there is no such day"
                                       : "a session's clock shows the years 1970 to 9999";
}

std::string explain_instant(std::string_view text, std::string_view key) {
  const auto parts = text.size() > kLongestProposal ? std::nullopt : take_apart(text);
  if (!parts) return refusal(key, kInstantClaim, text, kInstantAdvice);

  const auto right = cat(parts->date, "T", parts->time.empty() ? std::string{"00:00"} : parts->time,
                         parts->seconds.empty() ? std::string{":00"} : parts->seconds, parts->fraction,
                         parts->zone.empty() ? std::string{"Z"} : parts->zone);
  if (!parse_instant(right)) return refusal(key, kInstantClaim, text, impossible_part(right));
  const auto advice = cat("write ", right);
  if (parts->time.empty())
    return refusal(key, cat(kInstantClaim, " and needs a time and a zone"), text, advice);
  if (parts->zone.empty()) return refusal(key, cat(kInstantClaim, " and needs a zone"), text, advice);
  if (parts->separator.find(' ') != std::string::npos) {
    return refusal(key, cat(kInstantClaim, " with a T between date and time"), text, advice);
  }
  return refusal(key, kInstantClaim, text, advice);
}

// --- Whole numbers -----------------------------------------------------------------------------------------

constexpr std::string_view kIntegerClaim = "is a whole number";
constexpr std::string_view kIntegerAdvice = "write decimal digits, such as 42";

std::optional<std::uint64_t> read_base(std::string_view digits, int base) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, base);
  if (digits.empty() || error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
  return value;
}

Explanation explain_leading_zero(std::string_view text) {
  if (!is_digits(text) || text.size() < 2 || text.front() != '0') return std::nullopt;
  const auto right = without_leading_zeros(text);
  const auto octal = read_base(text, 8);
  const bool is_other_number = octal && std::to_string(*octal) != right;
  return cat(
      "a number has no leading zero, found ", in_quotes(text),
      is_other_number ? cat(" (some YAML readers take it for ", std::to_string(*octal), ")") : std::string{},
      ": write ", right);
}

/// What number somebody may mean: `0x2a`, `1_000`, `1,000`, `1e3`, `1.0`.
std::optional<std::uint64_t> meant_integer(std::string_view text) {
  const std::string lower = to_lower(text);
  const auto digits = std::string_view{lower}.substr(std::min<std::size_t>(2, lower.size()));
  if (lower.starts_with("0x")) return read_base(digits, 16);
  if (lower.starts_with("0o")) return read_base(digits, 8);
  if (lower.starts_with("0b")) return read_base(digits, 2);

  if (const auto exponent_at = lower.find('e'); exponent_at != std::string::npos) {
    const auto mantissa = meant_integer(lower.substr(0, exponent_at));
    const auto decimal = read_decimal(lower.substr(0, exponent_at));
    const auto exponent = parse_decimal(without(std::string_view{lower}.substr(exponent_at + 1), "+"));
    if (!exponent || *exponent > 19) return std::nullopt;
    if (decimal) return scaled(*decimal, power_of_ten(*exponent));
    return mantissa ? multiply(*mantissa, power_of_ten(*exponent)) : std::nullopt;
  }
  const auto comma = text.rfind(',');
  const bool is_grouped = comma != std::string_view::npos && text.size() - comma == 4;
  if (const auto decimal = is_grouped ? std::nullopt : read_decimal(text)) return scaled(*decimal, 1);
  const auto plain = without(text, "_, '");
  return is_digits(plain) ? parse_decimal(without_leading_zeros(plain)) : std::nullopt;
}

std::string explain_integer(std::string_view text, std::string_view key) {
  if (is_digits(text) && !parse_decimal(without_leading_zeros(text))) {
    const auto most = std::to_string(std::numeric_limits<std::uint64_t>::max());
    return refusal(key, cat(kIntegerClaim, " that is too large"), text, cat("at most ", most));
  }
  if (text.empty() || text.size() > kLongestProposal)
    return refusal(key, kIntegerClaim, text, kIntegerAdvice);
  if (auto said = explain_leading_zero(text)) return *said;
  if (auto said = explain_sign(text, key, kIntegerClaim)) return *said;
  const auto meant = meant_integer(text);
  const auto advice = meant ? cat("write ", std::to_string(*meant)) : std::string{kIntegerAdvice};
  return refusal(key, meant ? cat(kIntegerClaim, " in decimal digits") : std::string{kIntegerClaim}, text,
                 advice);
}

// --- Yes and no --------------------------------------------------------------------------------------------

std::string explain_boolean(std::string_view text, std::string_view key) {
  static constexpr std::array<std::string_view, 5> kYes = {"yes", "y", "on", "1", "true"};
  static constexpr std::array<std::string_view, 5> kNo = {"no", "n", "off", "0", "false"};
  static constexpr std::array<std::string_view, 2> kWords = {"true", "false"};
  const auto begin = cat(in_quotes(key), " is true or false, found ", in_quotes(text));
  if (is_one_of(text, kYes)) return cat(begin, ": write true");
  if (is_one_of(text, kNo)) return cat(begin, ": write false");
  return cat(begin, did_you_mean(text, std::span<const std::string_view>{kWords}));
}

}  // namespace

std::variant<Duration, Unreadable> parse_duration(std::string_view text, std::string_view key) {
  const auto pieces = split(text);
  const bool is_well_spelt = pieces && std::ranges::all_of(*pieces, has_known_unit) &&
                             std::ranges::none_of(*pieces, has_leading_zero) && goes_down(*pieces);
  if (is_well_spelt) {
    if (const auto total = sum(*pieces)) return *total;
  }
  return Unreadable{explain_duration(text, key)};
}

std::variant<std::uint64_t, Unreadable> parse_size(std::string_view text, std::string_view key) {
  const auto digits = text.substr(0, digits_ahead(text));
  const auto* const unit = find_size_unit(text.substr(digits.size()));
  if (unit != nullptr && parse_decimal(digits)) {
    if (const auto bytes = bytes_of(digits, *unit)) return *bytes;
  }
  return Unreadable{explain_size(text, key)};
}

std::variant<std::uint64_t, Unreadable> parse_rate(std::string_view text, std::string_view key) {
  if (text.ends_with("/s")) {
    auto size = parse_size(text.substr(0, text.size() - 2), key);
    if (std::holds_alternative<std::uint64_t>(size)) return size;
  }
  return Unreadable{explain_rate(text, key)};
}

std::variant<std::uint32_t, Unreadable> parse_percent(std::string_view text, std::string_view key) {
  if (const auto hundredths = read_percent(text)) return *hundredths;
  return Unreadable{explain_percent(text, key)};
}

std::string percent_text(std::uint32_t hundredths) {
  auto text = std::to_string(hundredths / 100);
  if (const auto rest = hundredths % 100; rest != 0) {
    text += cat(".", std::to_string(rest / 10), rest % 10 == 0 ? std::string{} : std::to_string(rest % 10));
  }
  return cat(text, "%");
}

std::variant<Money, Unreadable> parse_money(std::string_view text, std::string_view key) {
  if (auto money = read_money(text)) return *std::move(money);
  return Unreadable{explain_money(text, key)};
}

std::variant<Instant, Unreadable> parse_instant_value(std::string_view text, std::string_view key) {
  if (const auto instant = parse_instant(text)) return *instant;
  return Unreadable{explain_instant(text, key)};
}

std::variant<std::uint64_t, Unreadable> parse_integer(std::string_view text, std::string_view key) {
  if (const auto value = parse_decimal(text)) return *value;
  return Unreadable{explain_integer(text, key)};
}

std::variant<bool, Unreadable> parse_boolean(std::string_view text, std::string_view key) {
  if (text == "true") return true;
  if (text == "false") return false;
  return Unreadable{explain_boolean(text, key)};
}

}  // namespace mock::core
