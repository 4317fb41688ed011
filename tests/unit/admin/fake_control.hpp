#pragma once

#include "admin/control.hpp"
#include "app/embedded.hpp"
#include "core/text.hpp"
#include "loading/yaml_reader.hpp"
#include "providers/registry.hpp"
#include "validation/openapi_contract.hpp"

#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mock::tests {

/// The contracts that the build embedded.
class Contracts final : public core::ContractLibrary {
 public:
  std::shared_ptr<const core::Contract> get(std::string_view name) override {
    auto& contract = made_[std::string{name}];
    if (contract == nullptr) contract = validation::make_contract(core::Json::parse(text(name)));
    return contract;
  }
  /// As it is embedded: the bundle.
  static std::string_view text(std::string_view name) {
    for (const auto& file : app::embedded_contracts()) {
      if (file.name == name) return file.text;
    }
    throw std::runtime_error("there is no contract " + std::string{name});
  }

 private:
  std::map<std::string, std::shared_ptr<const core::Contract>> made_;
};

inline Contracts& contracts() {
  static Contracts all;
  return all;
}

inline std::shared_ptr<const core::Scenario> read_scenario(std::string_view yaml) {
  core::Problems problems{"x.yaml"};
  const auto node = loading::read_yaml(yaml, problems);
  std::shared_ptr<const core::Scenario> scenario;
  if (node) {
    scenario = core::read_scenario(
        *node,
        {.providers = providers::all_providers(), .contracts = &contracts(), .files = nullptr, .name = "x"},
        problems);
  }
  if (scenario == nullptr) throw std::runtime_error(problems.lines().front());
  return scenario;
}

/// The server behind the control API: one session, `default`, that is real, and for the rest what a test
/// wants to be answered. It keeps what it was asked.
class FakeControl final : public admin::Control {
 public:
  static constexpr std::string_view kScenario = R"(understudy: 1
about: Two polls, then nine seconds. A second order waits for a signal.
clock: { mode: manual, start: 2026-03-01T09:00:00Z }
weather:
  - { name: bad day, operation: baanx/get_order, nth: 3, http_status: 503, retry_after: 20s }
baanx:
  clients: your_client_id
  users: { name: anna, tokens: tour-token }
  orders:
    - id: abcd_1234
      owner: anna
      timeline:
        - status: STARTED
        - { polls: 2, after: 9s, status: COMPLETED }
    - id: abcd_5678
      timeline: { on: { signal: shipped }, status: COMPLETED }
musement:
  orders:
    - uuid: 8e9e5c6e-ea7d-4934-8753-f00954f30d00
      items:
        - uuid: 11045e18-e3ca-42e1-acb4-0d5be75036fd
          product: { title: Uffizi Gallery, max_confirmation_time: P2D }
          timeline: { on: paid, after: 47h, status: OK }
)";

  explicit FakeControl(core::JournalLimits limits = {})
      : played(read_scenario(kScenario), {.name = "default",
                                          .start = kStart,
                                          .clock = {.mode = core::ClockMode::Manual},
                                          .checksums = &checksums_,
                                          .limits = limits}) {}

  static constexpr core::Instant kStart{std::chrono::sys_days{std::chrono::year{2026} / 3 / 1} +
                                        std::chrono::hours{9}};

 private:
  /// The same digits for everything: no test here is about checksums.
  class NoChecksums final : public core::Checksums {
   public:
    std::string md5(const core::Body&) override { return std::string(32, '0'); }
  };
  NoChecksums checksums_;

 public:
  core::Session played;
  core::Instant now = kStart;

  // What is answered.
  std::optional<admin::Refused> refusal;  ///< to whatever can be refused
  bool ready = true;
  admin::Advanced advanced{.from = kStart, .now = kStart};
  admin::Waited waited;
  std::vector<std::string> waits_for;

  // What was asked.
  std::optional<admin::CreateSession> created;
  std::optional<admin::ResetSession> was_reset;
  std::optional<admin::ForkSession> forked;
  std::optional<admin::Advance> advance_asked;
  std::optional<core::Condition> waited_for;
  std::optional<std::chrono::milliseconds> timeout;
  std::optional<core::Command> command;
  std::optional<std::string> last_event_id;
  std::string removed;
  std::string checked;

  /// A request of the client that is judged.
  core::Reply play(const std::string& target, core::Headers headers = kCredentials, std::string body = {}) {
    return played.handle(
        {.method = "GET", .target = target, .headers = std::move(headers), .body = std::move(body)}, "", now);
  }
  inline static const core::Headers kCredentials{
      {"Host", "127.0.0.1:8420"}, {"X-Client-ID", "your_client_id"}, {"Authorization", "Bearer tour-token"}};

  [[nodiscard]] admin::Health health() const override {
    return {.instance = "0f8fad5b-d9cb-469f-a165-70867728950e",
            .version = "0.1.0",
            .uptime = std::chrono::milliseconds{1500},
            .sessions = 1,
            .ready = ready};
  }
  [[nodiscard]] std::vector<admin::SessionSummary> sessions() const override { return {summary("default")}; }
  [[nodiscard]] admin::Result<admin::SessionSummary> session(std::string_view name) const override {
    if (const auto refused = refuse(name)) return *refused;
    return summary("default");
  }
  admin::Result<admin::SessionSummary> create(const admin::CreateSession& wish) override {
    if (refusal) return *refusal;
    created = wish;
    return summary(wish.name);
  }
  admin::Result<admin::Nothing> remove(std::string_view name) override {
    if (const auto refused = refuse(name)) return *refused;
    removed = name;
    return admin::Nothing{};
  }
  admin::Result<admin::SessionSummary> reset(std::string_view name,
                                             const admin::ResetSession& wish) override {
    if (const auto refused = refuse(name)) return *refused;
    was_reset = wish;
    return summary("default");
  }
  admin::Result<admin::SessionSummary> fork(std::string_view name, const admin::ForkSession& wish) override {
    if (const auto refused = refuse(name)) return *refused;
    forked = wish;
    return summary(wish.name);
  }
  admin::Result<admin::Advanced> advance(std::string_view name, const admin::Advance& wish) override {
    if (const auto refused = refuse(name)) return *refused;
    advance_asked = wish;
    return advanced;
  }
  admin::Result<admin::Waited> wait(std::string_view name, const core::Condition& condition,
                                    std::chrono::milliseconds limit) override {
    if (const auto refused = refuse(name)) return *refused;
    waited_for = condition;
    timeout = limit;
    return waited;
  }
  admin::Result<core::Done> carry_out(std::string_view name, const core::Command& wish) override {
    if (const auto refused = refuse(name)) return *refused;
    command = wish;
    auto result = played.carry_out(wish, now);
    if (auto* refused = std::get_if<core::CommandRefused>(&result)) {
      return admin::Refused{
          .status = refused->status, .sentence = refused->sentence, .mistakes = refused->mistakes};
    }
    return std::get<core::Done>(std::move(result));
  }
  admin::Result<admin::Nothing> look(std::string_view name, const admin::Look& look) const override {
    if (const auto refused = refuse(name)) return *refused;
    look(played);
    return admin::Nothing{};
  }
  [[nodiscard]] admin::Result<core::RunReport> report(std::string_view name) const override {
    if (const auto refused = refuse(name)) return *refused;
    return report();
  }
  [[nodiscard]] core::RunReport report() const override {
    core::RunReport report{.version = "0.1.0", .sessions = {played.report()}, .outside = {}};
    report.outcome = core::outcome_of(report);
    return report;
  }
  [[nodiscard]] admin::Result<std::string> bundle(std::string_view name) const override {
    if (const auto refused = refuse(name)) return *refused;
    return std::string{"{\"understudy_bundle\":1}\n"};
  }
  admin::Result<std::shared_ptr<core::PieceSource>> events(std::string_view name,
                                                           std::optional<std::string> last_seen) override {
    if (const auto refused = refuse(name)) return *refused;
    last_event_id = std::move(last_seen);
    return std::shared_ptr<core::PieceSource>{std::make_shared<NoPieces>()};
  }
  [[nodiscard]] admin::Outside outside() const override {
    auto exchange = std::make_shared<core::Exchange>();
    exchange->id = 1;
    exchange->at = kStart;
    exchange->request = {
        .method = "GET", .target = "/~nobody/v1/order/a?token=0123456789", .headers = {}, .body = {}};
    exchange->response = {.status = 404};
    const core::Finding finding{.violation = {.rule = core::rules::kUnknownSession,
                                              .side = core::Side::Client,
                                              .where = "path",
                                              .found = "'nobody'",
                                              .expected = "a session: default",
                                              .hint = {}},
                                .at = kStart};
    core::FindingGroups groups;
    groups.add(finding);
    return {.exchanges = {exchange}, .findings = groups.groups()};
  }
  [[nodiscard]] std::vector<admin::ScenarioEntry> scenarios() const override {
    return {
        {.name = "baanx/payment_completes", .about = "It is paid.", .providers = {"baanx"}, .shipped = true}};
  }
  [[nodiscard]] admin::Result<std::string> scenario_text(std::string_view name) const override {
    if (name == "tour" || name == "baanx/payment_completes") return std::string{"understudy: 1\n"};
    return admin::Refused{
        .status = 404, .sentence = core::cat("no scenario ", core::in_quotes(name)), .mistakes = {}};
  }
  [[nodiscard]] admin::ScenarioCheck check(std::string_view yaml,
                                           const std::map<std::string, std::string, std::less<>>&) override {
    checked = yaml;
    return {.valid = false, .lines = {"body.yaml:1:1: a mistake"}};
  }
  [[nodiscard]] Counters counters() const override {
    return {.exchanges = 1234567,
            .findings = 2,
            .outside_findings = 3,
            .steps_taken = 4,
            .sessions_created = 5,
            .sessions_live = 6,
            .rounds_closed = 7,
            .control_calls = 8,
            .waits_now = 9,
            .uptime_seconds = 1.5};
  }

  [[nodiscard]] admin::SessionSummary summary(const std::string& name) const {
    if (!waits_for.empty()) return {.name = name, .scenario = "x", .waits_for = waits_for};
    return {.name = name,
            .also = {"x"},
            .scenario = "x",
            .file = "x.yaml",
            .about = played.scenario().about,
            .clock = "manual",
            .start = kStart,
            .now = played.now(),
            .next_due = played.next_due(),
            .events = played.event_count(),
            .exchanges = played.exchange_count(),
            .findings = played.findings().total(),
            .verdict = played.verdict()};
  }

 private:
  class NoPieces final : public core::PieceSource {
   public:
    bool next(std::string&) override { return false; }
  };

  [[nodiscard]] std::optional<admin::Refused> refuse(std::string_view name) const {
    if (refusal) return refusal;
    if (name == "default") return std::nullopt;
    return admin::Refused{
        .status = 404,
        .sentence = core::cat("there is no session ", core::in_quotes(name), ", known: default"),
        .mistakes = {}};
  }
};

}  // namespace mock::tests
