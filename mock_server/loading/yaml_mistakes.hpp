#pragma once

#include "loading/source_text.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mock::loading {

/// Where yaml-cpp stopped, and what was understood up to there. All places are offsets into the source.
struct ParserStop {
  std::string_view message;  ///< the parser's own
  std::size_t at = 0;

  /// A list or mapping that is still open, outermost first.
  struct Open {
    std::size_t offset = 0;
    bool in_brackets = false;
  };
  std::vector<Open> open;

  std::optional<std::size_t> last_key;  ///< where the key that was read last begins
  std::string last_key_text;
  /// The scalar (key or value) that was read last: its first byte, and the byte after its closing quote.
  std::optional<std::size_t> last_scalar;
  std::string last_scalar_text;
  std::optional<std::size_t> quotes_end;
  bool last_scalar_is_key = false;
};

/// A mistake in the words of the scenario language.
struct YamlMistake {
  std::size_t at = 0;
  std::string message;
};

/// Says what is wrong. yaml-cpp's own texts name the parser's trouble, seldom the author's, and often at
/// another place.
YamlMistake explain(const ParserStop& stop, const SourceText& source);

/// What is wrong with a line that lacks its ': '; nothing if it has one.
std::optional<YamlMistake> missing_colon(const SourceText& source, std::size_t line);

/// A `${` within braces or brackets and without quotes, which YAML takes for a mapping.
struct BareVariable {
  YamlMistake mistake;
  std::size_t begin = 0;  ///< the text that needs the quotes, as far as its author meant it
  std::size_t end = 0;
};
std::optional<BareVariable> bare_variable(const ParserStop& stop, const SourceText& source);

}  // namespace mock::loading
