#pragma once

#include "core/json.hpp"
#include "validation/json_schema.hpp"

#include <string>
#include <vector>

namespace mock::validation {

/// A mistake in words, the way `core::Violation` wants them.
struct Explanation {
  std::string
      pointer;        ///< RFC 6901, into the instance; of a missing member it is where that member should be
  std::string found;  ///< `nothing`, `'abc'`, `the number 5`
  std::string expected;  ///< `an integer of at least 0`
  std::string hint;      ///< what to do, one sentence; may be empty
  bool operator==(const Explanation&) const = default;
};

/// What `schema.check(instance)` found, in words: one explanation for each thing to mend, none twice. Of an
/// `anyOf` or `oneOf` the branch that comes nearest is explained; `allOf`, `then` and `else` are spoken for
/// by what is wrong in them.
std::vector<Explanation> explain(const std::vector<SchemaViolation>& violations, const JsonSchema& schema,
                                 const core::Json& instance);

}  // namespace mock::validation
