// Many threads, few sessions: what one test does is never seen by another. Runs under the thread checker.

#include "app/mock_server.hpp"
#include "support/raw_socket.hpp"

#include <catch2/catch_test_macros.hpp>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

using namespace mock;
using namespace std::chrono_literals;

namespace {

core::Request get(std::string target) {
  return {.method = "GET",
          .target = std::move(target),
          .headers = {{"Host", "localhost"},
                      {"X-Client-ID", "your_client_id"},
                      {"X-Musement-Application", "tour"},
                      {"Authorization", "Bearer tour-token"}},
          .body = {}};
}

}  // namespace

TEST_CASE("threads that ask different sessions, and the same one, do not disturb each other", "[threads]") {
  constexpr int kThreads = 8;
  constexpr int kRequests = 200;
  app::MockServer server{{.plays = {{.scenario = "tour"}, {.scenario = "tour", .session = "other"}},
                          .clock = core::ClockSettings{.mode = core::ClockMode::Manual}}};

  std::atomic<int> right = 0;
  std::vector<std::thread> threads;
  for (int number = 0; number < kThreads; ++number) {
    threads.emplace_back([&, number] {
      const std::string prefix = number % 2 == 0 ? "" : "/~other";
      for (int i = 0; i < kRequests; ++i) {
        const int baanx = server.handle(get(prefix + "/v1/order/abcd_1234")).response.status;
        const int musement =
            server.handle(get(prefix + "/api/v3/orders/8e9e5c6e-ea7d-4934-8753-f00954f30d00"))
                .response.status;
        const int files =
            server.handle(get(prefix + "/api/v1/rs-order/user/orders/42/files/available")).response.status;
        if (baanx == 200 && musement == 200 && files / 100 == 2) ++right;
        if (number == 0) server.advance(100ms);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  server.close();

  CHECK(right == kThreads * kRequests);
  for (const core::SessionReport& session : server.report().sessions) {
    CAPTURE(session.session);
    CHECK(session.exchanges == 3 * kRequests * kThreads / 2);
    CHECK(session.verdict.outcome == core::Outcome::Passed);
  }
  CHECK(server.now("other") ==
        server.report().sessions[1].start);  // only the other session's clock was moved
}

TEST_CASE("a server can be stopped while clients ask and its clock runs", "[threads]") {
  app::MockServer server{{.plays = {{.scenario = "tour"}},
                          .clock = core::ClockSettings{.mode = core::ClockMode::Scaled, .factor = 1000}}};
  server.start();
  const int port = server.port();
  const std::string request =
      "GET /v1/order/abcd_1234 HTTP/1.1\r\nHost: localhost\r\nX-Client-ID: your_client_id\r\n"
      "Authorization: Bearer tour-token\r\n\r\n";

  std::atomic<int> answered = 0;
  std::vector<std::thread> clients;
  for (int i = 0; i < 4; ++i) {
    clients.emplace_back([&] {
      try {
        testing::RawSocket socket{port};
        for (;;) {
          if (socket.ask(request).status == 200) ++answered;
        }
      } catch (const std::exception&) {
        // The server was stopped.
      }
    });
  }
  while (answered < 50) std::this_thread::yield();
  std::thread impatient{[&] { server.stop(0ms); }};
  server.stop(1h);
  impatient.join();
  for (std::thread& client : clients) client.join();
  server.close();

  CHECK(answered >= 50);
  CHECK(server.verdict().outcome == core::Outcome::Passed);
}
