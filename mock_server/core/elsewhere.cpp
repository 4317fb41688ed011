#include "core/elsewhere.hpp"

#include "core/text.hpp"

#include <algorithm>
#include <cassert>
#include <cstdint>
#include <optional>
#include <utility>

namespace mock::core {
namespace {

using Places = std::map<std::string, Place, std::less<>>;

/// `new/1` and `baanx/new/1`: the first order that the client creates.
bool means_created_by_client(std::string_view reference) {
  constexpr std::string_view kNew = "new/";
  const auto begin = reference.starts_with(kNew) ? 0 : reference.find("/new/");
  if (begin == std::string_view::npos) return false;
  return parse_decimal(reference.substr(reference.find(kNew, begin) + kNew.size())).has_value();
}

/// ` (12:11)`, where the id of a reference is defined; nothing if nobody knows.
std::string place_of(std::string_view reference, const KnownResources& known, const Places& places) {
  const auto slash = reference.find('/');
  const bool has_provider = slash != std::string_view::npos && known.has_provider(reference.substr(0, slash));
  const auto id = has_provider ? reference.substr(slash + 1) : reference;
  const auto found = places.find(id);
  return found == places.end() || known.is_ambiguous(id) ? std::string{}
                                                         : cat(" (", to_text(found->second), ")");
}

std::string unknown_reference(std::string_view reference, const KnownResources& known, const Places& places) {
  const auto names = known.references();
  const auto near = nearest(reference, names);
  return cat("nothing here is called ", in_quotes(reference),
             near ? cat(", did you mean ", in_quotes(*near), place_of(*near, known, places), "?") : "");
}

std::string whole_provider(std::string_view provider, const KnownResources& known) {
  const auto example = std::ranges::find_if(known.outlines(), [&](const ResourceOutline& outline) {
    return outline.name.starts_with(cat(provider, "/"));
  });
  return cat(in_quotes(provider), " is all of a provider, and one resource is meant",
             example == known.outlines().end() ? "" : cat(": write ", example->name));
}

// --- Words -------------------------------------------------------------------------------------------------

/// The event or status must be one of the noun's.
void check_word(const NotedElsewhere& noted, const Noun& noun, Problems& problems) {
  const std::string& word = noted.trigger.word;
  if (noted.trigger.what == OnElsewhere::What::Event && noun.find_event(word) == nullptr) {
    problems.error(noted.word_place, unknown_event(noun, word));
  }
  if (noted.trigger.what == OnElsewhere::What::Status && !noun.has_status(word)) {
    problems.error(noted.word_place, unknown_status(noun, word));
  }
}

// --- What happens once -------------------------------------------------------------------------------------

void refuse_used_up(const ResourceOutline& outline, const KnownResources& known, Problems& problems) {
  std::map<std::pair<const ResourceOutline*, std::string_view>, Place> used_up;
  for (const auto& step : outline.steps) {
    const auto* on = std::get_if<OnElsewhere>(&step.moment->trigger);
    if (on == nullptr || on->what != OnElsewhere::What::Event) continue;
    const auto* target = known.find(on->of);
    const auto* event = target == nullptr ? nullptr : target->noun->find_event(on->word);
    if (event == nullptr || !event->happens_once) continue;
    const auto [first, is_new] = used_up.try_emplace({target, on->word}, step.line);
    if (is_new) continue;
    problems.error(step.line, cat("'", on->word, "' of ", target->name, " happens once, and the step at ",
                                  to_text(first->second),
                                  " has used it up: this step would wait for ever, write 'after' instead"));
  }
}

// --- Circles -----------------------------------------------------------------------------------------------

/// The steps of all resources, and which of them must be taken before which. An event is nobody's step: the
/// client, or somebody outside, makes it happen.
class WaitGraph {
 public:
  explicit WaitGraph(const KnownResources& known) : known_(known) {
    for (const auto& outline : known.outlines()) {
      first_step_.push_back(steps_.size());
      for (std::size_t i = 0; i < outline.steps.size(); ++i) steps_.push_back({&outline, i});
    }
    seen_.resize(steps_.size());
  }

  /// What follows each other in a list makes no circle: one of its steps waits for a status.
  void refuse_circles(Problems& problems) {
    for (std::size_t step = 0; step < steps_.size(); ++step) {
      if (steps_[step].awaited_status() != nullptr) walk_from(step, problems);
    }
  }

 private:
  struct Step {
    const ResourceOutline* resource;
    std::size_t index;
    [[nodiscard]] const ResourceOutline::Step& outline() const { return resource->steps[index]; }
    [[nodiscard]] const OnElsewhere* awaited_status() const {
      const auto* on = std::get_if<OnElsewhere>(&outline().moment->trigger);
      return on != nullptr && on->what == OnElsewhere::What::Status ? on : nullptr;
    }
  };
  enum class Seen : std::uint8_t { Never, OnTheWay, Done };
  /// A step on the way from the one that we began with, and what is left to look at of what it needs.
  struct Visit {
    std::size_t step;
    std::vector<std::size_t> needs;
  };

  [[nodiscard]] std::size_t number_of(const ResourceOutline& resource, std::size_t index) const {
    return first_step_[static_cast<std::size_t>(&resource - known_.outlines().data())] + index;
  }

  /// The status that it has from the start needs no step.
  static std::optional<std::size_t> step_that_sets(const ResourceOutline& resource, std::string_view status) {
    const auto& steps = resource.steps;
    const bool first_tells = !steps.empty() && steps[0].moment->is_immediate() && !steps[0].status.empty();
    if ((first_tells ? steps[0].status : resource.noun->first_status()) == status) return std::nullopt;
    const auto found = std::ranges::find(steps, status, &ResourceOutline::Step::status);
    if (found == steps.end()) return std::nullopt;
    return static_cast<std::size_t>(found - steps.begin());
  }

  [[nodiscard]] std::vector<std::size_t> needs_of(const Step& step) const {
    std::vector<std::size_t> needs;
    if (step.index > 0) {
      needs.push_back(number_of(*step.resource, step.index - 1));
    } else if (const auto* before = known_.find(step.resource->follows);
               before != nullptr && !before->steps.empty()) {
      needs.push_back(number_of(*before, before->steps.size() - 1));
    }
    const auto* status = step.awaited_status();
    const auto* target = status == nullptr ? nullptr : known_.find(status->of);
    if (target == nullptr) return needs;
    if (const auto index = step_that_sets(*target, status->word)) needs.push_back(number_of(*target, *index));
    return needs;
  }

  /// Not recursive: the timelines of a scenario may be long, and chained.
  void walk_from(std::size_t begin, Problems& problems) {
    std::vector<Visit> way;
    const auto enter = [&](std::size_t step) {
      seen_[step] = Seen::OnTheWay;
      way.push_back({step, needs_of(steps_[step])});
    };
    if (seen_[begin] == Seen::Never) enter(begin);
    while (!way.empty()) {
      Visit& visit = way.back();
      if (visit.needs.empty()) {
        seen_[visit.step] = Seen::Done;
        way.pop_back();
        continue;
      }
      const std::size_t needed = visit.needs.back();
      visit.needs.pop_back();
      if (seen_[needed] == Seen::OnTheWay) refuse(circle_to(needed, way), problems);
      if (seen_[needed] == Seen::Never) enter(needed);
    }
  }

  /// From the step `needed` to the end of the way, which needs it again.
  static std::vector<std::size_t> circle_to(std::size_t needed, const std::vector<Visit>& way) {
    std::vector<std::size_t> circle;
    const auto begin = std::ranges::find(way, needed, &Visit::step);
    for (auto visit = begin; visit != way.end(); ++visit) circle.push_back(visit->step);
    return circle;
  }

  /// `waiting in a circle: the step at 5:9 waits for COMPLETED of baanx/b, which the step at 8:9 sets; that
  /// one waits for …`. Told at the first of its steps that waits for a status.
  void refuse(std::vector<std::size_t> circle, Problems& problems) const {
    auto first = circle.end();
    for (auto step = circle.begin(); step != circle.end(); ++step) {
      if (steps_[*step].awaited_status() == nullptr) continue;
      if (first == circle.end() || place_of_step(*step) < place_of_step(*first)) first = step;
    }
    assert(first != circle.end() && "lists alone make no circle");
    std::rotate(circle.begin(), first, circle.end());
    constexpr std::size_t kMostTold = 12;
    std::string message = "waiting in a circle: ";
    for (std::size_t i = 0; i < std::min(circle.size(), kMostTold); ++i) {
      const std::size_t next = circle[(i + 1) % circle.size()];
      message += cat(i == 0 ? "this step " : "; that one ", why(steps_[circle[i]], steps_[next]));
    }
    if (circle.size() > kMostTold) {
      message += cat("; and so on, ", std::to_string(circle.size()), " steps in all");
    }
    problems.error(place_of_step(circle.front()), cat(message, ": none of them can ever be taken"));
  }

  [[nodiscard]] Place place_of_step(std::size_t step) const { return steps_[step].outline().line; }

  /// Why `step` needs `needed` to be taken before.
  [[nodiscard]] std::string why(const Step& step, const Step& needed) const {
    const std::string place = to_text(needed.outline().line);
    const auto* status = step.awaited_status();
    const auto* target = status == nullptr ? nullptr : known_.find(status->of);
    if (target == needed.resource && needed.outline().status == status->word) {
      const bool is_itself = step.resource == needed.resource && step.index == needed.index;
      return cat("waits for ", status->word, " of ", target->name, ", which ",
                 is_itself ? std::string{"it sets itself"} : cat("the step at ", place, " sets"));
    }
    return cat("comes after the step at ", place);
  }

  const KnownResources& known_;
  std::vector<std::size_t> first_step_;  ///< of each outline, in `steps_`
  std::vector<Step> steps_;
  std::vector<Seen> seen_;
};

}  // namespace

void KnownResources::add(std::string_view provider, ResourceOutline outline) {
  providers_.emplace(provider);
  const std::size_t index = outlines_.size();
  refer(outline.name, index);
  for (const auto& reference : outline.also) {
    refer(reference, index);
    refer(cat(provider, "/", reference), index);
  }
  outlines_.push_back(std::move(outline));
}

void KnownResources::refer(std::string reference, std::size_t index) {
  auto& meanings = by_reference_[std::move(reference)];
  if (meanings.empty() || meanings.back() != index) meanings.push_back(index);
}

const ResourceOutline* KnownResources::find(std::string_view reference) const {
  const auto found = by_reference_.find(reference);
  if (found == by_reference_.end() || found->second.size() != 1) return nullptr;
  return &outlines_[found->second.front()];
}

std::vector<std::string_view> KnownResources::meanings(std::string_view reference) const {
  std::vector<std::string_view> names;
  const auto found = by_reference_.find(reference);
  if (found == by_reference_.end()) return names;
  for (const std::size_t index : found->second) names.push_back(outlines_[index].name);
  return names;
}

std::vector<std::string_view> KnownResources::references() const {
  std::vector<std::string_view> references;
  references.reserve(by_reference_.size());
  for (const auto& [reference, meanings] : by_reference_) {
    if (meanings.size() == 1) references.push_back(reference);
  }
  return references;
}

std::string objection_to_reference(std::string_view reference, const KnownResources& known,
                                   const Places& places) {
  const auto meanings = known.meanings(reference);
  if (meanings.size() == 1) return {};
  if (meanings.size() > 1) {
    return cat(in_quotes(reference), " may mean ", join(meanings, "or"), ": write the one that is meant");
  }
  if (known.has_provider(reference)) return whole_provider(reference, known);
  if (means_created_by_client(reference)) {
    return cat(in_quotes(reference),
               " is an order that the client creates, and no client can create one in this version: name an "
               "order that "
               "is there from the start");
  }
  return unknown_reference(reference, known, places);
}

void check_elsewhere(std::span<const NotedElsewhere> noted, const KnownResources& known, const Places& places,
                     Problems& problems) {
  for (const auto& each : noted) {
    if (each.trigger.what == OnElsewhere::What::Signal) continue;
    const auto* target = known.find(each.trigger.of);
    if (target == nullptr) {
      problems.error(each.of_place, objection_to_reference(each.trigger.of, known, places));
    } else {
      check_word(each, *target->noun, problems);
    }
  }
  for (const auto& outline : known.outlines()) refuse_used_up(outline, known, problems);
  WaitGraph{known}.refuse_circles(problems);
}

}  // namespace mock::core
