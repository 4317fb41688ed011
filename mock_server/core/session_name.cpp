#include "core/session_name.hpp"

#include "core/text.hpp"

#include <algorithm>

namespace mock::core {

bool is_session_name(std::string_view name) {
  constexpr std::size_t kLongest = 64;
  const auto is_alphanumeric = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  };
  return !name.empty() && name.size() <= kLongest && is_alphanumeric(name.front()) &&
         std::ranges::all_of(name,
                             [&](char c) { return is_alphanumeric(c) || c == '.' || c == '_' || c == '-'; });
}

std::string no_session_name(std::string_view name) {
  return cat(in_quotes(name),
             " is no name for a session, which is letters, digits and ._- (64 at most), the first a letter "
             "or digit");
}

}  // namespace mock::core
