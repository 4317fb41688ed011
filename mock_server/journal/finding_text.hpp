#pragma once

#include "core/report.hpp"
#include "journal/colour.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace mock::journal {

/// Where a rule is explained: `contracts/README.md#auth-missing-client`.
std::string rule_link(std::string_view code);

/// One line of a finding's evidence: `found`, `'abc'`.
struct Evidence {
  std::string_view label;  ///< static
  std::string text;        ///< printable
  bool operator==(const Evidence&) const = default;
};
/// Found, expected and hint of a violation, and `see`, the link; what is empty is left out.
std::vector<Evidence> evidence(const core::Violation& violation);

/// Evidence in lines of at most `width` characters: the label, then its text, wrapped under itself.
std::vector<std::string> evidence_lines(const std::vector<Evidence>& evidence, std::string_view indent,
                                        std::size_t width, Colour colour);

/// ✗ of an error, ! of a warning, · of a note, ✓ of a declared finding; and the colour that goes with it.
std::string_view mark_of(const core::Finding& finding);
Style style_of(const core::Finding& finding);
Style style_of(core::Outcome outcome);

/// `once`, `3 times`
std::string times(std::uint64_t count);

/// Whether each of a session's groups makes it fail, in their order.
std::vector<bool> failing(const core::SessionReport& session);

/// What was not judged in a session although one might think so, a sentence each.
std::vector<std::string> not_judged(const core::SessionReport& session);

}  // namespace mock::journal
