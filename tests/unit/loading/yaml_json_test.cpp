#include "loading/yaml_json.hpp"

#include <catch2/catch_test_macros.hpp>

#include <string>
#include <vector>

using namespace mock;
using core::Json;

namespace {

Json read(std::string_view text) {
  core::Problems problems{"openapi.yaml"};
  auto json = loading::read_yaml_as_json(text, problems);
  for (const auto& line : problems.lines()) UNSCOPED_INFO(line);
  REQUIRE(json.has_value());
  return *std::move(json);
}

std::vector<std::string> mistakes_of(std::string_view text) {
  core::Problems problems{"openapi.yaml"};
  const auto json = loading::read_yaml_as_json(text, problems);
  CHECK(json.has_value() != problems.has_errors());
  return problems.lines();
}

}  // namespace

TEST_CASE("bare scalars have the types of YAML 1.2's core schema", "[loading][json]") {
  CHECK(read("[null, Null, ~, '']") == Json::parse(R"([null, null, null, ""])"));
  CHECK(read("[true, True, FALSE]") == Json::parse("[true, true, false]"));
  CHECK(read("[0, -7, +7, 007, 0o17, 0xFf, 18446744073709551615, -9223372036854775808]") ==
        Json::parse("[0, -7, 7, 7, 15, 255, 18446744073709551615, -9223372036854775808]"));
  CHECK(read("[1.5, -.5, 1., 1e3, 1.5E-2]") == Json::parse("[1.5, -0.5, 1.0, 1000.0, 0.015]"));
  CHECK(read("[99999999999999999999]") == Json::parse("[99999999999999999999]"));
}

TEST_CASE("everything else is text, and so is what stands in quotes", "[loading][json]") {
  const std::string texts =
      R"(["yes", "on", "No", "1_000", "0b1", "2026-03-01", "1:30", "-", "1e", ".", "0x", "nan"])";

  CHECK(read("[yes, on, No, 1_000, 0b1, 2026-03-01, \"1:30\", '-', 1e, ., 0x, nan]") == Json::parse(texts));
  CHECK(read("['200', \"true\", 'null', '1.5']") == Json::parse(R"(["200", "true", "null", "1.5"])"));
  CHECK(read("a: |\n  200\n") == Json::parse(R"({"a": "200\n"})"));
}

TEST_CASE("members keep their order, keys are texts, empty values are null", "[loading][json]") {
  CHECK(core::to_text(read("b: 1\na: { 200: x, on: [] }\nc:\n")) ==
        R"({"b":1,"a":{"200":"x","on":[]},"c":null})");
}

TEST_CASE("what JSON does not have is refused at its place", "[loading][json]") {
  CHECK(mistakes_of("a: 1\nb: { c: .inf, d: -.INF }\ne: .nan\nf: 1e999\n") ==
        std::vector<std::string>{
            "openapi.yaml:2:9: JSON has no number '.inf': put it in quotes if it is a text",
            "openapi.yaml:2:18: JSON has no number '-.INF': put it in quotes if it is a text",
            "openapi.yaml:3:4: JSON has no number '.nan': put it in quotes if it is a text",
            "openapi.yaml:4:4: JSON has no number '1e999': put it in quotes if it is a text"});
  CHECK(mistakes_of("a: 1\nb: 2\na: 3\n") ==
        std::vector<std::string>{"openapi.yaml:3:1: the key 'a' is there already (1:1)"});
  CHECK(mistakes_of("a: &x 1\nb: *x\n") ==
        std::vector<std::string>{
            "openapi.yaml:1:4: an anchor: '$ref' does that job; a text that begins with '&' needs quotes",
            "openapi.yaml:2:4: an alias: '$ref' does that job; a text that begins with '*' needs quotes"});
}
