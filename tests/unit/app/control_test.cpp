// The control API as a part of the server: where it answers, and what it knows of the whole.

#include "server_play.hpp"
#include "support/process.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <regex>
#include <thread>

using namespace mock;
using namespace mock::tests;
using namespace std::chrono_literals;
using Catch::Matchers::ContainsSubstring;

namespace {

core::Request control_get(const std::string& path, core::Headers more = {}) {
  core::Headers headers{{"Host", "localhost:1"}};
  headers.insert(headers.end(), more.begin(), more.end());
  return {.method = "GET", .target = "/_understudy" + path, .headers = std::move(headers), .body = {}};
}

core::Request control_post(const std::string& path, const std::string& json) {
  return {.method = "POST",
          .target = "/_understudy" + path,
          .headers = {{"Host", "localhost:1"}, {"Content-Type", "application/json"}},
          .body = json};
}

core::Json json_of(const core::Reply& reply) { return core::Json::parse(body_of(reply)); }

}  // namespace

TEST_CASE("control calls are answered in process as over a socket", "[control]") {
  const auto server = serve(kHour);

  CHECK(server->handle(control_post("/sessions", R"({"name": "a", "scenario": "it"})")).response.status ==
        201);
  CHECK(server->handle(control_post("/sessions/a/clock/advance", R"({"by": "1h"})")).response.status == 200);
  CHECK(poll(*server, "a") == "COMPLETED");
  CHECK(server->handle(control_get("/sessions/a/exchanges/1")).response.status == 200);
  CHECK(server
            ->handle(control_post("/sessions/a/wait",
                                  R"({"of": "abcd_1234", "status": "STARTED", "timeout": "0s"})"))
            .response.status == 409);
  core::Request removal = control_get("/sessions/a");
  removal.method = "DELETE";
  CHECK(server->handle(removal).response.status == 204);
  CHECK(server->handle(control_get("/sessions/a")).response.status == 404);
  CHECK(server->findings().total() == 0);
}

TEST_CASE("health tells which server it is", "[control]") {
  const auto one = serve(kHour);
  const auto two = serve(kHour);

  const auto health = one->control().health();

  CHECK(health.ready);
  CHECK(health.sessions == 1);
  CHECK(std::regex_match(health.instance,
                         std::regex{"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"}));
  CHECK(health.instance != two->control().health().instance);
}

TEST_CASE("every answer of a provider names its exchange, refusals outside of sessions too", "[control]") {
  const auto server = serve(kHour);
  const auto exchange_of = [&](const std::string& target) {
    const core::Reply reply = server->handle(get(target));
    const std::string* id = core::find_header(reply.response.headers, "X-Understudy-Exchange");
    return id == nullptr ? std::string{} : *id;
  };

  CHECK(exchange_of(kOrder) == "1");
  CHECK(exchange_of("/no/such/path") == "2");
  CHECK(exchange_of("/~nobody/") == "outside-1");
  const auto outside = server->control().outside();
  REQUIRE(outside.exchanges.size() == 1);
  CHECK(outside.exchanges[0]->request.target == "/~nobody/");
  CHECK(outside.findings.size() == 1);
}

TEST_CASE("without a control API its paths say so", "[control]") {
  const auto server = serve(kHour, {.admin = {.enabled = false}});

  const core::Reply reply = server->handle(control_get("/health"));

  CHECK(reply.response.status == 404);
  CHECK_THAT(body_of(reply), ContainsSubstring("--no-admin"));
  CHECK(server->admin_url().empty());
}

TEST_CASE("a token is asked for", "[control]") {
  const auto server = serve(kHour, {.admin = {.options = {.token = "open-sesame"}}});

  CHECK(server->handle(control_get("/health")).response.status == 401);
  CHECK(server->handle(control_get("/health", {{"Authorization", "Bearer open-sesame"}})).response.status ==
        200);
}

TEST_CASE("the control API may have a port of its own", "[control]") {
  const auto server = serve(kHour, {.admin = {.port = 0}});
  const std::string url = server->start();

  REQUIRE(server->admin_port() != server->port());
  CHECK(server->admin_url() != url);
  const auto status = [](const std::string& address) {
    return test::run({"curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", address}).out;
  };
  CHECK(status(server->admin_url() + "/_understudy/health") == "200");
  CHECK(status(url + "/_understudy/health") == "404");
  CHECK(status(server->admin_url() + "/v1/order/abcd_1234") == "404");
  CHECK(server->findings().total() == 0);
  server->stop();
}

TEST_CASE("a stream over a socket ends when the server stops", "[control]") {
  const auto server = serve(kHour);
  const std::string url = server->start();
  std::thread stopper{[&] {
    while (server->control().counters().waits_now == 0) std::this_thread::yield();
    server->stop(5s);
  }};

  const auto curl = test::run({"curl", "-s", "-N", url + "/_understudy/sessions/default/events"});
  stopper.join();

  CHECK_THAT(curl.out, ContainsSubstring("event: session_started"));
}

TEST_CASE("counters count", "[control]") {
  const auto server = serve(kHour);
  create(*server, "a");
  poll(*server, "default");
  server->handle(get("/~default/no/such/path"));
  server->handle(get("/~nobody/"));
  server->advance(1h);
  done(server->control().reset("a", {}));
  server->handle(control_get("/health"));

  const auto counters = server->control().counters();

  CHECK(counters.exchanges == 2);
  CHECK(counters.findings == 1);
  CHECK(counters.outside_findings == 1);
  CHECK(counters.steps_taken >= 1);
  CHECK(counters.sessions_created == 2);
  CHECK(counters.sessions_live == 2);
  CHECK(counters.rounds_closed == 1);
  CHECK(counters.control_calls == 1);
  CHECK(counters.waits_now == 0);
}

TEST_CASE("scenarios are listed, shown and checked", "[control]") {
  const auto server = serve(kHour);
  auto& control = server->control();

  const auto entries = control.scenarios();
  REQUIRE(entries.size() > 2);
  CHECK(entries[0].name == "it");
  CHECK(entries[0].about == "An hour.");
  CHECK(entries[0].providers == std::vector<std::string>{"baanx"});
  CHECK_FALSE(entries[0].shipped);
  CHECK(entries[1].shipped);
  CHECK(done(control.scenario_text("it")) == kHour);
  CHECK(refusal(control.scenario_text("nothing")).status == 404);
  CHECK(control.check(kHour, {}).valid);
  const auto check = control.check("understudy: 1\nbaanx: { ordres: [], clients: \"${A}\" }\n", {});
  CHECK_FALSE(check.valid);
  CHECK(check.lines.size() == 2);
}

TEST_CASE("a report of one session has its rounds, and nobody else's", "[control]") {
  const auto server = serve(kHour);
  create(*server, "a");
  poll(*server, "a");
  done(server->control().reset("a", {}));
  poll(*server, "a");

  const auto report = done(server->control().report("a"));

  REQUIRE(report.sessions.size() == 2);
  CHECK(report.sessions[0].round == 1);
  CHECK(report.sessions[1].round == 2);
  CHECK(report.outcome == core::Outcome::Passed);
  CHECK(json_of(server->handle(control_get("/sessions/a/report"))).is_object());
}

TEST_CASE("moves, signals and orders go to a running session", "[control]") {
  const auto server = serve(kHour);
  auto& control = server->control();

  done(control.carry_out("default", {.kind = core::Command::Kind::Move,
                                     .text = R"({"of": "abcd_1234", "status": "COMPLETED"})"}));
  CHECK(poll(*server) == "COMPLETED");
  const auto refused =
      refusal(control.carry_out("default", {.kind = core::Command::Kind::Move,
                                            .text = R"({"of": "abcd_1243", "status": "COMPLETED"})"}));
  CHECK(refused.status == 404);
  CHECK_THAT(refused.sentence, ContainsSubstring("abcd_1234"));
}

TEST_CASE("a running clock takes its steps by itself once the server is started", "[control][running]") {
  const std::string yaml =
      "understudy: 1\nclock: x100000\nbaanx: { orders: { id: abcd_1234, timeline: [ { status: STARTED }, { "
      "after: 10m, "
      "status: COMPLETED } ] } }\n";
  const auto server = serve(yaml);
  server->start();
  create(*server, "late");

  for (const std::string name : {"default", "late"}) {
    while (server->control().counters().steps_taken < 4) std::this_thread::yield();
    CHECK(poll(*server, name) == "COMPLETED");
  }
  server->stop();
}
