#pragma once

#include "core/access.hpp"
#include "core/json.hpp"
#include "core/mapping.hpp"
#include "core/scenario_reader.hpp"
#include "providers/musement/item_reader.hpp"
#include "providers/musement/order.hpp"

#include <cstdint>
#include <span>

namespace mock::providers::musement {

/// What the contract says about the answer to `get_order`, as far as `fields` may change it.
struct Shapes {
  core::Json order;
  core::Json item;     ///< of its `items`
  core::Json product;  ///< of an item
};
Shapes shapes_of(const core::ScenarioReader& reader);

/// Reads and checks entries of `orders`.
class OrderReader {
 public:
  /// `clients`: who can own an order. `first_number`: of the next order among all of the session, from which
  /// drawn uuids follow. The references must outlive this.
  OrderReader(const core::Guests& clients, ItemReader& items, core::Json shape, std::uint64_t first_number);

  /// Reads all keys of the mapping. Whether its uuids are taken is for the caller to check.
  OrderPlan read(core::Mapping& mapping);
  /// Of the next order.
  [[nodiscard]] std::uint64_t next_number() const { return next_number_; }

 private:
  const core::Guests& clients_;
  ItemReader& items_;
  core::Json shape_;
  std::uint64_t next_number_;
};

/// Refuses a uuid that stands twice among those of orders and items that are named. Drawn ones do not
/// collide.
void refuse_doubled_uuids(std::span<const OrderPlan> orders, core::Problems& problems);

}  // namespace mock::providers::musement
