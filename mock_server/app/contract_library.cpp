#include "app/contract_library.hpp"

#include "app/embedded.hpp"
#include "core/json.hpp"
#include "validation/openapi_contract.hpp"

#include <cassert>

namespace mock::app {

std::shared_ptr<const core::Contract> EmbeddedContracts::get(std::string_view name) {
  const std::lock_guard lock{mutex_};
  if (const auto made = made_.find(name); made != made_.end()) return made->second;
  for (const EmbeddedFile& file : embedded_contracts()) {
    if (file.name != name) continue;
    auto contract = validation::make_contract(core::Json::parse(file.text));
    made_.emplace(std::string{name}, contract);
    return contract;
  }
  assert(false && "providers name contracts that the build embedded");
  return nullptr;
}

}  // namespace mock::app
