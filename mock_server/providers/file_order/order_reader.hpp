#pragma once

#include "core/access.hpp"
#include "core/json.hpp"
#include "core/mapping.hpp"
#include "core/scenario_reader.hpp"
#include "core/step.hpp"
#include "providers/file_order/order_plan.hpp"

#include <cstdint>
#include <string_view>
#include <vector>

namespace mock::providers::file_order {

/// Over all orders of a session, copies included: a bit of memory each (order.hpp), and far within the 40
/// bits of a transfer's number (state.cpp).
inline constexpr std::uint64_t kMostFiles = 100'000'000;

/// Reads and checks entries of `orders`, and the timelines that moves bring (SCENARIOS 3.1, 3.4, as far as
/// this version plays it).
class OrderReader {
 public:
  /// `users`: who can own an order. Both references must outlive this.
  OrderReader(const core::Guests& users, const core::ScenarioReader& reader);

  /// Reads all keys of the mapping. Whether the id is taken, and how many files there are in all, is for the
  /// caller to check.
  [[nodiscard]] OrderPlan read(core::Mapping& entry) const;
  /// Reads a list of steps, or one, for an order that is in the status `from`.
  [[nodiscard]] std::vector<core::Step> read_timeline(const core::Node& timeline, std::string_view from,
                                                      core::Problems& problems) const;

 private:
  [[nodiscard]] std::vector<SubOrderPlan> read_sub_orders(core::Mapping& order) const;
  [[nodiscard]] SubOrderPlan read_sub_order(core::Mapping& entry, bool is_first) const;
  [[nodiscard]] FileGroup read_file(core::Mapping& entry) const;

  const core::Guests& users_;
  const core::ScenarioReader& reader_;
  core::Json page_shape_;  ///< of the JSON that an order's `fields` change
  core::Json file_shape_;
};

}  // namespace mock::providers::file_order
