// A scenario file that changes while it is played.

#include "app/scenario_watch.hpp"

#include "server_play.hpp"
#include "support/folder.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <condition_variable>
#include <filesystem>

using namespace mock;
using namespace mock::tests;
using namespace std::chrono_literals;
using Catch::Matchers::ContainsSubstring;

namespace {

std::string completed_after(const std::string& wait) {
  return "understudy: 1\nclock: manual\nbaanx: { orders: { id: abcd_1234, timeline: [ { status: STARTED }, { "
         "after: " +
         wait + ", status: COMPLETED } ] } }\n";
}

/// A server that plays a file, and what the watch says of it.
struct Watched {
  test::Folder folder;
  std::string path = folder.write("mine.yaml", completed_after("1h"));
  app::MockServer server{{.plays = {{.scenario = path}}}};
  std::vector<std::string> said;

  void look(app::OnChange on_change = app::OnChange::Tell) {
    said.clear();
    app::look_for_changes(server, on_change, [this](const std::string& line) { said.push_back(line); });
  }
  std::string status_after_an_hour(const std::string& session) {
    server.advance(1h, session);
    return poll(server, session);
  }
};

}  // namespace

TEST_CASE("nothing is said of a file that has not changed", "[watch]") {
  Watched watched;
  watched.look();
  CHECK(watched.said.empty());

  watched.folder.write("mine.yaml", completed_after("1h"));  // saved again as it was
  watched.look();
  CHECK(watched.said.empty());
}

TEST_CASE("a changed file is played by new sessions, and by old ones after a reset", "[watch]") {
  Watched watched;
  watched.folder.write("mine.yaml", completed_after("30m"));
  watched.look();

  REQUIRE(watched.said.size() == 1);
  CHECK_THAT(watched.said[0], ContainsSubstring("mine.yaml") && ContainsSubstring("curl -X POST") &&
                                  ContainsSubstring("/_understudy/sessions/default/reset"));
  create(watched.server, "fresh", "mine");
  watched.server.advance(30min, "fresh");
  CHECK(poll(watched.server, "fresh") == "COMPLETED");
  watched.server.advance(30min);
  CHECK(poll(watched.server) == "STARTED");
  done(watched.server.control().reset("default", {}));
  watched.server.advance(30min);
  CHECK(poll(watched.server) == "COMPLETED");
  watched.look();
  CHECK(watched.said.empty());
}

TEST_CASE("a file that is replaced by renaming is seen", "[watch]") {
  Watched watched;
  const std::string other = watched.folder.write("other", completed_after("2h"));
  std::filesystem::rename(other, watched.path);

  watched.look();

  CHECK(watched.said.size() == 1);
}

TEST_CASE("a mistake keeps the old text, and is told once with its place", "[watch]") {
  Watched watched;
  watched.folder.write("mine.yaml", "understudy: 1\nbaanx: { ordres: [] }\nsede: 3\n");
  watched.look(app::OnChange::Reset);

  REQUIRE(watched.said.size() == 3);
  CHECK_THAT(watched.said[0], ContainsSubstring("mine.yaml:2:10: unknown key 'ordres'"));
  CHECK_THAT(watched.said[2], ContainsSubstring("the old text goes on"));
  CHECK(done(watched.server.control().session("default")).round == 1);
  CHECK(done(watched.server.control().reset("default", {})).round == 2);
  CHECK(watched.status_after_an_hour("default") == "COMPLETED");
  watched.look();
  CHECK(watched.said.empty());
}

TEST_CASE("a file that is gone keeps the old text, and is seen when it is back", "[watch]") {
  Watched watched;
  std::filesystem::remove(watched.path);
  watched.look();
  CHECK_THAT(watched.said.at(0), ContainsSubstring("no such file"));

  watched.folder.write("mine.yaml", completed_after("2h"));
  watched.look();
  CHECK(watched.said.size() == 1);
  CHECK(watched.status_after_an_hour("default") == "COMPLETED");
}

TEST_CASE("told to reset, the sessions that play the file are reset at once, and no others", "[watch]") {
  Watched watched;
  create(watched.server, "a", "mine");
  create(watched.server, "b", "tour");
  watched.folder.write("mine.yaml", completed_after("2h"));

  watched.look(app::OnChange::Reset);

  CHECK(watched.said.size() == 2);
  CHECK(done(watched.server.control().session("default")).round == 2);
  CHECK(done(watched.server.control().session("a")).round == 2);
  CHECK(done(watched.server.control().session("b")).round == 1);
  CHECK(watched.status_after_an_hour("a") == "STARTED");
}

TEST_CASE("two sessions of one file are told with one change", "[watch]") {
  const test::Folder folder;
  const std::string path = folder.write("mine.yaml", completed_after("1h"));
  app::MockServer server{
      {.plays = {{.scenario = path, .session = "one"}, {.scenario = path, .session = "two"}}}};
  folder.write("mine.yaml", completed_after("2h"));

  const auto reloaded = server.look_again();

  REQUIRE(reloaded.size() == 1);
  CHECK(reloaded[0].sessions == std::vector<std::string>{"default", "two"});
}

TEST_CASE("the watch looks by itself", "[watch][threads]") {
  Watched watched;
  std::mutex mutex;
  std::condition_variable told;
  std::vector<std::string> lines;

  const app::ScenarioWatch watch{watched.server, app::OnChange::Tell,
                                 [&](const std::string& line) {
                                   const std::lock_guard lock{mutex};
                                   lines.push_back(line);
                                   told.notify_one();
                                 },
                                 1ms};
  watched.folder.write("mine.yaml", completed_after("2h"));

  std::unique_lock lock{mutex};
  CHECK(told.wait_for(lock, 30s, [&] { return !lines.empty(); }));
}
