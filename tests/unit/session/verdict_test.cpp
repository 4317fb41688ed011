#include "support/session_play.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace mock;
using tests::SessionPlay;

TEST_CASE("A verdict in the middle is that of a session that ends now", "[verdict]") {
  SessionPlay play{R"(understudy: 1
clock: manual
baanx:
  orders: { id: a }
expect:
  requests: { operation: baanx/get_order, of: a, count: 2 }
)"};
  play.poll("a");
  REQUIRE(play.session.verdict().outcome == core::Outcome::Failed);
  REQUIRE(play.session.verdict().reasons ==
          std::vector<std::string>{"so far 1 of baanx/get_order of a, expected exactly 2"});
  play.poll("a");
  REQUIRE(play.session.verdict().outcome == core::Outcome::Passed);
  play.session.close(play.session.now());
  REQUIRE(play.session.verdict().outcome == core::Outcome::Passed);
}

TEST_CASE("The provider's own error body is sent where its sources show one", "[verdict]") {
  SessionPlay play{R"(understudy: 1
clock: manual
weather: { operation: baanx/get_order, http_status: 500 }
baanx:
  orders: { id: a }
)"};
  const auto reply = play.get("/v1/order/a");
  REQUIRE(reply.response.status == 500);
  REQUIRE(core::text_of(reply.response.body) == R"({"message":"Internal server error"})");
}
