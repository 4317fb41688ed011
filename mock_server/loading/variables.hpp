#pragma once

#include "core/node.hpp"
#include "core/problems.hpp"

#include <cstddef>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace mock::loading {

/// The value of a variable, or nothing if it has none.
using VariableLookup = std::function<std::optional<std::string>(std::string_view name)>;

/// What a variable without a value and without a default is.
enum class Unset {
  Note,    ///< worth knowing (`check`): the value is marked `unset`, so that no reader complains about it
  Refuse,  ///< a mistake: the scenario cannot be played
};

/// Values longer than this altogether are refused: a scenario is a text that somebody reads.
inline constexpr std::size_t kMostVariableBytes = 4U << 20U;

/// Puts the variables of SCENARIOS 2.1 into all values below `root`: `${NAME}`, `${NAME:-default}` (used if
/// the variable is unset or empty), `$${` for a literal `${`. Names are letters, digits and `_`, not
/// beginning with a digit; a default ends at the next `}`. What is put in is never read again, so it adds no
/// keys, lines or variables. A bare value that becomes empty counts as quoted: something was written there.
///
/// Refused, at the value's place: a variable that is not written like that, one in a key, a value that is no
/// UTF-8. `missing` gets the names of those without a value and without a default.
void expand_variables(core::Node& root, const VariableLookup& lookup, core::Problems& problems, Unset unset,
                      std::set<std::string, std::less<>>* missing = nullptr);

}  // namespace mock::loading
