#include "cli/child_process.hpp"
#include "cli/commands.hpp"
#include "cli/playing.hpp"
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

/// What the command finds in its environment (DECISIONS 16), and what it must not find there.
ChildProcess::Variables environment_of(const app::MockServer& server, const std::string& url,
                                       const app::AdminSettings& admin) {
  ChildProcess::Variables variables{{"BAANX_BASE_URL", url},
                                    {"FILE_ORDER_BASE_URL", url},
                                    {"MUSEMENT_BASE_URL", url + "/api/v3"},
                                    {"UNDERSTUDY_URL", url},
                                    {"UNDERSTUDY_ADMIN_URL", std::nullopt},
                                    {"UNDERSTUDY_ADMIN_TOKEN", std::nullopt},
                                    {"UNDERSTUDY_INSTANCE", std::nullopt}};
  if (!admin.enabled) return variables;
  variables["UNDERSTUDY_ADMIN_URL"] = server.admin_url() + "/_understudy";
  variables["UNDERSTUDY_INSTANCE"] = server.control().health().instance;
  if (!admin.options.token.empty()) variables["UNDERSTUDY_ADMIN_TOKEN"] = admin.options.token;
  return variables;
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
  Playing playing{options.play};
  const std::string url = playing.start("127.0.0.1", 0);
  playing.begin_log();
  int code = 0;
  {
    ChildProcess child{options.command, environment_of(playing.server(), url, options.play.admin)};
    if (const auto& not_started = child.not_started()) {
      say(core::cat("understudy: ", not_started->sentence, "\n"));
      code = not_started->code;
    } else {
      code = wait_for(child, options.timeout);
    }
  }
  const bool complete = playing.end();
  const core::RunReport report = playing.server().report();
  const int verdict = conclude(report, options.play);
  if (code != 0) {
    say(core::cat("understudy: the command ended with ", std::to_string(code), ", which is passed on\n"));
    return code;
  }
  return complete ? verdict : kUsage;
}

}  // namespace mock::cli
