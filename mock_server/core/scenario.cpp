#include "core/scenario.hpp"

#include "core/text.hpp"

#include <algorithm>
#include <cassert>
#include <set>

namespace mock::core {
namespace {

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
  if (mode && *mode == "auto") {
    root.error(mode_place, cat("the clock 'auto' is not part of this version, known: ", clock_modes()));
  } else if (mode) {
    if (const auto parsed = parse_clock_mode(*mode)) {
      clock = *parsed;
    } else {
      root.error(mode_place, cat("a clock is ", clock_modes(), ", found ", in_quotes(*mode)));
    }
  }
  if (mapping) {
    clock.start = mapping->instant("start");
    mapping->finish();
  }
  return clock;
}

std::optional<Instant> known_start(const ClockSettings& clock) {
  if (clock.start) return clock.start;
  if (clock.mode == ClockMode::Manual) return kManualStart;
  return std::nullopt;
}

void read_part(Scenario& scenario, Mapping& root, const Provider& provider, const ScenarioSources& sources) {
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
                              .start = known_start(scenario.clock),
                              .seed = scenario.seed,
                              .files = sources.files};
  part.plan = provider.configure(*section, reader, root.problems(), sources.known_keys);
  scenario.parts.push_back(std::move(part));
}

/// Every word that `expect` may use: all operations of all providers, and what the sections define.
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

}  // namespace

std::string to_text(const ClockSettings& clock) {
  switch (clock.mode) {
    case ClockMode::Real:
      return "real";
    case ClockMode::Scaled:
      return cat("x", std::to_string(clock.factor));
    case ClockMode::Manual:
      return "manual";
  }
  return "";
}

std::optional<ClockSettings> parse_clock_mode(std::string_view text) {
  constexpr std::uint64_t kMostFactor = 1'000'000;
  if (text == "real") return ClockSettings{.mode = ClockMode::Real};
  if (text == "manual") return ClockSettings{.mode = ClockMode::Manual};
  if (text.empty() || text.front() != 'x') return std::nullopt;
  const auto factor = parse_decimal(text.substr(1));
  if (!factor || *factor == 0 || *factor > kMostFactor) return std::nullopt;
  return ClockSettings{.mode = ClockMode::Scaled, .factor = static_cast<std::uint32_t>(*factor)};
}

std::string_view clock_modes() {
  return "real, manual or x60 (any whole number from 1 to 1000000 after the x)";
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
  scenario->seed = root.integer("seed").value_or(1);
  scenario->clock = read_clock(root);
  for (const Provider* provider : sources.providers) read_part(*scenario, root, *provider, sources);
  if (auto expect = root.mapping("expect", "expect")) {
    KnownNames names = known_names(*scenario);
    collect_id_places(root_node, names.places);
    scenario->expect = read_expectations(*expect, names);
  }
  root.finish();
  if (scenario->parts.empty() && root_node.is_mapping() && !problems.has_errors()) {
    problems.error(root_node.place,
                   "a scenario plays at least one provider: add a section musement, baanx or file_order");
  }
  if (problems.has_errors()) return nullptr;
  return scenario;
}

}  // namespace mock::core
