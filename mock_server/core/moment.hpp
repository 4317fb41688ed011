#pragma once

#include "core/instant.hpp"
#include "core/mapping.hpp"
#include "core/noun.hpp"

#include <cstdint>
#include <string>
#include <variant>

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

/// What a step waits for: one trigger at most, and a delay counted from it (SCENARIOS 2.4). Never before its
/// turn.
struct Moment {
  using Trigger = std::variant<std::monostate, At, Polls, On>;
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

/// Reads `at`, `polls`, `on` and `after` of a mapping. Refuses two triggers, `at` with `after`, `polls: 0`,
/// an `at` before `session_start` (unknown: `at` is refused altogether), an event that the noun does not
/// have.
Moment read_moment(Mapping& mapping, const Noun& noun, std::optional<Instant> session_start);

}  // namespace mock::core
