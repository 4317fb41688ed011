#include "cli/event_difference.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

using namespace mock;
using Catch::Matchers::ContainsSubstring;

namespace {

cli::Differences between(std::string_view expected, std::string_view found,
                         journal::Secrets secrets = journal::Secrets::Masked) {
  return cli::differences_between(expected, found, secrets);
}

}  // namespace

TEST_CASE("equal lines have no difference", "[cli][replay]") {
  CHECK(between(R"({"a":1})", R"({"a":1})").first.empty());
}

TEST_CASE("each member that differs is named by its JSON pointer", "[cli][replay]") {
  const auto differences = between(R"({"number":2,"response":{"status":200,"list":[1,2]},"gone":true})",
                                   R"({"number":2,"response":{"status":404,"list":[1,2,3]},"came":null})");

  REQUIRE(differences.first.size() == 4);
  CHECK(differences.first[0].where == "/response/status");
  CHECK(differences.first[0].found == "404");
  CHECK(differences.first[0].expected == "200");
  CHECK(differences.first[1].where == "/response/list/2");
  CHECK(differences.first[1].expected == "nothing");
  CHECK(differences.first[2].where == "/gone");
  CHECK(differences.first[2].found == "nothing");
  CHECK(differences.first[3].where == "/came");
  CHECK(differences.more == 0);
}

TEST_CASE("a body that is JSON is looked into", "[cli][replay]") {
  const auto differences = between(R"({"response":{"body":"{\"orderId\":\"a\",\"status\":\"STARTED\"}"}})",
                                   R"({"response":{"body":"{\"orderId\":\"a\",\"status\":\"COMPLETED\"}"}})");

  REQUIRE(differences.first.size() == 1);
  CHECK(differences.first[0].where == "/response/body: /status");
  CHECK(differences.first[0].found == "'COMPLETED'");
  CHECK(differences.first[0].expected == "'STARTED'");
}

TEST_CASE("bodies that differ in blanks, in order or in the spelling of a number do differ",
          "[cli][replay]") {
  CHECK(between(R"({"body":"{\"a\":1}"})", R"({"body":"{ \"a\":1}"})").first.size() == 1);
  CHECK(between(R"({"a":1,"b":2})", R"({"b":2,"a":1})").first.size() == 1);
  CHECK(between(R"({"a":1})", R"({"a":1.0})").first.size() == 1);
  CHECK(between(R"({"a":1})", R"({"a": 1})").first.size() == 1);
}

TEST_CASE("a long text is shown where it begins to differ", "[cli][replay]") {
  const std::string same(5'000, 'x');

  const auto differences = between("{\"body\":\"" + same + "here\"}", "{\"body\":\"" + same + "there\"}");

  REQUIRE(differences.first.size() == 1);
  CHECK_THAT(differences.first[0].expected, ContainsSubstring("xhere"));
  CHECK_THAT(differences.first[0].found, ContainsSubstring("xthere"));
  CHECK(differences.first[0].found.size() < 200);
}

TEST_CASE("beyond ten places the rest is counted", "[cli][replay]") {
  std::string expected = "[0";
  std::string found = "[1";
  for (int i = 0; i < 14; ++i) {
    expected += ",0";
    found += ",1";
  }

  const auto differences = between(expected + "]", found + "]");

  CHECK(differences.first.size() == 10);
  CHECK(differences.more == 5);
}

TEST_CASE("secrets are masked unless they are asked for", "[cli][replay]") {
  const std::string expected =
      R"({"headers":[{"name":"Authorization","value":"Bearer her-token-1111"}],"body":"{\"token\":\"abcdefgh\"}"})";
  const std::string found =
      R"({"headers":[{"name":"Authorization","value":"Bearer her-token-2222"}],"body":"{\"token\":\"ABCDEFGH\"}"})";

  const auto masked = between(expected, found);
  const auto shown = between(expected, found, journal::Secrets::Shown);

  REQUIRE(masked.first.size() == 2);
  CHECK(masked.first[0].where == "/headers/0/value");
  CHECK(masked.first[0].found == "'Bearer …2222'");
  CHECK(masked.first[1].found == "'…EFGH'");
  CHECK(shown.first[0].found == "'Bearer her-token-2222'");
}

TEST_CASE("secrets that differ only where they are masked say so", "[cli][replay]") {
  const auto differences = between(R"({"token":"aaaaaaaa-1234"})", R"({"token":"bbbbbbbb-1234"})");

  REQUIRE(differences.first.size() == 1);
  CHECK_THAT(differences.first[0].found, ContainsSubstring("--show-secrets"));
}

TEST_CASE("what is no JSON is compared as text, and nothing in it reaches the terminal raw",
          "[cli][replay]") {
  const auto differences = between("{\"a\":1", "{\"a\":\x1b[31m");

  REQUIRE(differences.first.size() == 1);
  CHECK(differences.first[0].where == "the whole");
  CHECK_THAT(differences.first[0].found, ContainsSubstring("\\x1b"));
}
