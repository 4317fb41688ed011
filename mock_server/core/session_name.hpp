#pragma once

#include <string>
#include <string_view>

namespace mock::core {

/// DECISIONS 23: letters, digits and `._-`, 64 at most, the first one a letter or digit.
bool is_session_name(std::string_view name);
/// `'a b' is no name for a session, which is …`
std::string no_session_name(std::string_view name);

}  // namespace mock::core
