// Every contract that is embedded, against its examples, and contracts/README.md against the code.
//
// contracts/README.md says how examples are named.

#include "app/embedded.hpp"
#include "core/json.hpp"
#include "core/rules.hpp"
#include "core/text.hpp"
#include "validation/openapi_contract.hpp"
#include "validation/schema_keywords.hpp"

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace {

namespace fs = std::filesystem;
using mock::core::cat;
using mock::core::Json;

const fs::path kContracts = fs::path(UNDERSTUDY_SOURCE_DIR) / "contracts";

/// The dialects whose examples stand directly in `examples/`.
constexpr std::array<std::string_view, 3> kDefaultDocuments{"documented", "guide", ""};

constexpr std::array<std::string_view, 5> kMethods{"get", "put", "post", "delete", "patch"};

std::string read_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  REQUIRE(file);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

/// An operation or a webhook of a contract, as its document has it.
struct Operation {
  std::string method;  ///< in upper case; empty: a webhook
  std::string path;    ///< or the webhook's name
  Json definition;
};

/// A contract and what its document says.
struct Documented {
  std::string name;
  fs::path examples;
  Json openapi;
  std::shared_ptr<const mock::core::Contract> contract;
  std::map<std::string, Operation> operations;  ///< by operationId
};

fs::path examples_of(const std::string& name) {
  const auto slash = std::min(name.find('/'), name.size());
  const auto dialect = std::string_view(name).substr(std::min(slash + 1, name.size()));
  const auto folder = kContracts / name.substr(0, slash) / "examples";
  return std::ranges::find(kDefaultDocuments, dialect) != kDefaultDocuments.end() ? folder : folder / dialect;
}

std::string upper(std::string text) {
  std::ranges::transform(text, text.begin(),
                         [](char letter) { return static_cast<char>(letter - 'a' + 'A'); });
  return text;
}

void add_operations(Documented& documented, const char* holder) {
  const bool is_webhook = std::string_view(holder) == "webhooks";
  const auto items = documented.openapi.value(holder, Json::object());
  for (const auto& [path, item] : items.items()) {
    for (const auto method : kMethods) {
      const std::string key(method);
      if (!item.contains(key)) continue;
      const auto id = item.at(key).at("operationId").get<std::string>();
      documented.operations[id] = {
          .method = is_webhook ? std::string() : upper(key), .path = path, .definition = item.at(key)};
    }
  }
}

std::vector<Documented> all_contracts() {
  std::vector<Documented> all;
  for (const auto& file : mock::app::embedded_contracts()) {
    auto bundle = Json::parse(file.text);
    Documented documented{.name = std::string(file.name),
                          .examples = examples_of(std::string(file.name)),
                          .openapi = bundle.at("openapi"),
                          .contract = mock::validation::make_contract(bundle),
                          .operations = {}};
    add_operations(documented, "paths");
    add_operations(documented, "webhooks");
    all.push_back(std::move(documented));
  }
  return all;
}

/// A file of `examples/`: `get_order.200.completed.json`.
struct Example {
  fs::path path;
  std::string operation;
  std::string status;  ///< `200` or `request`
  bool is_invalid = false;
};

std::vector<Example> examples_in(const fs::path& folder) {
  std::vector<Example> examples;
  if (!fs::is_directory(folder)) return examples;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.is_directory()) continue;
    const auto name = entry.path().filename().string();
    const auto first_dot = name.find('.');
    const auto second_dot = name.find('.', first_dot + 1);
    REQUIRE(name.ends_with(".json"));
    REQUIRE(second_dot != std::string::npos);
    examples.push_back({.path = entry.path(),
                        .operation = name.substr(0, first_dot),
                        .status = name.substr(first_dot + 1, second_dot - first_dot - 1),
                        .is_invalid = name.ends_with(".invalid.json")});
  }
  std::ranges::sort(examples, {}, &Example::path);
  return examples;
}

/// An object, or what its reference within the document leads to.
const Json& followed(const Json& document, const Json& object) {
  if (!object.contains("$ref")) return object;
  return document.at(Json::json_pointer(object.at("$ref").get<std::string>().substr(1)));
}

/// The media type of JSON that a request or response of a document has (RFC 6839 §3.1: `+json` is one); empty
/// if none.
std::string json_type_of(const Documented& documented, const Json& holder) {
  const Json content = followed(documented.openapi, holder).value("content", Json::object());
  for (const auto& [type, definition] : content.items()) {
    if (type == "application/json" || type.ends_with("+json")) return type;
  }
  return {};
}

std::vector<mock::core::Violation> check(const Documented& documented, const Example& example) {
  const auto& operation = documented.operations.at(example.operation);
  const auto body = read_file(example.path);
  if (operation.method.empty()) {
    return documented.contract->check_webhook(operation.path, {{"Content-Type", "application/json"}}, body);
  }
  const auto* contract = documented.contract->find(operation.method, operation.path);
  REQUIRE(contract != nullptr);
  const Json& responses = operation.definition.at("responses");
  REQUIRE(responses.contains(example.status));
  return contract->check_response(
      {.status = std::stoi(example.status),
       .headers = {{"Content-Type", json_type_of(documented, responses.at(example.status))}},
       .body = mock::core::text_body(body)});
}

/// The statuses of an operation with a JSON body of its own, `request` for that of a webhook. (`default` is
/// no status; problem details are the same everywhere.)
std::set<std::string> bodies_of(const Documented& documented, const Operation& operation) {
  if (operation.method.empty()) return {"request"};
  std::set<std::string> statuses;
  for (const auto& [status, response] : operation.definition.at("responses").items()) {
    if (status != "default" && json_type_of(documented, response) == "application/json")
      statuses.insert(status);
  }
  return statuses;
}

/// The words between backquotes in `text`.
std::set<std::string> quoted_words(std::string_view text) {
  std::set<std::string> words;
  for (auto open = text.find('`'); open != std::string_view::npos; open = text.find('`', open)) {
    const auto close = text.find('`', open + 1);
    if (close == std::string_view::npos) break;
    words.emplace(text.substr(open + 1, close - open - 1));
    open = close + 1;
  }
  return words;
}

}  // namespace

TEST_CASE("every contract loads, and all of its schemas compile", "[conformance][contracts]") {
  CHECK_FALSE(mock::app::embedded_contracts().empty());
  for (const auto& file : mock::app::embedded_contracts()) {
    CAPTURE(file.name);
    CHECK_NOTHROW(mock::validation::make_contract(Json::parse(file.text), mock::validation::Compile::AtOnce));
  }
}

TEST_CASE("every operation of a document is one of its contract", "[conformance][contracts]") {
  for (const auto& documented : all_contracts()) {
    for (const auto& [id, operation] : documented.operations) {
      CAPTURE(documented.name, id);
      if (!operation.method.empty())
        CHECK(documented.contract->find(operation.method, operation.path) != nullptr);
    }
  }
}

TEST_CASE("valid examples fit their contract, invalid ones do not", "[conformance][contracts]") {
  for (const auto& documented : all_contracts()) {
    for (const auto& example : examples_in(documented.examples)) {
      CAPTURE(documented.name, example.path.filename().string());
      REQUIRE(documented.operations.contains(example.operation));
      const auto violations = check(documented, example);

      if (example.is_invalid) {
        CHECK_FALSE(violations.empty());
      } else {
        std::vector<std::string> found;
        for (const auto& one : violations)
          found.push_back(cat(one.where, ": found ", one.found, ", expected ", one.expected));
        CHECK(found == std::vector<std::string>{});
      }
    }
  }
}

TEST_CASE("an invalid example is wrong in its body, not in its name", "[conformance][contracts]") {
  for (const auto& documented : all_contracts()) {
    for (const auto& example : examples_in(documented.examples)) {
      if (!example.is_invalid) continue;
      CAPTURE(documented.name, example.path.filename().string());
      for (const auto& violation : check(documented, example)) {
        CAPTURE(violation.where);
        CHECK(violation.where.find("body") != std::string::npos);
      }
    }
  }
}

TEST_CASE("every status with a JSON body has an example that fits", "[conformance][contracts]") {
  for (const auto& documented : all_contracts()) {
    std::map<std::string, std::set<std::string>> shown;
    for (const auto& example : examples_in(documented.examples)) {
      if (!example.is_invalid) shown[example.operation].insert(example.status);
    }
    for (const auto& [id, operation] : documented.operations) {
      // A second path of an operation shares its examples.
      const auto shared = operation.definition.value("x-understudy-operation", id);
      for (const auto& status : bodies_of(documented, operation)) {
        CAPTURE(documented.name, id, status);
        CHECK(shown[shared].contains(status));
      }
    }
  }
}

TEST_CASE("every rule has its paragraph, and every paragraph its rule", "[conformance][rules]") {
  const auto readme = read_file(kContracts / "README.md");
  std::vector<std::string> in_readme;
  constexpr std::string_view kHeading = "\n### ";
  for (auto at = readme.find(kHeading); at != std::string::npos; at = readme.find(kHeading, at + 1)) {
    const auto begin = at + kHeading.size();
    in_readme.push_back(readme.substr(begin, readme.find('\n', begin) - begin));
  }

  std::vector<std::string> in_code;
  for (const auto& rule : mock::core::all_rules()) in_code.emplace_back(rule.code);

  CHECK(in_readme == in_code);
}

TEST_CASE("the paragraph of a rule states its severity", "[conformance][rules]") {
  const auto readme = read_file(kContracts / "README.md");

  for (const auto& rule : mock::core::all_rules()) {
    CAPTURE(rule.code);
    CHECK(readme.find(cat("### ", rule.code, "\n**Severity** ", to_text(rule.severity))) !=
          std::string::npos);
  }
}

TEST_CASE("the list of supported keywords is complete", "[conformance][contracts]") {
  const auto readme = read_file(kContracts / "README.md");
  const auto begin = readme.find("**JSON Schema.**");
  REQUIRE(begin != std::string::npos);
  const auto end = readme.find("A schema may be `true`", begin);
  REQUIRE(end != std::string::npos);

  std::set<std::string> supported;
  for (const auto& keyword : mock::validation::schema_keywords()) supported.emplace(keyword.name);

  CHECK(quoted_words(std::string_view(readme).substr(begin, end - begin)) == supported);
}
