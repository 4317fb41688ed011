#pragma once

#include "app/checksums.hpp"
#include "app/contract_library.hpp"
#include "app/scenario_loader.hpp"
#include "app/session_slot.hpp"
#include "core/report.hpp"
#include "core/session.hpp"
#include "transport/server.hpp"

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mock::app {

class Ticker;

/// One scenario to play.
struct Play {
  std::string scenario;               ///< a file, or an embedded scenario: `baanx/payment_completes`
  std::optional<std::string> yaml{};  ///< the scenario's text, instead of a file; `scenario` is its name then
  std::string session{};              ///< absent: the file's stem
};

struct MockServerOptions {
  std::vector<Play> plays;  ///< the first one is played in the session `default`
  Variables variables{};
  std::optional<core::ClockSettings> clock{};  ///< instead of the scenarios' own mode; their `start` stays
  std::vector<core::EventSink*> sinks{};       ///< outlive the server
  std::function<void(const std::string&)> progress{};  ///< told of work that takes long, before it begins
};

/// Understudy in a C++ program: sessions that play scenarios, with or without a socket.
///
///     MockServer server{{.plays = {{.scenario = "baanx/payment_completes"}}, .clock = manual}};
///     const core::Reply reply = server.handle({.method = "GET", .target = "/v1/order/abcd_1234", …});
///     server.advance(1h);
///     server.close();
///     REQUIRE(server.verdict().outcome == core::Outcome::Passed);
///
/// May be shared between threads.
class MockServer final : private transport::Handler {
 public:
  /// Throws `ScenariosRefused` with all mistakes of all files.
  explicit MockServer(MockServerOptions options);
  ~MockServer() override;
  MockServer(const MockServer&) = delete;
  MockServer& operator=(const MockServer&) = delete;

  /// Answers a request as it would come over a socket, `/~NAME/…` and the header X-Understudy-Session
  /// included.
  core::Reply handle(core::Request request) override;
  /// Input for a reply with `report_transfer`; a real server does this by itself.
  void transfer_ended(const std::string& session, core::ExchangeId exchange, core::TransferEnd end) override;

  /// Serves on a socket until `stop`; answers the base URL. Throws `transport::BindError`.
  std::string start(transport::ServerOptions options = {});
  [[nodiscard]] int port() const;
  void stop(std::chrono::milliseconds grace = std::chrono::seconds{5});

  /// Moves a session's clock forward and takes everything that comes due, in order.
  void advance(core::Duration by, std::string_view session = kDefault);
  [[nodiscard]] core::Instant now(std::string_view session = kDefault) const;

  [[nodiscard]] core::FindingGroups findings(std::string_view session = kDefault) const;
  [[nodiscard]] core::Verdict verdict(std::string_view session = kDefault) const;
  /// The names of all sessions, in the order in which they were made.
  [[nodiscard]] std::vector<std::string> sessions() const;
  /// Those whose clock moves only when `advance` is called.
  [[nodiscard]] std::vector<std::string> sessions_with_manual_clock() const;

  /// A `curl` for the first order of each provider in each session, with credentials that the scenario lets
  /// in.
  [[nodiscard]] std::vector<std::string> curl_lines(std::string_view url) const;

  /// Judges what can be judged at the end only. Once; answers go on, unjudged.
  void close();
  /// What all sessions have to say so far.
  [[nodiscard]] core::RunReport report() const;

  static constexpr std::string_view kDefault = "default";

 private:
  struct Address;
  struct Named {
    std::string session;
    std::shared_ptr<const core::Scenario> scenario;
  };
  [[nodiscard]] Address find_session(const core::Request& request) const;
  core::Reply reject(core::MalformedRequest malformed) override;
  core::Reply refuse(core::Request request, int status, core::Violation violation);
  std::vector<Named> load_scenarios();
  [[nodiscard]] std::vector<std::string> names_of_sessions() const;
  void compute_checksums(const core::Scenario& scenario);
  void start_session(const std::string& name, std::shared_ptr<const core::Scenario> scenario);
  [[nodiscard]] SessionSlot* find(std::string_view name) const;
  [[nodiscard]] SessionSlot& known(std::string_view name) const;
  void record_outside(core::Exchange exchange);

  MockServerOptions options_;
  EmbeddedContracts contracts_;
  OpensslChecksums checksums_;
  std::vector<std::unique_ptr<SessionSlot>> slots_;
  std::map<std::string, SessionSlot*, std::less<>>
      by_name_;  ///< `default` and the first one's own name: one session
  std::unique_ptr<Ticker> ticker_;
  std::unique_ptr<transport::Server> server_;

  mutable std::mutex outside_mutex_;
  core::FindingGroups outside_;             ///< guarded by outside_mutex_
  core::ExchangeId outside_exchanges_ = 0;  ///< guarded by outside_mutex_
  std::uint64_t outside_events_ = 0;        ///< guarded by outside_mutex_
};

}  // namespace mock::app
