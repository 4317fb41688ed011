#pragma once

#include "core/checked_before.hpp"
#include "core/event.hpp"
#include "core/exchange_ring.hpp"
#include "core/provider.hpp"
#include "core/report.hpp"
#include "core/scenario.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mock::core {

struct SessionOptions {
  std::string name;
  Instant start;                   ///< what its clock shows first
  ClockSettings clock;             ///< for the report; the clock itself is its owner's
  std::vector<EventSink*> sinks;   ///< outlive the session
  Checksums* checksums = nullptr;  ///< never null, outlives the session
};

/// One isolated run of a scenario: a deterministic machine. Requests, instants and ends of transfers go in;
/// replies and events come out. The same inputs in the same order give the same events, byte for byte.
///
/// Not safe to share between threads: its owner locks it, and reads its clock while it is locked. Instants
/// that go backwards are taken as the latest one seen.
class Session final : private Stage {
 public:
  Session(std::shared_ptr<const Scenario> scenario, SessionOptions options);
  ~Session() override;
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  /// Answers a request. `prefix` is what stood before the target: `/~NAME`, or nothing.
  Reply handle(Request request, std::string_view prefix, Instant now);
  /// Answers what was no HTTP request.
  Reply reject(MalformedRequest malformed, Instant now);
  /// How the transfer of a reply with `report_transfer` ended.
  void transfer_ended(ExchangeId exchange, const TransferEnd& end, Instant now);
  /// Takes everything that is due at or before `now`, in order.
  void advance_to(Instant now);
  /// When something is due next; nothing while everything waits for a trigger.
  [[nodiscard]] std::optional<Instant> next_due() const { return timetable_.next_due(); }

  /// Judges what can be judged at the end only. Once; what comes later is answered, but not judged.
  void close(Instant now);

  [[nodiscard]] Instant now() const override { return now_; }
  [[nodiscard]] const std::string& name() const { return options_.name; }
  [[nodiscard]] const Scenario& scenario() const { return *scenario_; }
  [[nodiscard]] const FindingGroups& findings() const { return findings_; }
  [[nodiscard]] const ExchangeRing& exchanges() const { return exchanges_; }
  [[nodiscard]] Verdict verdict() const;
  [[nodiscard]] SessionReport report() const;

 private:
  struct Route;
  struct Transfer {
    std::size_t part;
    std::uint64_t number;
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
  void record(Exchange exchange, const Route* route);
  void count_demands(const Exchange& exchange);
  void find(Violation violation, const Exchange* exchange);
  template <typename What>
  void emit(What what);

  std::shared_ptr<const Scenario> scenario_;
  SessionOptions options_;
  Instant now_;
  std::size_t acting_ = 0;  ///< the part whose provider is being asked
  Timetable timetable_;
  std::vector<std::unique_ptr<ProviderState>> states_;  ///< as `scenario_->parts`
  std::map<ExchangeId, Transfer> transfers_;

  std::uint64_t events_ = 0;
  ExchangeId exchange_count_ = 0;
  ExchangeRing exchanges_;
  FindingGroups findings_;
  std::map<std::string, OperationCount> operations_;
  std::vector<std::uint64_t> demand_counts_;  ///< as `scenario_->expect.requests`
  std::vector<bool> demand_exceeded_;
  bool checked_ = false;
  bool closed_ = false;
  CheckedBefore right_requests_;
  CheckedBefore right_responses_;
};

}  // namespace mock::core
