#include "cli/signals.hpp"

#include <cerrno>
#include <ctime>
#include <pthread.h>
#include <signal.h>

namespace mock::cli {
namespace {

sigset_t waited_for() {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGCHLD}) sigaddset(&set, signal);
  return set;
}

}  // namespace

void block_signals() {
  const sigset_t set = waited_for();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  // Who starts us may ignore SIGCHLD, and that is inherited: children would end unseen.
  struct sigaction by_default {};
  by_default.sa_handler = SIG_DFL;
  sigaction(SIGCHLD, &by_default, nullptr);
}

std::optional<int> wait_for_signal(std::chrono::milliseconds timeout) {
  const sigset_t set = waited_for();
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(timeout);
  const timespec time{.tv_sec = seconds.count(),
                      .tv_nsec = std::chrono::nanoseconds{timeout - seconds}.count()};
  const int signal = sigtimedwait(&set, nullptr, &time);
  if (signal < 0) return std::nullopt;  // the time is over, or another signal was handled meanwhile
  return signal;
}

int wait_for_signal() {
  const sigset_t set = waited_for();
  for (;;) {
    int signal = 0;
    if (sigwait(&set, &signal) == 0) return signal;
  }
}

bool asks_to_end(int signal) { return signal == SIGINT || signal == SIGTERM || signal == SIGHUP; }

}  // namespace mock::cli
