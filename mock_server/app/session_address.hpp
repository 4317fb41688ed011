#pragma once

#include "core/finding.hpp"
#include "core/input.hpp"
#include "core/message.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace mock::app {

inline constexpr std::string_view kDefaultSession = "default";
inline constexpr std::string_view kSessionHeader = "X-Understudy-Session";

/// Which session a request is for, and what of its target is left for the session.
struct SessionAddress {
  std::string name;       ///< `default` if none is named
  bool is_named = false;  ///< by prefix or header
  bool has_prefix = false;
  std::string target;                       ///< without the prefix; begins with a slash. Empty: as it stands
  std::optional<core::Violation> mismatch;  ///< prefix and header differ: 400
};

/// `/~NAME` at the beginning of the target, `%7E` counting as `~`, or the header X-Understudy-Session.
SessionAddress address_of(const core::Request& request);

}  // namespace mock::app
