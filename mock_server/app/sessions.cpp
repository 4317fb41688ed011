#include "app/sessions.hpp"

#include "app/bundles.hpp"
#include "app/event_stream.hpp"
#include "app/session_address.hpp"
#include "core/random.hpp"
#include "core/session_name.hpp"
#include "core/text.hpp"
#include "journal/event_stream_text.hpp"

#include <understudy_version.hpp>

#include <algorithm>
#include <random>
#include <set>

namespace mock::app {
namespace {

using admin::Refused;
using admin::Result;
using core::cat;
using core::in_quotes;
using core::is_session_name;
using core::no_session_name;

/// A version 4 UUID (RFC 9562 §5.4). Whose chance is real: it tells this process from all others.
std::string draw_instance_id() {
  std::random_device chance;
  core::Random random{std::uint64_t{chance()} << 32U | chance(), "instance"};
  return core::draw_uuid(random);
}

/// A list with one more at its front.
template <typename T>
std::vector<T*> with_first(T* first, std::vector<T*> rest) {
  if (first != nullptr) rest.insert(rest.begin(), first);
  return rest;
}

std::shared_ptr<Surroundings> surroundings_of(const MockServerOptions& options) {
  auto around =
      std::make_shared<Surroundings>(options.most_input_bytes, options.most_input_bytes_per_session);
  around->sinks = with_first<core::EventSink>(options.bundle, options.sinks);
  around->input_sinks = with_first<core::InputSink>(options.bundle, options.input_sinks);
  around->bundle = options.bundle;
  around->journal_limits = options.journal_limits;
  return around;
}

/// Not in one piece with its counters (make_shared): who knows it weakly, the ticker, would keep the memory
/// of one that is gone.
std::shared_ptr<SessionSlot> new_slot(const SessionSlot::Identity& identity,
                                      const std::shared_ptr<Surroundings>& around) {
  return std::shared_ptr<SessionSlot>(new SessionSlot(identity, around));
}

Refused not_loaded(const NotLoaded& refused) {
  auto lines = refused.problems.lines();
  std::string sentence = lines.size() == 1 ? lines.front()
                                           : cat("the scenario cannot be played, it has ",
                                                 std::to_string(refused.problems.error_count()), " mistakes");
  if (!refused.unset.empty()) {
    sentence = cat("variables without a value: ", core::join(refused.unset),
                   "; give them under 'variables', {\"", refused.unset.front(), "\": \"…\"}");
  }
  return {.status = 400, .sentence = std::move(sentence), .mistakes = std::move(lines)};
}

Refused is_taken(std::string_view name) {
  return {.status = 409,
          .sentence = cat("there is a session ", in_quotes(name),
                          " already: delete or reset it, or give this one another name"),
          .mistakes = {}};
}

Refused too_many_waits() {
  return {
      .status = 503,
      .sentence = cat("at most ", std::to_string(WaitLimit::kMost),
                      " waits and event streams go on at once, and so many do: try again when one has ended"),
      .mistakes = {}};
}

Refused inputs_dropped(std::string_view name, std::string_view what) {
  return {.status = 410,
          .sentence =
              cat("the session ", in_quotes(name),
                  " has had more input than is kept in memory, so it cannot be ", what,
                  ": start with run --bundle FILE, which writes every input to disk, or reset it more often"),
          .mistakes = {}};
}

}  // namespace

/// A play that can be begun.
struct Sessions::Prepared {
  std::string name;
  Casting casting;
  std::variant<std::shared_ptr<const LoadedScenario>, NotLoaded> loaded;
  bool implied = false;
};

Sessions::Sessions(const MockServerOptions& options)
    : instance_(draw_instance_id()),
      token_hint_(options.admin.options.token.empty() ? "" : " -H 'Authorization: Bearer …'"),
      secrets_(options.admin.options.secrets),
      auto_sessions_(options.auto_sessions),
      around_(surroundings_of(options)),
      library_({.variables = options.variables,
                .clock = options.clock,
                .folders = options.scenario_folders,
                .progress = options.progress},
               contracts_, around_->checksums),
      outside_(options.sinks, options.journal_limits) {
  // Everything is read before anything begins, so that all mistakes are told at once and nothing was started
  // by then.
  bool is_first = true;
  for (Prepared& prepared : prepare_plays(options.plays, options.unset)) {
    if (is_first) first_play_ = prepared.casting;
    begin(std::move(prepared), std::exchange(is_first, false));
  }
}

Sessions::~Sessions() {
  stop_waiting();
  around_->ticker.stop();
  for (const auto& slot : registry_.all()) slot->discard();
}

std::vector<Sessions::Prepared> Sessions::prepare_plays(const std::vector<Play>& plays, UnsetAtStart unset) {
  std::vector<Prepared> prepared;
  std::vector<core::Problems> refused;
  std::set<std::string, std::less<>> names;
  for (const Play& play : plays) {
    core::Problems problems{play.scenario};
    std::string name = play.session.empty() ? scenario_stem(play.scenario) : play.session;
    Prepared next{
        .name = name, .casting = {.source = nullptr, .variables = {}}, .loaded = {}, .implied = play.implied};
    next.casting.source = play.yaml ? library_.add_text(play.scenario, name, *play.yaml)
                                    : library_.add(play.scenario, name, problems);
    if (next.casting.source != nullptr) {
      next.loaded = library_.load(next.casting);
      const auto* not_loaded = std::get_if<NotLoaded>(&next.loaded);
      const bool may_wait =
          unset == UnsetAtStart::Waits && not_loaded != nullptr && !not_loaded->unset.empty();
      if (not_loaded != nullptr && !may_wait) problems = not_loaded->problems;
    }
    if (!is_session_name(name)) {
      problems.error({}, cat(no_session_name(name), ": write NAME=", play.scenario));
    } else if (!names.insert(name).second) {
      problems.error({}, cat("there is a session ", in_quotes(name),
                             " already: give this one another name, NAME=", play.scenario));
    }
    if (problems.has_errors()) {
      refused.push_back(std::move(problems));
    } else {
      prepared.push_back(std::move(next));
      names.emplace(kDefaultSession);  // the first one's other name
    }
  }
  if (!refused.empty()) throw ScenariosRefused{std::move(refused)};
  return prepared;
}

/// The first session has two names, `default` and its own (DECISIONS 3).
void Sessions::begin(Prepared prepared, bool is_first) {
  auto reservation = registry_.reserve(
      is_first ? std::string{kDefaultSession} : prepared.name,
      prepared.implied ? SessionRegistry::Maker::Implied : SessionRegistry::Maker::CommandLine);
  if (!reservation) return;  // names were checked
  auto slot = new_slot(reservation->identity(), around_);
  if (const auto* refused = std::get_if<NotLoaded>(&prepared.loaded)) {
    slot->wait_for_variables(std::move(prepared.casting), *refused);
  } else {
    slot->begin({.casting = std::move(prepared.casting), .loaded = std::get<0>(std::move(prepared.loaded))});
  }
  Tally::add(around_->tally.sessions_created);
  std::move(*reservation).add(std::move(slot), is_first ? prepared.name : std::string{});
}

// Looking up.

std::shared_ptr<SessionSlot> Sessions::find(std::string_view name) const { return registry_.find(name); }

Refused Sessions::unknown(std::string_view name) const {
  const std::string known = registry_.some_names();
  return {.status = 404,
          .sentence = cat("there is no session ", in_quotes(name),
                          known.empty() ? std::string{", and no other one"} : cat(", known: ", known)),
          .mistakes = {}};
}

template <typename T, typename Action>
Result<T> Sessions::with(std::string_view name, const Action& action) const {
  std::shared_ptr<SessionSlot> before;
  for (;;) {
    auto slot = find(name);
    if (slot == nullptr || slot == before) return unknown(name);
    if (std::optional<Result<T>> result = action(*slot)) return *std::move(result);
    before = std::move(slot);
  }
}

std::shared_ptr<SessionSlot> Sessions::find_or_make(std::string_view name) {
  auto slot = find(name);
  const bool is_there = slot != nullptr && !slot->is_retired();
  if (is_there || !auto_sessions_ || !first_play_ || !is_session_name(name)) return slot;
  const std::lock_guard lock{auto_mutex_};
  slot = find(name);
  if (slot != nullptr && !slot->is_retired()) return slot;
  make(std::string{name}, *first_play_);
  return find(name);
}

// Sessions come and go.

Result<RoundPlan> Sessions::plan(Casting casting) {
  auto loaded = library_.load(casting);
  if (const auto* refused = std::get_if<NotLoaded>(&loaded)) return not_loaded(*refused);
  RoundPlan plan{.casting = std::move(casting), .loaded = std::get<0>(std::move(loaded))};
  if (around_->bundle != nullptr) prepare_bundles(*plan.loaded, around_->checksums);
  return plan;
}

Result<admin::SessionSummary> Sessions::create(const admin::CreateSession& wish) {
  if (!is_session_name(wish.name)) {
    return Refused{.status = 400, .sentence = no_session_name(wish.name), .mistakes = {}};
  }
  Casting casting{.source = nullptr, .variables = wish.variables, .seed = wish.seed, .clock = wish.clock};
  casting.source = wish.scenario_yaml ? ScenarioLibrary::sent(*wish.scenario_yaml)
                                      : library_.find(wish.scenario.value_or(std::string{}));
  if (casting.source == nullptr) {
    return Refused{
        .status = 404, .sentence = library_.unknown(wish.scenario.value_or(std::string{})), .mistakes = {}};
  }
  return make(wish.name, std::move(casting));
}

Result<admin::SessionSummary> Sessions::make(const std::string& name, Casting casting) {
  auto reservation = registry_.reserve(name, SessionRegistry::Maker::ControlCall);
  if (!reservation) return is_taken(name);
  auto planned = plan(std::move(casting));
  if (auto* refused = std::get_if<Refused>(&planned)) return std::move(*refused);
  auto slot = new_slot(reservation->identity(), around_);
  slot->begin(std::get<RoundPlan>(std::move(planned)));
  std::move(*reservation).add(slot);
  Tally::add(around_->tally.sessions_created);
  slot->set_alarm();
  return summary_of(*slot);
}

Result<admin::Nothing> Sessions::remove(std::string_view name) {
  return with<admin::Nothing>(name, [&](SessionSlot& slot) -> std::optional<Result<admin::Nothing>> {
    if (!slot.retire()) return std::nullopt;
    registry_.remove(slot.shared_from_this());
    return admin::Nothing{};
  });
}

Result<admin::SessionSummary> Sessions::reset(std::string_view name, const admin::ResetSession& wish) {
  using Summary = admin::SessionSummary;
  return with<Summary>(name, [&](SessionSlot& slot) -> std::optional<Result<Summary>> {
    for (;;) {
      const auto present = slot.present();
      if (!present) return std::nullopt;
      Casting casting = present->casting;
      for (const auto& [variable, value] : wish.variables) casting.variables[variable] = value;
      if (wish.seed) casting.seed = wish.seed;
      if (wish.clock) casting.clock = wish.clock;
      auto planned = plan(std::move(casting));
      if (auto* refused = std::get_if<Refused>(&planned)) return std::move(*refused);
      // Somebody else may have reset it while the scenario was read: then what they have set counts as well.
      if (slot.begin_again(std::get<RoundPlan>(std::move(planned)), *present)) return summary_of(slot);
    }
  });
}

Result<admin::SessionSummary> Sessions::fork(std::string_view name, const admin::ForkSession& wish) {
  using Summary = admin::SessionSummary;
  if (!is_session_name(wish.name)) {
    return Refused{.status = 400, .sentence = no_session_name(wish.name), .mistakes = {}};
  }
  return with<Summary>(name, [&](SessionSlot& slot) -> std::optional<Result<Summary>> {
    const auto past = slot.past();
    if (!past) {
      if (slot.is_retired()) return std::nullopt;
      return slot.refused();
    }
    if (!past->is_complete) return inputs_dropped(slot.name(), "forked");
    if (wish.at_event && (*wish.at_event == 0 || *wish.at_event > past->events)) {
      return Refused{.status = 409,
                     .sentence = cat("the session ", in_quotes(slot.name()), " has had the events 1 to ",
                                     std::to_string(past->events), ", so it cannot be forked at event ",
                                     std::to_string(*wish.at_event)),
                     .mistakes = {}};
    }
    auto reservation = registry_.reserve(wish.name, SessionRegistry::Maker::ControlCall);
    if (!reservation) return is_taken(wish.name);
    auto fork = new_slot(reservation->identity(), around_);
    fork->begin_as_fork(*past, wish.at_event, around_->checksums);
    std::move(*reservation).add(fork);
    Tally::add(around_->tally.sessions_created);
    fork->set_alarm();
    return summary_of(*fork);
  });
}

Result<admin::SessionSummary> Sessions::summary_of(SessionSlot& slot) const {
  auto summary = slot.summary();
  if (!summary) return unknown(slot.name());
  summary->also = registry_.aliases_of(slot);
  return *std::move(summary);
}

Result<admin::SessionSummary> Sessions::session(std::string_view name) const {
  using Summary = admin::SessionSummary;
  return with<Summary>(name, [&](SessionSlot& slot) -> std::optional<Result<Summary>> {
    if (slot.is_retired()) return std::nullopt;
    return summary_of(slot);
  });
}

std::vector<admin::SessionSummary> Sessions::sessions() const {
  std::vector<admin::SessionSummary> summaries;
  for (const auto& slot : registry_.all()) {
    auto summary = slot->summary();
    if (!summary) continue;
    summary->also = registry_.aliases_of(*slot);
    summaries.push_back(*std::move(summary));
  }
  return summaries;
}

// Time.

Result<admin::Advanced> Sessions::advance(std::string_view name, const admin::Advance& wish) {
  return with<admin::Advanced>(name, [&](SessionSlot& slot) -> std::optional<Result<admin::Advanced>> {
    if (slot.is_retired()) return std::nullopt;
    return slot.advance(wish);
  });
}

Result<admin::Waited> Sessions::wait(std::string_view name, const core::Condition& condition,
                                     std::chrono::milliseconds timeout) {
  const auto place = around_->waits.take();
  if (!place) return too_many_waits();
  return with<admin::Waited>(name, [&](SessionSlot& slot) -> std::optional<Result<admin::Waited>> {
    if (slot.is_retired()) return std::nullopt;
    return slot.wait(condition, timeout);
  });
}

Result<core::Done> Sessions::carry_out(std::string_view name, const core::Command& command) {
  return with<core::Done>(name, [&](SessionSlot& slot) -> std::optional<Result<core::Done>> {
    std::optional<core::CommandResult> result;
    const auto state = slot.act(
        [&](core::Session& session, core::Instant now) { result.emplace(session.carry_out(command, now)); });
    if (state == SessionSlot::State::Retired) return std::nullopt;
    if (!result) return Result<core::Done>{slot.refused()};
    if (auto* refused = std::get_if<core::CommandRefused>(&*result)) {
      return Result<core::Done>{Refused{.status = refused->status,
                                        .sentence = std::move(refused->sentence),
                                        .mistakes = std::move(refused->mistakes)}};
    }
    return Result<core::Done>{std::in_place_index<0>, std::get<core::Done>(std::move(*result))};
  });
}

// Looking.

Result<admin::Nothing> Sessions::look(std::string_view name, const admin::Look& look) const {
  return with<admin::Nothing>(name, [&](SessionSlot& slot) -> std::optional<Result<admin::Nothing>> {
    switch (slot.look(look)) {
      case SessionSlot::State::Playing:
        return admin::Nothing{};
      case SessionSlot::State::WaitsForVariables:
        return slot.refused();
      case SessionSlot::State::Retired:
        break;
    }
    return std::nullopt;
  });
}

Result<core::RunReport> Sessions::report(std::string_view name) const {
  return with<core::RunReport>(name, [&](SessionSlot& slot) -> std::optional<Result<core::RunReport>> {
    if (slot.is_retired()) return std::nullopt;
    core::RunReport report{.version = std::string{kVersion}, .sessions = {}, .outside = {}};
    const SharedReport present = slot.report();
    for (const SharedReport& round : around_->archive.of(slot.identity().serial)) {
      if (present == nullptr || round->round != present->round) report.sessions.push_back(*round);
    }
    if (present != nullptr) report.sessions.push_back(*present);
    if (auto never = slot.never_played()) report.never_played.push_back(*std::move(never));
    report.outcome = core::outcome_of(report);
    return report;
  });
}

core::RunReport Sessions::report() const {
  // The present rounds first: one that ends meanwhile is among those that are over as well, and is left out.
  std::vector<RoundReport> present;
  std::vector<core::NeverPlayed> never_played;
  for (const auto& slot : registry_.all()) {
    if (auto round = slot->report()) {
      present.push_back({.serial = slot->identity().serial,
                         .is_made = slot->identity().is_made,
                         .report = std::move(round)});
    }
    if (auto never = slot->never_played()) never_played.push_back(*std::move(never));
  }
  RoundCollector rounds = around_->archive.collector();
  for (RoundReport& round : present) {
    if (!rounds.has(round)) rounds.add(std::move(round));
  }
  for (auto& never : never_played) rounds.add(std::move(never));
  core::RunReport report = rounds.report();
  report.version = kVersion;
  report.outside = outside_.outside().findings;
  report.outcome = core::outcome_of(report);
  return report;
}

Result<std::string> Sessions::bundle(std::string_view name) const {
  return with<std::string>(name, [&](SessionSlot& slot) -> std::optional<Result<std::string>> {
    const auto past = slot.past();
    if (!past && slot.is_retired()) return std::nullopt;
    if (!past) return Result<std::string>{slot.refused()};
    if (!past->is_complete) return Result<std::string>{inputs_dropped(slot.name(), "bundled")};
    return Result<std::string>{bundle_of(*past, around_->checksums)};
  });
}

Result<std::shared_ptr<core::PieceSource>> Sessions::events(std::string_view name,
                                                            std::optional<std::string> last_event_id) {
  using Source = std::shared_ptr<core::PieceSource>;
  const auto last = last_event_id ? journal::read_event_id(*last_event_id) : std::nullopt;
  if (last_event_id && !last) {
    return Refused{.status = 400,
                   .sentence = cat("header Last-Event-ID is ROUND-NUMBER, such as 1-42, found ",
                                   in_quotes(*last_event_id)),
                   .mistakes = {}};
  }
  auto place = around_->waits.take();
  if (!place) return too_many_waits();
  return with<Source>(name, [&](SessionSlot& slot) -> std::optional<Result<Source>> {
    SessionSlot::Followed followed;
    const auto state = slot.look([&](const core::Session& session) {
      followed.round = session.options().round;
      // An id of another round, or of a server that was here before, is told as a reset.
      if (!last) return;
      const bool is_ours = last->round == followed.round && last->number <= session.event_count();
      followed = is_ours ? SessionSlot::Followed{.round = last->round, .number = last->number}
                         : SessionSlot::Followed{};
    });
    if (state == SessionSlot::State::Retired) return std::nullopt;
    if (state == SessionSlot::State::WaitsForVariables) return Result<Source>{slot.refused()};
    return Result<Source>{
        std::make_shared<EventStream>(slot.shared_from_this(), followed, secrets_, std::move(*place))};
  });
}

// Scenarios.

Result<std::string> Sessions::scenario_text(std::string_view name) const {
  const auto source = library_.find(name);
  const auto text = source == nullptr ? nullptr : library_.text_of(source);
  if (text == nullptr)
    return Result<std::string>{Refused{.status = 404, .sentence = library_.unknown(name), .mistakes = {}}};
  return Result<std::string>{*text};
}

admin::ScenarioCheck Sessions::check(std::string_view yaml, const VariableValues& variables) {
  return library_.check(yaml, variables);
}

std::vector<Reloaded> Sessions::look_again() {
  std::vector<Reloaded> reloaded;
  for (ScenarioLibrary::Change& change : library_.look_again()) {
    Reloaded one{.file = change.source->file, .mistakes = {}, .sessions = {}};
    if (change.problems.has_errors()) one.mistakes = change.problems.lines();
    for (const auto& slot : registry_.all()) {
      const auto present = slot->present();
      if (present && present->casting.source == change.source) one.sessions.push_back(slot->name());
    }
    reloaded.push_back(std::move(one));
  }
  return reloaded;
}

std::string Sessions::reset_line(const std::string& session, std::string_view url,
                                 const std::vector<std::string>& variables) const {
  std::string body;
  for (const std::string& variable : variables)
    body += cat(body.empty() ? "" : ", ", "\"", variable, "\": \"…\"");
  if (!body.empty()) body = cat(" --json '{\"variables\": {", body, "}}'");
  return cat("curl -X POST", token_hint_, body, " ", url, admin::AdminApi::kRoot, "/sessions/", session,
             "/reset");
}

// The server.

admin::Health Sessions::health() const {
  return {.instance = instance_,
          .version = std::string{kVersion},
          .uptime = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() -
                                                                          began_),
          .sessions = registry_.size(),
          .ready = !around_->stopping};
}

admin::Control::Counters Sessions::counters() const {
  const Tally& tally = around_->tally;
  return {.exchanges = tally.exchanges,
          .findings = tally.findings,
          .outside_findings = outside_.finding_count(),
          .steps_taken = tally.steps_taken,
          .sessions_created = tally.sessions_created,
          .sessions_live = registry_.size(),
          .rounds_closed = tally.rounds_closed,
          .control_calls = tally.control_calls,
          .waits_now = around_->waits.taken(),
          .uptime_seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began_).count()};
}

void Sessions::close() {
  for (const auto& slot : registry_.all()) slot->close();
}

void Sessions::stop_waiting() {
  around_->stopping = true;
  for (const auto& slot : registry_.all()) slot->wake();
}

void Sessions::go_on() {
  around_->stopping = false;
  around_->ticker.start();
  for (const auto& slot : registry_.all()) slot->set_alarm();
}

}  // namespace mock::app
