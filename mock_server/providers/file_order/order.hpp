#pragma once

#include "core/provider.hpp"
#include "providers/file_order/file_set.hpp"
#include "providers/file_order/order_plan.hpp"
#include "providers/file_order/urn.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mock::providers::file_order {

/// An order in one session: how far it is, and which of its files can be fetched.
///
/// It has two timelines: the one that the scenario calls `timeline`, and its sub-orders. The second is handed
/// to the stage one sub-order at a time, because a sub-order that comes due while the order is not RUNNING
/// waits, and the next one's turn is the instant at which it really became available.
class Order {
 public:
  /// `plan` must outlive this. The two keys are those that its timelines are added with.
  Order(const OrderPlan& plan, std::uint64_t id, std::uint64_t seed, std::size_t own_key,
        std::size_t sub_order_key);

  /// It comes to exist.
  void start(core::Stage& stage);
  /// A step of `timeline` is taken.
  void take_own_step(std::size_t step, core::Stage& stage);
  /// The moment of the sub-order that was waited for has come.
  void take_sub_order(core::Stage& stage);
  /// The file at that position was read to its end.
  void downloaded(std::uint64_t position, core::Stage& stage);

  /// `file_order/42`
  [[nodiscard]] std::string reference() const;
  /// `file_order/42/2`: the sub-order that is waited for; the order itself if there is none.
  [[nodiscard]] std::string reference_of_next_sub_order() const;

  [[nodiscard]] const OrderPlan& plan() const { return *plan_; }
  [[nodiscard]] std::uint64_t id() const { return id_; }
  [[nodiscard]] std::string_view status() const { return status_; }
  /// Files that a list shows now: available and not yet fetched (○ the guide says nothing; the real server's
  /// way).
  [[nodiscard]] const FileSet& listed() const { return listed_; }
  /// The file at that position if it can be fetched now: also again, when it no longer is listed.
  [[nodiscard]] std::optional<FileRef> available_file(std::uint64_t position) const;
  /// The merge patches for a page of the list, first to last.
  [[nodiscard]] const std::vector<const core::Json*>& patches() const { return patches_; }
  /// URN of its first file.
  [[nodiscard]] const Urn& first_urn() const { return first_urn_; }
  /// Grows whenever a page of the list may look different.
  [[nodiscard]] std::uint64_t version() const { return version_; }
  /// The scenario line that made it what it is.
  [[nodiscard]] core::Place line() const { return line_; }
  /// What a poll of the order is a poll for.
  [[nodiscard]] std::vector<core::Timetable::TimelineId> timelines() const;

 private:
  [[nodiscard]] std::string reference_of(std::size_t sub_order) const;
  [[nodiscard]] bool all_sub_orders_available() const { return available_ == plan_->sub_orders.size(); }

  void await_next_sub_order(core::Stage& stage);
  void release(core::Stage& stage);
  void make_next_available(core::Stage& stage);
  void make_all_available(core::Stage& stage);
  void drop_sub_order_timeline(core::Stage& stage);
  void announce_if_fetched(std::size_t sub_order, core::Stage& stage);
  void follow_sub_orders(core::Stage& stage);
  [[nodiscard]] std::span<const core::Timetable::TimelineId> own_timelines() const;
  [[nodiscard]] bool timeline_rules_out(std::string_view outcome) const;

  const OrderPlan* plan_;
  std::uint64_t id_;
  Urn first_urn_;
  std::size_t own_key_;
  std::size_t sub_order_key_;

  std::string_view status_;  ///< a word of the plan or of the noun
  core::Instant created_;
  std::size_t own_steps_taken_ = 0;
  std::size_t available_ = 0;  ///< so many sub-orders, from the first on
  bool next_is_due_ = false;   ///< the next sub-order waits for the order to be RUNNING
  std::vector<std::uint64_t>
      unread_;  ///< of each available sub-order: files that were never read to their end
  FileSet listed_;
  std::vector<const core::Json*> patches_;
  std::uint64_t version_ = 0;
  core::Place line_;

  std::optional<core::Timetable::TimelineId> own_timeline_;
  std::optional<core::Timetable::TimelineId> sub_order_timeline_;  ///< of the sub-order that is waited for
};

}  // namespace mock::providers::file_order
