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

core::Violation disagreement(std::string_view name, const std::string& header, std::string_view who_says_so) {
  return {.rule = core::rules::kSessionMismatch,
          .where = core::cat("header ", kSessionHeader),
          .found = core::in_quotes(header),
          .expected = core::cat(core::in_quotes(name), ", as ", who_says_so),
          .hint = "name the session once, in the base URL or in the header"};
}

}  // namespace

SessionAddress address_of(const core::Request& request) {
  const Prefix prefix = find_prefix(request.target);
  SessionAddress address{.name = std::string{kDefaultSession}, .target = {}, .mismatch = {}};
  if (prefix.length > 0) {
    address.name = prefix.name;
    address.is_named = true;
    address.has_prefix = true;
    address.target = request.target.substr(prefix.length);
    if (!address.target.starts_with('/')) address.target.insert(0, 1, '/');
  }
  for (const core::Header& header : request.headers) {
    if (!core::equal_ignoring_case(header.name, kSessionHeader)) continue;
    if (!address.is_named) address.name = header.value;
    address.is_named = true;
    if (header.value != address.name && !address.mismatch) {
      address.mismatch =
          disagreement(address.name, header.value,
                       address.has_prefix ? "the path says" : "the first of these headers says");
    }
  }
  return address;
}

}  // namespace mock::app
