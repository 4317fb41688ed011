#pragma once

#include "app/mock_server.hpp"
#include "cli/options.hpp"

namespace mock::cli {

enum ExitCode : int { kPassed = 0, kBroken = 1, kUsage = 2, kNothingChecked = 3 };

/// Prints the verdict to standard error, writes the reports, and answers our exit code. The sessions are
/// closed by then. A report that cannot be written is said in a sentence and makes it `kUsage`.
int conclude(const app::MockServer& server, const PlayOptions& options);

}  // namespace mock::cli
