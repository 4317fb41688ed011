#pragma once

#include "core/provider.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mock::tests {

/// A stage with a clock that a test moves: plays one provider's plan without a session around it, and keeps
/// what the provider told.
///
///     FakeStage stage{now};
///     stage.play(*plan);
///     stage.advance_to(now + 5s);
///     REQUIRE(stage.steps.size() == 1);
class FakeStage : public core::Stage {
 public:
  explicit FakeStage(core::Instant start, std::uint64_t seed = 1) : start_{start}, now_{start}, seed_{seed} {}

  /// What an event told, in one line: `musement/8e9e… paid`.
  std::vector<std::string> events;
  std::vector<core::StepTaken> steps;
  std::vector<core::StatusFollowed> followed;

  /// Starts a plan and takes the steps that are due at once. `plan` must outlive this.
  core::ProviderState& play(const core::Plan& plan) {
    state_ = plan.start(*this);
    take_due(now_);
    return *state_;
  }

  /// Takes everything that is due at or before `instant`, each at its own instant, and stops there.
  void advance_to(core::Instant instant) {
    take_due(instant);
    now_ = instant;
  }
  void advance_by(core::Duration by) { advance_to(now_ + by); }

  /// As the session does it: everything due is taken, the provider answers, the polls that this was are
  /// counted, and what they set off is taken.
  core::Answer ask(const core::Call& call) {
    take_due(now_);
    core::Answer answer = state_->answer(call, *this);
    for (const auto id : answer.polled) timetable_.poll(id, now_);
    take_due(now_);
    return answer;
  }

  /// What a reference means. Throws if it means nothing.
  [[nodiscard]] core::ResourceView resource(std::string_view reference) const {
    return state_->resource(index_of(reference));
  }
  [[nodiscard]] std::vector<core::ResourceView> resources() const {
    std::vector<core::ResourceView> all;
    for (std::size_t i = 0; i < state_->resource_count(); ++i) all.push_back(state_->resource(i));
    return all;
  }

  // Moves, as the session does them (SCENARIOS 2.6).

  /// Takes a step that is left now, with all that it carries, and drops those before it.
  void take_early(std::string_view reference, std::size_t step) {
    const auto id = resource(reference).timelines.back();
    timetable_.take_early(id, step, now_);
    state_->take_step(timetable_.key(id), step, *this);
    take_due(now_);
  }
  /// Drops the steps that are left and sets the status alone.
  void set_status(std::string_view reference, std::string_view status, core::Place line = {1, 1}) {
    const auto timelines = resource(reference).timelines;
    if (!timelines.empty()) timetable_.drop_rest(timelines.back());
    state_->set_status(index_of(reference), status, line, *this);
    take_due(now_);
  }
  /// Puts a timeline in place of the one in force, for a resource that will be in `from`: what is left of the
  /// old one is dropped, and the status set.
  bool bring_timeline(std::string_view reference, const core::Node& timeline_node, std::string_view from,
                      const core::ScenarioReader& reader, core::Problems& problems) {
    const auto before = resource(reference);
    const auto index = index_of(reference);
    if (!state_->bring_timeline(index, timeline_node, from, reader, problems, *this)) return false;
    if (!before.timelines.empty()) timetable_.drop_rest(before.timelines.back());
    if (before.status != from) state_->set_status(index, from, timeline_node.place, *this);
    take_due(now_);
    return true;
  }
  std::optional<std::size_t> add_order(const core::Node& order, const core::ScenarioReader& reader,
                                       core::Problems& problems) {
    const auto index = state_->add_order(order, reader, problems, *this);
    take_due(now_);
    return index;
  }
  /// Something happened elsewhere: every timeline is told.
  void hear(const core::OnElsewhere& what) {
    for (std::size_t id = 0; id < timetable_.size(); ++id) timetable_.happened_elsewhere(id, what, now_);
    take_due(now_);
  }

  [[nodiscard]] core::ProviderState& state() { return *state_; }
  [[nodiscard]] core::Timetable& timetable() { return timetable_; }

  [[nodiscard]] core::Instant now() const override { return now_; }
  [[nodiscard]] core::Instant start() const override { return start_; }
  [[nodiscard]] std::uint64_t seed() const override { return seed_; }
  core::Timetable::TimelineId add_timeline(std::vector<core::Moment> moments, std::size_t key) override {
    return timetable_.add(core::Timeline{std::move(moments), now_}, 0, key);
  }
  [[nodiscard]] const core::Timeline& timeline(core::Timetable::TimelineId id) const override {
    return timetable_.timeline(id);
  }
  void drop_rest(core::Timetable::TimelineId id) override { timetable_.drop_rest(id); }
  void happened(std::string_view resource, std::string_view event,
                std::span<const core::Timetable::TimelineId> timelines) override {
    events.push_back(std::string{resource} + " " + std::string{event});
    for (const auto id : timelines) timetable_.happened(id, event, now_);
  }
  void step_taken(core::StepTaken taken) override { steps.push_back(std::move(taken)); }
  void status_followed(core::StatusFollowed told) override { followed.push_back(std::move(told)); }
  [[nodiscard]] core::Checksums& checksums() override { return checksums_; }

 private:
  /// The same digits for everything: no test here is about checksums.
  class NoChecksums : public core::Checksums {
   public:
    std::string md5(const core::Body&) override { return std::string(32, '0'); }
  };

  [[nodiscard]] std::size_t index_of(std::string_view reference) const {
    const auto index = state_->find_resource(reference);
    if (!index) throw std::runtime_error("nothing is called " + std::string{reference});
    return *index;
  }

  void take_due(core::Instant until) {
    while (const auto taken = timetable_.take_due(until)) {
      if (taken->at > now_) now_ = taken->at;
      state_->take_step(timetable_.key(taken->timeline), taken->step, *this);
    }
  }

  core::Instant start_;
  core::Instant now_;
  std::uint64_t seed_;
  core::Timetable timetable_;
  std::unique_ptr<core::ProviderState> state_;
  NoChecksums checksums_;
};

}  // namespace mock::tests
