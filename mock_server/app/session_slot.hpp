#pragma once

#include "admin/control.hpp"
#include "app/clock.hpp"
#include "app/round_archive.hpp"
#include "app/scenario_library.hpp"
#include "core/session.hpp"
#include "journal/bundle.hpp"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace mock::app {

class SessionTap;
struct Surroundings;

/// What a round is begun with.
struct RoundPlan {
  Casting casting;
  std::shared_ptr<const LoadedScenario> loaded;  ///< never null
};

/// A round so far: enough to play it again (bundle, fork).
struct Past {
  RoundPlan plan;
  std::string session;
  std::uint64_t round = 1;
  core::Instant start;
  core::Instant now;
  std::string forked_from;
  std::uint64_t forked_at = 0;
  std::deque<core::Input> inputs;
  bool is_complete = true;  ///< no input was dropped
  std::uint64_t events = 0;
};

/// What the session of a round was made with; nobody sees its events, and its inputs are not kept.
core::SessionOptions options_for(const Past& past, core::Checksums& checksums);

/// Plays the inputs of a round in a session that has just begun: up to where the round was, or up to the
/// event of that number and all that came with it.
void relive(core::Session& session, const Past& past, std::optional<std::uint64_t> at_event);

/// A session: its name, its present round, its clock, its lock. The lock is taken before the clock is read,
/// so that what a session sees of time never goes backwards; it is never held while anything waits or is
/// sent. No other lock is taken while it is held, but those of sinks.
///
/// May be shared between threads. Held by shared pointers: a request, a wait or a stream keeps the session
/// that it found, whoever removes it meanwhile. Such a session is *retired*, and takes nothing any more.
class SessionSlot : public std::enable_shared_from_this<SessionSlot> {
 public:
  struct Identity {
    std::string name;
    std::uint64_t serial = 0;  ///< sessions count in the order in which they are made
    bool is_named = false;     ///< the command line named its scenario: it must be used
    bool is_made = false;      ///< by a control call
    std::uint64_t first_round = 1;
  };
  SessionSlot(Identity identity, std::shared_ptr<Surroundings> around);
  ~SessionSlot();
  SessionSlot(const SessionSlot&) = delete;
  SessionSlot& operator=(const SessionSlot&) = delete;

  [[nodiscard]] const Identity& identity() const { return identity_; }
  [[nodiscard]] const std::string& name() const { return identity_.name; }
  [[nodiscard]] bool is_retired() const { return retired_; }

  // Rounds. Those that end go into the archive.

  /// The first round.
  void begin(RoundPlan plan);
  /// There is no first round yet: variables have no value. Every request is refused until a reset brings
  /// them.
  void wait_for_variables(Casting casting, const NotLoaded& refused);
  /// The first round has the past of another session's, up to an event and all that came with it; absent: all
  /// of it.
  void begin_as_fork(const Past& past, std::optional<std::uint64_t> at_event, core::Checksums& checksums);
  /// What is played, and how often a round was begun so far; nothing if retired.
  struct Present {
    Casting casting;
    std::shared_ptr<const LoadedScenario> loaded;  ///< null while variables have no value
    std::uint64_t rounds_begun = 0;
  };
  [[nodiscard]] std::optional<Present> present() const;
  /// Ends the present round and begins another one. False if one was begun, or this was retired, since
  /// `present`.
  bool begin_again(RoundPlan plan, const Present& instead_of);
  /// Ends the present round; nothing more happens here. False if somebody else was faster.
  bool retire();
  /// The same at the end of the process: no round is ended, nothing is told.
  void discard();
  /// Judges the present round, which goes on unjudged.
  void close();

  // What is done with the present round.

  enum class State : std::uint8_t { Playing, WaitsForVariables, Retired };

  /// Does something with it at the present instant, alone.
  template <typename Action>
  State act(const Action& action) {
    auto lock = enter();
    const State state = state_now();
    if (state != State::Playing) return state;
    action(*session_, now_locked());
    leave(std::move(lock));
    return state;
  }

  State look(const admin::Look& look);
  /// Why nothing can be done: it is retired, or waits for variables.
  [[nodiscard]] admin::Refused refused() const;
  [[nodiscard]] std::vector<std::string> waits_for() const;
  [[nodiscard]] std::vector<std::string> variables_waited_for() const;
  /// Nothing if retired.
  [[nodiscard]] std::optional<admin::SessionSummary> summary();
  [[nodiscard]] std::optional<Past> past();
  /// The present round (null if there is none), or why there never was one; neither if retired.
  [[nodiscard]] SharedReport report();
  [[nodiscard]] std::optional<core::NeverPlayed> never_played() const;
  [[nodiscard]] bool has_manual_clock() const;

  // Transfers. Counted, so that those of a removed session are not taken for those of another one of its
  // name.

  void transfer_begun() { ++open_transfers_; }
  /// Called under the lock of the registry alone, so that they cannot become fewer than none.
  void transfer_over() {
    if (open_transfers_ > 0) --open_transfers_;
  }
  void transfer_ended(std::uint64_t round, core::ExchangeId exchange, const core::TransferEnd& end);
  [[nodiscard]] std::uint64_t open_transfers() const { return open_transfers_; }
  [[nodiscard]] std::uint64_t last_round() const;

  // Time (session_time.cpp).

  admin::Result<admin::Advanced> advance(const admin::Advance& wish);
  admin::Result<admin::Waited> wait(const core::Condition& condition, std::chrono::milliseconds timeout);

  /// Where somebody who follows the events stands.
  struct Followed {
    std::uint64_t round = 0;
    std::uint64_t number = 0;  ///< of the latest event that they have
  };
  struct News {
    bool is_over = false;     ///< there will be no more
    std::uint64_t round = 0;  ///< of the events; greater than what was followed: a reset came
    std::vector<core::Event> events;
  };
  /// The events after that, at most `most`; waits for one, no longer than `patience`.
  News follow(const Followed& followed, std::size_t most, std::chrono::milliseconds patience);

  /// Ends the waits that are going on, where `Surroundings::stopping` is set. Waits for no lock.
  void wake() { changed_.notify_all(); }

  // For the ticker.

  using Alarm = std::chrono::steady_clock::time_point;
  /// The alarm has gone off: takes what is due. The next one, if there is another to come; a moment later if
  /// somebody is at work here.
  std::optional<Alarm> tick();
  /// Tells the ticker what comes next, as after every action.
  void set_alarm();

 private:
  class Turn;
  class Waiter;
  struct Origin;

  [[nodiscard]] std::unique_lock<std::mutex> enter() const;
  void leave(std::unique_lock<std::mutex> lock);
  [[nodiscard]] State state_now() const;
  [[nodiscard]] core::Instant now_locked() const;
  [[nodiscard]] std::optional<Alarm> next_alarm();
  void begin_round(RoundPlan plan, const Origin& origin);
  void end_round();
  [[nodiscard]] SharedReport report_locked() const;
  void tell_waiters();

  [[nodiscard]] std::optional<admin::Refused> gone_since(std::uint64_t rounds_begun) const;
  admin::Result<admin::Advanced> advance(std::unique_lock<std::mutex>& lock, const admin::Advance& wish);
  [[nodiscard]] admin::Refused refused_now() const;
  void move_to(core::Instant goal);
  using Deadline = std::chrono::steady_clock::time_point;
  void let_others_in(std::unique_lock<std::mutex>& lock);
  void pause(std::unique_lock<std::mutex>& lock, Deadline until);
  std::optional<admin::Refused> advance_to_goal(const admin::Advance& wish, core::Instant from);
  std::optional<admin::Refused> advance_until(std::unique_lock<std::mutex>& lock, const admin::Advance& wish,
                                              Deadline deadline, admin::Advanced& answer);

  const Identity identity_;
  const std::shared_ptr<Surroundings> around_;
  std::atomic<bool> retired_{false};
  std::atomic<std::uint64_t> open_transfers_{0};
  mutable std::atomic<int> knocking_{0};  ///< threads that wait for the lock

  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;

  // All below: guarded by mutex_.
  std::uint64_t round_;
  std::uint64_t rounds_begun_ = 0;
  Casting casting_;
  std::shared_ptr<const LoadedScenario> loaded_;
  std::vector<std::string> waits_for_;  ///< sentences
  std::vector<std::string> variables_waited_for_;
  std::unique_ptr<SessionTap> tap_;
  std::unique_ptr<core::Session> session_;    ///< null: retired, or variables have no value
  std::optional<RunningClock> clock_;         ///< absent: the session's own time is the time
  bool is_closed_ = false;                    ///< the present round was judged
  core::Instant alarm_ = core::kLastInstant;  ///< the ticker looks by then
  int waiters_ = 0;                           ///< who wants to know that something happened
  std::deque<std::uint64_t> turns_;  ///< advances in the order in which they came; the first one is at work
  std::uint64_t turns_given_ = 0;
  Deadline others_let_in_{};  ///< when it was last
};

}  // namespace mock::app
