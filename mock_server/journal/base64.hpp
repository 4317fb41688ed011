#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace mock::journal {

/// RFC 4648 §4: with padding, without line breaks.
std::string base64(std::string_view bytes);

/// The bytes that `text` stands for. Nothing if `base64` writes no bytes so: another character than the 64
/// and `=` (line breaks and blanks included), padding that is missing or too much, bits left over that are
/// not zero (§3.5).
std::optional<std::string> from_base64(std::string_view text);

}  // namespace mock::journal
