#pragma once

#include "core/report.hpp"
#include "journal/secrets.hpp"

#include <string>

namespace mock::journal {

/// The report for CI, in the dialect of JUnit XML that Jenkins, GitLab and GitHub's actions read: a test
/// suite for each round of a session, a failed test case for each group of findings that makes it fail, and a
/// passed one for each operation that was asked without such a finding. "Nothing checked" is a failure too
/// where it keeps the run from passing, and skipped where it does not: a run that is no success has at least
/// one failed test case. Warnings, notes and declared findings stand in the suite's `system-out`, which is
/// the text report.
///
/// Well-formed XML 1.0 whatever clients sent: characters that it forbids are shown as `\x1b`, or become
/// U+FFFD.
std::string junit_report(const core::RunReport& report, Secrets secrets = Secrets::Masked);

}  // namespace mock::journal
