#include "validation/contract_document.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace mock::validation {

namespace {

using core::Json;

/// A small contract without mistakes; a test puts one in.
Json good_bundle() {
  return Json::parse(R"({
    "name": "baanx/documented",
    "openapi": {
      "openapi": "3.1.0",
      "info": {"title": "T", "version": "1", "x-note": 1},
      "paths": {
        "/v1/order/{orderId}": {
          "get": {
            "operationId": "get_order",
            "x-understudy-operation": "get_order",
            "security": [{"bearer": []}, {}],
            "parameters": [
              {"name": "orderId", "in": "path", "required": true, "schema": {"type": "string"}},
              {"$ref": "#/components/parameters/page"}
            ],
            "responses": {
              "200": {"description": "d", "content": {"application/json": {"schema": {"$ref": "schemas/order.json"}}}},
              "4XX": {"$ref": "#/components/responses/refused"},
              "default": {"description": "d"}
            }
          }
        }
      },
      "webhooks": {
        "order-item": {"post": {"operationId": "hook", "requestBody": {"content": {"application/json": {"schema": true}}},
                                "responses": {"200": {"description": "d"}}}}
      },
      "components": {
        "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"},
                            "key": {"type": "apiKey", "in": "header", "name": "X-Key"}},
        "parameters": {"page": {"name": "page", "in": "query", "schema": {"type": "integer", "minimum": 0}}},
        "responses": {"refused": {"description": "d", "headers": {"Retry-After": {"schema": {"type": "integer"}}}}}
      }
    },
    "files": {
      "schemas/order.json": {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "properties": {"id": {"$ref": "#/$defs/id"}, "other": {"$ref": "../schemas/./parts.json#/$defs/a%20b"}},
        "examples": [{"$ref": "nothing to follow"}],
        "$defs": {"id": {"type": "string", "x-mine": true}, "self": {"items": {"$ref": "#"}}}
      },
      "schemas/parts.json": {"$defs": {"a b": {"const": {"$ref": 1}}}}
    }
  })");
}

std::vector<std::string> lines(const Json& bundle) {
  std::vector<std::string> lines;
  for (const auto& problem : problems_of(Bundle(bundle)))
    lines.push_back(problem.place + ": " + problem.message);
  return lines;
}

struct Mistake {
  std::string_view at;     ///< JSON pointer into the bundle
  std::string_view value;  ///< what is put there
  std::string_view line;   ///< how the complaint begins
};

}  // namespace

TEST_CASE("a contract without mistakes has no problems", "[validation][contract]") {
  CHECK(lines(good_bundle()).empty());
}

TEST_CASE("a mistake in a contract is told with its place", "[validation][contract]") {
  const std::string_view path = "/openapi/paths/~1v1~1order~1{orderId}";
  const auto mistake = GENERATE(
      Mistake{
          "/openapi/paths/~1v1~1order~1{orderId}/get/responses/200/content/application~1json/schema/readOnly",
          "true",
          "contracts/baanx/documented.openapi.yaml#/paths/~1v1~1order~1{orderId}/get/responses/200/content/"
          "application~1json/schema/readOnly: keyword 'readOnly' is not supported, known here: $schema, "
          "$comment, "},
      Mistake{"/files/schemas~1order.json/properties/id/uniqueItems", "true",
              "contracts/baanx/schemas/order.json#/properties/id/uniqueItems: keyword 'uniqueItems' is not "
              "supported"},
      Mistake{
          "/files/schemas~1order.json/propertis", "{}",
          "contracts/baanx/schemas/order.json#/propertis: keyword 'propertis' is not supported, did you mean "
          "'properties'? Known here: "},
      Mistake{"/openapi/servres", "[]",
              "contracts/baanx/documented.openapi.yaml#/servres: keyword 'servres' is not supported, did you "
              "mean 'servers'?"},
      Mistake{"/openapi/openapi", R"("3.0.3")",
              "contracts/baanx/documented.openapi.yaml#/openapi: expected OpenAPI 3.1"},
      Mistake{
          "/files/schemas~1order.json/properties/id/$ref", R"("#/$defs/none")",
          "contracts/baanx/schemas/order.json#/properties/id/$ref: reference '#/$defs/none' leads nowhere"},
      Mistake{"/files/schemas~1order.json/properties/id/$ref", R"("other.json")",
              "contracts/baanx/schemas/order.json#/properties/id/$ref: reference 'other.json' leads nowhere"},
      Mistake{"/files/schemas~1parts.json/$defs/a b/items", R"({"$ref": "order.json"})",
              "contracts/baanx/schemas/parts.json#/$defs/a b/items/$ref: reference 'order.json' leads in a "
              "circle"},
      Mistake{"/files/schemas~1order.json/$schema", R"("http://json-schema.org/draft-07/schema#")",
              "contracts/baanx/schemas/order.json#/$schema: expected "
              "https://json-schema.org/draft/2020-12/schema"},
      Mistake{"/files/schemas~1order.json/type", R"("strnig")",
              "contracts/baanx/schemas/order.json#/type: expected one or several of string, integer, "},
      Mistake{"/files/schemas~1order.json/required", R"("id")",
              "contracts/baanx/schemas/order.json#/required: expected a list of names"},
      Mistake{"/files/schemas~1order.json/minItems", "-1",
              "contracts/baanx/schemas/order.json#/minItems: expected an integer of at least 0"},
      Mistake{"/files/schemas~1order.json/items", "[]",
              "contracts/baanx/schemas/order.json#/items: a schema (if it is not true or false) must be an "
              "object"},
      Mistake{"/files/schemas~1order.json/unevaluatedProperties", "{}",
              "contracts/baanx/schemas/order.json#/unevaluatedProperties: only false is supported"},
      Mistake{"PATH/get/operationId", R"("")", "PLACE/get: 'operationId' is missing"},
      Mistake{"PATH/get/operationId", R"("hook")",
              "contracts/baanx/documented.openapi.yaml#/webhooks/order-item/post/operationId: another "
              "operation has the id 'hook'"},
      Mistake{"PATH/get/callbacks", "{}", "PLACE/get/callbacks: keyword 'callbacks' is not supported"},
      Mistake{"PATH/head", "{}", "PLACE/head: keyword 'head' is not supported"},
      Mistake{"PATH/get/security/0/basic", "[]",
              "PLACE/get/security/0/basic: there is no security scheme 'basic'"},
      Mistake{"PATH/get/security/0/bearer", R"(["read"])", "PLACE/get/security/0/bearer: expected []"},
      Mistake{"/openapi/components/securitySchemes/bearer/type", R"("oauth2")",
              "contracts/baanx/documented.openapi.yaml#/components/securitySchemes/bearer/type: found "
              "'oauth2', supported are http and apiKey"},
      Mistake{"PATH/get/parameters/0/name", R"("id")", "PLACE/get/parameters/0: the path has no {id}"},
      Mistake{"PATH/get/parameters/0/required", "false",
              "PLACE/get/parameters/0: a path parameter is always there"},
      Mistake{"PATH/get/parameters/0/style", R"("label")",
              "PLACE/get/parameters/0/style: keyword 'style' is not supported"},
      Mistake{"PATH/get/parameters/0/schema/type", R"("object")",
              "PLACE/get/parameters/0/schema: a parameter needs a type: string, integer, number or boolean"},
      Mistake{"PATH/get/parameters/1/$ref", R"("#/components/parameters/none")",
              "PLACE/get/parameters/1: reference '#/components/parameters/none' leads nowhere"},
      Mistake{"PATH/get/parameters/2", R"({"name": "x-key", "in": "header", "schema": {"type": "string"}})",
              "PLACE/get/parameters/2: credentials are securitySchemes, never parameters"},
      Mistake{"PATH/get/parameters/2", R"({"name": "page", "in": "query", "schema": {"type": "string"}})",
              "PLACE/get/parameters/2: the parameter 'page' is there twice"},
      Mistake{"PATH/get/parameters/2", R"({"name": "c", "in": "cookie", "schema": {"type": "string"}})",
              "PLACE/get/parameters/2/in: found 'cookie', supported are path, query and header"},
      Mistake{"PATH/get/responses/20", R"({"description": "d"})",
              "PLACE/get/responses/20: found '20', expected a status"},
      Mistake{"PATH/get/responses", "{}", "PLACE/get: 'responses' is missing"},
      Mistake{"PATH/get/responses/200/content/json", "{}",
              "PLACE/get/responses/200/content/json: expected a media type"},
      Mistake{"PATH/get/responses/200/links", "{}",
              "PLACE/get/responses/200/links: keyword 'links' is not supported"},
      Mistake{"/openapi/paths/~1v1~1order~1{id}", R"({})",
              "contracts/baanx/documented.openapi.yaml#/paths/~1v1~1order~1{id}: the path "
              "'/v1/order/{orderId}' fits the same requests"},
      Mistake{"/openapi/webhooks/order-item", "{}",
              "contracts/baanx/documented.openapi.yaml#/webhooks/order-item: 'post' is missing"});
  std::string at(mistake.at);
  std::string line(mistake.line);
  if (at.starts_with("PATH")) at.replace(0, 4, path);
  if (line.starts_with("PLACE"))
    line.replace(0, 5, "contracts/baanx/documented.openapi.yaml#/paths/~1v1~1order~1{orderId}");
  auto bundle = good_bundle();
  bundle[Json::json_pointer(at)] = Json::parse(mistake.value);

  const auto found = lines(bundle);

  CAPTURE(at, found);
  REQUIRE(!found.empty());
  CHECK(found.front().substr(0, line.size()) == line);
}

TEST_CASE("an undeclared path parameter is told", "[validation][contract]") {
  auto bundle = good_bundle();
  bundle["openapi"]["paths"]["/v1/{a}/{b}"] = bundle["openapi"]["paths"]["/v1/order/{orderId}"];
  bundle["openapi"]["paths"].erase("/v1/order/{orderId}");
  bundle["openapi"]["paths"]["/v1/{a}/{b}"]["get"]["parameters"][0]["name"] = "a";

  const auto found = lines(bundle);

  CHECK(found == std::vector<std::string>{
                     "contracts/baanx/documented.openapi.yaml#/paths/~1v1~1{a}~1{b}/get: the path "
                     "parameter {b} is not declared"});
}

TEST_CASE("all mistakes are told at once", "[validation][contract]") {
  auto bundle = good_bundle();
  bundle["openapi"]["tag"] = 1;
  bundle["files"]["schemas/parts.json"]["$defs"]["a b"]["readOnly"] = true;
  bundle["files"]["schemas/order.json"]["nullable"] = true;

  CHECK(lines(bundle).size() == 3);
}

TEST_CASE("the name of a contract says where it stands", "[validation][contract]") {
  auto bundle = good_bundle();
  bundle["name"] = "musement";

  CHECK(Bundle(bundle).to_text({.file = "", .pointer = "/a"}) == "contracts/musement/openapi.yaml#/a");
  CHECK(Bundle(bundle).to_text({.file = "schemas/x.json", .pointer = ""}) ==
        "contracts/musement/schemas/x.json#");
}

TEST_CASE("what is no bundle is refused", "[validation][contract]") {
  const auto* text =
      GENERATE("{}", "[]", R"({"name": 1, "openapi": {}, "files": {}})", R"({"name": "a", "openapi": {}})");

  CHECK_THROWS_AS(Bundle(Json::parse(text)), ContractError);
}

TEST_CASE("paths are resolved as files are", "[validation][contract]") {
  CHECK(resolve_path("schemas/a.json", "") == "schemas/a.json");
  CHECK(resolve_path("b.json", "schemas/a.json") == "schemas/b.json");
  CHECK(resolve_path("../b.json", "schemas/a.json") == "b.json");
  CHECK(resolve_path("./../schemas/b.json", "schemas/a.json") == "schemas/b.json");
  CHECK(resolve_path("../../b.json", "schemas/a.json") == "../b.json");
  CHECK(resolve_path("", "schemas/a.json") == "schemas/a.json");
}

}  // namespace mock::validation
