// A session's clock goes forward by control calls: by how much, to when, until what.

#include "server_play.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <atomic>
#include <set>
#include <thread>

using namespace mock;
using namespace mock::tests;
using namespace std::chrono_literals;
using Catch::Matchers::ContainsSubstring;
using Condition = core::Condition;

namespace {

constexpr core::Duration days(int count) { return count * std::chrono::hours{24}; }

const std::string kDays = R"(understudy: 1
clock: manual
baanx:
  orders:
    - { id: abcd_1234, timeline: [ { status: STARTED }, { after: 1d, metadata: { note: seen } }, { after: 2d, status: COMPLETED } ] }
    - { id: never, timeline: { polls: 3, status: COMPLETED } }
)";

}  // namespace

TEST_CASE("an advance answers what happened in it, in order", "[clocks]") {
  const auto server = serve(kDays);

  const auto first = done(server->control().advance("default", by(days(1))));
  const auto second = done(server->control().advance("default", by(days(3))));

  CHECK(core::to_iso(first.from) == "2026-01-01T00:00:00Z");
  CHECK(core::to_iso(first.now) == "2026-01-02T00:00:00Z");
  CHECK(first.settled);
  CHECK_FALSE(first.met.has_value());
  REQUIRE(first.next_due.has_value());
  CHECK(core::to_iso(*first.next_due) == "2026-01-04T00:00:00Z");
  REQUIRE_FALSE(first.events.empty());
  REQUIRE_FALSE(second.events.empty());
  CHECK(second.events.front().number == first.events.back().number + 1);
  CHECK(core::to_iso(second.events.front().at) == "2026-01-04T00:00:00Z");
  CHECK_FALSE(second.next_due.has_value());
  CHECK(core::to_iso(second.now) == "2026-01-05T00:00:00Z");
}

TEST_CASE("an advance by nothing settles what is due now", "[clocks]") {
  const auto server = serve(kDays);

  const auto advanced = done(server->control().advance("default", by(0s)));

  CHECK(advanced.from == advanced.now);
  CHECK(advanced.events.empty());
}

TEST_CASE("a clock is sent to an instant, never back", "[clocks]") {
  const auto server = serve(kDays);
  auto& control = server->control();
  const core::Instant start = server->now();

  CHECK(done(control.advance("default", to(start + 2h))).now == start + 2h);
  CHECK(done(control.advance("default", to(start + 2h))).now == start + 2h);
  const auto refused = refusal(control.advance("default", to(start + 1h)));
  CHECK(refused.status == 409);
  CHECK_THAT(refused.sentence, ContainsSubstring("is past"));
  CHECK(server->now() == start + 2h);
}

TEST_CASE("beyond the year 9999 there is nothing", "[clocks]") {
  const auto server = serve(kDays);
  auto& control = server->control();
  const core::Instant start = server->now();

  CHECK(done(control.advance("default", by(std::chrono::years{1'000}))).now ==
        start + std::chrono::years{1'000});
  CHECK(refusal(control.advance("default", by(std::chrono::years{7'000}))).status == 400);
  CHECK(refusal(control.advance("default", by(core::Duration::max()))).status == 400);
  CHECK(
      refusal(control.advance("default", until({.what = Condition::Idle{}}, core::Duration::max()))).status ==
      400);
  CHECK(server->now() == start + std::chrono::years{1'000});
  CHECK_THROWS_AS(server->advance(std::chrono::years{9'000}), std::out_of_range);
}

TEST_CASE("an advance until an order is in a status stops there", "[clocks][until]") {
  const auto server = serve(kDays);

  const auto advanced = done(server->control().advance("default", until(in_status("COMPLETED"))));

  CHECK(advanced.met == true);
  CHECK(advanced.now - advanced.from == days(3));
}

TEST_CASE("an advance until what is so already moves nothing", "[clocks][until]") {
  const auto server = serve(kDays);

  const auto advanced = done(server->control().advance("default", until(in_status("STARTED"))));

  CHECK(advanced.met == true);
  CHECK(advanced.now == advanced.from);
}

TEST_CASE("an advance until the next event takes one instant at a time", "[clocks][until]") {
  const auto server = serve(kDays);
  const Condition next{.what = Condition::NextEvent{}};

  CHECK(done(server->control().advance("default", until(next))).met == true);
  CHECK(server->now() - core::kManualStart == days(1));
  CHECK(done(server->control().advance("default", until(next))).met == true);
  CHECK(server->now() - core::kManualStart == days(3));
  const auto nothing = done(server->control().advance("default", until(next)));
  CHECK(nothing.met == false);
  CHECK_THAT(nothing.seen, ContainsSubstring("nothing is due"));
  CHECK(server->now() - core::kManualStart == days(3));
}

TEST_CASE("an unmet advance stays at the last event, with a limit at the limit", "[clocks][until]") {
  const auto server = serve(kDays);
  auto& control = server->control();

  SECTION("no limit") {
    const auto advanced = done(control.advance("default", until(in_status("COMPLETED", "never"))));
    CHECK(advanced.met == false);
    CHECK_THAT(advanced.seen, ContainsSubstring("never is STARTED"));
    CHECK(advanced.now - advanced.from == days(3));
  }
  SECTION("a limit behind the last event") {
    const auto advanced = done(control.advance("default", until(in_status("COMPLETED", "never"), days(7))));
    CHECK(advanced.met == false);
    CHECK(advanced.now - advanced.from == days(7));
  }
  SECTION("a limit in between") {
    const auto advanced = done(control.advance("default", until(in_status("COMPLETED"), days(2))));
    CHECK(advanced.met == false);
    CHECK(advanced.now - advanced.from == days(2));
    CHECK_FALSE(advanced.events.empty());
  }
  SECTION("no time at all") {
    admin::Advance wish = until(in_status("COMPLETED"));
    wish.timeout = 0ms;
    const auto advanced = done(control.advance("default", wish));
    CHECK(advanced.met == false);
    CHECK(advanced.now == advanced.from);
  }
}

TEST_CASE("idle is when nothing is due", "[clocks][until]") {
  const auto server = serve(kDays);

  const auto advanced = done(server->control().advance("default", until({.what = Condition::Idle{}})));

  CHECK(advanced.met == true);
  CHECK(advanced.now - advanced.from == days(3));
}

TEST_CASE("unknown words of a condition are told, all of them", "[clocks][until]") {
  const auto server = serve(kDays);
  const Condition wrong{
      .what = Condition::RequestSeen{.operation = "baanx/get_ordr", .of = "abcd_1243", .count = 1}};

  const auto refused = refusal(server->control().advance("default", until(wrong)));

  CHECK(refused.status == 400);
  REQUIRE(refused.mistakes.size() == 2);
  CHECK(refusal(server->control().wait("default", wrong, 1ms)).mistakes == refused.mistakes);
}

TEST_CASE("one step or many, by, to or until: the events are the same", "[clocks][determinism]") {
  const auto events_with = [](auto&& drive) {
    LinesBySession lines;
    const auto server = serve(kDays, {.sinks = {&lines}});
    drive(*server);
    poll(*server);
    return lines.of("default");
  };
  const auto at_once = events_with([](app::MockServer& server) { server.advance(days(4)); });

  CHECK(events_with([](app::MockServer& server) {
          for (int i = 0; i < 96; ++i) server.advance(1h);
        }) == at_once);
  CHECK(events_with([](app::MockServer& server) {
          server.control().advance("default", until(in_status("COMPLETED")));
          server.advance(days(1));
        }) == at_once);
  CHECK(events_with([](app::MockServer& server) {
          server.control().advance("default", until(in_status("COMPLETED", "never"), days(4)));
        }) == at_once);
  CHECK(events_with([](app::MockServer& server) {
          server.control().advance("default", to(core::kManualStart + days(4)));
        }) == at_once);
}

TEST_CASE("the first ten thousand events are told, the others counted", "[clocks]") {
  const auto server = serve(
      "understudy: 1\nclock: manual\nbaanx: { orders: { id: order_#####, repeat: 11000, timeline: [ { "
      "status: "
      "STARTED }, { after: 1h, status: COMPLETED } ] } }\n");

  const auto advanced = done(server->control().advance("default", by(1h)));

  CHECK(advanced.events.size() == 10'000);
  CHECK(advanced.more_events > 0);
  CHECK(advanced.events.size() + advanced.more_events ==
        done(server->control().session("default")).events - advanced.events.front().number + 1);
}

TEST_CASE("advances at once queue, and each is answered with its own part", "[clocks][threads]") {
  constexpr int kThreads = 8;
  constexpr int kAdvances = 25;
  const auto server = serve(kDays);
  const std::size_t events_before = done(server->control().session("default")).events;
  std::vector<admin::Advanced> answers(static_cast<std::size_t>(kThreads) * kAdvances);

  std::vector<std::thread> threads;
  for (int thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([&, thread] {
      for (int i = 0; i < kAdvances; ++i) {
        auto result = server->control().advance("default", by(30min));
        if (auto* advanced = std::get_if<admin::Advanced>(&result)) {
          answers[static_cast<std::size_t>(thread * kAdvances + i)] = std::move(*advanced);
        }
      }
    });
  }
  for (auto& thread : threads) thread.join();

  CHECK(server->now() - core::kManualStart == kThreads * kAdvances * 30min);
  std::set<core::Instant> begins;
  std::size_t events = 0;
  for (const auto& answer : answers) {
    CHECK(answer.now - answer.from == 30min);
    begins.insert(answer.from);
    events += answer.events.size();
  }
  CHECK(begins.size() == answers.size());
  CHECK(events + events_before == done(server->control().session("default")).events);
}

TEST_CASE("requests get in between the instants of a long advance", "[clocks][threads]") {
  const auto server = serve(
      "understudy: 1\nclock: manual\nbaanx:\n  orders:\n    - { id: order_####, repeat: 5000, timeline: [ { "
      "status: "
      "STARTED }, { after: 1h, status: COMPLETED } ] }\n    - { id: abcd_1234, timeline: { on: { signal: "
      "enough }, "
      "status: COMPLETED } }\n",
      {});
  std::atomic<bool> is_over = false;

  std::thread client{[&] {
    while (!is_over) poll(*server);
  }};
  const auto advanced = done(server->control().advance("default", until(in_status("COMPLETED"), 2h)));
  is_over = true;
  client.join();

  CHECK(advanced.met == false);
  CHECK(advanced.now - advanced.from == 2h);
}

TEST_CASE("a running clock is shifted forward for good", "[clocks][running]") {
  const auto server = serve(
      "understudy: 1\nbaanx: { orders: { id: abcd_1234, timeline: [ { status: STARTED }, { after: 3d, "
      "status: "
      "COMPLETED } ] } }\n");
  auto& control = server->control();

  SECTION("by") {
    const auto advanced = done(control.advance("default", by(days(3))));
    CHECK(advanced.now - advanced.from >= days(3));
    CHECK(advanced.now - advanced.from < days(3) + 1h);
  }
  SECTION("until") {
    const auto advanced = done(control.advance("default", until(in_status("COMPLETED"), days(7))));
    CHECK(advanced.met == true);
    CHECK(advanced.now - advanced.from < days(3) + 1h);
  }
  SECTION("to") {
    CHECK(refusal(control.advance("default", to(core::kManualStart - 24h * 365))).status == 409);
    done(control.advance("default", to(server->now() + days(3))));
  }
  CHECK(poll(*server) == "COMPLETED");
  CHECK(server->now() >= done(control.session("default")).start + days(3));
}

TEST_CASE("a forked running clock goes on from where the past ended", "[clocks][running][fork]") {
  const auto server = serve(
      "understudy: 1\nclock: { mode: real, start: 2026-03-01T09:00:00Z }\nbaanx: { orders: { id: abcd_1234, "
      "timeline: [ { "
      "status: STARTED }, { after: 3d, status: COMPLETED } ] } }\n");
  auto& control = server->control();
  done(control.advance("default", by(days(1))));

  const auto fork = done(control.fork("default", {.name = "b"}));

  CHECK(fork.now - fork.start >= days(1));
  CHECK(fork.now - fork.start < days(1) + 1h);
  done(control.advance("b", by(days(2))));
  CHECK(poll(*server, "b") == "COMPLETED");
  CHECK(poll(*server) == "STARTED");
}

TEST_CASE("on the clock auto a client that never sleeps sees each status", "[clocks][auto]") {
  const auto server = serve(
      "understudy: 1\nclock: auto\nbaanx: { orders: { id: abcd_1234, timeline: [ { status: STARTED }, { "
      "after: 1h, status: "
      "COMPLETED } ] } }\n");

  CHECK(poll(*server) == "STARTED");
  CHECK(poll(*server) == "COMPLETED");
  CHECK(server->now() - core::kManualStart == 1h);
  CHECK(done(server->control().advance("default", by(1h))).now - core::kManualStart == 2h);
}

TEST_CASE("a reset in the middle of things begins at the start, and advances of before move nothing",
          "[clocks][threads]") {
  const auto server = serve(kDays);
  auto& control = server->control();
  std::atomic<bool> is_over = false;

  std::thread mover{[&] {
    while (!is_over) control.advance("default", until(in_status("COMPLETED")));
  }};
  for (int i = 0; i < 100; ++i) {
    const auto reset = done(control.reset("default", {}));
    CHECK(reset.start == core::kManualStart);
  }
  is_over = true;
  mover.join();

  const auto last = done(control.reset("default", {}));
  CHECK(last.now == core::kManualStart);
}
