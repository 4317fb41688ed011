#pragma once

#include "app/checksums.hpp"
#include "app/contract_library.hpp"
#include "app/scenario_loader.hpp"
#include "core/session.hpp"
#include "journal/event_json.hpp"

#include <catch2/catch_test_macros.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace mock::tests {

/// A scenario given as text, read as a server would.
inline std::shared_ptr<const core::Scenario> scenario_of(std::string_view yaml) {
  static app::EmbeddedContracts contracts;
  core::Problems problems{"x.yaml"};
  auto scenario = app::ScenarioLoader{contracts}.read(yaml, "x", nullptr, {.set = {}, .environment = false},
                                                      app::UnsetVariables::Refused, problems);
  for (const auto& line : problems.lines()) UNSCOPED_INFO(line);
  REQUIRE(scenario != nullptr);
  return scenario;
}

/// A session as its owner has it, without threads, clocks and sockets.
///
///     SessionPlay play{"understudy: 1\n…"};
///     play.session.set_time(play.session.now() + 3h);
///     REQUIRE(play.status_of("abcd_1234") == "COMPLETED");
class SessionPlay {
 public:
  explicit SessionPlay(std::string_view yaml)
      : SessionPlay(scenario_of(yaml), core::SessionOptions{.name = "default"}) {}
  SessionPlay(std::shared_ptr<const core::Scenario> scenario, core::SessionOptions options)
      : session(scenario, complete(std::move(options), *scenario)) {}

  /// A poll with credentials that every scenario without `clients` and `users` lets in.
  core::Reply get(std::string target) {
    return session.handle({.method = "GET",
                           .target = std::move(target),
                           .headers = {{"Host", "localhost"},
                                       {"Authorization", "Bearer tour-token"},
                                       {"X-Client-ID", "your_client_id"},
                                       {"X-Musement-Application", "tour"}},
                           .body = {}},
                          {}, session.now());
  }
  /// The status that a poll of a baanx order shows.
  std::string poll(const std::string& order) {
    const core::Reply reply = get("/v1/order/" + order);
    REQUIRE(reply.response.status == 200);
    return core::Json::parse(core::text_of(reply.response.body)).at("status").get<std::string>();
  }
  [[nodiscard]] std::string status_of(std::string_view reference) const {
    const auto index = session.find_resource(reference);
    REQUIRE(index.has_value());
    return session.resource(*index).view.status;
  }
  core::CommandResult tell(core::Command::Kind kind, std::string text) {
    return session.carry_out({.kind = kind, .text = std::move(text)}, session.now());
  }
  core::Json done(core::Command::Kind kind, std::string text) {
    auto result = tell(kind, std::move(text));
    if (const auto* refused = std::get_if<core::CommandRefused>(&result)) {
      UNSCOPED_INFO(refused->sentence);
      for (const auto& mistake : refused->mistakes) UNSCOPED_INFO(mistake);
    }
    REQUIRE(std::holds_alternative<core::Done>(result));
    return std::get<core::Done>(std::move(result));
  }
  core::CommandRefused refused(core::Command::Kind kind, std::string text) {
    auto result = tell(kind, std::move(text));
    REQUIRE(std::holds_alternative<core::CommandRefused>(result));
    return std::get<core::CommandRefused>(std::move(result));
  }

 private:
  core::SessionOptions complete(core::SessionOptions options, const core::Scenario& scenario) {
    options.clock = scenario.clock;
    options.start = scenario.clock.start.value_or(core::kManualStart);
    options.sinks.push_back(&events);
    options.input_budget = &budget_;
    options.checksums = &checksums_;
    return options;
  }

  app::OpensslChecksums checksums_;
  core::InputBudget budget_;

 public:
  journal::EventLines events;
  core::Session session;
};

}  // namespace mock::tests
