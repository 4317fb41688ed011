#include "support/session_play.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

using namespace mock;
using namespace std::chrono_literals;
using Catch::Matchers::ContainsSubstring;
using Kind = core::Command::Kind;
using tests::SessionPlay;

namespace {

constexpr std::string_view kBooking = R"(understudy: 1
clock: { mode: manual, start: 2026-03-01T09:00:00Z }
musement:
  orders:
    - uuid: 8e9e5c6e-ea7d-4934-8753-f00954f30d00
      items:
        - uuid: 11045e18-e3ca-42e1-acb4-0d5be75036fd
          product: { title: Uffizi Gallery, max_confirmation_time: P2D }
          timeline:
            - { after: 30m }
            - { after: 1h, status: OK, vouchers: 2 }
            - { on: cancelled, status: REFUND_STARTED }
baanx:
  orders: { id: abcd_1234, timeline: { after: 9s, status: COMPLETED } }
file_order:
  orders:
    - id: 42
      sub_orders:
        - { available: { after: 10s }, files: { filename: a.dat, size: 1KB } }
        - { available: { on: downloaded, after: 30s }, files: { filename: b.dat, size: 1KB } }
)";
constexpr const char* kItem = "11045e18-e3ca-42e1-acb4-0d5be75036fd";

}  // namespace

TEST_CASE("A move takes the step that sets the status, with all that it carries, and drops those before it",
          "[moves]") {
  SessionPlay play{kBooking};
  play.session.set_time(play.session.now() + 10min);
  const auto answer =
      play.done(Kind::Move, R"({"of": "11045e18-e3ca-42e1-acb4-0d5be75036fd", "status": "OK"})");
  REQUIRE(play.status_of(kItem) == "OK");
  REQUIRE(answer.at("from") == "PENDING");
  REQUIRE(answer.at("status") == "OK");
  REQUIRE(answer.at("taken") == "x.yaml:11:15");
  REQUIRE(answer.at("dropped").size() == 1);
  REQUIRE(answer.at("next").at("status") == "REFUND_STARTED");
  REQUIRE(answer.at("next").at("due").is_null());
  const auto order = play.get("/api/v3/orders/8e9e5c6e-ea7d-4934-8753-f00954f30d00");
  const auto json = core::Json::parse(core::text_of(order.response.body));
  REQUIRE(json.at("items").at(0).at("vouchers").size() == 2);
  REQUIRE(json.at("status") == "OK");
  REQUIRE_FALSE(play.session.next_due() ==
                play.session.now() + 80min);  // the step that was taken does not come again
}

TEST_CASE("A move to a status that no step sets drops what is left", "[moves]") {
  SessionPlay play{kBooking};
  const auto answer = play.done(Kind::Move, R"({"of": "abcd_1234", "status": "FAILED"})");
  REQUIRE(play.poll("abcd_1234") == "FAILED");
  REQUIRE(answer.at("taken").is_null());
  REQUIRE(answer.at("dropped").size() == 1);
  REQUIRE(answer.at("next").is_null());
  play.session.set_time(play.session.now() + 1h);
  REQUIRE(play.poll("abcd_1234") == "FAILED");
}

TEST_CASE("A move to the status that it has drops what is left", "[moves]") {
  SessionPlay play{kBooking};
  const auto answer = play.done(Kind::Move, R"({"of": "abcd_1234", "status": "STARTED"})");
  REQUIRE(answer.at("dropped").size() == 1);
  play.session.set_time(play.session.now() + 1h);
  REQUIRE(play.poll("abcd_1234") == "STARTED");
}

TEST_CASE("What a move brought says where it was written", "[moves]") {
  SessionPlay play{kBooking};
  play.done(Kind::Move,
            R"({"of": "abcd_1234", "status": "STARTED", "timeline": [{"after": "1m", "status": "FAILED"}]})");
  play.session.set_time(play.session.now() + 1min);
  const auto index = play.session.find_resource("abcd_1234");
  REQUIRE(core::where("x.yaml", play.session.resource(*index).view.line) == "control call 1, 1:55");
}

TEST_CASE("A move may bring a timeline, which begins at the move", "[moves]") {
  SessionPlay play{kBooking};
  play.done(Kind::Move,
            R"({"of": "11045e18-e3ca-42e1-acb4-0d5be75036fd", "status": "OK",
                "timeline": [{"after": "2h", "status": "REFUND_STARTED"}, {"after": "1d", "status": "REFUNDED"}]})");
  const auto begin = play.session.now();
  REQUIRE(play.status_of(kItem) == "OK");
  play.session.set_time(begin + 2h);
  REQUIRE(play.status_of(kItem) == "REFUND_STARTED");
  play.session.set_time(begin + 26h);
  REQUIRE(play.status_of(kItem) == "REFUNDED");
}

TEST_CASE("Moves are refused in a sentence, and nothing changes", "[moves]") {
  SessionPlay play{kBooking};
  const auto events = play.session.event_count();
  SECTION("a resource that is not there") {
    const auto refused = play.refused(Kind::Move, R"({"of": "abcd_1243", "status": "FAILED"})");
    REQUIRE(refused.status == 404);
    REQUIRE(refused.sentence == "nothing here is called 'abcd_1243', did you mean 'abcd_1234'?");
  }
  SECTION("a status that the provider does not have") {
    const auto refused = play.refused(Kind::Move, R"({"of": "abcd_1234", "status": "PAID"})");
    REQUIRE(refused.status == 400);
    REQUIRE_THAT(refused.mistakes.at(0),
                 ContainsSubstring("body:1:31: 'PAID' is no status of a baanx order") &&
                     ContainsSubstring("a paid order is COMPLETED"));
  }
  SECTION("a transition that the provider does not have") {
    const auto refused =
        play.refused(Kind::Move, R"({"of": "11045e18-e3ca-42e1-acb4-0d5be75036fd", "status": "REFUNDED"})");
    REQUIRE(refused.status == 409);
    REQUIRE_THAT(refused.sentence, ContainsSubstring("cannot go from PENDING to REFUNDED"));
  }
  SECTION("what follows from its parts") {
    const auto refused =
        play.refused(Kind::Move, R"({"of": "8e9e5c6e-ea7d-4934-8753-f00954f30d00", "status": "OK"})");
    REQUIRE(refused.status == 409);
    REQUIRE_THAT(refused.sentence, ContainsSubstring("follows"));
  }
  SECTION("several mistakes at once, the brought timeline's included") {
    const auto refused = play.refused(
        Kind::Move,
        R"({"of": "abcd_1234", "status": "FAILED", "timeline": [{"after": 5, "staus": "FAILED"}]})");
    REQUIRE(refused.status == 400);
    REQUIRE(refused.mistakes.size() >= 2);
  }
  SECTION("something that is no JSON") {
    REQUIRE(play.refused(Kind::Move, "{\"of\": ").status == 400);
    REQUIRE(play.refused(Kind::Move, "[]").status == 400);
    REQUIRE(play.refused(Kind::Move, "").status == 400);
    REQUIRE(play.refused(Kind::Move, "{}").mistakes.size() == 2);
  }
  REQUIRE(play.session.event_count() == events);
  REQUIRE(play.status_of("abcd_1234") == "STARTED");
}

TEST_CASE("An unrealistic move does what the provider could not", "[moves]") {
  SessionPlay play{kBooking};
  play.done(Kind::Move,
            R"({"of": "11045e18-e3ca-42e1-acb4-0d5be75036fd", "status": "REFUNDED", "unrealistic": true})");
  REQUIRE(play.status_of(kItem) == "REFUNDED");
}

TEST_CASE("Moving a file order to DONE makes all its sub-orders available", "[moves]") {
  SessionPlay play{kBooking};
  play.done(Kind::Move, R"({"of": "42", "status": "DONE"})");
  REQUIRE(play.status_of("42/1") == "AVAILABLE");
  REQUIRE(play.status_of("42/2") == "AVAILABLE");
}

TEST_CASE("An order can be added to a running session, with the checks of a scenario", "[moves]") {
  SessionPlay play{kBooking};
  play.session.set_time(play.session.now() + 1h);
  const auto added = play.done(
      Kind::AddOrder,
      R"({"provider": "baanx", "order": {"id": "new_one", "timeline": {"after": "5s", "status": "FAILED"}}})");
  REQUIRE(added.at("resources").at(0) == "baanx/new_one");
  REQUIRE(play.poll("new_one") == "STARTED");
  play.session.set_time(play.session.now() + 5s);
  REQUIRE(play.poll("new_one") == "FAILED");

  REQUIRE_THAT(
      play.refused(Kind::AddOrder, R"({"provider": "baanx", "order": {"id": "abcd_1234"}})").sentence,
      ContainsSubstring("abcd_1234"));
  REQUIRE_THAT(play.refused(Kind::AddOrder, R"({"provider": "banx", "order": {"id": "x"}})").sentence,
               ContainsSubstring("this scenario does not play 'banx'"));
}

TEST_CASE("A signal wakes every timeline that waits for it, once", "[moves]") {
  SessionPlay play{R"(understudy: 1
clock: manual
baanx:
  orders:
    - id: a
      timeline:
        - { on: { signal: shipped }, after: 1m, metadata: { note: one } }
        - { on: { signal: shipped }, status: COMPLETED }
    - { id: b, timeline: { on: { signal: shipped }, status: FAILED } }
)"};
  REQUIRE(play.done(Kind::Signal, R"({"signal": "shipped"})").at("woken").size() == 2);
  REQUIRE(play.status_of("b") == "FAILED");
  REQUIRE(play.status_of("a") == "STARTED");
  play.session.set_time(play.session.now() + 1min);
  REQUIRE(play.status_of("a") == "STARTED");
  play.done(Kind::Signal, R"({"signal": "shipped"})");
  REQUIRE(play.status_of("a") == "COMPLETED");
  const auto refused = play.refused(Kind::Signal, R"({"signal": "shiped"})");
  REQUIRE(refused.status == 404);
  REQUIRE_THAT(refused.sentence, ContainsSubstring("did you mean 'shipped'"));
}

TEST_CASE("A step may wait for another provider's resource, whichever comes first in the file", "[moves]") {
  SessionPlay play{R"(understudy: 1
clock: { mode: manual, start: 2026-03-01T09:00:00Z }
musement:
  orders:
    - uuid: 8e9e5c6e-ea7d-4934-8753-f00954f30d00
      items:
        - product: { title: Uffizi Gallery, max_confirmation_time: P2D }
          timeline: { on: { status: COMPLETED, of: baanx/abcd_1234 }, after: 5s, status: OK }
baanx:
  orders: { id: abcd_1234, timeline: { after: 15s, status: COMPLETED } }
)"};
  const auto begin = play.session.now();
  play.session.set_time(begin + 19s);
  REQUIRE(play.status_of("8e9e5c6e-ea7d-4934-8753-f00954f30d00") == "PENDING");
  play.session.set_time(begin + 20s);
  REQUIRE(play.status_of("8e9e5c6e-ea7d-4934-8753-f00954f30d00") == "OK");
}

TEST_CASE("What happens to an order happens to its items, and what came first is remembered", "[moves]") {
  SessionPlay play{R"(understudy: 1
clock: manual
baanx:
  orders: { id: a, timeline: { on: { event: paid, of: musement/8e9e5c6e-ea7d-4934-8753-f00954f30d00/1 }, status: COMPLETED } }
musement:
  orders:
    - uuid: 8e9e5c6e-ea7d-4934-8753-f00954f30d00
      items: { product: { title: Uffizi Gallery, max_confirmation_time: P2D } }
)"};
  REQUIRE(play.status_of("a") == "COMPLETED");
}
