#pragma once

#include "core/json.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace mock::validation {

/// A text in an instance that is too long for a regular expression.
struct LongText {
  std::string pointer;
  std::size_t bytes = 0;
};

/// How many values `instance` has in it, itself included, and whether a text of more than `longest` bytes is
/// among them.
struct Measure {
  std::size_t values = 0;
  bool has_long_text = false;
};
Measure measure(const core::Json& instance, std::size_t longest);

/// The texts of more than `longest` bytes to which some `pattern` of `schema` may be applied. "May": every
/// branch of an `anyOf`, `if` and so on counts, taken or not, because the schema library looks into all of
/// them. `schema` is self-contained (its references lead to `#/$defs/NAME`) and not recursive.
std::vector<LongText> long_texts_under_pattern(const core::Json& instance, const core::Json& schema,
                                               std::size_t longest);

}  // namespace mock::validation
