#include "core/access.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <string>

using namespace mock::core;
using namespace std::chrono_literals;

namespace {

const Instant kStart = *parse_instant("2026-03-01T09:00:00Z");

Guests anna_alone(std::optional<Duration> lifetime = {}) {
  return {.anyone = false,
          .people = {{.name = "anna",
                      .email = "",
                      .password = "",
                      .role = "",
                      .tokens = {{.token = "tour-token", .lifetime = lifetime}},
                      .place = {}}}};
}

Headers bearer(const std::string& value) { return {{"authorization", value}}; }

}  // namespace

TEST_CASE("a known token is let in and belongs to somebody", "[access]") {
  std::set<std::string> expired;
  const Guests guests = anna_alone();

  const std::string scheme = GENERATE("Bearer ", "bearer ", "BEARER  ");
  const Bearer judged = judge_bearer(bearer(scheme + "tour-token"), guests, kStart, kStart, expired);

  CHECK(judged.let_in);
  REQUIRE(judged.person != nullptr);
  CHECK(judged.person->name == "anna");
}

TEST_CASE("an absent list lets any token in, but none is still none", "[access]") {
  std::set<std::string> expired;

  CHECK(judge_bearer(bearer("Bearer whatever"), {}, kStart, kStart, expired).let_in);
  CHECK_FALSE(judge_bearer({}, {}, kStart, kStart, expired).let_in);
}

TEST_CASE("what is no bearer is refused with what was found", "[access]") {
  struct Row {
    Headers headers;
    std::string_view code;
    std::string found;
  };
  const auto row = GENERATE(values<Row>({
      {{}, "AUTH-MISSING-BEARER", "nothing"},
      {bearer("tour-token"), "AUTH-MISSING-BEARER", "the scheme 'tour-token'"},
      {bearer("Basic dXNlcg=="), "AUTH-MISSING-BEARER", "the scheme 'Basic'"},
      {bearer("Bearer "), "AUTH-MISSING-BEARER", "Bearer without a token"},
      {bearer("Bearer secret-of-mine"), "AUTH-UNKNOWN-BEARER", "the token '…mine'"},
      {bearer("Bearer abc"), "AUTH-UNKNOWN-BEARER", "the token '…'"},
  }));
  std::set<std::string> expired;

  const Bearer judged = judge_bearer(row.headers, anna_alone(), kStart, kStart, expired);

  CHECK_FALSE(judged.let_in);
  REQUIRE(judged.violation);
  CHECK(judged.violation->rule.code == row.code);
  CHECK(judged.violation->found == row.found);
}

TEST_CASE("the first refusal of an expired token is no finding, the next one is", "[access]") {
  std::set<std::string> expired;
  const Guests guests = anna_alone(6s);
  const auto judge = [&](Instant now) {
    return judge_bearer(bearer("Bearer tour-token"), guests, kStart, now, expired);
  };

  CHECK(judge(kStart + 5999ms).let_in);

  const Bearer first = judge(kStart + 6s);
  CHECK_FALSE(first.let_in);
  CHECK_FALSE(first.violation);

  const Bearer again = judge(kStart + 7s);
  CHECK_FALSE(again.let_in);
  REQUIRE(again.violation);
  CHECK(again.violation->rule.code == "AUTH-EXPIRED-BEARER");
}
