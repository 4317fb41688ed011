#pragma once

#include "core/provider.hpp"
#include "providers/file_order/errors.hpp"
#include "providers/file_order/order.hpp"
#include "providers/file_order/page_cache.hpp"
#include "providers/file_order/plan.hpp"

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace mock::providers::file_order {

/// The provider in one session: its orders, and who may see them.
class FileOrderState : public core::ProviderState {
 public:
  /// The orders come to exist. `plan` must outlive this.
  FileOrderState(const FileOrderPlan& plan, core::Stage& stage);

  core::Answer answer(const core::Call& call, core::Stage& stage) override;
  void take_step(std::size_t key, std::size_t step, core::Stage& stage) override;
  [[nodiscard]] std::string resource_of(std::size_t key) const override;
  void transfer_ended(std::uint64_t transfer, const core::TransferEnd& end, core::Stage& stage) override;

 private:
  /// What a request is about, as far as that exists.
  struct Subject {
    const Order* order = nullptr;
    std::size_t order_index = 0;
    std::uint64_t position = 0;  ///< of the file, where a file is asked for
  };

  core::Answer list_files(const core::Call& call, core::Stage& stage);
  core::Answer get_catalog_file(const core::Call& call, core::Stage& stage);
  [[nodiscard]] Subject find_order(const std::string& id) const;
  [[nodiscard]] Subject find_file(const std::string& urn) const;
  /// The checks that come before the work, in the order of DECISIONS 19. False: `answer` refuses.
  bool let_in(const core::Call& call, const Subject& subject, std::string_view parameter, Refusal unknown,
              core::Stage& stage, core::Answer& answer);
  core::Body page(const Subject& subject, const PageRequest& request, std::string_view origin,
                  core::Stage& stage);

  const FileOrderPlan* plan_;
  std::vector<Order> orders_;
  std::unordered_map<std::uint64_t, std::size_t> by_id_;
  /// By the drawn half of their URNs, 60 random bits: two orders of one session will not share it.
  std::unordered_map<std::uint64_t, std::size_t> by_urn_;
  std::set<std::string> expired_before_;
  PageCache pages_;
};

}  // namespace mock::providers::file_order
