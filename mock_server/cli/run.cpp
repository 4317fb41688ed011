#include "cli/child_process.hpp"
#include "cli/commands.hpp"
#include "cli/live_log.hpp"
#include "cli/signals.hpp"
#include "cli/terminal.hpp"
#include "cli/verdict.hpp"
#include "core/text.hpp"

#include <algorithm>
#include <chrono>
#include <optional>
#include <signal.h>

namespace mock::cli {
namespace {

constexpr int kTimedOut = 124;
constexpr std::chrono::milliseconds kLongestWait{1'000};
constexpr std::chrono::milliseconds kTimeToEnd{2'000};  ///< between SIGTERM and SIGKILL

/// What the command finds in its environment (DECISIONS 16).
std::map<std::string, std::string> base_urls(const std::string& url) {
  return {{"BAANX_BASE_URL", url},
          {"FILE_ORDER_BASE_URL", url},
          {"MUSEMENT_BASE_URL", url + "/api/v3"},
          {"UNDERSTUDY_URL", url}};
}

/// Waits for the command's end. Signals to us are passed on to it; what is left of its group at the time
/// limit is ended.
int wait_for(ChildProcess& child, std::optional<std::chrono::milliseconds> timeout) {
  using Clock = std::chrono::steady_clock;
  std::optional<Clock::time_point> deadline;
  if (timeout) deadline = Clock::now() + *timeout;
  bool timed_out = false;
  bool asked_to_end = false;
  for (;;) {
    if (const auto code = child.poll()) {
      if (!timed_out) return *code;
      child.signal(SIGKILL);  // what it started and left behind
      return kTimedOut;
    }
    auto wait = kLongestWait;
    if (deadline) {
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(*deadline - Clock::now());
      wait = std::clamp(left, std::chrono::milliseconds{0}, kLongestWait);
    }
    if (const auto signal = wait_for_signal(wait); signal && asks_to_end(*signal)) {
      child.signal(asked_to_end ? SIGKILL : *signal);
      if (!asked_to_end) say("understudy: passed the signal on to the command; a second one kills it\n");
      asked_to_end = true;
    }
    if (deadline && Clock::now() >= *deadline) {
      say(timed_out ? "understudy: the command did not end, killing it\n"
                    : "understudy: the time is over, ending the command\n");
      child.signal(timed_out ? SIGKILL : SIGTERM);
      timed_out = true;
      deadline = Clock::now() + kTimeToEnd;
    }
  }
}

}  // namespace

int run(const RunOptions& options) {
  block_signals();
  app::MockServerOptions server_options{.plays = plays_of(options.play),
                                        .variables = {.set = options.play.variables},
                                        .clock = options.play.clock,
                                        .progress = [](const std::string& text) { say(text + "\n"); }};
  std::optional<LiveLog> live_log;
  if (!options.play.quiet)
    server_options.sinks.push_back(&live_log.emplace(colour_of_stderr(), options.play.secrets));

  app::MockServer server{std::move(server_options)};
  const std::string url = server.start({.port = 0});
  if (live_log) live_log->begin();
  int code = 0;
  {
    ChildProcess child{options.command, base_urls(url)};
    if (const auto& not_started = child.not_started()) {
      say(core::cat("understudy: ", not_started->sentence, "\n"));
      code = not_started->code;
    } else {
      code = wait_for(child, options.timeout);
    }
  }
  server.stop(options.play.grace);
  server.close();
  if (live_log) live_log->finish();
  const int ours = conclude(server, options.play);
  if (code != 0) {
    say(core::cat("understudy: the command ended with ", std::to_string(code), ", which is passed on\n"));
    return code;
  }
  return ours;
}

}  // namespace mock::cli
