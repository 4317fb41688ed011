#pragma once

#include "core/instant.hpp"
#include "core/json.hpp"
#include "providers/musement/item.hpp"

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mock::providers::musement {

/// An order as others may refer to it. It has no state machine of its own: its status follows from its items.
const core::Noun& order_noun();

/// The statuses that an order can have besides PENDING, the one that wins first (`roll_up`). The default is
/// ours: no text found says what an order of mixed items is.
using RollUp = std::array<std::string_view, 4>;
inline constexpr RollUp kDefaultRollUp{"REFUND_STARTED", "REFUNDED", "KO", "OK"};

/// An order's status: PENDING while an item is, then the first of `roll_up` that an item has.
/// CANCELLATION_ERROR counts as OK (ours).
std::string_view rolled_up(const std::vector<Item>& items, const RollUp& roll_up);

/// An entry of `orders`: one order, or with `repeat` many that differ in their ids.
struct OrderPlan {
  std::optional<std::string>
      uuid;  ///< with `repeat` a pattern: `8e9e5c6e-ea7d-4934-8753-f00954f30###`; absent: drawn
  std::uint64_t count = 1;
  std::uint64_t first_number = 1;    ///< among all orders of the scenario: drawn uuids follow from it
  std::optional<std::string> owner;  ///< a `client_id`; absent: everyone's
  core::Place owner_place;
  bool paid = true;
  std::vector<ItemPlan> items;
  core::Json fields;  ///< null: none
  core::Place place;

  /// Copies count from 1.
  [[nodiscard]] std::string uuid_of(std::uint64_t copy, std::uint64_t seed) const;
  [[nodiscard]] std::string item_uuid_of(std::string_view order_uuid, std::size_t item,
                                         std::uint64_t seed) const;
};

/// An order in a session. Its plan outlives it, and so do the steps that its items take.
class Order {
 public:
  /// `identifier` is the human reference, `MUS0738876`.
  Order(const OrderPlan& plan, std::string uuid, std::string identifier, const RollUp& roll_up,
        core::Instant created, std::uint64_t seed);

  [[nodiscard]] const OrderPlan& plan() const { return *plan_; }
  [[nodiscard]] const std::string& uuid() const { return uuid_; }
  [[nodiscard]] core::Instant created() const { return created_; }
  [[nodiscard]] const std::string& status() const { return status_; }
  [[nodiscard]] std::vector<Item>& items() { return items_; }
  [[nodiscard]] const std::vector<Item>& items() const { return items_; }
  /// The scenario line that made it what it is: the step taken last, a move, or the order.
  [[nodiscard]] core::Place line() const { return line_; }

  /// An item has changed: the order's own status follows.
  void follow(const Item& item, const RollUp& roll_up);

  /// The JSON of it as it is now, with links that begin with `origin`; written once after each change.
  [[nodiscard]] std::shared_ptr<const std::string> body(std::string_view origin);

 private:
  [[nodiscard]] core::Json to_json(std::string_view origin) const;

  const OrderPlan* plan_;
  std::string uuid_;
  std::string identifier_;
  core::Instant created_;
  std::uint64_t seed_;
  std::vector<Item> items_;
  std::string status_;
  core::Place line_;
  // By origin; shared with the answers that are on their way to the wire.
  std::vector<std::pair<std::string, std::shared_ptr<const std::string>>> bodies_;
};

}  // namespace mock::providers::musement
