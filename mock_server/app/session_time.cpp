// How a session's time goes on by control calls: advance, wait, and following its events.

#include "app/session_slot.hpp"
#include "app/session_tap.hpp"
#include "app/surroundings.hpp"
#include "core/text.hpp"

#include <algorithm>
#include <utility>

namespace mock::app {
namespace {

using RealClock = std::chrono::steady_clock;
using core::cat;

/// Who stops the server takes no lock of a session, so that its call may come a moment before a wait begins.
constexpr std::chrono::milliseconds kBetweenLooks{100};

/// Of real time: beyond this a call is no call any more, and the steady clock would overflow.
constexpr std::chrono::milliseconds kLongestCall = std::chrono::hours{24};

RealClock::time_point deadline_after(std::chrono::milliseconds timeout) {
  return RealClock::now() + std::clamp(timeout, std::chrono::milliseconds{0}, kLongestCall);
}

admin::Refused beyond_the_end(core::Instant from) {
  return {.status = 400,
          .sentence = cat("a session's clock shows the years 1970 to 9999: it stands at ", core::to_iso(from),
                          ", and that would lead beyond ", core::to_iso(core::kLastInstant)),
          .mistakes = {}};
}

/// `from + by`; nothing beyond the year 9999.
std::optional<core::Instant> sum(core::Instant from, core::Duration by) {
  if (by > core::kLastInstant - from) return std::nullopt;
  return from + by;
}

admin::Refused unknown_words(std::vector<std::string> mistakes) {
  return {.status = 400, .sentence = core::join(mistakes, "and"), .mistakes = std::move(mistakes)};
}

}  // namespace

/// Who is told when something happens. Made and ended under the lock.
class SessionSlot::Waiter {
 public:
  explicit Waiter(SessionSlot& slot) : slot_(slot) { ++slot_.waiters_; }
  ~Waiter() { --slot_.waiters_; }
  Waiter(const Waiter&) = delete;
  Waiter& operator=(const Waiter&) = delete;

 private:
  SessionSlot& slot_;
};

/// A place among the advances of a session: one is at work, the others wait in the order in which they came.
/// Made and ended under the lock.
class SessionSlot::Turn {
 public:
  explicit Turn(SessionSlot& slot) : slot_(slot), number_(++slot.turns_given_) {
    slot_.turns_.push_back(number_);
  }
  ~Turn() {
    slot_.turns_.erase(std::find(slot_.turns_.begin(), slot_.turns_.end(), number_));
    slot_.tell_waiters();
  }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

  /// Waits for it. False if it did not come in time.
  bool comes(std::unique_lock<std::mutex>& lock, Deadline deadline) {
    const Waiter waiter{slot_};
    while (!is_here() && !slot_.retired_ && !slot_.around_->stopping && RealClock::now() < deadline) {
      slot_.pause(lock, deadline);
    }
    return is_here();
  }

 private:
  [[nodiscard]] bool is_here() const { return slot_.turns_.front() == number_; }

  SessionSlot& slot_;
  const std::uint64_t number_;
};

/// Why the present round cannot be used. Precondition: it cannot.
admin::Refused SessionSlot::refused_now() const {
  if (retired_) {
    return {.status = 404,
            .sentence = cat("the session ", core::in_quotes(name()), " was deleted"),
            .mistakes = {}};
  }
  return {
      .status = 503,
      .sentence = cat("the session ", core::in_quotes(name()),
                      " waits for a reset that brings its variables: ", core::join(variables_waited_for_)),
      .mistakes = waits_for_};
}

/// Whether the round that a call began with is over.
std::optional<admin::Refused> SessionSlot::gone_since(std::uint64_t rounds_begun) const {
  if (retired_) {
    return admin::Refused{.status = 404,
                          .sentence = cat("the session ", core::in_quotes(name()), " was deleted meanwhile"),
                          .mistakes = {}};
  }
  if (rounds_begun_ == rounds_begun) return std::nullopt;
  return admin::Refused{
      .status = 409,
      .sentence = cat("the session ", core::in_quotes(name()), " was reset meanwhile, and its clock with it"),
      .mistakes = {}};
}

/// Goes there at once, with all that is due on the way. Never backwards.
void SessionSlot::move_to(core::Instant goal) {
  if (clock_) {
    const core::Instant now = clock_->now();
    if (goal > now) clock_->advance(goal - now);
    alarm_ = core::kLastInstant;  // what was due then comes earlier now
    goal = clock_->now();
  }
  session_->advance_to(goal);
}

/// Lets those in who wait for the lock. They would hardly get it otherwise: who has just left takes it again
/// before they have woken up.
void SessionSlot::let_others_in(std::unique_lock<std::mutex>& lock) {
  constexpr std::chrono::milliseconds kLongest{1};
  constexpr std::chrono::milliseconds kBetween{5};
  if (knocking_ == 0 || RealClock::now() - others_let_in_ < kBetween) return;
  const Waiter waiter{*this};
  changed_.wait_for(lock, kLongest, [this] { return knocking_ == 0; });
  others_let_in_ = RealClock::now();
}

/// Lets the lock go until something has happened, until then, or until the server stops.
void SessionSlot::pause(std::unique_lock<std::mutex>& lock, Deadline until) {
  while (!around_->stopping) {
    const Deadline look = std::min(until, RealClock::now() + kBetweenLooks);
    if (changed_.wait_until(lock, look) == std::cv_status::no_timeout || look == until) return;
  }
}

admin::Result<admin::Advanced> SessionSlot::advance(const admin::Advance& wish) {
  auto lock = enter();
  if (state_now() != State::Playing) return refused_now();
  auto result = advance(lock, wish);
  leave(std::move(lock));
  return result;
}

admin::Result<admin::Advanced> SessionSlot::advance(std::unique_lock<std::mutex>& lock,
                                                    const admin::Advance& wish) {
  const Deadline deadline = deadline_after(wish.timeout);
  if (wish.until) {
    if (auto mistakes = session_->mistakes_in(*wish.until); !mistakes.empty()) {
      return unknown_words(std::move(mistakes));
    }
  }
  const std::uint64_t rounds_begun = rounds_begun_;
  Turn turn{*this};
  const bool is_my_turn = turn.comes(lock, deadline);
  if (auto refused = gone_since(rounds_begun)) return *std::move(refused);
  if (!is_my_turn) {
    return admin::Refused{
        .status = 503,
        .sentence = cat(around_->stopping ? "the server was stopped" : "the time was over",
                        " while other calls were still moving this clock; nothing was moved "
                        "by this one"),
        .mistakes = {}};
  }

  SessionTap::Collecting collecting{*tap_};
  admin::Advanced answer{.from = std::max(now_locked(), session_->now())};
  session_->advance_to(answer.from);
  auto refused =
      wish.until ? advance_until(lock, wish, deadline, answer) : advance_to_goal(wish, answer.from);
  if (refused) return *std::move(refused);
  // Here the deliveries that are in flight will be waited for; this version sends none.
  answer.settled = true;
  answer.now = session_->now();
  answer.next_due = session_->next_due();
  answer.events = std::move(collecting.collected.events);
  answer.more_events = collecting.collected.more;
  return answer;
}

std::optional<admin::Refused> SessionSlot::advance_to_goal(const admin::Advance& wish, core::Instant from) {
  if (wish.to && *wish.to < from) {
    return admin::Refused{
        .status = 409,
        .sentence = cat(core::to_iso(*wish.to), " is past: the clock stands at ", core::to_iso(from),
                        " and never goes back; reset the session to begin again"),
        .mistakes = {}};
  }
  const auto goal = wish.to ? wish.to : sum(from, wish.by.value_or(core::Duration{}));
  if (!goal || *goal > core::kLastInstant) return beyond_the_end(from);
  // Where the server was stopped before, a program goes on without sockets.
  const bool may_be_stopped = !around_->stopping;
  const auto is_stopped = [&] { return may_be_stopped && around_->stopping; };
  for (auto due = session_->next_due(); due && *due < *goal && !is_stopped(); due = session_->next_due()) {
    move_to(*due);
  }
  const bool arrives = !is_stopped();
  if (arrives) move_to(*goal);
  session_->set_time(session_->now());
  if (arrives) return std::nullopt;
  return admin::Refused{.status = 503,
                        .sentence = cat("the server was stopped on the way: the clock stands at ",
                                        core::to_iso(session_->now())),
                        .mistakes = {}};
}

/// From instant to instant. Between two of them others are let in.
std::optional<admin::Refused> SessionSlot::advance_until(std::unique_lock<std::mutex>& lock,
                                                         const admin::Advance& wish, Deadline deadline,
                                                         admin::Advanced& answer) {
  std::optional<core::Instant> limit;
  if (wish.limit) {
    limit = sum(answer.from, *wish.limit);
    if (!limit) return beyond_the_end(answer.from);
  }
  const std::uint64_t rounds_begun = rounds_begun_;
  const std::uint64_t events_before = session_->event_count();
  const bool any_event = std::holds_alternative<core::Condition::NextEvent>(wish.until->what);
  const auto is_met = [&] {
    return any_event ? session_->event_count() > events_before : session_->meets(*wish.until);
  };
  while (!is_met()) {
    const auto due = session_->next_due();
    if (!due || (limit && *due > *limit)) {
      if (limit) move_to(*limit);
      break;
    }
    if (around_->stopping || RealClock::now() >= deadline) break;
    move_to(*due);
    tell_waiters();
    let_others_in(lock);
    if (auto refused = gone_since(rounds_begun)) return refused;
  }
  // One input for all of it: the events are the same.
  session_->set_time(session_->now());
  answer.met = is_met();
  if (!*answer.met) answer.seen = session_->seen_instead(*wish.until);
  return std::nullopt;
}

admin::Result<admin::Waited> SessionSlot::wait(const core::Condition& condition,
                                               std::chrono::milliseconds timeout) {
  const auto began = RealClock::now();
  const Deadline deadline = deadline_after(timeout);
  auto lock = enter();
  if (state_now() != State::Playing) return refused_now();
  if (auto mistakes = session_->mistakes_in(condition); !mistakes.empty()) {
    return unknown_words(std::move(mistakes));
  }
  const auto waited = [&](bool met, core::Instant now, std::string seen) {
    return admin::Waited{
        .met = met,
        .now = now,
        .seen = std::move(seen),
        .took = std::chrono::duration_cast<std::chrono::milliseconds>(RealClock::now() - began)};
  };
  const std::uint64_t rounds_begun = rounds_begun_;
  const bool goes_by_itself = session_->options().clock.mode == core::ClockMode::Auto;
  std::optional<std::uint64_t> stood_still_at;  // with so many events; only another one can change that
  core::Instant now;
  std::optional<Waiter> waiter{std::in_place, *this};
  const auto end = [&](admin::Waited answer) {
    waiter.reset();
    leave(std::move(lock));
    return answer;
  };
  for (;;) {
    session_->advance_to(now_locked());
    now = session_->now();
    if (session_->meets(condition)) return end(waited(true, now, {}));
    if (around_->stopping) {
      return end(waited(false, now, cat("the server was stopped; ", session_->seen_instead(condition))));
    }
    if (RealClock::now() >= deadline) return end(waited(false, now, session_->seen_instead(condition)));
    if (goes_by_itself && stood_still_at != session_->event_count()) {
      if (session_->skip_to_next()) {
        tell_waiters();
        let_others_in(lock);
      } else {
        stood_still_at = session_->event_count();
        continue;
      }
    } else {
      Deadline until = deadline;
      const auto due = session_->next_due();
      if (clock_ && due) until = std::min(until, clock_->real_time_of(*due));
      pause(lock, until);
    }
    if (const auto gone = gone_since(rounds_begun)) return end(waited(false, now, gone->sentence));
  }
}

SessionSlot::News SessionSlot::follow(const Followed& followed, std::size_t most,
                                      std::chrono::milliseconds patience) {
  const Deadline deadline = deadline_after(patience);
  auto lock = enter();
  const Waiter waiter{*this};
  for (;;) {
    const std::uint64_t after = followed.round == round_ ? followed.number : 0;
    News news{.is_over = false, .round = round_, .events = {}};
    if (session_ != nullptr) news.events = session_->journal().events_after(after, most);
    if (!news.events.empty() || round_ != followed.round) return news;
    news.is_over = retired_ || around_->stopping;
    if (news.is_over || RealClock::now() >= deadline) return news;
    pause(lock, deadline);
  }
}

}  // namespace mock::app
