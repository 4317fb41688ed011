#pragma once

#include "core/instant.hpp"
#include "core/mapping.hpp"
#include "core/noun.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace mock::core {

/// `at: INSTANT`
struct At {
  Instant instant;
  bool operator==(const At&) const = default;
};
/// `polls: N`, N ≥ 1
struct Polls {
  std::uint64_t count = 1;
  bool operator==(const Polls&) const = default;
};
/// `on: EVENT`
struct On {
  std::string event;
  bool operator==(const On&) const = default;
};

/// `on: { event: paid, of: REF }`, `on: { status: COMPLETED, of: REF }`, `on: { signal: NAME }`: something
/// that happens elsewhere in the session.
struct OnElsewhere {
  enum class What : std::uint8_t { Event, Status, Signal };
  What what = What::Event;
  std::string word;  ///< the event, status or signal
  std::string of;    ///< the reference as it is written; empty with a signal
  bool operator==(const OnElsewhere&) const = default;
};

/// `status COMPLETED baanx/abcd_1234`: what happens elsewhere as one text, with `of` as its resource is
/// called there.
std::string topic_of(const OnElsewhere& news, std::string_view of);

/// What a step waits for: one trigger at most, and a delay counted from it (SCENARIOS 2.4). Never before its
/// turn.
struct Moment {
  using Trigger = std::variant<std::monostate, At, Polls, On, OnElsewhere>;
  Trigger trigger;
  Duration after{};
  bool operator==(const Moment&) const = default;

  /// Neither trigger nor delay: it comes at its turn.
  [[nodiscard]] bool is_immediate() const {
    return std::holds_alternative<std::monostate>(trigger) && after == Duration{};
  }
};

/// `on: paid, after: 47h`, as a scenario writes it.
std::string to_text(const Moment& moment);

/// A trigger that speaks of another resource (or of a signal), noted while a section is read: what it refers
/// to may stand in a section that is read later. `check_elsewhere` (elsewhere.hpp) judges them all.
struct NotedElsewhere {
  OnElsewhere trigger;
  Place word_place;
  Place of_place;
  Place step;  ///< of the mapping that it stands in
};

/// Letters, digits and `._-`, the first one a letter or digit, 64 at most: the name of a signal.
bool is_signal_name(std::string_view word);

/// `unknown event 'payed', did you mean 'paid'? A musement item has created, paid, …`: for messages.
std::string unknown_event(const Noun& noun, std::string_view found);

/// Reads `at`, `polls`, `on` and `after` of a mapping. Refuses two triggers, `at` with `after`, `polls: 0`,
/// an `at` before `session_start` (unknown: `at` is refused altogether), an event that the noun does not
/// have. Triggers on what happens elsewhere go into `elsewhere`; null: those on other resources are refused.
Moment read_moment(Mapping& mapping, const Noun& noun, std::optional<Instant> session_start,
                   std::vector<NotedElsewhere>* elsewhere);

}  // namespace mock::core
