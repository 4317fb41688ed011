#include "core/timeline.hpp"

#include <algorithm>
#include <cassert>

namespace mock::core {
namespace {

/// Under which key an occurrence elsewhere is remembered; no event of the timeline's own resource has a blank
/// in its name.
std::string key_of(const OnElsewhere& trigger) { return topic_of(trigger, trigger.of); }

}  // namespace

Timeline::Timeline(std::vector<Moment> moments, Instant created)
    : moments_(std::move(moments)), turn_(created) {
  find_due();
}

bool Timeline::waits_for(std::string_view event) const {
  return std::any_of(moments_.begin() + static_cast<std::ptrdiff_t>(waiting_), moments_.end(),
                     [&](const Moment& moment) {
                       const auto* on = std::get_if<On>(&moment.trigger);
                       return on != nullptr && on->event == event;
                     });
}

void Timeline::poll(Instant now) {
  if (is_over() || due_) return;
  const auto* polls = std::get_if<Polls>(&moments_[waiting_].trigger);
  if (polls == nullptr) return;
  if (++polls_since_turn_ == polls->count) due_ = add(now, moments_[waiting_].after);
}

void Timeline::happened(std::string_view event, Instant now) {
  if (!waits_for(event)) return;  // no step left can use it up
  unused_events_.try_emplace(std::string{event}).first->second.push_back(now);
  find_due();
}

void Timeline::happened_elsewhere(const OnElsewhere& what, Instant now) {
  const bool is_waited_for = std::any_of(moments_.begin() + static_cast<std::ptrdiff_t>(waiting_),
                                         moments_.end(), [&](const Moment& moment) {
                                           const auto* trigger = std::get_if<OnElsewhere>(&moment.trigger);
                                           return trigger != nullptr && *trigger == what;
                                         });
  if (!is_waited_for) return;
  unused_events_[key_of(what)].push_back(now);
  find_due();
}

std::size_t Timeline::take() {
  assert(due_ && "only a step that is due can be taken");
  turn_ = *due_;
  past_.emplace_back(turn_);
  due_.reset();
  polls_since_turn_ = 0;
  const std::size_t taken = waiting_++;
  find_due();
  return taken;
}

void Timeline::take_early(std::size_t step, Instant now) {
  assert(step >= waiting_ && step < moments_.size() && "only a step that is left can be taken");
  past_.resize(step);
  past_.emplace_back(now);
  waiting_ = step + 1;
  turn_ = now;
  due_.reset();
  polls_since_turn_ = 0;
  find_due();
}

void Timeline::drop_rest() {
  waiting_ = moments_.size();
  past_.resize(waiting_);
  due_.reset();
}

void Timeline::find_due() {
  if (is_over() || due_) return;
  const Moment& moment = moments_[waiting_];
  if (std::holds_alternative<std::monostate>(moment.trigger)) {
    due_ = add(turn_, moment.after);
  } else if (const auto* at = std::get_if<At>(&moment.trigger)) {
    due_ = std::max(at->instant, turn_);
  } else if (const auto* on = std::get_if<On>(&moment.trigger)) {
    use_up(on->event, moment.after);
  } else if (const auto* elsewhere = std::get_if<OnElsewhere>(&moment.trigger)) {
    use_up(key_of(*elsewhere), moment.after);
  }
}

void Timeline::use_up(const std::string& event, Duration after) {
  const auto occurrences = unused_events_.find(event);
  if (occurrences == unused_events_.end() || occurrences->second.empty()) return;
  due_ = std::max(add(occurrences->second.front(), after), turn_);
  occurrences->second.erase(occurrences->second.begin());
}

Timetable::TimelineId Timetable::add(Timeline timeline, std::size_t owner, std::size_t key) {
  entries_.push_back({std::move(timeline), owner, key, std::nullopt});
  requeue(entries_.size() - 1);
  return entries_.size() - 1;
}

void Timetable::poll(TimelineId id, Instant now) {
  entries_[id].timeline.poll(now);
  requeue(id);
}

void Timetable::happened(TimelineId id, std::string_view event, Instant now) {
  entries_[id].timeline.happened(event, now);
  requeue(id);
}

void Timetable::happened_elsewhere(TimelineId id, const OnElsewhere& what, Instant now) {
  entries_[id].timeline.happened_elsewhere(what, now);
  requeue(id);
}

void Timetable::take_early(TimelineId id, std::size_t step, Instant now) {
  entries_[id].timeline.take_early(step, now);
  requeue(id, Requeue::Anew);
}

void Timetable::drop_rest(TimelineId id) {
  entries_[id].timeline.drop_rest();
  requeue(id);
}

std::optional<Instant> Timetable::next_due() const {
  if (queue_.empty()) return std::nullopt;
  return std::get<0>(*queue_.begin());
}

std::optional<Timetable::Taken> Timetable::take_due(Instant now) {
  if (queue_.empty() || std::get<0>(*queue_.begin()) > now) return std::nullopt;
  const auto [at, number, id] = *queue_.begin();
  queue_.erase(queue_.begin());
  entries_[id].place_in_queue.reset();
  const std::size_t step = entries_[id].timeline.take();
  requeue(id);
  return Taken{id, step, at};
}

/// A due instant that is known once never changes, but `drop_rest` may take it away; after `take_early` it is
/// another step's, so that the place of the one before is no longer right.
void Timetable::requeue(TimelineId id, Requeue how) {
  Entry& entry = entries_[id];
  const auto due = entry.timeline.next_due();
  if (entry.place_in_queue && (!due || how == Requeue::Anew)) {
    queue_.erase({entry.place_in_queue->first, entry.place_in_queue->second, id});
    entry.place_in_queue.reset();
  }
  if (due && !entry.place_in_queue) {
    entry.place_in_queue = {*due, ++queued_};
    queue_.insert({*due, queued_, id});
  }
}

}  // namespace mock::core
