#include "core/json.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

using namespace mock::core;
using namespace std::string_view_literals;

namespace {

ParsedJson parsed(std::string_view text) {
  auto result = parse_json(text);
  REQUIRE(std::holds_alternative<ParsedJson>(result));
  return std::get<ParsedJson>(std::move(result));
}

JsonProblem refused(std::string_view text) {
  auto result = parse_json(text);
  REQUIRE(std::holds_alternative<JsonProblem>(result));
  return std::get<JsonProblem>(std::move(result));
}

std::vector<std::string> duplicates_of(std::string_view text) {
  std::vector<std::string> pointers;
  for (const auto& duplicate : parsed(text).duplicates) {
    pointers.push_back(duplicate.pointer);
  }
  return pointers;
}

std::string nested(std::size_t depth, std::string_view open = "[", std::string_view close = "]") {
  std::string text;
  for (std::size_t i = 0; i < depth; ++i) {
    text += open;
  }
  if (open != "[") {
    text += "1";
  }
  for (std::size_t i = 0; i < depth; ++i) {
    text += close;
  }
  return text;
}

/// `{"m0":0,"m1":1,…}`
std::string large_object(std::size_t members) {
  std::string text = "{";
  for (std::size_t i = 0; i < members; ++i) {
    text += (i == 0 ? "\"m" : ",\"m") + std::to_string(i) + "\":" + std::to_string(i);
  }
  return text + "}";
}

}  // namespace

TEST_CASE("a text is read and written with its members in their order", "[core][json]") {
  const auto text =
      GENERATE(R"({"z":1,"a":[true,false,null,"x",-5,0.5],"m":{}})", "[]", "{}", "null", "\"a\"", "0",
               R"(["",[[]],{"":{}}])", "18446744073709551615", "-9223372036854775808");

  const auto [value, duplicates] = parsed(text);

  CHECK(to_text(value) == text);
  CHECK(duplicates.empty());
}

TEST_CASE("escapes and blanks are read as RFC 8259 says", "[core][json]") {
  CHECK(parsed(" \t\r\n{ \"a\" : 1 } \n").value == Json{{"a", 1}});
  CHECK(parsed(R"("\"\\\/\b\f\n\r\t\u00e4\ud83d\ude00")").value == Json("\"\\/\b\f\n\r\tä😀"));
  CHECK(parsed(R"("\u0000")").value == Json(std::string(1, '\0')));
  CHECK(parsed("18446744073709551616").value == Json(18446744073709551616.0));
}

TEST_CASE("what is no JSON is refused with what was found and expected", "[core][json]") {
  struct Row {
    std::string_view text;
    std::string_view found;
    std::string_view expected;
    std::size_t offset;
  };
  const auto row = GENERATE(
      // Nothing, or not enough.
      Row{"", "an empty text", "a value", 0}, Row{" \n", "the end of the text", "a value", 2},
      Row{R"({"a":1)", "the end of the text", "',' or '}'", 6},
      Row{"[1,", "the end of the text", "a value", 3}, Row{"[", "the end of the text", "a value or ']'", 1},
      Row{"{", "the end of the text", "a member name in double quotes or '}'", 1},
      Row{R"({"a")", "the end of the text", "':' after the member name", 4},
      // Too much, or in the wrong place.
      Row{"{} x", "the bare word 'x'", "a value; a text stands in double quotes", 3},
      Row{"1 2", "'2'", "nothing after the value", 2}, Row{"{}}", "'}'", "nothing after the value", 2},
      Row{"[1 2]", "'2'", "',' or ']'", 3}, Row{"[1}", "'}'", "',' or ']'", 2},
      Row{R"({"a":1 "b":2})", "the string 'b'", "',' or '}'", 7},
      Row{R"({"a" 1})", "'1'", "':' after the member name", 5}, Row{R"({"a":})", "'}'", "a value", 5},
      Row{"{1:2}", "'1'", "a member name in double quotes or '}'", 1},
      Row{"[,1]", "','", "a value or ']'", 1}, Row{"[1,]", "']' after a comma", "a value", 3},
      Row{R"({"a":1,})", "'}' after a comma", "a member name in double quotes", 7},
      Row{R"([1,{"a":[2]},)", "the end of the text", "a value", 13},
      // Words.
      Row{"{a:1}", "the bare word 'a'", "a member name in double quotes or '}'", 1},
      Row{R"({"a":NaN})", "a number that JSON does not know (NaN)", "a finite number or null", 5},
      Row{"[-Infinity]", "a number that JSON does not know (-Infinity)", "a finite number or null", 1},
      Row{"[True]", "'True'", "true in small letters", 1}, Row{"[None]", "'None'", "null", 1},
      Row{"[undefined]", "'undefined'", "null", 1},
      Row{"[nul]", "the bare word 'nul'", "a value; a text stands in double quotes", 1},
      Row{"['a']", "a text in single quotes", "double quotes", 1},
      Row{"[1] // one", "a comment", "JSON without comments", 4},
      Row{"/* */ 1", "a comment", "JSON without comments", 0},
      Row{"grant_type=password&x=1", "the bare word 'grant_type=password&x=1'",
          "a value; a text stands in double quotes", 0},
      Row{"<html>", "the bare word '<html>'", "a value; a text stands in double quotes", 0},
      // Numbers.
      Row{"[042]", "a number with a leading zero (042)",
          "the number without the zero, or a text in double quotes", 1},
      Row{"[-01]", "a number with a leading zero (-01)",
          "the number without the zero, or a text in double quotes", 1},
      Row{"[+1]", "a number with a plus sign (+1)", "the number without the sign", 1},
      Row{"[0x2a]", "a hexadecimal number (0x2a)", "decimal digits", 1},
      Row{"[.5]", "a number with no digit on one side of its point (.5)", "digits on both sides, such as 0.5",
          1},
      Row{"[5.]", "a number with no digit on one side of its point (5.)", "digits on both sides, such as 0.5",
          1},
      Row{"[1e]", "a malformed number (1e)", "a number such as 42, -0.5 or 1e3, or a text in double quotes",
          1},
      Row{"[1_000]", "a malformed number (1_000)",
          "a number such as 42, -0.5 or 1e3, or a text in double quotes", 1},
      Row{"[1,1e999]", "a number that is too large (1e999)", "a number up to 1.8e308", 3},
      Row{"-", "the bare word '-'", "a value; a text stands in double quotes", 0},
      // Strings.
      Row{R"({"a":"b})", "a string without its closing quote", "'\"' at its end", 5},
      Row{"[\"a\nb\"]", "a line break inside a string", "a closing quote before it, or \\n", 3},
      Row{"[\"a\tb\"]", "a tab inside a string", "\\t", 3},
      Row{"[\"\x01\"]", "a control character inside a string (\\x01)", "\\u0001", 2},
      Row{R"(["ab\x"])", "the unknown escape '\\x'", R"(one of \" \\ \/ \b \f \n \r \t \uXXXX)", 4},
      Row{R"(["\u12g4"])", "the escape '\\u12g4'", "\\u and four hexadecimal digits", 2},
      Row{R"(["\ud83d!"])", "half of a surrogate pair (\\ud83d)",
          "both halves, such as \\ud83d\\ude00, or the character itself", 2},
      Row{R"(["\ude00"])", "half of a surrogate pair (\\ude00)",
          "both halves, such as \\ud83d\\ude00, or the character itself", 2},
      // Bytes.
      Row{"[\"a\xff\"]", "a byte that is no UTF-8 (\\xff)", "text in UTF-8", 3},
      Row{"\xEF\xBB\xBF{}", "a byte order mark", "JSON without one (RFC 8259 §8.1)", 0},
      Row{"{}\0garbage"sv, "a NUL byte", "JSON text; inside a string \\u0000", 2});

  CAPTURE(row.text);
  const auto problem = refused(row.text);
  CHECK(problem.found == row.found);
  CHECK(problem.expected == row.expected);
  CHECK(problem.offset == row.offset);
}

TEST_CASE("every beginning of a JSON text is refused with a sentence", "[core][json]") {
  const std::string_view text = R"({"a\n\u00e4":[1.5e3,-0,{"b":null}],"c":true})";

  for (std::size_t length = 0; length < text.size(); ++length) {
    CAPTURE(length);
    const auto problem = refused(text.substr(0, length));
    CHECK_FALSE(problem.found.empty());
    CHECK_FALSE(problem.expected.empty());
    CHECK(problem.offset <= length);
  }
}

TEST_CASE("nesting is limited before any parser sees the text", "[core][json]") {
  CHECK(parsed(nested(kMaxJsonDepth)).value.is_array());
  CHECK(parsed(nested(kMaxJsonDepth, R"({"a":)", "}")).value.is_object());

  const auto problem = refused(nested(kMaxJsonDepth + 1));
  CHECK(problem.found == "nesting deeper than 64 levels");
  CHECK(problem.expected == "at most 64 levels");
  CHECK(problem.offset == kMaxJsonDepth);
  CHECK(refused(nested(kMaxJsonDepth + 1, R"({"a":)", "}")).found == "nesting deeper than 64 levels");
  CHECK(refused(std::string(1'000'000, '[')).offset == kMaxJsonDepth);
}

TEST_CASE("brackets in strings and in neighbours do not nest", "[core][json]") {
  std::string neighbours = "[[]";
  for (int i = 0; i < 1000; ++i) {
    neighbours += ",[]";
  }

  CHECK(parsed(neighbours + "]").value.size() == 1001);
  CHECK(parsed("[\"" + std::string(1000, '[') + "\"]").value.size() == 1);
  CHECK(parsed("[\"\\\"" + std::string(1000, '{') + "\\\\\",1]").value.size() == 2);
}

TEST_CASE("a doubled member is told with its pointer", "[core][json]") {
  struct Row {
    std::string_view text;
    std::vector<std::string> pointers;
  };
  const auto row =
      GENERATE(Row{R"({"a":1,"a":2})", {"/a"}}, Row{R"({"a":1,"b":{"a":2}})", {}},
               Row{R"({"a":1,"a":2,"a":3})", {"/a"}}, Row{R"({"o":[0,{"k":1,"k":2}]})", {"/o/1/k"}},
               Row{R"([[],[{"k":1,"k":2}]])", {"/1/0/k"}}, Row{R"({"a/b~c":1,"a/b~c":2})", {"/a~1b~0c"}},
               Row{R"({"":1,"":2})", {"/"}}, Row{R"({"\u0061":1,"a":2})", {"/a"}},
               Row{R"({"a":{"x":1,"x":2},"a":{"x":3,"x":4}})", {"/a/x", "/a/x", "/a"}});

  CAPTURE(row.text);
  CHECK(duplicates_of(row.text) == row.pointers);
}

TEST_CASE("of a doubled member the last one holds, at the place of the first", "[core][json]") {
  CHECK(to_text(parsed(R"({"a":{"deep":1},"b":2,"a":[3]})").value) == R"({"a":[3],"b":2})");
}

TEST_CASE("a text full of doubled members does not become a mountain of pointers", "[core][json]") {
  const std::string name(10'000, 'n');
  std::string text = "{\"" + name + "\":{\"x\":0";
  for (int i = 0; i < 1000; ++i) {
    text += ",\"k" + std::to_string(i) + "\":1,\"k" + std::to_string(i) + "\":2";
  }

  CHECK(duplicates_of(text + "}}").size() == kMaxDuplicateKeys);
}

TEST_CASE("a hundred thousand members are read in one go", "[core][json]") {
  const auto [value, duplicates] = parsed(large_object(100'000));

  CHECK(value.size() == 100'000);
  CHECK(std::prev(value.end()).key() == "m99999");
  CHECK(duplicates.empty());
  CHECK(equal(value, value));
}

TEST_CASE("writing never throws", "[core][json]") {
  CHECK(to_text(Json("a\xff"
                     "b")) ==
        "\"a\xEF\xBF\xBD"
        "b\"");
  CHECK(to_text(Json(std::numeric_limits<double>::quiet_NaN())) == "null");
  CHECK(to_text(Json("ä")) == "\"ä\"");
}

TEST_CASE("values are equal whatever the order of members", "[core][json]") {
  struct Row {
    std::string_view left;
    std::string_view right;
    bool is_equal;
  };
  const auto row = GENERATE(
      Row{R"({"a":1,"b":{"c":2,"d":3}})", R"({"b":{"d":3,"c":2},"a":1})", true}, Row{"[1,2]", "[2,1]", false},
      Row{"[1,2]", "[1]", false}, Row{R"({"a":1})", R"({"b":1})", false}, Row{R"({"a":1})", "{}", false},
      Row{R"({"a":1})", R"({"a":1,"b":null})", false}, Row{"{}", "[]", false}, Row{"null", "false", false},
      Row{"\"1\"", "1", false}, Row{"1", "true", false}, Row{"null", "null", true},
      Row{"\"a\"", "\"a\"", true}, Row{"1", "1.0", true}, Row{"-0", "0", true}, Row{"-0.0", "0", true},
      Row{"1e2", "100", true}, Row{"1.5", "1", false}, Row{"[{\"a\":[1.0]}]", "[{\"a\":[1]}]", true},
      Row{"9007199254740993", "9007199254740992.0", false}, Row{"18446744073709551615", "-1", false},
      Row{"18446744073709551615", "18446744073709551616", false},
      Row{"9223372036854775808", "9223372036854775808.0", true},
      Row{"-9223372036854775808", "-9223372036854775808.0", true}, Row{"-1", "-1.0", true},
      Row{"1e300", "1", false}, Row{"-1e300", "-1", false});

  CAPTURE(row.left, row.right);
  CHECK(equal(parsed(row.left).value, parsed(row.right).value) == row.is_equal);
  CHECK(equal(parsed(row.right).value, parsed(row.left).value) == row.is_equal);
}

TEST_CASE("integers are equal whatever their sign bit says about their type", "[core][json]") {
  CHECK(equal(Json(std::int64_t{5}), Json(std::uint64_t{5})));
  CHECK_FALSE(equal(Json(std::int64_t{-1}), Json(std::numeric_limits<std::uint64_t>::max())));
  CHECK_FALSE(equal(Json(std::numeric_limits<double>::quiet_NaN()), Json(0)));
  CHECK_FALSE(equal(Json(std::numeric_limits<double>::infinity()), Json(1)));
}

TEST_CASE("ill-formed UTF-8 is found where it begins", "[core][json]") {
  struct Row {
    std::string_view text;
    std::optional<std::size_t> offset;
  };
  const auto row = GENERATE(Row{"", std::nullopt}, Row{"aä✓😀", std::nullopt},
                            Row{"\xf4\x8f\xbf\xbf", std::nullopt}, Row{"\xff", 0}, Row{"a\x80", 1},
                            Row{"ab\xc3", 2}, Row{"\xc0\xaf", 0}, Row{"\xc1\xbf", 0}, Row{"ä\xe0\x9f\xbf", 2},
                            Row{"\xed\xa0\x80", 0}, Row{"\xf0\x8f\xbf\xbf", 0}, Row{"\xf4\x90\x80\x80", 0},
                            Row{"\xf5\x80\x80\x80", 0}, Row{"✓\xe2\x9c", 3}, Row{"\xe2\x9cx", 0});

  CHECK(find_invalid_utf8(row.text) == row.offset);
}

TEST_CASE("a pointer token escapes tilde and slash only", "[core][json]") {
  CHECK(pointer_token("a/b~c") == "a~1b~0c");
  CHECK(pointer_token("~1") == "~01");
  CHECK(pointer_token("").empty());
  CHECK(pointer_token("ä b") == "ä b");
}

TEST_CASE("a patch merges as RFC 7396 shows it", "[core][json]") {
  struct Row {
    std::string_view target;
    std::string_view patch;
    std::string_view result;
  };
  const auto row = GENERATE(
      Row{R"({"a":"b"})", R"({"a":"c"})", R"({"a":"c"})"},
      Row{R"({"a":"b"})", R"({"b":"c"})", R"({"a":"b","b":"c"})"}, Row{R"({"a":"b"})", R"({"a":null})", "{}"},
      Row{R"({"a":"b","b":"c"})", R"({"a":null})", R"({"b":"c"})"},
      Row{R"({"a":["b"]})", R"({"a":"c"})", R"({"a":"c"})"},
      Row{R"({"a":{"b":"c"}})", R"({"a":{"b":"d","c":null}})", R"({"a":{"b":"d"}})"},
      Row{R"({"a":[{"b":"c"}]})", R"({"a":[1]})", R"({"a":[1]})"},
      Row{R"(["a","b"])", R"(["c","d"])", R"(["c","d"])"}, Row{R"({"a":"foo"})", "null", "null"},
      Row{R"({"e":null})", R"({"a":1})", R"({"e":null,"a":1})"},
      Row{"[1,2]", R"({"a":"b","c":null})", R"({"a":"b"})"},
      Row{"{}", R"({"a":{"bb":{"ccc":null}}})", R"({"a":{"bb":{}}})"});
  Json target = parsed(row.target).value;

  merge_patch(target, parsed(row.patch).value);

  CHECK(to_text(target) == row.result);
}
