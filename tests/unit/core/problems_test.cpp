#include "core/problems.hpp"

#include "core/node.hpp"

#include <catch2/catch_test_macros.hpp>

#include <exception>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using namespace mock::core;

namespace {

Node scalar(std::string text, bool quoted = false) {
  Node node;
  node.text = std::move(text);
  node.quoted = quoted;
  return node;
}

Node sequence(std::vector<Node> items) {
  Node node;
  node.kind = Node::Kind::Sequence;
  node.items = std::move(items);
  return node;
}

Node mapping(std::vector<Node::Entry> entries) {
  Node node;
  node.kind = Node::Kind::Mapping;
  node.entries = std::move(entries);
  return node;
}

}  // namespace

TEST_CASE("mistakes are told in the order of the file", "[core][problems]") {
  Problems problems("x.yaml");
  problems.error({5, 24}, "later");
  problems.error({5, 2}, "earlier");
  problems.error({40, 1}, "last");

  CHECK(problems.lines() ==
        std::vector<std::string>{"x.yaml:5:2: earlier", "x.yaml:5:24: later", "x.yaml:40:1: last"});
}

TEST_CASE("notes stand between the mistakes and are marked", "[core][problems]") {
  Problems problems("x.yaml");
  problems.note({9, 1}, "at the end");
  problems.note({5, 2}, "same place");
  problems.note({1, 1}, "at the start");
  problems.error({5, 2}, "wrong");

  CHECK(problems.lines() == std::vector<std::string>{"x.yaml:1:1: note: at the start", "x.yaml:5:2: wrong",
                                                     "x.yaml:5:2: note: same place",
                                                     "x.yaml:9:1: note: at the end"});
}

TEST_CASE("a problem of the whole file has no place", "[core][problems]") {
  Problems problems("x.yaml");
  problems.error({5, 2}, "wrong");
  problems.error({}, "cannot be read");
  problems.note({}, "is a link");

  CHECK(problems.lines() ==
        std::vector<std::string>{"x.yaml: cannot be read", "x.yaml: note: is a link", "x.yaml:5:2: wrong"});
}

TEST_CASE("the same mistake at the same place is kept once", "[core][problems]") {
  Problems problems("x.yaml");
  problems.error({5, 2}, "wrong");
  problems.error({5, 2}, "wrong");
  problems.error({5, 2}, "wrong as well");
  problems.error({6, 2}, "wrong");

  CHECK(problems.error_count() == 3);
  CHECK(problems.errors().size() == 3);
}

TEST_CASE("notes are no mistakes", "[core][problems]") {
  Problems problems("x.yaml");
  CHECK(problems.lines().empty());

  problems.note({1, 1}, "worth knowing");

  CHECK_FALSE(problems.has_errors());
  CHECK(problems.notes() == std::vector<Problems::Problem>{{{1, 1}, "worth knowing"}});
}

TEST_CASE("a scenario error says everything, one line each", "[core][problems]") {
  Problems problems("x.yaml");
  problems.error({5, 24}, "unknown key");
  problems.note({6, 1}, "worth knowing");
  const ScenarioError error(problems);

  const ScenarioError copy = error;

  CHECK(std::string_view{copy.what()} == "x.yaml:5:24: unknown key\nx.yaml:6:1: note: worth knowing");
  CHECK(copy.problems().has_errors());
  CHECK(std::string_view{ScenarioError(Problems("y.yaml")).what()}.empty());
}

TEST_CASE("a place is told as line and column", "[core][node]") {
  CHECK(to_text(Place{5, 13}) == "5:13");
  CHECK(Place{5, 13} < Place{6, 1});
  CHECK(Place{5, 13} < Place{5, 14});
}

TEST_CASE("a node is shown as one line of flow YAML", "[core][node]") {
  CHECK(to_flow_text(mapping({{"on", {}, scalar("paid")}, {"after", {}, scalar("47h")}})) ==
        "{ on: paid, after: 47h }");
  CHECK(to_flow_text(sequence({scalar("1m"), scalar("5m")})) == "[1m, 5m]");
  CHECK(to_flow_text(mapping({{"files", {}, sequence({mapping({{"size", {}, scalar("4KB")}})})}})) ==
        "{ files: [{ size: 4KB }] }");
  CHECK(to_flow_text(mapping({})) == "{}");
  CHECK(to_flow_text(sequence({})) == "[]");
  CHECK(to_flow_text(mapping({{"status", {}, scalar("")}, {"after", {}, scalar("1s")}})) ==
        "{ status:, after: 1s }");
}

TEST_CASE("a scalar gets quotes only where YAML would read something else", "[core][node]") {
  CHECK(to_flow_text(scalar("City bus tour")) == "City bus tour");
  CHECK(to_flow_text(scalar("2026-03-01T09:00:00Z")) == "2026-03-01T09:00:00Z");
  CHECK(to_flow_text(scalar("-5")) == "-5");
  CHECK(to_flow_text(scalar("http://x/y")) == "http://x/y");
  CHECK(to_flow_text(scalar("", true)) == "\"\"");
  CHECK(to_flow_text(scalar("${URL}")) == "\"${URL}\"");
  CHECK(to_flow_text(scalar("a, b")) == "\"a, b\"");
  CHECK(to_flow_text(scalar("Payment: done")) == "\"Payment: done\"");
  CHECK(to_flow_text(scalar("a #b")) == "\"a #b\"");
  CHECK(to_flow_text(scalar("- a")) == "\"- a\"");
  CHECK(to_flow_text(scalar(" a")) == "\" a\"");
  CHECK(to_flow_text(scalar("*a")) == "\"*a\"");
  CHECK(to_flow_text(scalar("say \"\\\n\t\x01")) == R"("say \"\\\n\t\x01")");
  CHECK(to_flow_text(scalar("a", true)) == "a");
}

TEST_CASE("quotes that make a number a text are kept", "[core][node]") {
  CHECK(to_flow_text(scalar("16", true)) == "\"16\"");
  CHECK(to_flow_text(scalar("true", true)) == "\"true\"");
  CHECK(to_flow_text(scalar("16")) == "16");
}
