#pragma once

#include "core/contract.hpp"
#include "core/event.hpp"
#include "core/generated_content.hpp"
#include "core/node.hpp"
#include "core/operation.hpp"
#include "core/scenario_reader.hpp"
#include "core/timeline.hpp"

#include <memory>
#include <optional>
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

/// A resource of a session, as those see it who look from outside: control API, `of:`, moves.
struct ResourceView {
  std::string name;  ///< as events name it: `baanx/abcd_1234`, `musement/8e9e…/1`, `file_order/42/2`
  std::string id;    ///< what the client knows it by: `abcd_1234`, an item's uuid, `42/2`
  const Noun* noun = nullptr;  ///< never null
  std::string status;          ///< a word of the noun
  Place line;                  ///< the scenario line that made it what it is
  bool is_part = false;        ///< of the order that stands before it: an item, a sub-order
  /// Its timelines, the oldest first; the last one is the one in force. Empty if it has none of its own.
  std::vector<Timetable::TimelineId> timelines;
  /// Why no move can put it into a status, as a sentence; empty if one can.
  std::string_view immovable;
};

/// What a step of a timeline sets, for who wants to know beforehand.
struct StepOutline {
  std::string_view status;  ///< empty: it keeps the status
  Place line;
};

/// One provider in one session: its resources and what they are by now. Resources are numbered from 0, in the
/// order in which they came to exist, parts right after their order; a number stays that of its resource.
class ProviderState {
 public:
  virtual ~ProviderState() = default;
  virtual Answer answer(const Call& call, Stage& stage) = 0;
  /// A step of the timeline that was added with `key` is taken; `stage.now()` is its due instant. It carries
  /// all that the step carries, whether it came due or a move took it early.
  virtual void take_step(std::size_t key, std::size_t step, Stage& stage) = 0;
  /// Whose timeline it is, for reports: `baanx/abcd_1234`.
  [[nodiscard]] virtual std::string resource_of(std::size_t key) const = 0;
  /// What a step of the timeline that was added with `key` sets.
  [[nodiscard]] virtual StepOutline outline(std::size_t key, std::size_t step) const = 0;
  /// A transfer that an answer announced has ended.
  virtual void transfer_ended(std::uint64_t transfer, const TransferEnd& end, Stage& stage);

  [[nodiscard]] virtual std::size_t resource_count() const = 0;
  /// Precondition: `index < resource_count()`.
  [[nodiscard]] virtual ResourceView resource(std::size_t index) const = 0;
  /// The resource that a reference without its provider means: `abcd_1234`, `42`, `42/2`, a uuid, `uuid/1`.
  [[nodiscard]] virtual std::optional<std::size_t> find_resource(std::string_view reference) const = 0;

  /// Second kind of move (SCENARIOS 2.6 b): the status alone, by no step. The transition was checked, and the
  /// caller drops what is left of its timeline. `line` is where the move was written. Tells the stage
  /// (`step_taken`, `status_followed`) as for a step.
  virtual void set_status(std::size_t index, std::string_view status, Place line, Stage& stage) = 0;
  /// Reads a timeline (`steps`: a list, or one step) that a move brought, with the checks of a scenario, for
  /// a resource that will be in `from`, and puts it in place: the old one was dropped. False if `problems`
  /// has new errors; then nothing has changed.
  virtual bool bring_timeline(std::size_t index, const Node& steps, std::string_view from,
                              const ScenarioReader& reader, Problems& problems, Stage& stage) = 0;
  /// Reads an order as an entry of `orders`, with the checks of a scenario, and lets it (with `repeat`: them)
  /// come to exist now. An id that is taken is refused. The index of the first, or nothing if `problems` has
  /// new errors; then nothing has changed.
  virtual std::optional<std::size_t> add_order(const Node& order, const ScenarioReader& reader,
                                               Problems& problems, Stage& stage) = 0;
};

/// A resource that a section defines, before any session plays it: for the checks of `on: { …, of: … }`.
struct ResourceOutline {
  struct Step {
    const Moment* moment = nullptr;  ///< never null; lives in the plan
    std::string_view status;         ///< empty: it keeps the status
    Place line;
  };
  std::string name;               ///< `baanx/abcd_1234`
  std::vector<std::string> also;  ///< other references to it, provider left out: `abcd_1234`, an item's uuid
  const Noun* noun = nullptr;     ///< never null
  std::vector<Step> steps;        ///< of its timeline
  std::string follows;  ///< a resource whose last step must come first: the sub-order before; else empty
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
  /// Every resource that exists from the start, parts included. Costly with many; asked for only where
  /// something refers to them.
  [[nodiscard]] virtual std::vector<ResourceOutline> outlines() const = 0;
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
  /// The body that this provider's sources show for an error of that status, for weather; nothing where they
  /// show none.
  [[nodiscard]] virtual std::optional<Response> error_response(int status) const;
};

}  // namespace mock::core
