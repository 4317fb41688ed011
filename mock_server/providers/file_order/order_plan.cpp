#include "providers/file_order/order_plan.hpp"

#include "providers/file_order/noun.hpp"

#include <algorithm>

namespace mock::providers::file_order {

std::string_view OrderPlan::first_status() const {
  if (timeline.empty() || !timeline.front().moment.is_immediate() || timeline.front().status.empty()) {
    return file_order_noun().first_status();
  }
  return timeline.front().status;
}

std::string_view OrderPlan::outcome() const {
  std::uint64_t readable = 0;
  for (const auto& sub_order : sub_orders) readable += sub_order.readable_count();
  const std::uint64_t all = file_count();
  if (all == 0) return kDoneWithWarning;  // "nothing matched the filters" (UPSTREAMS 3.7)
  if (readable == all) return kDone;
  return readable == 0 ? kFailed : kDoneWithWarning;
}

std::uint64_t OrderPlan::file_count() const {
  std::uint64_t files = 0;
  for (const auto& sub_order : sub_orders) files += sub_order.file_count();
  return files;
}

std::vector<core::Body> OrderPlan::checksums_needed(std::uint64_t seed) const {
  std::vector<core::Body> bodies;
  for (const auto& sub_order : sub_orders) {
    for (const auto& group : sub_order.files) {
      if (!group.checksum_first) continue;
      for (std::uint64_t index = 0; index < group.count; ++index) bodies.push_back(group.body(index, seed));
    }
  }
  return bodies;
}

std::optional<FileRef> OrderPlan::file(std::uint64_t position) const {
  // Last sub-order, then last group, that begins at or before the position. Neither is ever empty.
  const auto begin_of = [](const SubOrderPlan& sub_order) { return sub_order.files.front().first; };
  const auto sub_order = std::ranges::upper_bound(sub_orders, position, {}, begin_of);
  if (sub_order == sub_orders.begin()) return std::nullopt;
  const auto& groups = std::prev(sub_order)->files;
  const auto& group = *std::prev(std::ranges::upper_bound(groups, position, {}, &FileGroup::first));
  if (position - group.first >= group.count) return std::nullopt;
  return FileRef{.group = &group,
                 .index = position - group.first,
                 .position = position,
                 .sub_order = static_cast<std::size_t>(sub_order - sub_orders.begin() - 1)};
}

}  // namespace mock::providers::file_order
