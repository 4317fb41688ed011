// What goes wrong on the wire on purpose, as a client sees it.

#include "support/folder.hpp"
#include "support/recording_handler.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using namespace mock;
using namespace mock::testing;
using namespace std::chrono_literals;
using Kind = core::Fault::Kind;

namespace {

using Clock = std::chrono::steady_clock;

const std::string kGet = "GET /x HTTP/1.1\r\nHost: h\r\n\r\n";
const std::string kSound = "GET /sound HTTP/1.1\r\nHost: h\r\n\r\n";
const std::string kHead = "HEAD /x HTTP/1.1\r\nHost: h\r\n\r\n";
const core::GeneratedContent kContent{.seed = 1, .name = "a.dat", .size = 3'000'000};

/// A server that answers `/sound` as it should and everything else with the fault.
struct Fixture {
  Fixture(core::Body body, core::Fault fault, transport::ServerOptions options = {}, int status = 200)
      : running(handler, std::move(options)) {
    handler.reply = [body = std::move(body), fault, status](const core::Request& request) {
      auto reply = RecordingHandler::body(body);
      reply.response.status = status;
      if (request.target == "/sound") {
        reply.report_transfer = false;
      } else {
        reply.fault = fault;
      }
      return reply;
    };
  }

  /// How the only transfer that is reported ended.
  [[nodiscard]] core::TransferEnd transfer() const {
    const auto transfers = handler.wait_for_transfers(1);
    CHECK(transfers.size() == 1);
    return transfers.at(0).end;
  }

  RecordingHandler handler;
  RunningServer running;
  RawSocket client = running.connect();
};

/// Chunks put together, as far as they came. `whole`: the last one was there.
struct Unchunked {
  std::string body;
  bool whole = false;
};
Unchunked unchunk(std::string_view wire) {
  Unchunked result;
  while (!wire.empty()) {
    const auto line = wire.find("\r\n");
    const std::size_t size = std::stoull(std::string{wire.substr(0, line)}, nullptr, 16);
    wire.remove_prefix(line + 2);
    if (size == 0) return {std::move(result.body), wire == "\r\n"};
    result.body += wire.substr(0, size);
    wire.remove_prefix(std::min(wire.size(), size + 2));
  }
  return result;
}

/// Whole chunks, until they hold that many bytes.
std::string read_chunks(RawSocket& client, std::size_t bytes) {
  std::string body;
  while (body.size() < bytes) {
    const std::size_t size = std::stoull(client.read_until("\r\n"), nullptr, 16);
    body += client.read_exactly(size + 2).substr(0, size);
  }
  return body;
}

/// What came of an answer until the connection ended.
struct Received {
  std::string head;
  std::string body;
  bool was_reset = false;
};
Received receive_all(RawSocket& client) {
  Received received;
  received.head = client.read_until("\r\n\r\n");
  received.body = client.read_to_end();
  received.was_reset = client.was_reset();
  if (received.head.find("chunked") != std::string::npos) received.body = unchunk(received.body).body;
  return received;
}

core::Archive archive_of(const core::FileStretch& file) {
  core::Archive archive;
  archive.entries.push_back({"a", core::Text{std::make_shared<const std::string>("hello")}, {}});
  archive.entries.push_back({"b", core::Generated{.content = kContent, .offset = 0, .length = 900'000}, {}});
  archive.entries.push_back({"c", file, {}});
  return archive;
}

/// One body of each kind.
std::vector<core::Body> bodies(const test::Folder& folder) {
  const core::FileStretch file{
      .path = folder.write("f", std::string(800'000, 'f')), .offset = 100, .length = 700'000};
  return {core::text_body("a short text"), core::text_body(std::string(700'000, 't')),
          core::Generated{.content = kContent, .offset = 5, .length = 2'000'000}, file, archive_of(file)};
}

core::Body big_body() { return core::Generated{.content = kContent, .offset = 0, .length = kContent.size}; }

}  // namespace

TEST_CASE("a cut or a reset comes after so many bytes of a body of any kind", "[transport][faults]") {
  const test::Folder folder;
  const auto body = bodies(folder).at(GENERATE(as<std::size_t>{}, 0, 1, 2, 3, 4));
  const auto kind = GENERATE(Kind::Cut, Kind::Reset);
  const std::uint64_t bytes = GENERATE(0, 1, 11, 65'537, 600'000);
  Fixture play{body, {.kind = kind, .bytes = bytes}};
  const auto sound = play.client.ask(kSound);
  if (bytes >= sound.body.size()) return;  // the next test's

  play.client.send(kGet);
  const auto received = receive_all(play.client);

  CHECK((received.body == sound.body.substr(0, bytes)));
  CHECK(received.was_reset == (kind == Kind::Reset));
  const auto length = core::length_of(body);
  if (length)
    CHECK(received.head.find("\r\nContent-Length: " + std::to_string(*length) + "\r\n") != std::string::npos);
  CHECK(received.head.find("Connection: close") == std::string::npos);  // a sender that dies does not say so
  const auto end = play.transfer();
  CHECK(end.bytes_sent == bytes);
  CHECK_FALSE(end.complete);
}

TEST_CASE("a body that ends before its fault is sent whole", "[transport][faults]") {
  const test::Folder folder;
  const auto body = bodies(folder).at(GENERATE(as<std::size_t>{}, 0, 1, 2, 3, 4));
  const auto kind = GENERATE(Kind::Cut, Kind::Reset);
  Fixture play{body, {.kind = kind, .bytes = 1'000'000'000'000}};
  const auto sound = play.client.ask(kSound);

  play.client.send(kGet);
  const auto response = play.client.read_response();

  CHECK((response.body == sound.body));
  CHECK(play.client.read_to_end().empty());
  CHECK(play.client.was_reset() == (kind == Kind::Reset));
  const bool announced = response.header("Connection") == "close";
  CHECK(announced == (kind == Kind::Cut && core::length_of(body)));
  const auto end = play.transfer();
  CHECK(end.bytes_sent == sound.body.size());
  CHECK(end.complete);
}

TEST_CASE("a fault right at the end of a body of known length finds it whole", "[transport][faults]") {
  const auto kind = GENERATE(Kind::Cut, Kind::Reset, Kind::Stall);
  const auto body = GENERATE(as<core::Body>{}, core::text_body("0123456789"),
                             core::Generated{.content = kContent, .offset = 0, .length = 10});
  Fixture play{body, {.kind = kind, .bytes = 10}};

  CHECK(play.client.ask(kGet).body.size() == 10);

  const auto end = play.transfer();
  CHECK(end.bytes_sent == 10);
  CHECK(end.complete);
}

TEST_CASE("what came before a reset arrives, although the client does not take it at once",
          "[transport][faults]") {
  Fixture play{big_body(), {.kind = Kind::Reset, .bytes = 250'000}};

  play.client.send(kGet);
  CHECK(play.transfer().bytes_sent == 250'000);  // more than a client's machine takes by itself
  const auto received = receive_all(play.client);

  CHECK(received.body.size() == 250'000);
  CHECK(received.was_reset);
}

TEST_CASE("a reset does not wait for ever for what came before it", "[transport][faults]") {
  Fixture play{big_body(), {.kind = Kind::Reset, .bytes = 250'000}, {.write_timeout = 200ms}};

  play.client.send(kGet);
  play.client.wait_for_reset();

  CHECK(receive_all(play.client).was_reset);
}

TEST_CASE("an answer without a body has its fault after its head", "[transport][faults]") {
  const auto kind = GENERATE(Kind::Cut, Kind::Reset);
  const std::uint64_t bytes = GENERATE(0, 5, 1'000'000);

  SECTION("to HEAD") {
    Fixture play{core::text_body("0123456789"), {.kind = kind, .bytes = bytes}};
    play.client.send(kHead);
    const auto received = receive_all(play.client);
    CHECK(received.head.find("\r\nContent-Length: 10\r\n") != std::string::npos);
    CHECK(received.body.empty());
    CHECK(received.was_reset == (kind == Kind::Reset));
    CHECK_FALSE(play.transfer().complete);
  }
  SECTION("with 204") {
    Fixture play{core::text_body({}), {.kind = kind, .bytes = bytes}, {}, 204};
    play.client.send(kGet);
    const auto received = receive_all(play.client);
    CHECK(received.head.starts_with("HTTP/1.1 204 No Content\r\n"));
    CHECK(received.body.empty());
    CHECK(received.was_reset == (kind == Kind::Reset));
  }
}

TEST_CASE("an answer that stalls goes on no more, and is not ended either", "[transport][faults]") {
  const test::Folder folder;
  const auto body = bodies(folder).at(GENERATE(as<std::size_t>{}, 0, 1, 2, 3, 4));
  const std::uint64_t bytes = GENERATE(0, 11, 600'000);
  Fixture play{body, {.kind = Kind::Stall, .bytes = bytes}};
  const auto sound = play.client.ask(kSound);
  if (bytes >= sound.body.size()) return;

  play.client.send(kGet);
  play.client.read_until("\r\n\r\n");
  const auto came = core::length_of(body) ? play.client.read_exactly(bytes) : read_chunks(play.client, bytes);

  CHECK((came == sound.body.substr(0, bytes)));
  CHECK_FALSE(play.client.has_more_within(100ms));
  const auto end = play.transfer();  // although the client still waits
  CHECK(end.bytes_sent == bytes);
  CHECK_FALSE(end.complete);
}

TEST_CASE("answers that stall take no thread", "[transport][faults]") {
  Fixture play{big_body(), {.kind = Kind::Stall, .bytes = 1'000}};
  std::vector<RawSocket> clients;
  for (int i = 0; i < 100; ++i) clients.push_back(play.running.connect());

  for (auto& client : clients) {
    client.send(kGet);
    client.read_until("\r\n\r\n");
    client.read_exactly(1'000);
  }

  CHECK(play.running.server.threads() < clients.size() / 2);
  CHECK(play.client.ask(kSound).status == 200);
}

TEST_CASE("an answer that stalls is over", "[transport][faults]") {
  const core::Fault fault{.kind = Kind::Stall, .bytes = 3};
  const auto stalled = [](Fixture& play) {
    play.client.send(kGet);
    play.client.read_until("\r\n\r\n");
    play.client.read_exactly(3);
  };

  SECTION("when the client hangs up") {
    Fixture play{big_body(), fault};
    stalled(play);
    play.client.send(kSound);  // is not answered any more
    CHECK_FALSE(play.client.has_more_within(50ms));
    play.client.end_output();
    CHECK(play.client.read_to_end().empty());
  }
  SECTION("when it has been idle for long enough") {
    Fixture play{big_body(), fault, {.idle_timeout = 200ms}};
    const auto begin = Clock::now();
    stalled(play);
    CHECK(play.client.is_ended());
    CHECK(Clock::now() - begin >= 200ms);
  }
  SECTION("when the server ends, which does not wait for it") {
    Fixture play{big_body(), fault};
    stalled(play);
    const auto begin = Clock::now();
    play.running.server.stop(kDeadline);
    CHECK(Clock::now() - begin < kDeadline / 2);
    CHECK(play.client.is_ended());
  }
}

TEST_CASE("a body of any kind can drip", "[transport][faults]") {
  const test::Folder folder;
  const auto body = bodies(folder).at(GENERATE(as<std::size_t>{}, 1, 2, 3, 4));
  Fixture play{body, {.kind = Kind::Drip, .bytes = 5'000'000}};
  const auto sound = play.client.ask(kSound);

  const auto begin = Clock::now();
  const auto response = play.client.ask(kGet);
  const auto took = Clock::now() - begin;

  CHECK((response.body == sound.body));
  CHECK(took >= std::chrono::microseconds{sound.body.size() / 5});
  const auto end = play.transfer();
  CHECK(end.bytes_sent == sound.body.size());
  CHECK(end.complete);
  CHECK(play.client.ask(kSound).status == 200);  // the connection is as good as ever
}

TEST_CASE("a body that drips comes little by little", "[transport][faults]") {
  Fixture play{core::text_body(std::string(60, 'x')), {.kind = Kind::Drip, .bytes = 100}};

  const auto begin = Clock::now();
  play.client.send(kGet);
  play.client.read_until("\r\n\r\n");
  play.client.read_exactly(1);
  const auto first = Clock::now();
  play.client.read_exactly(59);
  const auto last = Clock::now();

  CHECK(last - begin >= 600ms);
  CHECK(last - first >= 100ms);
}

TEST_CASE("bodies that drip hold up nobody, and each other neither", "[transport][faults]") {
  Fixture play{core::text_body(std::string(40, 'x')), {.kind = Kind::Drip, .bytes = 100}};
  std::vector<RawSocket> clients;
  for (int i = 0; i < 50; ++i) clients.push_back(play.running.connect());

  const auto begin = Clock::now();
  for (auto& client : clients) client.send(kGet);
  CHECK(play.client.ask(kSound).status == 200);
  for (auto& client : clients) CHECK(client.read_response().body.size() == 40);
  const auto took = Clock::now() - begin;

  CHECK(took < 50 * 400ms / 4);
}

TEST_CASE("a client that hangs up ends a body that drips", "[transport][faults]") {
  Fixture play{big_body(), {.kind = Kind::Drip, .bytes = 10}};

  play.client.send(kGet);
  play.client.read_until("\r\n\r\n");
  play.client.read_exactly(1);
  play.client.close();

  const auto end = play.transfer();
  CHECK_FALSE(end.complete);
  CHECK(end.bytes_sent < 1'000);
}

TEST_CASE("a body that drips is aborted after the grace", "[transport][faults][stop]") {
  Fixture play{big_body(), {.kind = Kind::Drip, .bytes = 1}};
  play.client.send(kGet);
  play.client.read_until("\r\n\r\n");

  const auto begin = Clock::now();
  play.running.server.stop(50ms);

  CHECK(Clock::now() - begin < kDeadline / 2);
  CHECK_FALSE(play.transfer().complete);
}

TEST_CASE("a fault comes after the delay", "[transport][faults]") {
  RecordingHandler handler;
  handler.reply = [](const core::Request&) {
    auto reply = RecordingHandler::text("0123456789");
    reply.delay = 200ms;
    reply.fault = {.kind = Kind::Reset, .bytes = 4};
    return reply;
  };
  const RunningServer running{handler};
  auto client = running.connect();

  const auto begin = Clock::now();
  client.send(kGet);
  const auto received = receive_all(client);

  CHECK(Clock::now() - begin >= 200ms);
  CHECK(received.body == "0123");
  CHECK(received.was_reset);
}
