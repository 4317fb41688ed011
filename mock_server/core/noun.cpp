#include "core/noun.hpp"

#include "core/text.hpp"

#include <algorithm>

namespace mock::core {

bool Noun::has_status(std::string_view status) const {
  return std::find(statuses.begin(), statuses.end(), status) != statuses.end();
}

bool Noun::can_go(std::string_view from, std::string_view to) const {
  return std::find(transitions.begin(), transitions.end(), std::pair{from, to}) != transitions.end();
}

bool Noun::is_final(std::string_view status) const {
  return std::none_of(transitions.begin(), transitions.end(),
                      [&](const auto& transition) { return transition.first == status; });
}

const Noun::Event* Noun::find_event(std::string_view event) const {
  const auto found = std::find_if(events.begin(), events.end(),
                                  [&](const Event& candidate) { return candidate.name == event; });
  return found == events.end() ? nullptr : &*found;
}

std::string unknown_status(const Noun& noun, std::string_view found) {
  std::string message =
      cat(in_quotes(found), " is no status of a ", noun.name, ", known: ", join(noun.statuses));
  for (const auto& [slip, advice] : noun.slips) {
    if (equal_ignoring_case(slip, found)) return cat(message, "; ", advice);
  }
  if (const auto near = nearest(found, noun.statuses)) message += cat("; did you mean ", *near, "?");
  return message;
}

}  // namespace mock::core
