// One request could kill the server: the schema library and we check a `pattern` with std::regex, and
// libstdc++'s recurses for each character. `{"s": "aaaa…"}` against `^[^ ]*$` was a segmentation fault from
// 28,000 characters on (under the address checker from fewer than 8,000), and a `maxLength` beside the
// pattern did not help. DECISIONS 1. To be run under the address checker too.

#include "validation/openapi_contract.hpp"

#include <catch2/catch_test_macros.hpp>

#include <string>
#include <utility>
#include <vector>

namespace {

using mock::core::Json;

const std::string kLong(100'000, 'a');

std::vector<mock::core::Violation> check(const std::string& target_text, std::string body) {
  static const auto contract = mock::validation::make_contract(Json::parse(R"json({
    "name": "a",
    "openapi": {
      "openapi": "3.1.0", "info": {"title": "T", "version": "1"},
      "paths": {"/orders/{orderId}": {"post": {
        "operationId": "post_order",
        "parameters": [
          {"name": "orderId", "in": "path", "required": true,
           "schema": {"type": "string", "maxLength": 40, "pattern": "^[^ ]*$"}},
          {"name": "filter", "in": "query", "schema": {"type": "string", "pattern": "^([^ ]|[a-z])*$"}},
          {"name": "X-Filter", "in": "header", "schema": {"type": "string", "pattern": "^[^ ]*$"}}
        ],
        "requestBody": {"content": {"application/json": {"schema": {
          "properties": {"s": {"type": "string", "maxLength": 40, "pattern": "^[^ ]*$"}, "free": {"type": "string"}}}}}},
        "responses": {"200": {"description": "d"}}
      }}}
    },
    "files": {}
  })json"));
  const auto target = mock::core::parse_target(target_text);
  REQUIRE(target);
  const auto path = mock::core::match_path("/orders/{orderId}", *target);
  REQUIRE(path);
  const mock::core::Request request{.method = "POST",
                                    .target = target_text,
                                    .headers = {{"Content-Type", "application/json"}},
                                    .body = std::move(body)};
  return contract->find("POST", "/orders/{orderId}")->check_request(request, *target, *path);
}

}  // namespace

TEST_CASE("a text of 100 KB is harmless in a body", "[regression][validation]") {
  const auto violations = check("/orders/1", Json{{"s", kLong}}.dump());

  REQUIRE(violations.size() == 1);
  CHECK(violations.front().where == "request body /s");
  CHECK(violations.front().found == "a text of 100000 bytes");
}

TEST_CASE("a text of 100 KB is welcome where no pattern is", "[regression][validation]") {
  CHECK(check("/orders/1", Json{{"free", kLong}}.dump()).empty());
}

TEST_CASE("a text of 100 KB is harmless in a path", "[regression][validation]") {
  const auto violations = check("/orders/" + kLong, "{}");

  REQUIRE(violations.size() == 1);
  CHECK(violations.front().where == "path orderId");
}

TEST_CASE("a text of 100 KB is harmless in a query", "[regression][validation]") {
  const auto violations = check("/orders/1?filter=" + kLong, "{}");

  REQUIRE(violations.size() == 1);
  CHECK(violations.front().where == "query filter");
}

TEST_CASE("the longest text that is matched is harmless too", "[regression][validation]") {
  const std::string longest(2048, 'a');

  const auto violations = check("/orders/" + longest + "?filter=" + longest, Json{{"s", longest}}.dump());

  // Too long for their maxLength, but matched.
  REQUIRE(violations.size() == 2);
  CHECK(violations.front().where == "path orderId");
  CHECK(violations.back().where == "request body /s");
}
