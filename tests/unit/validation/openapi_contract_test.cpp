#include "validation/openapi_contract.hpp"

#include "validation/contract_error.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace mock::validation {

namespace {

using core::Json;
using core::Violation;

Json shop_bundle() {
  return Json::parse(R"({
    "name": "shop",
    "openapi": {
      "openapi": "3.1.0",
      "info": {"title": "T", "version": "1"},
      "paths": {
        "/orders/{orderId}": {
          "parameters": [{"name": "orderId", "in": "path", "required": true, "schema": {"type": "integer", "minimum": 0}}],
          "get": {
            "operationId": "get_order",
            "parameters": [
              {"name": "page", "in": "query", "schema": {"type": "integer", "minimum": 0}},
              {"name": "size", "in": "query", "required": true, "schema": {"type": "integer", "minimum": 1}},
              {"name": "X-Currency", "in": "header", "required": true,
               "schema": {"type": "string", "pattern": "^[A-Z]{3}$", "title": "Three capitals"}}
            ],
            "responses": {
              "200": {"description": "d",
                      "headers": {"X-Total": {"required": true, "schema": {"type": "integer"}},
                                  "Retry-After": {"schema": {"type": "integer", "minimum": 1}}},
                      "content": {"application/json": {"schema": {"$ref": "order.json"}}}},
              "206": {"description": "d", "content": {"*/*": {}}},
              "204": {"description": "d"},
              "4XX": {"description": "d", "content": {"application/problem+json": {"schema": {"required": ["title"]}}}}
            }
          },
          "delete": {"operationId": "delete_order", "responses": {"204": {"description": "d"}}}
        },
        "/orders": {
          "post": {
            "operationId": "create_order",
            "requestBody": {"required": true, "content": {
              "application/json": {"schema": {"$ref": "order.json"}}, "text/*": {}}},
            "responses": {"default": {"description": "d", "content": {"application/json": {"schema": {"$ref": "order.json"}}}}}
          }
        }
      },
      "webhooks": {
        "item": {"post": {"operationId": "item_webhook",
                          "requestBody": {"required": true, "content": {"application/json": {"schema": {"$ref": "order.json"}}}},
                          "responses": {"200": {"description": "d"}}}}
      }
    },
    "files": {
      "order.json": {
        "type": "object", "required": ["id"],
        "properties": {"id": {"$ref": "#/$defs/id"}, "items": {"items": {"required": ["uuid"]}}},
        "additionalProperties": false,
        "$defs": {"id": {"type": "integer"}}
      }
    }
  })");
}

/// `RULE side where: found …, expected … (hint)`, a line each.
std::vector<std::string> told(const std::vector<Violation>& violations) {
  std::vector<std::string> lines;
  for (const auto& one : violations) {
    std::string line = std::string(one.rule.code) + " " + std::string(core::to_text(one.side)) + " " +
                       one.where + ": found " + one.found + ", expected " + one.expected;
    if (!one.hint.empty()) line += " (" + one.hint + ")";
    lines.push_back(line);
  }
  return lines;
}

using Lines = std::vector<std::string>;

/// A contract and the few verbs that a story about it needs.
class Shop {
 public:
  Lines get(const std::string& target, core::Headers headers = {{"X-Currency", "EUR"}},
            std::string body = {}) const {
    return request("GET", "/orders/{orderId}", target, std::move(headers), std::move(body));
  }

  Lines post(std::string body, core::Headers headers = {{"Content-Type", "application/json"}}) const {
    return request("POST", "/orders", "/orders", std::move(headers), std::move(body));
  }

  Lines request(const std::string& method, std::string_view path, const std::string& target,
                core::Headers headers, std::string body) const {
    const auto parsed = core::parse_target(target);
    REQUIRE(parsed);
    const auto parameters = core::match_path(path, *parsed);
    REQUIRE(parameters);
    const core::Request request{
        .method = method, .target = target, .headers = std::move(headers), .body = std::move(body)};
    return told(contract_->find(method, path)->check_request(request, *parsed, *parameters));
  }

  Lines response(int status, std::string body, core::Headers headers) const {
    return told(
        contract_->find("GET", "/orders/{orderId}")
            ->check_response(
                {.status = status, .headers = std::move(headers), .body = core::text_body(std::move(body))}));
  }

  const core::Contract& contract() const { return *contract_; }

 private:
  std::shared_ptr<const core::Contract> contract_ = make_contract(shop_bundle(), Compile::AtOnce);
};

}  // namespace

TEST_CASE("operations are found by method and path template", "[validation][contract]") {
  const Shop shop;

  CHECK(shop.contract().name() == "shop");
  CHECK(shop.contract().find("GET", "/orders/{orderId}") != nullptr);
  CHECK(shop.contract().find("POST", "/orders/{orderId}") == nullptr);
  CHECK(shop.contract().find("get", "/orders/{orderId}") == nullptr);
  CHECK(shop.contract().find("GET", "/orders/{id}") == nullptr);
}

TEST_CASE("a request that keeps its contract is in order", "[validation][contract]") {
  const Shop shop;

  CHECK(shop.get("/orders/42?size=1&page=0").empty());
  CHECK(shop.post(R"({"id": 1})").empty());
  CHECK(shop.post("anything", {{"content-type", "text/plain; charset=utf-8"}}).empty());
}

TEST_CASE("every part of a request is judged, all at once", "[validation][contract]") {
  const Shop shop;

  CHECK(shop.get("/orders/abc?page=-1", {{"x-currency", "eur"}}, "{}") ==
        Lines{"CONTRACT-REQUEST-PATH client path orderId: found 'abc', expected an integer of at least 0",
              "CONTRACT-REQUEST-QUERY client query page: found '-1', expected an integer of at least 0",
              "CONTRACT-REQUEST-QUERY client query size: found nothing, expected an integer of at least 1",
              "CONTRACT-REQUEST-HEADER client header X-Currency: found 'eur', expected Three capitals",
              "CONTRACT-REQUEST-BODY client request body: found a body of 2 bytes, expected none"});
}

TEST_CASE("query parameters", "[validation][contract]") {
  const Shop shop;

  SECTION("an unknown one is ignored, as servers do") {
    CHECK(shop.get("/orders/1?size=1&utm_source=x").empty());
  }
  SECTION("unless it looks like a slip of one that is missing") {
    CHECK(
        shop.get("/orders/1?size=1&pgae=2") ==
        Lines{"CONTRACT-REQUEST-QUERY client query: found the parameter 'pgae', which the contract does not "
              "have, expected "
              "'page' (did you mean 'page'? An unknown parameter is ignored by the provider.)"});
    CHECK(shop.get("/orders/1?size=1&pgae=2&page=2").empty());
  }
  SECTION("one that is there twice means nothing for sure") {
    CHECK(shop.get("/orders/1?size=1&size=2") == Lines{"CONTRACT-REQUEST-QUERY client query size: found 2 "
                                                       "parameters of this name, expected one (which of them "
                                                       "counts differs from server to server)"});
  }
}

TEST_CASE("the media type of a request", "[validation][contract]") {
  const Shop shop;

  SECTION("another one is refused, and its body not looked at") {
    CHECK(shop.post("id=1", {{"Content-Type", "application/x-www-form-urlencoded"}}) ==
          Lines{"CONTRACT-REQUEST-HEADER client header Content-Type: found "
                "'application/x-www-form-urlencoded', expected "
                "application/json or text/*"});
  }
  SECTION("without one the body is judged nevertheless") {
    CHECK(shop.post(R"({"id": "1"})", {}) == Lines{"CONTRACT-REQUEST-HEADER client header Content-Type: "
                                                   "found nothing, expected application/json or text/* "
                                                   "(say what kind of body it is)",
                                                   "CONTRACT-REQUEST-BODY client request body /id: found "
                                                   "'1', expected an integer (it is a number here: leave "
                                                   "the quotes out)"});
  }
}

TEST_CASE("the body of a request", "[validation][contract]") {
  const Shop shop;

  SECTION("missing") {
    CHECK(shop.post("") == Lines{"CONTRACT-REQUEST-BODY client request body: found nothing, expected a body "
                                 "of application/json or text/*"});
  }
  SECTION("no JSON") {
    const auto lines = shop.post("{'id': 1}");
    REQUIRE(lines.size() == 1);
    CHECK(lines.front().starts_with("CONTRACT-REQUEST-BODY client request body: found "));
    CHECK(lines.front().ends_with("(look at byte 1)"));
  }
  SECTION("no UTF-8") { CHECK(shop.post("{\"id\": \"\xff\"}").size() == 1); }
  SECTION("too deep") { CHECK(shop.post(std::string(100'000, '[')).size() == 1); }
  SECTION("places are JSON pointers") {
    CHECK(shop.post(R"({"id": 1, "items": [{"uuid": 1}, {}]})") ==
          Lines{"CONTRACT-REQUEST-BODY client request body /items/1/uuid: found nothing, expected this "
                "property"});
  }
  SECTION("a name that is there twice") {
    CHECK(shop.post(R"({"id": 1, "id": 2})") ==
          Lines{"CONTRACT-DUPLICATE-KEY client request body /id: found the same name twice in one object, "
                "expected each "
                "name once (which of the two counts differs from parser to parser (RFC 8259 §4))"});
  }
  SECTION("names from outside are shown safely") {
    const auto lines = shop.post("{\"id\": 1, \"a\\n" + std::string(5'000, 'b') + "\": 1}");
    REQUIRE(lines.size() == 1);
    CHECK(lines.front().find('\n') == std::string::npos);
    CHECK(lines.front().size() < 600);
  }
}

TEST_CASE("an operation without a body takes none", "[validation][contract]") {
  const Shop shop;

  CHECK(shop.request("DELETE", "/orders/{orderId}", "/orders/1", {{"Content-Type", "application/json"}}, "")
            .empty());
  CHECK(shop.request("DELETE", "/orders/{orderId}", "/orders/1", {}, "abc") ==
        Lines{"CONTRACT-REQUEST-BODY client request body: found a body of 3 bytes, expected none"});
}

TEST_CASE("a response is judged", "[validation][contract]") {
  const Shop shop;
  const core::Headers json{{"Content-Type", "application/json"}, {"X-Total", "1"}};

  SECTION("one that fits") {
    CHECK(shop.response(200, R"({"id": 1})", json).empty());
    CHECK(shop.response(204, "", {}).empty());
    CHECK(shop.response(206, "bytes", {{"Content-Type", "application/x-tar"}}).empty());
    CHECK(shop.response(404, R"({"title": "t"})", {{"Content-Type", "application/problem+json"}}).empty());
  }
  SECTION("by its status") {
    CHECK(shop.response(500, "", {}) == Lines{"CONTRACT-RESPONSE provider response status: found the status "
                                              "500, expected 200, 204, 206 or 4XX"});
  }
  SECTION("by its headers") {
    CHECK(shop.response(200, R"({"id": 1})", {{"Content-Type", "text/html"}, {"Retry-After", "soon"}}) ==
          Lines{"CONTRACT-RESPONSE provider response header X-Total: found nothing, expected an integer",
                "CONTRACT-RESPONSE provider response header Retry-After: found 'soon', expected an integer "
                "of at least 1",
                "CONTRACT-RESPONSE provider response header Content-Type: found 'text/html', expected "
                "application/json"});
  }
  SECTION("by its body") {
    CHECK(
        shop.response(200, "", json) ==
        Lines{
            "CONTRACT-RESPONSE provider response body: found nothing, expected a body of application/json"});
    CHECK(shop.response(204, "abc", {}) ==
          Lines{"CONTRACT-RESPONSE provider response body: found a body of 3 bytes, expected none"});
    CHECK(shop.response(200, R"({"id": 1, "ids": 2})", json) ==
          Lines{"CONTRACT-RESPONSE provider response body /ids: found the unknown property 'ids', expected "
                "one of 'id' or "
                "'items' (did you mean 'id'?)"});
  }
  SECTION("a body that is made while it is sent, by its type") {
    const auto* operation = shop.contract().find("GET", "/orders/{orderId}");
    const core::Generated bytes{.content = {.seed = 1, .name = "a", .size = 5}, .offset = 0, .length = 5};
    CHECK(operation->check_response({.status = 206, .headers = {}, .body = bytes}).empty());
    CHECK(told(operation->check_response({.status = 204, .headers = {}, .body = bytes})) ==
          Lines{"CONTRACT-RESPONSE provider response body: found a body of 5 bytes, expected none"});
    CHECK(told(operation->check_response({.status = 204, .headers = {}, .body = core::Archive{}})) ==
          Lines{"CONTRACT-RESPONSE provider response body: found a body, expected none"});
  }
}

TEST_CASE("a webhook is judged", "[validation][contract]") {
  const Shop shop;

  CHECK(
      shop.contract().check_webhook("item", {{"Content-Type", "application/json"}}, R"({"id": 1})").empty());
  CHECK(
      told(shop.contract().check_webhook("item", {{"Content-Type", "application/json"}}, R"({"id": "1"})")) ==
      Lines{"CONTRACT-RESPONSE provider webhook body /id: found '1', expected an integer (it is a number "
            "here: leave the "
            "quotes out)"});
}

TEST_CASE("the schema of a response can be walked through", "[validation][contract]") {
  const Shop shop;
  const auto* operation = shop.contract().find("GET", "/orders/{orderId}");

  CHECK(operation->response_schema(200).at("properties").at("id") == Json::parse(R"({"type": "integer"})"));
  CHECK(operation->response_schema(422).at("required") == Json::parse(R"(["title"])"));
  CHECK(operation->response_schema(204).is_null());
  CHECK(operation->response_schema(500).is_null());
  CHECK(shop.contract().find("POST", "/orders")->response_schema(201).at("type") == "object");
}

TEST_CASE("a contract with mistakes is not made", "[validation][contract]") {
  auto bundle = shop_bundle();

  SECTION("unsupported keywords, all of them") {
    bundle["openapi"]["externalDocs"] = Json::object();
    bundle["files"]["order.json"]["nullable"] = true;
    try {
      make_contract(bundle);
      FAIL("it was made");
    } catch (const ContractError& error) {
      CHECK(error.problems().size() == 2);
      CHECK(std::string_view(error.what()).find("contracts/shop/order.json#/nullable: keyword 'nullable'") !=
            std::string_view::npos);
    }
  }
  SECTION("what cannot be compiled is told at the build") {
    bundle["files"]["order.json"]["$defs"]["id"]["pattern"] = "(";
    CHECK_NOTHROW(make_contract(bundle));
    CHECK_THROWS_AS(make_contract(bundle, Compile::AtOnce), ContractError);
  }
  SECTION("of a parameter too") {
    bundle["openapi"]["paths"]["/orders/{orderId}"]["parameters"][0]["schema"] = {{"type", "string"},
                                                                                  {"pattern", "["}};
    CHECK_THROWS_AS(make_contract(bundle, Compile::AtOnce), ContractError);
  }
}

TEST_CASE("threads share a contract from its first use on", "[validation][contract]") {
  const auto contract = make_contract(shop_bundle());
  const auto* operation = contract->find("GET", "/orders/{orderId}");
  std::vector<std::size_t> found(4);

  std::vector<std::thread> threads;
  for (auto& count : found) {
    threads.emplace_back([&] {
      const core::Response response{.status = 200,
                                    .headers = {{"Content-Type", "application/json"}, {"X-Total", "1"}},
                                    .body = core::text_body(R"({"id": "x"})")};
      for (int i = 0; i < 50; ++i) count += operation->check_response(response).size();
    });
  }
  for (auto& thread : threads) thread.join();

  CHECK(found == std::vector<std::size_t>(4, 50));
}

}  // namespace mock::validation
