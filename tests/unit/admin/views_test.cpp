// What a session has come to.

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

TEST_CASE("exchanges are listed oldest first", "[admin][exchanges]") {
  Api api;
  api.control.play("/v1/order/abcd_1234");
  api.control.play("/v1/nowhere?token=0123456789");

  const auto told = api.get(kSession + "/exchanges");

  REQUIRE(told.json.at("exchanges").size() == 2);
  const auto& first = told.json.at("exchanges").at(0);
  CHECK(first.at("id") == 1);
  CHECK(first.at("operation") == "baanx/get_order");
  CHECK(first.at("resource") == "abcd_1234");
  CHECK(first.at("status") == 200);
  CHECK(first.at("line") == "x.yaml:13:11");
  const auto& second = told.json.at("exchanges").at(1);
  CHECK(second.at("operation").is_null());
  CHECK(second.at("target") == "/v1/nowhere?token=…6789");
  CHECK(second.at("findings") == 1);
  CHECK(told.json.at("total") == 2);
  CHECK(told.json.at("in_memory") == 2);
  CHECK(told.json.at("next_after").is_null());
}

TEST_CASE("exchanges come in pages", "[admin][exchanges]") {
  Api api;
  for (int i = 0; i < 5; ++i) api.control.play("/v1/order/abcd_1234");
  const auto ids = [](const tests::Told& told) {
    std::vector<int> numbers;
    for (const auto& exchange : told.json.at("exchanges")) numbers.push_back(exchange.at("id").get<int>());
    return numbers;
  };

  const auto first = api.get(kSession + "/exchanges?limit=2");
  CHECK(ids(first) == std::vector{1, 2});
  CHECK(first.json.at("next_after") == 2);
  const auto last = api.get(kSession + "/exchanges?limit=2&after=3");
  CHECK(ids(last) == std::vector{4, 5});
  CHECK(last.json.at("next_after").is_null());
}

TEST_CASE("exchanges are chosen by operation and by what they are about", "[admin][exchanges]") {
  Api api;
  api.control.play("/v1/order/abcd_1234");
  api.control.play("/v1/order/abcd_5678");
  api.control.play("/v1/nowhere");
  const auto count = [&](const std::string& query) {
    return api.get(kSession + "/exchanges?" + query).json.at("exchanges").size();
  };

  CHECK(count("operation=baanx/get_order") == 2);
  CHECK(count("operation=musement/get_order") == 0);
  CHECK(count("of=abcd_1234") == 1);
  CHECK(count("of=baanx/abcd_1234") == 1);
  CHECK(count("of=baanx") == 2);
  CHECK(count("of=musement") == 0);
  CHECK(api.get(kSession + "/exchanges?of=11045e18-e3ca-42e1-acb4-0d5be75036fd").status == 400);
}

TEST_CASE("an exchange tells why it was answered so, and what comes next", "[admin][exchanges]") {
  Api api;
  api.control.play("/v1/order/abcd_1234");
  api.control.play("/v1/order/abcd_1234");

  const auto told = api.get(kSession + "/exchanges/2");

  REQUIRE(told.status == 200);
  CHECK(told.json.at("at") == "2026-03-01T09:00:00Z");
  CHECK(told.json.at("request").at("target") == "/v1/order/abcd_1234");
  CHECK(told.json.at("response").at("status") == 200);
  CHECK(told.json.at("response").at("body").get<std::string>().find("STARTED") != std::string::npos);
  CHECK(told.json.at("response").at("body_is_cut") == false);
  CHECK(told.json.at("line") == "x.yaml:13:11");
  CHECK(told.json.at("rule").is_null());
  CHECK(told.json.at("findings").empty());
  CHECK(core::equal(told.json.at("next"), core::Json{{"resource", "baanx/abcd_1234"},
                                                     {"status", "COMPLETED"},
                                                     {"due", "2026-03-01T09:00:09Z"},
                                                     {"moment", "polls: 2, after: 9s"},
                                                     {"line", "x.yaml:14:11"}}));
}

TEST_CASE("an exchange names the weather rule that took part", "[admin][exchanges]") {
  Api api;
  for (int i = 0; i < 3; ++i) api.control.play("/v1/order/abcd_1234");

  const auto told = api.get(kSession + "/exchanges/3");

  CHECK(told.json.at("response").at("status") == 503);
  CHECK(core::equal(told.json.at("rule"), core::Json{{"name", "bad day"}, {"line", "x.yaml:5:5"}}));
}

TEST_CASE("an exchange shows its findings, and no credentials", "[admin][exchanges]") {
  Api api;
  api.control.play("/v1/order/abcd_1234", {{"Host", "h"}, {"Authorization", "Bearer 0123456789"}});

  const auto told = api.get(kSession + "/exchanges/1");

  REQUIRE(told.json.at("findings").size() >= 1);
  CHECK(told.json.at("findings").at(0).at("exchange") == 1);
  CHECK(told.text.find("0123456789") == std::string::npos);
  Api open{{.secrets = journal::Secrets::Shown}};
  open.control.play("/v1/order/abcd_1234", {{"Host", "h"}, {"Authorization", "Bearer 0123456789"}});
  CHECK(open.get(kSession + "/exchanges/1").text.find("0123456789") != std::string::npos);
}

TEST_CASE("a long body is cut between two characters, and its length told", "[admin][exchanges]") {
  Api api;
  std::string body = "x";
  while (body.size() < 100'000) body += "ä";
  api.control.play("/v1/order/abcd_1234", tests::FakeControl::kCredentials, body);

  const auto request = api.get(kSession + "/exchanges/1").json.at("request");

  CHECK(request.at("body_bytes") == body.size());
  CHECK(request.at("body_is_cut") == true);
  CHECK(request.at("body").get<std::string>() == body.substr(0, (16U << 10U) - 1));
}

TEST_CASE("a body that is no UTF-8 is cut between two groups of base64", "[admin][exchanges]") {
  Api api;
  api.control.play("/v1/order/abcd_1234", tests::FakeControl::kCredentials, std::string(100'000, '\xff'));

  const auto request = api.get(kSession + "/exchanges/1").json.at("request");

  CHECK_FALSE(request.contains("body"));
  CHECK(request.at("body_base64").get<std::string>().size() % 4 == 0);
  CHECK(request.at("body_is_cut") == true);
}

TEST_CASE("an exchange that never was is not found, one that is forgotten is gone", "[admin][exchanges]") {
  Api api{{}, {.exchanges = 2}};
  for (int i = 0; i < 3; ++i) api.control.play("/v1/order/abcd_1234");

  CHECK(api.get(kSession + "/exchanges/3").status == 200);
  CHECK(api.get(kSession + "/exchanges/4").detail() ==
        "there is no exchange 4 in this round, which has had 3");
  CHECK(api.get(kSession + "/exchanges/0").status == 404);
  CHECK(api.get(kSession + "/exchanges/first").status == 400);
  const auto gone = api.get(kSession + "/exchanges/1");
  CHECK(gone.status == 410);
  CHECK(gone.detail() ==
        "exchange 1 is gone from memory, which keeps the latest 2 of 3: --keep-exchanges N keeps more, "
        "--journal FILE writes all of them to disk");
}

TEST_CASE("findings come in groups that say whether they fail the session", "[admin][findings]") {
  Api api;
  for (int i = 0; i < 30; ++i) api.control.play("/v1/nowhere");

  const auto told = api.get(kSession + "/findings");

  CHECK(told.json.at("total") == 30);
  REQUIRE(told.json.at("findings").size() == 1);
  const auto& group = told.json.at("findings").at(0);
  CHECK(group.at("code") == "CONTRACT-UNKNOWN-PATH");
  CHECK(group.at("count") == 30);
  CHECK(group.at("fails") == true);
  CHECK(group.at("examples").size() == 20);
}

TEST_CASE("nothing is delivered in this version", "[admin][deliveries]") {
  Api api;

  CHECK(api.get(kSession + "/deliveries").json.at("deliveries").empty());
}

TEST_CASE("orders are listed with their timelines, past and to come", "[admin][orders]") {
  Api api;
  api.control.play("/v1/order/abcd_1234");
  api.control.play("/v1/order/abcd_1234");

  const auto told = api.get(kSession + "/orders");

  REQUIRE(told.json.at("orders").size() == 4);
  const auto& order = told.json.at("orders").at(2);
  CHECK(order.at("name") == "baanx/abcd_1234");
  CHECK(order.at("noun") == "baanx order");
  CHECK(order.at("status") == "STARTED");
  CHECK(order.at("is_final") == false);
  REQUIRE(order.at("steps").size() == 2);
  CHECK(core::equal(order.at("steps").at(0), core::Json{{"state", "taken"},
                                                        {"moment", nullptr},
                                                        {"status", "STARTED"},
                                                        {"taken", "2026-03-01T09:00:00Z"},
                                                        {"due", nullptr},
                                                        {"line", "x.yaml:13:11"}}));
  CHECK(core::equal(order.at("steps").at(1), core::Json{{"state", "waiting"},
                                                        {"moment", "polls: 2, after: 9s"},
                                                        {"status", "COMPLETED"},
                                                        {"taken", nullptr},
                                                        {"due", "2026-03-01T09:00:09Z"},
                                                        {"line", "x.yaml:14:11"}}));
  CHECK(order.at("immovable").is_null());
  CHECK(told.json.at("orders").at(0).at("immovable").is_string());
  CHECK(told.json.at("orders").at(1).at("is_part") == true);
}

TEST_CASE("orders come in pages, and only those that were asked for", "[admin][orders]") {
  Api api;
  const auto names = [&](const std::string& query) {
    const auto told = api.get(kSession + "/orders?" + query);
    std::string text;
    for (const auto& order : told.json.at("orders")) text += order.at("id").get<std::string>() + " ";
    return text;
  };
  const std::string musement = "8e9e5c6e-ea7d-4934-8753-f00954f30d00 11045e18-e3ca-42e1-acb4-0d5be75036fd ";

  CHECK(api.get(kSession + "/orders?limit=1").json.at("next_after") ==
        "musement/8e9e5c6e-ea7d-4934-8753-f00954f30d00");
  CHECK(names("limit=1&after=baanx/abcd_1234") == "abcd_5678 ");
  CHECK(names("of=abcd_1234") == "abcd_1234 ");
  CHECK(names("of=baanx") == "abcd_1234 abcd_5678 ");
  CHECK(names("of=musement") == musement);
  CHECK(names("of=8e9e5c6e-ea7d-4934-8753-f00954f30d00") == musement);
  CHECK(names("of=11045e18-e3ca-42e1-acb4-0d5be75036fd") == "11045e18-e3ca-42e1-acb4-0d5be75036fd ");
  CHECK(names("of=baanx&after=baanx/abcd_5678").empty());
  const std::string order = "8e9e5c6e-ea7d-4934-8753-f00954f30d00";
  CHECK(names("of=" + order + "&limit=1") == order + " ");
  CHECK(names("of=" + order + "&after=" + order) == "11045e18-e3ca-42e1-acb4-0d5be75036fd ");
  CHECK(names("of=" + order + "&after=abcd_1234").empty());
  CHECK(api.get(kSession + "/orders?of=abcd_1243").status == 400);
  CHECK(names("of=musement&limit=1&after=" + order) == "11045e18-e3ca-42e1-acb4-0d5be75036fd ");
}

TEST_CASE("a report comes in three formats", "[admin][report]") {
  Api api;
  api.control.play("/v1/order/abcd_1234");
  const std::string path = GENERATE_COPY(kSession + "/report", std::string{"/_understudy/report"});

  CHECK(api.get(path).json.at("outcome") == "passed");
  CHECK(api.get(path + "?format=json").header("Content-Type") == "application/json");
  const auto xml = api.get(path + "?format=xml");
  CHECK(xml.header("Content-Type") == "application/xml");
  CHECK(xml.text.find("<testsuite") != std::string::npos);
  const auto text = api.get(path + "?format=txt");
  CHECK(text.header("Content-Type") == "text/plain; charset=utf-8");
  CHECK(text.text.find("default: passed") != std::string::npos);
}

TEST_CASE("a bundle is a file to download", "[admin][bundle]") {
  Api api;

  const auto told = api.get(kSession + "/bundle");

  CHECK(told.header("Content-Type") == "application/jsonl");
  CHECK(told.header("Content-Disposition") == "attachment; filename=\"default.jsonl\"");
  CHECK(told.text == "{\"understudy_bundle\":1}\n");
  api.control.refusal = admin::Refused{.status = 410, .sentence = "inputs were dropped", .mistakes = {}};
  CHECK(api.get(kSession + "/bundle").status == 410);
}

TEST_CASE("events are a live stream that goes on where it broke off", "[admin][events]") {
  Api api;

  const auto told = api.get(kSession + "/events");
  CHECK(told.header("Content-Type") == "text/event-stream");
  CHECK(told.header("Cache-Control") == "no-store");
  CHECK(std::holds_alternative<core::Live>(told.response.body));
  CHECK_FALSE(api.control.last_event_id);
  api.get(kSession + "/events", {{"Last-Event-ID", "42"}});
  CHECK(api.control.last_event_id == "42");
}
