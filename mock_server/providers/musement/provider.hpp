#pragma once

#include "core/provider.hpp"

namespace mock::providers::musement {

inline constexpr core::Operation kGetOrder{
    .id = "get_order", .method = "GET", .path = "/api/v3/orders/{orderUuid}"};

/// Musement: orders whose status follows from that of their items. See README.md, one folder up, for what is
/// the provider's and what is ours.
class MusementProvider : public core::Provider {
 public:
  [[nodiscard]] std::string_view id() const override { return "musement"; }
  [[nodiscard]] std::span<const core::Operation> operations() const override;
  [[nodiscard]] std::string_view contract_for(const core::Node& section) const override;
  [[nodiscard]] std::unique_ptr<const core::Plan> configure(const core::Node& section,
                                                            const core::ScenarioReader& reader,
                                                            core::Problems& problems,
                                                            core::KnownKeys* known_keys) const override;
  [[nodiscard]] core::Response method_not_allowed(std::string_view allow) const override;
  [[nodiscard]] std::optional<core::Response> error_response(int status) const override;
};

}  // namespace mock::providers::musement
