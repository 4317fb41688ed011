#include "providers/file_order/order.hpp"

#include "core/text.hpp"
#include "providers/file_order/noun.hpp"

#include <algorithm>
#include <utility>

namespace mock::providers::file_order {

namespace {

/// `on: created` as an instant. A sub-order's timeline is added late, so the event itself would be over.
core::Moment without_created(const core::Moment& moment, core::Instant created) {
  const auto* on = std::get_if<core::On>(&moment.trigger);
  if (on == nullptr || on->event != "created") return moment;
  return {.trigger = core::At{core::add(created, moment.after)}, .after = {}};
}

}  // namespace

Order::Order(const OrderPlan& plan, std::uint64_t id, std::uint64_t seed, std::size_t own_key,
             std::size_t sub_order_key)
    : plan_{&plan},
      id_{id},
      first_urn_{draw_urn(seed, id)},
      own_key_{own_key},
      sub_order_key_{sub_order_key},
      status_{plan.first_status()},
      line_{plan.place} {
  if (!plan.fields.is_null()) patches_.push_back(&plan.fields);
}

void Order::start(core::Stage& stage) {
  created_ = stage.now();
  if (!plan_->timeline.empty())
    own_timeline_ = stage.add_timeline(core::moments_of(plan_->timeline), own_key_);
  stage.happened(reference(), "created", own_timelines());
  await_next_sub_order(stage);
  follow_sub_orders(stage);
}

void Order::take_own_step(std::size_t step, core::Stage& stage) {
  const core::Step& taken = plan_->timeline[step];
  const std::string_view before = status_;
  own_steps_taken_ = step + 1;
  line_ = taken.place;
  if (!taken.status.empty()) status_ = taken.status;
  if (!taken.fields.is_null()) patches_.push_back(&taken.fields);
  stage.step_taken({.resource = reference(),
                    .from = std::string{before},
                    .to = std::string{status_},
                    .line = taken.place});
  if (taken.status == kDone || taken.status == kDoneWithWarning) {
    make_all_available(stage);
  }
  if (has_lost_its_files(status_)) listed_.clear();
  ++version_;
  release(stage);
  follow_sub_orders(stage);
}

void Order::take_sub_order(core::Stage& stage) {
  // A step of the timeline may have made all of them available meanwhile.
  if (all_sub_orders_available()) return;
  next_is_due_ = true;
  release(stage);
}

/// Lets the sub-order that is due become available, unless the order is stopped (PAUSED), not yet built
/// (PENDING, ○) or over.
void Order::release(core::Stage& stage) {
  if (!next_is_due_ || status_ != kRunning || all_sub_orders_available()) return;
  make_next_available(stage);
  await_next_sub_order(stage);
  follow_sub_orders(stage);
}

void Order::make_next_available(core::Stage& stage) {
  const std::size_t index = available_;
  const SubOrderPlan& sub_order = plan_->sub_orders[index];
  next_is_due_ = false;
  ++available_;
  unread_.push_back(sub_order.readable_count());
  for (const auto& group : sub_order.files) {
    if (group.is_readable) listed_.add_range(group.first, group.count);
  }
  line_ = sub_order.place;
  ++version_;
  // ○ A sub-order has no status of its own on the wire; these are the words for its files (UPSTREAMS 3.7).
  stage.step_taken({.resource = reference_of(index),
                    .from = "PENDING",
                    .to = unread_.back() == 0 ? "ERROR" : "AVAILABLE",
                    .line = sub_order.place});
}

/// The order was moved to its end (SCENARIOS 2.6): nothing is waited for any more.
void Order::make_all_available(core::Stage& stage) {
  drop_sub_order_timeline(stage);
  while (!all_sub_orders_available()) {
    make_next_available(stage);
    announce_if_fetched(available_ - 1, stage);
  }
}

void Order::drop_sub_order_timeline(core::Stage& stage) {
  if (sub_order_timeline_) stage.drop_rest(*sub_order_timeline_);
  sub_order_timeline_.reset();
}

void Order::await_next_sub_order(core::Stage& stage) {
  sub_order_timeline_.reset();
  if (!all_sub_orders_available()) {
    const auto moment = without_created(plan_->sub_orders[available_].available, created_);
    sub_order_timeline_ = stage.add_timeline({moment}, sub_order_key_);
  }
  // At once if the sub-order before has nothing to read (SCENARIOS 2.5).
  if (available_ > 0) announce_if_fetched(available_ - 1, stage);
}

void Order::downloaded(std::uint64_t position, core::Stage& stage) {
  if (!listed_.remove(position)) return;  // read before, or gone with the order
  ++version_;
  const auto file = plan_->file(position);
  --unread_[file->sub_order];
  announce_if_fetched(file->sub_order, stage);
}

/// The event `downloaded`: for the sub-order that waits for this one, and for `timeline` if all so far are
/// fetched.
void Order::announce_if_fetched(std::size_t sub_order, core::Stage& stage) {
  if (unread_[sub_order] != 0) return;
  const bool is_latest = sub_order + 1 == available_;
  std::vector<core::Timetable::TimelineId> waiting;
  if (is_latest && sub_order_timeline_) waiting.push_back(*sub_order_timeline_);
  stage.happened(reference_of(sub_order), "downloaded", waiting);
  if (std::ranges::all_of(unread_, [](std::uint64_t unread) { return unread == 0; })) {
    stage.happened(reference(), "downloaded", own_timelines());
  }
}

/// With the last sub-order the order ends by itself, unless its timeline wins.
void Order::follow_sub_orders(core::Stage& stage) {
  if (status_ != kRunning || !all_sub_orders_available()) return;
  const std::string_view outcome = plan_->outcome();
  if (timeline_rules_out(outcome)) return;
  const std::string_view before = std::exchange(status_, outcome);
  ++version_;
  stage.status_followed({.resource = reference(), .from = std::string{before}, .to = std::string{status_}});
}

/// The timeline wins: while the next status that it sets cannot follow on that outcome (FAILED in an hour on
/// DONE now), the order goes on. Steps that only a call of the client brings may never come, so nothing waits
/// for them.
bool Order::timeline_rules_out(std::string_view outcome) const {
  for (std::size_t i = own_steps_taken_; i < plan_->timeline.size(); ++i) {
    const core::Step& step = plan_->timeline[i];
    const auto* on = std::get_if<core::On>(&step.moment.trigger);
    if (on != nullptr && is_call_of_the_client(on->event)) return false;
    if (!step.status.empty()) return !step.unrealistic && !file_order_noun().can_go(outcome, step.status);
  }
  return false;
}

std::optional<FileRef> Order::available_file(std::uint64_t position) const {
  auto file = plan_->file(position);
  if (!file || !file->group->is_readable || file->sub_order >= available_ || has_lost_its_files(status_)) {
    return std::nullopt;
  }
  return file;
}

std::span<const core::Timetable::TimelineId> Order::own_timelines() const {
  if (!own_timeline_) return {};
  return {&*own_timeline_, 1};
}

std::vector<core::Timetable::TimelineId> Order::timelines() const {
  std::vector<core::Timetable::TimelineId> timelines;
  if (own_timeline_) timelines.push_back(*own_timeline_);
  if (sub_order_timeline_) timelines.push_back(*sub_order_timeline_);
  return timelines;
}

std::string Order::reference() const { return core::cat("file_order/", std::to_string(id_)); }

std::string Order::reference_of_next_sub_order() const {
  return all_sub_orders_available() ? reference() : reference_of(available_);
}

std::string Order::reference_of(std::size_t sub_order) const {
  return core::cat(reference(), "/", std::to_string(sub_order + 1));
}

}  // namespace mock::providers::file_order
