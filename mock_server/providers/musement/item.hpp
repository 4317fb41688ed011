#pragma once

#include "core/json.hpp"
#include "core/noun.hpp"
#include "core/scenario_reader.hpp"
#include "core/step.hpp"
#include "core/timeline.hpp"
#include "providers/musement/product.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mock::providers::musement {

/// The state machine of an order item.
const core::Noun& item_noun();
inline constexpr std::string_view kPending = "PENDING";
inline constexpr std::string_view kOk = "OK";

/// A step of an item's timeline.
struct ItemStep : core::Step {
  std::optional<std::uint64_t> vouchers;  ///< so many links from then on
  core::Place vouchers_place;             ///< of `vouchers`
  core::Place voucher_fields;             ///< of `fields: { vouchers: … }`; line 0: not there
};

/// An entry of an order's `items`.
struct ItemPlan {
  std::optional<std::string> uuid;  ///< absent: drawn
  Product product;
  std::uint64_t quantity = 1;
  std::vector<ItemStep> steps;
  core::Json fields;  ///< null: none
  bool unrealistic = false;
  core::Place place;

  /// The status at creation (SCENARIOS 2.4, rule 2).
  [[nodiscard]] std::string_view first_status() const;
};

/// An order item in a session. Its plan outlives it, and so do the steps that it takes.
class Item {
 public:
  Item(const ItemPlan& plan, std::string uuid, std::uint64_t seed);

  [[nodiscard]] const ItemPlan& plan() const { return *plan_; }
  [[nodiscard]] const std::string& uuid() const { return uuid_; }
  [[nodiscard]] const std::string& status() const { return status_; }
  /// The scenario line that made it what it is: the step taken last, a move, or the item.
  [[nodiscard]] core::Place line() const { return line_; }

  void take(const ItemStep& step);
  /// Sets the status alone, as a move does.
  void become(std::string_view status, core::Place line);

  /// As it is shown now. `created` is the order's creation, `origin` the begin of links of ours.
  [[nodiscard]] core::Json to_json(core::Instant created, std::string_view origin) const;

  core::Timetable::TimelineId timeline = 0;  ///< the one in force

 private:
  [[nodiscard]] core::Json vouchers_json(std::string_view origin) const;

  const ItemPlan* plan_;
  std::string uuid_;
  std::uint64_t seed_;
  std::string status_;
  std::uint64_t vouchers_ = 1;          // while it is OK
  bool shows_vouchers_anyway_ = false;  // an unrealistic step or item wants them without OK
  std::vector<const core::Json*>
      patches_;  // `fields` that hold by now, oldest first; they live in plan and steps
  core::Place line_;
};

}  // namespace mock::providers::musement
