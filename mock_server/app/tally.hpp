#pragma once

#include "core/event.hpp"

#include <atomic>
#include <cstdint>

namespace mock::app {

/// What happened in all sessions since the start of the process: the counters of `metrics`. May be shared
/// between threads.
class Tally final : public core::EventSink {
 public:
  void on_event(const std::string& /*session*/, const core::Event& event) override {
    if (std::holds_alternative<core::ExchangeAnswered>(event.what)) add(exchanges);
    if (std::holds_alternative<core::StepTaken>(event.what)) add(steps_taken);
    if (std::holds_alternative<core::FindingMade>(event.what)) add(findings);
  }

  using Counter = std::atomic<std::uint64_t>;
  static void add(Counter& counter) { counter.fetch_add(1, std::memory_order_relaxed); }

  Counter exchanges{0};
  Counter findings{0};
  Counter steps_taken{0};
  Counter sessions_created{0};
  Counter rounds_closed{0};
  Counter control_calls{0};
};

}  // namespace mock::app
