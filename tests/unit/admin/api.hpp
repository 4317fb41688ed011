#pragma once

#include "admin/admin_api.hpp"
#include "admin/operation.hpp"
#include "core/json.hpp"
#include "core/operation.hpp"
#include "fake_control.hpp"

#include <catch2/catch_test_macros.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mock::tests {

/// An answer of the control API.
struct Told {
  int status = 0;
  core::Headers headers;
  std::string text;
  core::Json json;  ///< null if the body is none
  core::Response response;

  [[nodiscard]] std::string header(std::string_view name) const {
    const auto* value = core::find_header(headers, name);
    return value == nullptr ? std::string{} : *value;
  }
  /// The sentence of a problem.
  [[nodiscard]] std::string detail() const { return json.value("detail", std::string{}); }
  [[nodiscard]] std::vector<std::string> errors() const {
    return json.value("errors", std::vector<std::string>{});
  }
};

/// The control API over a FakeControl. Whatever it answers is held against contracts/admin.
///
///     Api api;
///     const auto told = api.post("/_understudy/sessions/default/clock/advance", R"({"by": "3d"})");
///     CHECK(told.status == 200);
class Api {
 public:
  explicit Api(admin::AdminOptions options = {}, core::JournalLimits limits = {})
      : control(limits), api_(control, with_contract(std::move(options))) {}

  FakeControl control;

  Told get(const std::string& target, core::Headers headers = {}) {
    return send({.method = "GET", .target = target, .headers = std::move(headers), .body = {}});
  }
  Told remove(const std::string& target) {
    return send({.method = "DELETE", .target = target, .headers = {}, .body = {}});
  }
  Told post(const std::string& target, std::string body) {
    return send({.method = "POST",
                 .target = target,
                 .headers = {{"Content-Type", "application/json"}},
                 .body = std::move(body)});
  }
  /// A Host is added where there is none.
  Told send(core::Request request) {
    if (core::find_header(request.headers, "Host") == nullptr)
      request.headers.push_back({"Host", "127.0.0.1:8420"});
    return ask(request);
  }
  Told ask(const core::Request& request) {
    Told told;
    told.response = api_.handle(request);
    told.status = told.response.status;
    told.headers = told.response.headers;
    told.text = core::text_of(told.response.body);
    told.json = core::Json::parse(told.text, nullptr, /*allow_exceptions=*/false);
    if (told.json.is_discarded()) told.json = nullptr;
    hold_against_contract(request, told.response);
    return told;
  }

 private:
  static admin::AdminOptions with_contract(admin::AdminOptions options) {
    options.contract = Contracts::text("admin");
    return options;
  }

  /// An answer to what is no operation must be one that any operation may give. What was taken, the contract
  /// allows too.
  static void hold_against_contract(const core::Request& request, const core::Response& response) {
    const auto contract = contracts().get("admin");
    const auto target = core::parse_target(request.target);
    const auto method = request.method == "HEAD" ? std::string{"GET"} : request.method;
    const auto* promise = contract->find("GET", "/_understudy");
    for (const auto& operation : admin::all_operations()) {
      if (!target || operation.route.method != method) continue;
      const auto path = core::match_path(operation.route.path, *target);
      if (!path) continue;
      promise = contract->find(operation.route.method, operation.route.path);
      REQUIRE(promise != nullptr);
      if (response.status < 400) check(promise->check_request(request, *target, *path));
      break;
    }
    check(promise->check_response(response));
  }

  static void check(const std::vector<core::Violation>& violations) {
    for (const auto& violation : violations) {
      INFO(violation.where << ": found " << violation.found << ", expected " << violation.expected);
      CHECK(violation.where.empty());
    }
  }

  admin::AdminApi api_;
};

inline const std::string kSession = "/_understudy/sessions/default";

}  // namespace mock::tests
