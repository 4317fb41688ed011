#include "validation/explain.hpp"

#include "validation/schema_words.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace mock::validation {

namespace {

using core::Json;

std::vector<Explanation> explain_text(std::string_view schema_text, std::string_view instance_text) {
  const JsonSchema schema(Json::parse(schema_text));
  const auto instance = Json::parse(instance_text);
  return explain(schema.check(instance), schema, instance);
}

struct Row {
  std::string_view schema;
  std::string_view instance;
  std::string_view pointer;
  std::string_view found;
  std::string_view expected;
  std::string_view hint;
};

}  // namespace

TEST_CASE("every keyword is explained in words", "[validation][explain]") {
  const auto row = GENERATE(
      // type
      Row{R"({"type": "integer"})", R"("abc")", "", "'abc'", "an integer", ""},
      Row{R"({"type": "integer", "minimum": 0})", R"("5")", "", "'5'", "an integer of at least 0",
          "it is a number here: leave the quotes out"},
      Row{R"({"type": "integer"})", R"(1.5)", "", "the number 1.5", "an integer", "it has no fraction here"},
      Row{R"({"type": "string"})", R"(5)", "", "the number 5", "a text",
          "it is a text here: put the number in quotes"},
      Row{R"({"type": "string"})", R"(null)", "", "null", "a text",
          "leave the property out where there is no value"},
      Row{R"({"type": ["string", "null"]})", R"(true)", "", "true", "a text or null", ""},
      Row{R"({"type": "boolean"})", R"("true")", "", "'true'", "true or false",
          "it is true or false, without quotes"},
      Row{R"({"type": "object"})", R"([1, 2])", "", "an array of 2 items", "an object", ""},
      Row{R"({"type": "array"})", R"({"a": 1})", "", "an object of 1 member", "an array", ""},
      // enum and const
      Row{R"({"enum": ["STARTED", "COMPLETED", "FAILED"]})", R"("completed")", "", "'completed'",
          "one of 'STARTED', 'COMPLETED' or 'FAILED'", "did you mean 'COMPLETED'?"},
      Row{R"({"enum": ["A", null, 3]})", R"({})", "", "an empty object", "one of 'A', null or 3", ""},
      Row{R"({"enum": ["A"]})", R"("B")", "", "'B'", "'A'", ""},
      Row{R"({"const": "COMPLETED"})", R"("FAILED")", "", "'FAILED'", "'COMPLETED'", ""},
      Row{R"({"const": 401})", R"(403)", "", "the number 403", "401", ""},
      // numbers
      Row{R"({"minimum": 1})", R"(0)", "", "the number 0", "a number of at least 1", ""},
      Row{R"({"type": "integer", "minimum": 1, "maximum": 5})", R"(9)", "", "the number 9",
          "an integer from 1 to 5", ""},
      Row{R"({"maximum": 5})", R"(9.5)", "", "the number 9.5", "a number of at most 5", ""},
      Row{R"({"type": "number", "exclusiveMinimum": 0})", R"(0)", "", "the number 0", "a number above 0", ""},
      // texts
      Row{R"({"minLength": 1})", R"("")", "", "an empty text", "a text of at least 1 character", ""},
      Row{R"({"minLength": 3})", R"("né")", "", "'né' (2 characters)", "a text of at least 3 characters", ""},
      Row{R"({"maxLength": 3})", R"("abcd")", "", "'abcd' (4 characters)", "a text of at most 3 characters",
          ""},
      Row{R"({"minLength": 2, "maxLength": 2})", R"("abcd")", "", "'abcd' (4 characters)",
          "a text of exactly 2 characters", ""},
      // pattern: by title, format, description, example, itself
      Row{R"({"pattern": "^a$", "title": "A UUID", "description": "More."})", R"("b")", "", "'b'", "a UUID",
          "More"},
      Row{R"({"pattern": "^a$", "format": "uuid"})", R"("b")", "", "'b'", "a UUID", ""},
      Row{R"({"pattern": "^a$", "description": "A number as text. The limit is ours."})", R"("b")", "", "'b'",
          "a number as text", ""},
      Row{R"({"pattern": "^a$", "description": "When it was paid.", "examples": ["a"]})", R"("b")", "", "'b'",
          "a text such as 'a' (it matches ^a$)", "When it was paid"},
      Row{R"({"pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}$", "examples": ["2018-09-01 15:30"]})",
          R"("b")", "", "'b'", "a text such as '2018-09-01 15:30'", ""},
      Row{R"({"pattern": "^a$"})", R"("b")", "", "'b'", "a text that matches ^a$", ""},
      // of several keywords on one text the most telling one
      Row{R"({"pattern": "^a$", "maxLength": 1, "format": "uuid"})", R"("bbb")", "", "'bbb'", "a UUID", ""},
      // arrays
      Row{R"({"minItems": 1})", R"([])", "", "an empty array", "an array of at least 1 item", ""},
      Row{R"({"maxItems": 0})", R"([1])", "", "an array of 1 item", "an array of at most 0 items", ""},
      Row{R"({"items": {"type": "string"}})", R"(["a", 1])", "/1", "the number 1", "a text",
          "it is a text here: put the number in quotes"},
      Row{R"({"items": false})", R"([1])", "/0", "the number 1", "nothing here", ""},
      Row{R"({"contains": {"required": ["status"], "properties": {"status": {"const": "PENDING"}}}})",
          R"([{"status": "OK"}])", "", "an array of 1 item without such an item",
          "at least one item that is an object with status 'PENDING'", ""},
      // objects
      Row{R"({"required": ["id"], "properties": {"id": {"type": "string", "minLength": 1}}})", R"({"a": 1})",
          "/id", "nothing", "a text of at least 1 character", ""},
      Row{R"({"required": ["a/b"]})", R"({})", "/a~1b", "nothing", "this property", ""},
      Row{R"({"dependentRequired": {"paidAt": ["status"]}})", R"({"paidAt": 1})", "/status", "nothing",
          "this property", ""},
      Row{R"({"properties": {"status": {}, "id": {}}, "additionalProperties": false})", R"({"staus": 1})",
          "/staus", "the unknown property 'staus'", "one of 'id' or 'status'", "did you mean 'status'?"},
      Row{R"({"additionalProperties": {"type": "integer"}})", R"({"a": 1, "b": "x"})", "/b", "'x'",
          "an integer", ""},
      Row{R"({"allOf": [{"properties": {"status": {}}}], "unevaluatedProperties": false})",
          R"({"status": 1, "staus": 2})", "/staus", "the unknown property 'staus'", "'status'",
          "did you mean 'status'?"},
      Row{R"({"properties": {"a": false}})", R"({"a": 1})", "/a", "the number 1", "nothing here", ""},
      Row{R"({"properties": {"a": false}, "allOf": [{"properties": {"a": {"type": "string"}}}]})",
          R"({"a": 1})", "/a", "the number 1", "nothing here", ""},
      // combinations
      Row{R"({"not": {"const": "PENDING"}})", R"("PENDING")", "", "'PENDING'", "anything but 'PENDING'", ""},
      Row{R"({"allOf": [{"properties": {"n": {"minimum": 1}}}]})", R"({"n": 0})", "/n", "the number 0",
          "a number of at least 1", ""},
      Row{R"({"if": {"$comment": "Whoever was paid is done. More.", "required": ["paidAt"]},
              "then": {"properties": {"status": {"const": "COMPLETED"}}}})",
          R"({"paidAt": 1, "status": "FAILED"})", "/status", "'FAILED'", "'COMPLETED'",
          "Whoever was paid is done"},
      Row{R"({"allOf": [{"$comment": "Why.", "if": true, "then": {"required": ["a"]}}]})", R"({})", "/a",
          "nothing", "this property", "Why"},
      Row{R"({"$comment": "Something else.", "title": "T", "if": true, "then": {"required": ["a"]}})",
          R"({})", "/a", "nothing", "this property", ""},
      Row{R"({"if": {"required": ["a"]}, "else": {"required": ["b"]}})", R"({"c": 1})", "/b", "nothing",
          "this property", ""},
      Row{R"({"anyOf": [{"type": "null"}, {"type": "object", "required": ["currency"]}]})", R"({"value": 1})",
          "/currency", "nothing", "this property", ""},
      Row{R"({"anyOf": [{"type": "null"}, {"type": "object"}]})", R"("x")", "", "'x'", "null or an object",
          ""},
      Row{R"({"oneOf": [{"properties": {"kind": {"const": "a"}, "n": {"type": "integer"}}, "required": ["kind"]},
                        {"properties": {"kind": {"const": "b"}, "n": {"type": "string"}}, "required": ["kind"]}]})",
          R"({"kind": "b", "n": 5})", "/n", "the number 5", "a text",
          "it is a text here: put the number in quotes"},
      Row{R"({"oneOf": [{"minimum": 1}, {"minimum": 2}]})", R"(3)", "",
          "the number 3, which fits several alternatives", "what fits one of 2 alternatives only", ""},
      // a reference
      Row{R"({"$ref": "#/$defs/0", "$defs": {"0": {"items": {"$ref": "#/$defs/1"}}, "1": {"type": "integer"}}})",
          R"(["a"])", "/0", "'a'", "an integer", ""},
      Row{R"({"required": ["a"], "properties": {"a": {"$ref": "#/$defs/0"}}, "$defs": {"0": {"type": "integer"}}})",
          R"({})", "/a", "nothing", "an integer", ""});
  CAPTURE(row.schema, row.instance);

  const auto explanations = explain_text(row.schema, row.instance);

  REQUIRE(explanations.size() == 1);
  CHECK(explanations.front().pointer == row.pointer);
  CHECK(explanations.front().found == row.found);
  CHECK(explanations.front().expected == row.expected);
  CHECK(explanations.front().hint == row.hint);
}

TEST_CASE("all mistakes are told, each once", "[validation][explain]") {
  const auto explanations = explain_text(
      R"({"type": "object", "required": ["a", "b"], "properties": {"a": {}, "b": {}, "n": {"minimum": 1}},
          "additionalProperties": false, "allOf": [{"required": ["a"]}, {"properties": {"n": {"minimum": 1}}}]})",
      R"({"n": 0, "x": 1, "y": 2})");

  std::vector<std::string> pointers;
  for (const auto& one : explanations) pointers.push_back(one.pointer);
  // The library looks into subschemas first.
  CHECK(pointers == std::vector<std::string>{"/n", "/x", "/y", "/a", "/b"});
}

TEST_CASE("a property that is known but wrong is not called unknown", "[validation][explain]") {
  const auto explanations = explain_text(
      R"({"allOf": [{"properties": {"status": {"enum": ["A"]}}}], "unevaluatedProperties": false})",
      R"({"status": "B"})");

  REQUIRE(explanations.size() == 1);
  CHECK(explanations.front().expected == "'A'");
}

TEST_CASE("of many properties only their number is told", "[validation][explain]") {
  const auto explanations = explain_text(
      R"({"properties": {"a1": {}, "a2": {}, "a3": {}, "a4": {}, "a5": {}, "a6": {}, "a7": {}, "a8": {}, "a9": {}},
          "additionalProperties": false})",
      R"({"zzz": 1})");

  REQUIRE(explanations.size() == 1);
  CHECK(explanations.front().expected == "one of the 9 properties that the contract has here");
}

TEST_CASE("a schema says in words what it asks for", "[validation][explain]") {
  const auto [schema, words] = GENERATE(
      std::pair{R"(true)", "a value"}, std::pair{R"(false)", "nothing"}, std::pair{R"({})", "a value"},
      std::pair{R"({"required": ["a"]})", "an object"},
      std::pair{R"({"maxLength": 5})", "a text of at most 5 characters"},
      std::pair{R"({"minItems": 2, "maxItems": 3})", "an array of 2 to 3 items"},
      std::pair{R"({"type": "string", "format": "uri"})", "a URI"},
      std::pair{R"({"not": {"type": "null"}})", "anything but null"},
      std::pair{R"({"anyOf": [{"type": "null"}, {"enum": ["A", "B"]}]})", "null or one of 'A' or 'B'"});
  const auto parsed = Json::parse(schema);

  CHECK(expected_by(parsed, parsed) == words);
}

}  // namespace mock::validation
