// Who waits for whom: parked connections, slow clients, time-outs, the listening sockets and the end.

#include "support/recording_handler.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <algorithm>
#include <chrono>
#include <fcntl.h>
#include <future>
#include <optional>
#include <string>
#include <string_view>
#include <sys/resource.h>
#include <thread>
#include <unistd.h>
#include <utility>
#include <vector>

using namespace mock;
using namespace mock::testing;
using namespace std::chrono_literals;
using Catch::Matchers::ContainsSubstring;

namespace {

using Clock = std::chrono::steady_clock;

const std::string kGet = "GET /x HTTP/1.1\r\nHost: h\r\n\r\n";
const std::string kSlow = "GET /slow HTTP/1.1\r\nHost: h\r\n\r\n";
const std::string kHalfBody = "POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\nab";

/// Answers `/slow` after that time.
core::Reply delayed(const core::Request& request, std::chrono::milliseconds delay) {
  auto reply = RecordingHandler::text("ok");
  if (request.target == "/slow") reply.delay = delay;
  return reply;
}

std::vector<RawSocket> connect_many(const RunningServer& running, std::size_t count) {
  std::vector<RawSocket> clients;
  for (std::size_t i = 0; i < count; ++i) clients.push_back(running.connect());
  return clients;
}

std::chrono::microseconds cpu_time() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return std::chrono::seconds{usage.ru_utime.tv_sec + usage.ru_stime.tv_sec} +
         std::chrono::microseconds{usage.ru_utime.tv_usec + usage.ru_stime.tv_usec};
}

/// While it lives, this process can open nothing.
class NoDescriptorLeft {
 public:
  NoDescriptorLeft() {
    REQUIRE(::getrlimit(RLIMIT_NOFILE, &before_) == 0);
    taken_.push_back(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    const rlimit few{.rlim_cur = static_cast<rlim_t>(taken_.front()) + 8, .rlim_max = before_.rlim_max};
    REQUIRE(::setrlimit(RLIMIT_NOFILE, &few) == 0);
    for (int taken = 0; taken >= 0;) {
      taken = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
      if (taken >= 0) taken_.push_back(taken);
    }
  }
  ~NoDescriptorLeft() {
    for (const int taken : taken_) ::close(taken);
    ::setrlimit(RLIMIT_NOFILE, &before_);
  }
  NoDescriptorLeft(const NoDescriptorLeft&) = delete;
  NoDescriptorLeft& operator=(const NoDescriptorLeft&) = delete;

 private:
  rlimit before_{};
  std::vector<int> taken_;
};

bool has_ipv6_loopback() {
  try {
    RecordingHandler handler;
    const transport::Server server{{.address = "::1"}, handler};
    return true;
  } catch (const transport::BindError&) {
    return false;
  }
}

}  // namespace

TEST_CASE("connections that wait take no thread", "[transport][connections]") {
  RecordingHandler handler;
  const RunningServer running{handler};
  auto clients = connect_many(running, 300);

  for (auto& client : clients) REQUIRE(client.ask(kGet).status == 200);

  CHECK(running.server.threads() <= std::max(2U, std::thread::hardware_concurrency()) + 2);
  CHECK(clients.front().ask(kGet).status == 200);
}

TEST_CASE("a head that arrives slowly takes no thread", "[transport][connections]") {
  RecordingHandler handler;
  const RunningServer running{handler};
  auto clients = connect_many(running, 300);

  for (const char byte : std::string_view{"GET /x HTTP/1.1\r\nHost:"}) {
    for (auto& client : clients) client.send({&byte, 1});
  }

  CHECK(running.connect().ask(kGet).status == 200);
  CHECK(running.server.threads() <= std::max(2U, std::thread::hardware_concurrency()) + 2);
  for (auto& client : clients) client.send(" h\r\n\r\n");
  for (auto& client : clients) CHECK(client.read_response().status == 200);
}

TEST_CASE("bodies that arrive slowly hold up nobody", "[transport][connections]") {
  RecordingHandler handler;
  const RunningServer running{handler, {.read_timeout = kDeadline}};
  auto clients = connect_many(running, 100);

  for (auto& client : clients) client.send(kHalfBody);
  for (int i = 0; i < 20; ++i) CHECK(running.connect().ask(kGet).status == 200);

  for (auto& client : clients) client.send("cd");
  for (auto& client : clients) CHECK(client.read_response().status == 200);
}

TEST_CASE("delayed answers hold up nobody, and each other neither", "[transport][connections]") {
  RecordingHandler handler;
  handler.reply = [](const core::Request& request) { return delayed(request, 400ms); };
  const RunningServer running{handler};
  auto clients = connect_many(running, 100);

  const auto begin = Clock::now();
  for (auto& client : clients) client.send(kSlow);
  CHECK(running.connect().ask(kGet).status == 200);
  for (auto& client : clients) CHECK(client.read_response().status == 200);
  const auto took = Clock::now() - begin;

  CHECK(took >= 400ms);
  CHECK(took < 100 * 400ms / 4);  // in turns it would be much more
}

TEST_CASE("the threads that slow clients cost go away again", "[transport][connections]") {
  RecordingHandler handler;
  handler.reply = [](const core::Request& request) { return delayed(request, 200ms); };
  const RunningServer running{handler};
  auto clients = connect_many(running, 50);

  for (auto& client : clients) client.send(kSlow);
  for (auto& client : clients) CHECK(client.read_response().status == 200);

  auto idle = running.connect();
  const auto deadline = Clock::now() + kDeadline;
  while (running.server.threads() > std::max(2U, std::thread::hardware_concurrency()) + 2) {
    REQUIRE(Clock::now() < deadline);
    CHECK_FALSE(idle.has_more_within(50ms));
  }
  CHECK(clients.front().ask(kSlow).status == 200);
}

TEST_CASE("a handler that waits although it should not does not stop the server",
          "[transport][connections]") {
  std::promise<void> release;
  const auto released = release.get_future().share();
  RecordingHandler handler;
  handler.reply = [&](const core::Request& request) {
    if (request.target == "/slow") released.wait_for(kDeadline);
    return RecordingHandler::text("ok");
  };
  const RunningServer running{handler};
  auto clients = connect_many(running, 20);

  for (auto& client : clients) client.send(kSlow);
  CHECK(running.connect().ask(kGet).status == 200);

  release.set_value();
  for (auto& client : clients) CHECK(client.read_response().status == 200);
}

TEST_CASE("a client that does not take its answer is given up", "[transport][connections]") {
  RecordingHandler handler;
  handler.reply = [](const core::Request&) {
    return RecordingHandler::body(core::Generated{
        .content = {.seed = 1, .name = "x", .size = 1'000'000'000}, .offset = 0, .length = 1'000'000'000});
  };
  const RunningServer running{handler, {.write_timeout = 200ms}};
  auto client = running.connect();
  client.shrink_buffer();

  client.send(kGet);

  CHECK_FALSE(handler.wait_for_transfers(1)[0].end.complete);
  CHECK(running.connect().ask("HEAD /x HTTP/1.1\r\nHost: h\r\n\r\n").status == 200);
}

TEST_CASE("an idle connection is ended after its time", "[transport][connections]") {
  RecordingHandler handler;
  const RunningServer running{handler, {.idle_timeout = 200ms}};
  auto silent = running.connect();
  auto answered = running.connect();
  const auto begin = Clock::now();

  CHECK(answered.ask(kGet).status == 200);
  CHECK(silent.is_ended());
  CHECK(answered.is_ended());

  CHECK(Clock::now() - begin >= 200ms);
  CHECK(handler.rejected().empty());
}

TEST_CASE("a request that stops half-way is answered with 408", "[transport][connections]") {
  RecordingHandler handler;
  const RunningServer running{handler, {.read_timeout = 200ms}};
  auto client = running.connect();

  SECTION("in its head") {
    client.send("GET /x HTTP/1.1\r\nHost:");
    CHECK(client.read_response().status == 408);
    CHECK(handler.rejected()[0].found == "nothing more for 200 ms after 22 bytes of a request's head");
  }
  SECTION("in its body") {
    client.send(kHalfBody);
    CHECK(client.read_response().status == 408);
    CHECK(handler.rejected()[0].found == "nothing more for 200 ms after 2 of 4 bytes of the body");
  }
  CHECK(client.is_ended());
  CHECK(handler.requests().empty());
}

TEST_CASE("localhost means both loopbacks", "[transport][connections]") {
  if (!has_ipv6_loopback()) SKIP("this machine has no ::1");
  const std::string address = GENERATE("127.0.0.1", "localhost");
  RecordingHandler handler;
  const RunningServer running{handler, {.address = address}};

  CHECK(running.connect("127.0.0.1").ask(kGet).status == 200);
  CHECK(running.connect("::1").ask(kGet).status == 200);
  CHECK(running.server.url() == "http://" + address + ":" + std::to_string(running.server.port()));
}

TEST_CASE("every address has a URL that reaches it", "[transport][connections]") {
  RecordingHandler handler;

  CHECK_THAT((transport::Server{{.address = "0.0.0.0"}, handler}.url()),
             ContainsSubstring("http://127.0.0.1:"));
  if (has_ipv6_loopback()) {
    CHECK_THAT((transport::Server{{.address = "::1"}, handler}.url()), ContainsSubstring("http://[::1]:"));
    RecordingHandler any;
    const RunningServer running{any, {.address = "::"}};
    CHECK_THAT(running.server.url(), ContainsSubstring("http://[::1]:"));
    CHECK(running.connect("127.0.0.1").ask(kGet).status == 200);
    CHECK(running.connect("::1").ask(kGet).status == 200);
  }
}

// DECISIONS 17.2: with httplib's own options a second server starts and takes part of the connections.
TEST_CASE("a port in use is an error that says so", "[transport][connections]") {
  RecordingHandler handler;
  const transport::Server first{{}, handler};

  CHECK_THROWS_AS((transport::Server{{.port = first.port()}, handler}), transport::BindError);
  CHECK_THROWS_WITH(
      (transport::Server{{.port = first.port()}, handler}),
      "port " + std::to_string(first.port()) +
          " on 127.0.0.1 is in use by another program: stop it, or take another port (0: any free one)");
}

TEST_CASE("a port that is in use on ::1 alone is in use", "[transport][connections]") {
  if (!has_ipv6_loopback()) SKIP("this machine has no ::1");
  RecordingHandler handler;
  const transport::Server first{{.address = "::1"}, handler};

  CHECK_THROWS_WITH((transport::Server{{.port = first.port()}, handler}),
                    ContainsSubstring("on ::1 is in use"));
}

TEST_CASE("an address that is none of ours is an error that says so", "[transport][connections]") {
  RecordingHandler handler;

  CHECK_THROWS_WITH((transport::Server{{.address = "192.0.2.1"}, handler}),
                    ContainsSubstring("this machine has no address 192.0.2.1"));
  CHECK_THROWS_WITH((transport::Server{{.address = "no such\nname"}, handler}),
                    ContainsSubstring("cannot listen on 'no such\\x0aname': "));
  CHECK_THROWS_WITH((transport::Server{{.port = 65'536}, handler}),
                    ContainsSubstring("there is no port 65536"));
  CHECK_THROWS_WITH((transport::Server{{.port = -1}, handler}), ContainsSubstring("there is no port -1"));
}

TEST_CASE("a port is free again as soon as its server has stopped", "[transport][connections]") {
  RecordingHandler handler;
  int port = 0;
  {
    const RunningServer running{handler};
    port = running.server.port();
    auto client = running.connect();
    CHECK(client.ask(kGet).status == 200);  // its connection is not over when the server is
  }

  const RunningServer again{handler, {.port = port}};
  CHECK(again.connect().ask(kGet).status == 200);
}

TEST_CASE("without a descriptor left the server waits instead of turning in circles",
          "[transport][connections]") {
  RecordingHandler handler;
  transport::Server server{{}, handler};
  RawSocket waiting{server.port()};
  waiting.send(kGet);
  std::optional<NoDescriptorLeft> none{std::in_place};

  const auto cpu = cpu_time();
  server.start();
  const bool answered = waiting.has_more_within(500ms);
  const auto used = cpu_time() - cpu;

  none.reset();
  CHECK_FALSE(answered);
  CHECK(used < 250ms);
  CHECK(waiting.read_response().status == 200);
}

TEST_CASE("what is under way is answered at the end, what waits is let go",
          "[transport][connections][stop]") {
  RecordingHandler handler;
  handler.reply = [](const core::Request& request) { return delayed(request, 300ms); };
  RunningServer running{handler};
  auto under_way = running.connect();
  auto idle = running.connect();
  auto half = running.connect();
  CHECK(idle.ask(kGet).status == 200);
  half.send("GET /half HTTP/1.1\r\n");
  under_way.send(kSlow);
  handler.wait_for_requests(2);

  const auto begin = Clock::now();
  running.server.stop(kDeadline);
  const auto took = Clock::now() - begin;

  const auto response = under_way.read_response();
  CHECK(response.status == 200);
  CHECK(response.header("Connection") == "close");
  CHECK(under_way.is_ended());
  CHECK(idle.is_ended());
  CHECK(half.is_ended());
  CHECK(took < kDeadline / 2);
  CHECK(handler.rejected().empty());
  CHECK_THROWS(running.connect());
}

TEST_CASE("after the grace all that is left is aborted", "[transport][connections][stop]") {
  RecordingHandler handler;
  handler.reply = [](const core::Request& request) {
    if (request.target != "/big") return delayed(request, 2 * kDeadline);
    return RecordingHandler::body(core::Generated{
        .content = {.seed = 1, .name = "x", .size = 1'000'000'000}, .offset = 0, .length = 1'000'000'000});
  };
  RunningServer running{handler, {.read_timeout = 2 * kDeadline, .write_timeout = 2 * kDeadline}};
  auto delayed_client = running.connect();
  auto sending = running.connect();
  auto taking = running.connect();
  delayed_client.send(kSlow);
  sending.send(kHalfBody);
  taking.send("GET /big HTTP/1.1\r\nHost: h\r\n\r\n");
  taking.read_until("\r\n\r\n");
  handler.wait_for_requests(2);

  const auto begin = Clock::now();
  running.server.stop(100ms);
  const auto took = Clock::now() - begin;

  CHECK(took < kDeadline / 2);
  CHECK(delayed_client.is_ended());
  CHECK(sending.is_ended());
  CHECK(handler.rejected().empty());
  CHECK_FALSE(handler.wait_for_transfers(1)[0].end.complete);
  running.server.stop(kDeadline);  // a second time: nothing to do
}

TEST_CASE("a server can go away at any moment", "[transport][connections][stop]") {
  RecordingHandler handler;

  for (int i = 0; i < 20; ++i) {
    const RunningServer running{handler};
    auto clients = connect_many(running, 8);
    for (auto& client : clients) client.send(kGet + kGet + kHalfBody);
    if (i % 2 == 0) clients.front().read_response();
  }
  const transport::Server never_started{{}, handler};
}

TEST_CASE("many clients at once are all answered", "[transport][connections]") {
  RecordingHandler handler;
  const RunningServer running{handler};

  std::vector<std::future<int>> counts;
  for (int i = 0; i < 8; ++i) {
    counts.push_back(std::async(std::launch::async, [&running] {
      int answered = 0;
      for (int connection = 0; connection < 10; ++connection) {
        auto client = running.connect();
        for (int request = 0; request < 20; ++request) answered += client.ask(kGet).status == 200 ? 1 : 0;
      }
      return answered;
    }));
  }

  for (auto& count : counts) CHECK(count.get() == 200);
  CHECK(handler.requests().size() == 1'600);
}
