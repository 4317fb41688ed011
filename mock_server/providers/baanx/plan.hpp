#pragma once

#include "core/access.hpp"
#include "core/provider.hpp"
#include "providers/baanx/client_check.hpp"
#include "providers/baanx/order.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace mock::providers::baanx {

/// Which refusal wins if client id and bearer are both wrong (`first_check`). No source says.
enum class FirstCheck : std::uint8_t { Client, Bearer };

/// The section `baanx` of a scenario.
class BaanxPlan : public core::Plan {
 public:
  Clients clients;
  FirstCheck first_check = FirstCheck::Client;
  core::Guests users;
  core::Place users_place;  ///< of `users`; line 0: not there
  std::vector<OrderPlan> orders;

  [[nodiscard]] std::unique_ptr<core::ProviderState> start(core::Stage& stage) const override;
  /// The ids of all orders, those of `repeat` included.
  [[nodiscard]] std::vector<std::string> references() const override;
  [[nodiscard]] std::vector<core::ResourceOutline> outlines() const override;
  [[nodiscard]] std::optional<core::Request> example_request() const override;
};

/// Reads the section; nullptr if it has mistakes, which `problems` then holds.
std::unique_ptr<const BaanxPlan> read_plan(const core::Node& section, const core::ScenarioReader& reader,
                                           core::Problems& problems, core::KnownKeys* known_keys);

}  // namespace mock::providers::baanx
