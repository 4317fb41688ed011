// Understudy within a C++ test: no socket, no thread, no waiting. Time passes when the test says so.

#include "app/mock_server.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <string>

using namespace mock;
using namespace std::chrono_literals;
using Catch::Matchers::ContainsSubstring;

namespace {

constexpr const char* kScenario = R"(
understudy: 1
about: Two polls see STARTED. Nine seconds after the second one the payment is there.
clock: manual
baanx:
  clients: your_client_id
  users: { name: anna, tokens: her-token }
  orders:
    - id: abcd_1234
      owner: anna
      timeline:
        - status: STARTED
        - { polls: 2, after: 9s, status: COMPLETED, metadata: { txHash: 0x3a11a86c } }
)";

/// What the code under test would send.
core::Request get_order(const std::string& bearer = "her-token") {
  return {.method = "GET",
          .target = "/v1/order/abcd_1234",
          .headers = {{"Host", "api.example"},
                      {"X-Client-ID", "your_client_id"},
                      {"Authorization", "Bearer " + bearer}},
          .body = {}};
}

}  // namespace

TEST_CASE("a scenario can be played without a socket", "[example]") {
  app::MockServer server{{.plays = {{.scenario = "payment", .yaml = kScenario}}}};

  server.handle(get_order());
  server.advance(3s);
  server.handle(get_order());
  server.advance(8s);
  CHECK_THAT(std::string{core::text_of(server.handle(get_order()).response.body)},
             ContainsSubstring("STARTED"));

  server.advance(1s);
  const core::Reply reply = server.handle(get_order());

  CHECK(reply.response.status == 200);
  CHECK_THAT(std::string{core::text_of(reply.response.body)},
             ContainsSubstring(R"("status":"COMPLETED","paidAt":"2026-01-01 00:00:12.000+00")"));
  server.close();
  CHECK(server.verdict().outcome == core::Outcome::Passed);
}

TEST_CASE("a broken promise can be asserted by its code, and says how to mend it", "[example]") {
  app::MockServer server{{.plays = {{.scenario = "payment", .yaml = kScenario}}}};

  const core::Reply reply = server.handle(get_order("somebody-elses-token"));

  CHECK(reply.response.status == 401);
  server.close();
  CHECK(server.verdict().outcome == core::Outcome::Failed);
  const core::FindingGroups findings = server.findings();
  REQUIRE(findings.count("AUTH-UNKNOWN-BEARER") == 1);
  const core::Violation& violation = findings.groups().front().example().violation;
  CHECK(violation.where == "header Authorization");
  CHECK_THAT(violation.found, ContainsSubstring("oken"));
  CHECK_FALSE(violation.expected.empty());
  CHECK_FALSE(violation.hint.empty());
}

TEST_CASE("time goes on until something is so, however long that takes in the story", "[example]") {
  app::MockServer server{{.plays = {{.scenario = "payment", .yaml = kScenario}}}};
  server.handle(get_order());
  server.handle(get_order());

  const auto result = server.control().advance(
      "default",
      {.until = core::Condition{core::Condition::InStatus{.of = "abcd_1234", .status = "COMPLETED"}},
       .limit = 24h});

  REQUIRE(std::holds_alternative<admin::Advanced>(result));
  const auto& advanced = std::get<admin::Advanced>(result);
  CHECK(advanced.met == true);
  CHECK(advanced.now - advanced.from == 9s);
}

TEST_CASE("the past can be shared: a fork tries the other branch", "[example]") {
  app::MockServer server{{.plays = {{.scenario = "payment", .yaml = kScenario}}}};
  server.handle(get_order());
  server.handle(get_order());

  server.control().fork("default", {.name = "what_if"});
  server.control().carry_out(
      "what_if", {.kind = core::Command::Kind::Move, .text = R"({"of": "abcd_1234", "status": "FAILED"})"});

  core::Request request = get_order();
  request.target = "/~what_if" + request.target;
  CHECK_THAT(std::string{core::text_of(server.handle(request).response.body)}, ContainsSubstring("FAILED"));
  CHECK_THAT(std::string{core::text_of(server.handle(get_order()).response.body)},
             ContainsSubstring("STARTED"));
}

TEST_CASE("an empty success is none: who never asked has checked nothing", "[example]") {
  app::MockServer server{{.plays = {{.scenario = "payment", .yaml = kScenario}}}};

  server.close();

  CHECK(server.verdict().outcome == core::Outcome::NothingChecked);
}
