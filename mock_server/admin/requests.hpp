#pragma once

#include "admin/control.hpp"
#include "core/message.hpp"

#include <chrono>
#include <map>
#include <string>

namespace mock::admin {

/// Larger bodies are refused (413). The transport's limit is the same.
inline constexpr std::size_t kLargestBody = 8U << 20U;

/// How long `advance` and `wait` may wait, in real time.
inline constexpr std::chrono::hours kLongestTimeout{1};

struct WaitFor {
  core::Condition condition;
  std::chrono::milliseconds timeout{30'000};  ///< real time
};

struct CheckScenario {
  std::string scenario_yaml;
  std::map<std::string, std::string, std::less<>> variables;
};

// Each reads the body of one operation, strictly and all mistakes at once: 400; no JSON: 415; too large: 413.

Result<CreateSession> read_create_session(const core::Request& request);
/// An empty body is one without wishes.
Result<ResetSession> read_reset_session(const core::Request& request);
Result<ForkSession> read_fork_session(const core::Request& request);
Result<Advance> read_advance(const core::Request& request);
Result<WaitFor> read_wait(const core::Request& request);
Result<CheckScenario> read_check_scenario(const core::Request& request);
/// The body of a move, signal, order or weather rule as it was sent: the session reads it.
Result<std::string> read_command(const core::Request& request);

}  // namespace mock::admin
