// A bundle holds all that it takes to play a session again, byte for byte.

#include "app/bundle_file.hpp"
#include "app/replay.hpp"
#include "server_play.hpp"
#include "support/folder.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

using namespace mock;
using namespace mock::tests;
using namespace std::chrono_literals;
using Catch::Matchers::ContainsSubstring;

namespace {

const std::string kBusy = R"(understudy: 1
clock: manual
baanx:
  orders:
    - { id: abcd_1234, timeline: [ { status: STARTED }, { after: 1h, status: COMPLETED } ] }
    - { id: other, timeline: { on: { signal: go }, after: 5m, status: FAILED } }
weather:
  - { chance: 50%, http_status: 503 }
)";

/// A bit of everything.
void use(app::MockServer& server, const std::string& session) {
  const std::string prefix = "/~" + session;
  for (int i = 0; i < 5; ++i) server.handle(get(prefix + kOrder));
  server.handle(get(prefix + "/no/such/path"));
  server.control().carry_out(session, {.kind = core::Command::Kind::Signal, .text = R"({"signal": "go"})"});
  server.advance(30min, session);
  core::Request odd = get(prefix + "/v1/order/other");
  odd.body = std::string{"\xff\x00 not text", 11};
  server.handle(odd);
  server.advance(2h, session);
  server.handle(get(prefix + kOrder));
}

app::ReplayResult replay_text(const std::string& text, const app::ReplayOptions& options = {}) {
  std::istringstream in{text};
  return app::replay(in, options);
}

void check_same(const app::ReplayResult& result) {
  for (const auto& mistake : result.mistakes) UNSCOPED_INFO(mistake);
  for (const auto& difference : result.first) {
    UNSCOPED_INFO(difference.session << " " << difference.event << "\n"
                                     << difference.expected << "\n"
                                     << difference.found);
  }
  CHECK(result.is_same());
}

std::string replaced(std::string text, const std::string& what, const std::string& with) {
  const auto at = text.find(what);
  REQUIRE(at != std::string::npos);
  return text.replace(at, what.size(), with);
}

std::size_t count_lines(const std::string& text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

}  // namespace

TEST_CASE("the bundle of a session plays the same again", "[bundle]") {
  const auto server = serve(kBusy);
  use(*server, "default");

  const std::string bundle = done(server->control().bundle("default"));
  const auto result = replay_text(bundle);

  check_same(result);
  CHECK(result.rounds == 1);
  CHECK(result.events == done(server->control().session("default")).events);
  CHECK(result.rounds + result.inputs + result.events == count_lines(bundle));
}

TEST_CASE("a bundle tells also what came due after the last input", "[bundle]") {
  const auto server = serve(kHour);
  server->advance(2h);
  create(*server, "b");
  done(server->control().fork("default", {.name = "fork", .at_event = 2}));

  for (const std::string name : {"default", "b", "fork"}) {
    CAPTURE(name);
    const auto result = replay_text(done(server->control().bundle(name)));
    check_same(result);
    CHECK(result.events == done(server->control().session(name)).events);
  }
}

TEST_CASE("a running clock and the clock auto play the same again, too", "[bundle]") {
  for (const std::string clock : {"real", "x60", "auto"}) {
    const auto server = serve(replaced(kBusy, "clock: manual", "clock: " + clock));
    use(*server, "default");
    server->control().wait("default", in_status("COMPLETED"), 0ms);
    CAPTURE(clock);
    check_same(replay_text(done(server->control().bundle("default"))));
  }
}

TEST_CASE("a bundle needs no variables and no environment", "[bundle]") {
  const auto server = serve(
      "understudy: 1\nabout: \"${HOME} ${MINE}\"\nclock: manual\nseed: 5\nbaanx: { orders: { id: "
      "abcd_1234 } }\n",
      {.variables = {.set = {{"MINE", "secret\nvalue"}}}});
  auto& control = server->control();
  done(control.reset("default", {.clock = core::ClockSettings{.mode = core::ClockMode::Auto}, .seed = 77}));
  poll(*server);

  const std::string bundle = done(control.bundle("default"));

  check_same(replay_text(bundle));
  CHECK_THAT(bundle, ContainsSubstring("MINE"));
}

TEST_CASE("a fork's bundle stands for itself", "[bundle][fork]") {
  const auto server = serve(kBusy);
  use(*server, "default");
  done(server->control().fork("default", {.name = "b", .at_event = 7}));
  use(*server, "b");

  const auto result = replay_text(done(server->control().bundle("b")));

  check_same(result);
}

TEST_CASE("a request that named no session is warned of again", "[bundle]") {
  const auto server = serve(kHour);
  create(*server, "a");
  poll(*server);
  REQUIRE(server->findings().count("SESSION-NOT-NAMED") == 1);

  check_same(replay_text(done(server->control().bundle("default"))));
}

TEST_CASE("a bundle file has every round of every session", "[bundle]") {
  const test::Folder folder;
  const std::string path = folder.path("run.bundle");
  app::BundleFile file{path};
  std::uint64_t events = 0;
  {
    const auto server = serve(kBusy, {.bundle = &file, .most_input_bytes_per_session = 1'000});
    create(*server, "a");
    std::thread other{[&] { use(*server, "a"); }};
    use(*server, "default");
    other.join();
    done(server->control().reset("default", {}));
    use(*server, "default");
    done(server->control().remove("a"));
    create(*server, "a");
    use(*server, "a");
    server->handle(get("/~nobody/"));
    server->close();
    events = server->control().counters().findings;
  }
  file.finish();

  const auto result = replay_text(folder.read("run.bundle"));

  check_same(result);
  CHECK(result.rounds == 4);
  CHECK(events > 0);
}

TEST_CASE("an event that differs is shown, and all are counted", "[replay]") {
  const auto server = serve(kHour);
  server->advance(2h);
  poll(*server);
  const std::string bundle = done(server->control().bundle("default"));

  SECTION("another story") {
    const auto result = replay_text(replaced(bundle, "after: 1h", "after: 3h"));
    CHECK_FALSE(result.is_same());
    CHECK(result.differences > 0);
    REQUIRE_FALSE(result.first.empty());
    CHECK(result.first[0].session == "default");
    CHECK(result.first[0].event == 4);
    CHECK(result.first[0].line > 1);
    CHECK_THAT(result.first[0].expected, ContainsSubstring("COMPLETED"));
  }
  SECTION("an event that the bundle has no more") {
    std::istringstream in{bundle};
    std::string without;
    for (std::string line; std::getline(in, line);) {
      if (line.find("COMPLETED") == std::string::npos || line.find("\"step_taken\"") == std::string::npos) {
        without += line + "\n";
      }
    }
    const auto result = replay_text(without);
    CHECK(result.differences == 1);
    CHECK(result.first[0].expected.empty());
    CHECK_THAT(result.first[0].found, ContainsSubstring("step_taken"));
  }
  SECTION("no more than asked for are kept") {
    const auto result = replay_text(replaced(bundle, "abcd_1234", "abcd_9999"), {.most_differences = 1});
    CHECK(result.differences > 1);
    CHECK(result.first.size() == 1);
  }
}

TEST_CASE("a bundle that is cut off is played as far as it goes", "[replay]") {
  const auto server = serve(kBusy);
  use(*server, "default");
  const std::string bundle = done(server->control().bundle("default"));

  const auto result = replay_text(bundle.substr(0, bundle.size() - 20));

  CHECK(result.is_same());
  REQUIRE(result.notes.size() == 1);
  CHECK_THAT(result.notes[0], ContainsSubstring("cut off"));
}

TEST_CASE("what is no bundle is refused in a sentence", "[replay]") {
  for (const std::string text : {"", "\n", "hello\nworld\n", "{}\n", "{\"understudy_bundle\":99}\n"}) {
    CAPTURE(text);
    const auto result = replay_text(text);
    CHECK_FALSE(result.is_same());
    CHECK(result.mistakes.size() == 1);
  }
}

TEST_CASE("a line that cannot be read, a round without a beginning, a scenario of another version are told",
          "[replay]") {
  const auto server = serve(kHour);
  poll(*server);
  const std::string bundle = done(server->control().bundle("default"));

  SECTION("a line in the middle") {
    const auto result = replay_text(replaced(bundle, "\n", "\n{\"odd\":1}\n"));
    REQUIRE(result.mistakes.size() == 1);
    CHECK_THAT(result.mistakes[0], ContainsSubstring("line 2: "));
  }
  SECTION("a round without a beginning") {
    const auto result = replay_text(bundle + bundle.substr(bundle.find('\n') + 1));
    CHECK_FALSE(result.is_same());
  }
  SECTION("a scenario that this program does not understand") {
    const auto result = replay_text(replaced(bundle, "status: STARTED", "staus: STARTED"));
    CHECK_FALSE(result.is_same());
    REQUIRE_FALSE(result.mistakes.empty());
    CHECK_THAT(result.mistakes[0], ContainsSubstring("it:4:") && ContainsSubstring("staus"));
  }
}

TEST_CASE("files on disk are told by name, size and content", "[bundle][replay]") {
  const test::Folder folder;
  folder.write("a.dat", "hello");
  const std::string path = folder.write(
      "files.yaml",
      "understudy: 1\nclock: manual\nfile_order: { orders: { id: 42, sub_orders: { files: { filename: a.dat, "
      "path: a.dat } } } }\n");
  app::MockServer server{{.plays = {{.scenario = path}}}};
  server.handle(get("/api/v1/rs-order/user/orders/42/files/available"));
  const std::string bundle = done(server.control().bundle("default"));

  check_same(replay_text(bundle));
  SECTION("changed") {
    folder.write("a.dat", "jello");
    const auto result = replay_text(bundle);
    CHECK_FALSE(result.is_same());
    REQUIRE_FALSE(result.mistakes.empty());
    CHECK_THAT(result.mistakes[0], ContainsSubstring("a.dat") && ContainsSubstring("SHA-256"));
  }
  SECTION("missing") {
    std::filesystem::remove(folder.path("a.dat"));
    const auto result = replay_text(bundle);
    CHECK_FALSE(result.is_same());
    CHECK_THAT(result.mistakes[0], ContainsSubstring("missing"));
  }
  SECTION("elsewhere") {
    const test::Folder other;
    other.write("a.dat", "hello");
    std::filesystem::remove(folder.path("a.dat"));
    check_same(replay_text(bundle, {.folder = other.path("")}));
  }
}

TEST_CASE("a bundle that cannot be written is refused", "[bundle]") {
  CHECK_THROWS_AS(app::BundleFile{"/no/such/folder/run.bundle"}, app::BundleNotWritten);
}
