#pragma once

#include "core/known_names.hpp"
#include "core/mapping.hpp"
#include "core/rules.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace mock::core {

/// How many of something there must be (SCENARIOS 2.2 `count`).
struct Count {
  std::optional<std::uint64_t> at_least;
  std::optional<std::uint64_t> at_most;
  bool operator==(const Count&) const = default;

  [[nodiscard]] bool allows(std::uint64_t number) const;
  /// No further one can mend it.
  [[nodiscard]] bool is_exceeded_by(std::uint64_t number) const { return at_most && number > *at_most; }
};
/// `exactly 3`, `at least 1`, `2 to 5`
std::string to_text(const Count& count);
/// Reads `count:`, an integer or `{ at_least: N, at_most: N }`.
std::optional<Count> read_count(Mapping& mapping);

/// `expect: requests`: so many exchanges of that kind.
struct RequestDemand {
  std::string operation;           ///< `baanx/get_order`; empty: any
  std::string of;                  ///< a reference; empty: any
  std::optional<int> http_status;  ///< of the answer
  Count count{.at_least = 1, .at_most = {}};
  Place place;
};
/// `get_order of abcd_1234 answered 200`, for messages.
std::string to_text(const RequestDemand& demand);

/// `expect: violations`: findings that are meant to come.
struct DeclaredViolation {
  std::string code;
  Count count{.at_least = 1, .at_most = {}};
  Place place;
};

/// What the client must have done (SCENARIOS 4), as far as this version judges it.
struct Expectations {
  std::vector<RequestDemand> requests;
  std::vector<DeclaredViolation> violations;
  std::map<std::string, Severity, std::less<>> severity;
  Severity fail_on = Severity::Error;

  [[nodiscard]] const DeclaredViolation* declared(std::string_view code) const;
  [[nodiscard]] Severity severity_of(const Rule& rule) const;
};

/// Reads the section `expect`.
Expectations read_expectations(Mapping& expect, const KnownNames& names);

}  // namespace mock::core
