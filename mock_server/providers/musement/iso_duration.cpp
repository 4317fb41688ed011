#include "providers/musement/iso_duration.hpp"

#include <cstddef>
#include <cstdint>
#include <utility>

namespace mock::providers::musement {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::size_t kMostCharacters = 32;  // as the contract has it
constexpr std::size_t kMostDigits = 6;       // a million years fit into a Duration twice over

/// What `unit` stands for before and after the `T`, and its rank: units come large to small.
std::optional<std::pair<int, seconds>> unit_of(char unit, bool is_time) {
  if (is_time) {
    switch (unit) {
      case 'H':
        return std::pair{4, seconds{hours{1}}};
      case 'M':
        return std::pair{5, seconds{minutes{1}}};
      case 'S':
        return std::pair{6, seconds{1}};
      default:
        return std::nullopt;
    }
  }
  switch (unit) {
    case 'Y':
      return std::pair{0, seconds{hours{24 * 365}}};
    case 'M':
      return std::pair{1, seconds{hours{24 * 30}}};
    case 'W':
      return std::pair{2, seconds{hours{24 * 7}}};
    case 'D':
      return std::pair{3, seconds{hours{24}}};
    default:
      return std::nullopt;
  }
}

}  // namespace

std::optional<core::Duration> parse_iso_duration(std::string_view text) {
  if (text.size() < 3 || text.size() > kMostCharacters || text.front() != 'P' || text.back() == 'T')
    return std::nullopt;
  core::Duration sum{};
  bool is_time = false;
  int last_rank = -1;
  std::size_t i = 1;
  while (i < text.size()) {
    if (text[i] == 'T') {
      if (is_time) return std::nullopt;
      is_time = true;
      ++i;
      continue;
    }
    std::int64_t number = 0;
    const std::size_t begin = i;
    for (; i < text.size() && text[i] >= '0' && text[i] <= '9'; ++i) {
      if (i - begin == kMostDigits) return std::nullopt;
      number = number * 10 + (text[i] - '0');
    }
    if (i == begin || i == text.size()) return std::nullopt;
    const auto unit = unit_of(text[i], is_time);
    const bool weeks_among_others = text[i] == 'W' && (last_rank != -1 || i + 1 != text.size());
    if (!unit || unit->first <= last_rank || weeks_among_others) return std::nullopt;
    last_rank = unit->first;
    sum += number * core::Duration{unit->second};
    ++i;
  }
  return sum;
}

std::string to_iso_duration(core::Duration duration) {
  auto rest = std::chrono::floor<seconds>(duration);
  std::string text = "P";
  const auto take = [&](seconds unit, char letter) {
    const auto number = rest / unit;
    rest -= number * unit;
    if (number == 0) return;
    text += std::to_string(number);
    text += letter;
  };
  take(hours{24}, 'D');
  if (rest.count() != 0) text += 'T';
  take(hours{1}, 'H');
  take(minutes{1}, 'M');
  take(seconds{1}, 'S');
  return text == "P" ? "P0D" : text;
}

}  // namespace mock::providers::musement
