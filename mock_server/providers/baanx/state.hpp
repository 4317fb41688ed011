#pragma once

#include "core/provider.hpp"
#include "providers/baanx/order.hpp"
#include "providers/baanx/plan.hpp"

#include <cstddef>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

namespace mock::providers::baanx {

/// The orders of one session. The plan outlives it. A timeline's key is its order's index.
class BaanxState : public core::ProviderState {
 public:
  /// The orders come to exist, each with the event `created`.
  BaanxState(const BaanxPlan& plan, core::Stage& stage);

  core::Answer answer(const core::Call& call, core::Stage& stage) override;
  void take_step(std::size_t key, std::size_t step, core::Stage& stage) override;
  [[nodiscard]] std::string resource_of(std::size_t key) const override;

 private:
  /// Whether client and bearer are in order. If not, `answer` holds the refusal; `bearer` says whose request
  /// it is.
  bool let_in(const core::Call& call, const core::Stage& stage, core::Bearer& bearer, core::Answer& answer);
  void show(Order& order, core::Answer& answer);
  [[nodiscard]] core::Violation forbidden(const Order& order, const core::Person& person) const;

  const BaanxPlan* plan_;
  std::vector<Order> orders_;
  std::unordered_map<std::string, std::size_t> by_id_;
  std::set<std::string> expired_before_;  // tokens that were refused once after they expired
};

}  // namespace mock::providers::baanx
