#pragma once

#include "core/event.hpp"
#include "core/report.hpp"

#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

/// A session with everything in it that a journal shows, for the approved files.
namespace mock::tests {

using namespace std::chrono_literals;

inline core::Instant at(core::Duration after = {}) {
  return core::Instant{std::chrono::sys_days{std::chrono::year{2026} / 3 / 1}} + 9h + after;
}

inline core::Violation unknown_client() {
  return {.rule = core::rules::kUnknownClient,
          .side = core::Side::Client,
          .where = "header X-Client-ID",
          .found = "'nobody'",
          .expected = "one of this scenario's clients (somebody_else)",
          .hint = "send one of these, or leave 'clients' out of the scenario to let any in"};
}

inline core::Violation missing_password() {
  return {.rule = core::rules::kRequestBody,
          .side = core::Side::Client,
          .where = "request body /password",
          .found = "'hunter2!'",
          .expected =
              "a text of at least 12 characters, as every schema of this provider demands it of every "
              "password that "
              "somebody may want to have",
          .hint = "choose a longer one"};
}

inline core::Exchange exchange(core::ExchangeId id, core::Request request, core::Response response) {
  core::Exchange made;
  made.id = id;
  made.at = at();
  made.request = std::move(request);
  made.response = std::move(response);
  return made;
}

inline core::Exchange poll(core::ExchangeId id, const std::string& status) {
  auto made = exchange(id,
                       {.method = "GET",
                        .target = "/v1/order/abcd_1234",
                        .headers = {{"Host", "127.0.0.1:8420"}, {"Authorization", "Bearer tour-token"}}},
                       {.status = 200,
                        .headers = {{"Content-Type", "application/json"}},
                        .body = core::text_body(R"({"orderId":"abcd_1234","status":")" + status + R"("})")});
  made.operation = "baanx/get_order";
  made.resource = "abcd_1234";
  made.line = {.line = 5, .column = 9};
  return made;
}

/// The same poll under bad weather.
inline core::Exchange refused_poll() {
  auto made = poll(6, "STARTED");
  made.response = {.status = 503,
                   .headers = {{"Content-Type", "application/json"}, {"Retry-After", "10"}},
                   .body = core::text_body(R"({"message":"Service Unavailable"})")};
  made.rule = "weather 2";
  made.rule_line = {.line = 3, .column = 5};
  made.next = core::NextStep{.resource = "baanx/abcd_1234",
                             .status = "COMPLETED",
                             .due = at(47h),
                             .waits_for = "on: paid, after: 47h",
                             .line = {.line = 9, .column = 9}};
  return made;
}

inline core::Exchange login() {
  auto made = exchange(3,
                       {.method = "POST",
                        .target = "/v1/auth/login?client_secret=0123456789&lang=en",
                        .headers = {{"Content-Type", "application/json"}, {"x-secret-key", "abcdefghij"}},
                        .body = R"({"email":"anna@example.com","password":"hunter2!","otpCode":123456})"},
                       {.status = 498,
                        .headers = {{"Content-Type", "application/json"}},
                        .body = core::text_body(R"({"message":"Invalid client key"})")});
  made.operation = "baanx/login";
  made.violations = {unknown_client(), missing_password()};
  return made;
}

inline core::Exchange download() {
  auto made =
      exchange(4, {.method = "GET", .target = "/api/v1/rs-catalog/downloads/7?orderToken=eyJhbGciOi.J9.xyz1"},
               {.status = 200, .headers = {{"Content-Type", "application/octet-stream"}}});
  made.response.body = core::Generated{
      .content = {.seed = 7, .name = "a.dat", .size = 100'000'000}, .offset = 0, .length = 100'000'000};
  made.operation = "file_order/get_catalog_file";
  made.resource = "42";
  return made;
}

/// Bytes that are no UTF-8, a NUL and a terminal sequence wherever a client can put them.
inline core::Exchange hostile() {
  auto made = exchange(5,
                       {.method = "GET\x1b[2J",
                        .target = "/\x1b]0;owned\x07/\xff?token=\xff\xfe\xfd\xfc\xfb",
                        .headers = {{"X-\xff", "\xc3\x28"}},
                        .body = std::string{"\x00\xff\x01", 3}},
                       {.status = 404,
                        .headers = {{"Content-Type", "application/problem+json"}},
                        .body = core::text_body(R"({"detail":"no provider has the path '/\\x1b'"})")});
  made.violations = {{.rule = core::rules::kUnknownPath,
                      .side = core::Side::Client,
                      .where = "path \x1b[31m",
                      .found = "'/\xff\n'",
                      .expected = "a path of a provider",
                      .hint = "nearest: /v1/order/{orderId}"}};
  return made;
}

inline core::Finding finding(core::Violation violation, core::Severity severity = core::Severity::Error) {
  return {.violation = std::move(violation), .severity = severity, .at = at()};
}

inline core::Finding finding_of(const core::Exchange& exchange, core::Violation violation,
                                core::Duration after) {
  core::Finding made = finding(std::move(violation));
  made.operation = exchange.operation;
  made.exchange = exchange.id;
  made.request_line = exchange.request.method + " " + exchange.request.target;
  made.at = at(after);
  return made;
}

inline core::Violation step_not_taken() {
  return {.rule = core::rules::kStepNotTaken,
          .side = core::Side::Scenario,
          .where = "scenarios/baanx/wrong_client.yaml",
          .found = "the step { on: paid, after: 47h } of baanx/abcd_1234 still waiting",
          .expected = "its trigger to come",
          .hint = "nothing is due for it: the client, or another resource, has to act first"};
}

inline std::vector<core::Event> story() {
  std::vector<core::Event> events;
  const auto add = [&](core::Duration after, auto what) {
    events.push_back({.number = events.size() + 1, .at = at(after), .what = std::move(what)});
  };
  const auto answer = [&](core::Duration after, core::Exchange made) {
    made.at = at(after);
    add(after, core::ExchangeAnswered{std::make_shared<const core::Exchange>(made)});
    for (const auto& violation : made.violations)
      add(after, core::FindingMade{finding_of(made, violation, after)});
  };

  add({}, core::SessionStarted{.scenario = "baanx/payment_completes", .seed = 1, .clock = "auto"});
  answer(5s, poll(1, "STARTED"));
  add(14s, core::EventHappened{.resource = "baanx/abcd_1234", .event = "paid"});
  add(14s, core::StepTaken{.resource = "baanx/abcd_1234",
                           .from = "STARTED",
                           .to = "COMPLETED",
                           .line = {.line = 9, .column = 9}});
  answer(14s, poll(2, "COMPLETED"));
  answer(15s + 250ms, login());
  answer(16s, download());
  add(17s, core::TransferEnded{.exchange = 4, .end = {.bytes_sent = 65536, .complete = false}});
  add(18s, core::TransferEnded{.exchange = 4, .end = {.bytes_sent = 100'000'000, .complete = true}});
  answer(19s, hostile());
  answer(20s, refused_poll());
  add(20s,
      core::RuleFired{
          .rule = "weather 2", .exchange = 6, .effect = "answered 503", .line = {.line = 3, .column = 5}});
  add(20s, core::ClockSkipped{.to = at(30s), .because = "Retry-After of exchange 6"});
  add(31s, core::WeatherChanged{.rule = "slow answers"});
  add(32s, core::WeatherChanged{.rule = "weather 2", .removed = true});
  add(33s, core::SignalSent{.signal = "shipped"});
  add(34s, core::MoveMade{.resource = "baanx/abcd_1234", .status = "FAILED", .steps_dropped = 2});
  add(35s, core::MoveMade{.resource = "baanx/abcd_1234", .status = "COMPLETED"});
  add(36s, core::OrderAdded{.resource = "baanx/abcd_5678"});
  add(36s, core::ClockSkipped{.to = at(47h), .because = "a wait"});
  add(47h, core::StepTaken{.resource = "musement/8e9e5c6e/1", .from = "", .to = "OK"});
  add(47h, core::StatusFollowed{.resource = "musement/8e9e5c6e", .from = "PENDING", .to = "OK"});
  auto declared = finding_of(poll(7, "OK"), unknown_client(), 47h);
  declared.declared = true;
  add(47h, core::FindingMade{declared});
  add(48h, core::FindingMade{finding(step_not_taken(), core::Severity::Note)});
  add(48h, core::SessionClosed{.outcome = "failed"});
  return events;
}

/// How the next round begins, and how a fork of it does.
inline std::vector<core::Event> beginnings() {
  return {{.number = 1,
           .at = at(),
           .what =
               core::SessionStarted{
                   .scenario = "baanx/payment_completes", .seed = 7, .round = 2, .clock = "manual"}},
          {.number = 1,
           .at = at(),
           .what = core::SessionStarted{.scenario = "baanx/payment_completes",
                                        .seed = 7,
                                        .clock = "manual",
                                        .forked_from = "checkout",
                                        .forked_at = 12}}};
}

inline core::SessionReport session_report(std::string session, std::string scenario) {
  return {.session = std::move(session),
          .named = true,
          .checked = true,
          .scenario = scenario,
          .file = "scenarios/" + scenario + ".yaml",
          .about = "Two polls see STARTED. Nine seconds after the second one the payment is there.",
          .clock = "manual",
          .seed = 1,
          .start = at(),
          .end = at(2min)};
}

inline core::SessionReport passed_report() {
  auto report = session_report("default", "baanx/payment_completes");
  report.exchanges = 3;
  report.operations["baanx/get_order"] = {.exchanges = 3, .by_status = {{200, 3}}};
  report.verdict = {.outcome = core::Outcome::Passed};
  return report;
}

/// Errors, the first of them so many times, a warning, a note, a declared one; steps left.
inline core::SessionReport failed_report(int times = 2) {
  auto report = session_report("checkout", "baanx/wrong_client");
  report.exchanges = 7;
  report.operations[""] = {.exchanges = 1, .by_status = {{404, 1}}};
  report.operations["baanx/get_order"] = {.exchanges = 3, .by_status = {{200, 2}, {500, 1}}};
  report.operations["baanx/login"] = {.exchanges = 3, .by_status = {{498, 3}}};
  core::FindingGroups groups;
  for (int i = 0; i < times; ++i)
    groups.add(finding_of(login(), missing_password(), std::chrono::seconds{i}));
  groups.add(finding_of(hostile(), hostile().violations.front(), 30s));
  auto warning = finding_of(poll(6, "COMPLETED"), unknown_client(), 31s);
  warning.severity = core::Severity::Warning;
  groups.add(warning);
  auto declared = finding_of(poll(7, "COMPLETED"), unknown_client(), 32s);
  declared.violation.rule = core::rules::kForbidden;
  declared.declared = true;
  groups.add(declared);
  groups.add(finding(step_not_taken(), core::Severity::Note));
  report.findings = groups.groups();
  report.steps_left = {{.resource = "baanx/abcd_1234", .moment = "on: paid, after: 47h", .due = std::nullopt},
                       {.resource = "baanx/abcd_5678", .moment = "after: 3h", .due = at(3h)}};
  report.verdict = {.outcome = core::Outcome::Failed,
                    .reasons = {std::to_string(times) + " × CONTRACT-REQUEST-BODY at baanx/login",
                                "1 × CONTRACT-UNKNOWN-PATH"}};
  return report;
}

inline core::SessionReport idle_report() {
  auto report = session_report("idle", "musement/tour");
  report.about.clear();
  report.clock = "x60";
  report.checked = false;
  report.verdict = {.outcome = core::Outcome::NothingChecked,
                    .reasons = {"no request matched an operation of a provider"}};
  return report;
}

/// A second and a third round, the last of which nobody used.
inline core::RunReport rounds_report() {
  auto second = passed_report();
  second.round = 2;
  auto third = passed_report();
  third.round = 3;
  third.checked = false;
  third.exchanges = 0;
  third.operations.clear();
  third.verdict = idle_report().verdict;
  core::RunReport report{
      .version = "0.1.0", .sessions = {passed_report(), second, third}, .more_passed = 1200, .unused = 1};
  report.outcome = core::outcome_of(report);
  return report;
}

inline core::RunReport run_report() {
  core::RunReport report{
      .version = "0.1.0",
      .sessions = {passed_report(), failed_report(), idle_report()},
      .more_failed = 3,
      .never_played = {
          {.session = "hooks",
           .scenario = "musement/webhook_accepted",
           .mistakes = {"variable WEBHOOK_URL is not set: give it with --set, in the environment, "
                        "or at creation or reset of the session"}}}};
  core::FindingGroups outside;
  outside.add(finding({.rule = core::rules::kUnknownSession,
                       .side = core::Side::Client,
                       .where = "path /~chekout",
                       .found = "the session 'chekout'",
                       .expected = "a session that exists: default, checkout or idle",
                       .hint = "did you mean 'checkout'?"}));
  report.outside = outside.groups();
  report.outcome = core::outcome_of(report);
  return report;
}

inline core::RunReport run_of(core::SessionReport session) {
  core::RunReport report{.version = "0.1.0", .sessions = {std::move(session)}};
  report.outcome = core::outcome_of(report);
  return report;
}

}  // namespace mock::tests
