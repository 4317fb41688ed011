#include "core/step.hpp"

#include "core/text.hpp"

#include <map>

namespace mock::core {

void read_step(Mapping& mapping, const Noun& noun, const Json& shape, const ScenarioReader& reader,
               Step& step) {
  step.place = mapping.place();
  step.moment = read_moment(mapping, noun, reader.start, reader.elsewhere);
  step.unrealistic = mapping.boolean("unrealistic").value_or(false);
  if (const auto status = mapping.text("status")) {
    step.status_place = mapping.value_place("status");
    if (noun.has_status(*status)) {
      step.status = *status;
    } else {
      mapping.error(step.status_place, unknown_status(noun, *status));
    }
  }
  step.fields = read_wire_mapping(mapping, "fields", shape, step.unrealistic);
}

std::vector<const Node*> step_nodes(const Node& timeline, Problems& problems) {
  if (timeline.is_empty()) {
    problems.error(timeline.place, "a timeline has no value: write a step, or [] for none");
    return {};
  }
  if (!timeline.is_sequence()) return {&timeline};
  std::vector<const Node*> nodes;
  nodes.reserve(timeline.items.size());
  for (const Node& item : timeline.items) nodes.push_back(&item);
  return nodes;
}

void check_steps(std::span<const Step* const> steps, const Noun& noun, Problems& problems,
                 std::string_view from) {
  const bool comes_to_exist = from.empty();
  std::string_view status = comes_to_exist ? noun.first_status() : from;
  Place status_place{};  // of the step that set it
  std::optional<Instant> earlier_at;
  std::map<std::string_view, Place> used_up;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const Step& step = *steps[i];
    if (const auto* at = std::get_if<At>(&step.moment.trigger)) {
      if (earlier_at && at->instant < *earlier_at && !step.unrealistic) {
        problems.error(step.place, cat("'at: ", to_iso(at->instant),
                                       "' lies before an earlier step's 'at: ", to_iso(*earlier_at),
                                       "': put the steps in the order in which they come"));
      }
      earlier_at = at->instant;
    }
    if (const auto* on = std::get_if<On>(&step.moment.trigger)) {
      const auto* event = noun.find_event(on->event);
      const auto [first, is_new] = used_up.try_emplace(on->event, step.place);
      if (!is_new && event != nullptr && event->happens_once) {
        problems.error(step.place,
                       cat("'", on->event, "' happens once, and the step at ", to_text(first->second),
                           " has used it up: this step would wait for ever, write 'after' instead"));
      }
    }
    if (step.status.empty()) continue;
    // The first step may tell the status at creation (SCENARIOS 2.4, rule 2); a repeated status changes
    // nothing.
    const bool at_creation = comes_to_exist && i == 0 && step.moment.is_immediate();
    if (!at_creation && step.status != status && !noun.can_go(status, step.status) && !step.unrealistic) {
      std::string present{status};
      if (status_place.line != 0) present += cat(" (", to_text(status_place), ")");
      const bool final = noun.is_final(status);
      std::vector<std::string_view> targets;
      for (const auto& [source, target] : noun.transitions) {
        if (source == status) targets.push_back(target);
      }
      problems.error(
          step.status_place,
          cat("a ", noun.name, " cannot go from ", present, " to ", step.status, ", ",
              final ? cat(status, " is final") : cat("from ", status, " it goes to ", join(targets, "or")),
              ": remove a step, or add 'unrealistic: true' to this one if you mean it"));
    }
    status = step.status;
    status_place = step.status_place;
  }
}

Moment with_past_event(Moment moment, std::string_view event, Instant happened) {
  const auto* on = std::get_if<On>(&moment.trigger);
  if (on == nullptr || on->event != event) return moment;
  return {.trigger = At{add(happened, moment.after)}, .after = {}};
}

}  // namespace mock::core
