#include "core/step.hpp"

#include "core/text.hpp"

#include <map>

namespace mock::core {
namespace {

void refuse_status(Mapping& mapping, const Noun& noun, const std::string& found) {
  std::string message =
      cat(in_quotes(found), " is no status of a ", noun.name, ", known: ", join(noun.statuses));
  std::optional<std::string> hint;
  for (const auto& [slip, advice] : noun.slips) {
    if (equal_ignoring_case(slip, found)) hint = cat("; ", advice);
  }
  if (!hint) {
    if (const auto near = nearest(found, noun.statuses)) hint = cat("; did you mean ", *near, "?");
  }
  mapping.error(mapping.value_place("status"), cat(message, hint.value_or("")));
}

}  // namespace

void read_step(Mapping& mapping, const Noun& noun, const Json& shape, const ScenarioReader& reader,
               Step& step) {
  step.place = mapping.place();
  step.moment = read_moment(mapping, noun, reader.start);
  step.unrealistic = mapping.boolean("unrealistic").value_or(false);
  if (const auto status = mapping.text("status")) {
    step.status_place = mapping.value_place("status");
    if (noun.has_status(*status)) {
      step.status = *status;
    } else {
      refuse_status(mapping, noun, *status);
    }
  }
  step.fields = read_wire_mapping(mapping, "fields", shape, step.unrealistic);
}

void check_steps(std::span<const Step* const> steps, const Noun& noun, Problems& problems) {
  std::string_view status = noun.first_status();
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
    const bool at_creation = i == 0 && step.moment.is_immediate();
    if (!at_creation && step.status != status && !noun.can_go(status, step.status) && !step.unrealistic) {
      std::string from{status};
      if (status_place.line != 0) from += cat(" (", to_text(status_place), ")");
      const bool final = noun.is_final(status);
      std::vector<std::string_view> targets;
      for (const auto& [source, target] : noun.transitions) {
        if (source == status) targets.push_back(target);
      }
      problems.error(
          step.status_place,
          cat("a ", noun.name, " cannot go from ", from, " to ", step.status, ", ",
              final ? cat(status, " is final") : cat("from ", status, " it goes to ", join(targets, "or")),
              ": remove a step, or add 'unrealistic: true' to this one if you mean it"));
    }
    status = step.status;
    status_place = step.status_place;
  }
}

}  // namespace mock::core
