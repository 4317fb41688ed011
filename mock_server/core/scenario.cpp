#include "core/scenario.hpp"

#include "core/elsewhere.hpp"
#include "core/text.hpp"

#include <algorithm>
#include <cassert>
#include <set>

namespace mock::core {
namespace {

/// The file's own.
ClockSettings read_clock(Mapping& root) {
  ClockSettings clock;
  const Node* node = root.find("clock");
  if (node == nullptr) return clock;
  std::optional<Mapping> mapping;
  std::optional<std::string> mode;
  Place mode_place = node->place;
  if (node->is_scalar()) {
    mode = node->text;
  } else {
    mapping.emplace(root.child(*node, "the clock"));
    mode = mapping->text("mode");
    mode_place = mapping->value_place("mode");
  }
  if (mode) {
    if (const auto parsed = parse_clock_mode(*mode)) {
      clock = *parsed;
    } else {
      root.error(mode_place, cat("a clock is ", clock_modes(), ", found ", in_quotes(*mode)));
    }
  }
  if (mapping) {
    clock.start = mapping->instant("start");
    clock.max_skip = mapping->duration("max_skip").value_or(clock.max_skip);
    if (clock.max_skip == Duration{}) {
      root.error(
          mapping->value_place("max_skip"),
          "'max_skip' is how far the clock 'auto' goes forward between two requests, and with '0s' it never "
          "would: write mode: manual, or a longer duration");
    }
    mapping->finish();
  }
  return clock;
}

/// What is played: `instead` replaces mode and factor, the start stays, the fixed one of a clock that stands
/// still too (DECISIONS 15, 22).
ClockSettings played_clock(ClockSettings clock, const std::optional<ClockSettings>& instead) {
  const bool stood_still = stands_still(clock);
  if (instead) {
    clock.mode = instead->mode;
    clock.factor = instead->factor;
  }
  if (!clock.start && (stood_still || stands_still(clock))) clock.start = kManualStart;
  return clock;
}

/// `max_skip` is no mistake on another clock, for the mode may be replaced; but then it does nothing.
void note_idle_max_skip(Mapping& root, const ClockSettings& clock) {
  const Node* node = root.find("clock");
  if (clock.mode == ClockMode::Auto || node == nullptr) return;
  for (const auto& entry : node->entries) {
    if (entry.key != "max_skip") continue;
    root.problems().note(entry.key_place, cat("'max_skip' is for the clock 'auto', this one is '",
                                              to_text(clock), "': it does nothing"));
  }
}

void read_part(Scenario& scenario, Mapping& root, const Provider& provider, const ScenarioSources& sources,
               std::vector<NotedElsewhere>& elsewhere) {
  const Node* section = root.find(provider.id());
  if (section == nullptr) return;
  Part part;
  part.provider = &provider;
  part.contract = sources.contracts->get(provider.contract_for(*section));
  for (const Operation& operation : provider.operations()) {
    part.operations.push_back(part.contract->find(operation.method, operation.path));
    assert(part.operations.back() != nullptr && "the build checks that each operation has a contract");
    part.operation_names.push_back(cat(provider.id(), "/", operation.id));
  }
  const ScenarioReader reader{.contract = part.contract.get(),
                              .start = scenario.clock.start,
                              .seed = scenario.seed,
                              .files = sources.files,
                              .elsewhere = &elsewhere};
  part.plan = provider.configure(*section, reader, root.problems(), sources.known_keys);
  scenario.parts.push_back(std::move(part));
}

/// Where each id of the file stands, for `did you mean 'abcd_1234' (12:11)?`
void collect_id_places(const Node& node, std::map<std::string, Place, std::less<>>& places) {
  for (const auto& item : node.items) collect_id_places(item, places);
  for (const auto& entry : node.entries) {
    if ((entry.key == "id" || entry.key == "uuid") && entry.value.is_scalar()) {
      places.try_emplace(entry.value.text, entry.value.place);
    }
    collect_id_places(entry.value, places);
  }
}

/// Every resource of the file. Built when somebody asks for the first time: most files need it not.
class LazyResources {
 public:
  explicit LazyResources(const Scenario& scenario) : scenario_(scenario) {}

  /// False if a section could not be read, so that its resources are missing.
  [[nodiscard]] bool are_complete() const {
    return std::ranges::all_of(scenario_.parts, [](const Part& part) { return part.plan != nullptr; });
  }

  const KnownResources& get() {
    if (known_) return *known_;
    known_.emplace();
    for (const Part& part : scenario_.parts) {
      if (part.plan == nullptr) continue;
      for (auto& outline : part.plan->outlines()) known_->add(part.provider->id(), std::move(outline));
    }
    return *known_;
  }

 private:
  const Scenario& scenario_;
  std::optional<KnownResources> known_;
};

/// What stands around the sections: `weather`, `expect`, and what the triggers of all of them speak of.
void read_surroundings(Scenario& scenario, Mapping& root, std::vector<NotedElsewhere>& elsewhere) {
  LazyResources resources{scenario};
  KnownNames names;
  const bool needs_names = root.has("weather") || root.has("expect");
  if (needs_names) names = known_names(scenario);
  if (needs_names || !elsewhere.empty()) collect_id_places(root.node(), names.places);
  const WeatherSurroundings around{.names = &names,
                                   .noun_of = [&](std::string_view reference) -> const Noun* {
                                     const auto* resource = resources.get().find(reference);
                                     return resource == nullptr ? nullptr : resource->noun;
                                   },
                                   .start = scenario.clock.start,
                                   .elsewhere = &elsewhere};
  scenario.weather = read_weather(root, "weather", around);
  if (auto expect = root.mapping("expect", "expect")) scenario.expect = read_expectations(*expect, names);
  scenario.has_triggers_elsewhere = !elsewhere.empty();
  const bool speak_of_resources = std::ranges::any_of(
      elsewhere, [](const NotedElsewhere& noted) { return noted.trigger.what != OnElsewhere::What::Signal; });
  if (speak_of_resources && resources.are_complete()) {
    check_elsewhere(elsewhere, resources.get(), names.places, root.problems());
  }
}

}  // namespace

bool stands_still(const ClockSettings& clock) {
  return clock.mode == ClockMode::Manual || clock.mode == ClockMode::Auto;
}

std::string to_text(const ClockSettings& clock) {
  switch (clock.mode) {
    case ClockMode::Real:
      return "real";
    case ClockMode::Scaled:
      return cat("x", std::to_string(clock.factor));
    case ClockMode::Manual:
      return "manual";
    case ClockMode::Auto:
      return "auto";
  }
  return "";
}

std::optional<ClockSettings> parse_clock_mode(std::string_view text) {
  constexpr std::uint64_t kMostFactor = 1'000'000;
  if (text == "real") return ClockSettings{.mode = ClockMode::Real};
  if (text == "manual") return ClockSettings{.mode = ClockMode::Manual};
  if (text == "auto") return ClockSettings{.mode = ClockMode::Auto};
  if (text.empty() || text.front() != 'x') return std::nullopt;
  const auto factor = parse_decimal(text.substr(1));
  if (!factor || *factor == 0 || *factor > kMostFactor) return std::nullopt;
  return ClockSettings{.mode = ClockMode::Scaled, .factor = static_cast<std::uint32_t>(*factor)};
}

std::string_view clock_modes() {
  return "real, manual, auto or x60 (any whole number from 1 to 1000000 after the x)";
}

KnownNames known_names(const Scenario& scenario) {
  KnownNames names;
  std::set<std::string> operations;
  for (const Provider* provider : scenario.providers) {
    for (const Operation& operation : provider->operations()) {
      operations.insert(cat(provider->id(), "/", operation.id));
    }
  }
  names.operations.assign(operations.begin(), operations.end());
  std::map<std::string, int> defined;
  for (const Part& part : scenario.parts) {
    if (part.plan == nullptr) {
      names.references_known = false;
      continue;
    }
    for (const auto& reference : part.plan->references()) ++defined[reference];
  }
  for (const Part& part : scenario.parts) {
    names.references.emplace_back(part.provider->id());
    names.played.emplace_back(part.provider->id());
    if (part.plan == nullptr) continue;
    for (const auto& reference : part.plan->references()) {
      // An id that two providers have needs the provider in front (SCENARIOS 2.2 `ref`).
      if (defined[reference] == 1) names.references.push_back(reference);
      names.references.push_back(cat(part.provider->id(), "/", reference));
    }
  }
  return names;
}

std::shared_ptr<const Scenario> read_scenario(const Node& root_node, const ScenarioSources& sources,
                                              Problems& problems) {
  auto scenario = std::make_shared<Scenario>();
  scenario->name = sources.name;
  scenario->file = problems.file();
  scenario->providers.assign(sources.providers.begin(), sources.providers.end());

  Mapping root{root_node, "a scenario", problems, sources.known_keys};
  if (const auto version = root.integer("understudy")) {
    if (*version != 1) {
      root.error(root.value_place("understudy"),
                 cat("this program reads version 1 of the scenario language, found '",
                     std::to_string(*version), "'"));
    }
  } else if (root_node.is_mapping() && !root.has("understudy")) {
    root.error(Place{1, 1}, "a scenario begins with the version of its language: write understudy: 1");
  }
  scenario->about = root.text("about").value_or("");
  const auto seed = root.integer("seed");
  scenario->seed = sources.seed.value_or(seed.value_or(1));
  scenario->clock = played_clock(read_clock(root), sources.clock);
  note_idle_max_skip(root, scenario->clock);
  std::vector<NotedElsewhere> elsewhere;
  for (const Provider* provider : sources.providers)
    read_part(*scenario, root, *provider, sources, elsewhere);
  read_surroundings(*scenario, root, elsewhere);
  root.finish();
  if (scenario->parts.empty() && root_node.is_mapping() && !problems.has_errors()) {
    problems.error(root_node.place,
                   "a scenario plays at least one provider: add a section musement, baanx or file_order");
  }
  if (problems.has_errors()) return nullptr;
  return scenario;
}

}  // namespace mock::core
