#include "providers/file_order/plan.hpp"

#include "core/text.hpp"
#include "providers/file_order/noun.hpp"
#include "providers/file_order/state.hpp"

#include <utility>

namespace mock::providers::file_order {

namespace {

/// One order and its sub-orders.
void outline(const OrderPlan& order, std::uint64_t id, std::vector<core::ResourceOutline>& outlines) {
  const std::string text = std::to_string(id);
  auto& own = outlines.emplace_back();
  own.name = core::cat("file_order/", text);
  own.also = {text};
  own.noun = &file_order_noun();
  for (const auto& step : order.timeline) {
    own.steps.push_back({.moment = &step.moment, .status = step.status, .line = step.place});
  }
  std::string before;
  for (std::size_t i = 0; i < order.sub_orders.size(); ++i) {
    const SubOrderPlan& sub_order = order.sub_orders[i];
    const std::string reference = core::cat(text, "/", std::to_string(i + 1));
    std::string name = core::cat("file_order/", reference);
    outlines.push_back(
        {.name = name,
         .also = {reference},
         .noun = &sub_order_noun(),
         .steps = {{.moment = &sub_order.available, .status = sub_order.outcome(), .line = sub_order.place}},
         .follows = std::exchange(before, std::move(name))});
  }
}

}  // namespace

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

std::vector<core::ResourceOutline> FileOrderPlan::outlines() const {
  std::vector<core::ResourceOutline> outlines;
  for (const auto& order : orders) {
    for (std::uint64_t id = order.id; id < order.id + order.count; ++id) outline(order, id, outlines);
  }
  return outlines;
}

std::vector<core::Body> FileOrderPlan::checksums_needed() const {
  std::vector<core::Body> bodies;
  for (const auto& order : orders) {
    for (auto& body : order.checksums_needed(seed)) bodies.push_back(std::move(body));
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
