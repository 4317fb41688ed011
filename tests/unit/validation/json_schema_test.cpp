#include "validation/json_schema.hpp"

#include <catch2/catch_test_macros.hpp>

#include <string>
#include <thread>
#include <vector>

namespace mock::validation {

namespace {

using core::Json;

JsonSchema make_schema(const char* text) { return JsonSchema(Json::parse(text)); }

std::string text_of(std::size_t bytes) { return std::string(bytes, 'a'); }

}  // namespace

TEST_CASE("a violation names place, keyword and schema", "[validation][schema]") {
  const auto schema =
      make_schema(R"({"properties": {"a/b": {"$ref": "#/$defs/0"}}, "$defs": {"0": {"type": "integer"}}})");

  const auto violations = schema.check(Json::parse(R"({"a/b": "x"})"));

  REQUIRE(violations.size() == 1);
  CHECK(violations.front().pointer == "/a~1b");
  CHECK(violations.front().keyword == "type");
  CHECK(*violations.front().schema == Json::parse(R"({"type": "integer"})"));
  CHECK(violations.front().schema == &schema.document().at("$defs").at("0"));
}

TEST_CASE("what fits has no violations", "[validation][schema]") {
  const auto schema = make_schema(R"({"type": "array", "items": {"type": ["integer", "null"]}})");

  CHECK(schema.check(Json::parse("[1, 2.0, null, 18446744073709551615]")).empty());
}

TEST_CASE("a schema that cannot be compiled is refused", "[validation][schema]") {
  CHECK_THROWS_AS(make_schema(R"({"pattern": "("})"), SchemaError);
  CHECK_THROWS_AS(make_schema(R"({"$ref": "#/$defs/missing"})"), SchemaError);
  CHECK_THROWS_AS(make_schema(R"({"$defs": {"0": {"$schema": "http://json-schema.org/draft-07/schema#"}}})"),
                  SchemaError);
}

TEST_CASE("a long text never meets a regular expression", "[validation][schema]") {
  SECTION("where the schema has a pattern, it is refused") {
    const auto schema = make_schema(
        R"({"properties": {"id": {"anyOf": [{"type": "null"}, {"$ref": "#/$defs/0"}]}},
            "$defs": {"0": {"pattern": "^[^ ]*$"}}})");

    const auto violations = schema.check(Json{{"id", text_of(100'000)}});

    REQUIRE(violations.size() == 1);
    CHECK(violations.front().keyword == kTooLong);
    CHECK(violations.front().pointer == "/id");
    CHECK(schema.check(Json{{"id", text_of(kLongestMatchedText)}}).empty());
  }
  SECTION("where it has none, it is welcome") {
    const auto schema =
        make_schema(R"({"properties": {"id": {"pattern": "^a"}, "data": {"type": "string"}}})");

    CHECK(schema.check(Json{{"data", text_of(100'000)}}).empty());
    CHECK(schema.check(Json{{"data", {{"id", text_of(100'000)}}}}).size() == 1);
  }
  SECTION("every way to a pattern counts, taken or not") {
    for (const auto* way :
         {R"({"items": {"pattern": "a"}})", R"({"contains": {"pattern": "a"}})",
          R"({"allOf": [{"items": {"pattern": "a"}}]})", R"({"if": {"items": {"pattern": "a"}}})",
          R"({"not": {"items": {"pattern": "a"}}})",
          R"({"if": false, "then": {"items": {"pattern": "a"}}})"}) {
      CAPTURE(way);
      const auto violations = make_schema(way).check(Json::array({text_of(100'000)}));
      REQUIRE(violations.size() == 1);
      CHECK(violations.front().keyword == kTooLong);
    }
    for (const auto* way : {R"({"additionalProperties": {"pattern": "a"}})",
                            R"({"properties": {"x": {"oneOf": [{"pattern": "a"}, {"type": "null"}]}}})"}) {
      CAPTURE(way);
      const auto violations = make_schema(way).check(Json{{"x", text_of(100'000)}});
      REQUIRE(violations.size() == 1);
      CHECK(violations.front().keyword == kTooLong);
    }
  }
}

TEST_CASE("an endless instance is refused unseen", "[validation][schema]") {
  const auto schema = make_schema(R"({"items": {"type": "string"}})");

  const auto violations = schema.check(Json(std::vector<int>(kMostValues, 1)));

  REQUIRE(violations.size() == 1);
  CHECK(violations.front().keyword == kTooMany);
}

TEST_CASE("not more mistakes are collected than anybody reads", "[validation][schema]") {
  const auto schema = make_schema(R"({"items": {"type": "string"}})");

  CHECK(schema.check(Json(std::vector<int>(1'000, 1))).size() == kMostViolations);
}

TEST_CASE("an object with many members takes no time to speak of", "[validation][schema]") {
  const auto schema = make_schema(R"({"additionalProperties": {"type": "integer"}})");
  Json object = Json::object();
  auto& members = static_cast<Json::object_t::Container&>(object.get_ref<Json::object_t&>());
  for (std::size_t i = 0; i < kMostValues - 1; ++i)
    members.emplace_back("m" + std::to_string(i * 7919 % kMostValues), i);

  CHECK(schema.check(object).empty());
}

TEST_CASE("threads share a schema", "[validation][schema]") {
  const auto schema = make_schema(R"({"type": "string", "pattern": "^a+$"})");
  std::vector<std::size_t> found(4);

  std::vector<std::thread> threads;
  for (auto& count : found) {
    threads.emplace_back([&] {
      for (int i = 0; i < 100; ++i) count += schema.check(Json("b")).size();
    });
  }
  for (auto& thread : threads) thread.join();

  CHECK(found == std::vector<std::size_t>(4, 100));
}

}  // namespace mock::validation
