#pragma once

#include "core/json.hpp"
#include "validation/bundle.hpp"

namespace mock::validation {

// Both want a bundle that was checked (contract_document.hpp): every reference leads somewhere, none in a
// circle.

/// The schema with every `$ref` replaced by what it points to. What stands beside a reference is kept:
/// annotations win over those of the target, assertions hold in addition to it (then the target becomes a
/// member of `allOf`).
core::Json expanded(const Bundle& bundle, const Located& schema);

/// The schema as one document that refers to nothing outside: `{"$ref": "#/$defs/0", "$defs": {"0": …}}`.
/// What is used several times is there once, so that it is compiled once.
core::Json self_contained(const Bundle& bundle, const Located& schema);

}  // namespace mock::validation
