#include "core/moment.hpp"

#include "core/text.hpp"

namespace mock::core {
namespace {

/// `{ on: paid } and { polls: 2, status: OK }`: the step taken apart at its triggers, the rest goes with the
/// last one.
std::string one_trigger_each(const Node& step, std::string_view first_trigger) {
  Node first;
  first.kind = Node::Kind::Mapping;
  Node rest = first;
  for (const auto& entry : step.entries) (entry.key == first_trigger ? first : rest).entries.push_back(entry);
  return cat(to_flow_text(first), " and ", to_flow_text(rest));
}

void refuse_two_triggers(Mapping& mapping) {
  std::vector<const Node::Entry*> triggers;
  for (const auto& entry : mapping.node().entries) {
    if (entry.key == "at" || entry.key == "polls" || entry.key == "on") triggers.push_back(&entry);
  }
  for (std::size_t i = 1; i < triggers.size(); ++i) {
    if (triggers[i]->key == triggers[0]->key) continue;  // a doubled key has its own message
    mapping.error(triggers[i]->key_place,
                  cat("a step has one trigger, found '", triggers[0]->key, "' (",
                      to_text(triggers[0]->key_place), ") and '", triggers[i]->key, "': write two steps, ",
                      one_trigger_each(mapping.node(), triggers[0]->key)));
    return;
  }
}

std::string event_names(const Noun& noun) {
  std::vector<std::string_view> names;
  for (const auto& event : noun.events) names.push_back(event.name);
  return join(names);
}

std::optional<std::string> read_event(Mapping& mapping, const Noun& noun) {
  const Node* node = mapping.find("on");
  if (node == nullptr || node->unset) return std::nullopt;
  if (!node->is_scalar()) {
    mapping.error(
        node->place,
        "the long form of 'on' (an event or status of another resource, a signal) is not part of this "
        "version: write the name of an event of this resource, on: created");
    return std::nullopt;
  }
  if (noun.find_event(node->text) != nullptr) return node->text;
  std::vector<std::string_view> names;
  for (const auto& event : noun.events) names.push_back(event.name);
  mapping.error(node->place, cat("unknown event ", in_quotes(node->text), did_you_mean(node->text, names),
                                 did_you_mean(node->text, names).empty() ? ": a " : " A ", noun.name, " has ",
                                 event_names(noun)));
  return std::nullopt;
}

}  // namespace

std::string to_text(const Moment& moment) {
  std::string text;
  if (const auto* at = std::get_if<At>(&moment.trigger)) text = cat("at: ", to_iso(at->instant));
  if (const auto* polls = std::get_if<Polls>(&moment.trigger))
    text = cat("polls: ", std::to_string(polls->count));
  if (const auto* on = std::get_if<On>(&moment.trigger)) text = cat("on: ", on->event);
  if (moment.after != Duration{}) text += cat(text.empty() ? "" : ", ", "after: ", to_text(moment.after));
  return text;
}

Moment read_moment(Mapping& mapping, const Noun& noun, std::optional<Instant> session_start) {
  refuse_two_triggers(mapping);
  Moment moment;
  if (const auto after = mapping.duration("after")) moment.after = *after;
  if (const auto at = mapping.instant("at")) {
    moment.trigger = At{*at};
    if (!session_start) {
      mapping.error(
          mapping.key_place("at"),
          "'at' needs a clock with a known start: write clock: { start: 2026-03-01T09:00:00Z }, or 'after'");
    } else if (*at < *session_start) {
      mapping.error(mapping.value_place("at"),
                    cat("'at' lies before the session's start ", to_iso(*session_start),
                        ": write a later instant, or leave it out"));
    }
    if (mapping.has("after")) {
      mapping.error(mapping.key_place("after"),
                    "'at' is the instant itself and takes no 'after': add the delay to the instant");
    }
  }
  if (const auto polls = mapping.integer("polls")) {
    if (*polls == 0) {
      mapping.error(mapping.value_place("polls"),
                    "'polls' counts from 1, found '0': leave it out to wait for no poll");
    }
    moment.trigger = Polls{*polls};
  }
  if (auto event = read_event(mapping, noun)) moment.trigger = On{std::move(*event)};
  return moment;
}

}  // namespace mock::core
