// Bodies that come while they are sent, and answers that take long: who sees what when, and who waits for
// whom.

#include "support/recording_handler.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <future>
#include <memory>
#include <mutex>
#include <semaphore>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

using namespace mock;
using namespace mock::testing;
using namespace std::chrono_literals;

namespace {

using Clock = std::chrono::steady_clock;

const std::string kGet = "GET /x HTTP/1.1\r\nHost: h\r\n\r\n";
const std::string kLive = "GET /live HTTP/1.1\r\nHost: h\r\n\r\n";

/// What a test pushes, until it ends it. Shared between the test's thread and the server's.
class Feed final : public core::PieceSource {
 public:
  bool next(std::string& piece) override {
    std::unique_lock lock{mutex_};
    ++asked_;
    changed_.wait_for(lock, 50ms, [this] { return !pieces_.empty() || ended_; });
    if (pieces_.empty()) return !ended_;
    piece = std::move(pieces_.front());
    pieces_.pop_front();
    return true;
  }
  void push(std::string piece) {
    const std::lock_guard lock{mutex_};
    pieces_.push_back(std::move(piece));
    changed_.notify_all();
  }
  void end() {
    const std::lock_guard lock{mutex_};
    ended_ = true;
    changed_.notify_all();
  }
  [[nodiscard]] int asked() const {
    const std::lock_guard lock{mutex_};
    return asked_;
  }

 private:
  mutable std::mutex mutex_;  // guards all below
  std::condition_variable changed_;
  std::deque<std::string> pieces_;
  bool ended_ = false;
  int asked_ = 0;
};

/// Never stops talking.
class Chatter final : public core::PieceSource {
 public:
  bool next(std::string& piece) override {
    piece = "data: and another thing\n\n";
    return true;
  }
};

core::Reply live(std::shared_ptr<core::PieceSource> source) {
  core::Reply reply;
  reply.response.headers = {{"Content-Type", "text/event-stream"}};
  reply.response.body = core::Live{std::move(source)};
  return reply;
}

/// A server that streams `feed` at `/live` and answers everything else.
struct Fixture {
  explicit Fixture(core::Fault fault = {}) {
    handler.reply = [this, fault](const core::Request& request) {
      if (request.target != "/live") return RecordingHandler::text("ok");
      auto reply = live(feed);
      reply.fault = fault;
      return reply;
    };
  }

  /// Waits until the server has let go of the feed.
  void wait_until_left() const {
    const auto deadline = Clock::now() + kDeadline;
    auto idle = running.connect();
    while (feed.use_count() > 1) {
      if (Clock::now() > deadline) throw std::runtime_error("the server holds on to the feed");
      idle.has_more_within(10ms);
    }
  }

  std::shared_ptr<Feed> feed = std::make_shared<Feed>();
  RecordingHandler handler;
  RunningServer running{handler};
  RawSocket client = running.connect();
};

/// Handlers that wait at `/live` until the test lets them go; they say so beforehand.
struct WaitingFixture {
  WaitingFixture() {
    handler.long_wait = [](const core::Request& request) { return request.target == "/live"; };
    handler.reply = [this](const core::Request& request) {
      if (request.target == "/live") {
        arrived.release();
        released.wait_for(kDeadline);
      }
      return RecordingHandler::text("ok");
    };
  }

  /// Clients whose handlers wait now.
  std::vector<RawSocket> let_wait(std::size_t count) {
    std::vector<RawSocket> clients;
    for (std::size_t i = 0; i < count; ++i) {
      clients.push_back(running.connect());
      clients.back().send(kLive);
    }
    for (std::size_t i = 0; i < count; ++i) REQUIRE(arrived.try_acquire_for(kDeadline));
    return clients;
  }

  std::promise<void> release;
  std::shared_future<void> released = release.get_future().share();
  std::counting_semaphore<> arrived{0};
  RecordingHandler handler;
  RunningServer running{handler};
};

}  // namespace

TEST_CASE("the pieces of a live body are seen one by one", "[transport][live]") {
  Fixture play;

  play.client.send(kLive);
  const auto head = play.client.read_until("\r\n\r\n");  // although there is nothing to say yet
  CHECK(head.find("\r\nTransfer-Encoding: chunked\r\n") != std::string::npos);
  CHECK(head.find("Content-Length") == std::string::npos);
  CHECK(head.find("Connection: close") == std::string::npos);
  for (int i = 0; i < 5; ++i) {
    const std::string piece = "data: " + std::to_string(i) + "\n\n";
    play.feed->push(piece);
    CHECK(play.client.read_until("\r\n") == "9\r\n");
    CHECK(play.client.read_exactly(11) == piece + "\r\n");
  }
  play.feed->end();

  CHECK(play.client.read_exactly(5) == "0\r\n\r\n");
  CHECK(play.client.ask(kGet).body == "ok");
}

TEST_CASE("a live body can be long and have long pieces", "[transport][live]") {
  Fixture play;
  for (const char letter : {'a', 'b', 'c'}) play.feed->push(std::string(1'000'000, letter));
  play.feed->end();

  const auto response = play.client.ask(kLive);

  CHECK(response.body.size() == 3'000'000);
  CHECK(response.body[999'999] == 'a');
  CHECK(response.body[1'000'000] == 'b');
  CHECK(play.client.ask(kGet).status == 200);
}

TEST_CASE("an HTTP/1.0 client gets a live body up to the end of the connection", "[transport][live]") {
  Fixture play;

  play.client.send("GET /live HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  const auto head = play.client.read_until("\r\n\r\n");
  CHECK(head.find("Transfer-Encoding") == std::string::npos);
  CHECK(head.find("\r\nConnection: close\r\n") != std::string::npos);
  for (const std::string piece : {"one", "two"}) {
    play.feed->push(piece);
    CHECK(play.client.read_exactly(3) == piece);
  }
  play.feed->end();

  CHECK(play.client.is_ended());
}

TEST_CASE("HEAD tells the fields of a live body and does not begin it", "[transport][live]") {
  Fixture play;

  const auto response = play.client.ask("HEAD /live HTTP/1.1\r\nHost: h\r\n\r\n");

  CHECK(response.status == 200);
  CHECK(response.header("Transfer-Encoding") == "chunked");
  CHECK(play.client.ask(kGet).body == "ok");
  CHECK(play.feed->asked() == 0);
}

TEST_CASE("a client that hangs up ends its live body", "[transport][live]") {
  Fixture play;
  play.client.send(kLive);
  play.client.read_until("\r\n\r\n");

  SECTION("although nothing was to be said") { play.client.close(); }
  SECTION("with a reset") { play.client.reset(); }
  SECTION("with a piece unread") {
    play.feed->push("unread");
    REQUIRE(play.client.has_more_within(kDeadline));
    play.client.close();
  }

  play.wait_until_left();
  CHECK(play.running.connect().ask(kGet).status == 200);
}

TEST_CASE("a client that hangs up ends a live body that never rests", "[transport][live]") {
  auto chatter = std::make_shared<Chatter>();
  const std::weak_ptr<Chatter> alive = chatter;
  RecordingHandler handler;
  handler.reply = [&chatter](const core::Request&) { return live(std::exchange(chatter, nullptr)); };
  const RunningServer running{handler};
  auto client = running.connect();

  client.send(kLive);
  client.read_until("another thing");
  client.close();

  auto idle = running.connect();
  const auto deadline = Clock::now() + kDeadline;
  while (!alive.expired()) {
    REQUIRE(Clock::now() < deadline);
    idle.has_more_within(10ms);
  }
}

TEST_CASE("a client that sends its next request already is still there", "[transport][live]") {
  Fixture play;

  play.client.send(kLive);
  play.client.read_until("\r\n\r\n");
  play.client.send(kGet);
  const auto deadline = Clock::now() + kDeadline;
  const int asked = play.feed->asked();
  while (play.feed->asked() < asked + 3) {
    REQUIRE(Clock::now() < deadline);
    CHECK_FALSE(play.client.has_more_within(10ms));
  }
  play.feed->push("late");
  play.feed->end();

  CHECK(play.client.read_until("0\r\n\r\n") == "4\r\nlate\r\n0\r\n\r\n");
  CHECK(play.client.read_response().body == "ok");
}

TEST_CASE("live bodies hold up nobody", "[transport][live]") {
  Fixture play;
  std::vector<RawSocket> watchers;
  for (int i = 0; i < 40; ++i) watchers.push_back(play.running.connect());

  for (auto& watcher : watchers) {
    watcher.send(kLive);
    watcher.read_until("\r\n\r\n");
  }
  for (int i = 0; i < 20; ++i) CHECK(play.running.connect().ask(kGet).status == 200);

  play.feed->end();
  for (auto& watcher : watchers) CHECK(watcher.read_exactly(5) == "0\r\n\r\n");
}

TEST_CASE("the end of the server is the end of a live body", "[transport][live][stop]") {
  Fixture play;
  play.client.send(kLive);
  play.client.read_until("\r\n\r\n");
  play.feed->push("last words");

  const auto begin = Clock::now();
  play.running.server.stop(kDeadline);
  const auto took = Clock::now() - begin;

  CHECK(took < kDeadline / 2);
  CHECK(play.client.read_to_end() == "a\r\nlast words\r\n0\r\n\r\n");
  CHECK(play.feed.use_count() == 1);
}

TEST_CASE("a live body that never rests is aborted after the grace", "[transport][live][stop]") {
  RecordingHandler handler;
  handler.reply = [](const core::Request&) { return live(std::make_shared<Chatter>()); };
  RunningServer running{handler};
  auto taking = running.connect();
  auto not_taking = running.connect();
  for (auto* client : {&taking, &not_taking}) {
    client->send(kLive);
    client->read_until("another thing");
  }

  const auto begin = Clock::now();
  running.server.stop(100ms);
  const auto took = Clock::now() - begin;

  CHECK(took >= 100ms);
  CHECK(took < kDeadline / 2);
}

TEST_CASE("a live body can have a fault like any other", "[transport][live][faults]") {
  SECTION("cut within a piece") {
    Fixture play{{.kind = core::Fault::Kind::Cut, .bytes = 5}};
    play.feed->push("abc");
    play.feed->push("def");
    play.client.send(kLive);
    play.client.read_until("\r\n\r\n");
    CHECK(play.client.read_to_end() == "3\r\nabc\r\n2\r\nde\r\n");
    CHECK_FALSE(play.client.was_reset());
  }
  SECTION("reset before its first piece, for which nobody waits") {
    Fixture play{{.kind = core::Fault::Kind::Reset, .bytes = 0}};
    play.client.send(kLive);
    play.client.read_until("\r\n\r\n");
    CHECK(play.client.read_to_end().empty());
    CHECK(play.client.was_reset());
    CHECK(play.feed->asked() == 0);
  }
  SECTION("dripping") {
    Fixture play{{.kind = core::Fault::Kind::Drip, .bytes = 20}};
    play.feed->push("abcd");
    play.feed->end();
    CHECK(play.client.ask(kLive).body == "abcd");
  }
}

TEST_CASE("handlers that said that they wait hold up nobody", "[transport][live]") {
  WaitingFixture play;
  auto waiting = play.let_wait(200);

  for (int i = 0; i < 20; ++i) CHECK(play.running.connect().ask(kGet).status == 200);

  play.release.set_value();
  for (auto& client : waiting) CHECK(client.read_response().status == 200);
}

// One that did not say so is noticed after 100 ms at the earliest. A machine with much to do may be late as
// well, but not each time.
TEST_CASE("a handler that said that it waits is replaced at once", "[transport][live]") {
  auto best = Clock::duration::max();
  for (int attempt = 0; attempt < 20 && best >= 80ms; ++attempt) {
    WaitingFixture play;
    const auto waiting = play.let_wait(std::max(2U, std::thread::hardware_concurrency()));
    auto other = play.running.connect();
    const auto begin = Clock::now();
    CHECK(other.ask(kGet).status == 200);
    best = std::min(best, Clock::now() - begin);
    play.release.set_value();
  }

  CHECK(best < 80ms);
}
