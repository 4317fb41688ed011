#pragma once

#include "core/finding.hpp"
#include "core/message.hpp"
#include "core/node.hpp"

#include <memory>
#include <optional>
#include <string>
#include <variant>

namespace mock::core {

/// What a resource would have come to after an answer, as the session knew it then.
struct NextStep {
  std::string resource;        ///< `baanx/abcd_1234`
  std::string status;          ///< that the step sets; empty: it keeps the status
  std::optional<Instant> due;  ///< nothing while its trigger has not come
  std::string waits_for;       ///< the moment as it is written, `on: paid, after: 47h`
  Place line;                  ///< of the step
};

/// One request and its response.
struct Exchange {
  ExchangeId id = 0;
  Instant at;
  Request request;
  std::string operation;  ///< `baanx/get_order`; empty: nothing matched
  std::string resource;   ///< `abcd_1234`, `42`; empty if it is about none
  Response response;
  std::vector<Violation> violations;
  Place line;        ///< the scenario line that made the answer what it is; line 0: none did
  std::string rule;  ///< the weather rule that took part, by name; empty: none did
  Place rule_line;
  std::optional<NextStep> next;  ///< of the resource that was polled; nothing if nothing is left
};

struct SessionStarted {
  std::string scenario;  ///< name, as `baanx/payment_completes`
  std::uint64_t seed = 1;
  std::uint64_t round = 1;      ///< of the session: each reset begins another one
  std::string clock;            ///< `real`, `x60`, `manual`, `auto`
  std::string forked_from{};    ///< the session whose past this one shares; empty: none
  std::uint64_t forked_at = 0;  ///< up to this event, which is the last one of that past
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
/// A resource was put into a status from outside (SCENARIOS 2.6). What it did then are events of their own.
struct MoveMade {
  std::string resource;
  std::string status;
  std::size_t steps_dropped = 0;
};
struct SignalSent {
  std::string signal;
};
/// A control call added an order. Its timelines are events of their own.
struct OrderAdded {
  std::string resource;
};
/// A control call added or removed a rule.
struct WeatherChanged {
  std::string rule;  ///< its name
  bool removed = false;
};
/// A weather rule took part in an answer.
struct RuleFired {
  std::string rule;
  ExchangeId exchange = 0;
  std::string effect;  ///< `answered 503`, `cut after 300000 bytes`, `2s late`
  Place line;
};
/// The clock `auto` went forward by itself.
struct ClockSkipped {
  Instant to;
  std::string because;  ///< `baanx/abcd_1234 was polled`, `Retry-After of exchange 7`, `a wait`
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
  using What = std::variant<SessionStarted, StepTaken, StatusFollowed, EventHappened, MoveMade, SignalSent,
                            OrderAdded, WeatherChanged, RuleFired, ClockSkipped, ExchangeAnswered,
                            TransferEnded, FindingMade, SessionClosed>;

  std::uint64_t number = 0;  ///< from 1, without gaps
  Instant at;                ///< by the session's clock
  What what;
};

/// Sees every event of a session, in order, while the session is locked: it must not wait and must not throw.
class EventSink {
 public:
  virtual ~EventSink() = default;
  virtual void on_event(const std::string& session, const Event& event) = 0;
};

}  // namespace mock::core
