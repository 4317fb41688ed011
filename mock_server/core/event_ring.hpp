#pragma once

#include "core/event.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <vector>

namespace mock::core {

/// How much of its past a session keeps in memory. Findings and verdict do not hang on it.
struct JournalLimits {
  std::size_t exchanges = 1'000;
  std::size_t exchange_bytes = 4U << 20U;
  std::size_t events = 1'000;  ///< besides those that are exchanges
};

/// The latest exchanges and events of a session, bounded by count and bytes (DECISIONS 14).
class EventRing {
 public:
  explicit EventRing(JournalLimits limits) : limits_(limits) {}

  void add(const Event& event);

  struct Kept {
    std::uint64_t number = 0;                  ///< of the event that told of it
    std::shared_ptr<const Exchange> exchange;  ///< never null
  };
  /// The exchanges that are still there, oldest first.
  [[nodiscard]] const std::deque<Kept>& exchanges() const { return exchanges_; }
  /// Null if it is gone or never was.
  [[nodiscard]] std::shared_ptr<const Exchange> exchange(ExchangeId id) const;
  /// The events with greater numbers that are still there, oldest first, `most` of them at most. Where events
  /// are gone, their numbers are missing.
  [[nodiscard]] std::vector<Event> events_after(std::uint64_t number, std::size_t most) const;

 private:
  void add(std::uint64_t number, std::shared_ptr<const Exchange> exchange);

  JournalLimits limits_;
  std::deque<Kept> exchanges_;
  std::size_t exchange_bytes_ = 0;
  std::deque<Event> events_;
};

}  // namespace mock::core
