#include "providers/file_order/sub_order.hpp"

namespace mock::providers::file_order {

std::uint64_t SubOrderPlan::file_count() const {
  std::uint64_t count = 0;
  for (const auto& group : files) count += group.count;
  return count;
}

std::uint64_t SubOrderPlan::readable_count() const {
  std::uint64_t count = 0;
  for (const auto& group : files) {
    if (group.is_readable) count += group.count;
  }
  return count;
}

std::string_view SubOrderPlan::outcome() const { return readable_count() == 0 ? "ERROR" : "AVAILABLE"; }

}  // namespace mock::providers::file_order
