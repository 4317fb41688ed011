#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace mock::providers::musement {

/// A UUID as a number (RFC 9562 §4), so that upper and lower case are the same, and a table of them is small.
struct Uuid {
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  bool operator==(const Uuid&) const = default;
};

struct UuidHash {
  /// Most are drawn, and those of `repeat` differ in their last digits: that is random enough.
  std::size_t operator()(const Uuid& uuid) const noexcept {
    return static_cast<std::size_t>(uuid.high * 0x9e3779b97f4a7c15U ^ uuid.low);
  }
};

/// Nothing if it is not spelt as one, in upper or lower case.
std::optional<Uuid> parse_uuid(std::string_view text);

}  // namespace mock::providers::musement
