// What other mock servers fell into, each with a test that notices if we do.

#include "app/mock_server.hpp"
#include "core/json.hpp"
#include "support/raw_socket.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <set>
#include <string>

using namespace mock;
using namespace std::chrono_literals;
using Catch::Matchers::ContainsSubstring;

namespace {

constexpr std::string_view kTwoDays = R"(understudy: 1
clock: { mode: manual, start: 2026-03-01T09:00:00Z }
baanx:
  users: { name: anna, tokens: { token: t, lifetime: 2d } }
  orders: { id: a, timeline: { after: 47h, status: COMPLETED } }
)";

app::MockServerOptions playing(std::string_view yaml) {
  return {.plays = {{.scenario = "trap", .yaml = std::string{yaml}}}};
}

core::Reply ask(app::MockServer& server, std::string method, std::string target, std::string body = {}) {
  return server.handle({.method = std::move(method),
                        .target = std::move(target),
                        .headers = {{"Host", "localhost"},
                                    {"Authorization", "Bearer t"},
                                    {"X-Client-ID", "c"},
                                    {"Content-Type", "application/json"}},
                        .body = std::move(body)});
}
/// What stands on the wire when the health of a server is asked for under that name.
std::string health_at(const app::MockServer& server, const std::string& host) {
  testing::RawSocket socket{server.port()};
  socket.send("GET /_understudy/health HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
  return socket.read_to_end();
}
core::Json json_of(const core::Reply& reply) { return core::Json::parse(core::text_of(reply.response.body)); }

}  // namespace

TEST_CASE("trap 1: a session in which nothing was checked has not passed", "[traps]") {
  app::MockServer server{playing(kTwoDays)};
  ask(server, "POST", "/_understudy/sessions/default/clock/advance", R"({"by": "1h"})");
  ask(server, "GET", "/_understudy/sessions/default/report");
  server.close();
  CHECK(server.verdict().outcome == core::Outcome::NothingChecked);
  CHECK(server.report().outcome == core::Outcome::NothingChecked);
}

TEST_CASE("trap 2: a port that is open belongs to a server that is ready", "[traps]") {
  app::MockServer server{playing(kTwoDays)};
  server.start();
  const auto answer = health_at(server, "localhost");
  CHECK_THAT(answer, ContainsSubstring("HTTP/1.1 200"));
  CHECK_THAT(answer, ContainsSubstring("\"ready\":true"));
}

TEST_CASE("trap 4: another server behind the expected port has another instance id", "[traps]") {
  std::set<std::string> ids;
  for (int i = 0; i < 3; ++i) {
    app::MockServer server{playing(kTwoDays)};
    const auto id = json_of(ask(server, "GET", "/_understudy/health")).at("instance").get<std::string>();
    CHECK(id == server.control().health().instance);
    ids.insert(id);
  }
  CHECK(ids.size() == 3);
}

TEST_CASE("trap 5: an unknown key is refused, not ignored", "[traps]") {
  app::MockServer server{playing(kTwoDays)};
  const auto reply =
      ask(server, "POST", "/_understudy/sessions", R"({"name": "x", "scenario": "trap", "clok": "auto"})");
  CHECK(reply.response.status == 400);
  CHECK_THAT(std::string{core::text_of(reply.response.body)}, ContainsSubstring("did you mean 'clock'"));
  CHECK(ask(server, "GET", "/_understudy/sessions/x").response.status == 404);
}

TEST_CASE("trap 6: one clock reaches statuses, tokens, bodies and headers alike", "[traps]") {
  app::MockServer server{playing(kTwoDays)};
  server.advance(47h);
  const auto reply = ask(server, "GET", "/v1/order/a");
  CHECK(json_of(reply).at("status") == "COMPLETED");
  CHECK(json_of(reply).at("paidAt") == "2026-03-03 08:00:00.000+00");
  CHECK(*core::find_header(reply.response.headers, "Date") == "Tue, 03 Mar 2026 08:00:00 GMT");
  server.advance(1h);
  CHECK(ask(server, "GET", "/v1/order/a").response.status == 401);  // the token's two days are over
  CHECK(server.report().sessions.at(0).end == server.now());
}

TEST_CASE(
    "trap 7: what comes to exist after an advance counts from then, and a clock that stands hangs nobody",
    "[traps]") {
  app::MockServer server{playing(kTwoDays)};
  server.advance(10h);
  const auto added =
      ask(server, "POST", "/_understudy/sessions/default/orders",
          R"({"provider": "baanx", "order": {"id": "b", "timeline": {"after": "1h", "status": "FAILED"}}})");
  REQUIRE(added.response.status == 201);
  CHECK(json_of(ask(server, "GET", "/v1/order/b")).at("status") == "STARTED");
  server.advance(59min);
  CHECK(json_of(ask(server, "GET", "/v1/order/b")).at("status") == "STARTED");
  server.advance(1min);
  CHECK(json_of(ask(server, "GET", "/v1/order/b")).at("status") == "FAILED");
  // Nobody moves the clock, so this cannot come true; it is told at once.
  const auto waited = ask(server, "POST", "/_understudy/sessions/default/wait",
                          R"({"of": "a", "status": "COMPLETED", "timeout": "0s"})");
  CHECK(waited.response.status == 409);
  CHECK_THAT(std::string{core::text_of(waited.response.body)}, ContainsSubstring("STARTED"));
}

TEST_CASE("trap 9: the journal is bounded, and findings and verdict do not hang on it", "[traps]") {
  app::MockServer server{playing(kTwoDays)};
  constexpr int kRequests = 5'000;
  ask(server, "GET", "/nowhere");
  for (int i = 0; i < kRequests; ++i) ask(server, "GET", "/v1/order/a");
  std::size_t kept = 0;
  static_cast<void>(server.control().look(
      "default", [&](const core::Session& session) { kept = session.journal().exchanges().size(); }));
  CHECK(kept == core::JournalLimits{}.exchanges);
  CHECK(ask(server, "GET", "/_understudy/sessions/default/exchanges/1").response.status == 410);
  CHECK(server.findings().count("CONTRACT-UNKNOWN-PATH") == 1);
  server.close();
  CHECK(server.verdict().outcome == core::Outcome::Failed);
  CHECK(server.report().sessions.at(0).exchanges == kRequests + 1);
}

TEST_CASE("trap 12: one session is reset, and the others go on", "[traps]") {
  app::MockServer server{playing(kTwoDays)};
  REQUIRE(ask(server, "POST", "/_understudy/sessions", R"({"name": "other", "scenario": "trap"})")
              .response.status == 201);
  for (const std::string session : {"default", "other"}) {
    server.advance(47h, session);
    CHECK(json_of(ask(server, "GET", "/~" + session + "/v1/order/a")).at("status") == "COMPLETED");
  }
  REQUIRE(ask(server, "POST", "/_understudy/sessions/other/reset").response.status == 200);
  CHECK(json_of(ask(server, "GET", "/~other/v1/order/a")).at("status") == "STARTED");
  CHECK(json_of(ask(server, "GET", "/~default/v1/order/a")).at("status") == "COMPLETED");
}

TEST_CASE("trap 15: health answers at every address that the server listens on", "[traps]") {
  app::MockServer server{playing(kTwoDays)};
  server.start();
  const std::string port = std::to_string(server.port());
  for (const std::string& host : std::initializer_list<std::string>{"127.0.0.1:" + port, "localhost:" + port,
                                                                    "[::1]:" + port, "api.localhost"}) {
    CAPTURE(host);
    CHECK_THAT(health_at(server, host), ContainsSubstring("HTTP/1.1 200"));
  }
  CHECK_THAT(health_at(server, "evil.example"), ContainsSubstring("--allow-host"));
}
