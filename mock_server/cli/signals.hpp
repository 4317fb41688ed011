#pragma once

#include <chrono>
#include <optional>

namespace mock::cli {

/// Blocks SIGINT, SIGTERM, SIGHUP and SIGCHLD for this thread and all that it starts, so that they can be
/// waited for. Call it before the first thread.
void block_signals();

/// The next of the blocked signals; nothing if none came within `timeout`.
std::optional<int> wait_for_signal(std::chrono::milliseconds timeout);
/// The next of the blocked signals.
int wait_for_signal();

/// Whether a signal asks this program to end.
bool asks_to_end(int signal);

}  // namespace mock::cli
