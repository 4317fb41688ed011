#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace mock::core {

/// How much a finding matters (SCENARIOS 4, "Levels").
enum class Severity { Ignore, Note, Warning, Error };
std::string_view to_text(Severity severity);
std::optional<Severity> parse_severity(std::string_view text);

/// One rule that a finding can break. Its code is stable; `contracts/README.md` has a paragraph on each.
struct Rule {
  std::string_view code;
  Severity severity;
};

namespace rules {
inline constexpr Rule kUnknownPath{"CONTRACT-UNKNOWN-PATH", Severity::Error};
inline constexpr Rule kUnknownMethod{"CONTRACT-UNKNOWN-METHOD", Severity::Error};
inline constexpr Rule kMalformedRequest{"CONTRACT-MALFORMED-REQUEST", Severity::Error};
inline constexpr Rule kRequestPath{"CONTRACT-REQUEST-PATH", Severity::Error};
inline constexpr Rule kRequestQuery{"CONTRACT-REQUEST-QUERY", Severity::Error};
inline constexpr Rule kRequestHeader{"CONTRACT-REQUEST-HEADER", Severity::Error};
inline constexpr Rule kRequestBody{"CONTRACT-REQUEST-BODY", Severity::Error};
inline constexpr Rule kDuplicateKey{"CONTRACT-DUPLICATE-KEY", Severity::Error};
inline constexpr Rule kResponse{"CONTRACT-RESPONSE", Severity::Error};
inline constexpr Rule kMissingClient{"AUTH-MISSING-CLIENT", Severity::Error};
inline constexpr Rule kUnknownClient{"AUTH-UNKNOWN-CLIENT", Severity::Error};
inline constexpr Rule kWrongClientHeader{"AUTH-WRONG-CLIENT-HEADER", Severity::Error};
inline constexpr Rule kMissingApplication{"AUTH-MISSING-APPLICATION", Severity::Error};
inline constexpr Rule kUnknownApplication{"AUTH-UNKNOWN-APPLICATION", Severity::Error};
inline constexpr Rule kMissingBearer{"AUTH-MISSING-BEARER", Severity::Error};
inline constexpr Rule kUnknownBearer{"AUTH-UNKNOWN-BEARER", Severity::Error};
inline constexpr Rule kExpiredBearer{"AUTH-EXPIRED-BEARER", Severity::Error};
inline constexpr Rule kForbidden{"AUTH-FORBIDDEN", Severity::Error};
inline constexpr Rule kUnknownSession{"SESSION-UNKNOWN", Severity::Error};
inline constexpr Rule kSessionMismatch{"SESSION-MISMATCH", Severity::Error};
inline constexpr Rule kNoSessionNamed{"SESSION-NOT-NAMED", Severity::Warning};
inline constexpr Rule kNotPlayed{"SCENARIO-NOT-PLAYED", Severity::Error};
inline constexpr Rule kRequestsUnmet{"SCENARIO-REQUESTS", Severity::Error};
inline constexpr Rule kViolationMissing{"SCENARIO-VIOLATION-MISSING", Severity::Error};
inline constexpr Rule kSkipLimit{"SCENARIO-SKIP-LIMIT", Severity::Error};
inline constexpr Rule kStepNotTaken{"SCENARIO-STEP-NOT-TAKEN", Severity::Note};
}  // namespace rules

/// All of them, in the order of `contracts/README.md`.
std::span<const Rule> all_rules();
/// The rule of that code, or nullptr.
const Rule* find_rule(std::string_view code);

}  // namespace mock::core
