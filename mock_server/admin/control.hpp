#pragma once

#include "core/command.hpp"
#include "core/condition.hpp"
#include "core/event.hpp"
#include "core/report.hpp"
#include "core/scenario.hpp"
#include "core/session.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace mock::admin {

/// Why something was not done: a problem details answer (RFC 9457).
struct Refused {
  int status = 400;
  std::string sentence;               ///< what was found, what was expected, what to do
  std::vector<std::string> mistakes;  ///< all of them, one line each; may be empty
};
template <typename T>
using Result = std::variant<T, Refused>;
struct Nothing {};

struct Health {
  std::string instance;  ///< a UUID drawn at each start: is it still the same server? (FIELD_NOTES trap 4)
  std::string version;
  std::chrono::milliseconds uptime{};
  std::size_t sessions = 0;
  bool ready = false;  ///< bound, loaded, answering
};

/// One session as lists show it.
struct SessionSummary {
  std::string name;
  std::vector<std::string> also;  ///< other names: the first scenario's stem for `default`
  std::uint64_t round = 1;
  std::string scenario;  ///< name
  std::string file;
  std::string about;
  std::uint64_t seed = 1;
  std::string clock;  ///< `real`, `x60`, `manual`, `auto`
  core::Instant start;
  core::Instant now;
  std::optional<core::Instant> next_due;
  std::uint64_t events = 0;
  std::uint64_t exchanges = 0;
  std::uint64_t findings = 0;
  core::Verdict verdict;
  /// It cannot play yet: variables without a value, one sentence each. Then only the names and the scenario
  /// are set.
  std::vector<std::string> waits_for;
};

struct CreateSession {
  std::string name;
  std::optional<std::string> scenario;       ///< `baanx/payment_completes`, or a name from the command line
  std::optional<std::string> scenario_yaml;  ///< one of the two
  std::optional<core::ClockSettings> clock{};
  std::optional<std::uint64_t> seed{};
  std::map<std::string, std::string, std::less<>> variables{};
};
struct ResetSession {
  std::optional<core::ClockSettings> clock{};
  std::optional<std::uint64_t> seed{};
  std::map<std::string, std::string, std::less<>> variables{};  ///< over those that the session has
};
struct ForkSession {
  std::string name;
  std::optional<std::uint64_t> at_event{};  ///< absent: now
};

/// By how much, to when, or until what the clock goes forward: one of the three.
struct Advance {
  std::optional<core::Duration> by;
  std::optional<core::Instant> to;
  std::optional<core::Condition> until;
  std::optional<core::Duration> limit;        ///< with `until`: no further than this from now
  std::chrono::milliseconds timeout{30'000};  ///< real time
  bool settle = true;                         ///< wait for what is in flight
};
struct Advanced {
  core::Instant from;
  core::Instant now;
  bool settled = true;      ///< nothing is in flight
  std::optional<bool> met;  ///< of `until`
  std::string seen;         ///< what is there, where `until` was not met
  std::optional<core::Instant> next_due;
  std::vector<core::Event> events;  ///< what happened in it, in order
  std::uint64_t more_events = 0;    ///< that happened and are not listed
};
struct Waited {
  bool met = false;
  core::Instant now;
  std::string seen;  ///< what is there instead
  std::chrono::milliseconds took{};
};

struct ScenarioEntry {
  std::string name;
  std::string about;
  std::vector<std::string> providers;
  bool shipped = false;  ///< it comes with the program
};
struct ScenarioCheck {
  bool valid = false;
  std::vector<std::string> lines;  ///< mistakes and notes, `x.yaml:5:24: …`
};

/// What happened outside every session: unknown session names and the like.
struct Outside {
  std::vector<std::shared_ptr<const core::Exchange>> exchanges;
  std::deque<core::FindingGroups::Group> findings;
};

/// A session while it is looked at: locked, so be quick.
using Look = std::function<void(const core::Session&)>;

/// What the control API asks of the server that it belongs to. Implemented by `app`. Every function may be
/// called from many threads at once. A session that does not exist is refused with 404 and the names that do.
class Control {
 public:
  virtual ~Control() = default;

  [[nodiscard]] virtual Health health() const = 0;
  [[nodiscard]] virtual std::vector<SessionSummary> sessions() const = 0;
  [[nodiscard]] virtual Result<SessionSummary> session(std::string_view name) const = 0;
  virtual Result<SessionSummary> create(const CreateSession& wish) = 0;
  virtual Result<Nothing> remove(std::string_view name) = 0;
  virtual Result<SessionSummary> reset(std::string_view name, const ResetSession& wish) = 0;
  virtual Result<SessionSummary> fork(std::string_view name, const ForkSession& wish) = 0;

  /// Both may take long; the caller runs them on a thread that may wait. An unmet condition is no refusal.
  virtual Result<Advanced> advance(std::string_view name, const Advance& wish) = 0;
  virtual Result<Waited> wait(std::string_view name, const core::Condition& condition,
                              std::chrono::milliseconds timeout) = 0;
  virtual Result<core::Done> carry_out(std::string_view name, const core::Command& command) = 0;

  /// Looks at the present round. Refused also while the session waits for variables (503).
  virtual Result<Nothing> look(std::string_view name, const Look& look) const = 0;
  /// The rounds of one session that are over, and the present one, as a report of its own.
  [[nodiscard]] virtual Result<core::RunReport> report(std::string_view name) const = 0;
  [[nodiscard]] virtual core::RunReport report() const = 0;
  /// The bundle of the present round, JSON lines. 410 once inputs were dropped.
  [[nodiscard]] virtual Result<std::string> bundle(std::string_view name) const = 0;
  /// The events of a session from a number on, and those to come, as server-sent events.
  virtual Result<std::shared_ptr<core::PieceSource>> events(std::string_view name,
                                                            std::optional<std::string> last_event_id) = 0;
  [[nodiscard]] virtual Outside outside() const = 0;

  [[nodiscard]] virtual std::vector<ScenarioEntry> scenarios() const = 0;
  /// The text of a scenario as it was written.
  [[nodiscard]] virtual Result<std::string> scenario_text(std::string_view name) const = 0;
  [[nodiscard]] virtual ScenarioCheck check(
      std::string_view yaml, const std::map<std::string, std::string, std::less<>>& variables) = 0;

  /// Counters for `metrics`, since the start of the process.
  struct Counters {
    std::uint64_t exchanges = 0;
    std::uint64_t findings = 0;
    std::uint64_t outside_findings = 0;
    std::uint64_t steps_taken = 0;
    std::uint64_t sessions_created = 0;
    std::uint64_t sessions_live = 0;
    std::uint64_t rounds_closed = 0;
    std::uint64_t control_calls = 0;
    std::uint64_t waits_now = 0;
    double uptime_seconds = 0;
  };
  [[nodiscard]] virtual Counters counters() const = 0;
};

}  // namespace mock::admin
