#pragma once

#include "core/provider.hpp"
#include "providers/musement/order.hpp"
#include "providers/musement/plan.hpp"

#include <cstddef>
#include <set>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace mock::providers::musement {

/// The orders of one session. The plan outlives it. A timeline's key is its item's index among all items.
class MusementState : public core::ProviderState {
 public:
  /// The orders come to exist: each with the event `created`, then, unless it is unpaid, `paid`.
  MusementState(const MusementPlan& plan, core::Stage& stage);

  core::Answer answer(const core::Call& call, core::Stage& stage) override;
  void take_step(std::size_t key, std::size_t step, core::Stage& stage) override;
  [[nodiscard]] std::string resource_of(std::size_t key) const override;

 private:
  struct ItemPosition {
    std::size_t order;
    std::size_t item;
  };

  void create(const OrderPlan& plan, std::uint64_t copy, core::Stage& stage);
  std::string draw_identifier(std::uint64_t seed, const std::string& uuid);
  /// Whether application, bearer and headers are in order. If not, `answer` holds the refusal; `bearer` says
  /// whose request it is.
  bool let_in(const core::Call& call, const core::Stage& stage, core::Bearer& bearer, core::Answer& answer);

  const MusementPlan* plan_;
  std::vector<Order> orders_;
  std::vector<ItemPosition> positions_;  // by key
  std::unordered_map<std::string, std::size_t>
      by_uuid_;  // in lower case: UUIDs are compared so (RFC 9562 §4)
  std::unordered_set<std::string> identifiers_;
  std::set<std::string> expired_before_;  // tokens that were refused once after they expired
};

}  // namespace mock::providers::musement
