#pragma once

#include "core/mapping.hpp"
#include "core/scenario_reader.hpp"
#include "providers/file_order/plan.hpp"

#include <memory>

namespace mock::providers::file_order {

/// Reads the section `file_order` (SCENARIOS 3.1, 3.4, as far as this version plays it). Nullptr if it has
/// mistakes, which `problems` then holds.
std::unique_ptr<const FileOrderPlan> read_section(const core::Node& section,
                                                  const core::ScenarioReader& reader,
                                                  core::Problems& problems, core::KnownKeys* known_keys);

}  // namespace mock::providers::file_order
