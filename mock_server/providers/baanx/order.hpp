#pragma once

#include "core/instant.hpp"
#include "core/json.hpp"
#include "core/noun.hpp"
#include "core/step.hpp"
#include "core/timeline.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mock::providers::baanx {

/// The state machine of an order in the dialect `documented`: STARTED, then one of three final statuses.
const core::Noun& order_noun();
inline constexpr std::string_view kCompleted = "COMPLETED";

/// A step of an order's timeline.
struct OrderStep : core::Step {
  core::Json metadata;  ///< merge patch for the answer's `metadata` from then on; null: none
  core::Place paid_at;  ///< of `fields: { paidAt: … }`; line 0: not there
};

/// An entry of `orders`: one order, or with `repeat` many that differ in their id.
struct OrderPlan {
  std::string id;  ///< with `repeat` a pattern: `order_####`
  std::uint64_t count = 1;
  std::optional<std::string> owner;  ///< a user's name; absent: everyone's
  core::Place owner_place;
  std::vector<OrderStep> steps;
  core::Json metadata;  ///< null: none
  core::Json fields;    ///< null: none
  core::Place place;

  [[nodiscard]] std::string id_of(std::uint64_t number) const;  ///< numbers count from 1
  /// The status at creation (SCENARIOS 2.4, rule 2).
  [[nodiscard]] std::string_view first_status() const;
};

/// An order in a session. Its plan outlives it, and so do the steps that it takes.
class Order {
 public:
  Order(const OrderPlan& plan, std::string id, core::Instant created, std::uint64_t seed);

  [[nodiscard]] const std::string& id() const { return id_; }
  [[nodiscard]] const OrderPlan& plan() const { return *plan_; }
  [[nodiscard]] const std::string& status() const { return status_; }
  [[nodiscard]] core::Instant created() const { return created_; }
  /// The scenario line that made it what it is: the step taken last, a move, or the order.
  [[nodiscard]] core::Place line() const { return line_; }

  void take(const OrderStep& step, core::Instant now);
  /// Sets the status alone, as a move does.
  void become(std::string_view status, core::Place line, core::Instant now);

  /// The JSON of it as it is now; written once after each change.
  [[nodiscard]] const std::shared_ptr<const std::string>& body();

  core::Timetable::TimelineId timeline = 0;  ///< the one in force

 private:
  [[nodiscard]] core::Json to_json() const;

  const OrderPlan* plan_;
  std::string id_;
  core::Instant created_;
  std::string request_id_;
  std::string status_;
  std::optional<core::Instant> paid_at_;
  core::Json metadata_ = core::Json::object();
  std::vector<const core::Json*>
      patches_;  // `fields` that hold by now, oldest first; they live in plan and steps
  core::Place line_;
  // Shared with the answers that are on their way to the wire; null after a change.
  std::shared_ptr<const std::string> body_;
};

/// `2023-03-27 17:07:12.662+00`: the spelling of the page's sample, always in UTC and with milliseconds
/// (ours; the sample's `+03` does not say why).
std::string paid_at_text(core::Instant instant);

}  // namespace mock::providers::baanx
