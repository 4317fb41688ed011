#pragma once

#include "cli/options.hpp"
#include "core/report.hpp"

namespace mock::cli {

enum ExitCode : int { kPassed = 0, kBroken = 1, kUsage = 2, kNothingChecked = 3 };

/// Prints the verdict to standard error, writes the reports, and answers our exit code. A report that cannot
/// be written is said in a sentence and makes it `kUsage`.
int conclude(const core::RunReport& report, const PlayOptions& options);

}  // namespace mock::cli
