#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mock::core {

/// One method and path template of a provider. `id` is the `operationId` of its contract: `get_order`.
struct Operation {
  std::string_view id;
  std::string_view method;
  std::string_view path;  ///< `/v1/order/{orderId}`
};

/// A request target taken apart (RFC 3986 §3.3, §3.4): the path split into segments, then decoded, so that
/// `%2F` stays within its segment.
struct Target {
  std::string path;                   ///< still encoded, without the query: `/v1/order/a%20b`
  std::vector<std::string> segments;  ///< decoded: `v1`, `order`, `a b`
  std::vector<std::pair<std::string, std::string>>
      query;  ///< decoded (`+` is a blank), in order; a name may come twice
  bool operator==(const Target&) const = default;
};

/// Nothing if the target is no origin-form (it starts with no `/`) or its percent-encoding is broken.
/// An absolute-form target (`http://host/path`, RFC 9112 §3.2.2) is read as its path.
std::optional<Target> parse_target(std::string_view target);

/// `text` as one path segment: all but unreserved characters percent-encoded (RFC 3986 §2.3).
std::string encode_segment(std::string_view text);

/// The value of a query parameter, the first one of that name.
const std::string* find_query(const Target& target, std::string_view name);

using PathParameters =
    std::vector<std::pair<std::string_view, std::string>>;  ///< template name and decoded value

/// The parameters if the path fits the template, else nothing. An empty segment fits no parameter.
std::optional<PathParameters> match_path(std::string_view path_template, const Target& target);

/// The template that `path` is nearest to: for `no provider has this path; nearest: …`.
std::optional<std::string> nearest_path(std::string_view path, std::span<const std::string_view> templates);

}  // namespace mock::core
