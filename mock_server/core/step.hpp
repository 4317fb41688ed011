#pragma once

#include "core/json.hpp"
#include "core/mapping.hpp"
#include "core/moment.hpp"
#include "core/noun.hpp"
#include "core/scenario_reader.hpp"

#include <functional>
#include <span>
#include <string>
#include <string_view>
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
/// second step on what happens only once. `unrealistic` steps may do what they like. `from` is the status
/// that the resource has before the first step; empty: it comes to exist with it, so that the first step may
/// tell its status (SCENARIOS 2.4, rule 2).
void check_steps(std::span<const Step* const> steps, const Noun& noun, Problems& problems,
                 std::string_view from = {});

/// `on: created` as an instant, for a timeline that comes to exist when that event is over; other moments as
/// they are.
Moment with_past_event(Moment moment, std::string_view event, Instant happened);

/// The moments of a timeline.
template <typename AnyStep>
std::vector<Moment> moments_of(const std::vector<AnyStep>& steps) {
  std::vector<Moment> moments;
  moments.reserve(steps.size());
  for (const auto& step : steps) moments.push_back(step.moment);
  return moments;
}

/// The steps of a timeline that stands by itself: those of a list, or the one that stands for a list of one.
std::vector<const Node*> step_nodes(const Node& timeline, Problems& problems);

/// Reads each of `nodes` as a step, and checks them together. `read_more` reads the keys that only this
/// provider's steps have; `from` as in `check_steps`.
template <typename AnyStep>
std::vector<AnyStep> read_steps(std::span<const Node* const> nodes, std::string_view what, const Noun& noun,
                                const Json& shape, const ScenarioReader& reader, std::string_view from,
                                Problems& problems, KnownKeys* known_keys,
                                const std::function<void(Mapping&, AnyStep&)>& read_more) {
  std::vector<AnyStep> steps;
  for (const Node* node : nodes) {
    Mapping mapping{*node, what, problems, known_keys};
    AnyStep& step = steps.emplace_back();
    read_step(mapping, noun, shape, reader, step);
    if (read_more) read_more(mapping, step);
    mapping.finish();
  }
  std::vector<const Step*> common;
  common.reserve(steps.size());
  for (const AnyStep& step : steps) common.push_back(&step);
  check_steps(common, noun, problems, from);
  return steps;
}

/// Reads `timeline:` of `owner`.
template <typename AnyStep>
std::vector<AnyStep> read_timeline(Mapping& owner, std::string_view what, const Noun& noun, const Json& shape,
                                   const ScenarioReader& reader,
                                   const std::function<void(Mapping&, AnyStep&)>& read_more = {}) {
  const auto nodes = owner.list("timeline");
  return read_steps<AnyStep>(nodes, what, noun, shape, reader, {}, owner.problems(), owner.known_keys(),
                             read_more);
}

/// Reads a timeline that a move brings, a list or one step, for a resource that is in the status `from`: the
/// first step's turn is the move's instant.
template <typename AnyStep>
std::vector<AnyStep> read_timeline(const Node& timeline, std::string_view what, const Noun& noun,
                                   const Json& shape, const ScenarioReader& reader, std::string_view from,
                                   Problems& problems,
                                   const std::function<void(Mapping&, AnyStep&)>& read_more = {}) {
  const auto nodes = step_nodes(timeline, problems);
  return read_steps<AnyStep>(nodes, what, noun, shape, reader, from, problems, nullptr, read_more);
}

}  // namespace mock::core
