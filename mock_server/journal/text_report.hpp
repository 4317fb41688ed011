#pragma once

#include "core/report.hpp"
#include "journal/colour.hpp"
#include "journal/secrets.hpp"

#include <string>
#include <string_view>

namespace mock::journal {

/// What a person reads at the end: of each round of a session what was played, the verdict, exchanges by
/// operation and status, findings with their evidence, steps that were not taken, and what was not judged;
/// what was never played, and how many rounds are not listed. UTF-8, ends with a line break.
std::string text_report(const core::RunReport& report, Colour colour, Secrets secrets = Secrets::Masked);

/// The part about one round of a session. `suffix` stands behind its name: `, round 2`.
std::string text_report(const core::SessionReport& session, std::string_view suffix, Colour colour,
                        Secrets secrets = Secrets::Masked);

}  // namespace mock::journal
