#pragma once

#include "core/provider.hpp"

namespace mock::providers::file_order {

/// REGARDS rs-order as its guide "Get Order status" has it: an order is polled, its files appear in batches
/// and are fetched by links (UPSTREAMS 3). README.md tells what no source states.
class FileOrderProvider : public core::Provider {
 public:
  [[nodiscard]] std::string_view id() const override { return "file_order"; }
  [[nodiscard]] std::span<const core::Operation> operations() const override;
  [[nodiscard]] std::string_view contract_for(const core::Node& section) const override;
  [[nodiscard]] std::unique_ptr<const core::Plan> configure(const core::Node& section,
                                                            const core::ScenarioReader& reader,
                                                            core::Problems& problems,
                                                            core::KnownKeys* known_keys) const override;
  [[nodiscard]] core::Response method_not_allowed(std::string_view allow) const override;
  [[nodiscard]] std::optional<core::Response> error_response(int status) const override;
};

}  // namespace mock::providers::file_order
