#include "app/session_address.hpp"

#include "core/rules.hpp"
#include "core/text.hpp"

#include <algorithm>

namespace mock::app {
namespace {

struct Prefix {
  std::string_view name;
  std::size_t length = 0;  ///< of the prefix as it stands in the target; 0: there is none
};

Prefix find_prefix(std::string_view target) {
  std::size_t begin = 0;
  if (target.starts_with("/~")) begin = 2;
  if (target.starts_with("/%7E") || target.starts_with("/%7e")) begin = 4;
  if (begin == 0) return {};
  const std::size_t end = std::min(target.find_first_of("/?", begin), target.size());
  return {.name = target.substr(begin, end - begin), .length = end};
}

core::Violation mismatch(std::string_view prefix, const std::string& header) {
  return {.rule = core::rules::kSessionMismatch,
          .where = core::cat("header ", kSessionHeader),
          .found = core::in_quotes(header),
          .expected = core::cat(core::in_quotes(prefix), ", as the path says"),
          .hint = "name the session once, in the base URL or in the header"};
}

}  // namespace

SessionAddress address_of(const core::Request& request) {
  const Prefix prefix = find_prefix(request.target);
  const std::string* header = core::find_header(request.headers, kSessionHeader);
  SessionAddress address{.name = std::string{kDefaultSession}, .target = {}, .mismatch = {}};
  if (prefix.length > 0) {
    address.name = prefix.name;
    address.is_named = true;
    address.has_prefix = true;
    address.target = request.target.substr(prefix.length);
    if (!address.target.starts_with('/')) address.target.insert(0, 1, '/');
    if (header != nullptr && *header != prefix.name) address.mismatch = mismatch(prefix.name, *header);
  } else if (header != nullptr) {
    address.name = *header;
    address.is_named = true;
  }
  return address;
}

}  // namespace mock::app
