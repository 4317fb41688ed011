#include "journal/printable.hpp"

#include "core/json.hpp"
#include "core/text.hpp"

#include <algorithm>

namespace mock::journal {

std::string printable(std::string_view text, std::size_t limit) {
  const std::string quoted = core::in_quotes(text, limit);
  return quoted.substr(1, quoted.size() - 2);
}

std::string valid_utf8(std::string_view text) {
  if (!core::find_invalid_utf8(text)) return std::string{text};
  constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
  std::string valid;
  while (!text.empty()) {
    const std::size_t length = core::utf8_character_length(text);
    valid.append(length == 0 ? kReplacement : text.substr(0, length));
    text.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return valid;
}

std::size_t width_of(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

std::string padded(std::string_view text, std::size_t width) {
  std::string result{text};
  const std::size_t have = width_of(text);
  if (have < width) result.append(width - have, ' ');
  return result;
}

std::vector<std::string> wrapped(std::string_view text, std::size_t width) {
  std::vector<std::string> lines(1);
  std::size_t used = 0;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    const auto word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (word.empty()) continue;
    const std::size_t length = width_of(word);
    if (used > 0 && used + 1 + length > width) {
      lines.emplace_back();
      used = 0;
    }
    if (used > 0) lines.back() += ' ';
    lines.back() += word;
    used += length + (used > 0 ? 1 : 0);
  }
  return lines;
}

}  // namespace mock::journal
