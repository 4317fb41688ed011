// Bodies that are values become bytes, and how their sending ended is told.

#include "core/generated_content.hpp"
#include "support/recording_handler.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using namespace mock;
using namespace mock::testing;

namespace {

const std::string kGet = "GET /x HTTP/1.1\r\nHost: h\r\n\r\n";
const core::GeneratedContent kContent{.seed = 1, .name = "a.dat", .size = 3'000'000};

/// A server that answers every request with that body.
struct Fixture {
  explicit Fixture(core::Body body) {
    handler.reply = [body = std::move(body)](const core::Request&) { return RecordingHandler::body(body); };
  }

  RecordingHandler handler;
  RunningServer running{handler};
  RawSocket client = running.connect();
};

/// A folder that goes away with this.
struct Folder {
  Folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "understudy-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
    path = pattern;
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  [[nodiscard]] std::string write(const std::string& name, std::string_view bytes) const {
    const auto file = path / name;
    std::ofstream{file, std::ios::binary} << bytes;
    return file.string();
  }

  std::filesystem::path path;
};

std::string content(std::uint64_t offset, std::size_t length) {
  std::string bytes(length, '\0');
  core::generate(kContent, offset, bytes);
  return bytes;
}

/// The only transfer, once it has ended.
core::TransferEnd only_transfer(const RecordingHandler& handler) {
  const auto transfers = handler.wait_for_transfers(1);
  REQUIRE(transfers.size() == 1);
  CHECK(transfers[0].session == "s");
  CHECK(transfers[0].round == 3);
  CHECK(transfers[0].exchange == 7);
  return transfers[0].end;
}

/// What a zip holds, by its central directory; entries are stored. Nothing if it is damaged.
std::vector<std::pair<std::string, std::string>> unzip(const std::string& zip) {
  const auto number = [&](std::size_t at, std::size_t bytes) {
    std::size_t value = 0;
    for (std::size_t i = bytes; i-- > 0;) value = value * 256 + static_cast<unsigned char>(zip.at(at + i));
    return value;
  };
  std::vector<std::pair<std::string, std::string>> entries;
  const auto end = zip.rfind("PK\x05\x06");
  std::size_t at = number(end + 16, 4);
  for (std::size_t i = 0; i < number(end + 10, 2); ++i) {
    const auto name_length = number(at + 28, 2);
    REQUIRE(number(at + 10, 2) == 0);  // stored
    const auto local = number(at + 42, 4);
    const auto begin = local + 30 + number(local + 26, 2) + number(local + 28, 2);
    entries.emplace_back(zip.substr(at + 46, name_length), zip.substr(begin, number(at + 24, 4)));
    at += 46 + name_length + number(at + 30, 2) + number(at + 32, 2);
  }
  return entries;
}

}  // namespace

TEST_CASE("a text of any length is sent whole", "[transport][bodies]") {
  const std::size_t length = GENERATE(0, 1, 2, 1'000, 65'535, 65'536, 65'537, 3'000'000);
  const std::string text(length, 'x');
  Fixture play{core::text_body(text)};

  const auto response = play.client.ask(kGet);

  CHECK(response.header("Content-Length") == std::to_string(length));
  CHECK(response.body == text);
  const auto end = only_transfer(play.handler);
  CHECK(end.bytes_sent == length);
  CHECK(end.complete);
}

TEST_CASE("a stretch of generated content is computed while it is sent", "[transport][bodies]") {
  Fixture play{core::Generated{.content = kContent, .offset = 1'000'001, .length = 1'500'000}};

  const auto response = play.client.ask(kGet);

  CHECK(response.header("Content-Length") == "1500000");
  CHECK((response.body == content(1'000'001, 1'500'000)));
  CHECK(only_transfer(play.handler).complete);
  CHECK((play.client.ask(kGet).body == response.body));
}

TEST_CASE("a content of a hundred gigabytes can be had from its end", "[transport][bodies]") {
  Fixture play{core::Generated{.content = {.seed = 1, .name = "big", .size = 100'000'000'000},
                               .offset = 99'999'999'990,
                               .length = 10}};

  CHECK(play.client.ask(kGet).body.size() == 10);
}

TEST_CASE("a stretch of a file is read while it is sent", "[transport][bodies]") {
  const Folder folder;
  Fixture play{core::FileStretch{
      .path = folder.write("f", content(0, 2'000'000)), .offset = 500'000, .length = 1'500'000}};

  const auto response = play.client.ask(kGet);

  CHECK(response.header("Content-Length") == "1500000");
  CHECK((response.body == content(500'000, 1'500'000)));
  CHECK(only_transfer(play.handler).complete);
}

TEST_CASE("a file that shrank cuts the answer, and the client can see it", "[transport][bodies]") {
  const Folder folder;
  Fixture play{
      core::FileStretch{.path = folder.write("f", content(0, 700'000)), .offset = 0, .length = 1'000'000}};

  play.client.send(kGet);
  play.client.read_until("\r\n\r\n");
  const auto body = play.client.read_to_end();

  CHECK(body.size() == 700'000);
  const auto end = only_transfer(play.handler);
  CHECK(end.bytes_sent == 700'000);
  CHECK_FALSE(end.complete);
}

TEST_CASE("a file that is gone cuts the answer too", "[transport][bodies]") {
  Fixture play{core::FileStretch{.path = "/nonexistent/f", .offset = 0, .length = 10}};

  play.client.send(kGet);
  play.client.read_until("\r\n\r\n");

  CHECK(play.client.is_ended());
  CHECK_FALSE(only_transfer(play.handler).complete);
}

TEST_CASE("an archive is made while it is sent", "[transport][bodies]") {
  const Folder folder;
  core::Archive archive;
  const auto modified = *core::parse_instant("2026-03-01T09:00:00Z");
  archive.entries.push_back({"a.txt", core::Text{std::make_shared<const std::string>("hello")}, modified});
  archive.entries.push_back({"dir/Zürich ✓.dat", core::Generated{kContent, 5, 1'000'000}, modified});
  archive.entries.push_back(
      {"file", core::FileStretch{folder.write("f", content(0, 300'000)), 100, 299'900}, modified});
  archive.entries.push_back({"empty", core::Text{std::make_shared<const std::string>()}, modified});
  Fixture play{archive};

  const auto response = play.client.ask(kGet);

  CHECK(response.header("Transfer-Encoding") == "chunked");
  CHECK_FALSE(response.header("Content-Length"));
  const auto entries = unzip(response.body);
  REQUIRE(entries.size() == 4);
  CHECK(entries[0] == std::pair<std::string, std::string>{"a.txt", "hello"});
  CHECK(entries[1].first == "dir/Zürich ✓.dat");
  CHECK((entries[1].second == content(5, 1'000'000)));
  CHECK((entries[2].second == content(100, 299'900)));
  CHECK(entries[3].second.empty());
  const auto end = only_transfer(play.handler);
  CHECK(end.complete);
  CHECK(end.bytes_sent == response.body.size());
  CHECK(play.client.ask(kGet).status == 200);
}

TEST_CASE("an archive with a broken file never looks whole", "[transport][bodies]") {
  const Folder folder;
  core::Archive archive;
  archive.entries.push_back({"a", core::FileStretch{folder.write("f", "abc"), 0, 1'000'000}, {}});
  Fixture play{archive};

  play.client.send(kGet);
  play.client.read_until("\r\n\r\n");
  const auto rest = play.client.read_to_end();

  CHECK(rest.find("\r\n0\r\n\r\n") == std::string::npos);
  CHECK(rest.find("PK\x05\x06") == std::string::npos);
  CHECK_FALSE(only_transfer(play.handler).complete);
}

TEST_CASE("an HTTP/1.0 client gets an archive up to the end of the connection", "[transport][bodies]") {
  core::Archive archive;
  archive.entries.push_back({"a", core::Text{std::make_shared<const std::string>("hello")}, {}});
  Fixture play{archive};

  const auto response = play.client.ask("GET /x HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");

  CHECK_FALSE(response.header("Transfer-Encoding"));
  CHECK(response.header("Connection") == "close");
  REQUIRE(unzip(response.body).size() == 1);
}

TEST_CASE("HEAD tells a body's length and transfers nothing", "[transport][bodies]") {
  const auto body =
      GENERATE(as<core::Body>{}, core::text_body("0123456789"),
               core::Generated{.content = kContent, .offset = 0, .length = 1'000'000}, core::Archive{});
  Fixture play{body};

  const auto response = play.client.ask("HEAD /x HTTP/1.1\r\nHost: h\r\n\r\n");

  const auto length = core::length_of(body);
  CHECK(response.header("Content-Length") ==
        (length ? std::optional{std::to_string(*length)} : std::nullopt));
  const auto end = only_transfer(play.handler);
  CHECK(end.bytes_sent == 0);
  CHECK_FALSE(end.complete);
  CHECK(play.client.ask("HEAD /x HTTP/1.1\r\nHost: h\r\n\r\n").status == 200);
}

TEST_CASE("a client that hangs up half-way is told of once", "[transport][bodies]") {
  const auto body = GENERATE(as<core::Body>{}, core::text_body(std::string(50'000'000, 'x')),
                             core::Generated{.content = {.seed = 1, .name = "b", .size = 100'000'000'000},
                                             .offset = 0,
                                             .length = 100'000'000'000});
  Fixture play{body};

  play.client.send(kGet);
  play.client.read_until("\r\n\r\n");
  play.client.read_exactly(100'000);
  play.client.reset();

  const auto end = only_transfer(play.handler);
  CHECK_FALSE(end.complete);
  CHECK(end.bytes_sent >= 100'000);
  CHECK(end.bytes_sent < *core::length_of(body));
}

TEST_CASE("who has the last byte finds the transfer counted", "[transport][bodies]") {
  const auto body = GENERATE(as<core::Body>{}, core::text_body("x"), core::text_body(std::string(1'000, 'x')),
                             core::Generated{.content = kContent, .offset = 0, .length = 600'000});
  Fixture play{body};

  for (std::size_t i = 1; i <= 50; ++i) {
    play.client.ask(kGet);
    REQUIRE(play.handler.transfers().size() == i);
  }
}

TEST_CASE("nothing is told that nobody asked for", "[transport][bodies]") {
  RecordingHandler handler;
  const RunningServer running{handler};
  auto client = running.connect();

  client.ask(kGet);
  client.ask(kGet);

  CHECK(handler.transfers().empty());
}
