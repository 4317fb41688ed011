#pragma once

#include "core/provider.hpp"
#include "providers/musement/order.hpp"
#include "providers/musement/plan.hpp"
#include "providers/musement/uuid.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace mock::providers::musement {

/// The orders of one session. Its resources are each order and, right after it, its items. The plan outlives
/// it.
class MusementState : public core::ProviderState {
 public:
  /// The orders come to exist: each with the event `created`, then, unless it is unpaid, `paid`.
  MusementState(const MusementPlan& plan, core::Stage& stage);

  core::Answer answer(const core::Call& call, core::Stage& stage) override;
  void take_step(std::size_t key, std::size_t step, core::Stage& stage) override;
  [[nodiscard]] std::string resource_of(std::size_t key) const override;
  [[nodiscard]] core::StepOutline outline(std::size_t key, std::size_t step) const override;

  [[nodiscard]] std::size_t resource_count() const override { return resource_count_; }
  [[nodiscard]] core::ResourceView resource(std::size_t index) const override;
  [[nodiscard]] std::optional<std::size_t> find_resource(std::string_view reference) const override;
  /// Precondition of both: it is an item.
  void set_status(std::size_t index, std::string_view status, core::Place line, core::Stage& stage) override;
  bool bring_timeline(std::size_t index, const core::Node& steps, std::string_view from,
                      const core::ScenarioReader& reader, core::Problems& problems,
                      core::Stage& stage) override;
  std::optional<std::size_t> add_order(const core::Node& order, const core::ScenarioReader& reader,
                                       core::Problems& problems, core::Stage& stage) override;

 private:
  /// A resource.
  struct Position {
    std::size_t order = 0;
    std::size_t number = 0;  ///< of the item, from 1; 0: the order itself
  };
  /// What a timeline's key stands for.
  struct Track {
    Position item;
    const std::vector<ItemStep>* steps;  ///< of a plan, or in `brought_`
  };

  /// A copy of that order comes to exist.
  void create(const OrderPlan& plan, std::uint64_t copy, core::Stage& stage);
  core::Timetable::TimelineId add_timeline(Position position, const std::vector<ItemStep>& steps,
                                           std::vector<core::Moment> moments, core::Stage& stage);
  std::string draw_identifier(std::uint64_t seed, const std::string& uuid);
  [[nodiscard]] Position position_of(std::size_t resource) const;
  /// Null if nothing has that uuid.
  [[nodiscard]] const Position* find(std::string_view uuid) const;
  /// Precondition: the position is an item's.
  [[nodiscard]] Item& item_at(Position position);
  void refuse_taken_uuids(const OrderPlan& plan, core::Problems& problems) const;
  /// An item has come from that status to another one, or to the same: tells it, and what follows.
  void tell(Position position, std::string from, core::Place line, core::Stage& stage);
  /// Whether application, bearer and headers are in order. If not, `answer` holds the refusal; `bearer` says
  /// whose request it is.
  bool let_in(const core::Call& call, const core::Stage& stage, core::Bearer& bearer, core::Answer& answer);

  const MusementPlan* plan_;
  // What control calls brought. Deques, because orders, items and tracks point to what is in them.
  std::deque<OrderPlan> added_;
  std::deque<std::vector<ItemStep>> brought_;
  std::uint64_t next_number_;  // of an order
  std::uint64_t products_drawn_;

  std::vector<Order> orders_;
  std::size_t first_added_ = 0;                 ///< index of the first order that is not the scenario's
  std::vector<std::size_t> resource_of_order_;  ///< by order; its items come right after it
  std::size_t resource_count_ = 0;
  std::unordered_map<Uuid, Position, UuidHash> by_uuid_;
  std::vector<Track> tracks_;  // by key
  /// By resource, of the few items that a move brought one to: the timelines before the one in force.
  std::unordered_map<std::size_t, std::vector<core::Timetable::TimelineId>> replaced_;
  std::unordered_set<std::string> identifiers_;
  std::set<std::string> expired_before_;  // tokens that were refused once after they expired
};

}  // namespace mock::providers::musement
