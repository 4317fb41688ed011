#include "cli/commands.hpp"
#include "cli/playing.hpp"
#include "cli/signals.hpp"
#include "cli/terminal.hpp"
#include "cli/verdict.hpp"
#include "core/text.hpp"

#include <cstdio>
#include <fstream>
#include <optional>

namespace mock::cli {
namespace {

/// Written beside its place first, so that who waits for the file finds it whole.
void write_port_file(const std::string& path, int port) {
  const std::string unfinished = path + ".new";
  {
    std::ofstream file{unfinished, std::ios::trunc};
    file << port << '\n';
    file.close();
    if (!file) throw UsageError(core::cat("the port file ", path, " cannot be written"));
  }
  if (std::rename(unfinished.c_str(), path.c_str()) != 0) {
    throw UsageError(core::cat("the port file ", path, " cannot be written"));
  }
}

/// A clock that nobody moves is easily taken for a server that hangs.
void say_which_clocks_stand(const app::MockServer& server, const app::AdminSettings& admin) {
  const auto sessions = server.sessions_with_manual_clock();
  if (sessions.empty()) return;
  if (!admin.enabled) {
    for (const std::string& session : sessions) {
      say(core::cat("The clock of session ", session,
                    " is manual, and with --no-admin nothing moves it. To see it run: --clock real, or "
                    "--clock x60\n"));
    }
    return;
  }
  // The token itself is nothing for a terminal.
  const std::string_view token =
      admin.options.token.empty() ? "" : " -H \"Authorization: Bearer $UNDERSTUDY_ADMIN_TOKEN\"";
  for (const std::string& session : sessions) {
    say(core::cat("The clock of session ", session, " is manual. To move it:\n  curl -X POST ",
                  server.admin_url(), "/_understudy/sessions/", session, "/clock/advance", token,
                  " -H 'Content-Type: application/json' -d '{\"by\": \"1h\"}'\n"));
  }
}

void say_who_waits(const app::MockServer& server) {
  for (const std::string& sentence : server.sessions_that_wait()) say(core::cat(sentence, "\n"));
}

void say_where_control_is(const app::MockServer& server, const app::AdminSettings& admin) {
  if (admin.enabled && admin.port) {
    say(core::cat("The control API answers at ", server.admin_url(), "/_understudy\n"));
  }
}

void say_what_to_try(const app::MockServer& server, const std::string& url) {
  std::string text;
  for (const std::string& line : server.curl_lines(url)) text += core::cat("  ", line, "\n");
  if (!text.empty()) say(core::cat("Try:\n", text, "\n"));
}

}  // namespace

int serve(const ServeOptions& options) {
  block_signals();
  const app::AdminSettings& admin = options.play.admin;
  app::MockServerOptions more{.auto_sessions = options.auto_sessions, .no_default = options.no_default};
  if (options.play.scenarios.empty() && !options.empty)
    more.plays.push_back({.scenario = "tour", .implied = true});
  Playing playing{options.play, std::move(more)};
  app::MockServer& server = playing.server();
  const std::string url = playing.start(options.address, options.port);
  say_what_to_try(server, url);
  say_where_control_is(server, admin);
  say_which_clocks_stand(server, admin);
  say_who_waits(server);
  playing.begin_log();
  if (!options.port_file.empty()) write_port_file(options.port_file, server.port());
  std::optional<app::ScenarioWatch> watch;
  if (options.watch) watch.emplace(server, *options.watch, [](const std::string& line) { say(line + "\n"); });
  if (!print(core::cat("understudy ready ", url, "\n"))) {
    say("understudy: standard output is closed, so nobody was told the address; serving all the same\n");
  }

  while (!asks_to_end(wait_for_signal())) {
  }
  watch.reset();
  const bool complete = playing.end();
  const int verdict = conclude(server.report(), options.play);
  return complete ? verdict : kUsage;
}

}  // namespace mock::cli
