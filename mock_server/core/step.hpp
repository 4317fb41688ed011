#pragma once

#include "core/json.hpp"
#include "core/mapping.hpp"
#include "core/moment.hpp"
#include "core/noun.hpp"
#include "core/scenario_reader.hpp"

#include <functional>
#include <string>
#include <vector>

namespace mock::core {

/// One step of a timeline: a moment plus what changes (SCENARIOS 2.4). Providers derive their own from it.
struct Step {
  Moment moment;
  std::string status;  ///< empty: the status stays
  Json fields;         ///< merge patch for the resource's JSON from then on; null: none
  bool unrealistic = false;
  Place place;         ///< of the step
  Place status_place;  ///< of the status, where there is one
};

/// Reads the keys that the steps of every provider share. `shape` is the JSON Schema of the resource, for
/// `fields`.
void read_step(Mapping& mapping, const Noun& noun, const Json& shape, const ScenarioReader& reader,
               Step& step);

/// Refuses what the noun's state machine does not have, steps that come before an earlier step's `at`, and a
/// second step on what happens only once. `unrealistic` steps may do what they like.
void check_steps(std::span<const Step* const> steps, const Noun& noun, Problems& problems);

/// The moments of a timeline.
template <typename AnyStep>
std::vector<Moment> moments_of(const std::vector<AnyStep>& steps) {
  std::vector<Moment> moments;
  moments.reserve(steps.size());
  for (const auto& step : steps) moments.push_back(step.moment);
  return moments;
}

/// Reads `timeline:` of `owner`. `read_more` reads the keys that only this provider's steps have.
template <typename AnyStep>
std::vector<AnyStep> read_timeline(Mapping& owner, std::string_view what, const Noun& noun, const Json& shape,
                                   const ScenarioReader& reader,
                                   const std::function<void(Mapping&, AnyStep&)>& read_more = {}) {
  std::vector<AnyStep> steps;
  for (const Node* node : owner.list("timeline")) {
    Mapping mapping = owner.child(*node, what);
    AnyStep& step = steps.emplace_back();
    read_step(mapping, noun, shape, reader, step);
    if (read_more) read_more(mapping, step);
    mapping.finish();
  }
  std::vector<const Step*> common;
  common.reserve(steps.size());
  for (const AnyStep& step : steps) common.push_back(&step);
  check_steps(common, noun, owner.problems());
  return steps;
}

}  // namespace mock::core
