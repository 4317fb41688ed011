#pragma once

#include <nlohmann/json.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace mock::core {

/// JSON as this project uses it everywhere: members keep the order in which they were written, because an
/// answer keeps the provider's order. Compare with `equal`, never with `==`, which depends on that order.
using Json = nlohmann::ordered_json;

/// So many duplicate members are told, each once: pointers can be long, and a hostile text has many.
inline constexpr std::size_t kMaxDuplicateKeys = 16;

/// How deeply objects and arrays of a document from outside may nest. Parsers below us recurse per level.
inline constexpr std::size_t kMaxJsonDepth = 64;

/// The text of `value` on one line. Never throws: bytes that are no UTF-8 become U+FFFD.
std::string to_text(const Json& value);

/// The same value, whatever the order of members. 1 and 1.0 are equal (JSON Schema 2020-12 §4.2.2).
bool equal(const Json& left, const Json& right);

/// Why a text from outside was not read as JSON.
struct JsonProblem {
  std::string found;       ///< what stands there, in words
  std::string expected;    ///< what should stand there
  std::size_t offset = 0;  ///< byte offset into the text
};

/// A member name that one object has twice. The last one holds, as with most parsers.
struct DuplicateKey {
  std::string pointer;  ///< JSON pointer (RFC 6901) to the member
};

struct ParsedJson {
  Json value;
  std::vector<DuplicateKey> duplicates;  ///< of inner objects first; at most `kMaxDuplicateKeys`
};

/// Reads a JSON text from outside. Refuses invalid UTF-8, nesting beyond `kMaxJsonDepth` (counted on the raw
/// text, before any parser sees it) and anything that RFC 8259 does not allow, a byte order mark included. An
/// integer beyond 64 bits becomes the nearest double. Takes time in proportion to the length of `text`.
std::variant<ParsedJson, JsonProblem> parse_json(std::string_view text);

/// The offset of the first byte that is not well-formed UTF-8 (RFC 3629), or nothing.
std::optional<std::size_t> find_invalid_utf8(std::string_view text);

/// `name` as one reference token of a JSON pointer: `~` and `/` escaped (RFC 6901 §3).
std::string pointer_token(std::string_view name);

/// Merges `patch` into `target` (RFC 7396): null removes a member, objects merge, all else replaces.
void merge_patch(Json& target, const Json& patch);

}  // namespace mock::core

// Made once, in json.cpp, instead of in each of the files that use it: a sixth of the time that a build
// takes.
extern template class nlohmann::basic_json<nlohmann::ordered_map>;
