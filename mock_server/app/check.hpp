#pragma once

#include "app/scenario_loader.hpp"
#include "core/problems.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace mock::app {

/// What looking at scenario files showed.
struct CheckedScenarios {
  std::size_t files = 0;  ///< how many were looked at
  std::vector<core::Problems>
      problems;  ///< one for each file that has mistakes or notes, and for each unusable path
  [[nodiscard]] std::size_t mistakes() const;
};

/// Reads every scenario below `paths` (files, and folders with all their `*.yaml`) as `serve` would,
/// contracts and provider rules included, and starts nothing. A variable without a value is a note.
CheckedScenarios check_scenarios(const std::vector<std::string>& paths, const Variables& variables);

}  // namespace mock::app
