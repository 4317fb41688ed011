// How bodies and queries are read: strictly, with places, all mistakes at once.

#include "api.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <string>
#include <vector>

using namespace mock;
using tests::Api;
using tests::kSession;

namespace {

struct Wrong {
  std::string path;
  std::string body;
  std::vector<std::string> errors;
};

const std::string kAdvance = kSession + "/clock/advance";
const std::string kWait = kSession + "/wait";
const std::string kSessions = "/_understudy/sessions";

}  // namespace

TEST_CASE("mistakes in a body are told with their places, all at once", "[admin][requests]") {
  const Wrong wrong = GENERATE(
      Wrong{kSessions,
            R"({"naem": "a", "scenario": "tour", "clock": "fast"})",
            {"body:1:1: 'name' is missing", "body:1:2: unknown key 'naem' in the body, did you mean 'name'?",
             "body:1:44: 'clock' is real, manual, auto or x60 (any whole number from 1 to 1000000 after the "
             "x), found "
             "'fast'"}},
      Wrong{kSessions,
            R"({"name": "~a"})",
            {"body:1:1: a session plays a scenario: write its name under 'scenario' or its text under "
             "'scenario_yaml'",
             "body:1:10: '~a' is no name for a session, which is letters, digits and ._- (64 at most), the "
             "first a "
             "letter or digit"}},
      Wrong{kSessions,
            R"({"name": "a", "scenario": "tour", "scenario_yaml": "x", "variables": {"A": {}}})",
            {"body:1:35: 'scenario' and 'scenario_yaml' are both there: keep one",
             "body:1:76: 'A' is a text, found a mapping"}},
      Wrong{kAdvance,
            R"({})",
            {"body:1:1: the clock goes forward 'by' a duration, 'to' an instant or 'until' something: write "
             "one of "
             "them"}},
      Wrong{kAdvance,
            R"({"by": 3, "to": "tomorrow"})",
            {"body:1:1: the clock goes forward 'by' a duration, 'to' an instant or 'until' something: write "
             "only one "
             "of them",
             "body:1:8: 'by' is a duration and needs a unit, found '3': write 3s, 3m, 3h or 3d"}},
      Wrong{kAdvance,
            R"({"by": "3d", "limit": "7d"})",
            {"body:1:14: 'limit' belongs to 'until': 'by' and 'to' say already how far"}},
      Wrong{kAdvance,
            R"({"by": "3d", "timeout": "2h"})",
            {"body:1:25: 'timeout' is real time, 1h at most, found '2h'"}},
      Wrong{kAdvance,
            R"({"by": "3d", "timeout_seconds": 3})",
            {"body:1:14: unknown key 'timeout_seconds' in the body"}},
      Wrong{kWait, R"({"until": {"idle": true}})", {"body:1:2: unknown key 'until' in the body"}},
      Wrong{kWait, R"({"next_event": true})", {"body:1:2: 'next_event' is for 'until'"}},
      Wrong{kSession + "/fork",
            R"({"name": "b", "at_event": 0})",
            {"body:1:27: events count from 1, found 0: leave 'at_event' out to fork now"}},
      Wrong{kSession + "/reset",
            R"({"variable": {}})",
            {"body:1:2: unknown key 'variable' in the body, did you mean 'variables'?"}},
      Wrong{"/_understudy/scenarios/check", R"({})", {"body:1:1: 'scenario_yaml' is missing"}},
      Wrong{kSession + "/fork", R"({"name": ""})", {"body:1:10: '' is no name for a session"}},
      Wrong{kSession + "/fork", R"({"name": null})", {"body:1:"}},
      Wrong{kWait, R"([])", {"body:1:1: the body is a mapping, found a list"}},
      Wrong{kWait, R"({"idle": tru})", {"body:1:"}},
      Wrong{kSession + "/moves", R"({"off": "abcd_1234"})", {"body:1:"}});
  CAPTURE(wrong.path, wrong.body);
  Api api;

  const auto told = api.post(wrong.path, wrong.body);

  CHECK(told.status == 400);
  const auto errors = told.errors();
  for (std::size_t i = 0; i < wrong.errors.size(); ++i) {
    REQUIRE(i < errors.size());
    CHECK(errors[i].substr(0, wrong.errors[i].size()) == wrong.errors[i]);
  }
}

TEST_CASE("one mistake is the sentence, several are announced in it", "[admin][requests]") {
  Api api;

  CHECK(api.post(kSession + "/fork", R"({"nam": "b", "name": "c"})").detail() ==
        "body:1:2: unknown key 'nam' in the body, did you mean 'name'?");
  CHECK(api.post(kSession + "/fork", R"({"nam": "b"})").detail() == "2 mistakes in the body, see 'errors'");
}

TEST_CASE("a body that is missing is asked for with an example", "[admin][requests]") {
  Api api;

  CHECK(api.post(kAdvance, "").detail() == R"(a body is missing: send JSON such as {"by": "3d"})");
  CHECK(api.post(kSession + "/moves", "").status == 400);
}

TEST_CASE("bodies are JSON and say so, or say nothing", "[admin][requests]") {
  Api api;
  const auto post = [&](const std::string& type, const std::string& body) {
    return api.send(
        {.method = "POST", .target = kAdvance, .headers = {{"Content-Type", type}}, .body = body});
  };

  CHECK(post("Application/JSON ; charset=utf-8", R"({"by": "1s"})").status == 200);
  const auto told = post("application/x-www-form-urlencoded", R"({"by": "1s"})");
  CHECK(told.status == 415);
  CHECK(told.detail().find("--json") != std::string::npos);
  CHECK(post("text/plain", R"({"by": "1s"})").status == 415);
  CHECK_FALSE(api.control.advance_asked->until);
}

TEST_CASE("a body that is too large is refused unread", "[admin][requests]") {
  Api api;

  CHECK(api.post(kSession + "/moves", std::string((8U << 20U) + 1, ' ')).status == 413);
}

TEST_CASE("a body without a type is taken for JSON", "[admin][requests]") {
  tests::FakeControl control;
  const admin::AdminApi api{control, {}};

  const auto response = api.handle(
      {.method = "POST", .target = kAdvance, .headers = {{"Host", "localhost"}}, .body = R"({"by": "1s"})"});

  CHECK(response.status == 200);
}

TEST_CASE("queries are read as strictly", "[admin][requests]") {
  struct Query {
    std::string target;
    std::string error;
  };
  const Query wrong = GENERATE(
      Query{"/exchanges?limt=5", "query: unknown parameter 'limt', did you mean 'limit'?"},
      Query{"/exchanges?limit=0", "query: 'limit' is a whole number from 1 to 1000, found '0'"},
      Query{"/exchanges?limit=1001", "query: 'limit' is a whole number from 1 to 1000, found '1001'"},
      Query{"/exchanges?after=-1", "query: 'after' is a whole number from 0 on, found '-1'"},
      Query{"/exchanges?limit=1&limit=2", "query: 'limit' is there twice: keep one"},
      Query{"/exchanges?of=", "query: 'of' has no value: write one, or leave it out"},
      Query{"/exchanges?operation=baanx/get_ordr",
            "no provider has the operation 'baanx/get_ordr', did you mean "
            "'baanx/get_order'?"},
      Query{"/exchanges?of=abcd_1243", "nothing here is called 'abcd_1243', did you mean 'abcd_1234'?"},
      Query{"/orders?of=nobody", "nothing here is called 'nobody', known: "},
      Query{"/orders?after=nobody", "'after' is the name of the last order seen, found 'nobody'"},
      Query{"/report?format=pdf", "query: 'format' is one of xml, json or txt, found 'pdf'"},
      Query{"/findings?limit=5", "query: unknown parameter 'limit', this operation has none"});
  CAPTURE(wrong.target);
  Api api;

  const auto told = api.get(kSession + wrong.target);

  CHECK(told.status == 400);
  CHECK(told.detail().substr(0, wrong.error.size()) == wrong.error);
}
