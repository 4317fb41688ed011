#pragma once

#include <string>
#include <string_view>

namespace mock::journal {

/// Whether text is for a terminal that obeys ANSI sequences (ECMA-48 §8.3.117). The caller knows; we never
/// look.
enum class Colour { Off, On };

enum class Style { Plain, Bold, Dim, Red, Green, Yellow, Cyan };

/// `text` in that style, and the plain style after it; `text` itself with `Colour::Off`.
std::string styled(std::string_view text, Style style, Colour colour);

}  // namespace mock::journal
