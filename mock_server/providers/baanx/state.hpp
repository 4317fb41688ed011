#pragma once

#include "core/provider.hpp"
#include "providers/baanx/order.hpp"
#include "providers/baanx/plan.hpp"

#include <cstddef>
#include <deque>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace mock::providers::baanx {

/// The orders of one session: its resources, numbered as they came to exist. The plan outlives it.
class BaanxState : public core::ProviderState {
 public:
  /// The orders come to exist, each with the event `created`.
  BaanxState(const BaanxPlan& plan, core::Stage& stage);

  core::Answer answer(const core::Call& call, core::Stage& stage) override;
  void take_step(std::size_t key, std::size_t step, core::Stage& stage) override;
  [[nodiscard]] std::string resource_of(std::size_t key) const override;
  [[nodiscard]] core::StepOutline outline(std::size_t key, std::size_t step) const override;

  [[nodiscard]] std::size_t resource_count() const override { return orders_.size(); }
  [[nodiscard]] core::ResourceView resource(std::size_t index) const override;
  [[nodiscard]] std::optional<std::size_t> find_resource(std::string_view reference) const override;
  void set_status(std::size_t index, std::string_view status, core::Place line, core::Stage& stage) override;
  bool bring_timeline(std::size_t index, const core::Node& steps, std::string_view from,
                      const core::ScenarioReader& reader, core::Problems& problems,
                      core::Stage& stage) override;
  std::optional<std::size_t> add_order(const core::Node& order, const core::ScenarioReader& reader,
                                       core::Problems& problems, core::Stage& stage) override;

 private:
  /// What a timeline's key stands for.
  struct Track {
    std::size_t order;
    const std::vector<OrderStep>* steps;  ///< of a plan, or in `brought_`
  };
  struct TextHash : std::hash<std::string_view> {
    using is_transparent = void;
  };

  /// The orders of that plan come to exist.
  void create(const OrderPlan& plan, core::Stage& stage);
  core::Timetable::TimelineId add_timeline(std::size_t order, const std::vector<OrderStep>& steps,
                                           std::vector<core::Moment> moments, core::Stage& stage);
  void refuse_taken_ids(const OrderPlan& plan, core::Problems& problems) const;
  /// Whether client and bearer are in order. If not, `answer` holds the refusal; `bearer` says whose request
  /// it is.
  bool let_in(const core::Call& call, const core::Stage& stage, core::Bearer& bearer, core::Answer& answer);
  void show(Order& order, core::Answer& answer);
  [[nodiscard]] core::Violation forbidden(const Order& order, const core::Person& person) const;

  const BaanxPlan* plan_;
  // What control calls brought. Deques, because orders and tracks point to what is in them.
  std::deque<OrderPlan> added_;
  std::deque<std::vector<OrderStep>> brought_;

  std::vector<Order> orders_;
  std::size_t first_added_ = 0;  ///< index of the first order that is not the scenario's
  std::unordered_map<std::string, std::size_t, TextHash, std::equal_to<>> by_id_;
  std::vector<Track> tracks_;  // by key
  /// Of the few orders that a move brought one to: the timelines before the one in force.
  std::unordered_map<std::size_t, std::vector<core::Timetable::TimelineId>> replaced_;
  std::set<std::string> expired_before_;  // tokens that were refused once after they expired
};

}  // namespace mock::providers::baanx
