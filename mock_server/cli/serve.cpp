#include "cli/commands.hpp"
#include "cli/live_log.hpp"
#include "cli/signals.hpp"
#include "cli/terminal.hpp"
#include "cli/verdict.hpp"
#include "core/text.hpp"

#include <atomic>
#include <cstdio>
#include <fstream>
#include <future>
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
void say_which_clocks_stand(const app::MockServer& server) {
  for (const std::string& session : server.sessions_with_manual_clock()) {
    say(core::cat("The clock of session ", session,
                  " is manual: only a C++ test moves it. To see it run: --clock real, or --clock x60\n"));
  }
}

void say_what_to_try(const app::MockServer& server, const std::string& url) {
  std::string text;
  for (const std::string& line : server.curl_lines(url)) text += core::cat("  ", line, "\n");
  if (!text.empty()) say(core::cat("Try:\n", text, "\n"));
}

/// Answers on the wire get their time, unless a second signal comes (DECISIONS 9).
void stop(app::MockServer& server, std::chrono::milliseconds grace) {
  auto stopped = std::async(std::launch::async, [&] { server.stop(grace); });
  constexpr std::chrono::milliseconds kBetweenLooks{20};
  if (stopped.wait_for(10 * kBetweenLooks) != std::future_status::ready) {
    say(core::cat("understudy: stopping; answers on the wire get ",
                  core::to_text(std::chrono::duration_cast<core::Duration>(grace)),
                  ", a second signal stops at once\n"));
  }
  while (stopped.wait_for(std::chrono::milliseconds{0}) != std::future_status::ready) {
    const auto signal = wait_for_signal(kBetweenLooks);
    if (signal && asks_to_end(*signal)) server.stop(std::chrono::milliseconds{0});
  }
}

}  // namespace

int serve(const ServeOptions& options) {
  block_signals();
  app::MockServerOptions server_options{.plays = plays_of(options.play),
                                        .variables = {.set = options.play.variables},
                                        .clock = options.play.clock,
                                        .progress = [](const std::string& text) { say(text + "\n"); }};
  if (server_options.plays.empty() && !options.empty) server_options.plays.push_back({.scenario = "tour"});
  std::optional<LiveLog> live_log;
  if (!options.play.quiet)
    server_options.sinks.push_back(&live_log.emplace(colour_of_stderr(), options.play.secrets));

  app::MockServer server{std::move(server_options)};
  const std::string url = server.start({.address = options.address, .port = options.port});
  say_what_to_try(server, url);
  say_which_clocks_stand(server);
  if (live_log) live_log->begin();
  if (!options.port_file.empty()) write_port_file(options.port_file, server.port());
  if (!print(core::cat("understudy ready ", url, "\n"))) {
    say("understudy: standard output is closed, so nobody was told the address; serving all the same\n");
  }

  while (!asks_to_end(wait_for_signal())) {
  }
  stop(server, options.play.grace);
  server.close();
  if (live_log) live_log->finish();
  return conclude(server, options.play);
}

}  // namespace mock::cli
