#pragma once

#include "core/provider.hpp"

#include <span>

namespace mock::providers {

/// Every provider that there is, in the order in which they are listed. They live as long as the program and
/// hold no state, so all threads may share them.
std::span<const core::Provider* const> all_providers();

}  // namespace mock::providers
