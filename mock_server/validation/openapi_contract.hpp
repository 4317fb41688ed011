#pragma once

#include "core/contract.hpp"
#include "core/json.hpp"

#include <memory>

namespace mock::validation {

/// When schemas and regular expressions are compiled. A large schema takes milliseconds and some 100 KiB, so
/// a server compiles what is used; the build compiles everything, so that a wrong one never gets that far.
enum class Compile { AtFirstUse, AtOnce };

/// The contract of a bundle (bundle.hpp says how it is shaped). Throws `ContractError` with everything that
/// is wrong with it (contract_document.hpp), and with `Compile::AtOnce` also what cannot be compiled.
std::shared_ptr<const core::Contract> make_contract(core::Json bundle, Compile when = Compile::AtFirstUse);

}  // namespace mock::validation
