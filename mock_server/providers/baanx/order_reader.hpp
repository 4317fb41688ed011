#pragma once

#include "core/access.hpp"
#include "core/json.hpp"
#include "core/mapping.hpp"
#include "core/scenario_reader.hpp"
#include "providers/baanx/order.hpp"

#include <string_view>
#include <vector>

namespace mock::providers::baanx {

/// Reads and checks entries of `orders`, and the timelines that moves bring.
class OrderReader {
 public:
  /// `users`: who can own an order. Both references must outlive this.
  OrderReader(const core::Guests& users, const core::ScenarioReader& reader);

  /// Reads all keys of the mapping. Whether the id is taken is for the caller to check.
  [[nodiscard]] OrderPlan read(core::Mapping& mapping) const;
  /// Reads a list of steps, or one, for an order that is in the status `from`.
  [[nodiscard]] std::vector<OrderStep> read_timeline(const core::Node& timeline, std::string_view from,
                                                     core::Problems& problems) const;

 private:
  void read_step_extras(core::Mapping& mapping, OrderStep& step) const;

  const core::Guests& users_;
  const core::ScenarioReader& reader_;
  core::Json order_shape_;  ///< of the answer to `get_order`
  core::Json metadata_shape_;
};

}  // namespace mock::providers::baanx
