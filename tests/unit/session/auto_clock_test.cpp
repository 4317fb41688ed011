#include "support/session_play.hpp"

#include <catch2/catch_test_macros.hpp>

#include <algorithm>

using namespace mock;
using namespace std::chrono_literals;
using tests::SessionPlay;

namespace {

constexpr std::string_view kThreeStatuses = R"(understudy: 1
clock: auto
baanx:
  orders:
    - id: abcd_1234
      timeline:
        - { after: 9s, metadata: { note: seen } }
        - { after: 3d, status: COMPLETED }
)";

std::size_t count(const std::vector<std::string>& lines, std::string_view word) {
  return static_cast<std::size_t>(std::count_if(lines.begin(), lines.end(), [&](const std::string& line) {
    return line.find(word) != std::string::npos;
  }));
}

}  // namespace

TEST_CASE("A client that polls without sleeping sees each status once and is done", "[auto]") {
  SessionPlay play{kThreeStatuses};
  const auto begin = play.session.now();
  REQUIRE(play.poll("abcd_1234") == "STARTED");
  REQUIRE(play.session.now() == begin + 9s);
  REQUIRE(play.poll("abcd_1234") == "STARTED");
  REQUIRE(play.session.now() == begin + 9s + 72h);
  REQUIRE(play.poll("abcd_1234") == "COMPLETED");
  REQUIRE(play.session.now() == begin + 9s + 72h);  // nothing is left to go to
}

TEST_CASE("Only the timeline of what was polled moves the clock", "[auto]") {
  SessionPlay play{R"(understudy: 1
clock: auto
baanx:
  orders:
    - { id: soon, timeline: { after: 1h, status: COMPLETED } }
    - { id: late, timeline: { after: 2h, status: COMPLETED } }
)"};
  const auto begin = play.session.now();
  REQUIRE(play.poll("late") == "STARTED");
  REQUIRE(play.session.now() == begin + 2h);
  REQUIRE(play.poll("soon") == "COMPLETED");  // the clock carried it past its own step
}

TEST_CASE("A refused request, a HEAD and a request for nothing move no clock", "[auto]") {
  SessionPlay play{kThreeStatuses};
  const auto begin = play.session.now();
  play.get("/v1/order/unknown");
  play.get("/nowhere");
  core::Request head{.method = "HEAD",
                     .target = "/v1/order/abcd_1234",
                     .headers = {{"Authorization", "Bearer t"}, {"X-Client-ID", "c"}},
                     .body = {}};
  play.session.handle(head, {}, play.session.now());
  REQUIRE(play.session.now() == begin);
}

TEST_CASE("A step that waits for polls comes with them, and the wait behind it is skipped", "[auto]") {
  SessionPlay play{R"(understudy: 1
clock: auto
baanx:
  orders: { id: a, timeline: { polls: 2, after: 9s, status: COMPLETED } }
)"};
  const auto begin = play.session.now();
  REQUIRE(play.poll("a") == "STARTED");
  REQUIRE(play.session.now() == begin);
  REQUIRE(play.poll("a") == "STARTED");
  REQUIRE(play.session.now() == begin + 9s);
  REQUIRE(play.poll("a") == "COMPLETED");
}

TEST_CASE("An answer that asks the client to wait moves the clock to the end of the wait", "[auto]") {
  SessionPlay play{R"(understudy: 1
clock: auto
weather: { operation: baanx/get_order, first: 1, http_status: 429, retry_after: 20s }
baanx:
  orders: { id: a }
)"};
  const auto begin = play.session.now();
  REQUIRE(play.get("/v1/order/a").response.status == 429);
  REQUIRE(play.session.now() == begin + 20s);
  REQUIRE(play.get("/v1/order/a").response.status == 200);
}

TEST_CASE("A step beyond max_skip stops the clock with one finding", "[auto]") {
  SessionPlay play{R"(understudy: 1
clock: { mode: auto, max_skip: 7d }
baanx:
  orders: { id: a, timeline: { after: 8d, status: COMPLETED } }
)"};
  const auto begin = play.session.now();
  for (int i = 0; i < 3; ++i) REQUIRE(play.poll("a") == "STARTED");
  REQUIRE(play.session.now() == begin);
  REQUIRE(play.session.findings().count("SCENARIO-SKIP-LIMIT") == 1);
  const auto& finding = play.session.findings().groups().front().example();
  REQUIRE(finding.violation.found.find("8d ahead") != std::string::npos);
  REQUIRE(finding.violation.expected == "at most 7d between two requests");
  REQUIRE(play.session.verdict().outcome == core::Outcome::Failed);
}

TEST_CASE("What a command advanced does not count as skipped", "[auto]") {
  SessionPlay play{R"(understudy: 1
clock: { mode: auto, max_skip: 2d }
baanx:
  orders: { id: a, timeline: { after: 32d, status: COMPLETED } }
)"};
  play.session.set_time(play.session.now() + 31 * 24h);
  REQUIRE(play.session.skip_to_next());
  REQUIRE(play.status_of("a") == "COMPLETED");
  REQUIRE(play.session.findings().total() == 0);
}

TEST_CASE("A rule that lets the next answer through moves the clock no further than the poll does",
          "[auto]") {
  SessionPlay play{R"(understudy: 1
clock: auto
weather: { operation: baanx/get_order, nth: 1, from: { after: 0s }, for: 1h, http_status: 503 }
baanx:
  orders: { id: a, timeline: { after: 10m, status: COMPLETED } }
)"};
  const auto begin = play.session.now();
  REQUIRE(play.get("/v1/order/a").response.status == 503);
  REQUIRE(play.session.now() == begin);
  REQUIRE(play.poll("a") == "STARTED");
  REQUIRE(play.session.now() == begin + 10min);
}

TEST_CASE("Where every answer of a window is spoilt, the clock goes to its end", "[auto]") {
  SessionPlay play{R"(understudy: 1
clock: auto
weather: { operation: baanx/get_order, from: { after: 0s }, for: 1h, http_status: 503 }
baanx:
  orders: { id: a, timeline: { after: 2h, status: COMPLETED } }
)"};
  const auto begin = play.session.now();
  REQUIRE(play.get("/v1/order/a").response.status == 503);
  REQUIRE(play.session.now() == begin + 1h);
  REQUIRE(play.poll("a") == "STARTED");
  REQUIRE(play.poll("a") == "COMPLETED");
}

TEST_CASE("Waiting goes from event to event and no further than the limit", "[auto]") {
  SessionPlay play{R"(understudy: 1
clock: { mode: auto, max_skip: 1d }
baanx:
  orders:
    - id: a
      timeline:
        - { after: 10h, metadata: { note: one } }
        - { after: 10h, metadata: { note: two } }
        - { after: 10h, status: COMPLETED }
)"};
  REQUIRE(play.session.skip_to_next());
  REQUIRE(play.session.skip_to_next());
  REQUIRE_FALSE(play.session.skip_to_next());
  REQUIRE(play.session.findings().count("SCENARIO-SKIP-LIMIT") == 1);
  REQUIRE(play.poll("a") == "STARTED");  // a request begins the count anew
  REQUIRE(play.poll("a") == "COMPLETED");
  REQUIRE_FALSE(play.session.skip_to_next());  // nothing is due
  REQUIRE(count(play.events.lines(), "\"clock_skipped\"") == 3);
}
