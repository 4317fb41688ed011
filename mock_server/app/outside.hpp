#pragma once

#include "admin/control.hpp"
#include "core/event.hpp"
#include "core/event_ring.hpp"
#include "core/finding.hpp"

#include <cstdint>
#include <mutex>
#include <string>
#include <vector>

namespace mock::app {

/// What belongs to no session: requests for unknown ones, a prefix and a header that differ. Counts exchanges
/// of its own and keeps the latest. May be shared between threads.
class OutsideLog {
 public:
  /// `sinks` outlive this.
  OutsideLog(std::vector<core::EventSink*> sinks, core::JournalLimits limits)
      : sinks_(std::move(sinks)), latest_(limits) {}

  /// Records a request that was refused, with findings or without, and makes the reply.
  core::Reply refuse(core::Request request, core::Response response, std::vector<core::Violation> violations);

  [[nodiscard]] admin::Outside outside() const;
  [[nodiscard]] std::uint64_t finding_count() const;

 private:
  template <typename What>
  void tell(core::Instant at, What what);

  const std::vector<core::EventSink*> sinks_;
  mutable std::mutex mutex_;
  core::FindingGroups findings_;    ///< guarded by mutex_
  core::EventRing latest_;          ///< guarded by mutex_
  core::ExchangeId exchanges_ = 0;  ///< guarded by mutex_
  std::uint64_t events_ = 0;        ///< guarded by mutex_
};

}  // namespace mock::app
