#include "core/moment.hpp"

#include "core/text.hpp"

#include <algorithm>
#include <array>

namespace mock::core {
namespace {

constexpr std::size_t kLongestSignal = 64;

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

/// `{ status: COMPLETED, of: baanx/abcd_1234 }`
Node long_form_of(const OnElsewhere& trigger) {
  static constexpr std::array<std::string_view, 3> kKeys = {"event", "status", "signal"};
  Node form;
  form.kind = Node::Kind::Mapping;
  const auto add = [&](std::string_view key, const std::string& text) {
    auto& entry = form.entries.emplace_back();
    entry.key = key;
    entry.value.text = text;
  };
  add(kKeys[static_cast<std::size_t>(trigger.what)], trigger.word);
  if (!trigger.of.empty()) add("of", trigger.of);
  return form;
}

/// What a step waits for; nothing if it was refused.
class OnReader {
 public:
  OnReader(Mapping& mapping, const Noun& noun, std::vector<NotedElsewhere>* elsewhere)
      : mapping_(mapping), noun_(noun), elsewhere_(elsewhere) {}

  Moment::Trigger read() {
    const Node* node = mapping_.find("on");
    if (node == nullptr) return {};
    if (node->is_scalar()) return bare_event(node->text, node->place);
    if (node->is_sequence()) {
      mapping_.error(node->place, "a step waits for one thing, found a list of them: write a step for each");
      return {};
    }
    Mapping form = mapping_.child(*node, "the long form of 'on'");
    auto trigger = long_form(form);
    form.finish();
    return trigger;
  }

 private:
  Moment::Trigger bare_event(std::string event, Place place) {
    if (noun_.find_event(event) != nullptr) return On{std::move(event)};
    mapping_.error(place, unknown_event(noun_, event));
    return {};
  }

  Moment::Trigger long_form(Mapping& form) {
    const auto event = form.text("event");
    const auto status = form.text("status");
    const auto signal = form.text("signal");
    const auto of = form.text("of");
    if (!has_one_kind(form)) return {};
    if (event && !form.has("of")) return bare_event(*event, form.value_place("event"));
    if (event && of) return elsewhere(form, "event", {OnElsewhere::What::Event, *event, *of});
    if (status && !form.has("of") && knows_all_keys(form)) {
      form.error(
          form.place(),
          cat("a status is taken by a resource, which 'of' names: write on: ",
              to_flow_text(long_form_of(
                  {.what = OnElsewhere::What::Status, .word = shortened(*status, 40), .of = "abcd_1234"}))));
    }
    if (status && of) return elsewhere(form, "status", {OnElsewhere::What::Status, *status, *of});
    return signal ? read_signal(form, *signal) : Moment::Trigger{};
  }

  static bool is_kind(const Node::Entry& entry) {
    return entry.key == "event" || entry.key == "status" || entry.key == "signal";
  }

  /// A key that is not known has a message of its own, which says enough.
  static bool knows_all_keys(const Mapping& form) {
    return std::ranges::all_of(form.node().entries,
                               [](const auto& entry) { return is_kind(entry) || entry.key == "of"; });
  }

  /// One of the keys `event`, `status` and `signal`.
  static bool has_one_kind(Mapping& form) {
    std::vector<const Node::Entry*> kinds;
    for (const auto& entry : form.node().entries) {
      if (is_kind(entry)) kinds.push_back(&entry);
    }
    if (kinds.empty() && knows_all_keys(form)) {
      form.error(
          form.place(),
          "the long form of 'on' needs 'event', 'status' or 'signal': write on: { status: COMPLETED, of: "
          "abcd_1234 } or on: { signal: shipped }");
    }
    for (std::size_t i = 1; i < kinds.size(); ++i) {
      if (kinds[i]->key == kinds[0]->key) continue;  // a doubled key has its own message
      form.error(kinds[i]->key_place,
                 cat("a step waits for one thing, found '", kinds[0]->key, "' (",
                     to_text(kinds[0]->key_place), ") and '", kinds[i]->key, "': write a step for each"));
      return false;
    }
    return !kinds.empty();
  }

  Moment::Trigger elsewhere(Mapping& form, std::string_view key, const OnElsewhere& trigger) {
    if (elsewhere_ == nullptr) {
      form.error(form.key_place("of"),
                 "nothing can wait for another resource here: write an event of this one");
      return {};
    }
    note(form, key, trigger);
    return trigger;
  }

  void note(const Mapping& form, std::string_view key, const OnElsewhere& trigger) {
    if (elsewhere_ == nullptr) return;
    elsewhere_->push_back({.trigger = trigger,
                           .word_place = form.value_place(key),
                           .of_place = form.value_place("of"),
                           .step = mapping_.place()});
  }

  Moment::Trigger read_signal(Mapping& form, const std::string& signal) {
    if (form.has("of")) {
      form.error(form.key_place("of"),
                 "a signal is sent to the whole session and is nobody's: leave 'of' out");
    }
    if (!is_signal_name(signal)) {
      form.error(form.value_place("signal"),
                 cat("a signal is a word of letters, digits and ._-, ", std::to_string(kLongestSignal),
                     " of them at most, the first one a letter or digit, found ", in_quotes(signal)));
      return {};
    }
    OnElsewhere trigger{.what = OnElsewhere::What::Signal, .word = signal, .of = {}};
    note(form, "signal", trigger);
    return trigger;
  }

  Mapping& mapping_;
  const Noun& noun_;
  std::vector<NotedElsewhere>* elsewhere_;
};

}  // namespace

std::string topic_of(const OnElsewhere& news, std::string_view of) {
  static constexpr std::string_view kKinds[] = {"event ", "status ", "signal "};
  return cat(kKinds[static_cast<std::size_t>(news.what)], news.word, " ", of);
}

std::string to_text(const Moment& moment) {
  std::string text;
  if (const auto* at = std::get_if<At>(&moment.trigger)) text = cat("at: ", to_iso(at->instant));
  if (const auto* polls = std::get_if<Polls>(&moment.trigger))
    text = cat("polls: ", std::to_string(polls->count));
  if (const auto* on = std::get_if<On>(&moment.trigger)) text = cat("on: ", on->event);
  if (const auto* elsewhere = std::get_if<OnElsewhere>(&moment.trigger))
    text = cat("on: ", to_flow_text(long_form_of(*elsewhere)));
  if (moment.after != Duration{}) text += cat(text.empty() ? "" : ", ", "after: ", to_text(moment.after));
  return text;
}

bool is_signal_name(std::string_view word) {
  const auto is_alphanumeric = [](char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
           (letter >= '0' && letter <= '9');
  };
  return !word.empty() && word.size() <= kLongestSignal && is_alphanumeric(word.front()) &&
         std::ranges::all_of(word, [&](char letter) {
           return is_alphanumeric(letter) || letter == '.' || letter == '_' || letter == '-';
         });
}

std::string unknown_event(const Noun& noun, std::string_view found) {
  std::vector<std::string_view> names;
  for (const auto& event : noun.events) names.push_back(event.name);
  const auto near = did_you_mean(found, names);
  return cat("unknown event ", in_quotes(found), near, near.empty() ? ": a " : " A ", noun.name, " has ",
             join(names),
             is_signal_name(found) ? cat("; a word of your own is on: { signal: ", found, " }") : "");
}

Moment read_moment(Mapping& mapping, const Noun& noun, std::optional<Instant> session_start,
                   std::vector<NotedElsewhere>* elsewhere) {
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
  auto on = OnReader{mapping, noun, elsewhere}.read();
  if (!std::holds_alternative<std::monostate>(on)) moment.trigger = std::move(on);
  return moment;
}

}  // namespace mock::core
