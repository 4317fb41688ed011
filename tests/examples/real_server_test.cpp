// Understudy within a C++ test, on a real socket: for code that brings its own HTTP client.

#include "app/mock_server.hpp"
#include "support/process.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <string>

using namespace mock;
using namespace std::chrono_literals;
using Catch::Matchers::ContainsSubstring;

namespace {

/// The code under test: here curl, elsewhere your own client.
std::string order_as_seen_by_client(const std::string& base_url) {
  return test::run({"curl", "-s", "-H", "X-Client-ID: your_client_id", "-H",
                    "Authorization: Bearer tour-token", base_url + "/v1/order/abcd_1234"})
      .out;
}

}  // namespace

TEST_CASE("a scenario can be served on a free port, its clock moved by the test", "[example]") {
  app::MockServer server{{.plays = {{.scenario = "baanx/payment_expires"}},
                          .clock = core::ClockSettings{.mode = core::ClockMode::Manual}}};
  const std::string base_url = server.start();

  CHECK_THAT(order_as_seen_by_client(base_url), ContainsSubstring("STARTED"));
  server.advance(2min);
  CHECK_THAT(order_as_seen_by_client(base_url), ContainsSubstring("EXPIRED"));

  server.stop();
  server.close();
  CHECK(server.verdict().outcome == core::Outcome::Passed);
}

TEST_CASE("many sessions live side by side, each with a clock of its own", "[example]") {
  app::MockServer server{{.plays = {{.scenario = "baanx/payment_expires", .session = "one"},
                                    {.scenario = "baanx/payment_expires", .session = "two"}},
                          .clock = core::ClockSettings{.mode = core::ClockMode::Manual}}};
  const std::string base_url = server.start();

  server.advance(2min, "two");

  CHECK_THAT(order_as_seen_by_client(base_url + "/~one"), ContainsSubstring("STARTED"));
  CHECK_THAT(order_as_seen_by_client(base_url + "/~two"), ContainsSubstring("EXPIRED"));
}

TEST_CASE("each test makes a session of its own, moves its clock and takes it away", "[example]") {
  app::MockServer server{{.plays = {{.scenario = "tour"}}}};
  const std::string base_url = server.start();
  const std::string sessions = server.admin_url() + "/_understudy/sessions";

  test::run({"curl", "-sf", sessions, "--json",
             R"({"name": "my_test", "scenario": "baanx/payment_expires", "clock": "manual"})"});
  CHECK_THAT(order_as_seen_by_client(base_url + "/~my_test"), ContainsSubstring("STARTED"));
  test::run({"curl", "-sf", sessions + "/my_test/clock/advance", "--json", R"({"by": "2m"})"});
  CHECK_THAT(order_as_seen_by_client(base_url + "/~my_test"), ContainsSubstring("EXPIRED"));
  test::run({"curl", "-sf", "-X", "DELETE", sessions + "/my_test"});

  CHECK_THAT(order_as_seen_by_client(base_url + "/~my_test"),
             ContainsSubstring("there is no session 'my_test'"));
}
