#pragma once

#include "core/json.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace mock::validation {

// How values and schemas are called in a finding. `document` is the self-contained schema that `schema` is a
// part of; its references are followed. A schema that is expanded is its own document.

/// `'abc'`, `the number 5`, `null`, `an array of 3 items`
std::string describe(const core::Json& value);

/// What a schema asks for: `a UUID`, `an integer of at least 0`, `one of 'A', 'B' or 'C'`.
std::string expected_by(const core::Json& schema, const core::Json& document);

/// The same for values of one type: `an array of at least 1 item`.
std::string type_in_words(std::string_view type, const core::Json& schema);

/// What the `pattern` of `schema` means: by its title, its format, its description or an example, in this
/// order; if it has none of them `a text that matches ^[0-9]+$`.
std::string pattern_in_words(const core::Json& schema);

/// What `schema` is about, for a sentence with "anything but" or "at least one": `an object with status
/// 'PENDING'`.
std::string condition_in_words(const core::Json& schema, const core::Json& document);

/// `null or an object`
std::string alternatives_in_words(const core::Json& schemas, const core::Json& document);

/// ` of at least 1 character`, ` of at most 5 items`, ` of 2 to 3 items`; empty without limits.
std::string size_limits(const core::Json& schema, const char* least_name, const char* most_name,
                        std::string_view one, std::string_view several);

/// `one of 'A', null or 3`; a single one alone.
std::string literals(const core::Json& values);
std::string one_of(std::span<const std::string> words);

/// `'abc'`, `5`
std::string literal(const core::Json& value);

/// `1 item`, `3 items`
std::string count_of(std::size_t count, std::string_view one, std::string_view several);

/// The first sentence, without its full stop.
std::string first_sentence(std::string_view text);

/// `A number as text. More about it.` as `a number as text`; empty if the text does not begin like a thing's
/// name.
std::string as_noun(std::string_view text);

/// The text under that name, or an empty one.
std::string text_member(const core::Json& schema, const char* name);

/// `schema`, or what it refers to.
const core::Json& resolved(const core::Json& schema, const core::Json& document);

}  // namespace mock::validation
