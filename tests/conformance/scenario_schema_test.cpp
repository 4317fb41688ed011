// The readers of a scenario and the published schema of its language must know the same keys, and the shipped
// scenarios must be what both of them take.

#include "core/scenario.hpp"
#include "loading/scenario_files.hpp"
#include "loading/schema_bundle.hpp"
#include "loading/yaml_reader.hpp"
#include "providers/registry.hpp"
#include "support/schema_contract.hpp"

#include <catch2/catch_test_macros.hpp>

#include <fstream>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

using namespace mock;
using core::Json;

namespace {

const std::string kScenarios = UNDERSTUDY_SOURCE_DIR "/scenarios";

class Contracts final : public core::ContractLibrary {
 public:
  std::shared_ptr<const core::Contract> get(std::string_view name) override {
    const std::string provider{name.substr(0, name.find('/'))};
    const std::string file = provider == "file_order" ? "available_files.json" : "order.json";
    return std::make_shared<tests::SchemaContract>("contracts/" + provider + "/schemas/" + file);
  }
};

/// What is said about a scenario, notes included.
std::vector<std::string> read(std::string_view yaml, core::KnownKeys* known_keys = nullptr) {
  core::Problems problems{"x.yaml"};
  Contracts contracts;
  const auto root = loading::read_yaml(yaml, problems);
  if (root) {
    const core::ScenarioSources sources{.providers = providers::all_providers(),
                                        .contracts = &contracts,
                                        .files = nullptr,
                                        .name = "x",
                                        .known_keys = known_keys};
    core::read_scenario(*root, sources, problems);
  }
  return problems.lines();
}

std::optional<Json> schema_file(std::string_view path) {
  std::ifstream file{kScenarios + "/" + std::string{path}};
  return file ? std::optional{Json::parse(file)} : std::nullopt;
}

/// The keys of every kind of mapping: the kinds carry the words that messages use as their title.
void collect(const Json& schema, core::KnownKeys& keys) {
  if (schema.is_object() && schema.contains("title") && schema.contains("properties")) {
    auto& known = keys[schema["title"].get<std::string>()];
    CHECK(schema.value("additionalProperties", Json(true)) == Json(false));
    for (const auto& [key, value] : schema["properties"].items()) known.insert(key);
  }
  if (!schema.is_structured()) return;
  for (const auto& value : schema) collect(value, keys);
}

/// A scenario with a mapping of every kind.
constexpr std::string_view kEveryKind = R"(understudy: 1
clock: { mode: manual }
weather: { of: baanx, from: { after: 1s }, rate_limit: { allow: 1, per: 1s } }
baanx:
  clients: { client_id: a }
  users: { name: a, tokens: { token: t } }
  orders: { id: a, timeline: [{ status: STARTED }, { on: { signal: s }, status: COMPLETED }] }
musement:
  clients: { client_id: a, tokens: t }
  products: { id: 1 }
  orders: { items: { product: 1, timeline: { status: PENDING } } }
file_order:
  clients: { client_id: a }
  users: { name: a, tokens: t }
  orders: { id: 1, sub_orders: { available: { after: 1s }, files: { filename: a, size: 1B } }, timeline: { status: PENDING } }
expect:
  requests: { count: { at_least: 1 } }
  violations: { code: AUTH-FORBIDDEN }
)";

}  // namespace

TEST_CASE("readers and schema know the same keys", "[scenarios][schema]") {
  core::KnownKeys read_keys;
  CHECK(read(kEveryKind, &read_keys).empty());
  core::KnownKeys schema_keys;

  collect(loading::bundle_schema(*schema_file("scenario.schema.json"), schema_file), schema_keys);

  std::set<std::string> kinds;
  for (const auto& [kind, keys] : read_keys) kinds.insert(kind);
  for (const auto& [kind, keys] : schema_keys) kinds.insert(kind);
  for (const auto& kind : kinds) {
    CAPTURE(kind);
    CHECK(schema_keys[kind] == read_keys[kind]);
  }
}

TEST_CASE("the shipped scenarios are read without a word", "[scenarios]") {
  const std::vector<std::string> arguments = {kScenarios};
  const auto found = loading::find_scenarios(arguments);
  CHECK(found.complaints.empty());
  CHECK(found.files.size() == 15);

  for (const auto& file : found.files) {
    CAPTURE(file);
    core::Problems problems{file};
    const auto text = loading::read_text_file(file, problems);
    REQUIRE(text.has_value());
    CHECK(read(*text) == std::vector<std::string>{});
  }
}

TEST_CASE("the codes and operations of the schema are those that there are", "[scenarios][schema]") {
  const auto root = schema_file("scenario.schema.json");
  REQUIRE(root.has_value());
  std::set<std::string> codes;
  for (const auto& rule : core::all_rules()) codes.emplace(rule.code);
  std::set<std::string> operations;
  for (const auto* provider : providers::all_providers()) {
    for (const auto& operation : provider->operations()) {
      operations.insert(std::string{provider->id()} + "/" + std::string{operation.id});
    }
  }

  CHECK((*root)["$defs"]["code"]["anyOf"][0]["enum"].get<std::set<std::string>>() == codes);
  CHECK((*root)["$defs"]["expect"]["properties"]["severity"]["propertyNames"]["enum"]
            .get<std::set<std::string>>() == codes);
  CHECK((*root)["$defs"]["operation"]["anyOf"][0]["enum"].get<std::set<std::string>>() == operations);
}
