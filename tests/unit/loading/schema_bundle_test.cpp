#include "loading/schema_bundle.hpp"

#include <catch2/catch_test_macros.hpp>

#include <filesystem>
#include <fstream>
#include <map>
#include <stdexcept>
#include <string>

using namespace mock;
using core::Json;

namespace {

void check_references(const Json& document, const Json& schema) {
  if (schema.is_array() || schema.is_object()) {
    for (const auto& [name, value] : schema.items()) {
      if (name == "$ref" && schema.is_object()) {
        const auto reference = value.get<std::string>();
        CAPTURE(reference);
        REQUIRE(reference.starts_with("#"));
        CHECK(document.contains(Json::json_pointer{reference.substr(1)}));
      } else {
        check_references(document, value);
      }
    }
  }
}

}  // namespace

TEST_CASE("a bundle holds every file that it refers to, once", "[loading][schema]") {
  const std::map<std::string, Json, std::less<>> files = {
      {"a/section.schema.json", Json::parse(R"({"$schema": "s", "$id": "i", "properties": {
         "own": {"$ref": "#/$defs/own"}, "shared": {"$ref": "../root.json#/$defs/shared"},
         "all": {"$ref": "../root.json"}, "other": {"$ref": "../b/section.schema.json#/$defs/x"}}, "$defs": {"own": {}}})")},
      {"b/section.schema.json",
       Json::parse(R"({"items": [{"$ref": "../a/section.schema.json"}], "$defs": {"x": {"$ref": "#"}}})")}};
  const auto lookup = [&](std::string_view path) -> std::optional<Json> {
    const auto found = files.find(path);
    return found == files.end() ? std::nullopt : std::optional{found->second};
  };
  const Json root = Json::parse(
      R"({"$schema": "s", "properties": {"a": {"$ref": "a/section.schema.json"}, "a2": {"$ref": "a/section.schema.json"}},
          "$defs": {"shared": {"type": "string"}}})");

  const Json bundle = loading::bundle_schema(root, lookup, "root.json");

  CHECK(core::equal(bundle, Json::parse(R"({"$schema": "s",
      "properties": {"a": {"$ref": "#/$defs/a_section"}, "a2": {"$ref": "#/$defs/a_section"}},
      "$defs": {"shared": {"type": "string"},
        "a_section": {"properties": {
          "own": {"$ref": "#/$defs/a_section/$defs/own"}, "shared": {"$ref": "#/$defs/shared"},
          "all": {"$ref": "#"}, "other": {"$ref": "#/$defs/b_section/$defs/x"}}, "$defs": {"own": {}}},
        "b_section": {"items": [{"$ref": "#/$defs/a_section"}], "$defs": {"x": {"$ref": "#/$defs/b_section"}}}}})")));
}

TEST_CASE("a missing file is told", "[loading][schema]") {
  CHECK_THROWS_AS(loading::bundle_schema(Json::parse(R"({"$ref": "x.json"})"),
                                         [](std::string_view) { return std::nullopt; }),
                  std::invalid_argument);
}

TEST_CASE("the shipped schema is bundled, and every reference leads somewhere", "[loading][schema]") {
  const std::filesystem::path folder = UNDERSTUDY_SOURCE_DIR "/scenarios";
  const auto read = [&](std::string_view path) -> std::optional<Json> {
    std::ifstream file{folder / path};
    return file ? std::optional{Json::parse(file)} : std::nullopt;
  };
  const auto root = read("scenario.schema.json");
  REQUIRE(root.has_value());

  const Json bundle = loading::bundle_schema(*root, read);

  for (const auto* name : {"baanx_section", "musement_section", "file_order_section"})
    CHECK(bundle["$defs"].contains(name));
  check_references(bundle, bundle);
}
