#include "core/timeline.hpp"

#include <catch2/catch_test_macros.hpp>

#include <vector>

using namespace mock::core;
using namespace std::chrono_literals;

namespace {

const Instant kNine = *parse_instant("2026-03-01T09:00:00Z");

Instant at(std::string_view text) { return *parse_instant(text); }

/// A timeline alone in its timetable, so that a test reads as a story.
class Story {
 public:
  explicit Story(std::vector<Moment> moments)
      : id_(timetable_.add(Timeline{std::move(moments), kNine}, 0, 0)) {
    pass_to(kNine);
  }

  Story& pass_to(Instant now) {
    while (const auto taken = timetable_.take_due(now)) taken_.push_back(taken->at);
    return *this;
  }
  Story& poll(Instant now) {
    pass_to(now);
    timetable_.poll(id_, now);
    return pass_to(now);
  }
  Story& happens(std::string_view event, Instant now) {
    pass_to(now);
    timetable_.happened(id_, event, now);
    return pass_to(now);
  }
  [[nodiscard]] const std::vector<Instant>& taken() const { return taken_; }
  [[nodiscard]] const Timeline& timeline() const { return timetable_.timeline(id_); }

 private:
  Timetable timetable_;
  Timetable::TimelineId id_;
  std::vector<Instant> taken_;
};

const Moment kNow{};
Moment after(Duration delay) { return {.trigger = {}, .after = delay}; }
Moment on(std::string event, Duration delay = {}) {
  return {.trigger = On{std::move(event)}, .after = delay};
}
Moment polls(std::uint64_t count, Duration delay = {}) { return {.trigger = Polls{count}, .after = delay}; }

}  // namespace

TEST_CASE("a delay behind an event counts from the event", "[timeline]") {
  Story story{{kNow, on("paid", 47h)}};

  story.happens("paid", kNine + 1h).pass_to(kNine + 100h);

  CHECK(story.taken() == std::vector{kNine, at("2026-03-03T09:00:00Z")});
}

TEST_CASE("polls and a delay may stand in one step or in two", "[timeline]") {
  Story two_steps{{kNow, polls(2), after(9s)}};
  Story one_step{{kNow, polls(2, 9s)}};

  for (const auto moment : {3s, 6s, 9s, 12s}) {
    two_steps.poll(kNine + moment);
    one_step.poll(kNine + moment);
  }

  CHECK(two_steps.taken() == std::vector{kNine, kNine + 6s});
  CHECK(one_step.taken() == std::vector{kNine});
  two_steps.poll(kNine + 15s);
  one_step.poll(kNine + 15s);
  CHECK(two_steps.taken() == std::vector{kNine, kNine + 6s, kNine + 15s});
  CHECK(one_step.taken() == std::vector{kNine, kNine + 15s});
}

TEST_CASE("a step whose event came early is taken at its turn", "[timeline]") {
  Story story{{kNow, after(2h), on("paid", 30min)}};

  story.happens("paid", kNine + 10min).pass_to(kNine + 24h);

  CHECK(story.taken() == std::vector{kNine, kNine + 2h, kNine + 2h});
}

TEST_CASE("an instant that has passed is late, never out of turn", "[timeline]") {
  Story story{{on("paid"), Moment{.trigger = At{kNine + 3h}, .after = {}}}};

  story.happens("paid", kNine + 4h);

  CHECK(story.taken() == std::vector{kNine + 4h, kNine + 4h});
}

TEST_CASE("each event serves the step that waits for it", "[timeline]") {
  Story story{{on("paid", 1h), on("cancelled"), after(72h)}};

  story.happens("paid", kNine).happens("cancelled", kNine + 150min).pass_to(kNine + 1000h);

  CHECK(story.taken() == std::vector{kNine + 1h, kNine + 150min, at("2026-03-04T11:30:00Z")});
}

TEST_CASE("one occurrence serves one step", "[timeline]") {
  Story story{{on("downloaded"), on("downloaded")}};

  story.happens("downloaded", kNine + 1s).pass_to(kNine + 1h);
  CHECK(story.taken() == std::vector{kNine + 1s});

  story.happens("downloaded", kNine + 2h);
  CHECK(story.taken() == std::vector{kNine + 1s, kNine + 2h});
}

TEST_CASE("polls count from the step's turn", "[timeline]") {
  Story story{{after(10s), polls(1)}};

  story.poll(kNine + 5s).pass_to(kNine + 20s);
  CHECK(story.taken() == std::vector{kNine + 10s});

  story.poll(kNine + 30s);
  CHECK(story.taken() == std::vector{kNine + 10s, kNine + 30s});
}

TEST_CASE("a trigger that never comes leaves nothing due", "[timeline]") {
  Story story{{on("paid")}};

  story.pass_to(kLastInstant);

  CHECK(story.taken().empty());
  CHECK_FALSE(story.timeline().next_due());
  CHECK(story.timeline().waits_for("paid"));
  CHECK_FALSE(story.timeline().waits_for("cancelled"));
}

TEST_CASE("a delay beyond the last instant is due at the last instant", "[timeline]") {
  Story story{{after(std::chrono::duration_cast<Duration>(std::chrono::years{9000}))}};

  CHECK(story.timeline().next_due() == kLastInstant);
}

TEST_CASE("a long advance leaves the same instants as many short ones", "[timeline]") {
  const std::vector<Moment> moments{after(1s), after(2s), after(0s), after(3s)};
  Story at_once{moments};
  Story bit_by_bit{moments};

  at_once.pass_to(kNine + 1h);
  for (Duration passed{}; passed <= 1h; passed += 500ms) bit_by_bit.pass_to(kNine + passed);

  CHECK(at_once.taken() == bit_by_bit.taken());
  CHECK(at_once.timeline().is_over());
}

TEST_CASE("equal instants come in the order in which the steps got their due instant", "[timetable]") {
  Timetable timetable;
  const auto first = timetable.add(Timeline{{after(10s)}, kNine}, 0, 0);
  const auto second = timetable.add(Timeline{{after(4s), after(6s)}, kNine}, 0, 1);
  const auto third = timetable.add(Timeline{{after(10s)}, kNine}, 0, 2);

  std::vector<Timetable::TimelineId> order;
  while (const auto taken = timetable.take_due(kNine + 1min)) order.push_back(taken->timeline);

  CHECK(order == std::vector{second, first, third, second});
}

TEST_CASE("dropped steps are never taken", "[timetable]") {
  Timetable timetable;
  const auto id = timetable.add(Timeline{{after(10s), after(1s)}, kNine}, 0, 0);

  timetable.drop_rest(id);

  CHECK_FALSE(timetable.take_due(kLastInstant));
  CHECK_FALSE(timetable.next_due());
}
