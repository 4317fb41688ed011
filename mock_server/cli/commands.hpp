#pragma once

#include "cli/options.hpp"

namespace mock::cli {

// One function a command. Each answers the exit code; what cannot be started is thrown and caught in `main`.

int serve(const ServeOptions& options);
int run(const RunOptions& options);
int replay(const ReplayOptions& options);
int check(const CheckOptions& options);
int schema();

}  // namespace mock::cli
