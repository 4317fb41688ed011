#pragma once

#include "core/finding.hpp"
#include "core/message.hpp"
#include "core/node.hpp"

#include <memory>
#include <string>
#include <variant>

namespace mock::core {

/// One request and its response. `request_body` and `response_body` may be shared with the wire.
struct Exchange {
  ExchangeId id = 0;
  Instant at;
  Request request;
  std::string operation;  ///< `baanx/get_order`; empty: nothing matched
  std::string resource;   ///< `abcd_1234`, `42`; empty if it is about none
  Response response;
  std::vector<Violation> violations;
  Place line;  ///< the scenario line that made the answer what it is; line 0: none did
};

struct SessionStarted {
  std::string scenario;  ///< name, as `baanx/payment_completes`
  std::uint64_t seed = 1;
};
/// A resource took a step of its timeline.
struct StepTaken {
  std::string resource;  ///< `baanx/abcd_1234`, `musement/8e9e…/1` (the first item)
  std::string from;      ///< status before
  std::string to;        ///< status after; equal if the step changed something else
  Place line;            ///< of the step
};
/// What a resource's status became although it has no step for it: a Musement order follows its items.
struct StatusFollowed {
  std::string resource;
  std::string from;
  std::string to;
};
/// Something that timelines may wait for.
struct EventHappened {
  std::string resource;
  std::string event;
};
struct ExchangeAnswered {
  std::shared_ptr<const Exchange> exchange;
};
struct TransferEnded {
  ExchangeId exchange = 0;
  TransferEnd end;
};
struct FindingMade {
  Finding finding;
};
struct SessionClosed {
  std::string outcome;
};

/// Something that happened in a session. The sequence of them is the truth; everything shown is derived from
/// it.
struct Event {
  std::uint64_t number = 0;  ///< from 1, without gaps
  Instant at;                ///< by the session's clock
  std::variant<SessionStarted, StepTaken, StatusFollowed, EventHappened, ExchangeAnswered, TransferEnded,
               FindingMade, SessionClosed>
      what;
};

/// Sees every event of a session, in order, while the session is locked: it must not wait and must not throw.
class EventSink {
 public:
  virtual ~EventSink() = default;
  virtual void on_event(const std::string& session, const Event& event) = 0;
};

}  // namespace mock::core
