#pragma once

#include "core/instant.hpp"
#include "core/json.hpp"
#include "core/node.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace mock::admin {

// What is not there is null: an answer has always the same members.

core::Json or_null(std::string_view text);
core::Json or_null(std::optional<core::Instant> instant);

/// A number of seconds: whole if they are.
core::Json seconds(core::Duration duration);

/// `scenarios/x.yaml:9:9`; null for no place.
core::Json line_of(const std::string& file, core::Place place);

}  // namespace mock::admin
