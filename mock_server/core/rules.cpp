#include "core/rules.hpp"

#include <algorithm>
#include <array>

namespace mock::core {

namespace {

/// In the order of `contracts/README.md`; a conformance test compares the two.
constexpr std::array kAllRules{
    rules::kUnknownPath,        rules::kUnknownMethod,      rules::kMalformedRequest,
    rules::kRequestPath,        rules::kRequestQuery,       rules::kRequestHeader,
    rules::kRequestBody,        rules::kDuplicateKey,       rules::kResponse,
    rules::kMissingClient,      rules::kUnknownClient,      rules::kWrongClientHeader,
    rules::kMissingApplication, rules::kUnknownApplication, rules::kMissingBearer,
    rules::kUnknownBearer,      rules::kExpiredBearer,      rules::kForbidden,
    rules::kUnknownSession,     rules::kSessionMismatch,    rules::kNoSessionNamed,
    rules::kNotPlayed,          rules::kRequestsUnmet,      rules::kViolationMissing,
    rules::kSkipLimit,          rules::kStepNotTaken,
};

struct NamedSeverity {
  Severity severity;
  std::string_view name;
};

constexpr std::array kSeverities{
    NamedSeverity{Severity::Ignore, "ignore"},
    NamedSeverity{Severity::Note, "note"},
    NamedSeverity{Severity::Warning, "warning"},
    NamedSeverity{Severity::Error, "error"},
};

}  // namespace

std::string_view to_text(Severity severity) { return kSeverities[static_cast<std::size_t>(severity)].name; }

std::optional<Severity> parse_severity(std::string_view text) {
  const auto found = std::ranges::find(kSeverities, text, &NamedSeverity::name);
  if (found == kSeverities.end()) return std::nullopt;
  return found->severity;
}

std::span<const Rule> all_rules() { return kAllRules; }

const Rule* find_rule(std::string_view code) {
  const auto found = std::ranges::find(kAllRules, code, &Rule::code);
  return found == kAllRules.end() ? nullptr : &*found;
}

}  // namespace mock::core
