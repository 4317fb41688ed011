#pragma once

#include "core/contract.hpp"
#include "core/event.hpp"
#include "core/generated_content.hpp"
#include "core/node.hpp"
#include "core/operation.hpp"
#include "core/scenario_reader.hpp"
#include "core/timeline.hpp"

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mock::core {

/// A request on its way through a provider.
struct Call {
  const Operation& operation;
  const Request& request;
  const Target& target;
  const PathParameters& path;
  /// What the contract says against the request. They are findings already; the provider decides how it
  /// answers them.
  std::span<const Violation> violations;
  /// Begin of links in answers, no slash at the end: `http://127.0.0.1:8420`, `http://host/~NAME` (DECISIONS
  /// 23).
  std::string_view origin;

  [[nodiscard]] const std::string& parameter(std::string_view name) const;
};

/// A provider's answer to a call.
struct Answer {
  Response response;
  std::string resource;  ///< what it is about, as a scenario refers to it; empty if about nothing known
  std::vector<Violation> violations;  ///< AUTH and state rules; contract findings are not repeated here
  /// Timelines for which this was a poll (SCENARIOS 2.4). Counted after the answer, unless weather spoils it.
  std::vector<Timetable::TimelineId> polled;
  /// A file download: `ProviderState::transfer_ended` wants to know how it went. The number is the provider's
  /// own.
  std::optional<std::uint64_t> transfer;
  Place line;  ///< the scenario line that made the answer what it is
};

/// What a provider may use of the session that it plays in.
class Stage {
 public:
  virtual ~Stage() = default;
  [[nodiscard]] virtual Instant now() const = 0;
  [[nodiscard]] virtual Instant start() const = 0;
  [[nodiscard]] virtual std::uint64_t seed() const = 0;
  /// Adds a timeline of this provider; `key` comes back with each of its steps. Steps due now are taken when
  /// the caller returns, before anything else is answered.
  virtual Timetable::TimelineId add_timeline(std::vector<Moment> moments, std::size_t key) = 0;
  [[nodiscard]] virtual const Timeline& timeline(Timetable::TimelineId id) const = 0;
  /// Drops what is left of a timeline: nothing of it comes any more, and no report misses it.
  virtual void drop_rest(Timetable::TimelineId id) = 0;
  /// An event of a resource: it is recorded, and every one of these timelines that waits for it goes on.
  virtual void happened(std::string_view resource, std::string_view event,
                        std::span<const Timetable::TimelineId> timelines) = 0;
  virtual void step_taken(StepTaken taken) = 0;
  virtual void status_followed(StatusFollowed followed) = 0;
  [[nodiscard]] virtual Checksums& checksums() = 0;
};

/// One provider in one session: its resources and what they are by now.
class ProviderState {
 public:
  virtual ~ProviderState() = default;
  virtual Answer answer(const Call& call, Stage& stage) = 0;
  /// A step of the timeline that was added with `key` is taken; `stage.now()` is its due instant.
  virtual void take_step(std::size_t key, std::size_t step, Stage& stage) = 0;
  /// Whose timeline it is, for reports: `baanx/abcd_1234`.
  [[nodiscard]] virtual std::string resource_of(std::size_t key) const = 0;
  /// A transfer that an answer announced has ended.
  virtual void transfer_ended(std::uint64_t transfer, const TransferEnd& end, Stage& stage);
};

/// A provider's section of a scenario: read and checked, never changed again, shared by all sessions of the
/// scenario.
class Plan {
 public:
  virtual ~Plan() = default;
  /// The resources come to exist. `stage.now()` is the session's start.
  [[nodiscard]] virtual std::unique_ptr<ProviderState> start(Stage& stage) const = 0;
  /// What `of:` may refer to: the ids of the orders, as exchanges name them. For checks and suggestions.
  [[nodiscard]] virtual std::vector<std::string> references() const = 0;
  /// A request that shows the first order with credentials that are let in, for `serve` to propose; nothing
  /// without one.
  [[nodiscard]] virtual std::optional<Request> example_request() const { return std::nullopt; }
  /// Generated contents whose checksum must be computed before the session starts (`checksum: computed`).
  [[nodiscard]] virtual std::vector<Body> checksums_needed() const { return {}; }
};

/// One imitated upstream API: a personality without state.
class Provider {
 public:
  virtual ~Provider() = default;
  /// Folder name, section name, first part of operation names: `baanx`.
  [[nodiscard]] virtual std::string_view id() const = 0;
  [[nodiscard]] virtual std::span<const Operation> operations() const = 0;
  /// The contract that a section asks for: `baanx/documented`. Looks at the section's `dialect`, nothing
  /// else.
  [[nodiscard]] virtual std::string_view contract_for(const Node& section) const = 0;
  /// Reads the section; nullptr if it has mistakes, which `problems` then holds.
  [[nodiscard]] virtual std::unique_ptr<const Plan> configure(const Node& section,
                                                              const ScenarioReader& reader,
                                                              Problems& problems,
                                                              KnownKeys* known_keys) const = 0;
  /// What this provider answers where no operation of its matches but the method of one (405), in its own
  /// style.
  [[nodiscard]] virtual Response method_not_allowed(std::string_view allow) const = 0;
};

}  // namespace mock::core
