#include "validation/parameter_schema.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <string>
#include <string_view>

namespace mock::validation {

namespace {

using core::Json;

struct Row {
  std::string_view schema;
  std::string_view text;
  std::string_view expected;  ///< empty: it fits
};

}  // namespace

TEST_CASE("text is read as the schema's type", "[validation][parameter]") {
  const auto row = GENERATE(
      Row{R"({"type": "integer", "minimum": 0})", "0", ""},
      Row{R"({"type": "integer", "minimum": 0})", "12", ""},
      Row{R"({"type": "integer", "minimum": 0})", "abc", "an integer of at least 0"},
      Row{R"({"type": "integer", "minimum": 0})", "-1", "an integer of at least 0"},
      Row{R"({"type": "integer"})", "", "an integer"}, Row{R"({"type": "integer"})", "1.5", "an integer"},
      Row{R"({"type": "integer"})", " 1", "an integer"}, Row{R"({"type": "integer"})", "+1", "an integer"},
      Row{R"({"type": "integer"})", "99999999999999999999999", ""},
      Row{R"({"type": "integer", "maximum": 9})", "99999999999999999999999", "an integer of at most 9"},
      Row{R"({"type": "number"})", "1.5e3", ""}, Row{R"({"type": "number"})", "inf", "a number"},
      Row{R"({"type": "number"})", "nan", "a number"}, Row{R"({"type": "number"})", "0x10", "a number"},
      Row{R"({"type": "number", "exclusiveMinimum": 0})", "0", "a number above 0"},
      Row{R"({"type": "boolean"})", "true", ""}, Row{R"({"type": "boolean"})", "True", "true or false"},
      Row{R"({"type": "string"})", "", ""},
      Row{R"({"type": "string", "minLength": 1})", "", "a text of at least 1 character"},
      Row{R"({"type": "string", "maxLength": 2})", "né", ""},
      Row{R"({"type": "string", "maxLength": 2})", "abc", "a text of at most 2 characters"},
      Row{R"({"type": "string", "enum": ["asc", "desc"]})", "up", "one of 'asc' or 'desc'"},
      Row{R"({"type": "integer", "enum": [1, 2]})", "2", ""},
      Row{R"({"type": "integer", "const": 1})", "2", "1"},
      Row{R"({"type": ["integer", "string"]})", "abc", ""},
      Row{R"({"type": "string", "pattern": "^[A-Z]{3}$"})", "USD", ""},
      Row{R"({"type": "string", "pattern": "^[A-Z]{3}$", "format": "uuid"})", "usd", "a UUID"},
      Row{R"({"type": "string", "not": {"const": "x"}})", "y", ""},
      Row{R"({"type": "string", "not": {"const": "x"}})", "x", "anything but 'x'"},
      Row{R"({"type": "string"})", "\xff", "UTF-8"});
  CAPTURE(row.schema, row.text);

  const auto found = ParameterSchema(Json::parse(row.schema)).check(std::string(row.text));

  CHECK(found.has_value() == !row.expected.empty());
  if (found) CHECK(found->expected == row.expected);
}

TEST_CASE("what was found is shown", "[validation][parameter]") {
  const auto found = ParameterSchema(Json::parse(R"({"type": "integer"})")).check("abc");

  REQUIRE(found);
  CHECK(found->found == "'abc'");
}

TEST_CASE("a wrong regular expression is told when it is compiled", "[validation][parameter]") {
  const ParameterSchema schema(Json::parse(R"({"type": "string", "pattern": "("})"));

  CHECK_THROWS_AS(schema.compile(), SchemaError);
}

}  // namespace mock::validation
