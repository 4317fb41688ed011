#include "core/json_node.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <string>
#include <utility>
#include <vector>

using namespace mock::core;

namespace {

Node read(std::string_view text) {
  Problems problems{"body"};
  auto node = read_json_node(text, problems);
  CAPTURE(text);
  REQUIRE(problems.lines() == std::vector<std::string>{});
  REQUIRE(node.has_value());
  return *std::move(node);
}

std::vector<std::string> mistakes_in(std::string_view text) {
  Problems problems{"body"};
  CHECK_FALSE(read_json_node(text, problems).has_value());
  return problems.lines();
}

/// Each value with its place, keys with theirs: `1:1 { 1:2 of 1:8 'x' }`.
std::string outline(const Node& node) {
  std::string text = to_text(node.place);
  if (node.is_scalar()) return text + (node.quoted ? " '" + node.text + "'" : " " + node.text);
  if (node.is_sequence()) {
    text += " [";
    for (const auto& item : node.items) text += " " + outline(item);
    return text + " ]";
  }
  text += " {";
  for (const auto& entry : node.entries) {
    text += " " + to_text(entry.key_place) + " " + entry.key + " " + outline(entry.value);
  }
  return text + " }";
}

}  // namespace

TEST_CASE("every value of a JSON text has its line and column", "[json_node]") {
  const auto [text, expected] = GENERATE(table<std::string, std::string>({
      {R"({"of": "x", "n": [1, {"a":true}]})",
       "1:1 { 1:2 of 1:8 'x' 1:13 n 1:18 [ 1:19 1 1:22 { 1:23 a 1:27 true } ] }"},
      {"{\n  \"after\" :\r\n\t9\n}", "1:1 { 2:3 after 3:2 9 }"},
      {R"({"ä": "€", "b": 1})", "1:1 { 1:2 ä 1:7 '€' 1:12 b 1:17 1 }"},
      {" [ [ ] , { } , [ [ 1 ] ] ] ", "1:2 [ 1:4 [ ] 1:10 { } 1:16 [ 1:18 [ 1:20 1 ] ] ]"},
      {R"({"a,:}]": "[{,:"})", "1:1 { 1:2 a,:}] 1:11 '[{,:' }"},
      {"7", "1:1 7"},
  }));

  CAPTURE(text);
  CHECK(outline(read(text)) == expected);
}

TEST_CASE("a JSON text means what it means in a scenario", "[json_node]") {
  SECTION("a number keeps its spelling, whatever a computer would make of it") {
    const std::string number = GENERATE("0", "-0", "1.50", "1e3", "123456789012345678901234567890");
    const Node node = read(number);
    CHECK(node.text == number);
    CHECK_FALSE(node.quoted);
  }
  SECTION("strings are quoted, so that they are not taken for numbers and literals") {
    CHECK(read(R"("42")").quoted);
    CHECK(read(R"("")").quoted);
    CHECK_FALSE(read(R"("")").is_empty());
  }
  SECTION("escapes and both halves of a surrogate pair are the characters that they mean") {
    CHECK(read(R"("a\"\\\/\b\n\u00e4\ud83d\ude00")").text == "a\"\\/\b\n\u00e4\U0001F600");
    CHECK(read(R"("\u0000")").text == std::string(1, '\0'));
  }
  SECTION("null is an empty value at its own place") {
    const Node node = read(R"({"note": null})");
    CHECK(node.entries.at(0).value.is_empty());
    CHECK(node.entries.at(0).value.place == Place{1, 10});
  }
  SECTION("a doubled key is kept twice, so that it can be refused") {
    const Node node = read(R"({"a": 1, "a": 2})");
    REQUIRE(node.entries.size() == 2);
    CHECK(node.entries[0].value.text == "1");
    CHECK(node.entries[1].value.text == "2");
    CHECK(node.entries[1].key_place == Place{1, 10});
  }
}

TEST_CASE("what is no JSON is refused where it ends to be", "[json_node]") {
  const auto [text, expected] = GENERATE(table<std::string, std::string>({
      {"", "body:1:1: this is no JSON: found an empty text, expected a value"},
      {"{\"of\": \"x\"\n \"status\": 1}",
       "body:2:2: this is no JSON: found the string 'status', expected ',' or '}'"},
      {"{\"ä\": 'x'}", "body:1:7: this is no JSON: found a text in single quotes, expected double quotes"},
      {"[1, 2", "body:1:6: this is no JSON: found the end of the text, expected ',' or ']'"},
      {"[\"ä\", \"\xff\"]",
       "body:1:8: this is no JSON: found a byte that is no UTF-8 (\\xff), expected text in UTF-8"},
      {"[\"\\ud83d\"]",
       "body:1:3: this is no JSON: found half of a surrogate pair (\\ud83d), expected both halves, such as "
       "\\ud83d\\ude00, or the character itself"},
  }));

  CAPTURE(text);
  CHECK(mistakes_in(text) == std::vector<std::string>{expected});
}

TEST_CASE("JSON nests as deep as every other text from outside", "[json_node]") {
  const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };

  CHECK(read(nested(64)).is_sequence());
  CHECK(mistakes_in(nested(65)) ==
        std::vector<std::string>{
            "body:1:65: this is no JSON: found nesting deeper than 64 levels, expected at most 64 levels"});
}
