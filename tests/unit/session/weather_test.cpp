#include "support/session_play.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace mock;
using namespace std::chrono_literals;
using tests::SessionPlay;

namespace {

constexpr const char* kFiles = "/api/v1/rs-order/user/orders/42/files/available";

/// The path of the first file that a page lists.
std::string first_file(SessionPlay& play) {
  const auto page = play.get(kFiles);
  const auto json = core::Json::parse(core::text_of(page.response.body));
  const std::string uri = json.at("content").at(0).at("uri").get<std::string>();
  return uri.substr(uri.find("/api"));
}

}  // namespace

TEST_CASE("A download in whose place something else was sent was no download", "[weather]") {
  SessionPlay play{R"(understudy: 1
clock: manual
weather: { operation: file_order/get_catalog_file, first: 1, malformed: html }
file_order:
  orders:
    - id: 42
      sub_orders:
        - files: { filename: a.dat, size: 1KB }
        - { available: { on: downloaded }, files: { filename: b.dat, size: 1KB } }
)"};
  const std::string file = first_file(play);
  REQUIRE_FALSE(play.get(file).report_transfer);
  REQUIRE(play.status_of("42/2") == "PENDING");
  const auto reply = play.get(file);
  REQUIRE(reply.report_transfer);
  play.session.transfer_ended(reply.exchange, {.bytes_sent = 1000, .complete = true}, play.session.now());
  REQUIRE(play.status_of("42/2") == "AVAILABLE");
}

TEST_CASE("A poll counts when its answer is slow or whole, not when it is spoilt", "[weather]") {
  const auto status_after_two_polls = [](const std::string& rule) {
    SessionPlay play{"understudy: 1\nclock: manual\nweather: { operation: baanx/get_order, " + rule +
                     " }\nbaanx:\n  orders: { id: a, timeline: { polls: 2, status: COMPLETED } }\n"};
    play.get("/v1/order/a");
    play.get("/v1/order/a");
    return play.status_of("a");
  };
  CHECK(status_after_two_polls("latency: 2s") == "COMPLETED");
  CHECK(status_after_two_polls("drip: 1KB/s") == "COMPLETED");
  CHECK(status_after_two_polls("cut: 300KB") == "COMPLETED");  // its end is never reached
  CHECK(status_after_two_polls("cut: 3B") == "STARTED");
  CHECK(status_after_two_polls("reset: 0B") == "STARTED");
  CHECK(status_after_two_polls("malformed: json") == "STARTED");
  CHECK(status_after_two_polls("http_status: 500") == "STARTED");
  CHECK(status_after_two_polls("http_status: 500, processed: true") == "STARTED");
  CHECK(status_after_two_polls("rate_limit: { allow: 1, per: 1m }") == "STARTED");
}

TEST_CASE("What an exchange is about is known, whoever refused it", "[weather]") {
  SessionPlay play{R"(understudy: 1
clock: manual
weather: { operation: baanx/get_order, first: 1, http_status: 503 }
baanx:
  users: { name: anna, tokens: other }
  orders: { id: a }
)"};
  play.get("/v1/order/a");  // refused by the weather
  play.get("/v1/order/a");  // 401
  const core::Condition seen{
      core::Condition::RequestSeen{.operation = "baanx/get_order", .of = "a", .count = 2}};
  REQUIRE(play.session.mistakes_in(seen).empty());
  REQUIRE(play.session.meets(seen));
}

TEST_CASE("A rule takes part in 'why this answer', and the journal names it", "[weather]") {
  SessionPlay play{R"(understudy: 1
clock: manual
weather: { name: storm, operation: baanx/get_order, first: 1, http_status: 503, latency: 2s }
baanx:
  orders: { id: a }
)"};
  const auto reply = play.get("/v1/order/a");
  REQUIRE(reply.delay == 2s);
  const auto exchange = play.session.journal().exchange(reply.exchange);
  REQUIRE(exchange->rule == "storm");
  REQUIRE(exchange->rule_line.line == 3);
  bool is_told = false;
  for (const auto& line : play.events.lines())
    is_told = is_told || line.find("\"storm\"") != std::string::npos;
  REQUIRE(is_told);
}

TEST_CASE("Requests are about whole orders: a condition on a part is refused", "[weather]") {
  SessionPlay play{R"(understudy: 1
clock: manual
file_order:
  orders: { id: 42, sub_orders: { files: { filename: a.dat, size: 1KB } } }
)"};
  const auto mistakes =
      play.session.mistakes_in({core::Condition::RequestSeen{.operation = {}, .of = "42/1"}});
  REQUIRE(mistakes ==
          std::vector<std::string>{"requests are about whole orders, and '42/1' is a part of one"});
}
