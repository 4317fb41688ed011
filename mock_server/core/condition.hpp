#pragma once

#include "core/mapping.hpp"

#include <cstdint>
#include <string>
#include <variant>

namespace mock::core {

/// What `wait` and `advance until` wait for (DECISIONS 25). Words and references are those of scenarios.
struct Condition {
  /// `{"request": {"operation": "baanx/get_order", "of": "abcd_1234", "count": 2}}`: so many requests since
  /// the round began, answered however.
  struct RequestSeen {
    std::string operation;  ///< empty: any
    std::string of;         ///< empty: any
    std::uint64_t count = 1;
  };
  /// `{"of": "abcd_1234", "status": "COMPLETED"}`: it is in that status now.
  struct InStatus {
    std::string of;
    std::string status;
  };
  /// `{"delivery": "abcd_1234", "settled": true}`: every webhook about it was delivered or given up, one at
  /// least.
  struct DeliverySettled {
    std::string of;
  };
  /// `{"idle": true}`: nothing is due, nothing is in flight.
  struct Idle {};
  /// `{"next_event": true}`, in `until` only: whatever is due next.
  struct NextEvent {};

  std::variant<Idle, NextEvent, RequestSeen, InStatus, DeliverySettled> what;
};

/// `a request baanx/get_order of abcd_1234`, `abcd_1234 in COMPLETED`: for messages.
std::string to_text(const Condition& condition);

/// Reads the condition that `mapping` is, all of its keys; mistakes go to its problems, and then what it
/// answers means nothing. `next_event` is known only where `until` is true.
Condition read_condition(Mapping& mapping, bool until);

}  // namespace mock::core
