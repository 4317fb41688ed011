#include "validation/schema_references.hpp"

#include <catch2/catch_test_macros.hpp>

namespace mock::validation {

namespace {

using core::Json;

Bundle make_bundle() {
  return Bundle(Json::parse(R"({
    "name": "a",
    "openapi": {"schema": {"$ref": "schemas/order.json"}},
    "files": {
      "schemas/order.json": {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "properties": {
          "one": {"$ref": "#/$defs/id"},
          "two": {"description": "mine", "$ref": "#/$defs/id"},
          "three": {"minLength": 3, "$ref": "#/$defs/id"},
          "four": {"const": {"$ref": "#/$defs/id"}}
        },
        "$defs": {"id": {"type": "string", "description": "theirs"}}
      }
    }
  })"));
}

}  // namespace

TEST_CASE("references are replaced by what they lead to", "[validation][schema]") {
  const auto bundle = make_bundle();

  const auto schema = expanded(bundle, bundle.at({.file = "", .pointer = "/schema"}));

  const auto& properties = schema.at("properties");
  CHECK(core::equal(properties.at("one"), Json::parse(R"({"type": "string", "description": "theirs"})")));
  CHECK(core::equal(properties.at("two"), Json::parse(R"({"type": "string", "description": "mine"})")));
  CHECK(core::equal(
      properties.at("three"),
      Json::parse(R"({"minLength": 3, "allOf": [{"type": "string", "description": "theirs"}]})")));
  CHECK(core::equal(properties.at("four"), Json::parse(R"({"const": {"$ref": "#/$defs/id"}})")));
  CHECK_FALSE(schema.contains("$defs"));
}

TEST_CASE("a self-contained schema has each definition once", "[validation][schema]") {
  const auto bundle = make_bundle();

  const auto schema = self_contained(bundle, bundle.at({.file = "", .pointer = "/schema"}));

  CHECK(schema.at("$ref") == "#/$defs/0");
  REQUIRE(schema.at("$defs").size() == 2);
  CHECK(
      core::equal(schema.at("$defs").at("1"), Json::parse(R"({"type": "string", "description": "theirs"})")));
  const auto& properties = schema.at("$defs").at("0").at("properties");
  CHECK(properties.at("one").at("$ref") == "#/$defs/1");
  CHECK(properties.at("three").at("$ref") == "#/$defs/1");
  CHECK(properties.at("four").at("const").at("$ref") == "#/$defs/id");
}

}  // namespace mock::validation
