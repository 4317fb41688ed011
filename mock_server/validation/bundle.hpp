#pragma once

#include "core/json.hpp"

#include <compare>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace mock::validation {

/// A place in a bundle.
struct Place {
  std::string file;     ///< `schemas/order.json`; empty: the OpenAPI document
  std::string pointer;  ///< RFC 6901: `/properties/id`; empty: the whole document
  auto operator<=>(const Place&) const = default;

  [[nodiscard]] Place child(std::string_view name) const;
  [[nodiscard]] Place child(std::size_t index) const;
};

/// A value of a bundle and where it stands.
struct Located {
  const core::Json* value = nullptr;  ///< nullptr: there is no such place
  Place place;
};

/// A contract as one JSON value: the OpenAPI document and the schema files that it refers to.
///
///     {"name": "baanx/documented", "openapi": {…}, "files": {"schemas/order.json": {…}}}
///
/// Files are named relative to the folder of the OpenAPI document.
class Bundle {
 public:
  /// Throws `ContractError` if `value` is not shaped like one. What stands in its documents is checked
  /// elsewhere (contract_document.hpp).
  explicit Bundle(core::Json value);

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] const core::Json& openapi() const { return value_.at("openapi"); }

  /// What stands there. The pointer lives as long as the bundle.
  [[nodiscard]] Located at(Place place) const;

  /// What a `$ref` that stands in file `from` leads to; references that stand there are not followed.
  /// Only files of the bundle and JSON pointers (percent-encoded or not) lead anywhere.
  [[nodiscard]] Located resolve(std::string_view reference, const std::string& from) const;

  /// `located`, or what it leads to while it is an object with a `$ref`. For OpenAPI's Reference Objects,
  /// whose other members count for nothing. Value nullptr if one leads nowhere or in a circle.
  [[nodiscard]] Located follow(Located located) const;

  /// For messages: `contracts/baanx/documented.openapi.yaml#/paths/~1v1~1order`.
  [[nodiscard]] std::string to_text(const Place& place) const;

 private:
  core::Json value_;
  std::string name_;
};

/// `../schemas/./order.json` as seen from `schemas/page.json`: `schemas/order.json`. An empty `path` is
/// `from` itself.
std::string resolve_path(std::string_view path, std::string_view from);

}  // namespace mock::validation
