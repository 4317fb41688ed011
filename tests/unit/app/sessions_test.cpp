// Sessions come and go: each has its own scenario, clock, state and verdict.

#include "server_play.hpp"
#include "support/folder.hpp"
#include "support/raw_socket.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <algorithm>
#include <atomic>
#include <set>
#include <thread>

using namespace mock;
using namespace mock::tests;
using namespace std::chrono_literals;
using Catch::Matchers::ContainsSubstring;

namespace {

const std::string kNeedsVariable = R"(understudy: 1
clock: manual
baanx: { clients: "${CLIENT}", orders: { id: abcd_1234 } }
)";

std::vector<std::string> names_of(const app::MockServer& server) { return server.sessions(); }

}  // namespace

TEST_CASE("a session that a control call makes plays for itself", "[sessions]") {
  const auto server = serve(kHour);

  const auto made = create(*server, "checkout");
  done(server->control().advance("checkout", by(1h)));

  CHECK(made.name == "checkout");
  CHECK(made.round == 1);
  CHECK(made.scenario == "it");
  CHECK(made.clock == "manual");
  CHECK(poll(*server, "checkout") == "COMPLETED");
  CHECK(poll(*server) == "STARTED");
  CHECK(names_of(*server) == std::vector<std::string>{"default", "checkout"});
}

TEST_CASE("a scenario is known by the names of the command line, and by those that come with the program",
          "[sessions]") {
  const test::Folder folder;
  const std::string path = folder.write("mine.yaml", kHour);
  app::MockServer server{{.plays = {{.scenario = path, .session = "first"}}}};

  for (const std::string& name : {std::string{"mine"}, std::string{"first"}, path,
                                  std::string{"baanx/payment_completes"}, std::string{"tour"}}) {
    CAPTURE(name);
    CHECK(create(server, "another", name).name == "another");
    done(server.control().remove("another"));
  }
}

TEST_CASE("a folder of scenarios is looked into first, and nothing leads out of it", "[sessions]") {
  const test::Folder folder;
  std::filesystem::create_directories(folder.path("baanx"));
  folder.write("baanx/payment_completes.yaml", kHour);
  app::MockServer server{
      {.plays = {{.scenario = "tour"}}, .scenario_folders = {folder.path("baanx"), folder.path("")}}};

  CHECK(create(server, "a", "baanx/payment_completes").about == "An hour.");
  folder.write("baanx/payment_completes.yaml", kHour + "seed: 7\n");
  CHECK(create(server, "b", "baanx/payment_completes").seed == 7);

  folder.write("secret.yaml", kHour);
  app::MockServer narrow{{.plays = {{.scenario = "tour"}}, .scenario_folders = {folder.path("baanx")}}};
  for (const std::string& name : {std::string{"../secret"}, folder.path("secret.yaml"), std::string{""}}) {
    CAPTURE(name);
    CHECK(refusal(narrow.control().create({.name = "x", .scenario = name, .scenario_yaml = {}})).status ==
          404);
  }
}

TEST_CASE("a file that a scenario hands out is looked at again when a session is made or reset",
          "[sessions]") {
  const test::Folder folder;
  folder.write("a.dat", "hello");
  const std::string path = folder.write(
      "files.yaml",
      "understudy: 1\nclock: manual\nfile_order: { orders: { id: 42, sub_orders: { files: { filename: a.dat, "
      "path: a.dat } } } }\n");
  app::MockServer server{{.plays = {{.scenario = path, .session = "first"}}}};
  const auto listed = [&](const std::string& session) {
    const auto page = core::Json::parse(
        body_of(server.handle(get("/~" + session + "/api/v1/rs-order/user/orders/42/files/available"))));
    return page.at("content").at(0);
  };
  const core::Json before = listed("default");

  folder.write("a.dat", "something longer");
  create(server, "second", "first");
  done(server.control().reset("default", {}));

  const core::Json after = listed("default");
  CHECK(after.at("checksum") != before.at("checksum"));
  CHECK(listed("second").at("checksum") == after.at("checksum"));
}

TEST_CASE("seed and clock of the creation win, and the start stays", "[sessions]") {
  const auto server =
      serve("understudy: 1\nseed: 3\nclock: { mode: manual, start: 2026-03-01T09:00:00Z }\nbaanx: {}\n",
            {.clock = kManual});

  const auto made =
      done(server->control().create({.name = "a",
                                     .scenario = "it",
                                     .scenario_yaml = {},
                                     .clock = core::ClockSettings{.mode = core::ClockMode::Auto},
                                     .seed = 9}));

  CHECK(made.seed == 9);
  CHECK(made.clock == "auto");
  CHECK(core::to_iso(made.start) == "2026-03-01T09:00:00Z");
}

TEST_CASE("what cannot be made is refused with its reason", "[sessions]") {
  const auto server = serve(kHour);
  auto& control = server->control();

  SECTION("a name that is taken, also by another name of the first session") {
    for (const std::string name : {"default", "it"}) {
      const auto refused = refusal(control.create({.name = name, .scenario = "tour", .scenario_yaml = {}}));
      CHECK(refused.status == 409);
      CHECK_THAT(refused.sentence, ContainsSubstring("already"));
    }
  }
  SECTION("no name") {
    for (const std::string name : {"", "a b", "~a", ".a", "a/b"}) {
      CHECK(refusal(control.create({.name = name, .scenario = "tour", .scenario_yaml = {}})).status == 400);
    }
  }
  SECTION("an unknown scenario") {
    const auto refused =
        refusal(control.create({.name = "a", .scenario = "baanx/payment_complete", .scenario_yaml = {}}));
    CHECK(refused.status == 404);
    CHECK_THAT(refused.sentence, ContainsSubstring("did you mean 'baanx/payment_completes'"));
  }
  SECTION("a text with mistakes: all of them") {
    const auto refused = refusal(control.create(
        {.name = "a", .scenario = {}, .scenario_yaml = "understudy: 1\nbaanx: { ordres: [] }\nsede: 1\n"}));
    CHECK(refused.status == 400);
    CHECK(refused.mistakes.size() == 2);
  }
  CHECK(names_of(*server).size() == 1);
}

TEST_CASE("a text that is sent sees its own variables and those of the command line, and nothing else",
          "[sessions]") {
  const auto server = serve(kHour, {.variables = {.set = {{"LINE", "from the line"}}}});
  auto& control = server->control();
  const auto with = [&](const std::string& about) {
    return control.create({.name = "a",
                           .scenario = {},
                           .scenario_yaml = "understudy: 1\nabout: \"" + about + "\"\nbaanx: {}\n",
                           .variables = {{"OWN", "of its own"}}});
  };

  CHECK(done(with("${OWN}, ${LINE}")).about == "of its own, from the line");
  done(control.remove("a"));
  const auto refused = refusal(with("${HOME}"));
  CHECK(refused.status == 400);
  CHECK_THAT(refused.sentence, ContainsSubstring("HOME"));
  CHECK(refusal(control.create({.name = "a",
                                .scenario = {},
                                .scenario_yaml =
                                    "understudy: 1\nfile_order: { orders: { id: 42, sub_orders: { files: "
                                    "{ filename: a, path: mock_server/README.md } } } }\n"}))
            .status == 400);
}

TEST_CASE("a reset begins another round with the clock at its start, and keeps the verdict of the one before",
          "[sessions][rounds]") {
  const auto server = serve(kHour);
  server->advance(1h);
  core::Request wrong = get(kOrder);
  wrong.headers.pop_back();
  server->handle(wrong);

  const auto reset = done(server->control().reset("default", {}));

  CHECK(reset.round == 2);
  CHECK(reset.now == reset.start);
  CHECK(reset.exchanges == 0);
  CHECK(poll(*server) == "STARTED");
  server->close();
  const core::RunReport report = server->report();
  REQUIRE(report.sessions.size() == 2);
  CHECK(report.sessions[0].round == 1);
  CHECK(report.sessions[0].verdict.outcome == core::Outcome::Failed);
  CHECK(report.sessions[1].verdict.outcome == core::Outcome::Passed);
  CHECK(report.outcome == core::Outcome::Failed);
}

TEST_CASE("a reset takes variables, and keeps those that were set before", "[sessions][variables]") {
  const auto server = serve(kHour);
  auto& control = server->control();
  const std::string yaml = "understudy: 1\nabout: \"${A} ${B}\"\nbaanx: {}\n";

  done(control.create(
      {.name = "a", .scenario = {}, .scenario_yaml = yaml, .variables = {{"A", "1"}, {"B", "2"}}}));
  CHECK(done(control.reset("a", {.variables = {{"B", "3"}}})).about == "1 3");
  CHECK(done(control.reset("a", {.variables = {{"A", "0"}}})).about == "0 3");
  CHECK(done(control.reset("a", {.seed = 5})).seed == 5);
  CHECK(done(control.reset("a", {})).seed == 5);
}

TEST_CASE("a session that waits for a variable refuses every request in a sentence, until a reset brings it",
          "[sessions][variables]") {
  const auto server = serve(
      kNeedsVariable, {.variables = {.set = {}, .environment = false}, .unset = app::UnsetAtStart::Waits});
  auto& control = server->control();

  const core::Reply refused = server->handle(get(kOrder));
  CHECK(refused.response.status == 503);
  CHECK(core::find_header(refused.response.headers, "X-Understudy-Exchange") != nullptr);
  CHECK_THAT(body_of(refused),
             ContainsSubstring("CLIENT") && ContainsSubstring("/_understudy/sessions/default/reset"));
  CHECK(server->sessions_that_wait().size() == 1);
  CHECK(done(control.session("default")).waits_for.size() == 1);
  CHECK(refusal(control.advance("default", by(1h))).status == 503);
  CHECK(refusal(control.wait("default", in_status("STARTED"), 0ms)).status == 503);
  CHECK(refusal(control.look("default", [](const core::Session&) {})).status == 503);
  CHECK(refusal(control.reset("default", {})).status == 400);
  REQUIRE(server->report().never_played.size() == 1);
  CHECK(server->report().never_played[0].session == "default");

  CHECK(done(control.reset("default", {.variables = {{"CLIENT", "your_client_id"}}})).round == 1);

  CHECK(poll(*server) == "STARTED");
  server->close();
  CHECK(server->report().never_played.empty());
  CHECK(server->report().outcome == core::Outcome::Passed);
}

TEST_CASE("what else is wrong with a scenario is told at the start, also where variables may wait",
          "[sessions]") {
  CHECK_THROWS_AS(serve(kNeedsVariable + "sede: 1\n",
                        {.variables = {.set = {}, .environment = false}, .unset = app::UnsetAtStart::Waits}),
                  app::ScenariosRefused);
}

TEST_CASE("a removed session is unknown at once, its name is free, its verdict stays", "[sessions][rounds]") {
  const auto server = serve(kHour);
  create(*server, "a");
  core::Request wrong = get("/~a" + kOrder);
  wrong.headers.pop_back();
  server->handle(wrong);

  done(server->control().remove("a"));

  CHECK(poll(*server, "a") == "404");
  CHECK(refusal(server->control().remove("a")).status == 404);
  CHECK(refusal(server->control().session("a")).status == 404);
  CHECK(create(*server, "a").round == 1);
  poll(*server);
  server->close();
  const core::RunReport report = server->report();
  REQUIRE(report.sessions.size() == 2);
  CHECK(report.sessions[1].session == "a");
  CHECK(report.sessions[1].verdict.outcome == core::Outcome::Failed);
  CHECK(report.unused == 1);
}

TEST_CASE("default may be removed, with its other name, and made again", "[sessions]") {
  const auto server = serve(kHour);

  done(server->control().remove("it"));

  CHECK(poll(*server) == "404");
  CHECK(poll(*server, "it") == "404");
  CHECK(create(*server, "default", "it").also.empty());
  CHECK(poll(*server) == "STARTED");
}

TEST_CASE("sessions that were made and never used change no verdict", "[sessions][rounds]") {
  const auto server = serve(kHour);
  create(*server, "a");
  poll(*server);

  server->close();

  const core::RunReport report = server->report();
  CHECK(report.sessions.size() == 1);
  CHECK(report.unused == 1);
  CHECK(report.outcome == core::Outcome::Passed);
}

TEST_CASE("of very many rounds the first ones are kept, and all are counted", "[sessions][rounds]") {
  const auto server = serve(kHour);
  create(*server, "a");

  constexpr std::size_t kRounds = 1'200;
  for (std::size_t i = 0; i < kRounds; ++i) {
    poll(*server, "a");
    done(server->control().reset("a", {}));
  }
  poll(*server);
  server->close();

  const core::RunReport report = server->report();
  CHECK(report.sessions.size() + report.more_passed == kRounds + 1);
  CHECK(report.sessions.size() <= 1'001);
  CHECK(report.outcome == core::Outcome::Passed);
}

TEST_CASE("ten thousand sessions live side by side", "[sessions]") {
  const auto server = serve(kHour);

  for (int i = 0; i < 10'000; ++i) create(*server, "s" + std::to_string(i));

  CHECK(server->control().health().sessions == 10'001);
  CHECK(poll(*server, "s9999") == "STARTED");
  const core::Reply unknown = server->handle(get("/~nobody/"));
  CHECK(body_of(unknown).size() < 1'000);
}

TEST_CASE("who lost the prefix on the way to default is warned, as soon as there are other sessions",
          "[sessions][addressing]") {
  const auto server = serve(kHour);
  poll(*server);
  CHECK(server->findings().total() == 0);
  create(*server, "a");

  CHECK(poll(*server) == "STARTED");
  CHECK(poll(*server, "default") == "STARTED");
  CHECK(poll(*server, "a") == "STARTED");
  CHECK(poll(*server, "it") == "STARTED");

  CHECK(server->findings().count("SESSION-NOT-NAMED") == 1);
  CHECK(server->findings("a").total() == 0);
  CHECK(server->verdict().outcome == core::Outcome::Passed);
  done(server->control().remove("a"));
  poll(*server);
  CHECK(server->findings().count("SESSION-NOT-NAMED") == 1);
}

TEST_CASE("without a default, a request that names no session is refused", "[sessions][addressing]") {
  const auto server = serve(kHour, {.no_default = true});

  const core::Reply reply = server->handle(get(kOrder));

  CHECK(reply.response.status == 404);
  CHECK_THAT(body_of(reply), ContainsSubstring("--no-default"));
  CHECK(poll(*server, "default") == "STARTED");
  CHECK(server->control().outside().findings.size() == 1);
}

TEST_CASE("a request that is malformed is a finding of the session that it names, or of none",
          "[sessions][addressing]") {
  const bool no_default = GENERATE(false, true);
  CAPTURE(no_default);
  auto options = app::MockServerOptions{.no_default = no_default};
  options.variables.environment = false;
  options.unset = app::UnsetAtStart::Waits;
  options.plays = {{.scenario = "it", .yaml = kHour},
                   {.scenario = "late", .yaml = kNeedsVariable, .session = "late"}};
  app::MockServer server{std::move(options)};
  create(server, "a");
  server.start();
  const auto send = [&](const std::string& target, const std::string& header = {}) {
    testing::RawSocket socket{server.port()};
    const auto response =
        socket.ask("GET " + target + " HTTP/1.1\r\nHost: a\r\n" + header + "Content-Length: x\r\n\r\n");
    CHECK(response.status == 400);
  };

  send("/~a/x");
  send("/x", "X-Understudy-Session: a\r\n");
  CHECK(server.findings("a").total() == 2);
  CHECK(server.control().outside().findings.empty());

  send("/~nobody/x");
  send("/~late/x");
  send("/~a/x", "X-Understudy-Session: default\r\n");
  CHECK(server.findings("default").total() == 0);
  CHECK(server.control().counters().outside_findings == 3);

  send("/x");
  CHECK(server.findings("default").total() == (no_default ? 0 : 1));
  CHECK(server.control().counters().outside_findings == (no_default ? 4 : 3));
  CHECK(server.findings("a").total() == 2);
  server.stop();
}

TEST_CASE("with auto_sessions an unknown session comes to exist when it is asked", "[sessions][addressing]") {
  const auto server = serve(kHour, {.auto_sessions = true});

  CHECK(poll(*server, "worker-7") == "STARTED");
  CHECK(names_of(*server) == std::vector<std::string>{"default", "worker-7"});
  CHECK(poll(*server, "~") == "404");
  CHECK(server->findings().total() == 0);
}

TEST_CASE("threads that ask the same unknown session at once find one session", "[sessions][threads]") {
  const auto server = serve(kHour, {.auto_sessions = true});

  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) threads.emplace_back([&] { server->handle(get("/~new" + kOrder)); });
  for (auto& thread : threads) thread.join();

  CHECK(done(server->control().session("new")).exchanges == 8);
}

TEST_CASE("a fork shares the past and goes its own way", "[sessions][fork]") {
  LinesBySession lines;
  const auto server = serve(kHour, {.sinks = {&lines}});
  create(*server, "a");
  poll(*server, "a");
  done(server->control().advance("a", by(1h)));
  poll(*server, "a");

  SECTION("now") {
    const auto fork = done(server->control().fork("a", {.name = "b"}));
    const auto original = done(server->control().session("a"));

    CHECK(fork.now == original.now);
    CHECK(fork.events == original.events);
    CHECK(fork.exchanges == 2);
    CHECK(poll(*server, "b") == "COMPLETED");
  }
  SECTION("at an event of its past") {
    const auto fork = done(server->control().fork("a", {.name = "b", .at_event = 2}));

    CHECK(fork.now == fork.start);
    CHECK(poll(*server, "b") == "STARTED");
    done(server->control().advance("b", by(30min)));
    CHECK(poll(*server, "b") == "STARTED");
    done(server->control().advance("b", by(30min)));
    CHECK(poll(*server, "b") == "COMPLETED");
  }
  SECTION("the fork of a fork") {
    done(server->control().fork("a", {.name = "b"}));
    poll(*server, "b");
    const auto again = done(server->control().fork("b", {.name = "c"}));
    CHECK(again.exchanges == 3);
  }
  // What it is said to share is the same, but for the names of sessions.
  const auto strip = [](std::string line) { return line.substr(line.find("\"number\"")); };
  const auto of_a = lines.of("a");
  const auto of_b = lines.of("b");
  for (std::size_t i = 1; i < 2; ++i) CHECK(strip(of_a[i]) == strip(of_b[i]));
  CHECK(done(server->control().session("a")).exchanges == 2);
}

TEST_CASE("what a fork takes over was counted when it happened", "[sessions][fork]") {
  const auto server = serve(kHour);
  poll(*server);
  server->advance(1h);
  const auto before = server->control().counters();

  done(server->control().fork("default", {.name = "b"}));

  const auto after = server->control().counters();
  CHECK(after.exchanges == before.exchanges);
  CHECK(after.steps_taken == before.steps_taken);
  poll(*server, "b");
  CHECK(server->control().counters().exchanges == before.exchanges + 1);
}

TEST_CASE("a fork that cannot be is refused", "[sessions][fork]") {
  const auto server = serve(kHour, {.most_input_bytes_per_session = 2'000});
  auto& control = server->control();

  CHECK(refusal(control.fork("default", {.name = "default"})).status == 409);
  CHECK(refusal(control.fork("default", {.name = "a b"})).status == 400);
  CHECK(refusal(control.fork("nobody", {.name = "a"})).status == 404);
  CHECK(refusal(control.fork("default", {.name = "a", .at_event = 1'000})).status == 409);
  for (int i = 0; i < 100; ++i) server->handle(get(kOrder + "?i=" + std::to_string(i)));
  const auto refused = refusal(control.fork("default", {.name = "a"}));
  CHECK(refused.status == 410);
  CHECK_THAT(refused.sentence, ContainsSubstring("run --bundle FILE"));
  CHECK(refusal(control.bundle("default")).status == 410);
  CHECK(names_of(*server).size() == 1);
}

TEST_CASE("a transfer that ends after a reset or a removal counts nowhere", "[sessions][transfers]") {
  const std::string yaml =
      "understudy: 1\nclock: manual\nfile_order:\n  orders:\n    - id: 42\n      sub_orders:\n"
      "        - { files: { filename: a.dat, size: 1KB } }\n"
      "        - { available: { on: downloaded }, files: { filename: b.dat, size: 1KB } }\n";
  const auto server = serve(yaml);
  create(*server, "a");
  const auto first_link = [&] {
    const auto page =
        core::Json::parse(body_of(server->handle(get("/~a/api/v1/rs-order/user/orders/42/files/available"))));
    const std::string uri = page.at("content").at(0).at("uri").get<std::string>();
    return uri.substr(uri.find("/~a"));
  };
  const auto files_listed = [&] {
    const auto page =
        core::Json::parse(body_of(server->handle(get("/~a/api/v1/rs-order/user/orders/42/files/available"))));
    return page.at("content").size();
  };
  const core::Reply download = server->handle(get(first_link()));
  REQUIRE(download.report_transfer);

  SECTION("a reset") { done(server->control().reset("a", {})); }
  SECTION("another session of its name, whose own download has the same number") {
    done(server->control().remove("a"));
    CHECK(create(*server, "a").round == 2);
    CHECK(server->handle(get(first_link())).exchange == download.exchange);
  }
  server->transfer_ended(download, {.bytes_sent = 1'000, .complete = true});

  CHECK(files_listed() == 1);
}

TEST_CASE("sessions driven by many threads, with resets, forks and removals, do what they do alone",
          "[sessions][threads]") {
  constexpr int kThreads = 16;
  constexpr int kSessionsEach = 4;
  const auto drive = [](app::MockServer& server, const std::string& name) {
    admin::Control& control = server.control();
    control.create({.name = name, .scenario = "it", .scenario_yaml = {}});
    server.handle(get("/~" + name + kOrder));
    control.advance(name, by(30min));
    server.handle(get("/~" + name + kOrder));
    control.fork(name, {.name = name + ".fork"});
    control.advance(name + ".fork", until(in_status("COMPLETED")));
    server.handle(get("/~" + name + ".fork" + kOrder));
    control.reset(name, {});
    control.advance(name, until({.what = core::Condition::NextEvent{}}, 2h));
    server.handle(get("/~" + name + kOrder));
    control.remove(name + ".fork");
    server.handle(get("/~" + name + ".fork" + kOrder));
    control.remove(name);
    control.create({.name = name, .scenario = "it", .scenario_yaml = {}});
    server.handle(get("/~" + name + kOrder));
  };
  LinesBySession together;
  {
    const auto server = serve(kHour, {.sinks = {&together}});
    std::atomic<bool> done_driving = false;
    std::thread onlooker{[&] {
      while (!done_driving) {
        (void)server->control().sessions();
        (void)server->report();
        server->control().advance("default", by(1s));
        server->handle(get("/~default" + kOrder));
      }
    }};
    std::vector<std::thread> threads;
    for (int thread = 0; thread < kThreads; ++thread) {
      threads.emplace_back([&, thread] {
        for (int i = 0; i < kSessionsEach; ++i) {
          drive(*server, "s" + std::to_string(thread) + "-" + std::to_string(i));
        }
      });
    }
    for (auto& thread : threads) thread.join();
    done_driving = true;
    onlooker.join();
  }

  for (int thread = 0; thread < kThreads; ++thread) {
    const std::string name = "s" + std::to_string(thread) + "-" + std::to_string(thread % kSessionsEach);
    LinesBySession alone;
    {
      const auto server = serve(kHour, {.sinks = {&alone}});
      drive(*server, name);
    }
    CAPTURE(name);
    CHECK(together.of(name) == alone.of(name));
    CHECK(together.of(name + ".fork") == alone.of(name + ".fork"));
    CHECK_FALSE(alone.of(name + ".fork").empty());
  }
}

TEST_CASE("one session that is reset, forked, removed and made again by many threads stays whole",
          "[sessions][threads]") {
  constexpr int kThreads = 16;
  constexpr int kActs = 60;
  const auto server = serve(kHour);
  create(*server, "a");
  std::atomic<int> strange = 0;

  std::vector<std::thread> threads;
  for (int thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([&, thread] {
      admin::Control& control = server->control();
      for (int i = 0; i < kActs; ++i) {
        switch ((thread + i) % 8) {
          case 0:
            control.reset("a", {});
            break;
          case 1:
            control.advance("a", by(10min));
            break;
          case 2:
            control.advance("a", until(in_status("COMPLETED"), 1h));
            break;
          case 3:
            control.fork("a", {.name = "f" + std::to_string(thread) + "-" + std::to_string(i)});
            break;
          case 4:
            if (i % 5 == 0) control.remove("a");
            control.create({.name = "a", .scenario = "it", .scenario_yaml = {}});
            break;
          case 5:
            control.wait("a", in_status("COMPLETED"), 1ms);
            break;
          case 6:
            (void)control.bundle("a");
            break;
          default: {
            const int status = server->handle(get("/~a" + kOrder)).response.status;
            if (status != 200 && status != 404) ++strange;
          }
        }
      }
    });
  }
  for (auto& thread : threads) thread.join();
  server->close();

  CHECK(strange == 0);
  const core::RunReport report = server->report();
  CHECK(report.more_failed == 0);
  for (const auto& round : report.sessions) {
    CAPTURE(round.session, round.round);
    CHECK(round.verdict.outcome != core::Outcome::Failed);
  }
}
