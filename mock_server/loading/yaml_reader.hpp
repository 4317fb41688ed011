#pragma once

#include "core/node.hpp"
#include "core/problems.hpp"
#include "loading/source_text.hpp"

#include <optional>
#include <string_view>

namespace mock::loading {

/// Reads one YAML 1.2 document into nodes that know where they stood, without deciding what type anything
/// has: `on`, `042` and `null` are the texts that were written. Keys are texts, whatever they look like.
///
/// Refused, each at its own place: what `SourceText` refuses, tabs in the indentation, anchors, aliases,
/// tags, `<<`, directives, a second document, keys that are lists or mappings, more levels than `limits`
/// allows, and every mistake against YAML, in our words. A mistake against YAML ends the reading (save for
/// variables without quotes inside braces). Doubled keys and empty values are kept, for `core::Mapping` to
/// refuse.
///
/// Nothing if anything was refused; then `problems` says what. Never throws, whatever the bytes.
std::optional<core::Node> read_yaml(std::string_view text, core::Problems& problems,
                                    const YamlLimits& limits = {});

}  // namespace mock::loading
