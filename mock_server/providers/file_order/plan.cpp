#include "providers/file_order/plan.hpp"

#include "core/text.hpp"
#include "providers/file_order/state.hpp"

namespace mock::providers::file_order {

std::unique_ptr<core::ProviderState> FileOrderPlan::start(core::Stage& stage) const {
  return std::make_unique<FileOrderState>(*this, stage);
}

std::vector<std::string> FileOrderPlan::references() const {
  std::vector<std::string> references;
  for (const auto& order : orders) {
    for (std::uint64_t id = order.id; id < order.id + order.count; ++id) {
      references.push_back(std::to_string(id));
    }
  }
  return references;
}

/// The copies of an order have the same files, so that one of them stands for all.
std::vector<core::Body> FileOrderPlan::checksums_needed() const {
  std::vector<core::Body> bodies;
  for (const auto& order : orders) {
    for (const auto& sub_order : order.sub_orders) {
      for (const auto& group : sub_order.files) {
        if (!group.checksum_first) continue;
        for (std::uint64_t index = 0; index < group.count; ++index) bodies.push_back(group.body(index, seed));
      }
    }
  }
  return bodies;
}

std::optional<core::Request> FileOrderPlan::example_request() const {
  if (orders.empty()) return std::nullopt;
  const auto token = users.example_token(orders.front().owner);
  if (!token) return std::nullopt;
  return core::Request{.method = "GET",
                       .target = core::cat("/api/v1/rs-order/user/orders/", std::to_string(orders.front().id),
                                           "/files/available"),
                       .headers = {{"Authorization", core::cat("Bearer ", *token)}},
                       .body = {}};
}

}  // namespace mock::providers::file_order
