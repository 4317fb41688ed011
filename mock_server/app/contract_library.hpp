#pragma once

#include "core/contract.hpp"

#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace mock::app {

/// The contracts that the build embedded, each made when it is first asked for.
class EmbeddedContracts final : public core::ContractLibrary {
 public:
  std::shared_ptr<const core::Contract> get(std::string_view name) override;

 private:
  std::mutex mutex_;
  std::map<std::string, std::shared_ptr<const core::Contract>, std::less<>> made_;  ///< guarded by mutex_
};

}  // namespace mock::app
