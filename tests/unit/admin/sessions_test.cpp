// Sessions that come and go, their clocks, and what they are told.

#include "api.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <chrono>
#include <string>
#include <variant>

using namespace mock;
using namespace std::chrono_literals;
using tests::Api;
using tests::kSession;

TEST_CASE("a session is made of a scenario's name", "[admin][sessions]") {
  Api api;

  const auto told =
      api.post("/_understudy/sessions", R"({"name": "checkout-7", "scenario": "baanx/payment_completes",
      "clock": "x60", "seed": 7, "variables": {"WEBHOOK_URL": "http://127.0.0.1:9000", "N": 5}})");

  CHECK(told.status == 201);
  CHECK(told.header("Location") == "/_understudy/sessions/checkout-7");
  CHECK(told.json.at("prefix") == "/~checkout-7");
  const auto& wish = *api.control.created;
  CHECK(wish.name == "checkout-7");
  CHECK(wish.scenario == "baanx/payment_completes");
  CHECK_FALSE(wish.scenario_yaml);
  CHECK(wish.clock->mode == core::ClockMode::Scaled);
  CHECK(wish.clock->factor == 60);
  CHECK(wish.seed == 7U);
  CHECK(wish.variables.at("WEBHOOK_URL") == "http://127.0.0.1:9000");
  CHECK(wish.variables.at("N") == "5");
}

TEST_CASE("a session is made of a scenario's text", "[admin][sessions]") {
  Api api;

  CHECK(api.post("/_understudy/sessions", R"({"name": "a", "scenario_yaml": "understudy: 1\n"})").status ==
        201);

  CHECK(api.control.created->scenario_yaml == "understudy: 1\n");
  CHECK_FALSE(api.control.created->clock);
  CHECK_FALSE(api.control.created->seed);
}

TEST_CASE("what the server refuses is a problem with all mistakes", "[admin][sessions]") {
  Api api;
  api.control.refusal =
      admin::Refused{.status = 409, .sentence = "there is a session 'a' already", .mistakes = {"one", "two"}};

  const auto told = api.post("/_understudy/sessions", R"({"name": "a", "scenario": "tour"})");

  CHECK(told.status == 409);
  CHECK(told.header("Content-Type") == "application/problem+json");
  CHECK(told.json.at("title") == "Conflict");
  CHECK(told.detail() == "there is a session 'a' already");
  CHECK(told.errors() == std::vector<std::string>{"one", "two"});
}

TEST_CASE("a session is shown with its clock and its verdict", "[admin][sessions]") {
  Api api;
  api.control.play("/v1/order/abcd_1234");

  const auto told = api.get(kSession);

  CHECK(told.status == 200);
  CHECK(told.json.at("prefix") == "");
  CHECK(told.json.at("also") == core::Json::array({"x"}));
  CHECK(told.json.at("clock").at("now") == "2026-03-01T09:00:00Z");
  CHECK(told.json.at("exchanges") == 1);
  CHECK(told.json.at("verdict").at("outcome") == "passed");
  CHECK(core::equal(api.get("/_understudy/sessions").json.at("sessions").at(0), told.json));
}

TEST_CASE("a session that waits for variables says for which", "[admin][sessions]") {
  Api api;
  api.control.waits_for = {"variable WEBHOOK_URL is not set"};

  const auto told = api.get(kSession);

  CHECK(told.status == 200);
  CHECK(told.json.at("waits_for").at(0) == "variable WEBHOOK_URL is not set");
  CHECK(told.json.at("clock").is_null());
  CHECK(told.json.at("verdict").is_null());
  CHECK(api.get(kSession + "/clock").status == 503);
}

TEST_CASE("a session is deleted", "[admin][sessions]") {
  Api api;

  const auto told = api.remove(kSession);

  CHECK(told.status == 204);
  CHECK(told.text.empty());
  CHECK(api.control.removed == "default");
}

TEST_CASE("a reset needs no body", "[admin][sessions]") {
  Api api;

  CHECK(api.post(kSession + "/reset", "").status == 200);
  CHECK(api.control.was_reset->variables.empty());
  CHECK(api.post(kSession + "/reset", R"({"variables": {"A": "b"}, "seed": 3})").status == 200);
  CHECK(api.control.was_reset->variables.at("A") == "b");
  CHECK(api.control.was_reset->seed == 3U);
}

TEST_CASE("a session is forked now or at an event", "[admin][sessions]") {
  Api api;

  const auto told = api.post(kSession + "/fork", R"({"name": "what_if"})");
  CHECK(told.status == 201);
  CHECK(told.header("Location") == "/_understudy/sessions/what_if");
  CHECK_FALSE(api.control.forked->at_event);
  CHECK(api.post(kSession + "/fork", R"({"name": "what_if", "at_event": 12})").status == 201);
  CHECK(api.control.forked->at_event == 12U);
}

TEST_CASE("the clock is shown", "[admin][clock]") {
  Api api;

  const auto told = api.get(kSession + "/clock");

  CHECK(core::equal(told.json, core::Json{{"mode", "manual"},
                                          {"start", "2026-03-01T09:00:00Z"},
                                          {"now", "2026-03-01T09:00:00Z"},
                                          {"next_due", "2026-03-03T08:00:00Z"}}));
}

TEST_CASE("the clock goes forward by a duration, to an instant or until something", "[admin][clock]") {
  Api api;
  const auto advance = [&](const std::string& body) {
    REQUIRE(api.post(kSession + "/clock/advance", body).status == 200);
    return *api.control.advance_asked;
  };

  CHECK(advance(R"({"by": "3d"})").by == core::Duration{72h});
  CHECK(advance(R"({"by": "3d"})").timeout == 30s);
  CHECK(advance(R"({"by": "3d"})").settle);
  CHECK(advance(R"({"by": "0s", "timeout": "1500ms"})").timeout == 1500ms);
  CHECK_FALSE(advance(R"({"by": "1s", "settle": false})").settle);
  CHECK(advance(R"({"to": "2026-03-01T10:00:00.250+01:00"})").to == api.control.kStart + 250ms);
  const auto until = advance(R"({"until": {"of": "abcd_1234", "status": "COMPLETED"}, "limit": "7d"})");
  CHECK(until.limit == core::Duration{168h});
  CHECK(core::to_text(*until.until) == "abcd_1234 in COMPLETED");
  CHECK(std::holds_alternative<core::Condition::NextEvent>(
      advance(R"({"until": {"next_event": true}})").until->what));
}

TEST_CASE("an advance tells where the clock stands and what happened", "[admin][clock]") {
  Api api;
  api.control.advanced = {
      .from = api.control.kStart,
      .now = api.control.kStart + 1500ms,
      .settled = false,
      .met = {},
      .seen = {},
      .next_due = api.control.kStart + 2s,
      .events = {{.number = 7, .at = api.control.kStart, .what = core::SignalSent{.signal = "x"}}},
      .more_events = 3};

  const auto told = api.post(kSession + "/clock/advance", R"({"by": "3d"})");

  CHECK(told.json.at("advanced_seconds") == 1.5);
  CHECK(told.json.at("settled") == false);
  CHECK(told.json.at("met").is_null());
  CHECK(told.json.at("next_due") == "2026-03-01T09:00:02Z");
  CHECK(told.json.at("events").at(0).at("event") == "signal_sent");
  CHECK(told.json.at("more_events") == 3);
}

TEST_CASE("what was waited for and did not come is a conflict that tells as much as a success",
          "[admin][clock]") {
  Api api;
  api.control.advanced.met = false;
  api.control.advanced.seen = "baanx/abcd_1234 is STARTED";
  api.control.waited = {.met = false, .now = api.control.kStart, .seen = "no such request", .took = 250ms};

  SECTION("advance") {
    const auto told =
        api.post(kSession + "/clock/advance", R"({"until": {"of": "abcd_1234", "status": "COMPLETED"}})");
    CHECK(told.status == 409);
    CHECK(told.header("Content-Type") == "application/problem+json");
    CHECK(told.detail() == "waited for abcd_1234 in COMPLETED, seen: baanx/abcd_1234 is STARTED");
    CHECK(told.json.at("seen") == "baanx/abcd_1234 is STARTED");
    CHECK(told.json.at("met") == false);
    CHECK(told.json.at("now") == "2026-03-01T09:00:00Z");
  }
  SECTION("wait") {
    const auto told =
        api.post(kSession + "/wait", R"({"request": {"operation": "baanx/get_order"}, "timeout": "250ms"})");
    CHECK(told.status == 409);
    CHECK(told.detail() == "waited for a request baanx/get_order, seen: no such request");
    CHECK(told.json.at("waited_seconds") == 0.25);
    CHECK(api.control.timeout == 250ms);
  }
}

TEST_CASE("a condition that was met is a success", "[admin][clock]") {
  Api api;
  api.control.advanced.met = true;
  api.control.waited = {.met = true, .now = api.control.kStart, .seen = {}, .took = 1s};

  CHECK(api.post(kSession + "/clock/advance", R"({"until": {"idle": true}})").json.at("met") == true);
  const auto told = api.post(kSession + "/wait", R"({"idle": true})");
  CHECK(told.status == 200);
  CHECK(told.json.at("waited_seconds") == 1);
  CHECK(std::holds_alternative<core::Condition::Idle>(api.control.waited_for->what));
}

TEST_CASE("a move is carried out by the session", "[admin][commands]") {
  Api api;

  const auto told = api.post(kSession + "/moves", R"({"of": "abcd_1234", "status": "COMPLETED"})");

  CHECK(told.status == 200);
  CHECK(told.json.at("resource") == "baanx/abcd_1234");
  CHECK(told.json.at("from") == "STARTED");
  CHECK(told.json.at("taken") == "x.yaml:14:11");
  CHECK(api.control.command->kind == core::Command::Kind::Move);
}

TEST_CASE("what a session refuses keeps its status", "[admin][commands]") {
  Api api;

  CHECK(api.post(kSession + "/moves", R"({"of": "nobody", "status": "COMPLETED"})").status == 404);
  CHECK(api.post(kSession + "/moves", R"({"of": "abcd_1234", "status": "OK"})").status == 400);
  REQUIRE(api.post(kSession + "/moves", R"({"of": "abcd_1234", "status": "FAILED"})").status == 200);
  CHECK(api.post(kSession + "/moves", R"({"of": "abcd_1234", "status": "COMPLETED"})").status == 409);
}

TEST_CASE("a signal wakes what waits for it", "[admin][commands]") {
  Api api;

  const auto told = api.post(kSession + "/signals", R"({"signal": "shipped"})");

  CHECK(told.status == 200);
  CHECK(told.json.at("woken") == core::Json::array({"baanx/abcd_5678"}));
  CHECK(api.post(kSession + "/signals", R"({"signal": "shiped"})").status == 404);
}

TEST_CASE("orders and weather are added while the session runs", "[admin][commands]") {
  Api api;

  const auto order = api.post(kSession + "/orders", R"({"provider": "baanx", "order": {"id": "late"}})");
  CHECK(order.status == 201);
  CHECK(order.json.at("resources") == core::Json::array({"baanx/late"}));
  const auto rule =
      api.post(kSession + "/weather", R"({"operation": "baanx/get_order", "every": 5, "http_status": 500})");
  CHECK(rule.status == 201);
  CHECK(rule.json.at("name") == "weather 2");

  const auto rules = api.get(kSession + "/weather").json.at("rules");
  REQUIRE(rules.size() == 2);
  CHECK(rules.at(0).at("name") == "bad day");
  CHECK(rules.at(0).at("picks") == "nth: 3");
  CHECK(rules.at(0).at("line") == "x.yaml:5:5");
  CHECK(rules.at(1).at("picks") == "every: 5");
  CHECK(rules.at(1).at("line").is_null());
}

TEST_CASE("weather is removed by name, or altogether", "[admin][commands]") {
  Api api;
  api.post(kSession + "/weather", R"({"http_status": 500})");

  CHECK(api.remove(kSession + "/weather?name=nobody").status == 404);
  const auto one = api.remove(kSession + "/weather?name=bad+day");
  CHECK(one.status == 200);
  CHECK(one.json.at("removed") == core::Json::array({"bad day"}));
  CHECK(api.remove(kSession + "/weather").json.at("removed") == core::Json::array({"weather 2"}));
  CHECK(api.get(kSession + "/weather").json.at("rules").empty());
  CHECK(api.remove(kSession + "/weather").status == 200);
}
