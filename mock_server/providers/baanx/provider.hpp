#pragma once

#include "core/provider.hpp"

namespace mock::providers::baanx {

inline constexpr core::Operation kGetOrder{.id = "get_order", .method = "GET", .path = "/v1/order/{orderId}"};

/// Baanx: orders that a client polls until they reach a final status. See README.md, one folder up, for what
/// is the provider's and what is ours.
class BaanxProvider : public core::Provider {
 public:
  [[nodiscard]] std::string_view id() const override { return "baanx"; }
  [[nodiscard]] std::span<const core::Operation> operations() const override;
  [[nodiscard]] std::string_view contract_for(const core::Node& section) const override;
  [[nodiscard]] std::unique_ptr<const core::Plan> configure(const core::Node& section,
                                                            const core::ScenarioReader& reader,
                                                            core::Problems& problems,
                                                            core::KnownKeys* known_keys) const override;
  [[nodiscard]] core::Response method_not_allowed(std::string_view allow) const override;
  [[nodiscard]] std::optional<core::Response> error_response(int status) const override;
};

}  // namespace mock::providers::baanx
