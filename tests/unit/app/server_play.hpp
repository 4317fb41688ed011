#pragma once

#include "app/mock_server.hpp"
#include "core/json.hpp"
#include "core/text.hpp"
#include "journal/event_json.hpp"

#include <catch2/catch_test_macros.hpp>

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace mock::tests {

inline constexpr core::ClockSettings kManual{.mode = core::ClockMode::Manual};
inline const std::string kOrder = "/v1/order/abcd_1234";

/// One order, completed an hour after it was made. On a manual clock.
inline const std::string kHour = R"(understudy: 1
about: An hour.
clock: manual
baanx: { orders: { id: abcd_1234, timeline: [ { status: STARTED }, { after: 1h, status: COMPLETED } ] } }
)";

/// A request with credentials that every scenario without `clients` and `users` lets in.
inline core::Request get(const std::string& target, core::Headers more = {}) {
  core::Headers headers{{"Host", "localhost:1"},
                        {"X-Client-ID", "your_client_id"},
                        {"X-Musement-Application", "tour"},
                        {"Authorization", "Bearer tour-token"}};
  headers.insert(headers.end(), more.begin(), more.end());
  return {.method = "GET", .target = target, .headers = std::move(headers), .body = {}};
}

inline std::string body_of(const core::Reply& reply) {
  return std::string{core::text_of(reply.response.body)};
}

/// The status that a poll of the order shows; the HTTP status if that is not 200.
inline std::string poll(app::MockServer& server, const std::string& session = {}) {
  const core::Reply reply = server.handle(get(session.empty() ? kOrder : "/~" + session + kOrder));
  if (reply.response.status != 200) return std::to_string(reply.response.status);
  return core::Json::parse(body_of(reply)).at("status").get<std::string>();
}

/// What a control call came to, which must not have been refused.
template <typename T>
T done(admin::Result<T> result) {
  if (const auto* refused = std::get_if<admin::Refused>(&result)) {
    UNSCOPED_INFO(refused->status << " " << refused->sentence);
    for (const auto& line : refused->mistakes) UNSCOPED_INFO(line);
  }
  REQUIRE(result.index() == 0);
  return std::get<0>(std::move(result));
}

/// Why a control call was refused, which it must have been.
template <typename T>
admin::Refused refusal(admin::Result<T> result) {
  REQUIRE(result.index() == 1);
  return std::get<1>(std::move(result));
}

inline core::Condition in_status(std::string status, std::string of = "abcd_1234") {
  return {.what = core::Condition::InStatus{.of = std::move(of), .status = std::move(status)}};
}
inline admin::Advance by(core::Duration duration) {
  return {.by = duration, .to = {}, .until = {}, .limit = {}};
}
inline admin::Advance to(core::Instant instant) {
  return {.by = {}, .to = instant, .until = {}, .limit = {}};
}
inline admin::Advance until(core::Condition condition, std::optional<core::Duration> limit = {}) {
  return {.by = {}, .to = {}, .until = std::move(condition), .limit = limit};
}

/// The lines of all events, of each session by itself. May be shared between threads.
class LinesBySession final : public core::EventSink {
 public:
  void on_event(const std::string& session, const core::Event& event) override {
    std::string line = journal::to_line(session, event);
    const std::lock_guard lock{mutex_};
    lines_[session].push_back(std::move(line));
  }
  std::vector<std::string> of(const std::string& session) {
    const std::lock_guard lock{mutex_};
    return lines_[session];
  }

 private:
  std::mutex mutex_;
  std::map<std::string, std::vector<std::string>> lines_;  ///< guarded by mutex_
};

/// A server that plays `yaml` in its session `default`, and knows it as `it`.
inline std::unique_ptr<app::MockServer> serve(const std::string& yaml, app::MockServerOptions options = {}) {
  options.plays.push_back({.scenario = "it", .yaml = yaml});
  return std::make_unique<app::MockServer>(std::move(options));
}

inline admin::SessionSummary create(app::MockServer& server, const std::string& name,
                                    const std::string& scenario = "it") {
  return done(server.control().create({.name = name, .scenario = scenario, .scenario_yaml = {}}));
}

}  // namespace mock::tests
