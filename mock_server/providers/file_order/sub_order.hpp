#pragma once

#include "core/moment.hpp"
#include "core/node.hpp"
#include "providers/file_order/file.hpp"

#include <cstdint>
#include <string_view>
#include <vector>

namespace mock::providers::file_order {

/// A batch of an order's files, which appear together (UPSTREAMS 3.7).
struct SubOrderPlan {
  core::Moment available;  ///< its turn comes when the sub-order before became available
  std::vector<FileGroup> files;
  core::Place place;

  [[nodiscard]] std::uint64_t file_count() const;
  /// Without those of `state: ERROR`.
  [[nodiscard]] std::uint64_t readable_count() const;
  /// What it becomes when its moment has come: AVAILABLE, or ERROR if all of its files failed.
  [[nodiscard]] std::string_view outcome() const;
};

}  // namespace mock::providers::file_order
