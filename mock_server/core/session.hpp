#pragma once

#include "core/checked_before.hpp"
#include "core/command.hpp"
#include "core/condition.hpp"
#include "core/event.hpp"
#include "core/event_ring.hpp"
#include "core/input.hpp"
#include "core/provider.hpp"
#include "core/report.hpp"
#include "core/scenario.hpp"
#include "core/weather.hpp"

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mock::core {

struct SessionOptions {
  std::string name;
  std::uint64_t round = 1;              ///< a reset begins another one
  Instant start;                        ///< what its clock shows first
  ClockSettings clock;                  ///< `auto` is played here; the other clocks are their owner's
  std::vector<EventSink*> sinks;        ///< outlive the session
  std::vector<InputSink*> input_sinks;  ///< outlive the session
  InputBudget* input_budget = nullptr;  ///< outlives the session; null: no inputs are kept
  Checksums* checksums = nullptr;       ///< never null, outlives the session
  JournalLimits limits;
  std::string forked_from;  ///< for the event log: see `SessionStarted`
  std::uint64_t forked_at = 0;
};

/// One isolated run of a scenario: a deterministic machine. Inputs (requests, instants, commands, ends of
/// transfers) go in; replies and events come out. The same inputs in the same order give the same events,
/// byte for byte.
///
/// Not safe to share between threads: its owner locks it, and reads its clock while it is locked. Instants
/// that go backwards are taken as the latest one seen.
class Session final : private Stage {
 public:
  Session(std::shared_ptr<const Scenario> scenario, SessionOptions options);
  ~Session() override;
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  // Inputs. Each takes what is due at or before `now` first, and is recorded.

  /// Answers a request. `prefix` is what stood before the target: `/~NAME`, or nothing.
  Reply handle(Request request, std::string_view prefix, Instant now,
               Addressed addressed = Addressed::ByName);
  /// Answers what was no HTTP request.
  Reply reject(MalformedRequest malformed, Instant now);
  /// How the transfer of a reply with `report_transfer` ended.
  void transfer_ended(ExchangeId exchange, const TransferEnd& end, Instant now);
  /// A move, a signal, something added to the scenario.
  CommandResult carry_out(const Command& command, Instant now);
  /// A command moved the clock: takes everything that is due at or before `now`, in order.
  void set_time(Instant now);
  /// The clock `auto` goes to what is due next, because somebody waits. False if nothing is due, or if it has
  /// gone far enough without a request (`max_skip`, `kMostSkips`): then that is a finding.
  bool skip_to_next();
  /// Judges what can be judged at the end only. Once; what comes later is answered, but not judged.
  void close(Instant now);

  /// Carries out a recorded input. The reply, where it was a request.
  std::optional<Reply> repeat(const Input& input);

  /// Takes everything that is due at or before `now`, in order. No input: whoever comes next would do the
  /// same, with the same instants.
  void advance_to(Instant now);
  /// The same, but no further than the instant at which the event of that number came. For forks.
  void advance_to_event(Instant now, std::uint64_t event);
  /// When something is due next; nothing while everything waits for a trigger.
  [[nodiscard]] std::optional<Instant> next_due() const { return timetable_.next_due(); }

  // What it has come to.

  [[nodiscard]] Instant now() const override { return now_; }
  [[nodiscard]] const SessionOptions& options() const { return options_; }
  [[nodiscard]] const std::string& name() const { return options_.name; }
  [[nodiscard]] const Scenario& scenario() const { return *scenario_; }
  [[nodiscard]] const FindingGroups& findings() const { return findings_; }
  [[nodiscard]] const EventRing& journal() const { return journal_; }
  [[nodiscard]] const InputLog& inputs() const { return inputs_; }
  /// The number of the latest event.
  [[nodiscard]] std::uint64_t event_count() const { return events_; }
  [[nodiscard]] std::uint64_t exchange_count() const { return exchange_count_; }
  /// As if it ended now: what is demanded and still missing makes it fail.
  [[nodiscard]] Verdict verdict() const;
  [[nodiscard]] SessionReport report() const;

  /// Whether a condition can be met at all here: its words are known. If not, the mistakes, one sentence
  /// each.
  [[nodiscard]] std::vector<std::string> mistakes_in(const Condition& condition) const;
  /// Precondition: no mistakes.
  [[nodiscard]] bool meets(const Condition& condition) const;
  /// What is there instead of what was waited for: `abcd_1234 is STARTED since 2026-…; next: COMPLETED at
  /// 2026-…`.
  [[nodiscard]] std::string seen_instead(const Condition& condition) const;

  /// A resource with the steps of its timelines, past and to come.
  struct ResourceState {
    struct Step {
      std::string moment;  ///< `on: paid, after: 47h`; empty: at its turn
      std::string status;  ///< that it sets; empty: it keeps the status
      Place line;
      std::optional<Instant> taken;  ///< when it was
      bool dropped = false;          ///< a move, or another timeline, came before it
      std::optional<Instant> due;    ///< of the one that is waited for, once its trigger has come
    };
    std::string provider;
    ResourceView view;
    std::vector<Step> steps;
  };
  [[nodiscard]] std::size_t resource_count() const;
  /// Which of them are those of one part of the scenario: the first one's index, and how many.
  [[nodiscard]] std::pair<std::size_t, std::size_t> resources_of(std::size_t part) const;
  /// Resources in the order of the scenario's providers, and of each in the order in which they came to
  /// exist.
  [[nodiscard]] ResourceState resource(std::size_t index) const;
  /// The resource that a reference means (`abcd_1234`, `baanx/abcd_1234`, `42/2`); nothing if it means none,
  /// or without its provider more than one.
  [[nodiscard]] std::optional<std::size_t> find_resource(std::string_view reference) const;
  /// The rules in force, as `GET …/weather` shows them.
  [[nodiscard]] const Weather& weather() const { return weather_; }

  /// How often `auto` may go forward without a request.
  static constexpr std::uint64_t kMostSkips = 10'000;

 private:
  struct Route;
  struct Transfer {
    std::size_t part;
    std::uint64_t number;
  };
  /// A resource, as the provider of one part numbers it.
  struct Position {
    std::size_t part;
    std::size_t index;
  };
  /// A timeline that waits for what happens elsewhere, as its moment has it.
  struct Subscription {
    Timetable::TimelineId timeline;
    OnElsewhere trigger;
  };

  // Stage
  [[nodiscard]] Instant start() const override { return options_.start; }
  [[nodiscard]] std::uint64_t seed() const override { return scenario_->seed; }
  Timetable::TimelineId add_timeline(std::vector<Moment> moments, std::size_t key) override;
  [[nodiscard]] const Timeline& timeline(Timetable::TimelineId id) const override {
    return timetable_.timeline(id);
  }
  void drop_rest(Timetable::TimelineId id) override { timetable_.drop_rest(id); }
  void happened(std::string_view resource, std::string_view event,
                std::span<const Timetable::TimelineId> timelines) override;
  void step_taken(StepTaken taken) override;
  void status_followed(StatusFollowed followed) override;
  [[nodiscard]] Checksums& checksums() override { return *options_.checksums; }

  [[nodiscard]] Route find_route(const Request& request, const std::optional<Target>& target) const;
  void check_request(Exchange& exchange, const Route& route, const Target& target);
  Answer play(const Exchange& exchange, const Route& route, const Target& target, std::string_view prefix);
  void check_response(Exchange& exchange, const Route& route);
  Response answer_unmatched(Exchange& exchange, const Route& route, const std::optional<Target>& target);
  [[nodiscard]] bool records_inputs() const;
  void accept(const Input& input);
  bool take_due(Instant goal, std::uint64_t stop_at_event);
  void skip_after(ExchangeId exchange, const std::string& polled,
                  std::span<const Timetable::TimelineId> timelines, std::optional<Duration> wait);
  bool skip_to(Instant goal, std::string because);
  [[nodiscard]] Violation skip_limit(Instant goal, bool is_too_far) const;
  [[nodiscard]] ResourceView order_in_path(const Route& route) const;
  Weather::Decision decide_weather(Exchange& exchange, const Route& route);
  [[nodiscard]] std::vector<std::string> missing_so_far() const;
  [[nodiscard]] std::optional<StepLeft> step_left(Timetable::TimelineId id) const;
  void spoil(Exchange& exchange, const Weather::Decision& weather, const Provider& provider) const;
  [[nodiscard]] std::optional<NextStep> next_step(std::span<const Timetable::TimelineId> timelines) const;
  CommandResult move(const Node& node, Problems& problems);
  CommandResult carry_out_move(Position position, const ResourceView& before, const std::string& status,
                               const Node* timeline, Mapping& body);
  [[nodiscard]] std::optional<std::size_t> step_that_sets(Timetable::TimelineId id,
                                                          std::string_view status) const;
  [[nodiscard]] std::vector<Json> steps_left(Timetable::TimelineId id, std::optional<std::size_t> taken,
                                             bool rest) const;
  [[nodiscard]] CommandResult move_done(Position position, const ResourceView& before,
                                        std::vector<Json> dropped,
                                        const std::optional<StepOutline>& taken) const;
  CommandResult signal(const Node& node, Problems& problems);
  CommandResult add_order(const Node& node, Problems& problems);
  CommandResult add_weather(const Node& node, Problems& problems);
  CommandResult remove_weather(const Node& node, Problems& problems);
  void check_references(std::span<const NotedElsewhere> noted, Problems& problems) const;
  [[nodiscard]] ScenarioReader reader_for(std::size_t part, std::vector<NotedElsewhere>& elsewhere) const;
  [[nodiscard]] std::optional<Position> position_of(std::string_view reference) const;
  [[nodiscard]] bool is_provider(std::string_view reference) const;
  [[nodiscard]] std::string unknown_reference(std::string_view reference) const;
  [[nodiscard]] std::uint64_t requests_seen(const Condition::RequestSeen& wanted) const;
  [[nodiscard]] std::string what_it_is(const ResourceState& resource) const;
  [[nodiscard]] ResourceView view(Position position) const;
  [[nodiscard]] std::string name_of(std::size_t part, std::string_view reference) const;
  void add_rule(WeatherRule rule);
  [[nodiscard]] bool is_anybody_listening() const;
  void listen_to_the_beginning();
  void subscribe(Timetable::TimelineId timeline);
  void tell_elsewhere(OnElsewhere news);
  void record(Exchange exchange, const Route* route, const Weather::Decision& weather);
  void count_demands(const Exchange& exchange);
  void find(Violation violation, const Exchange* exchange);
  void emit(Event::What what);

  std::shared_ptr<const Scenario> scenario_;
  SessionOptions options_;
  Instant now_;
  std::size_t acting_ = 0;  ///< the part whose provider is being asked
  Timetable timetable_;
  std::vector<std::unique_ptr<ProviderState>> states_;  ///< as `scenario_->parts`
  std::map<ExchangeId, Transfer> transfers_;

  std::uint64_t events_ = 0;
  ExchangeId exchange_count_ = 0;
  EventRing journal_;
  InputLog inputs_;
  Weather weather_;
  std::uint32_t calls_ = 0;     ///< commands so far: where a step that one of them brought is written
  std::size_t rules_made_ = 0;  ///< for the names of those that have none
  std::map<std::string, std::vector<Subscription>, std::less<>> subscriptions_;  ///< by what they wait for
  bool started_ = false;  ///< all resources that exist from the start are there
  std::vector<OnElsewhere>
      told_at_start_;  ///< what came before everybody was there; `of` is a resource's name
  std::map<std::string, std::map<std::string, std::uint64_t, std::less<>>, std::less<>>
      requests_;             ///< by operation and resource: for `wait`
  Duration skipped_{};       ///< how far `auto` has gone since the latest request
  std::uint64_t skips_ = 0;  ///< and how often
  bool skip_limit_told_ = false;
  FindingGroups findings_;
  std::map<std::string, OperationCount> operations_;
  std::vector<std::uint64_t> demand_counts_;  ///< as `scenario_->expect.requests`
  std::vector<bool> demand_exceeded_;
  bool checked_ = false;
  bool closed_ = false;
  CheckedBefore right_requests_;
  CheckedBefore right_responses_;
};

/// `abcd_1234` of `baanx/abcd_1234` with the provider `baanx`; nothing if that does not stand in front.
std::optional<std::string_view> without_provider(std::string_view reference, std::string_view provider);

}  // namespace mock::core
