#pragma once

#include "core/json.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace mock::loading {

/// The schema file of that path, relative to the folder of the root schema: `baanx/section.schema.json`.
using SchemaLookup = std::function<std::optional<core::Json>(std::string_view path)>;

/// One document that needs no other file: what `understudy schema` prints and editors load. Every file that
/// `root`, or a file pulled in, refers to is put under `$defs`, named after its path (`baanx_section`),
/// without its `$schema` and `$id`; every `$ref` is turned into a pointer within the document. `root_name` is
/// what the others call the root:
/// `../scenario.schema.json#/$defs/duration`.
///
/// Throws `std::invalid_argument` if a file is missing: the schemas are ours, so that is found by our tests.
core::Json bundle_schema(const core::Json& root, const SchemaLookup& lookup,
                         std::string_view root_name = "scenario.schema.json");

}  // namespace mock::loading
