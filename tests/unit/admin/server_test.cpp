// The server as a whole, and what it can play.

#include "api.hpp"

#include <catch2/catch_test_macros.hpp>

#include <string>

using namespace mock;
using tests::Api;

TEST_CASE("health tells whether it is ready, and whether it is the same server", "[admin][server]") {
  Api api;

  const auto told = api.get("/_understudy/health");
  CHECK(told.status == 200);
  CHECK(core::equal(told.json, core::Json{{"ready", true},
                                          {"instance", "0f8fad5b-d9cb-469f-a165-70867728950e"},
                                          {"version", "0.1.0"},
                                          {"uptime_seconds", 1.5},
                                          {"sessions", 1}}));
  api.control.ready = false;
  CHECK(api.get("/_understudy/health").status == 503);
}

TEST_CASE("what no session was found for is shown without its secrets", "[admin][server]") {
  Api api;

  const auto told = api.get("/_understudy/outside");

  CHECK(told.status == 200);
  CHECK(told.json.at("exchanges").at(0).at("target") == "/~nobody/v1/order/a?token=…6789");
  CHECK(told.json.at("exchanges").at(0).at("line").is_null());
  CHECK(told.json.at("findings").at(0).at("code") == "SESSION-UNKNOWN");
}

TEST_CASE("metrics are in Prometheus' text format", "[admin][server]") {
  Api api;

  const auto told = api.get("/_understudy/metrics");

  CHECK(told.header("Content-Type") == "text/plain; version=0.0.4; charset=utf-8");
  CHECK(told.text ==
        "# HELP understudy_exchanges_total Requests that were answered.\n"
        "# TYPE understudy_exchanges_total counter\n"
        "understudy_exchanges_total 1234567\n"
        "# HELP understudy_findings_total Broken promises, of all severities.\n"
        "# TYPE understudy_findings_total counter\n"
        "understudy_findings_total 2\n"
        "# HELP understudy_outside_findings_total Broken promises that belong to no session.\n"
        "# TYPE understudy_outside_findings_total counter\n"
        "understudy_outside_findings_total 3\n"
        "# HELP understudy_steps_taken_total Steps of timelines that were taken.\n"
        "# TYPE understudy_steps_taken_total counter\n"
        "understudy_steps_taken_total 4\n"
        "# HELP understudy_sessions_created_total Sessions that were made, those of the start included.\n"
        "# TYPE understudy_sessions_created_total counter\n"
        "understudy_sessions_created_total 5\n"
        "# HELP understudy_sessions Sessions that are there.\n"
        "# TYPE understudy_sessions gauge\n"
        "understudy_sessions 6\n"
        "# HELP understudy_rounds_closed_total Rounds of sessions that are over.\n"
        "# TYPE understudy_rounds_closed_total counter\n"
        "understudy_rounds_closed_total 7\n"
        "# HELP understudy_control_calls_total Requests to the control API.\n"
        "# TYPE understudy_control_calls_total counter\n"
        "understudy_control_calls_total 8\n"
        "# HELP understudy_waits Calls of the control API that wait, event streams included.\n"
        "# TYPE understudy_waits gauge\n"
        "understudy_waits 9\n"
        "# HELP understudy_uptime_seconds Time since the start of the server.\n"
        "# TYPE understudy_uptime_seconds gauge\n"
        "understudy_uptime_seconds 1.5\n");
}

TEST_CASE("scenarios are listed and shown as they were written", "[admin][scenarios]") {
  Api api;

  const auto list = api.get("/_understudy/scenarios");
  CHECK(list.json.at("scenarios").at(0).at("name") == "baanx/payment_completes");
  const auto text = api.get("/_understudy/scenarios/tour");
  CHECK(text.header("Content-Type") == "application/yaml");
  CHECK(text.text == "understudy: 1\n");
  CHECK(api.get("/_understudy/scenarios/baanx/payment_completes").status == 200);
  CHECK(api.get("/_understudy/scenarios/baanx%2Fpayment_completes").status == 200);
  CHECK(api.get("/_understudy/scenarios/check").status == 404);
}

TEST_CASE("a scenario is checked, and a wrong one is no refusal", "[admin][scenarios]") {
  Api api;

  const auto told = api.post("/_understudy/scenarios/check", R"({"scenario_yaml": "understudy: 2\n"})");

  CHECK(told.status == 200);
  CHECK(told.json.at("valid") == false);
  CHECK(told.json.at("lines").at(0) == "body.yaml:1:1: a mistake");
  CHECK(api.control.checked == "understudy: 2\n");
}
