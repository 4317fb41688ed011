#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mock::providers::file_order {

/// The product URN of a file, REGARDS' form `URN:AIP:DATA:<tenant>:<uuid>:V<version>`. ○ The guide gives no
/// format; that each file is a product of its own, and the tenant `understudy`, are our choice.
///
/// The UUID holds all that is needed to find the file again, so that 100,000 files need no table: its begin
/// is drawn per order, its last twelve digits are the file's position, disguised by a mask that is drawn as
/// well.
struct Urn {
  std::uint64_t high = 0;  ///< of the UUID
  std::uint64_t low = 0;
  bool operator==(const Urn&) const = default;
};

/// The URN of an order's first file. Depends on the seed and the order's id alone.
Urn draw_urn(std::uint64_t seed, std::uint64_t order_id);
/// The URN of the file at `position` in the order whose first file has `first`. Precondition: position <
/// 2^48.
Urn urn_at(const Urn& first, std::uint64_t position);
/// The position of the file in the order whose first file has `first`; nothing if it belongs to another
/// order.
std::optional<std::uint64_t> position_of(const Urn& urn, const Urn& first);

/// Needs no percent-encoding in a path: the colon may stand in a segment (RFC 3986 §3.3).
std::string to_text(const Urn& urn);
/// Nothing if it is no URN of ours.
std::optional<Urn> parse_urn(std::string_view text);

}  // namespace mock::providers::file_order
