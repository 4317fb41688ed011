#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mock::core {

/// One string of several pieces, allocated once.
template <typename... Pieces>
std::string cat(const Pieces&... pieces) {
  const std::string_view views[] = {std::string_view{pieces}...};
  std::size_t length = 0;
  for (const auto view : views) length += view.size();
  std::string text;
  text.reserve(length);
  for (const auto view : views) text.append(view);
  return text;
}

/// `'text'` for messages: beyond `limit` bytes shortened in the middle (`…`, never inside a character),
/// control characters and bytes that are no UTF-8 shown as `\x0a`. (Not `quoted`: argument-dependent lookup
/// would find std::quoted.)
std::string in_quotes(std::string_view text, std::size_t limit = 80);

/// `text`, shortened in the middle beyond `limit` bytes: for what is kept of a client's words.
std::string shortened(std::string_view text, std::size_t limit = 256);

/// `a, b, c`; with a `last` word `a, b or c`.
std::string join(std::span<const std::string> words, std::string_view last = {});
std::string join(std::span<const std::string_view> words, std::string_view last = {});

/// The candidate that `word` is most likely a slip of (Damerau-Levenshtein distance of at most a third of the
/// longer one's length, rounded, upper and lower case alike), the first one of equals; nothing if none is
/// near, or if `word` is empty or longer than 128 bytes.
std::optional<std::string> nearest(std::string_view word, std::span<const std::string> candidates);
std::optional<std::string> nearest(std::string_view word, std::span<const std::string_view> candidates);

/// `, did you mean 'status'?`, or nothing to say.
std::string did_you_mean(std::string_view word, std::span<const std::string> candidates);
std::string did_you_mean(std::string_view word, std::span<const std::string_view> candidates);

/// Letters A to Z compared without case, as header names are (RFC 9110 §5.1).
bool equal_ignoring_case(std::string_view left, std::string_view right);
std::string to_lower(std::string_view text);

/// The bytes of the well-formed UTF-8 character that `text` begins with (RFC 3629 §4); 0 if it begins with
/// none.
std::size_t utf8_character_length(std::string_view text);

/// A whole number in decimal digits, no sign, no leading zero (`0` is one). Nothing if it is anything else or
/// overflows.
std::optional<std::uint64_t> parse_decimal(std::string_view text);

}  // namespace mock::core
