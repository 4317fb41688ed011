#pragma once

#include "core/node.hpp"
#include "core/problems.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace mock::core {

/// Reads JSON as a scenario is read: every value with its line and column, so that a body sent to the control
/// API is judged by the same readers and with the same messages. Strings are quoted scalars, numbers and
/// literals bare ones, null an empty one. Nothing if it is no JSON, is nested deeper than 64 or holds invalid
/// UTF-8: then `problems` says where.
/// `call`: of which control call it is the body, for the places; 0: of none that is counted.
std::optional<Node> read_json_node(std::string_view text, Problems& problems, std::uint32_t call = 0);

}  // namespace mock::core
