#include "api.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <functional>
#include <set>
#include <string>

using namespace mock;
using admin::AdminApi;
using tests::Api;
using tests::kSession;

namespace {

/// The operations of the contract: `get_health GET /_understudy/health`.
std::set<std::string> operations_of(const core::Json& openapi) {
  std::set<std::string> operations;
  for (const auto& [path, item] : openapi.at("paths").items()) {
    for (const auto& [method, operation] : item.items()) {
      std::string upper;
      for (const char letter : method) upper += static_cast<char>(letter - 'a' + 'A');
      operations.insert(operation.at("operationId").get<std::string>() + " " + upper + " " + path);
    }
  }
  return operations;
}

}  // namespace

TEST_CASE("what lies below /_understudy is the control API's", "[admin]") {
  const std::string ours =
      GENERATE("/_understudy", "/_understudy/", "/_understudy/health", "/_understudy?x=1",
               "/%5Funderstudy/health", "/_understudy/%zz", "http://h/_understudy/health");
  CAPTURE(ours);
  CHECK(AdminApi::owns(ours));
}

TEST_CASE("everything else is not", "[admin]") {
  const std::string other = GENERATE("", "/", "*", "/v1/order/a", "/_understudyx", "/~a/_understudy/health",
                                     "/%zz", "/x?y=/_understudy", "http://_understudy/x", "/_");
  CAPTURE(other);
  CHECK_FALSE(AdminApi::owns(other));
}

TEST_CASE("only advance and wait take time", "[admin]") {
  const auto waits = [](const std::string& method, const std::string& target) {
    return AdminApi::waits({.method = method, .target = target, .headers = {}, .body = {}});
  };

  CHECK(waits("POST", kSession + "/wait"));
  CHECK(waits("POST", kSession + "/clock/advance"));
  CHECK_FALSE(waits("GET", kSession + "/wait"));
  CHECK_FALSE(waits("GET", kSession + "/clock"));
  CHECK_FALSE(waits("POST", kSession + "/reset"));
  CHECK_FALSE(waits("POST", "/_understudy/nowhere"));
  CHECK_FALSE(waits("POST", "/_understudy/%zz"));
}

TEST_CASE("the contract and the table have the same operations", "[admin][contract]") {
  std::set<std::string> ours;
  for (const auto& operation : admin::all_operations()) {
    const auto& route = operation.route;
    ours.insert(core::cat(route.id, " ", route.method, " ", route.path));
  }
  const auto bundle = core::Json::parse(tests::Contracts::text("admin"));

  CHECK(operations_of(bundle.at("openapi")) == ours);
}

TEST_CASE("the contract is served as one document that refers to nothing outside itself",
          "[admin][contract]") {
  Api api;

  const auto told = api.get("/_understudy/openapi.json");

  REQUIRE(told.status == 200);
  CHECK(operations_of(told.json).size() == admin::all_operations().size());
  std::size_t references = 0;
  const std::function<void(const core::Json&)> look = [&](const core::Json& value) {
    if (!value.is_structured()) return;
    for (const auto& [key, inner] : value.items()) {
      if (value.is_object() && key == "$ref" && inner.is_string()) {
        ++references;
        const auto reference = inner.get<std::string>();
        CAPTURE(reference);
        REQUIRE(reference.starts_with("#/"));
        CHECK(told.json.contains(core::Json::json_pointer{reference.substr(1)}));
      } else {
        look(inner);
      }
    }
  };
  look(told.json);
  CHECK(references > 100);
}

TEST_CASE("a server without a contract says so", "[admin][contract]") {
  tests::FakeControl control;
  const AdminApi api{control, {}};

  const auto response = api.handle({.method = "GET",
                                    .target = "/_understudy/openapi.json",
                                    .headers = {{"Host", "localhost"}},
                                    .body = {}});

  CHECK(response.status == 404);
}

TEST_CASE("the index lists every operation", "[admin]") {
  Api api;

  const auto told = api.get(GENERATE("/_understudy", "/_understudy/"));

  CHECK(told.status == 200);
  CHECK(told.json.at("understudy") == "0.1.0");
  CHECK(told.json.at("operations").size() == admin::all_operations().size());
}

TEST_CASE("an unknown path is told with the nearest one", "[admin]") {
  Api api;

  const auto told = api.get("/_understudy/sessions/default/exchange");

  CHECK(told.status == 404);
  CHECK(told.detail() ==
        "the control API has no path '/_understudy/sessions/default/exchange', nearest: "
        "/_understudy/sessions/{name}/exchanges; GET /_understudy lists all of them");
}

TEST_CASE("another method is refused with those that are there", "[admin]") {
  Api api;

  CHECK(api.remove("/_understudy/health").header("Allow") == "GET, HEAD");
  const auto told = api.remove("/_understudy/sessions");
  CHECK(told.status == 405);
  CHECK(told.header("Allow") == "GET, HEAD, POST");
  CHECK(told.detail() == "the method 'DELETE' is not for /_understudy/sessions, which takes GET, HEAD, POST");
}

TEST_CASE("HEAD is answered as GET", "[admin]") {
  Api api;

  const auto head = api.send({.method = "HEAD", .target = "/_understudy/health", .headers = {}, .body = {}});

  CHECK(head.status == 200);
  CHECK(head.text == api.get("/_understudy/health").text);
}

TEST_CASE("a target that cannot be decoded is refused", "[admin]") {
  Api api;

  CHECK(api.get("/_understudy/%zz").status == 400);
}

TEST_CASE("no answer is kept by a cache", "[admin]") {
  Api api;

  CHECK(api.get(GENERATE("/_understudy/health", "/_understudy/nowhere")).header("Cache-Control") ==
        "no-store");
}

TEST_CASE("every operation of a session refuses an unknown one", "[admin]") {
  Api api;
  for (const auto& operation : admin::all_operations()) {
    const std::string path{operation.route.path};
    const std::string below = "/_understudy/sessions/{name}";
    if (!path.starts_with(below)) continue;
    auto target = "/_understudy/sessions/nobody" + path.substr(below.size());
    if (target.ends_with("{id}")) target.replace(target.size() - 4, 4, "1");
    CAPTURE(operation.route.method, target);

    std::string body;
    if (path.ends_with("/fork")) body = R"({"name": "b"})";
    if (path.ends_with("/advance")) body = R"({"by": "1s"})";
    if (path.ends_with("/wait")) body = R"({"idle": true})";
    if (body.empty() && operation.route.method == "POST" && !path.ends_with("/reset")) body = "{}";
    const auto told = api.send(
        {.method = std::string{operation.route.method}, .target = target, .headers = {}, .body = body});

    CHECK(told.status == 404);
    CHECK(told.detail() == "there is no session 'nobody', known: default");
  }
}
