#include "core/random.hpp"
#include "support/session_play.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/generators/catch_generators_range.hpp>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

using namespace mock;
using namespace std::chrono_literals;
using Kind = core::Command::Kind;
using tests::SessionPlay;

namespace {

/// A scenario that nobody would write: orders of all kinds with timelines drawn from the seed.
std::string random_scenario(std::uint64_t seed) {
  core::Random random{seed, "scenario"};
  const auto below = [&](std::uint64_t limit) { return random.next() % limit; };
  static constexpr std::array<std::string_view, 3> kEnds{"COMPLETED", "FAILED", "EXPIRED"};
  std::string yaml = "understudy: 1\nclock: manual\nseed: " + std::to_string(seed) + "\nbaanx:\n  orders:\n";
  const auto orders = 1 + below(5);
  for (std::uint64_t i = 0; i < orders; ++i) {
    yaml += "    - id: order_" + std::to_string(i) + "\n      timeline:\n";
    for (auto waits = below(4); waits > 0; --waits) {
      const auto kind = below(4);
      if (kind == 0) yaml += "        - { polls: " + std::to_string(1 + below(3)) + " }\n";
      if (kind == 1) yaml += "        - { after: " + std::to_string(below(100)) + "s }\n";
      if (kind == 2)
        yaml += "        - { after: " + std::to_string(below(48)) + "h, metadata: { note: n" +
                std::to_string(waits) + " } }\n";
      if (kind == 3) yaml += "        - { on: { signal: go }, after: " + std::to_string(below(3)) + "m }\n";
    }
    yaml += "        - { after: " + std::to_string(below(20)) + "s, status: " + std::string{kEnds[below(3)]} +
            " }\n";
  }
  yaml += "musement:\n  orders:\n    - items:\n        - product: { title: A, max_confirmation_time: P0D }\n";
  yaml +=
      "        - product: { title: B, max_confirmation_time: P2D }\n          timeline: { on: paid, after: " +
      std::to_string(below(60)) + "m, status: OK }\n";
  yaml += "file_order:\n  orders:\n    - id: 42\n      sub_orders:\n";
  for (auto subs = 1 + below(3); subs > 0; --subs) {
    yaml += "        - { available: { after: " + std::to_string(below(90)) + "s }, files: { filename: f" +
            std::to_string(subs) + ".dat, size: 1KB } }\n";
  }
  return yaml;
}

/// Does something that a client or a user might do, drawn from `random`.
void act(SessionPlay& play, core::Random& random) {
  const auto below = [&](std::uint64_t limit) { return random.next() % limit; };
  switch (below(8)) {
    case 0:
    case 1:
      play.get("/v1/order/order_" + std::to_string(below(6)));
      break;
    case 2:
      play.get("/api/v1/rs-order/user/orders/42/files/available?page=" + std::to_string(below(2)));
      break;
    case 3:
      play.get("/nowhere/" + std::to_string(below(3)));
      break;
    case 4:
      play.tell(Kind::Signal, R"({"signal": "go"})");
      break;
    case 5:
      play.tell(Kind::Move, R"({"of": "order_0", "status": "FAILED"})");
      break;
    case 6:
      play.session.reject({.status = 400, .found = "nonsense", .expected = "HTTP", .read_so_far = {}},
                          play.session.now());
      break;
    default:
      play.session.set_time(play.session.now() + std::chrono::seconds{below(10'000)});
  }
}

std::vector<std::string> lines_of_repeating(const SessionPlay& original, std::string_view yaml) {
  SessionPlay again{yaml};
  for (const core::Input& input : original.session.inputs().inputs()) again.session.repeat(input);
  return again.events.lines();
}

}  // namespace

TEST_CASE("Advancing in one step or in many leaves the same log", "[inputs][property]") {
  const auto seed = GENERATE(range(1, 60));
  const std::string yaml = random_scenario(static_cast<std::uint64_t>(seed));
  SessionPlay at_once{yaml};
  SessionPlay in_steps{yaml};
  core::Random random{static_cast<std::uint64_t>(seed), "steps"};
  for (int i = 0; i < 5; ++i) {
    const auto far = std::chrono::seconds{random.next() % 200'000};
    const auto goal = at_once.session.now() + far;
    at_once.session.set_time(goal);
    while (in_steps.session.now() < goal) {
      const auto step = std::chrono::milliseconds{1 + random.next() % 20'000'000};
      in_steps.session.set_time(std::min(goal, in_steps.session.now() + core::Duration{step}));
    }
    at_once.get("/v1/order/order_0");
    in_steps.get("/v1/order/order_0");
  }
  REQUIRE(at_once.events.lines() == in_steps.events.lines());
}

TEST_CASE("The same inputs give the same events, byte for byte", "[inputs][property]") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(range(1, 60)));
  const std::string yaml = random_scenario(seed);
  SessionPlay play{yaml};
  core::Random random{seed, "acts"};
  for (int i = 0; i < 60; ++i) act(play, random);
  play.session.close(play.session.now());
  REQUIRE(play.session.inputs().is_complete());
  REQUIRE(lines_of_repeating(play, yaml) == play.events.lines());
}

TEST_CASE("A past can be gone back to event by event", "[inputs][property]") {
  const std::string yaml = random_scenario(7);
  SessionPlay play{yaml};
  core::Random random{7, "acts"};
  for (int i = 0; i < 40; ++i) act(play, random);
  for (std::uint64_t event = 1; event <= play.session.event_count(); ++event) {
    SessionPlay fork{yaml};
    for (const core::Input& input : play.session.inputs().inputs()) {
      fork.session.advance_to_event(input.at, event);
      if (fork.session.event_count() >= event) break;
      fork.session.repeat(input);
      if (fork.session.event_count() >= event) break;
    }
    REQUIRE(fork.session.event_count() >= event);
    const auto& lines = fork.events.lines();
    REQUIRE(std::equal(lines.begin(), lines.end(), play.events.lines().begin()));
  }
}

TEST_CASE("Equal requests share their memory, and a full budget drops the whole past", "[inputs]") {
  core::InputBudget budget{1'000'000, 40'000};
  core::InputLog log{&budget};
  const auto poll = [&] {
    return log.share({.method = "GET", .target = "/v1/order/a", .headers = {}, .body = {}}, {},
                     core::Addressed::ByName);
  };
  REQUIRE(poll() == poll());
  for (int i = 0; i < 500; ++i) log.add({.at = {}, .what = poll()});
  REQUIRE(log.is_complete());
  REQUIRE(log.inputs().size() == 500);
  for (int i = 0; i < 1'000; ++i) log.add({.at = {}, .what = poll()});
  REQUIRE_FALSE(log.is_complete());
  REQUIRE(log.inputs().empty());
  REQUIRE(log.bytes() == 0);
  REQUIRE(budget.take(1'000'000));  // all of it was given back
}

TEST_CASE("Consecutive steps of time are kept as one", "[inputs]") {
  core::InputBudget budget;
  core::InputLog log{&budget};
  for (int i = 1; i <= 100; ++i)
    log.add({.at = core::kManualStart + std::chrono::hours{i}, .what = core::Input::Time{}});
  REQUIRE(log.inputs().size() == 1);
  REQUIRE(log.inputs().front().at == core::kManualStart + 100h);
}
