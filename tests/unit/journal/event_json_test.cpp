#include "journal/event_json.hpp"

#include "journal/message_json.hpp"
#include "unit/journal/approved.hpp"
#include "unit/journal/story.hpp"

#include <catch2/catch_test_macros.hpp>

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

using namespace mock;
using namespace mock::tests;

namespace {

core::Event event_of(core::Exchange exchange) {
  return {.number = 1,
          .at = at(),
          .what = core::ExchangeAnswered{std::make_shared<const core::Exchange>(std::move(exchange))}};
}

core::Json with_body(core::Body body) {
  auto made = poll(1, "STARTED");
  made.response.body = std::move(body);
  return journal::to_json("default", event_of(made))["response"];
}

}  // namespace

TEST_CASE("every kind of event is one line of JSON as approved", "[journal][events][golden]") {
  std::string lines;

  for (const auto& event : story()) lines += journal::to_line("default", event) + "\n";
  for (const auto& event : beginnings()) lines += journal::to_line("copy", event) + "\n";

  check_approved("events.jsonl", lines);
}

TEST_CASE("a line is a line, and JSON, whatever the client sent", "[journal][events]") {
  const std::string line = journal::to_line("a\nb\xff", event_of(hostile()));

  CHECK(line.find('\n') == std::string::npos);
  CHECK(std::holds_alternative<core::ParsedJson>(core::parse_json(line)));
}

TEST_CASE("the JSON of an event is UTF-8 throughout, so that strict writers take it", "[journal][events]") {
  CHECK_NOTHROW(journal::to_json("\xff", event_of(hostile())).dump());
}

TEST_CASE("bytes that are no UTF-8 are kept in base64 under a key of their own", "[journal][events]") {
  const auto json = journal::to_json("default", event_of(hostile()), journal::Secrets::Shown)["request"];

  CHECK_FALSE(json.contains("body"));
  CHECK(json["body_base64"] == "AP8B");
  CHECK(json["headers"][0]["value_base64"] == "wyg=");
  CHECK(json.contains("target_base64"));
}

TEST_CASE("every event of a kind has the same keys in the same order", "[journal][events]") {
  const auto keys = [](const core::Event& event) {
    std::string all;
    const core::Json json = journal::to_json("default", event);
    for (const auto& [key, value] : json.items()) all += key + " ";
    return all;
  };
  auto events = story();
  for (auto& event : beginnings()) events.push_back(std::move(event));

  std::map<std::string, std::string, std::less<>> known;
  for (const auto& event : events) {
    if (event.number == 12) continue;  // bytes that are no UTF-8, see above
    const auto [kind, is_new] = known.emplace(journal::kind_of(event), keys(event));
    CHECK(kind->second == keys(event));
  }

  CHECK(known.size() == std::variant_size_v<decltype(core::Event::what)>);
}

TEST_CASE("an exchange tells the rule that took part and what comes next", "[journal][events]") {
  const auto json = journal::to_json("default", event_of(refused_poll()));

  CHECK(json["rule"] == "weather 2");
  CHECK(json["rule_line"] == "3:5");
  CHECK(core::to_text(json["next"]) ==
        R"({"resource":"baanx/abcd_1234","status":"COMPLETED","due":"2026-03-03T08:00:00Z",)"
        R"("waits_for":"on: paid, after: 47h","line":"9:9"})");
}

TEST_CASE("an exchange under no rule, of a resource that has come to its end, says so", "[journal][events]") {
  const auto json = journal::to_json("default", event_of(poll(1, "COMPLETED")));

  CHECK(json.at("rule").is_null());
  CHECK(json.at("rule_line").is_null());
  CHECK(json.at("next").is_null());
}

TEST_CASE("a resource that is no UTF-8 is kept in base64", "[journal][events]") {
  auto made = poll(1, "STARTED");
  made.resource = "\xff";

  CHECK(journal::to_json(made, journal::Secrets::Masked)["resource_base64"] == "/w==");
}

TEST_CASE("a NUL is a character like others", "[journal][events]") {
  const auto json = with_body(core::text_body(std::string{"a\0b", 3}));

  CHECK(json["body"] == std::string{"a\0b", 3});
}

TEST_CASE("bodies that are no text are told by what they are", "[journal][events]") {
  SECTION("generated content") {
    const auto json = with_body(
        core::Generated{.content = {.seed = 3, .name = "a.dat", .size = 100}, .offset = 10, .length = 20});

    CHECK(core::to_text(json["body_generated"]) ==
          R"({"name":"a.dat","seed":3,"size_bytes":100,"offset_bytes":10,"length_bytes":20})");
    CHECK_FALSE(json.contains("body"));
  }
  SECTION("a stretch of a file") {
    const auto json = with_body(core::FileStretch{.path = "/tmp/x", .offset = 1, .length = 2});

    CHECK(core::to_text(json["body_file"]) == R"({"path":"/tmp/x","offset_bytes":1,"length_bytes":2})");
  }
  SECTION("an archive") {
    const auto text = std::get<core::Text>(core::text_body("hello"));
    const auto json =
        with_body(core::Archive{.entries = {{.name = "b.txt", .content = text, .modified = at()}}});

    CHECK(core::to_text(json["body_archive"]) ==
          R"([{"name":"b.txt","modified":"2026-03-01T09:00:00Z","content":"hello"}])");
  }
  SECTION("a live stream") {
    const auto json = with_body(core::Live{});

    CHECK(json["body_live"] == true);
    CHECK(journal::describe(core::Live{}) == "a live stream");
  }
}

TEST_CASE("secrets are masked in events unless they are asked for", "[journal][events][secrets]") {
  const std::string masked = journal::to_line("default", event_of(login()));
  const std::string shown = journal::to_line("default", event_of(login()), journal::Secrets::Shown);

  for (const std::string_view secret : {"0123456789", "abcdefghij", "hunter2!", "123456"}) {
    CHECK(masked.find(secret) == std::string::npos);
    CHECK(shown.find(secret) != std::string::npos);
  }
  CHECK(masked.find("anna@example.com") != std::string::npos);
}

TEST_CASE("the same events give the same lines, in their order", "[journal][events]") {
  journal::EventLines one;
  journal::EventLines other;

  for (const auto& event : story()) one.on_event("default", event);
  for (const auto& event : story()) other.on_event("default", event);

  CHECK(one.lines().size() == story().size());
  CHECK(one.lines() == other.lines());
  CHECK(one.lines().front().starts_with(R"({"session":"default","number":1,)"));
}

TEST_CASE("a body of megabytes is no trouble", "[journal][events]") {
  auto made = poll(1, "STARTED");
  made.request.body = "{\"password\":\"" + std::string(4 << 20, 'x') + "\"" + std::string(1 << 20, '[');

  const std::string line = journal::to_line("default", event_of(made));

  CHECK(line.size() < (2 << 20));
}
