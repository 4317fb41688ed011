#pragma once

#include "core/report.hpp"
#include "journal/colour.hpp"
#include "journal/secrets.hpp"

#include <string>

namespace mock::journal {

/// What a person reads at the end: of each session what was played, the verdict, exchanges by operation and
/// status, findings with their evidence, steps that were not taken, and what was not judged. UTF-8, ends with
/// a line break.
std::string text_report(const core::RunReport& report, Colour colour, Secrets secrets = Secrets::Masked);

/// The part about one session.
std::string text_report(const core::SessionReport& session, Colour colour, Secrets secrets = Secrets::Masked);

}  // namespace mock::journal
