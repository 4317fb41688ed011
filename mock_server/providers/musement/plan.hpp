#pragma once

#include "core/access.hpp"
#include "core/provider.hpp"
#include "providers/musement/application_check.hpp"
#include "providers/musement/order.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace mock::providers::musement {

/// The section `musement` of a scenario.
class MusementPlan : public core::Plan {
 public:
  Applications applications;
  core::Guests clients;       ///< a client's bearers are its own; its `client_id` is the name
  core::Place clients_place;  ///< of `clients`; line 0: not there
  RollUp roll_up = kDefaultRollUp;
  std::vector<Product> products;  ///< what items may refer to
  std::vector<OrderPlan> orders;
  std::uint64_t seed = 1;
  // What is drawn for orders that come later goes on from here.
  std::uint64_t next_number = 1;  ///< of an order
  std::uint64_t products_drawn = 0;

  [[nodiscard]] std::unique_ptr<core::ProviderState> start(core::Stage& stage) const override;
  /// Of each order its uuid, `uuid/1` and so on for its items, and the items' own uuids; drawn ones included.
  [[nodiscard]] std::vector<std::string> references() const override;
  [[nodiscard]] std::vector<core::ResourceOutline> outlines() const override;
  [[nodiscard]] std::optional<core::Request> example_request() const override;
};

/// Reads the section; nullptr if it has mistakes, which `problems` then holds.
std::unique_ptr<const MusementPlan> read_plan(const core::Node& section, const core::ScenarioReader& reader,
                                              core::Problems& problems, core::KnownKeys* known_keys);

}  // namespace mock::providers::musement
