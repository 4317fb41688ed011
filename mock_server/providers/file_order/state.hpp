#pragma once

#include "core/provider.hpp"
#include "providers/file_order/errors.hpp"
#include "providers/file_order/order.hpp"
#include "providers/file_order/page_cache.hpp"
#include "providers/file_order/plan.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace mock::providers::file_order {

/// The provider in one session: its orders, and who may see them. Its resources are each order and, right
/// after it, its sub-orders.
class FileOrderState : public core::ProviderState {
 public:
  /// The orders come to exist. `plan` must outlive this.
  FileOrderState(const FileOrderPlan& plan, core::Stage& stage);
  // Orders point into it.
  FileOrderState(const FileOrderState&) = delete;
  FileOrderState& operator=(const FileOrderState&) = delete;

  core::Answer answer(const core::Call& call, core::Stage& stage) override;
  void take_step(std::size_t key, std::size_t step, core::Stage& stage) override;
  [[nodiscard]] std::string resource_of(std::size_t key) const override;
  [[nodiscard]] core::StepOutline outline(std::size_t key, std::size_t step) const override;
  void transfer_ended(std::uint64_t transfer, const core::TransferEnd& end, core::Stage& stage) override;

  [[nodiscard]] std::size_t resource_count() const override { return resource_count_; }
  [[nodiscard]] core::ResourceView resource(std::size_t index) const override;
  /// Also that of a file's URN, as in links: its order.
  [[nodiscard]] std::optional<std::size_t> find_resource(std::string_view reference) const override;
  /// Precondition of both: it is an order.
  void set_status(std::size_t index, std::string_view status, core::Place line, core::Stage& stage) override;
  bool bring_timeline(std::size_t index, const core::Node& steps, std::string_view from,
                      const core::ScenarioReader& reader, core::Problems& problems,
                      core::Stage& stage) override;
  /// Where a file has `checksum: computed`, this takes as long as the sum.
  std::optional<std::size_t> add_order(const core::Node& order, const core::ScenarioReader& reader,
                                       core::Problems& problems, core::Stage& stage) override;

 private:
  /// A resource.
  struct Position {
    std::size_t order = 0;
    std::size_t number = 0;  ///< of the sub-order, from 1; 0: the order itself
  };
  /// What a request is about, as far as that exists.
  struct Subject {
    const Order* order = nullptr;
    std::size_t order_index = 0;
    std::uint64_t position = 0;  ///< of the file, where a file is asked for
  };

  /// The orders of that plan, not yet started.
  void create(const OrderPlan& plan, std::uint64_t seed);
  [[nodiscard]] Position resource_position(std::size_t resource) const;
  /// Precondition: the resource is one.
  [[nodiscard]] Order& order_at(std::size_t resource);
  void refuse_taken_ids(const OrderPlan& plan, core::Problems& problems) const;
  void refuse_too_many_files(const OrderPlan& plan, core::Problems& problems) const;
  core::Answer list_files(const core::Call& call, core::Stage& stage);
  core::Answer get_catalog_file(const core::Call& call, core::Stage& stage);
  [[nodiscard]] Subject find_order(std::string_view id) const;
  [[nodiscard]] Subject find_file(std::string_view urn) const;
  /// The checks that come before the work, in the order of DECISIONS 19. False: `answer` refuses.
  bool let_in(const core::Call& call, const Subject& subject, std::string_view parameter, Refusal unknown,
              core::Stage& stage, core::Answer& answer);
  core::Body page(const Subject& subject, const PageRequest& request, std::string_view origin,
                  core::Stage& stage);

  const FileOrderPlan* plan_;
  // What control calls brought. Deques, because orders and tracks point to what is in them.
  std::deque<OrderPlan> added_;
  std::deque<std::vector<core::Step>> brought_;

  Tracks tracks_;
  std::vector<Order> orders_;
  std::size_t first_added_ = 0;                 ///< index of the first order that is not the scenario's
  std::vector<std::size_t> resource_of_order_;  ///< by order; its sub-orders come right after it
  std::size_t resource_count_ = 0;
  std::uint64_t files_ = 0;  ///< of all orders
  std::unordered_map<std::uint64_t, std::size_t> by_id_;
  /// By the drawn half of their URNs, 60 random bits: two orders of one session will not share it.
  std::unordered_map<std::uint64_t, std::size_t> by_urn_;
  std::set<std::string> expired_before_;
  PageCache pages_;
};

}  // namespace mock::providers::file_order
