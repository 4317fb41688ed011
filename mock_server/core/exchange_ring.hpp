#pragma once

#include "core/event.hpp"

#include <cstddef>
#include <deque>
#include <memory>

namespace mock::core {

/// The latest exchanges of a session, bounded by count and by bytes (DECISIONS 14). Findings and verdict do
/// not hang on it.
class ExchangeRing {
 public:
  static constexpr std::size_t kMostExchanges = 1000;
  static constexpr std::size_t kMostBytes = 4U << 20U;

  void add(std::shared_ptr<const Exchange> exchange);
  /// Oldest first.
  [[nodiscard]] const std::deque<std::shared_ptr<const Exchange>>& exchanges() const { return exchanges_; }

 private:
  std::deque<std::shared_ptr<const Exchange>> exchanges_;
  std::size_t bytes_ = 0;
};

}  // namespace mock::core
