#include "loading/yaml_reader.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/generators/catch_generators_range.hpp>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>
#include <string>
#include <vector>

using namespace mock;
using core::Node;

namespace {

std::vector<std::string> mistakes_of(std::string_view text) {
  core::Problems problems{"x.yaml"};
  const auto node = loading::read_yaml(text, problems);
  CHECK(node.has_value() != problems.has_errors());
  return problems.lines();
}

Node read(std::string_view text) {
  core::Problems problems{"x.yaml"};
  auto node = loading::read_yaml(text, problems);
  for (const auto& line : problems.lines()) UNSCOPED_INFO(line);
  REQUIRE(node.has_value());
  return *std::move(node);
}

const Node::Entry& entry(const Node& mapping, std::string_view key) {
  const auto found = std::find_if(mapping.entries.begin(), mapping.entries.end(),
                                  [&](const Node::Entry& each) { return each.key == key; });
  REQUIRE(found != mapping.entries.end());
  return *found;
}

std::vector<std::filesystem::path> gallery() {
  std::vector<std::filesystem::path> files;
  for (const auto& file :
       std::filesystem::directory_iterator{UNDERSTUDY_SOURCE_DIR "/tests/unit/loading/gallery"}) {
    files.push_back(file.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::string text_of(const std::filesystem::path& file) {
  std::ifstream stream{file, std::ios::binary};
  std::stringstream text;
  text << stream.rdbuf();
  return text.str();
}

std::string repeated(std::string_view piece, std::size_t count) {
  std::string text;
  text.reserve(piece.size() * count);
  for (std::size_t i = 0; i < count; ++i) text += piece;
  return text;
}

struct Row {
  std::string yaml;
  std::string message;
};

}  // namespace

TEST_CASE("a scalar stays the text that was written, whatever it looks like", "[loading][yaml]") {
  const Node root = read("a: no\nb: 012345\nc: 0x3a11\nd: null\ne: ~\nf: 1.50\non: true\nnull: 1\n42: x\n");

  CHECK(entry(root, "a").value.text == "no");
  CHECK(entry(root, "b").value.text == "012345");
  CHECK(entry(root, "c").value.text == "0x3a11");
  CHECK(entry(root, "d").value.text == "null");
  CHECK(entry(root, "e").value.text == "~");
  CHECK(entry(root, "f").value.text == "1.50");
  CHECK(entry(root, "on").value.text == "true");
  CHECK(entry(root, "null").value.text == "1");
  CHECK(entry(root, "42").value.text == "x");
  for (const auto& each : root.entries) CHECK_FALSE(each.value.quoted);
}

TEST_CASE("quoted and block texts are marked as quoted", "[loading][yaml]") {
  const Node root =
      read("a: \"x\\u00e9\\n\"\nb: 'it''s'\nc: |\n  one\n  two\nd: >-\n  one\n  two\ne: \"\"\n\"f\": x\n");

  CHECK(entry(root, "a").value.text == "xé\n");
  CHECK(entry(root, "b").value.text == "it's");
  CHECK(entry(root, "c").value.text == "one\ntwo\n");
  CHECK(entry(root, "d").value.text == "one two");
  CHECK(entry(root, "e").value.text.empty());
  for (const auto* key : {"a", "b", "c", "d", "e"}) CHECK(entry(root, key).value.quoted);
  CHECK_FALSE(entry(root, "e").value.is_empty());
  CHECK_FALSE(entry(root, "f").value.quoted);
}

TEST_CASE("nodes know where they stood", "[loading][yaml]") {
  const Node root = read(
      "understudy: 1\n"
      "baanx:\n"
      "  orders:\n"
      "    - id: abcd_1234\n"
      "      timeline: [ { polls: 2, status: \"OK\" }, x ]\n");

  const Node& baanx = entry(root, "baanx").value;
  const Node& orders = entry(baanx, "orders").value;
  const Node& order = orders.items.at(0);
  const Node& timeline = entry(order, "timeline").value;
  const Node& step = timeline.items.at(0);
  CHECK(entry(root, "baanx").key_place == core::Place{2, 1});
  CHECK(baanx.place == core::Place{3, 3});
  CHECK(orders.place == core::Place{4, 5});
  CHECK(order.place == core::Place{4, 7});
  CHECK(entry(order, "id").value.place == core::Place{4, 11});
  CHECK(timeline.place == core::Place{5, 17});
  CHECK(step.place == core::Place{5, 19});
  CHECK(entry(step, "status").key_place == core::Place{5, 31});
  CHECK(entry(step, "status").value.place == core::Place{5, 39});
  CHECK(timeline.items.at(1).place == core::Place{5, 47});
}

TEST_CASE("columns count characters, not bytes", "[loading][yaml]") {
  const Node root = read("é: {日本: \"ü\", x: 😀, y: z}\nk: é\n");

  const Node& mapping = entry(root, "é").value;
  CHECK(mapping.place == core::Place{1, 4});
  CHECK(entry(mapping, "日本").key_place == core::Place{1, 5});
  CHECK(entry(mapping, "日本").value.place == core::Place{1, 9});
  CHECK(entry(mapping, "x").key_place == core::Place{1, 14});
  CHECK(entry(mapping, "y").value.place == core::Place{1, 23});
  CHECK(entry(root, "k").value.place == core::Place{2, 4});
}

TEST_CASE("an empty value stands at its key, an empty list entry at its dash", "[loading][yaml]") {
  const Node root =
      read("a:\nb: { c: , d }\nlist:\n  - \n  # a comment\n  - x\n  -\nlast:\n  inner:\nnull: 1\n");

  CHECK(entry(root, "a").value.is_empty());
  CHECK(entry(root, "a").value.place == core::Place{1, 1});
  const Node& b = entry(root, "b").value;
  CHECK(entry(b, "c").value.is_empty());
  CHECK(entry(b, "c").value.place == core::Place{2, 6});
  CHECK(entry(b, "d").value.place == core::Place{2, 11});
  const Node& list = entry(root, "list").value;
  REQUIRE(list.items.size() == 3);
  CHECK(list.items[0].is_empty());
  CHECK(list.items[0].place == core::Place{4, 3});
  CHECK(list.items[2].is_empty());
  CHECK(list.items[2].place == core::Place{7, 3});
  CHECK(entry(entry(root, "last").value, "inner").value.is_empty());
  CHECK(entry(root, "null").value.text == "1");
}

TEST_CASE("doubled keys are kept for the reader to refuse", "[loading][yaml]") {
  const Node root = read("a: 1\na: 2\n");

  REQUIRE(root.entries.size() == 2);
  CHECK(root.entries[1].key_place == core::Place{2, 1});
}

TEST_CASE("a byte order mark and CR LF change nothing", "[loading][yaml]") {
  const Node root = read(
      "\xEF\xBB\xBF"
      "a:\r\n  - b: \"x\"\r\n    c: |\r\n      one\r\n      two\r\n");

  const Node& first = entry(root, "a").value.items.at(0);
  CHECK(entry(root, "a").key_place == core::Place{1, 1});
  CHECK(entry(first, "b").value.place == core::Place{2, 8});
  CHECK(entry(first, "c").value.text == "one\ntwo\n");
}

TEST_CASE("tabs are fine within texts and before comments", "[loading][yaml]") {
  const Node root = read("a: |\n  \tone\n  \ttwo\nb: \"x\n\ty\"\n\t# a comment\n\t\nc: x\ty\n");

  CHECK(entry(root, "a").value.text == "\tone\n\ttwo\n");
  CHECK(entry(root, "b").value.text == "x y");
  CHECK(entry(root, "c").value.text == "x\ty");
}

TEST_CASE("mistakes against YAML are told in our words and at their place", "[loading][yaml]") {
  const auto row = GENERATE(
      // SCENARIOS 6, the rows that the YAML reader answers for, each as line 5.
      Row{"a: 1\nb: 1\nc: 1\nd: 1\n\te: 1\n", "x.yaml:5:1: a tab in the indentation, YAML takes blanks only"},
      Row{"a: 1\nb: 1\nc: 1\nmusement:\n  webhook: { url: ${WEBHOOK_URL}, retry: [1m] }\n",
          "x.yaml:5:19: a variable inside { } needs quotes: write url: \"${WEBHOOK_URL}\""},
      Row{"a: 1\nb: 1\nc: 1\nd: 1\nabout: Payment: two polls, then done\n",
          "x.yaml:5:15: ': ' inside a bare text begins a new key: put the text in quotes"},
      // Tabs.
      Row{"a:\n\tb\n", "x.yaml:2:1: a tab in the indentation, YAML takes blanks only"},
      Row{"a:\n  b: 1\n  \tc: 1\n", "x.yaml:3:3: a tab in the indentation, YAML takes blanks only"},
      Row{"-\ta: 1\n", "x.yaml:1:2: a tab in the indentation, YAML takes blanks only"},
      Row{"a: |\n\tx\n", "x.yaml:2:1: a tab in the indentation, YAML takes blanks only"},
      // What YAML has and this language has not.
      Row{"a: 1\nb: &x 1\n",
          "x.yaml:2:4: an anchor: 'products' and 'repeat' do that job; a text that begins with '&' needs "
          "quotes"},
      Row{"a: !x &y [1]\n",
          "x.yaml:1:7: an anchor: 'products' and 'repeat' do that job; a text that begins with '&' needs "
          "quotes"},
      Row{"a: &x 1\nb: *x\n",
          "x.yaml:2:4: an alias: 'products' and 'repeat' do that job; a text that begins with '*' needs "
          "quotes"},
      Row{"a: !!str 1\n",
          "x.yaml:1:4: a tag: the key decides what type a value has; a text that begins with '!' needs "
          "quotes"},
      Row{"a: ! x\n",
          "x.yaml:1:4: a tag: the key decides what type a value has; a text that begins with '!' needs "
          "quotes"},
      Row{"a: !x { b: 1 }\n",
          "x.yaml:1:4: a tag: the key decides what type a value has; a text that begins with '!' needs "
          "quotes"},
      Row{"a:\n  <<: { b: 1 }\n",
          "x.yaml:2:3: '<<' merges nothing here: 'products' and 'repeat' do that job"},
      Row{"a: 1\n---\nb: 1\n", "x.yaml:2:1: a second document begins here: a file holds one"},
      Row{"a: 1\n---\n", "x.yaml:2:1: a second document begins here: a file holds one"},
      Row{"%YAML 1.2\n---\na: 1\n", "x.yaml:1:1: directives are not part of this language: delete the line"},
      Row{"%YAML 3.0\n---\na: 1\n", "x.yaml:1:1: directives are not part of this language: delete the line"},
      Row{"a:\n  ? [b]\n  : 1\n", "x.yaml:2:5: a key is a text, found a list"},
      Row{": 1\n", "x.yaml:1:1: a key is missing here"},
      Row{"a: *x\n",
          "x.yaml:1:4: a bare text cannot begin with '&', '*' or '!': put it in quotes (anchors, aliases and "
          "tags are "
          "not part of this language)"},
      // Variables.
      Row{"a: [ ${B}/x ]\n", "x.yaml:1:6: a variable inside [ ] needs quotes: write \"${B}/x\""},
      Row{"a: { b: http://${H}/x }\n",
          "x.yaml:1:16: a variable inside { } needs quotes: write b: \"http://${H}/x\""},
      Row{"a: { ${B}: 1 }\n", "x.yaml:1:6: a variable stands in values, never in keys"},
      // Quotes. (yaml-cpp takes a quote that is never closed for one that ends with the file.)
      Row{"a: \"x\nb: 1\n", "x.yaml:1:4: the quote that opens here is never closed"},
      Row{"a: \"x", "x.yaml:1:4: the quote that opens here is never closed"},
      Row{"a: 1\nb: 'it''s\n", "x.yaml:2:4: the quote that opens here is never closed"},
      Row{"a: { b: \"x }\nc: 1\n", "x.yaml:1:9: the quote that opens here is never closed"},
      Row{"a: \"x\n---\ny\"\n", "x.yaml:1:4: the quote that opens here is not closed before '---' in line 2"},
      Row{"a: \"x\n  b: \"y\"\n",
          "x.yaml:1:4: the text in quotes that begins here ends at 2:6, and more follows: is its closing "
          "quote "
          "where it should be?"},
      Row{"a: 'it's'\n",
          "x.yaml:1:8: more text after the closing quote: put all of it into one pair of quotes, and write a "
          "' inside as ''"},
      Row{"a: \"x\" y\n",
          "x.yaml:1:8: more text after the closing quote: put all of it into one pair of quotes"},
      Row{"a: \"\\q\"\n",
          "x.yaml:1:5: '\\q' is no escape here: write \\\\ for a backslash, or put the text in single "
          "quotes"},
      // Brackets.
      Row{"a: { b: 1\nc: 2\n", "x.yaml:1:4: this '{' is never closed: '}' is missing"},
      Row{"a: [ 1, 2\n", "x.yaml:1:4: this '[' is never closed: ']' is missing"},
      Row{"a: [ 1 }\n", "x.yaml:1:8: this '}' does not fit the '[' of 1:4"},
      Row{"a: { b: 1 } }\n",
          "x.yaml:1:13: this '}' closes nothing that is open; a text that begins with it needs quotes"},
      Row{"a: { b: \"1\" c: 2 }\n",
          "x.yaml:1:13: a ',' or '}' is missing before this ('{' is open since 1:4)"},
      Row{"a: { b: 1 c: 2 }\n",
          "x.yaml:1:12: ': ' inside a bare text begins a new key: put the text in quotes, or a ',' before "
          "the key"},
      Row{"a: { after:9s, b: 1 }\n",
          "x.yaml:1:6: a blank is missing after the ':' of 'after:9s': write after: 9s"},
      Row{"a: [b] c\n", "x.yaml:1:8: more text after the closing ']'"},
      // Indentation and colons.
      Row{"a: 1\n  b: 2\n",
          "x.yaml:2:3: this line is indented deeper than the one above it (line 1), which has its value "
          "already: do not "
          "indent it"},
      Row{"- a: 1\n   b: 2\n",
          "x.yaml:2:4: this line is indented deeper than the one above it (line 1), which has its value "
          "already: "
          "indent it by 2 blanks"},
      Row{"a:\n    b: 2\n  c: 3\n",
          "x.yaml:3:3: an indentation of 2 blanks fits no line above: write 0 or 4"},
      Row{"a:\n  - b: 1\n   c: 2\n",
          "x.yaml:3:4: an indentation of 3 blanks fits no line above: write 0, 2 or 4"},
      Row{"a: 1\nb\nc: 1\n", "x.yaml:2:1: a ':' is missing in this line: write a key, ': ' and its value"},
      Row{"understudy 1\nabout: x\n",
          "x.yaml:1:1: a ':' is missing in this line: write a key, ': ' and its value"},
      Row{"understudy:1\nabout: x\n", "x.yaml:1:11: a blank is missing after this ':'"},
      Row{"a: 1\n- b\n",
          "x.yaml:2:1: a list entry where a key is expected: indent it like the other entries of its list"},
      Row{"a: - b\n",
          "x.yaml:1:4: a list cannot begin in its key's line: begin a new line with '- ', or write it as [ "
          "]"},
      Row{"- a\nb: 1\n",
          "x.yaml:2:1: what began further up has ended, and this does not belong to it: is the indentation "
          "right?"},
      Row{"a: @x\n", "x.yaml:1:4: a bare text cannot begin with '@': put it in quotes"},
      Row{"a: |x\n  y\n", "x.yaml:1:5: after '|' or '>' the text begins in the next line, indented"},
      // What is no text.
      Row{"", "x.yaml:1:1: there is nothing in this file"},
      Row{"# only this\n", "x.yaml:1:1: there is nothing in this file"},
      Row{"a: \xFF\n",
          "x.yaml:1:4: the byte 0xFF is no UTF-8: this is no text file, or one in another encoding; save it "
          "as UTF-8"},
      Row{"é: \xC3\n",
          "x.yaml:1:4: the byte 0xC3 is no UTF-8: this is no text file, or one in another encoding; save it "
          "as UTF-8"},
      Row{"\xFF\xFE"
          "a",
          "x.yaml:1:1: the file is UTF-16: save it as UTF-8"},
      Row{std::string("a: \0", 4), "x.yaml:1:4: a NUL byte: this is no text file"},
      Row{"a: \x07\n",
          "x.yaml:1:4: the control character U+0007 cannot stand in a file: in double quotes write "
          "\"\\u0007\""},
      Row{"a: x\rb: y\n", "x.yaml:1:5: a carriage return without a line feed: end lines with LF or CR LF"},
      Row{"a: x\xEF\xBB\xBFy\n", "x.yaml:1:5: an invisible character (U+FEFF): delete it"});

  const auto mistakes = mistakes_of(row.yaml);

  CAPTURE(row.yaml, mistakes);
  CHECK(std::find(mistakes.begin(), mistakes.end(), row.message) != mistakes.end());
}

TEST_CASE("all variables without quotes are told at once", "[loading][yaml]") {
  const auto mistakes = mistakes_of("a: { url: http://${H}/${P}, b: ${B} }\nc: [ ${C}, ${D\n");

  CHECK(mistakes == std::vector<std::string>{
                        "x.yaml:1:18: a variable inside { } needs quotes: write url: \"http://${H}/${P}\"",
                        "x.yaml:1:32: a variable inside { } needs quotes: write b: \"${B}\"",
                        "x.yaml:2:4: this '[' is never closed: ']' is missing",
                        "x.yaml:2:6: a variable inside [ ] needs quotes: write \"${C}\"",
                        "x.yaml:2:12: a variable inside [ ] needs quotes: write \"${D\""});
}

TEST_CASE("anchors, aliases and tags are all told at once", "[loading][yaml]") {
  CHECK(mistakes_of("a: &x 1\nb: *x\nc: !!int 3\n<<: 1\n").size() == 4);
}

TEST_CASE("32 levels are read, 33 are not", "[loading][yaml]") {
  const auto nested = [](std::size_t levels) {
    return "a: " + repeated("[", levels - 1) + repeated("]", levels - 1) + "\n";
  };

  CHECK(mistakes_of(nested(32)).empty());
  CHECK(mistakes_of(nested(33)) ==
        std::vector<std::string>{"x.yaml:1:35: more than 32 lists and mappings within each other"});
  CHECK(mistakes_of(repeated("- ", 40) + "x\n").size() == 1);
}

TEST_CASE("no input takes the reader down", "[loading][yaml]") {
  const std::size_t many = 300'000;

  SECTION("what is too large is refused by its size") {
    CHECK(mistakes_of(std::string(100'000'000, 'x')) ==
          std::vector<std::string>{
              "x.yaml: the file has 100000000 bytes, at most 4 MiB are read: 'repeat' writes many orders or "
              "files as one entry"});
  }
  SECTION("brackets") { CHECK(mistakes_of(repeated("[", 100'000)).size() == 1); }
  SECTION("mappings in brackets") { CHECK(mistakes_of(repeated("{a: ", many)).size() == 1); }
  SECTION("dashes in a line") { CHECK(mistakes_of(repeated("- ", many)).size() == 1); }
  SECTION("questions in a line") { CHECK(mistakes_of(repeated("? ", many)).size() == 1); }
  SECTION("tabs in every line") { CHECK(mistakes_of(repeated("\ta\n", many)).size() <= 50); }
  SECTION("anchors in every line") { CHECK(mistakes_of(repeated("- &a b\n", many / 2)).size() <= 50); }
  SECTION("more values than any scenario has") { CHECK(mistakes_of(repeated("- a\n", 510'000)).size() == 1); }
  SECTION("a line of two megabytes") {
    CHECK(mistakes_of("a: " + repeated("é ", many * 2 / 3) + "\n").empty());
  }
  SECTION("quotes") { CHECK(mistakes_of(repeated("\"", many)).size() == 1); }
  SECTION("bare variables") { CHECK(mistakes_of("a: [" + repeated("${A}, ", 10'000) + "]\n").size() <= 20); }
}

TEST_CASE("every scenario of the gallery is read", "[loading][yaml]") {
  const auto files = gallery();
  REQUIRE(files.size() == 12);

  for (const auto& file : files) {
    CAPTURE(file);
    const Node root = read(text_of(file));
    CHECK(entry(root, "understudy").value.text == "1");
    CHECK(entry(root, "about").key_place == core::Place{2, 1});
  }
}

TEST_CASE("whatever is done to a scenario, it is read or refused with a reason", "[loading][yaml][fuzz]") {
  const std::vector<std::string> pieces = {
      "\t",       "\n",          "\r\n", "\"",   "'",   "{",    "}",   "[",    "]",     ": ",  ":",
      "- ",       "#",           "${",   "${A}", "&a ", "*a",   "!x ", "<<: ", "---\n", "|\n", ">",
      "? ",       "%Y\n",        "null", "~",    "é",   "\xFF", "@",   "\\",   "  ",    ",",   "\xEF\xBB\xBF",
      "[[[[[[[[", "{a: {a: {a: "};
  std::vector<std::string> scenarios;
  for (const auto& file : gallery()) scenarios.push_back(text_of(file));
  std::mt19937 random{20260301};

  for (int run = 0; run < 3000; ++run) {
    std::string text = scenarios[random() % scenarios.size()];
    for (auto changes = 1 + random() % 4; changes > 0; --changes) {
      const auto at = random() % text.size();
      switch (random() % 3) {
        case 0:
          text.insert(at, pieces[random() % pieces.size()]);
          break;
        case 1:
          text.erase(at, random() % 10 + 1);
          break;
        default:
          text[at] = static_cast<char>(random() % 256);
          break;
      }
      if (text.empty()) text = "a";
    }
    const auto lines = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')) + 1;
    core::Problems problems{"x.yaml"};

    const auto node = loading::read_yaml(text, problems);

    CAPTURE(text);
    REQUIRE(node.has_value() != problems.has_errors());
    for (const auto& error : problems.errors()) REQUIRE(error.place.line <= lines);
  }
}
