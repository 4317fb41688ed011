#include "loading/variables.hpp"

#include "loading/yaml_reader.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <map>
#include <set>
#include <string>
#include <vector>

using namespace mock;
using core::Node;
using loading::Unset;

namespace {

struct Expanded {
  Node root;
  std::vector<std::string> lines;
};

Expanded expand(std::string_view yaml, const std::map<std::string, std::string, std::less<>>& variables = {},
                Unset unset = Unset::Refuse) {
  core::Problems problems{"x.yaml"};
  auto root = loading::read_yaml(yaml, problems);
  REQUIRE(root.has_value());
  const auto lookup = [&](std::string_view name) -> std::optional<std::string> {
    const auto found = variables.find(name);
    return found == variables.end() ? std::nullopt : std::optional{found->second};
  };
  loading::expand_variables(*root, lookup, problems, unset);
  return {*std::move(root), problems.lines()};
}

}  // namespace

TEST_CASE("variables are put into values of any kind", "[loading][variables]") {
  const auto [root, lines] =
      expand("a: ${A}\nb: http://${H}:${P}/x\nc: [ '${A}', { d: \"${A}${A}\" } ]\ne: |\n  ${A}\n",
             {{"A", "one"}, {"H", "host"}, {"P", "80"}});

  CHECK(lines.empty());
  CHECK(root.entries[0].value.text == "one");
  CHECK(root.entries[1].value.text == "http://host:80/x");
  CHECK(root.entries[2].value.items[0].text == "one");
  CHECK(root.entries[2].value.items[1].entries[0].value.text == "oneone");
  CHECK(root.entries[3].value.text == "one\n");
}

TEST_CASE("a default stands in for what is unset or empty", "[loading][variables]") {
  const auto [root, lines] =
      expand("a: ${A:-one}\nb: ${B:-two}\nc: ${C:-three}\nd: ${D:-}\ne: x${A:-http://h:1/?q=$1}\n",
             {{"B", ""}, {"C", "set"}});

  CHECK(lines.empty());
  CHECK(root.entries[0].value.text == "one");
  CHECK(root.entries[1].value.text == "two");
  CHECK(root.entries[2].value.text == "set");
  CHECK(root.entries[3].value.text.empty());
  CHECK_FALSE(root.entries[3].value.is_empty());
  CHECK(root.entries[4].value.text == "xhttp://h:1/?q=$1");
}

TEST_CASE("what is put in is not read again", "[loading][variables]") {
  const auto [root, lines] =
      expand("a: ${A}\nb: $${A}\nc: $A $$ ${B}$\nd: $$${A}\n", {{"A", "${B} $${B}\nx: 1 # y"}, {"B", "b"}});

  CHECK(lines.empty());
  CHECK(root.entries.size() == 4);
  CHECK(root.entries[0].value.text == "${B} $${B}\nx: 1 # y");
  CHECK(root.entries[1].value.text == "${A}");
  CHECK(root.entries[2].value.text == "$A $$ b$");
  CHECK(root.entries[3].value.text == "$${A}");
}

TEST_CASE("an unset variable is refused where it is needed and noted where it is not",
          "[loading][variables]") {
  const std::string message =
      "variable WEBHOOK_URL is not set: give it with --set, in the environment, at creation or reset of the "
      "session, or write a "
      "default, ${WEBHOOK_URL:-http://…}";

  const auto refused = expand("a:\n  url: ${WEBHOOK_URL}\n", {}, Unset::Refuse);
  const auto noted = expand("a:\n  url: ${WEBHOOK_URL}\n", {}, Unset::Note);

  CHECK(refused.lines == std::vector<std::string>{"x.yaml:2:8: " + message});
  CHECK(noted.lines == std::vector<std::string>{"x.yaml:2:8: note: " + message});
  const Node& value = noted.root.entries[0].value.entries[0].value;
  CHECK(value.unset);
  CHECK(value.text == "${WEBHOOK_URL}");
}

TEST_CASE("the names of those that have neither a value nor a default are told, each once",
          "[loading][variables]") {
  core::Problems problems{"x.yaml"};
  auto root = loading::read_yaml("a: ${B}\nb: ${A}\nc: ${B}\nd: ${C:-x}\ne: ${D}\n", problems);
  REQUIRE(root.has_value());
  const auto lookup = [](std::string_view name) -> std::optional<std::string> {
    return name == "D" ? std::optional<std::string>{"set"} : std::nullopt;
  };

  std::set<std::string, std::less<>> missing;
  loading::expand_variables(*root, lookup, problems, Unset::Refuse, &missing);

  CHECK(missing == std::set<std::string, std::less<>>{"A", "B"});
}

TEST_CASE("what is no variable is refused at its value", "[loading][variables]") {
  const auto written = GENERATE(as<std::string>{}, "${", "${A", "${1x}", "${}", "${A B}", "${A-b}", "${A:b}",
                                "${é}", "${A:-${B}}");
  CAPTURE(written);

  const auto [root, lines] = expand("a: \"" + written + "\"\n", {{"A", "one"}, {"B", "two"}}, Unset::Note);

  REQUIRE(lines.size() == 1);
  CHECK(lines[0].starts_with("x.yaml:1:4: "));
  CHECK(root.entries[0].value.unset);
}

TEST_CASE("keys take no variables", "[loading][variables]") {
  CHECK(expand("a${A}: 1\n", {{"A", "x"}}).lines ==
        std::vector<std::string>{"x.yaml:1:1: a variable stands in values, never in keys"});
}

TEST_CASE("values that would spoil what we write are refused", "[loading][variables]") {
  CHECK(expand("a: ${A}\n", {{"A", "\xFF"}}).lines ==
        std::vector<std::string>{"x.yaml:1:4: the value of A is no UTF-8"});
  CHECK(expand("a: ${A}\n", {{"A", std::string("\0", 1)}}).lines ==
        std::vector<std::string>{"x.yaml:1:4: the value of A has a NUL byte"});
  CHECK(
      expand("a: ${A}${A}${A}\n", {{"A", std::string(2'000'000, 'x')}}).lines ==
      std::vector<std::string>{"x.yaml:1:4: with A the values of variables have more than 4 MiB altogether"});
}
