#pragma once

#include "admin/control.hpp"
#include "app/contract_library.hpp"
#include "app/mock_server.hpp"
#include "app/outside.hpp"
#include "app/scenario_library.hpp"
#include "app/session_registry.hpp"
#include "app/session_slot.hpp"
#include "app/surroundings.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mock::app {

/// All sessions of a server, and everything that control calls do with them. Every function may be called
/// from many threads at once. Locks are taken in this order: the registry's, a session's, those of what all
/// share; none is held while a scenario is read or a past is played again.
class Sessions final : public admin::Control {
 public:
  /// Begins the plays. Throws `ScenariosRefused` with all mistakes of all files, and then nothing has begun.
  explicit Sessions(const MockServerOptions& options);
  ~Sessions() override;
  Sessions(const Sessions&) = delete;
  Sessions& operator=(const Sessions&) = delete;

  // admin::Control

  [[nodiscard]] admin::Health health() const override;
  [[nodiscard]] std::vector<admin::SessionSummary> sessions() const override;
  [[nodiscard]] admin::Result<admin::SessionSummary> session(std::string_view name) const override;
  admin::Result<admin::SessionSummary> create(const admin::CreateSession& wish) override;
  admin::Result<admin::Nothing> remove(std::string_view name) override;
  admin::Result<admin::SessionSummary> reset(std::string_view name, const admin::ResetSession& wish) override;
  admin::Result<admin::SessionSummary> fork(std::string_view name, const admin::ForkSession& wish) override;
  admin::Result<admin::Advanced> advance(std::string_view name, const admin::Advance& wish) override;
  admin::Result<admin::Waited> wait(std::string_view name, const core::Condition& condition,
                                    std::chrono::milliseconds timeout) override;
  admin::Result<core::Done> carry_out(std::string_view name, const core::Command& command) override;
  admin::Result<admin::Nothing> look(std::string_view name, const admin::Look& look) const override;
  [[nodiscard]] admin::Result<core::RunReport> report(std::string_view name) const override;
  [[nodiscard]] core::RunReport report() const override;
  [[nodiscard]] admin::Result<std::string> bundle(std::string_view name) const override;
  admin::Result<std::shared_ptr<core::PieceSource>> events(std::string_view name,
                                                           std::optional<std::string> last_event_id) override;
  [[nodiscard]] admin::Outside outside() const override { return outside_.outside(); }
  [[nodiscard]] std::vector<admin::ScenarioEntry> scenarios() const override { return library_.entries(); }
  [[nodiscard]] admin::Result<std::string> scenario_text(std::string_view name) const override;
  [[nodiscard]] admin::ScenarioCheck check(std::string_view yaml, const VariableValues& variables) override;
  [[nodiscard]] Counters counters() const override;

  // For the server.

  [[nodiscard]] SessionRegistry& registry() { return registry_; }
  [[nodiscard]] const SessionRegistry& registry() const { return registry_; }
  [[nodiscard]] OutsideLog& outside_log() { return outside_; }
  [[nodiscard]] Surroundings& around() { return *around_; }
  /// The session of that name; where sessions come to exist by being asked (`auto_sessions`), a new one. Null
  /// if there is none.
  std::shared_ptr<SessionSlot> find_or_make(std::string_view name);
  /// `there is no session 'x', known: default, …`
  [[nodiscard]] admin::Refused unknown(std::string_view name) const;
  /// The `curl` that resets a session of a server at `url`; with variables, they stand in it without values.
  [[nodiscard]] std::string reset_line(const std::string& session, std::string_view url,
                                       const std::vector<std::string>& variables) const;
  std::vector<Reloaded> look_again();
  void close();
  /// Waits and streams end, and no more begin until `go_on`.
  void stop_waiting();
  void go_on();

 private:
  struct Prepared;

  std::vector<Prepared> prepare_plays(const std::vector<Play>& plays, UnsetAtStart unset);
  void begin(Prepared prepared, bool is_first);
  admin::Result<RoundPlan> plan(Casting casting);
  admin::Result<admin::SessionSummary> make(const std::string& name, Casting casting);
  [[nodiscard]] admin::Result<admin::SessionSummary> summary_of(SessionSlot& slot) const;
  [[nodiscard]] std::shared_ptr<SessionSlot> find(std::string_view name) const;
  /// Does something with the session of that name: `action` answers nothing if it was retired meanwhile, and
  /// then the name is looked up again.
  template <typename T, typename Action>
  admin::Result<T> with(std::string_view name, const Action& action) const;

  const std::string instance_;
  const std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
  const std::string token_hint_;  ///< for `curl` lines: the header that the control API asks for
  const journal::Secrets secrets_;
  const bool auto_sessions_;
  const std::shared_ptr<Surroundings> around_;
  EmbeddedContracts contracts_;
  mutable ScenarioLibrary library_;
  OutsideLog outside_;
  SessionRegistry registry_;
  std::optional<Casting> first_play_;
  std::mutex auto_mutex_;  ///< one session at a time comes to exist by being asked; taken before all others
};

}  // namespace mock::app
