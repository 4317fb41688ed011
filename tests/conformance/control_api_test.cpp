// The control API of a real server, every operation of it, held against contracts/admin: what the contract
// lets in is taken, and every answer is one that it promises.

#include "admin/operation.hpp"
#include "app/contract_library.hpp"
#include "app/mock_server.hpp"
#include "core/json.hpp"
#include "core/operation.hpp"

#include <catch2/catch_test_macros.hpp>

#include <set>
#include <string>
#include <vector>

using namespace mock;

namespace {

constexpr std::string_view kScenario = R"(understudy: 1
about: Something of everything that the control API shows.
clock: manual
weather: { name: storm, operation: baanx/get_order, nth: 2, http_status: 503, retry_after: 5s, latency: 1ms }
baanx:
  users: { name: anna, tokens: t }
  orders:
    - { id: a, timeline: [ { polls: 3, after: 9s }, { after: 1h, status: COMPLETED } ] }
    - { id: b, timeline: { on: { signal: go }, after: 5m, status: FAILED } }
musement:
  orders:
    - uuid: 8e9e5c6e-ea7d-4934-8753-f00954f30d00
      items: { product: { title: Uffizi Gallery, max_confirmation_time: P0D } }
file_order:
  orders: { id: 42, sub_orders: { available: { after: 5s }, files: { filename: a.dat, size: 1KB } } }
)";

/// A server and its contract; remembers which operations were asked.
class Conformance {
 public:
  Conformance() : server_{{.plays = {{.scenario = "something", .yaml = std::string{kScenario}}}}} {}

  /// The answer's status; whatever it is, it must be promised.
  int call(std::string method, std::string target, std::string body = {}) {
    CAPTURE(method, target, body);
    core::Request request{.method = std::move(method),
                          .target = std::move(target),
                          .headers = {{"Host", "localhost"}},
                          .body = std::move(body)};
    if (!request.body.empty()) request.headers.push_back({"Content-Type", "application/json"});
    const auto found = core::parse_target(request.target);
    REQUIRE(found.has_value());
    const core::Reply reply = server_.handle(request);
    INFO(core::text_of(reply.response.body).substr(0, 500));
    for (const auto& operation : admin::all_operations()) {
      const auto path = core::match_path(operation.route.path, *found);
      if (!path || operation.route.method != request.method) continue;
      asked_.emplace(operation.route.id);
      const auto* promise = contract_->find(operation.route.method, operation.route.path);
      REQUIRE(promise != nullptr);
      if (reply.response.status < 400) none(promise->check_request(request, *found, *path));
      none(promise->check_response(reply.response));
      return reply.response.status;
    }
    FAIL_CHECK("no operation has this path");
    return 0;
  }
  /// A request of a client.
  void poll(const std::string& order, const std::string& token = "t") {
    server_.handle(
        {.method = "GET",
         .target = "/v1/order/" + order,
         .headers = {{"Host", "localhost"}, {"Authorization", "Bearer " + token}, {"X-Client-ID", "c"}},
         .body = {}});
  }
  [[nodiscard]] const std::set<std::string>& asked() const { return asked_; }

 private:
  static void none(const std::vector<core::Violation>& violations) {
    for (const auto& violation : violations) {
      INFO(violation.where << ": found " << violation.found << ", expected " << violation.expected);
      CHECK(violation.where.empty());
    }
  }

  app::EmbeddedContracts contracts_;
  std::shared_ptr<const core::Contract> contract_ = contracts_.get("admin");
  app::MockServer server_;
  std::set<std::string> asked_;
};

}  // namespace

TEST_CASE("every operation of the control API keeps its contract on a server that plays",
          "[conformance][admin]") {
  Conformance api;
  const std::string root = "/_understudy";
  const std::string session = root + "/sessions/default";
  for (const char* order : {"a", "a", "a", "a", "nobody"}) api.poll(order);
  api.poll("a", "wrong");

  for (const char* path : {"", "/health", "/sessions", "/scenarios", "/outside", "/report",
                           "/report?format=txt", "/report?format=xml", "/metrics", "/openapi.json",
                           "/scenarios/tour", "/scenarios/baanx/payment_completes"}) {
    CHECK(api.call("GET", root + path) == 200);
  }
  for (const char* path :
       {"", "/clock", "/exchanges", "/exchanges?of=a&limit=2", "/exchanges/1", "/exchanges/2", "/exchanges/5",
        "/findings", "/deliveries", "/orders", "/orders?of=musement&limit=1", "/orders?of=42", "/weather",
        "/report", "/report?format=txt", "/bundle", "/events"}) {
    CHECK(api.call("GET", session + path) == 200);
  }
  CHECK(api.call("POST", root + "/scenarios/check", R"({"scenario_yaml": "understudy: 1\nbaanx: {}\n"})") ==
        200);
  CHECK(api.call("POST", root + "/scenarios/check", R"({"scenario_yaml": "understudy: 2\n"})") == 200);

  CHECK(api.call("POST", session + "/clock/advance", R"({"by": "10s"})") == 200);
  CHECK(api.call("POST", session + "/clock/advance", R"({"to": "2026-01-01T00:01:00Z"})") == 200);
  CHECK(api.call("POST", session + "/clock/advance", R"({"until": {"of": "a", "status": "COMPLETED"}})") ==
        200);
  CHECK(api.call("POST", session + "/clock/advance",
                 R"({"until": {"of": "b", "status": "FAILED"}, "limit": "1d"})") == 409);
  CHECK(api.call("POST", session + "/clock/advance", R"({"to": "2025-01-01T00:00:00Z"})") == 409);
  CHECK(api.call("POST", session + "/clock/advance", R"({"by": "1"})") == 400);
  CHECK(api.call("POST", session + "/wait", R"({"of": "a", "status": "COMPLETED"})") == 200);
  CHECK(api.call("POST", session + "/wait", R"({"delivery": "a", "settled": true, "timeout": "0s"})") == 409);
  CHECK(api.call("POST", session + "/wait", R"({"of": "nobody", "status": "OK"})") == 400);

  CHECK(api.call("POST", session + "/signals", R"({"signal": "go"})") == 200);
  CHECK(api.call("POST", session + "/signals", R"({"signal": "gone"})") == 404);
  CHECK(api.call("POST", session + "/moves", R"({"of": "b", "status": "EXPIRED"})") == 200);
  CHECK(api.call("POST", session + "/moves", R"({"of": "b", "status": "COMPLETED"})") == 409);
  CHECK(api.call("POST", session + "/moves", R"({"of": "nobody", "status": "COMPLETED"})") == 404);
  CHECK(api.call("POST", session + "/orders", R"({"provider": "baanx", "order": {"id": "c"}})") == 201);
  CHECK(api.call("POST", session + "/orders", R"({"provider": "baanx", "order": {"idd": "c"}})") == 400);
  CHECK(api.call("POST", session + "/weather", R"({"operation": "baanx/get_order", "latency": "1ms"})") ==
        201);
  CHECK(api.call("POST", session + "/weather", R"({"operation": "baanx/get_oder"})") == 400);
  CHECK(api.call("DELETE", session + "/weather?name=storm") == 200);
  CHECK(api.call("DELETE", session + "/weather?name=storm") == 404);

  CHECK(api.call("POST", root + "/sessions",
                 R"({"name": "x", "scenario": "baanx/payment_completes", "clock": "auto"})") == 201);
  CHECK(api.call("POST", root + "/sessions", R"({"name": "x", "scenario": "baanx/payment_completes"})") ==
        409);
  CHECK(api.call("POST", root + "/sessions", R"({"name": "y", "scenario": "baanx/payment_complets"})") ==
        404);
  CHECK(api.call("POST", root + "/sessions",
                 R"({"name": "y", "scenario_yaml": "understudy: 1\nbanx: {}\n"})") == 400);
  CHECK(api.call("POST", session + "/fork", R"({"name": "branch", "at_event": 5})") == 201);
  CHECK(api.call("POST", session + "/fork", R"({"name": "branch"})") == 409);
  CHECK(api.call("POST", session + "/reset", R"({"seed": 7})") == 200);
  CHECK(api.call("DELETE", root + "/sessions/x") == 204);
  CHECK(api.call("GET", root + "/sessions/x") == 404);
  CHECK(api.call("GET", session + "/exchanges/99") == 404);

  std::set<std::string> all;
  for (const auto& operation : admin::all_operations()) all.emplace(operation.route.id);
  CHECK(api.asked() == all);
}
