#include "core/session.hpp"
#include "core/text.hpp"

#include <algorithm>

namespace mock::core {
namespace {

constexpr std::string_view kNothingHere = "nothing here is called ";

}  // namespace

std::optional<std::string_view> without_provider(std::string_view reference, std::string_view provider) {
  if (reference.size() <= provider.size() || !reference.starts_with(provider) ||
      reference[provider.size()] != '/') {
    return std::nullopt;
  }
  return reference.substr(provider.size() + 1);
}

// Resources.

std::size_t Session::resource_count() const {
  std::size_t count = 0;
  for (const auto& state : states_) count += state->resource_count();
  return count;
}

std::pair<std::size_t, std::size_t> Session::resources_of(std::size_t part) const {
  std::size_t first = 0;
  for (std::size_t i = 0; i < part; ++i) first += states_[i]->resource_count();
  return {first, states_[part]->resource_count()};
}

Session::ResourceState Session::resource(std::size_t index) const {
  Position position{.part = 0, .index = index};
  while (position.index >= states_[position.part]->resource_count()) {
    position.index -= states_[position.part]->resource_count();
    ++position.part;
  }
  ResourceState state{.provider = std::string{scenario_->parts[position.part].provider->id()},
                      .view = view(position),
                      .steps = {}};
  for (const auto id : state.view.timelines) {
    const Timeline& timeline = timetable_.timeline(id);
    for (std::size_t step = 0; step < timeline.moments().size(); ++step) {
      const StepOutline outline = states_[position.part]->outline(timetable_.key(id), step);
      const bool is_past = step < timeline.waiting();
      state.steps.push_back({.moment = to_text(timeline.moments()[step]),
                             .status = std::string{outline.status},
                             .line = outline.line,
                             .taken = is_past ? timeline.past()[step] : std::nullopt,
                             .dropped = is_past && !timeline.past()[step],
                             .due = step == timeline.waiting() ? timeline.next_due() : std::nullopt});
    }
  }
  return state;
}

std::optional<std::size_t> Session::find_resource(std::string_view reference) const {
  const auto position = position_of(reference);
  if (!position) return std::nullopt;
  std::size_t index = position->index;
  for (std::size_t part = 0; part < position->part; ++part) index += states_[part]->resource_count();
  return index;
}

std::optional<Session::Position> Session::position_of(std::string_view reference) const {
  std::optional<Position> found;
  for (std::size_t part = 0; part < states_.size(); ++part) {
    const auto local = without_provider(reference, scenario_->parts[part].provider->id());
    if (const auto index = states_[part]->find_resource(local.value_or(reference))) {
      if (local) return Position{.part = part, .index = *index};
      if (found) return std::nullopt;  // two providers have that id
      found = Position{.part = part, .index = *index};
    }
  }
  return found;
}

ResourceView Session::view(Position position) const {
  return states_[position.part]->resource(position.index);
}

/// The name of what an exchange was about; empty if it was about nothing.
std::string Session::name_of(std::size_t part, std::string_view reference) const {
  const auto index = states_[part]->find_resource(reference);
  return index ? states_[part]->resource(*index).name : std::string{};
}

/// Of the earliest of some timelines; else of the first that still waits.
std::optional<NextStep> Session::next_step(std::span<const Timetable::TimelineId> timelines) const {
  std::optional<Timetable::TimelineId> next;
  for (const auto id : timelines) {
    const Timeline& timeline = timetable_.timeline(id);
    if (timeline.is_over()) continue;
    if (!next) {
      next = id;
      continue;
    }
    const auto earliest = timetable_.timeline(*next).next_due();
    if (timeline.next_due() && (!earliest || *timeline.next_due() < *earliest)) next = id;
  }
  if (!next) return std::nullopt;
  const Timeline& timeline = timetable_.timeline(*next);
  const auto& state = *states_[timetable_.owner(*next)];
  const std::size_t key = timetable_.key(*next);
  const StepOutline outline = state.outline(key, timeline.waiting());
  return NextStep{.resource = state.resource_of(key),
                  .status = std::string{outline.status},
                  .due = timeline.next_due(),
                  .waits_for = to_text(timeline.moments()[timeline.waiting()]),
                  .line = outline.line};
}

// Conditions.

std::vector<std::string> Session::mistakes_in(const Condition& condition) const {
  std::vector<std::string> mistakes;
  const auto check_reference = [&](const std::string& of) {
    if (!of.empty() && !position_of(of) && !is_provider(of)) mistakes.push_back(unknown_reference(of));
  };
  if (const auto* request = std::get_if<Condition::RequestSeen>(&condition.what)) {
    check_reference(request->of);
    const auto position = position_of(request->of);
    if (position && view(*position).is_part) {
      mistakes.push_back(
          cat("requests are about whole orders, and ", in_quotes(request->of), " is a part of one"));
    }
    std::vector<std::string> known;
    for (const Provider* provider : scenario_->providers) {
      for (const Operation& operation : provider->operations()) {
        known.push_back(cat(provider->id(), "/", operation.id));
      }
    }
    if (!request->operation.empty() &&
        std::find(known.begin(), known.end(), request->operation) == known.end()) {
      const std::vector<std::string_view> names{known.begin(), known.end()};
      const auto near = did_you_mean(request->operation, names);
      mistakes.push_back(cat("no provider has the operation ", in_quotes(request->operation),
                             near.empty() ? cat(", known: ", join(names)) : near));
    }
  } else if (const auto* status = std::get_if<Condition::InStatus>(&condition.what)) {
    const auto position = position_of(status->of);
    if (!position) {
      mistakes.push_back(unknown_reference(status->of));
    } else if (const ResourceView found = view(*position); !found.noun->has_status(status->status)) {
      mistakes.push_back(unknown_status(*found.noun, status->status));
    }
  } else if (const auto* delivery = std::get_if<Condition::DeliverySettled>(&condition.what)) {
    check_reference(delivery->of);
  }
  return mistakes;
}

bool Session::is_provider(std::string_view reference) const {
  return std::any_of(scenario_->parts.begin(), scenario_->parts.end(),
                     [&](const Part& part) { return part.provider->id() == reference; });
}

/// `nothing here is called 'abcd_1243', did you mean 'abcd_1234'?`
std::string Session::unknown_reference(std::string_view reference) const {
  constexpr std::size_t kMostLookedAt = 10'000;
  std::vector<std::string> names;
  std::vector<std::string_view> providers;
  for (std::size_t part = 0; part < states_.size(); ++part) {
    const std::string_view provider = scenario_->parts[part].provider->id();
    const std::size_t count = std::min(states_[part]->resource_count(), kMostLookedAt);
    for (std::size_t i = 0; i < count; ++i) {
      ResourceView resource = states_[part]->resource(i);
      if (resource.id == reference) providers.push_back(provider);
      names.push_back(std::move(resource.id));
      names.push_back(std::move(resource.name));
    }
  }
  if (providers.size() > 1) {
    return cat(in_quotes(reference), " means something in ", join(providers, "and"), ": write ",
               providers.front(), "/", reference);
  }
  const std::vector<std::string_view> views{names.begin(), names.end()};
  const auto near = did_you_mean(reference, views);
  if (!near.empty()) return cat(kNothingHere, in_quotes(reference), near);
  constexpr std::size_t kMostShown = 10;
  const std::size_t shown = std::min(views.size(), 2 * kMostShown);
  std::vector<std::string_view> ids;
  for (std::size_t i = 0; i < shown; i += 2) ids.push_back(views[i]);
  return cat(kNothingHere, in_quotes(reference),
             ids.empty() ? std::string{"; there is nothing in this session"} : cat(", known: ", join(ids)),
             views.size() > shown ? ", …" : "");
}

bool Session::meets(const Condition& condition) const {
  struct Meets {
    const Session& session;

    bool operator()(const Condition::Idle&) const { return !session.next_due(); }
    bool operator()(const Condition::NextEvent&) const { return false; }  // that is what going there is for
    bool operator()(const Condition::RequestSeen& wanted) const {
      return session.requests_seen(wanted) >= wanted.count;
    }
    bool operator()(const Condition::InStatus& wanted) const {
      const auto position = session.position_of(wanted.of);
      return position && session.view(*position).status == wanted.status;
    }
    // Nothing sends webhooks in this version.
    bool operator()(const Condition::DeliverySettled&) const { return false; }
  };
  return std::visit(Meets{*this}, condition.what);
}

std::uint64_t Session::requests_seen(const Condition::RequestSeen& wanted) const {
  std::uint64_t count = 0;
  for (const auto& [operation, by_resource] : requests_) {
    if (operation.empty() || (!wanted.operation.empty() && operation != wanted.operation)) continue;
    const auto provider = std::string_view{operation}.substr(0, operation.find('/'));
    if (wanted.of.empty() || wanted.of == provider) {
      for (const auto& [resource, times] : by_resource) count += times;
      continue;
    }
    const auto id = without_provider(wanted.of, provider).value_or(wanted.of);
    const auto found = by_resource.find(id);
    if (found != by_resource.end()) count += found->second;
  }
  return count;
}

std::string Session::seen_instead(const Condition& condition) const {
  if (const auto* request = std::get_if<Condition::RequestSeen>(&condition.what)) {
    const auto count = requests_seen(*request);
    return cat(count == 0 ? std::string{"no"} : std::to_string(count), " such request", count == 1 ? "" : "s",
               " of ", std::to_string(exchange_count_), " in all");
  }
  if (const auto* status = std::get_if<Condition::InStatus>(&condition.what)) {
    const auto index = find_resource(status->of);
    if (!index) return unknown_reference(status->of);
    return what_it_is(resource(*index));
  }
  if (std::holds_alternative<Condition::DeliverySettled>(condition.what)) {
    return "no webhook: this scenario sends none";
  }
  const auto due = next_due();
  return due ? cat("something due at ", to_iso(*due))
             : std::string{"nothing is due: everything waits for a trigger"};
}

/// `baanx/abcd_1234 is STARTED; next: { polls: 2 } COMPLETED, due at 2026-03-01T09:00:09Z`
std::string Session::what_it_is(const ResourceState& resource) const {
  std::string text = cat(resource.view.name, " is ", resource.view.status);
  for (const auto& step : resource.steps) {
    if (step.taken || step.dropped) continue;
    text +=
        cat("; next: ", step.status.empty() ? std::string_view{"a step that changes no status"} : step.status,
            step.due ? cat(", due at ", to_iso(*step.due)) : cat(", which waits for { ", step.moment, " }"));
    break;
  }
  return text;
}

// The end.

Verdict Session::verdict() const {
  Verdict verdict;
  for (const auto& group : findings_.groups()) {
    const Finding& finding = group.example();
    if (finding.declared || finding.severity < scenario_->expect.fail_on) continue;
    verdict.reasons.push_back(cat(std::to_string(group.count), " × ", finding.violation.rule.code,
                                  finding.operation.empty() ? "" : cat(" at ", finding.operation), ": ",
                                  finding.violation.where));
  }
  // Once it is closed, what is missing is among the findings.
  if (!closed_) {
    for (std::string& missing : missing_so_far()) verdict.reasons.push_back(std::move(missing));
  }
  if (!verdict.reasons.empty()) {
    verdict.outcome = Outcome::Failed;
  } else if (!checked_) {
    verdict.outcome = Outcome::NothingChecked;
    verdict.reasons.emplace_back("no request matched an operation of a provider");
  } else {
    verdict.outcome = Outcome::Passed;
  }
  return verdict;
}

/// What `expect` demands and nobody has done yet, one sentence each.
std::vector<std::string> Session::missing_so_far() const {
  const Expectations& expect = scenario_->expect;
  const auto counts = [&](const Rule& rule) { return expect.severity_of(rule) >= expect.fail_on; };
  const auto sentence = [](std::uint64_t found, const std::string& of_what, const Count& count) {
    return cat("so far ", found == 0 ? std::string{"none"} : std::to_string(found), " of ", of_what,
               ", expected ", to_text(count));
  };
  std::vector<std::string> missing;
  for (std::size_t i = 0; i < expect.requests.size() && counts(rules::kRequestsUnmet); ++i) {
    const RequestDemand& demand = expect.requests[i];
    if (demand.count.allows(demand_counts_[i]) || demand_exceeded_[i]) continue;
    missing.push_back(sentence(demand_counts_[i], to_text(demand), demand.count));
  }
  for (const DeclaredViolation& declared : expect.violations) {
    const std::uint64_t found = findings_.count(declared.code);
    if (declared.count.allows(found) || !counts(rules::kViolationMissing)) continue;
    missing.push_back(sentence(found, declared.code, declared.count));
  }
  return missing;
}

SessionReport Session::report() const {
  SessionReport report{.session = options_.name,
                       .round = options_.round,
                       .checked = checked_,
                       .scenario = scenario_->name,
                       .file = scenario_->file,
                       .about = scenario_->about,
                       .clock = to_text(options_.clock),
                       .seed = scenario_->seed,
                       .start = options_.start,
                       .end = now_,
                       .exchanges = exchange_count_,
                       .operations = operations_,
                       .findings = findings_.groups(),
                       .fail_on = scenario_->expect.fail_on,
                       .verdict = verdict()};
  for (Timetable::TimelineId id = 0; id < timetable_.size(); ++id) {
    if (timetable_.timeline(id).is_over()) continue;
    if (report.steps_left.size() == SessionReport::kMostStepsLeft) {
      ++report.more_steps_left;
    } else {
      report.steps_left.push_back(*step_left(id));
    }
  }
  return report;
}

/// What a timeline waits for; nothing if it is over.
std::optional<StepLeft> Session::step_left(Timetable::TimelineId id) const {
  const Timeline& timeline = timetable_.timeline(id);
  if (timeline.is_over()) return std::nullopt;
  return StepLeft{.resource = states_[timetable_.owner(id)]->resource_of(timetable_.key(id)),
                  .moment = to_text(timeline.moments()[timeline.waiting()]),
                  .due = timeline.next_due()};
}

}  // namespace mock::core
