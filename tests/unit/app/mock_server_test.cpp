#include "app/mock_server.hpp"

#include "core/json.hpp"
#include "journal/event_json.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <string>
#include <vector>

using namespace mock;
using namespace std::chrono_literals;
using Catch::Matchers::ContainsSubstring;

namespace {

const core::ClockSettings kManual{.mode = core::ClockMode::Manual};

core::Request get(const std::string& target, core::Headers more = {}) {
  core::Headers headers{{"Host", "localhost:1"},
                        {"X-Client-ID", "your_client_id"},
                        {"X-Musement-Application", "tour"},
                        {"Authorization", "Bearer tour-token"}};
  headers.insert(headers.end(), more.begin(), more.end());
  return {.method = "GET", .target = target, .headers = std::move(headers), .body = {}};
}

const std::string kOrder = "/v1/order/abcd_1234";

std::unique_ptr<app::MockServer> play(const std::string& yaml, std::vector<core::EventSink*> sinks = {}) {
  return std::make_unique<app::MockServer>(
      app::MockServerOptions{.plays = {{.scenario = "it", .yaml = "understudy: 1\nclock: manual\n" + yaml}},
                             .sinks = std::move(sinks)});
}

std::string body_of(const core::Reply& reply) { return std::string{core::text_of(reply.response.body)}; }

}  // namespace

TEST_CASE("a session is addressed by prefix or by header, and its links keep the prefix", "[app][sessions]") {
  app::MockServer server{
      {.plays = {{.scenario = "tour"}, {.scenario = "tour", .session = "second"}}, .clock = kManual}};
  const std::string files = "/api/v1/rs-order/user/orders/42/files/available";
  server.advance(1min);
  server.advance(1min, "second");

  CHECK_THAT(body_of(server.handle(get(files))),
             ContainsSubstring("\"http://localhost:1/api/v1/rs-catalog/"));
  CHECK_THAT(body_of(server.handle(get("/~tour" + files))),
             ContainsSubstring("\"http://localhost:1/api/v1/rs-catalog/"));
  CHECK_THAT(body_of(server.handle(get("/~second" + files))),
             ContainsSubstring("\"http://localhost:1/~second/api/v1/"));
  CHECK_THAT(body_of(server.handle(get("/%7Esecond" + files))), ContainsSubstring("/~second/api/v1/"));
  CHECK_THAT(body_of(server.handle(get(files, {{"X-Understudy-Session", "second"}}))),
             ContainsSubstring("/~second/api/v1/"));
}

TEST_CASE("an unknown session is refused in a sentence and lands in nobody's", "[app][sessions]") {
  app::MockServer server{{.plays = {{.scenario = "tour"}}, .clock = kManual}};

  const std::string target =
      GENERATE("/~nobody/v1/order/abcd_1234", "/~nobody", "/~", "/~/v1/order/abcd_1234", "/~nobody?x=1");
  const core::Reply reply = server.handle(get(target));

  CHECK(reply.response.status == 404);
  CHECK_THAT(body_of(reply), ContainsSubstring("there is no session '") &&
                                 ContainsSubstring(", known: default, tour; the base URL of a session is"));
  CHECK(server.findings().total() == 0);
  const core::RunReport report = server.report();
  REQUIRE(report.outside.size() == 1);
  CHECK(report.outside.front().example().violation.rule.code == "SESSION-UNKNOWN");
  CHECK(report.outcome == core::Outcome::Failed);
}

TEST_CASE("two session headers that differ are refused", "[app][sessions]") {
  app::MockServer server{{.plays = {{.scenario = "tour"}}}};
  const auto reply =
      server.handle({.method = "GET",
                     .target = "/v1/order/abcd_1234",
                     .headers = {{"X-Understudy-Session", "default"}, {"x-understudy-session", "tour"}},
                     .body = {}});
  CHECK(reply.response.status == 400);
  CHECK(reply.session.empty());
}

TEST_CASE("prefix and header that differ are refused", "[app][sessions]") {
  app::MockServer server{
      {.plays = {{.scenario = "tour"}, {.scenario = "tour", .session = "second"}}, .clock = kManual}};

  CHECK(server.handle(get("/~second" + kOrder, {{"X-Understudy-Session", "tour"}})).response.status == 400);
  CHECK(server.handle(get("/~second" + kOrder, {{"X-Understudy-Session", "second"}})).response.status == 200);
}

TEST_CASE("two scenarios of one name are refused", "[app][sessions]") {
  CHECK_THROWS_AS(app::MockServer({.plays = {{.scenario = "tour"}, {.scenario = "tour"}}}),
                  app::ScenariosRefused);
}

TEST_CASE("all mistakes of all scenarios come at once", "[app]") {
  try {
    app::MockServer server{{.plays = {{.scenario = "a", .yaml = "understudy: 1\nbaanx: { ordres: [] }\n"},
                                      {.scenario = "b", .yaml = "understudy: 1\nbaanx: [\n"},
                                      {.scenario = "no/such/file"}}}};
    FAIL("these are no scenarios");
  } catch (const app::ScenariosRefused& refused) {
    CHECK(refused.problems().size() == 3);
    CHECK_THAT(refused.what(), ContainsSubstring("a:2:10: unknown key 'ordres' in"));
    CHECK_THAT(refused.what(), ContainsSubstring("b:"));
    CHECK_THAT(refused.what(), ContainsSubstring("no/such/file: there is no such file"));
  }
}

TEST_CASE("a health check is answered and never judged", "[app]") {
  const auto server = play("baanx: {}\n");

  const std::string target = GENERATE("/", "/favicon.ico", "/robots.txt");
  CHECK(server->handle(get(target)).response.status == 200);

  CHECK(server->findings().total() == 0);
  server->close();
  CHECK(server->verdict().outcome == core::Outcome::NothingChecked);
}

TEST_CASE("a provider without a section is named", "[app]") {
  const auto server = play("baanx: {}\n");

  const core::Reply reply = server->handle(get("/api/v3/orders/8e9e5c6e-ea7d-4934-8753-f00954f30d00"));

  CHECK(reply.response.status == 404);
  CHECK_THAT(body_of(reply), ContainsSubstring("this scenario has no 'musement:' section"));
  CHECK(server->findings().count("SCENARIO-NOT-PLAYED") == 1);
}

TEST_CASE("what a request sets off is taken right after its answer", "[app][timeline]") {
  const auto server =
      play("baanx: { orders: { id: abcd_1234, timeline: [ { polls: 1, status: COMPLETED } ] } }\n");

  CHECK_THAT(body_of(server->handle(get(kOrder))), ContainsSubstring("STARTED"));
  CHECK_THAT(body_of(server->handle(get(kOrder))), ContainsSubstring("COMPLETED"));
}

TEST_CASE("refused requests and HEAD are no polls", "[app][timeline]") {
  const auto server =
      play("baanx: { orders: { id: abcd_1234, timeline: [ { polls: 1, status: COMPLETED } ] } }\n");

  core::Request head = get(kOrder);
  head.method = "HEAD";
  server->handle(head);
  core::Request refused = get(kOrder);
  refused.headers.pop_back();
  server->handle(refused);

  CHECK_THAT(body_of(server->handle(get(kOrder))), ContainsSubstring("STARTED"));
}

TEST_CASE("a poll at the very instant of a step sees the new state", "[app][timeline]") {
  const auto server =
      play("baanx: { orders: { id: abcd_1234, timeline: { after: 9s, status: COMPLETED } } }\n");

  server->advance(9s - 1us);
  CHECK_THAT(body_of(server->handle(get(kOrder))), ContainsSubstring("STARTED"));
  server->advance(1us);
  CHECK_THAT(body_of(server->handle(get(kOrder))), ContainsSubstring("COMPLETED"));
}

TEST_CASE("a step is taken at its due instant, not when somebody looks", "[app][timeline]") {
  const auto server =
      play("baanx: { orders: { id: abcd_1234, timeline: { after: 9s, status: COMPLETED } } }\n");

  server->advance(72h);

  CHECK_THAT(body_of(server->handle(get(kOrder))), ContainsSubstring("2026-01-01 00:00:09.000+00"));
}

TEST_CASE("expect counts requests, and says at once when there are too many", "[app][expect]") {
  const auto server = play(
      "baanx: { orders: { id: abcd_1234 } }\n"
      "expect:\n  requests:\n    - { operation: baanx/get_order, of: abcd_1234, count: { at_most: 2 } }\n"
      "    - { operation: baanx/get_order, http_status: 404, count: 1 }\n");

  server->handle(get(kOrder));
  server->handle(get(kOrder));
  CHECK(server->findings().count("SCENARIO-REQUESTS") == 0);
  server->handle(get(kOrder));
  CHECK(server->findings().count("SCENARIO-REQUESTS") == 1);
  server->handle(get(kOrder));
  CHECK(server->findings().count("SCENARIO-REQUESTS") == 1);

  server->close();
  CHECK(server->findings().count("SCENARIO-REQUESTS") == 2);  // the 404 never came
  CHECK(server->verdict().outcome == core::Outcome::Failed);
}

TEST_CASE("a declared violation does not fail the run, its absence does", "[app][expect]") {
  const std::string yaml =
      "baanx: { clients: somebody_else, orders: { id: abcd_1234 } }\nexpect: { violations: "
      "AUTH-UNKNOWN-CLIENT }\n";
  const auto with = play(yaml);
  with->handle(get(kOrder));
  with->close();
  CHECK(with->verdict().outcome == core::Outcome::Passed);

  const auto without = play(yaml);
  core::Request right = get(kOrder);
  right.headers[1].value = "somebody_else";
  without->handle(right);
  without->close();
  CHECK(without->verdict().outcome == core::Outcome::Failed);
  CHECK(without->findings().count("SCENARIO-VIOLATION-MISSING") == 1);
}

TEST_CASE("severity and fail_on decide what fails", "[app][expect]") {
  struct Row {
    std::string expect;
    core::Outcome outcome;
  };
  const auto row = GENERATE(values<Row>({
      {"{}", core::Outcome::Failed},
      {"{ severity: { AUTH-UNKNOWN-CLIENT: warning } }", core::Outcome::Passed},
      {"{ severity: { AUTH-UNKNOWN-CLIENT: warning }, fail_on: warning }", core::Outcome::Failed},
      {"{ severity: { AUTH-UNKNOWN-CLIENT: note }, fail_on: warning }", core::Outcome::Passed},
      {"{ severity: { AUTH-UNKNOWN-CLIENT: ignore } }", core::Outcome::Passed},
  }));
  const auto server =
      play("baanx: { clients: somebody_else, orders: { id: abcd_1234 } }\nexpect: " + row.expect + "\n");

  server->handle(get(kOrder));
  server->close();

  CAPTURE(row.expect);
  CHECK(server->verdict().outcome == row.outcome);
}

TEST_CASE("a step that waits for ever is noted at the end", "[app][expect]") {
  const auto server = play(
      "musement: { orders: { items: { timeline: { on: cancelled, status: REFUND_STARTED, unrealistic: true } "
      "} } }\n");

  server->handle(get("/api/v3/orders/8e9e5c6e-ea7d-4934-8753-f00954f30d00"));
  server->close();

  CHECK(server->findings().count("SCENARIO-STEP-NOT-TAKEN") == 1);
  CHECK(server->verdict().outcome == core::Outcome::Passed);
}

TEST_CASE("an answer of ours that breaks the contract through 'fields' is found on our side",
          "[app][contract]") {
  const auto server =
      play("baanx: { orders: { id: abcd_1234, unrealistic: true, fields: { paidAt: tomorrow } } }\n");

  CHECK(server->handle(get(kOrder)).response.status == 200);

  REQUIRE(server->findings().count("CONTRACT-RESPONSE") >= 1);
  CHECK(server->findings().groups().front().example().violation.side == core::Side::Provider);
}

TEST_CASE("a million mistakes cost no more memory than a few, and none is lost", "[app][findings]") {
  const auto server = play("baanx: { orders: { id: abcd_1234 } }\n");
  core::Request wrong = get(kOrder);
  wrong.headers.pop_back();

  for (int i = 0; i < 5000; ++i) server->handle(wrong);

  const core::FindingGroups findings = server->findings();
  CHECK(findings.count("AUTH-MISSING-BEARER") == 5000);
  REQUIRE(findings.groups().size() == 1);
  CHECK(findings.groups().front().first.size() == core::FindingGroups::kKeptPerGroup);
}

TEST_CASE("one long advance and many short ones give the same events", "[app][determinism]") {
  const auto play_in_steps = [](core::Duration step) {
    journal::EventLines lines;
    app::MockServer server{{.plays = {{.scenario = "tour"}}, .clock = kManual, .sinks = {&lines}}};
    for (core::Duration passed{}; passed < 60s; passed += step) server.advance(step);
    server.handle(get(kOrder));
    return lines.lines();
  };

  CHECK(play_in_steps(60s) == play_in_steps(1ms * 100));
}

TEST_CASE("a variable is taken from what was set, then from its default", "[app][variables]") {
  const std::string yaml =
      "understudy: 1\nclock: manual\nbaanx: { clients: \"${CLIENT:-your_client_id}\", orders: { id: "
      "abcd_1234 } }\n";
  const auto status_with = [&](const app::Variables& variables) {
    app::MockServer server{{.plays = {{.scenario = "v", .yaml = yaml}}, .variables = variables}};
    return server.handle(get(kOrder)).response.status;
  };

  CHECK(status_with({.set = {}, .environment = false}) == 200);
  CHECK(status_with({.set = {{"CLIENT", "another"}}, .environment = false}) == 498);
}

TEST_CASE("a variable without a value is a sentence that says how to give one", "[app][variables]") {
  CHECK_THROWS_WITH(
      app::MockServer(
          {.plays = {{.scenario = "v", .yaml = "understudy: 1\nbaanx: { clients: \"${CLIENT}\" }\n"}},
           .variables = {.set = {}, .environment = false}}),
      ContainsSubstring("variable CLIENT is not set: give it with --set"));
}

TEST_CASE("a health check on a session's own base URL is no finding either", "[app][sessions]") {
  app::MockServer server{
      {.plays = {{.scenario = "tour"}, {.scenario = "tour", .session = "second"}}, .clock = kManual}};

  CHECK(server.handle(get("/~second/")).response.status == 200);
  CHECK(server.handle(get("/~second")).response.status == 200);

  CHECK(server.findings("second").total() == 0);
}

TEST_CASE("the name default is taken by the first session", "[app][sessions]") {
  CHECK_THROWS_WITH(
      app::MockServer({.plays = {{.scenario = "tour"}, {.scenario = "tour", .session = "default"}}}),
      ContainsSubstring("there is a session 'default' already"));
}

TEST_CASE("another clock mode leaves the start where the scenario has it", "[app][clock]") {
  const std::string yaml =
      "understudy: 1\nclock: manual\nbaanx: { orders: { id: abcd_1234, timeline: { at: 2026-01-01T01:00:00Z, "
      "status: "
      "COMPLETED } } }\n";
  app::MockServer server{{.plays = {{.scenario = "it", .yaml = yaml}},
                          .clock = core::ClockSettings{.mode = core::ClockMode::Real}}};

  CHECK_THAT(body_of(server.handle(get(kOrder))), ContainsSubstring("STARTED"));
}

TEST_CASE("a mistake in a section makes no mistakes of 'expect' up", "[app][expect]") {
  try {
    play("baanx: { orders: { id: abcd_1234, staus: x } }\nexpect: { requests: { of: abcd_1234 } }\n");
    FAIL("this is no scenario");
  } catch (const app::ScenariosRefused& refused) {
    CHECK_THAT(refused.what(),
               ContainsSubstring("unknown key 'staus'") && !ContainsSubstring("nothing here is called"));
  }
}

TEST_CASE("a declared note of the end counts as come", "[app][expect]") {
  const auto server = play(
      "baanx: { orders: { id: abcd_1234, timeline: { polls: 9, status: COMPLETED } } }\n"
      "expect: { violations: SCENARIO-STEP-NOT-TAKEN }\n");

  server->handle(get(kOrder));
  server->close();

  CHECK(server->verdict().outcome == core::Outcome::Passed);
}

TEST_CASE("what comes after the end is answered and changes no verdict", "[app]") {
  const auto server = play("baanx: { orders: { id: abcd_1234 } }\n");

  server->close();
  CHECK(server->handle(get(kOrder)).response.status == 200);

  CHECK(server->verdict().outcome == core::Outcome::NothingChecked);
}

TEST_CASE("an order that was moved to its end misses no sub-order", "[app][file_order]") {
  const auto server = play(
      "file_order:\n  orders:\n    - id: 42\n      timeline: { polls: 1, status: DONE }\n      sub_orders:\n"
      "        - { files: { filename: a.dat, size: 1KB } }\n"
      "        - { available: { on: downloaded }, files: { filename: b.dat, size: 1KB } }\n");
  const core::Request files = get("/api/v1/rs-order/user/orders/42/files/available");

  CHECK(server->handle(files).response.status == 206);
  CHECK(server->handle(files).response.status == 200);
  server->close();

  CHECK(server->findings().total() == 0);
}

TEST_CASE("what a client writes is kept in small pieces", "[app][findings]") {
  const auto server = play("file_order: { orders: { id: 42 } }\n");

  for (int i = 0; i < 2000; ++i) {
    server->handle(get("/api/v1/rs-order/user/orders/42/files/available?p" + std::to_string(i) +
                       "ge=1&z=" + std::string(7000, 'x')));
  }

  const core::FindingGroups findings = server->findings();
  for (const auto& group : findings.groups()) {
    CHECK(group.example().request_line.size() <= 300);
    CHECK(group.example().violation.where.size() <= 300);
  }
  CHECK(findings.groups().size() <= core::FindingGroups::kMostGroups + core::all_rules().size());
}

TEST_CASE("a field that the contract does not have is refused when the scenario is read", "[app][contract]") {
  const std::string section =
      GENERATE("musement: { orders: { fields: { statuss: OK }, items: {} } }\n",
               "musement: { orders: { items: { fields: { foo: 1 } } } }\n",
               "musement: { orders: { items: { product: { fields: { min_byu: 1 } } } } }\n",
               "baanx: { orders: { id: a, metadata: { reason: x } } }\n",
               "baanx: { orders: { id: a, fields: { requestID: x } } }\n",
               "file_order: { orders: { id: 42, sub_orders: { files: { filename: a, size: 1KB, fields: { "
               "filesize: 1 } } } } }\n");

  CAPTURE(section);
  CHECK_THROWS_WITH(play(section), ContainsSubstring("the contract has no field"));
}

TEST_CASE("the hint about a missing application names one that is let in", "[app][musement]") {
  const auto server = play("musement: { applications: tour, orders: { items: {} } }\n");
  core::Request request = get("/api/v3/orders/8e9e5c6e-ea7d-4934-8753-f00954f30d00");
  request.headers.erase(request.headers.begin() + 2);

  CHECK(server->handle(request).response.status == 400);
  const core::FindingGroups findings = server->findings();
  REQUIRE(findings.count("AUTH-MISSING-APPLICATION") == 1);
  CHECK(findings.groups().front().example().violation.hint == "send the header X-Musement-Application: tour");
}
