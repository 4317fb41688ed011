#pragma once

#include "core/access.hpp"
#include "core/provider.hpp"
#include "providers/file_order/order_plan.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace mock::providers::file_order {

/// The section `file_order` of a scenario, read and checked. Outlives the states that it starts.
class FileOrderPlan : public core::Plan {
 public:
  [[nodiscard]] std::unique_ptr<core::ProviderState> start(core::Stage& stage) const override;
  [[nodiscard]] std::vector<std::string> references() const override;
  [[nodiscard]] std::vector<core::ResourceOutline> outlines() const override;
  [[nodiscard]] std::vector<core::Body> checksums_needed() const override;
  [[nodiscard]] std::optional<core::Request> example_request() const override;

  core::Guests users;
  core::Place users_place;  ///< line 0 if anyone is let in
  std::uint64_t page_size = 50;
  std::vector<OrderPlan> orders;
  std::uint64_t seed = 1;  ///< of the scenario
};

}  // namespace mock::providers::file_order
