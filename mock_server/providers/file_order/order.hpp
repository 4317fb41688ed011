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

/// What a timeline's key stands for: the timeline of an order, or the moment of one of its sub-orders.
struct Track {
  std::size_t order = 0;
  const std::vector<core::Step>* steps =
      nullptr;  ///< of the order's timeline; null: it is a sub-order's moment
  std::size_t sub_order = 0;
};
using Tracks = std::vector<Track>;  ///< by key

/// An order in one session: how far it is, and which of its files can be fetched.
///
/// It has two timelines: the one that the scenario calls `timeline` (a move may bring another one), and its
/// sub-orders. The second is handed to the stage one sub-order at a time, because a sub-order that comes due
/// while the order is not RUNNING waits, and the next one's turn is the instant at which it really became
/// available. Only a sub-order that waits for what happens elsewhere is handed over at once: it must hear of
/// it also before its turn.
class Order {
 public:
  /// `plan` and `tracks`, to which its timelines are added, must outlive this. `index`: in the list of
  /// orders.
  Order(const OrderPlan& plan, std::uint64_t id, std::uint64_t seed, std::size_t index, Tracks& tracks);

  /// It comes to exist.
  void start(core::Stage& stage);
  /// A step of the timeline in force is taken. It must outlive this.
  void take_own_step(const core::Step& step, core::Stage& stage);
  /// The moment of a sub-order has come.
  void take_sub_order(std::size_t sub_order, core::Stage& stage);
  /// A move sets the status alone. What is left of the timeline was dropped.
  void become(std::string_view status, core::Place line, core::Stage& stage);
  /// A move brings another timeline, which must outlive this.
  void bring_timeline(const std::vector<core::Step>& steps, core::Stage& stage);
  /// The file at that position was read to its end.
  void downloaded(std::uint64_t position, core::Stage& stage);

  /// `file_order/42`
  [[nodiscard]] std::string reference() const;
  /// `file_order/42/2`; the first one is 0.
  [[nodiscard]] std::string reference_of(std::size_t sub_order) const;
  [[nodiscard]] core::ResourceView view() const;
  [[nodiscard]] core::ResourceView view_of(std::size_t sub_order) const;

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
  /// The scenario line that made it what it is, or that of a move.
  [[nodiscard]] core::Place line() const { return line_; }
  /// What a poll of the order is a poll for.
  [[nodiscard]] std::vector<core::Timetable::TimelineId> timelines() const;

 private:
  struct SubOrder {
    std::optional<core::Timetable::TimelineId> timeline;  ///< once its moment was handed to the stage
    bool is_due = false;                                  ///< its moment has come
    std::uint64_t unread = 0;  ///< once it is available: files that were never read to their end
  };

  [[nodiscard]] bool all_sub_orders_available() const { return available_ == sub_orders_.size(); }

  void add_own_timeline(const std::vector<core::Step>& steps, std::vector<core::Moment> moments,
                        core::Stage& stage);
  void add_sub_order_timeline(std::size_t sub_order, core::Stage& stage);
  void await_next_sub_order(core::Stage& stage);
  void release(core::Stage& stage);
  void make_next_available(core::Stage& stage);
  void make_all_available(core::Stage& stage);
  void announce_if_fetched(std::size_t sub_order, core::Stage& stage);
  void follow_sub_orders(core::Stage& stage);
  [[nodiscard]] std::span<const core::Timetable::TimelineId> timeline_in_force() const;
  [[nodiscard]] std::optional<core::Timetable::TimelineId> awaited_timeline() const;
  [[nodiscard]] bool timeline_rules_out(std::string_view outcome, const core::Stage& stage) const;

  const OrderPlan* plan_;
  std::uint64_t id_;
  Urn first_urn_;
  std::size_t index_;
  Tracks* tracks_;

  std::string_view status_;  ///< a word of the noun
  core::Instant created_;
  std::size_t available_ = 0;  ///< so many sub-orders, from the first on
  std::vector<SubOrder> sub_orders_;
  FileSet listed_;
  std::vector<const core::Json*> patches_;  ///< they live in plan and steps
  std::uint64_t version_ = 0;
  core::Place line_;

  std::vector<core::Timetable::TimelineId> own_timelines_;  ///< the last one is in force
  const std::vector<core::Step>* own_steps_ = nullptr;      ///< of that one
};

}  // namespace mock::providers::file_order
