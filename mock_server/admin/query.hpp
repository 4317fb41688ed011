#pragma once

#include "admin/control.hpp"
#include "core/operation.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mock::admin {

/// Reads the query of a request strictly, as `core::Mapping` reads a mapping: what was never asked for is
/// refused with the nearest name that was, everything in one go.
///
///     Query query{target};
///     const auto limit = query.number("limit", 1, 1000);
///     if (const auto refused = query.finish()) return problem(*refused);
class Query {
 public:
  /// `target` must outlive this.
  explicit Query(const core::Target& target) : target_(&target) {}

  /// Nothing where the parameter is not there or was refused.
  std::optional<std::string> text(std::string_view name);
  std::optional<std::uint64_t> number(std::string_view name, std::uint64_t least, std::uint64_t most);
  std::optional<std::string> word(std::string_view name, std::span<const std::string_view> words);

  /// All mistakes, if there are any. Call it once, after the last parameter was asked for.
  std::optional<Refused> finish();

 private:
  const core::Target* target_;
  std::vector<std::string> known_;
  std::vector<std::string> mistakes_;
};

}  // namespace mock::admin
