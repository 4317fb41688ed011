#include "core/text.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace mock::core {

namespace {

constexpr std::string_view kEllipsis = "…";

/// Longer words are no slips of anything, and comparing them would cost the product of their lengths.
constexpr std::size_t kLongestSlip = 128;

char lower(char letter) {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

bool continues_character(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U; }

/// C0, DEL and C1: a terminal would obey them.
bool is_control(std::string_view character) {
  const auto first = static_cast<unsigned char>(character[0]);
  if (character.size() == 1) return first < 0x20U || first == 0x7FU;
  return character.size() == 2 && first == 0xC2U && static_cast<unsigned char>(character[1]) < 0xA0U;
}

void append_escaped(std::string& shown, std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  for (const char byte : bytes) {
    const auto value = static_cast<unsigned char>(byte);
    shown += {'\\', 'x', kDigits[value >> 4U], kDigits[value & 0xFU]};
  }
}

void append_printable(std::string& shown, std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = utf8_character_length(text);
    const auto character = text.substr(0, std::max<std::size_t>(length, 1));
    if (length == 0 || is_control(character)) {
      append_escaped(shown, character);
    } else {
      shown.append(character);
    }
    text.remove_prefix(character.size());
  }
}

/// `at`, moved back to where a character begins.
std::size_t character_start(std::string_view text, std::size_t at) {
  for (int step = 0; step < 3 && at > 0 && continues_character(text[at]); ++step) --at;
  return at;
}

/// `at`, moved on to where a character begins.
std::size_t next_character_start(std::string_view text, std::size_t at) {
  for (int step = 0; step < 3 && at < text.size() && continues_character(text[at]); ++step) ++at;
  return at;
}

template <typename Word>
std::string join_words(std::span<const Word> words, std::string_view last) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const bool before_last_word = !last.empty() && i + 1 == words.size();
    if (i > 0 && before_last_word) {
      text += cat(" ", last, " ");
    } else if (i > 0) {
      text += ", ";
    }
    text += words[i];
  }
  return text;
}

/// Insertions, deletions, replacements and swaps of neighbours between two words; some number above `limit`
/// as soon as it is clear that there are more. (Optimal string alignment: no letter is edited twice, which
/// slips do not do.)
std::size_t edit_distance(std::string_view left, std::string_view right, std::size_t limit) {
  std::vector<std::size_t> before_previous(right.size() + 1);
  std::vector<std::size_t> previous(right.size() + 1);
  std::vector<std::size_t> current(right.size() + 1);
  for (std::size_t j = 0; j <= right.size(); ++j) previous[j] = j;

  for (std::size_t i = 1; i <= left.size(); ++i) {
    current[0] = i;
    for (std::size_t j = 1; j <= right.size(); ++j) {
      const std::size_t replaced = previous[j - 1] + (left[i - 1] == right[j - 1] ? 0U : 1U);
      current[j] = std::min({previous[j] + 1, current[j - 1] + 1, replaced});
      const bool swapped = i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1];
      if (swapped) current[j] = std::min(current[j], before_previous[j - 2] + 1);
    }
    if (std::min(*std::ranges::min_element(current), *std::ranges::min_element(previous)) > limit)
      return limit + 1;
    std::swap(before_previous, previous);
    std::swap(previous, current);
  }
  return previous[right.size()];
}

/// How many edits still make `right` what somebody meant who wrote `left`: a third of the longer word, and
/// something of the shorter one must be left.
std::size_t tolerance(std::string_view left, std::string_view right) {
  const auto [shorter, longer] = std::minmax({left.size(), right.size()});
  return shorter == 0 ? 0 : std::min((longer + 1) / 3, shorter - 1);
}

template <typename Word>
std::optional<std::string> nearest_word(std::string_view word, std::span<const Word> candidates) {
  if (word.empty() || word.size() > kLongestSlip) return std::nullopt;
  const std::string written = to_lower(word);

  std::optional<std::string> best;
  std::size_t best_distance = kLongestSlip;
  for (const std::string_view candidate : candidates) {
    if (candidate.empty() || candidate.size() > kLongestSlip) continue;
    const std::size_t limit = std::min(tolerance(word, candidate), best_distance);
    const auto [shorter, longer] = std::minmax({word.size(), candidate.size()});
    if (longer - shorter > limit) continue;

    const std::size_t distance = edit_distance(written, to_lower(candidate), limit);
    if (distance > limit || distance >= best_distance) continue;
    best_distance = distance;
    best = std::string{candidate};
  }
  return best;
}

template <typename Word>
std::string proposal(std::string_view word, std::span<const Word> candidates) {
  const auto near = nearest(word, candidates);
  return near ? cat(", did you mean ", in_quotes(*near), "?") : std::string{};
}

}  // namespace

std::string shortened(std::string_view text, std::size_t limit) {
  if (text.size() <= limit) return std::string{text};
  const std::size_t kept = limit > kEllipsis.size() ? limit - kEllipsis.size() : 0;
  const std::size_t head_end = character_start(text, kept - kept / 2);
  const std::size_t tail_start = next_character_start(text, text.size() - kept / 2);
  return cat(text.substr(0, head_end), kEllipsis, text.substr(tail_start));
}

std::string in_quotes(std::string_view text, std::size_t limit) {
  std::string shown = "'";
  append_printable(shown, shortened(text, limit));
  shown += '\'';
  return shown;
}

std::string join(std::span<const std::string> words, std::string_view last) {
  return join_words(words, last);
}

std::string join(std::span<const std::string_view> words, std::string_view last) {
  return join_words(words, last);
}

std::optional<std::string> nearest(std::string_view word, std::span<const std::string> candidates) {
  return nearest_word(word, candidates);
}

std::optional<std::string> nearest(std::string_view word, std::span<const std::string_view> candidates) {
  return nearest_word(word, candidates);
}

std::string did_you_mean(std::string_view word, std::span<const std::string> candidates) {
  return proposal(word, candidates);
}

std::string did_you_mean(std::string_view word, std::span<const std::string_view> candidates) {
  return proposal(word, candidates);
}

bool equal_ignoring_case(std::string_view left, std::string_view right) {
  return std::ranges::equal(left, right, {}, lower, lower);
}

std::string to_lower(std::string_view text) {
  std::string result{text};
  std::ranges::transform(result, result.begin(), lower);
  return result;
}

std::size_t utf8_character_length(std::string_view text) {
  const auto byte = [&](std::size_t at) {
    return at < text.size() ? static_cast<unsigned char>(text[at]) : 0U;
  };
  const auto continues = [&](std::size_t at) { return (byte(at) & 0xC0U) == 0x80U; };

  if (text.empty()) {
    return 0;
  }
  const unsigned first = byte(0);
  if (first < 0x80U) return 1;
  if (first >= 0xC2U && first <= 0xDFU) return continues(1) ? 2 : 0;
  if (first >= 0xE0U && first <= 0xEFU) {
    const bool overlong = first == 0xE0U && byte(1) < 0xA0U;
    const bool surrogate = first == 0xEDU && byte(1) > 0x9FU;
    return continues(1) && continues(2) && !overlong && !surrogate ? 3 : 0;
  }
  if (first >= 0xF0U && first <= 0xF4U) {
    const bool overlong = first == 0xF0U && byte(1) < 0x90U;
    const bool beyond_unicode = first == 0xF4U && byte(1) > 0x8FU;
    return continues(1) && continues(2) && continues(3) && !overlong && !beyond_unicode ? 4 : 0;
  }
  return 0;
}

std::optional<std::uint64_t> parse_decimal(std::string_view text) {
  if (text.empty() || (text.size() > 1 && text[0] == '0')) return std::nullopt;
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace mock::core
