#include "app/session_slot.hpp"

#include "app/bundles.hpp"
#include "app/session_tap.hpp"
#include "app/surroundings.hpp"
#include "core/text.hpp"

#include <cassert>

namespace mock::app {

core::SessionOptions options_for(const Past& past, core::Checksums& checksums) {
  return {.name = past.session,
          .round = past.round,
          .start = past.start,
          .clock = past.plan.loaded->scenario->clock,
          .sinks = {},
          .input_sinks = {},
          .checksums = &checksums,
          .limits = {},
          .forked_from = past.forked_from,
          .forked_at = past.forked_at};
}

void relive(core::Session& session, const Past& past, std::optional<std::uint64_t> at_event) {
  for (const core::Input& input : past.inputs) {
    if (at_event) {
      session.advance_to_event(input.at, *at_event);
      if (session.event_count() >= *at_event) return;
    }
    session.repeat(input);
  }
  if (at_event) {
    session.advance_to_event(past.now, *at_event);
  } else {
    session.advance_to(past.now);
  }
}

/// What a fork takes over.
struct SessionSlot::Origin {
  std::optional<core::Instant> start{};
  std::string forked_from{};
  std::uint64_t forked_at = 0;
};

SessionSlot::SessionSlot(Identity identity, std::shared_ptr<Surroundings> around)
    : identity_(std::move(identity)),
      around_(std::move(around)),
      round_(identity_.first_round),
      tap_(std::make_unique<SessionTap>(around_->tally)) {}

SessionSlot::~SessionSlot() = default;

/// Who waits for the lock is seen by those that work long and let others in now and then.
std::unique_lock<std::mutex> SessionSlot::enter() const {
  std::unique_lock lock{mutex_, std::try_to_lock};
  if (lock.owns_lock()) return lock;
  ++knocking_;
  lock.lock();
  --knocking_;
  return lock;
}

/// Something happened: those who wait for it look, and the ticker is told what comes next.
void SessionSlot::leave(std::unique_lock<std::mutex> lock) {
  tell_waiters();
  const auto alarm = next_alarm();
  lock.unlock();
  if (alarm) around_->ticker.expect(identity_.serial, weak_from_this(), *alarm);
}

void SessionSlot::tell_waiters() {
  if (waiters_ > 0) changed_.notify_all();
}

SessionSlot::State SessionSlot::state_now() const {
  if (retired_) return State::Retired;
  return session_ == nullptr ? State::WaitsForVariables : State::Playing;
}

core::Instant SessionSlot::now_locked() const { return clock_ ? clock_->now() : session_->now(); }

// Rounds.

void SessionSlot::begin(RoundPlan plan) {
  auto lock = enter();
  begin_round(std::move(plan), {});
}

void SessionSlot::wait_for_variables(Casting casting, const NotLoaded& refused) {
  const std::lock_guard lock{mutex_};
  casting_ = std::move(casting);
  for (const auto& mistake : refused.problems.errors()) {
    waits_for_.push_back(
        core::cat(core::where(refused.problems.file(), mistake.place), ": ", mistake.message));
  }
  variables_waited_for_ = refused.unset;
}

void SessionSlot::begin_as_fork(const Past& past, std::optional<std::uint64_t> at_event,
                                core::Checksums& checksums) {
  // One input, or one step, may make several events: they stay together. Which is the last one shows when it
  // is tried, unseen by anybody.
  std::uint64_t forked_at = past.events;
  if (at_event) {
    core::Session trial{past.plan.loaded->scenario, options_for(past, checksums)};
    relive(trial, past, at_event);
    forked_at = trial.event_count();
  }
  auto lock = enter();
  const SessionTap::Muted muted{*tap_};  // all of it was counted when it happened
  begin_round(past.plan, {.start = past.start, .forked_from = past.session, .forked_at = forked_at});
  relive(*session_, past, at_event);
  // A running clock goes on from where the past ended.
  if (clock_) clock_.emplace(session_->options().clock, session_->now());
}

std::optional<SessionSlot::Present> SessionSlot::present() const {
  const std::lock_guard lock{mutex_};
  if (retired_) return std::nullopt;
  return Present{.casting = casting_, .loaded = loaded_, .rounds_begun = rounds_begun_};
}

bool SessionSlot::begin_again(RoundPlan plan, const Present& instead_of) {
  auto lock = enter();
  if (retired_ || rounds_begun_ != instead_of.rounds_begun) return false;
  if (session_ != nullptr) {
    end_round();
    ++round_;
  }
  begin_round(std::move(plan), {});
  leave(std::move(lock));
  return true;
}

bool SessionSlot::retire() {
  auto lock = enter();
  if (retired_) return false;
  if (session_ != nullptr) {
    end_round();
  } else if (identity_.is_named) {
    around_->archive.add(
        core::NeverPlayed{.session = name(), .scenario = casting_.source->name, .mistakes = waits_for_});
  }
  if (around_->bundle != nullptr) around_->bundle->forget(name());
  retired_ = true;
  tell_waiters();
  return true;
}

void SessionSlot::discard() {
  const std::lock_guard lock{mutex_};
  retired_ = true;
  tell_waiters();
}

void SessionSlot::close() {
  act([this](core::Session& session, core::Instant now) {
    session.close(now);
    is_closed_ = true;
  });
}

void SessionSlot::begin_round(RoundPlan plan, const Origin& origin) {
  casting_ = plan.casting;
  loaded_ = plan.loaded;
  waits_for_.clear();
  variables_waited_for_.clear();
  ++rounds_begun_;
  is_closed_ = false;
  alarm_ = core::kLastInstant;
  const auto& scenario = loaded_->scenario;
  const core::Instant start = origin.start.value_or(start_of(scenario->clock));
  if (around_->bundle != nullptr) {
    const Past beginning{.plan = std::move(plan),
                         .session = name(),
                         .round = round_,
                         .start = start,
                         .now = start,
                         .forked_from = origin.forked_from,
                         .forked_at = origin.forked_at,
                         .inputs = {}};
    around_->bundle->begin(beginning_of(beginning, around_->checksums));
  }
  core::SessionOptions options{.name = name(),
                               .round = round_,
                               .start = start,
                               .clock = scenario->clock,
                               .sinks = around_->sinks,
                               .input_sinks = around_->input_sinks,
                               .input_budget = &around_->inputs,
                               .checksums = &around_->checksums,
                               .limits = around_->journal_limits,
                               .forked_from = origin.forked_from,
                               .forked_at = origin.forked_at};
  options.sinks.push_back(tap_.get());
  // The old session's inputs make room for those of the new one.
  session_.reset();
  clock_.reset();
  if (!core::stands_still(scenario->clock)) clock_.emplace(scenario->clock, start);
  session_ = std::make_unique<core::Session>(scenario, std::move(options));
}

void SessionSlot::end_round() {
  session_->close(now_locked());
  around_->archive.add(
      RoundReport{.serial = identity_.serial, .is_made = identity_.is_made, .report = report_locked()});
  Tally::add(around_->tally.rounds_closed);
}

SharedReport SessionSlot::report_locked() const {
  core::SessionReport report = session_->report();
  report.named = identity_.is_named;
  return std::make_shared<const core::SessionReport>(std::move(report));
}

// What is done with the present round.

admin::Refused SessionSlot::refused() const {
  const std::lock_guard lock{mutex_};
  return refused_now();
}

SessionSlot::State SessionSlot::look(const admin::Look& look) {
  return act([&](core::Session& session, core::Instant now) {
    session.advance_to(now);
    look(session);
  });
}

std::vector<std::string> SessionSlot::waits_for() const {
  const std::lock_guard lock{mutex_};
  return waits_for_;
}

std::vector<std::string> SessionSlot::variables_waited_for() const {
  const std::lock_guard lock{mutex_};
  return variables_waited_for_;
}

std::optional<admin::SessionSummary> SessionSlot::summary() {
  auto lock = enter();
  switch (state_now()) {
    case State::Retired:
      return std::nullopt;
    case State::WaitsForVariables:
      return admin::SessionSummary{.name = name(),
                                   .also = {},
                                   .round = round_,
                                   .scenario = casting_.source->name,
                                   .file = casting_.source->file,
                                   .waits_for = waits_for_};
    case State::Playing:
      break;
  }
  session_->advance_to(now_locked());
  const core::Session& session = *session_;
  admin::SessionSummary summary{.name = name(),
                                .also = {},
                                .round = round_,
                                .scenario = session.scenario().name,
                                .file = session.scenario().file,
                                .about = session.scenario().about,
                                .seed = session.scenario().seed,
                                .clock = core::to_text(session.options().clock),
                                .start = session.options().start,
                                .now = session.now(),
                                .next_due = session.next_due(),
                                .events = session.event_count(),
                                .exchanges = session.exchange_count(),
                                .findings = session.findings().total(),
                                .verdict = session.verdict(),
                                .waits_for = {}};
  leave(std::move(lock));
  return summary;
}

std::optional<Past> SessionSlot::past() {
  auto lock = enter();
  if (state_now() != State::Playing) return std::nullopt;
  session_->advance_to(now_locked());
  const core::SessionOptions& options = session_->options();
  Past past{.plan = {.casting = casting_, .loaded = loaded_},
            .session = name(),
            .round = round_,
            .start = options.start,
            .now = session_->now(),
            .forked_from = options.forked_from,
            .forked_at = options.forked_at,
            .inputs = session_->inputs().inputs(),
            .is_complete = session_->inputs().is_complete(),
            .events = session_->event_count()};
  leave(std::move(lock));
  return past;
}

/// What was judged stays what it was then.
SharedReport SessionSlot::report() {
  auto lock = enter();
  if (state_now() != State::Playing) return nullptr;
  if (!is_closed_) session_->advance_to(now_locked());
  auto report = report_locked();
  leave(std::move(lock));
  return report;
}

std::optional<core::NeverPlayed> SessionSlot::never_played() const {
  const auto lock = enter();
  if (state_now() != State::WaitsForVariables || !identity_.is_named) return std::nullopt;
  return core::NeverPlayed{.session = name(), .scenario = casting_.source->name, .mistakes = waits_for_};
}

bool SessionSlot::has_manual_clock() const {
  const auto lock = enter();
  return state_now() == State::Playing && session_->options().clock.mode == core::ClockMode::Manual;
}

// Transfers.

/// An end that comes after a reset belongs to a round that is over, and is dropped.
void SessionSlot::transfer_ended(std::uint64_t round, core::ExchangeId exchange,
                                 const core::TransferEnd& end) {
  act([&](core::Session& session, core::Instant now) {
    if (round == session.options().round) session.transfer_ended(exchange, end, now);
  });
}

std::uint64_t SessionSlot::last_round() const {
  const std::lock_guard lock{mutex_};
  return round_;
}

// For the ticker.

/// One busy session keeps those of others from nothing.
std::optional<SessionSlot::Alarm> SessionSlot::tick() {
  constexpr std::chrono::milliseconds kLater{20};
  const std::unique_lock lock{mutex_, std::try_to_lock};
  if (!lock.owns_lock()) return std::chrono::steady_clock::now() + kLater;
  if (state_now() != State::Playing || !clock_) return std::nullopt;
  alarm_ = core::kLastInstant;
  const core::Instant now = clock_->now();
  const auto next = session_->next_due();
  if (next && *next <= now) {
    session_->advance_to(now);
    tell_waiters();
  }
  return next_alarm();
}

void SessionSlot::set_alarm() { leave(enter()); }

/// Nothing where the ticker knows already, or need not know.
std::optional<SessionSlot::Alarm> SessionSlot::next_alarm() {
  if (state_now() != State::Playing || !clock_ || !around_->ticker.is_running()) return std::nullopt;
  const auto due = session_->next_due();
  if (!due || *due >= alarm_) return std::nullopt;
  alarm_ = *due;
  return clock_->real_time_of(*due);
}

}  // namespace mock::app
