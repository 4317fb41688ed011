// Waiting instead of sleeping, and following the events of a session.

#include "server_play.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <atomic>
#include <thread>

using namespace mock;
using namespace mock::tests;
using namespace std::chrono_literals;
using Catch::Matchers::ContainsSubstring;
using Condition = core::Condition;

namespace {

constexpr std::chrono::milliseconds kLong{60'000};

Condition request_seen(std::uint64_t count) {
  return {.what = Condition::RequestSeen{.operation = "baanx/get_order", .of = "abcd_1234", .count = count}};
}

/// Runs `act` as soon as somebody waits (or follows) in that server.
template <typename Act>
std::thread once_somebody_waits(app::MockServer& server, Act act) {
  return std::thread{[&server, act] {
    while (server.control().counters().waits_now == 0) std::this_thread::yield();
    act();
  }};
}

/// What a stream has to say now; empty if it has ended.
std::string next_of(core::PieceSource& stream) {
  std::string piece;
  while (piece.empty() && stream.next(piece)) {
  }
  return piece;
}

}  // namespace

TEST_CASE("what is so already is not waited for", "[waits]") {
  const auto server = serve(kHour);

  const auto waited = done(server->control().wait("default", in_status("STARTED"), kLong));

  CHECK(waited.met);
  CHECK(waited.now == core::kManualStart);
}

TEST_CASE("an unmet wait says what is there instead", "[waits]") {
  const auto server = serve(kHour);

  const auto waited = done(server->control().wait("default", in_status("COMPLETED"), 1ms));

  CHECK_FALSE(waited.met);
  CHECK_THAT(waited.seen, ContainsSubstring("abcd_1234 is STARTED") && ContainsSubstring("COMPLETED"));
}

TEST_CASE("a wait ends with the request that it waits for", "[waits][threads]") {
  const auto server = serve(kHour);

  auto client = once_somebody_waits(*server, [&] {
    poll(*server);
    poll(*server);
  });
  const auto waited = done(server->control().wait("default", request_seen(2), kLong));
  client.join();

  CHECK(waited.met);
}

TEST_CASE("a wait ends with the advance of somebody else", "[waits][threads]") {
  const auto server = serve(kHour);

  auto mover = once_somebody_waits(*server, [&] { server->advance(1h); });
  const auto waited = done(server->control().wait("default", in_status("COMPLETED"), kLong));
  mover.join();

  CHECK(waited.met);
  CHECK(waited.now - core::kManualStart == 1h);
}

TEST_CASE("while somebody waits the clock auto goes from event to event", "[waits][auto]") {
  const auto server = serve(
      "understudy: 1\nclock: auto\nbaanx: { orders: { id: abcd_1234, timeline: [ { status: STARTED }, { "
      "after: 1h, "
      "metadata: { note: seen } }, { after: 47h, status: COMPLETED } ] } }\n");

  const auto waited = done(server->control().wait("default", in_status("COMPLETED"), kLong));
  const auto nothing_left = done(server->control().wait("default", in_status("STARTED"), 1ms));

  CHECK(waited.met);
  CHECK(waited.now - core::kManualStart == 48h);
  CHECK_FALSE(nothing_left.met);
  CHECK(nothing_left.now == waited.now);
}

TEST_CASE("a wait on the clock auto goes no further than its skip limit, and makes a finding of it",
          "[waits][auto]") {
  const auto server = serve(
      "understudy: 1\nclock: { mode: auto, max_skip: 1d }\nbaanx: { orders: { id: abcd_1234, timeline: [ { "
      "status: STARTED "
      "}, { after: 2d, status: COMPLETED } ] } }\n");

  CHECK_FALSE(done(server->control().wait("default", in_status("COMPLETED"), 1ms)).met);
  CHECK_FALSE(done(server->control().wait("default", in_status("COMPLETED"), 1ms)).met);

  CHECK(server->findings().count("SCENARIO-SKIP-LIMIT") == 1);
}

TEST_CASE("a wait on a running clock ends when the step comes", "[waits][running]") {
  const auto server = serve(
      "understudy: 1\nclock: x100000\nbaanx: { orders: { id: abcd_1234, timeline: [ { status: STARTED }, { "
      "after: 1h, "
      "status: COMPLETED } ] } }\n");

  CHECK(done(server->control().wait("default", in_status("COMPLETED"), kLong)).met);
}

TEST_CASE("a wait ends when its session is removed or reset, and says so", "[waits][threads]") {
  const auto server = serve(kHour);
  create(*server, "a");

  SECTION("removed") {
    auto other = once_somebody_waits(*server, [&] { server->control().remove("a"); });
    const auto waited = done(server->control().wait("a", in_status("COMPLETED"), kLong));
    other.join();
    CHECK_FALSE(waited.met);
    CHECK_THAT(waited.seen, ContainsSubstring("deleted"));
  }
  SECTION("reset") {
    auto other = once_somebody_waits(*server, [&] { server->control().reset("a", {}); });
    const auto waited = done(server->control().wait("a", in_status("COMPLETED"), kLong));
    other.join();
    CHECK_FALSE(waited.met);
    CHECK_THAT(waited.seen, ContainsSubstring("reset"));
  }
}

TEST_CASE("stopping ends all waits", "[waits][threads]") {
  const auto server = serve(kHour);

  auto other = once_somebody_waits(*server, [&] { server->stop(0ms); });
  const auto waited = done(server->control().wait("default", in_status("COMPLETED"), kLong));
  other.join();

  CHECK_FALSE(waited.met);
  CHECK_THAT(waited.seen, ContainsSubstring("stopped"));
  CHECK_FALSE(server->control().health().ready);
}

TEST_CASE("a stop waits for no session that is busy", "[waits][threads]") {
  const auto server = serve(kHour);
  bool is_stopped = false;

  server->control().look("default", [&](const core::Session&) {
    std::thread{[&] { server->stop(0ms); }}.join();
    is_stopped = true;
  });

  CHECK(is_stopped);
}

TEST_CASE("a stop ends an advance on its way", "[waits]") {
  struct Stopper final : core::EventSink {
    void on_event(const std::string& /*session*/, const core::Event& event) override {
      if (server != nullptr && std::holds_alternative<core::StepTaken>(event.what)) server->stop(0ms);
    }
    app::MockServer* server = nullptr;
  } stopper;
  const auto server = serve(
      "understudy: 1\nclock: manual\nbaanx: { orders: [ { id: abcd_1234, timeline: [ { status: STARTED }, { "
      "after: 1h, status: COMPLETED } ] }, { id: abcd_1235, timeline: [ { status: STARTED }, { after: 2h, "
      "status: COMPLETED } ] } ] }\n",
      {.sinks = {&stopper}});
  const auto start = server->now();
  stopper.server = server.get();

  const auto refused = refusal(server->control().advance("default", by(3h)));
  stopper.server = nullptr;

  CHECK(refused.status == 503);
  CHECK_THAT(refused.sentence, ContainsSubstring("stopped on the way"));
  CHECK(server->now() == start + 1h);
  server->advance(2h);
  CHECK(server->now() == start + 3h);
}

TEST_CASE("at most 256 waits and streams go on at once", "[waits]") {
  const auto server = serve(kHour);
  std::vector<std::shared_ptr<core::PieceSource>> streams;

  for (int i = 0; i < 256; ++i) streams.push_back(done(server->control().events("default", {})));

  CHECK(server->control().counters().waits_now == 256);
  CHECK(refusal(server->control().events("default", {})).status == 503);
  CHECK(refusal(server->control().wait("default", in_status("STARTED"), kLong)).status == 503);
  streams.pop_back();
  CHECK(done(server->control().wait("default", in_status("STARTED"), kLong)).met);
  CHECK(server->control().counters().waits_now == 255);
}

TEST_CASE("a stream tells what was and what comes", "[waits][streams]") {
  const auto server = serve(kHour);
  poll(*server);
  const auto stream = done(server->control().events("default", {}));

  const std::string past = next_of(*stream);
  CHECK_THAT(past, ContainsSubstring("id: 1-1\nevent: session_started"));
  CHECK_THAT(past, ContainsSubstring("event: exchange\n"));
  CHECK_THAT(past, !ContainsSubstring("tour-token"));

  std::thread mover{[&] { server->advance(1h); }};
  CHECK_THAT(next_of(*stream), ContainsSubstring("event: step_taken"));
  mover.join();
}

TEST_CASE("a stream goes on after the last event that its client has", "[waits][streams]") {
  const auto server = serve(kHour);
  server->advance(1h);
  const auto after = [&](const std::string& id) {
    return next_of(*done(server->control().events("default", id)));
  };

  CHECK_THAT(after("1-1"), ContainsSubstring("id: 1-2\n") && !ContainsSubstring("id: 1-1\n"));
  SECTION("of a round that is over: a reset") {
    done(server->control().reset("default", {}));
    CHECK_THAT(after("1-2"), ContainsSubstring("event: reset\ndata: {\"round\":2}\n\nid: 2-1\n"));
  }
  SECTION("of another server: a reset") {
    CHECK_THAT(after("1-4000"), ContainsSubstring("event: reset\n") && ContainsSubstring("id: 1-1\n"));
  }
  SECTION("unreadable") { CHECK(refusal(server->control().events("default", "yesterday")).status == 400); }
}

TEST_CASE("a stream says where events are gone from memory", "[waits][streams]") {
  const auto server =
      serve(kHour, {.journal_limits = {.exchanges = 3, .exchange_bytes = 1U << 20U, .events = 3}});
  for (int i = 0; i < 20; ++i) poll(*server);

  const std::string text = next_of(*done(server->control().events("default", {})));

  CHECK_THAT(text, ContainsSubstring("event: gap\ndata: {\"first\":"));
  CHECK_THAT(text, ContainsSubstring("event: exchange\n"));
}

TEST_CASE("a stream goes on over a reset, and ends when its session is removed or the server stops",
          "[waits][streams]") {
  const auto server = serve(kHour);
  create(*server, "a");
  const auto stream = done(server->control().events("a", {}));
  next_of(*stream);
  done(server->control().reset("a", {}));
  CHECK_THAT(next_of(*stream), ContainsSubstring("event: reset") && ContainsSubstring("id: 2-1"));

  SECTION("removed: the last events come before the end") {
    done(server->control().remove("a"));
    std::string piece;
    CHECK(stream->next(piece));
    CHECK_THAT(piece, ContainsSubstring("session_closed"));
  }
  SECTION("stopped") { server->stop(0ms); }
  std::string piece;
  CHECK_FALSE(stream->next(piece));
}

TEST_CASE("a stream that outlives its server has ended", "[waits][streams]") {
  auto server = serve(kHour);
  const auto stream = done(server->control().events("default", {}));
  next_of(*stream);

  server.reset();

  std::string piece;
  CHECK_FALSE(stream->next(piece));
}
