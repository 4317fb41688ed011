#pragma once

#include "admin/admin_api.hpp"
#include "admin/control.hpp"
#include "app/scenario_loader.hpp"
#include "core/event_ring.hpp"
#include "core/input.hpp"
#include "core/report.hpp"
#include "core/session.hpp"
#include "transport/server.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mock::app {

class BundleFile;

/// One scenario to play.
struct Play {
  std::string scenario;  ///< a file, or a scenario that is known by name: `baanx/payment_completes`
  std::optional<std::string> yaml{};  ///< the scenario's text, instead of a file; `scenario` is its name then
  std::string session{};              ///< absent: the file's stem
  bool implied = false;               ///< nobody named it, so nobody need use it
};

/// Where the control API answers, and to whom.
struct AdminSettings {
  bool enabled = true;
  std::optional<int> port{};  ///< one of its own; 0: a free one. Absent: the port of everything else
  admin::AdminOptions options{};
};

/// What a play is with a variable that has no value.
enum class UnsetAtStart {
  Refused,  ///< a mistake: `ScenariosRefused`
  Waits     ///< its session refuses every request until a reset brings the value (DECISIONS 7)
};

struct MockServerOptions {
  std::vector<Play> plays;  ///< the first one is played in the session `default`
  Variables variables{};
  UnsetAtStart unset = UnsetAtStart::Refused;
  std::optional<core::ClockSettings> clock{};   ///< instead of the scenarios' own mode; their `start` stays
  std::vector<core::EventSink*> sinks{};        ///< outlive the server
  std::vector<core::InputSink*> input_sinks{};  ///< outlive the server
  BundleFile* bundle = nullptr;  ///< writes every round down, as `replay` reads it; outlives the server
  std::vector<std::string> scenario_folders{};  ///< where names of scenarios are looked up first
  bool auto_sessions =
      false;  ///< an unknown session comes to exist when it is asked, and plays the first scenario
  bool no_default = false;                                     ///< requests that name no session are refused
  core::JournalLimits journal_limits{};                        ///< of each session
  std::size_t most_input_bytes = core::InputBudget::kProcess;  ///< of all sessions together
  std::size_t most_input_bytes_per_session = core::InputBudget::kSession;  ///< beyond: no bundle, no fork
  AdminSettings admin{};
  std::function<void(const std::string&)> progress{};  ///< told of work that takes long, before it begins
};

/// A scenario file that has changed.
struct Reloaded {
  std::string file;
  std::vector<std::string> mistakes;  ///< `x.yaml:5:24: …`; not empty: the old one goes on
  std::vector<std::string> sessions;  ///< that play it since before
};

/// Understudy in a C++ program: sessions that play scenarios, with or without a socket.
///
///     MockServer server{{.plays = {{.scenario = "baanx/payment_completes"}}, .clock = manual}};
///     const core::Reply reply = server.handle({.method = "GET", .target = "/v1/order/abcd_1234", …});
///     server.advance(1h);
///     server.close();
///     REQUIRE(server.verdict().outcome == core::Outcome::Passed);
///
/// Sessions are created, reset, forked, waited for and removed by `control()`, or with the control API's own
/// calls handed to `handle`.
///
/// May be shared between threads.
class MockServer final : private transport::Handler {
 public:
  /// Throws `ScenariosRefused` with all mistakes of all files.
  explicit MockServer(MockServerOptions options);
  ~MockServer() override;
  MockServer(const MockServer&) = delete;
  MockServer& operator=(const MockServer&) = delete;

  /// Answers a request as it would come over a socket, `/~NAME/…`, the header X-Understudy-Session and the
  /// control API included (which may wait: `advance`, `wait`).
  core::Reply handle(core::Request request) override;
  /// Input for a reply with `report_transfer`; a real server does this by itself.
  void transfer_ended(const core::Reply& reply, core::TransferEnd end) override;

  /// Everything that the control API can do, in process.
  [[nodiscard]] admin::Control& control();
  [[nodiscard]] const admin::Control& control() const;

  /// Serves on a socket until `stop`; answers the base URL. Throws `transport::BindError`. Not to be called
  /// at the same time as itself or `stop`.
  std::string start(transport::ServerOptions options = {});
  [[nodiscard]] int port() const;
  /// Where the control API answers, `/_understudy` left out: the base URL, that of its own port, or nothing.
  [[nodiscard]] std::string admin_url() const;
  [[nodiscard]] int admin_port() const;
  /// Ends waits and streams, then the servers; waits for no session, however busy, but for what their
  /// requests are doing. Idempotent; may be called from many threads at once.
  void stop(std::chrono::milliseconds grace = std::chrono::seconds{5});

  /// Moves a session's clock forward and takes everything that comes due, in order. Throws
  /// `std::out_of_range` for an unknown session and beyond the year 9999.
  void advance(core::Duration by, std::string_view session = kDefault);
  [[nodiscard]] core::Instant now(std::string_view session = kDefault) const;

  [[nodiscard]] core::FindingGroups findings(std::string_view session = kDefault) const;
  [[nodiscard]] core::Verdict verdict(std::string_view session = kDefault) const;
  /// The names of all sessions, in the order in which they were made.
  [[nodiscard]] std::vector<std::string> sessions() const;
  /// Those whose clock moves only when `advance` is called.
  [[nodiscard]] std::vector<std::string> sessions_with_manual_clock() const;
  /// Those that refuse every request until a reset brings the variables that their scenario asks for: one
  /// sentence each, with the `curl` that does it.
  [[nodiscard]] std::vector<std::string> sessions_that_wait() const;

  /// A `curl` for the first order of each provider in each session, with credentials that the scenario lets
  /// in.
  [[nodiscard]] std::vector<std::string> curl_lines(std::string_view url) const;

  /// Reads the scenario files of the command line again, where they have changed. A valid change is played by
  /// sessions that are made or reset from now on; an invalid one is told once, and the old text stays.
  std::vector<Reloaded> look_again();
  /// The `curl` that resets a session; empty without a control API.
  [[nodiscard]] std::string reset_line(const std::string& session) const;

  /// Judges what can be judged at the end only. Once; answers go on, unjudged.
  void close();
  /// What all rounds of all sessions have to say so far.
  [[nodiscard]] core::RunReport report() const;

  static constexpr std::string_view kDefault = "default";

 private:
  class Impl;
  core::Reply reject(core::MalformedRequest malformed) override;
  [[nodiscard]] bool waits(const core::Request& request) const override;

  std::unique_ptr<Impl> impl_;
};

}  // namespace mock::app
