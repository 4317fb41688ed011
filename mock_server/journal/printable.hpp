#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace mock::journal {

/// `text` for a terminal or a file that people read: control characters (line breaks and terminal sequences
/// among them) and bytes that are no UTF-8 are shown as `\x1b`, and what is longer than `limit` bytes is
/// shortened in the middle.
std::string printable(std::string_view text, std::size_t limit = 400);

/// `text` with bytes that are no UTF-8 replaced by U+FFFD, and nothing else changed.
std::string valid_utf8(std::string_view text);

/// How many characters of `text`, which is UTF-8, stand beside each other.
std::size_t width_of(std::string_view text);

/// `text` and blanks up to `width` characters.
std::string padded(std::string_view text, std::size_t width);

/// `text` in lines of at most `width` characters, broken at blanks. A word that is longer has a line of its
/// own. Never empty.
std::vector<std::string> wrapped(std::string_view text, std::size_t width);

}  // namespace mock::journal
