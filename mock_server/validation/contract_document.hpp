#pragma once

#include "validation/bundle.hpp"
#include "validation/contract_error.hpp"

#include <span>
#include <string_view>
#include <vector>

namespace mock::validation {

/// Everything that is wrong with a contract's documents, in their order: keywords of OpenAPI 3.1 or JSON
/// Schema that we do not support (they are refused, never skipped), references that lead nowhere or in a
/// circle, operations without `operationId`, security requirements without their scheme, path templates and
/// parameters that do not fit together, credentials declared as parameters. Names that begin with `x-` pass.
std::vector<ContractProblem> problems_of(const Bundle& bundle);

/// The methods that a path may have in a contract, in upper case.
std::span<const std::string_view> supported_methods();

}  // namespace mock::validation
