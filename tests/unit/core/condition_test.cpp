#include "core/condition.hpp"

#include "core/json_node.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <optional>
#include <string>
#include <utility>
#include <vector>

using namespace mock::core;

namespace {

struct Read {
  Condition condition;
  std::vector<std::string> mistakes;
};

/// `timeout_seconds` is the caller's, who reads it from the same mapping.
Read read(std::string_view json, bool until = false) {
  Problems problems{"body"};
  const auto node = read_json_node(json, problems);
  REQUIRE(node.has_value());
  Mapping mapping{*node, "a wait", problems};
  mapping.integer("timeout_seconds");
  Read read{.condition = read_condition(mapping, until), .mistakes = {}};
  read.mistakes = problems.lines();
  return read;
}

}  // namespace

TEST_CASE("a condition is one of five things", "[condition]") {
  const auto [json, text] = GENERATE(table<std::string, std::string>({
      {R"({"request": {"operation": "baanx/get_order", "of": "abcd_1234"}})",
       "a request baanx/get_order of abcd_1234"},
      {R"({"request": {"operation": "baanx/get_order", "count": 2}, "timeout_seconds": 5})",
       "2 requests baanx/get_order"},
      {R"({"request": {}})", "a request"},
      {R"({"of": "abcd_1234", "status": "COMPLETED"})", "abcd_1234 in COMPLETED"},
      {R"({"delivery": "abcd_1234", "settled": true})", "every delivery about abcd_1234 settled"},
      {R"({"idle": true})", "nothing due and nothing in flight"},
  }));

  CAPTURE(json);
  const Read done = read(json);
  CHECK(done.mistakes.empty());
  CHECK(to_text(done.condition) == text);
}

TEST_CASE("the next event is a condition of advance alone", "[condition]") {
  const Read until = read(R"({"next_event": true})", /*until=*/true);
  CHECK(until.mistakes.empty());
  CHECK(to_text(until.condition) == "whatever is due next");

  CHECK(read(R"({"next_event": true})").mistakes ==
        std::vector<std::string>{"body:1:2: 'next_event' is for 'until' of clock/advance, which goes there; "
                                 "a wait does not move the "
                                 "clock to it: wait for {\"idle\": true}, a request or a status"});
}

TEST_CASE("a condition that says too little, too much or something else is refused", "[condition]") {
  const auto [json, mistakes] = GENERATE(table<std::string, std::vector<std::string>>({
      {R"({})",
       {"body:1:1: a condition is missing: write {\"of\": \"abcd_1234\", \"status\": \"COMPLETED\"}, "
        "{\"request\": "
        "{\"operation\": \"baanx/get_order\"}}, {\"delivery\": \"abcd_1234\", \"settled\": true} or "
        "{\"idle\": true}"}},
      {R"({"timeout_seconds": 5})",
       {"body:1:1: a condition is missing: write {\"of\": \"abcd_1234\", \"status\": \"COMPLETED\"}, "
        "{\"request\": "
        "{\"operation\": \"baanx/get_order\"}}, {\"delivery\": \"abcd_1234\", \"settled\": true} or "
        "{\"idle\": true}"}},
      {R"({"status": "COMPLETED"})",
       {"body:1:2: 'status' needs 'of', the resource that takes it: write {\"of\": \"abcd_1234\", "
        "\"status\": "
        "\"COMPLETED\"}"}},
      {R"({"of": "abcd_1234"})",
       {"body:1:2: 'of' needs 'status': write {\"of\": \"abcd_1234\", \"status\": \"COMPLETED\"}"}},
      {R"({"order": "abcd_1234", "status": "COMPLETED"})",
       {"body:1:2: a condition has no key 'order': what it is about stands under 'of', write \"of\": "
        "\"abcd_1234\""}},
      {R"({"delivery": "abcd_1234"})",
       {"body:1:2: 'delivery' needs 'settled': write {\"delivery\": \"abcd_1234\", \"settled\": true}"}},
      {R"({"settled": true})",
       {"body:1:2: 'settled' needs 'delivery': write {\"delivery\": \"abcd_1234\", \"settled\": true}"}},
      {R"({"idle": false})",
       {"body:1:10: 'idle' can only be waited for, not for its end: write \"idle\": true"}},
      {R"({"idle": true, "of": "a", "status": "B"})",
       {"body:1:27: a condition is one thing, found 'idle' (1:2) and 'status': ask for one after the other"}},
      {R"({"request": {"count": 0}})",
       {"body:1:23: 'count' is at least 1, found '0': nothing needs no waiting"}},
      {R"({"request": {"operation": "baanx/get_order"}, "of": "abcd_1234"})",
       {"body:1:47: 'of' goes with 'status', found 'request': put it into the request, {\"request\": "
        "{\"of\": …}}"}},
      {R"({"request": "baanx/get_order"})",
       {"body:1:13: 'request' is a mapping, found the text 'baanx/get_order': write { key: value }"}},
      {R"({"requst": {}})", {"body:1:2: unknown key 'requst' in a wait, did you mean 'request'?"}},
      {R"({"idle": true, "setled": true})",
       {"body:1:16: unknown key 'setled' in a wait, did you mean 'settled'?"}},
  }));

  CAPTURE(json);
  CHECK(read(json).mistakes == mistakes);
}
