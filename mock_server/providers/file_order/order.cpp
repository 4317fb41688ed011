#include "providers/file_order/order.hpp"

#include "core/text.hpp"
#include "providers/file_order/noun.hpp"

#include <algorithm>
#include <cassert>
#include <utility>
#include <variant>

namespace mock::providers::file_order {

namespace {

/// What a move of a sub-order is answered with.
constexpr std::string_view kSubOrdersCome =
    "a sub-order becomes available at its moment; move the order to DONE, which makes all of them available, "
    "or give this one an earlier moment in the scenario";

/// The same word, as long-lived as the program. Precondition: it is one of the noun's.
std::string_view word_of_noun(std::string_view status) {
  const auto& statuses = file_order_noun().statuses;
  const auto found = std::ranges::find(statuses, status);
  assert(found != statuses.end() && "who reads steps and moves refuses other words");
  return *found;
}

bool is_elsewhere(const core::Moment& moment) {
  return std::holds_alternative<core::OnElsewhere>(moment.trigger);
}

}  // namespace

Order::Order(const OrderPlan& plan, std::uint64_t id, std::uint64_t seed, std::size_t index, Tracks& tracks)
    : plan_{&plan},
      id_{id},
      first_urn_{draw_urn(seed, id)},
      index_{index},
      tracks_{&tracks},
      status_{word_of_noun(plan.first_status())},
      sub_orders_(plan.sub_orders.size()),
      line_{plan.place} {
  if (!plan.fields.is_null()) patches_.push_back(&plan.fields);
}

void Order::start(core::Stage& stage) {
  created_ = stage.now();
  if (!plan_->timeline.empty()) {
    add_own_timeline(plan_->timeline, core::moments_of(plan_->timeline), stage);
  }
  for (std::size_t i = 0; i < sub_orders_.size(); ++i) {
    if (is_elsewhere(plan_->sub_orders[i].available)) add_sub_order_timeline(i, stage);
  }
  stage.happened(reference(), "created", timeline_in_force());
  await_next_sub_order(stage);
  follow_sub_orders(stage);
}

void Order::add_own_timeline(const std::vector<core::Step>& steps, std::vector<core::Moment> moments,
                             core::Stage& stage) {
  tracks_->push_back({.order = index_, .steps = &steps, .sub_order = 0});
  own_timelines_.push_back(stage.add_timeline(std::move(moments), tracks_->size() - 1));
  own_steps_ = &steps;
}

void Order::add_sub_order_timeline(std::size_t sub_order, core::Stage& stage) {
  tracks_->push_back({.order = index_, .steps = nullptr, .sub_order = sub_order});
  const auto moment = core::with_past_event(plan_->sub_orders[sub_order].available, "created", created_);
  sub_orders_[sub_order].timeline = stage.add_timeline({moment}, tracks_->size() - 1);
}

void Order::take_own_step(const core::Step& step, core::Stage& stage) {
  if (!step.fields.is_null()) patches_.push_back(&step.fields);
  become(step.status.empty() ? status_ : std::string_view{step.status}, step.place, stage);
}

void Order::become(std::string_view status, core::Place line, core::Stage& stage) {
  const std::string_view before = std::exchange(status_, word_of_noun(status));
  ++version_;
  stage.step_taken(
      {.resource = reference(), .from = std::string{before}, .to = std::string{status_}, .line = line});
  if (status_ == kDone || status_ == kDoneWithWarning) make_all_available(stage);
  line_ = line;
  if (has_lost_its_files(status_)) listed_.clear();
  release(stage);
}

void Order::bring_timeline(const std::vector<core::Step>& steps, core::Stage& stage) {
  auto moments = core::moments_of(steps);
  for (auto& moment : moments) moment = core::with_past_event(std::move(moment), "created", created_);
  add_own_timeline(steps, std::move(moments), stage);
}

void Order::take_sub_order(std::size_t sub_order, core::Stage& stage) {
  sub_orders_[sub_order].is_due = true;
  release(stage);
}

/// Lets what is due become available, unless the order is stopped (PAUSED), not yet built (PENDING, ○) or
/// over. Then its status may follow.
void Order::release(core::Stage& stage) {
  while (status_ == kRunning && !all_sub_orders_available() && sub_orders_[available_].is_due) {
    make_next_available(stage);
    await_next_sub_order(stage);
  }
  follow_sub_orders(stage);
}

void Order::make_next_available(core::Stage& stage) {
  const std::size_t index = available_;
  const SubOrderPlan& sub_order = plan_->sub_orders[index];
  ++available_;
  sub_orders_[index].unread = sub_order.readable_count();
  for (const auto& group : sub_order.files) {
    if (group.is_readable) listed_.add_range(group.first, group.count);
  }
  line_ = sub_order.place;
  ++version_;
  stage.step_taken({.resource = reference_of(index),
                    .from = std::string{sub_order_noun().first_status()},
                    .to = std::string{sub_order.outcome()},
                    .line = sub_order.place});
}

/// The order was moved to its end (SCENARIOS 2.6): nothing is waited for any more.
void Order::make_all_available(core::Stage& stage) {
  for (std::size_t i = available_; i < sub_orders_.size(); ++i) {
    if (sub_orders_[i].timeline) stage.drop_rest(*sub_orders_[i].timeline);
  }
  while (!all_sub_orders_available()) {
    make_next_available(stage);
    announce_if_fetched(available_ - 1, stage);
  }
}

void Order::await_next_sub_order(core::Stage& stage) {
  if (!all_sub_orders_available() && !sub_orders_[available_].timeline) {
    add_sub_order_timeline(available_, stage);
  }
  // At once if the sub-order before has nothing to read (SCENARIOS 2.5).
  if (available_ > 0) announce_if_fetched(available_ - 1, stage);
}

void Order::downloaded(std::uint64_t position, core::Stage& stage) {
  if (!listed_.remove(position)) return;  // read before, or gone with the order
  ++version_;
  const auto file = plan_->file(position);
  --sub_orders_[file->sub_order].unread;
  announce_if_fetched(file->sub_order, stage);
}

/// The event `downloaded`: for the sub-order that waits for this one, and for `timeline` if all so far are
/// fetched.
void Order::announce_if_fetched(std::size_t sub_order, core::Stage& stage) {
  if (sub_orders_[sub_order].unread != 0) return;
  std::vector<core::Timetable::TimelineId> waiting;
  const bool is_latest = sub_order + 1 == available_;
  if (const auto awaited = awaited_timeline(); awaited && is_latest) waiting.push_back(*awaited);
  stage.happened(reference_of(sub_order), "downloaded", waiting);
  const std::span so_far{sub_orders_.data(), available_};
  if (std::ranges::all_of(so_far, [](const SubOrder& each) { return each.unread == 0; })) {
    stage.happened(reference(), "downloaded", timeline_in_force());
  }
}

/// With the last sub-order the order ends by itself, unless its timeline wins.
void Order::follow_sub_orders(core::Stage& stage) {
  if (status_ != kRunning || !all_sub_orders_available()) return;
  const std::string_view outcome = plan_->outcome();
  if (timeline_rules_out(outcome, stage)) return;
  const std::string_view before = std::exchange(status_, outcome);
  ++version_;
  stage.status_followed({.resource = reference(), .from = std::string{before}, .to = std::string{status_}});
}

/// The timeline wins: while the next status that it sets cannot follow on that outcome (FAILED in an hour on
/// DONE now), the order goes on. Steps that only a call of the client brings may never come, so nothing waits
/// for them.
bool Order::timeline_rules_out(std::string_view outcome, const core::Stage& stage) const {
  if (own_timelines_.empty()) return false;
  for (std::size_t i = stage.timeline(own_timelines_.back()).waiting(); i < own_steps_->size(); ++i) {
    const core::Step& step = (*own_steps_)[i];
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

std::span<const core::Timetable::TimelineId> Order::timeline_in_force() const {
  return std::span{own_timelines_}.last(own_timelines_.empty() ? 0 : 1);
}

std::optional<core::Timetable::TimelineId> Order::awaited_timeline() const {
  return all_sub_orders_available() ? std::nullopt : sub_orders_[available_].timeline;
}

std::vector<core::Timetable::TimelineId> Order::timelines() const {
  std::vector<core::Timetable::TimelineId> timelines;
  if (!own_timelines_.empty()) timelines.push_back(own_timelines_.back());
  if (const auto awaited = awaited_timeline()) timelines.push_back(*awaited);
  return timelines;
}

std::string Order::reference() const { return core::cat("file_order/", std::to_string(id_)); }

std::string Order::reference_of(std::size_t sub_order) const {
  return core::cat(reference(), "/", std::to_string(sub_order + 1));
}

core::ResourceView Order::view() const {
  return {.name = reference(),
          .id = std::to_string(id_),
          .noun = &file_order_noun(),
          .status = std::string{status_},
          .line = line_,
          .is_part = false,
          .timelines = own_timelines_,
          .immovable = {}};
}

core::ResourceView Order::view_of(std::size_t sub_order) const {
  const SubOrderPlan& plan = plan_->sub_orders[sub_order];
  core::ResourceView view{
      .name = reference_of(sub_order),
      .id = core::cat(std::to_string(id_), "/", std::to_string(sub_order + 1)),
      .noun = &sub_order_noun(),
      .status = std::string{sub_order < available_ ? plan.outcome() : sub_order_noun().first_status()},
      .line = plan.place,
      .is_part = true,
      .timelines = {},
      .immovable = kSubOrdersCome};
  if (const auto timeline = sub_orders_[sub_order].timeline) view.timelines.push_back(*timeline);
  return view;
}

}  // namespace mock::providers::file_order
