// What a user tells a running session from outside (SCENARIOS 2.6): all through the checks of a scenario.

#include "core/elsewhere.hpp"
#include "core/json_node.hpp"
#include "core/session.hpp"
#include "core/text.hpp"

#include <algorithm>
#include <set>

namespace mock::core {
namespace {

constexpr std::string_view kBody = "body";

CommandRefused refused(int status, std::string sentence) {
  return {.status = status, .sentence = std::move(sentence), .mistakes = {}};
}

CommandRefused refused(const Problems& problems) {
  auto lines = problems.lines();
  std::string sentence =
      lines.size() == 1 ? lines.front() : cat("the body has ", std::to_string(lines.size()), " mistakes");
  return {.status = 400, .sentence = std::move(sentence), .mistakes = std::move(lines)};
}

/// The triggers on other resources that stand anywhere in `node`, as a timeline would read them. What is
/// wrong with them is the reader's to say.
void collect_elsewhere(const Node& node, const Noun& noun, std::vector<NotedElsewhere>& noted) {
  for (const Node& item : node.items) collect_elsewhere(item, noun, noted);
  for (const auto& entry : node.entries) {
    if (entry.key == "on" && entry.value.is_mapping()) {
      Node trigger{.kind = Node::Kind::Mapping, .place = node.place};
      trigger.entries.push_back(entry);
      Problems said_elsewhere{std::string{kBody}};
      Mapping mapping{trigger, "a step", said_elsewhere};
      read_moment(mapping, noun, std::nullopt, &noted);
    } else if (entry.key != "fields" && entry.key != "metadata") {  // the provider's own words
      collect_elsewhere(entry.value, noun, noted);
    }
  }
}

bool a_rule_waits_for(const Weather& weather, const OnElsewhere& news) {
  return std::any_of(weather.rules().begin(), weather.rules().end(), [&](const Weather::Rule& rule) {
    const auto& from = rule.rule.which.from;
    return from && from->trigger == Moment::Trigger{news};
  });
}

Json or_null(const std::string& text) { return text.empty() ? Json{} : Json(text); }
Json or_null(const std::optional<Instant>& instant) { return instant ? Json(to_iso(*instant)) : Json{}; }

}  // namespace

CommandResult Session::carry_out(const Command& command, Instant now) {
  accept({.at = std::max(now, now_), .what = std::make_shared<const Command>(command)});
  Problems problems{std::string{kBody}};
  const auto node = read_json_node(command.text, problems, ++calls_);
  if (!node) return refused(problems);
  CommandResult result = [&]() -> CommandResult {
    switch (command.kind) {
      case Command::Kind::Move:
        return move(*node, problems);
      case Command::Kind::Signal:
        return signal(*node, problems);
      case Command::Kind::AddOrder:
        return add_order(*node, problems);
      case Command::Kind::AddWeather:
        return add_weather(*node, problems);
      case Command::Kind::RemoveWeather:
        return remove_weather(*node, problems);
    }
    return refused(400, "an unknown command");
  }();
  advance_to(now_);  // what it set off is taken at the same instant
  return result;
}

CommandResult Session::move(const Node& node, Problems& problems) {
  Mapping body{node, "a move", problems};
  const auto of = body.text("of");
  const auto status = body.text("status");
  const Node* timeline = body.find("timeline");
  const bool unrealistic = body.boolean("unrealistic").value_or(false);
  body.finish();
  if (node.is_mapping() && !body.has("of"))
    body.error(node.place, "a move needs 'of': write \"of\": \"abcd_1234\"");
  if (node.is_mapping() && !body.has("status"))
    body.error(node.place, "a move needs 'status': write \"status\": \"COMPLETED\"");
  if (problems.has_errors()) return refused(problems);

  const auto position = position_of(*of);
  if (!position) return refused(404, unknown_reference(*of));
  const ResourceView before = view(*position);
  if (!before.immovable.empty())
    return refused(409, cat(before.name, " cannot be moved: ", before.immovable));
  if (!before.noun->has_status(*status)) {
    body.error(body.value_place("status"), unknown_status(*before.noun, *status));
    return refused(problems);
  }
  const bool stays = before.status == *status;
  if (!stays && !unrealistic && !before.noun->can_go(before.status, *status)) {
    return refused(409, cat("a ", before.noun->name, " cannot go from ", before.status, " to ", *status,
                            before.noun->is_final(before.status) ? cat(", ", before.status, " is final") : "",
                            ": add \"unrealistic\": true if you mean it"));
  }
  return carry_out_move(*position, before, *status, timeline, body);
}

/// SCENARIOS 2.6: (a) the first step left that sets the status is taken with all that it carries, or (b) the
/// status alone is set; a timeline that the move brings takes the place of what is left.
CommandResult Session::carry_out_move(Position position, const ResourceView& before,
                                      const std::string& status, const Node* timeline, Mapping& body) {
  Problems& problems = body.problems();
  ProviderState& state = *states_[position.part];
  const auto old =
      before.timelines.empty() ? std::optional<Timetable::TimelineId>{} : before.timelines.back();
  const auto step = old ? step_that_sets(*old, status) : std::nullopt;

  acting_ = position.part;
  if (timeline != nullptr) {
    std::vector<NotedElsewhere> noted;
    collect_elsewhere(*timeline, *before.noun, noted);
    check_references(noted, problems);
    noted.clear();
    const ScenarioReader reader = reader_for(position.part, noted);
    if (problems.has_errors() ||
        !state.bring_timeline(position.index, *timeline, status, reader, problems, *this)) {
      return refused(problems);
    }
  }
  std::vector<Json> dropped;
  if (old) dropped = steps_left(*old, step, timeline != nullptr || !step);
  emit(MoveMade{.resource = before.name, .status = status, .steps_dropped = dropped.size()});
  std::optional<StepOutline> taken;
  if (step) {
    taken = state.outline(timetable_.key(*old), *step);
    timetable_.take_early(*old, *step, now_);
    state.take_step(timetable_.key(*old), *step, *this);
    if (timeline != nullptr) timetable_.drop_rest(*old);
  } else {
    if (old) timetable_.drop_rest(*old);
    if (before.status != status) state.set_status(position.index, status, body.value_place("status"), *this);
  }
  advance_to(now_);
  return move_done(position, before, dropped, taken);
}

/// The index of the first step left that sets that status.
std::optional<std::size_t> Session::step_that_sets(Timetable::TimelineId id, std::string_view status) const {
  const Timeline& timeline = timetable_.timeline(id);
  const auto& state = *states_[timetable_.owner(id)];
  for (std::size_t step = timeline.waiting(); step < timeline.moments().size(); ++step) {
    if (state.outline(timetable_.key(id), step).status == status) return step;
  }
  return std::nullopt;
}

/// The steps that a move drops: all before the one that it takes; with `rest` those after it, too.
std::vector<Json> Session::steps_left(Timetable::TimelineId id, std::optional<std::size_t> taken,
                                      bool rest) const {
  const Timeline& timeline = timetable_.timeline(id);
  const auto& state = *states_[timetable_.owner(id)];
  std::vector<Json> steps;
  for (std::size_t step = timeline.waiting(); step < timeline.moments().size(); ++step) {
    if (step == taken || (!rest && step > taken.value_or(0))) continue;
    const StepOutline outline = state.outline(timetable_.key(id), step);
    Json json = Json::object();
    json["moment"] = or_null(to_text(timeline.moments()[step]));
    json["status"] = or_null(std::string{outline.status});
    json["line"] = where(scenario_->file, outline.line);
    steps.push_back(std::move(json));
  }
  return steps;
}

CommandResult Session::move_done(Position position, const ResourceView& before, std::vector<Json> dropped,
                                 const std::optional<StepOutline>& taken) const {
  const ResourceView after = view(position);
  Json json = Json::object();
  json["resource"] = after.name;
  json["from"] = before.status;
  json["status"] = after.status;
  json["taken"] = taken ? Json(where(scenario_->file, taken->line)) : Json{};
  Json& list = json["dropped"] = Json::array();
  for (Json& step : dropped) list.push_back(std::move(step));
  const auto next = next_step(after.timelines);
  if (!next) {
    json["next"] = nullptr;
    return json;
  }
  Json& coming = json["next"] = Json::object();
  coming["status"] = or_null(next->status);
  coming["due"] = or_null(next->due);
  coming["moment"] = or_null(next->waits_for);
  return json;
}

CommandResult Session::signal(const Node& node, Problems& problems) {
  Mapping body{node, "a signal", problems};
  const auto signal = body.text("signal");
  body.finish();
  if (node.is_mapping() && !body.has("signal"))
    body.error(node.place, "a signal has a name: write \"signal\": \"shipped\"");
  if (problems.has_errors()) return refused(problems);

  const OnElsewhere news{.what = OnElsewhere::What::Signal, .word = *signal, .of = {}};
  std::vector<std::string> known;
  for (const auto& [key, subscriptions] : subscriptions_) {
    const OnElsewhere& trigger = subscriptions.front().trigger;
    if (trigger.what == OnElsewhere::What::Signal) known.push_back(trigger.word);
  }
  if (std::find(known.begin(), known.end(), *signal) == known.end() && !a_rule_waits_for(weather_, news)) {
    const std::vector<std::string_view> names{known.begin(), known.end()};
    const auto near = did_you_mean(*signal, names);
    return refused(404,
                   cat("nothing in this session waits for the signal ", in_quotes(*signal),
                       !near.empty()   ? near
                       : known.empty() ? std::string{"; a step that does is written on: { signal: NAME }"}
                                       : cat(", known: ", join(names))));
  }
  emit(SignalSent{.signal = *signal});
  Json woken = Json::array();
  if (const auto found = subscriptions_.find(topic_of(news, {})); found != subscriptions_.end()) {
    for (const auto& [timeline, trigger] : found->second) {
      const Timeline& its = timetable_.timeline(timeline);
      if (its.is_over() || its.moments()[its.waiting()].trigger != Moment::Trigger{trigger} || its.next_due())
        continue;
      woken.push_back(states_[timetable_.owner(timeline)]->resource_of(timetable_.key(timeline)));
    }
  }
  tell_elsewhere(news);
  Json json = Json::object();
  json["signal"] = *signal;
  json["woken"] = std::move(woken);
  return json;
}

CommandResult Session::add_order(const Node& node, Problems& problems) {
  Mapping body{node, "an order to add", problems};
  const auto provider = body.text("provider");
  const Node* order = body.find("order");
  body.finish();
  if (node.is_mapping() && !body.has("provider"))
    body.error(node.place, "an order belongs to a provider: write \"provider\": \"baanx\"");
  if (node.is_mapping() && !body.has("order"))
    body.error(node.place, "the order is missing: write \"order\": { … as in a scenario … }");
  std::vector<std::string_view> played;
  std::optional<std::size_t> part;
  for (std::size_t i = 0; i < scenario_->parts.size(); ++i) {
    played.push_back(scenario_->parts[i].provider->id());
    if (provider && *provider == played.back()) part = i;
  }
  if (provider && !part) {
    body.error(body.value_place("provider"),
               cat("this scenario does not play ", in_quotes(*provider), ", it plays: ", join(played)));
  }
  if (problems.has_errors()) return refused(problems);

  acting_ = *part;
  ProviderState& state = *states_[*part];
  std::vector<NotedElsewhere> noted;
  static const Noun kAnything{
      .name = "resource", .statuses = {""}, .transitions = {}, .events = {}, .slips = {}};
  collect_elsewhere(*order, kAnything, noted);
  check_references(noted, problems);
  noted.clear();
  const ScenarioReader reader = reader_for(*part, noted);
  const std::size_t before = state.resource_count();
  if (problems.has_errors() || !state.add_order(*order, reader, problems, *this)) return refused(problems);

  Json json = Json::object();
  Json& added = json["resources"] = Json::array();
  for (std::size_t i = before; i < state.resource_count(); ++i) {
    const ResourceView resource = state.resource(i);
    if (!resource.is_part) emit(OrderAdded{.resource = resource.name});
    added.push_back(resource.name);
  }
  advance_to(now_);
  return json;
}

CommandResult Session::add_weather(const Node& node, Problems& problems) {
  Mapping body{node, "a weather rule", problems};
  KnownNames names = known_names(*scenario_);
  for (std::size_t part = 0; part < states_.size(); ++part) {
    for (std::size_t i = 0; i < states_[part]->resource_count(); ++i) {
      const ResourceView resource = states_[part]->resource(i);
      if (!resource.is_part) names.references.push_back(resource.name);
      if (!resource.is_part && position_of(resource.id)) names.references.push_back(resource.id);
    }
  }
  std::vector<NotedElsewhere> noted;
  WeatherSurroundings around{.names = &names,
                             .noun_of = [this](std::string_view reference) -> const Noun* {
                               const auto position = position_of(reference);
                               return position ? view(*position).noun : nullptr;
                             },
                             .start = options_.start,
                             .elsewhere = &noted,
                             .rules_before = rules_made_};
  for (const auto& rule : weather_.rules()) around.names_taken.push_back(rule.rule.name);
  WeatherRule rule = read_weather_rule(body, around);
  check_references(noted, problems);
  if (problems.has_errors()) return refused(problems);
  Json json = Json::object();
  json["name"] = rule.name;
  emit(WeatherChanged{.rule = rule.name, .removed = false});
  add_rule(std::move(rule));
  return json;
}

CommandResult Session::remove_weather(const Node& node, Problems& problems) {
  Mapping body{node, "what to remove", problems};
  const auto name = body.text("name");
  body.finish();
  if (problems.has_errors()) return refused(problems);
  std::vector<std::string> names;
  for (const auto& rule : weather_.rules()) {
    if (!name || rule.rule.name == *name) names.push_back(rule.rule.name);
  }
  if (name && names.empty()) {
    std::vector<std::string_view> known;
    for (const auto& rule : weather_.rules()) known.push_back(rule.rule.name);
    return refused(
        404, cat("there is no rule ", in_quotes(*name),
                 known.empty() ? std::string{", there is none at all"} : cat(", known: ", join(known))));
  }
  Json json = Json::object();
  Json& removed = json["removed"] = Json::array();
  for (const std::string& rule : names) {
    weather_.remove(rule);
    emit(WeatherChanged{.rule = rule, .removed = true});
    removed.push_back(rule);
  }
  return json;
}

/// A rule speaks of resources by their names, so that what was written in front of them makes no difference.
void Session::add_rule(WeatherRule rule) {
  ++rules_made_;
  if (const auto position = position_of(rule.of)) rule.of = view(*position).name;
  auto* trigger = rule.which.from ? std::get_if<OnElsewhere>(&rule.which.from->trigger) : nullptr;
  const auto position = trigger == nullptr ? std::nullopt : position_of(trigger->of);
  std::optional<OnElsewhere> so_already;
  if (position) {
    const ResourceView resource = view(*position);
    trigger->of = resource.name;
    if (trigger->what == OnElsewhere::What::Status && trigger->word == resource.status) so_already = *trigger;
  }
  weather_.add(std::move(rule), now_);
  if (so_already) weather_.happened_elsewhere(*so_already, now_);
}

ScenarioReader Session::reader_for(std::size_t part, std::vector<NotedElsewhere>& elsewhere) const {
  return {.contract = scenario_->parts[part].contract.get(),
          .start = options_.start,
          .seed = scenario_->seed,
          .files = nullptr,
          .elsewhere = &elsewhere};
}

/// Whether what triggers speak of is there. What is there by now waits for nothing that comes now, so there
/// is no circle but a new timeline's with itself; that one shows in the report as a step that was not taken.
void Session::check_references(std::span<const NotedElsewhere> noted, Problems& problems) const {
  if (noted.empty()) return;
  KnownResources known;
  const auto add = [&](std::size_t part, std::size_t index) {
    ResourceView resource = states_[part]->resource(index);
    const std::string_view provider = scenario_->parts[part].provider->id();
    std::string local = resource.name.substr(provider.size() + 1);
    known.add(provider, {.name = std::move(resource.name),
                         .also = {std::move(resource.id), std::move(local)},
                         .noun = resource.noun,
                         .steps = {},
                         .follows = {}});
  };
  // What is meant, and where nothing is, what may have been.
  constexpr std::size_t kMostSuggested = 10'000;
  std::set<std::pair<std::size_t, std::size_t>> added;
  for (const NotedElsewhere& one : noted) {
    bool is_there = one.trigger.of.empty();
    for (std::size_t part = 0; part < states_.size(); ++part) {
      const auto local = without_provider(one.trigger.of, scenario_->parts[part].provider->id());
      const auto index = states_[part]->find_resource(local.value_or(one.trigger.of));
      if (!index) continue;
      is_there = true;
      if (added.emplace(part, *index).second) add(part, *index);
    }
    for (std::size_t part = 0; !is_there && part < states_.size(); ++part) {
      for (std::size_t i = 0; i < std::min(states_[part]->resource_count(), kMostSuggested); ++i) {
        if (added.emplace(part, i).second) add(part, i);
      }
    }
  }
  check_elsewhere(noted, known, {}, problems);
}

}  // namespace mock::core
