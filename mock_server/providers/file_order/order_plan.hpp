#pragma once

#include "core/json.hpp"
#include "core/step.hpp"
#include "providers/file_order/sub_order.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mock::providers::file_order {

/// An entry of `orders`: one order, or with `repeat` several of consecutive ids that are alike. Never changed
/// once the scenario was read; any number of sessions play from it.
struct OrderPlan {
  std::uint64_t id = 0;  ///< of the first one
  std::uint64_t count = 1;
  std::optional<std::string> owner;  ///< a user's name; absent: everyone's
  core::Place owner_place;
  std::string label;
  std::vector<SubOrderPlan> sub_orders;
  std::vector<core::Step> timeline;
  core::Json fields;  ///< merge patch for each page of the list; null: none
  core::Place place;

  /// `RUNNING`, or what a first step without trigger and delay tells (SCENARIOS 2.4, rule 2).
  [[nodiscard]] std::string_view first_status() const;
  /// What the order ends as when its last sub-order became available: DONE, DONE_WITH_WARNING (some files
  /// failed, or there never was one), FAILED (all of them did).
  [[nodiscard]] std::string_view outcome() const;

  [[nodiscard]] std::uint64_t file_count() const;
  /// The contents of `checksum: computed`. The copies have the same files, so that one of them stands for
  /// all.
  [[nodiscard]] std::vector<core::Body> checksums_needed(std::uint64_t seed) const;
  /// Nothing beyond the last file.
  [[nodiscard]] std::optional<FileRef> file(std::uint64_t position) const;
};

}  // namespace mock::providers::file_order
