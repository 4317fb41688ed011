#include "providers/musement/plan.hpp"

#include "core/scenario_reader.hpp"
#include "core/text.hpp"
#include "providers/musement/item_reader.hpp"
#include "providers/musement/order_reader.hpp"
#include "providers/musement/state.hpp"
#include "providers/musement/wire.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace mock::providers::musement {
namespace {

constexpr std::array<std::string_view, 3> kScopes{"comment", "no-payment", "order-item-cancellation"};

Applications read_applications(core::Mapping& section) {
  Applications applications;
  if (!section.has("applications")) return applications;
  applications.anyone = false;
  applications.place = section.key_place("applications");
  for (auto& application : section.texts("applications"))
    applications.known.push_back(std::move(application.text));
  return applications;
}

/// Nothing in this version needs a scope; a misspelt one is refused all the same.
void read_scopes(core::Mapping& client) {
  for (const auto& scope : client.texts("scopes")) {
    if (std::find(kScopes.begin(), kScopes.end(), scope.text) != kScopes.end()) continue;
    const auto near = core::did_you_mean(scope.text, kScopes);
    client.error(scope.place, core::cat("unknown scope ", core::in_quotes(scope.text),
                                        near.empty() ? core::cat(", known: ", core::join(kScopes)) : near));
  }
}

core::Person read_client(core::Mapping& section, const core::Node& node) {
  core::Person client;
  client.place = node.place;
  if (node.is_scalar()) {  // `clients: [a]` for `[{ client_id: a }]`
    client.name = node.text;
    return client;
  }
  core::Mapping mapping = section.child(node, "a musement client");
  client.name = mapping.text("client_id").value_or("");
  client.password = mapping.text("client_secret").value_or("");
  read_scopes(mapping);
  client.tokens = core::read_tokens(mapping);
  if (!mapping.has("client_id")) {
    mapping.error(mapping.place(),
                  "a musement client needs 'client_id': write { client_id: shop, tokens: its-token }");
  }
  mapping.finish();
  return client;
}

core::Guests read_clients(core::Mapping& section) {
  core::Guests clients;
  if (!section.has("clients")) return clients;
  clients.anyone = false;
  bool has_token = false;
  for (const core::Node* node : section.list("clients")) {
    clients.people.push_back(read_client(section, *node));
    has_token = has_token || !clients.people.back().tokens.empty();
  }
  core::check_guests(clients, section.problems());
  if (!has_token) {
    section.problems().note(
        section.key_place("clients"),
        "no client has tokens, so every bearer is refused (nobody can log in in this version): "
        "write { client_id: shop, tokens: some-token }");
  }
  return clients;
}

std::vector<Product> read_products(core::Mapping& section, ProductReader& reader) {
  std::vector<Product> products;
  std::unordered_map<std::string, core::Place> first_places;
  for (const core::Node* node : section.list("products")) {
    core::Mapping mapping = section.child(*node, "a musement product");
    Product product = reader.read(mapping);
    if (!mapping.has("id")) {
      mapping.error(mapping.place(),
                    "an entry of 'products' needs 'id', by which items refer to it: write id: 4711");
    }
    mapping.finish();
    const auto [first, is_new] = first_places.try_emplace(product.id, product.place);
    if (!is_new) {
      mapping.error(product.place, core::cat("two products are called ", core::in_quotes(product.id),
                                             ", the other one stands at ", core::to_text(first->second),
                                             ": give one of them another id"));
    }
    products.push_back(std::move(product));
  }
  return products;
}

RollUp read_roll_up(core::Mapping& section) {
  RollUp roll_up = kDefaultRollUp;
  if (!section.has("roll_up")) return roll_up;
  const auto statuses = section.texts("roll_up");
  const std::size_t errors_before = section.problems().error_count();
  std::size_t count = 0;
  for (const auto& status : statuses) {
    const auto* const known = std::find(kDefaultRollUp.begin(), kDefaultRollUp.end(), status.text);
    if (known == kDefaultRollUp.end()) {
      section.error(
          status.place,
          core::cat(core::in_quotes(status.text),
                    " is no status that 'roll_up' orders, known: ", core::join(kDefaultRollUp),
                    status.text == kPending ? "; an order is PENDING while an item is" : "",
                    status.text == "CANCELLATION_ERROR" ? "; CANCELLATION_ERROR counts as OK" : ""));
      continue;
    }
    if (std::find(roll_up.begin(), roll_up.begin() + count, *known) != roll_up.begin() + count) {
      section.error(status.place, core::cat("'roll_up' has ", status.text, " twice: keep one"));
      continue;
    }
    roll_up[count++] = *known;
  }
  if (count == roll_up.size() || section.problems().error_count() != errors_before) return roll_up;
  const core::Node* list = section.find("roll_up");
  if (list == nullptr || list->is_mapping()) return roll_up;  // refused already
  section.error(section.value_place("roll_up"),
                core::cat("'roll_up' puts all four in an order, the one that wins first, as in [",
                          core::join(kDefaultRollUp), "]: add what is missing"));
  return roll_up;
}

/// One order and its items.
void outline(const OrderPlan& order, std::uint64_t copy, std::uint64_t seed,
             std::vector<core::ResourceOutline>& outlines) {
  const std::string uuid = order.uuid_of(copy, seed);
  outlines.push_back({.name = core::cat("musement/", uuid),
                      .also = {uuid},
                      .noun = &order_noun(),
                      .steps = {},
                      .follows = {}});
  for (std::size_t i = 0; i < order.items.size(); ++i) {
    std::string id = core::cat(uuid, "/", std::to_string(i + 1));
    auto& item = outlines.emplace_back();
    item.name = core::cat("musement/", id);
    item.also = {order.item_uuid_of(uuid, i, seed), std::move(id)};
    item.noun = &item_noun();
    for (const auto& step : order.items[i].steps) {
      item.steps.push_back({.moment = &step.moment, .status = step.status, .line = step.place});
    }
  }
}

}  // namespace

std::unique_ptr<const MusementPlan> read_plan(const core::Node& section, const core::ScenarioReader& reader,
                                              core::Problems& problems, core::KnownKeys* known_keys) {
  const std::size_t errors_before = problems.error_count();
  core::Mapping mapping{section, "the musement section", problems, known_keys};
  auto plan = std::make_unique<MusementPlan>();
  plan->seed = reader.seed;
  plan->applications = read_applications(mapping);
  if (mapping.has("clients")) plan->clients_place = mapping.key_place("clients");
  plan->clients = read_clients(mapping);
  plan->roll_up = read_roll_up(mapping);

  const Shapes shapes = shapes_of(reader);
  ProductReader product_reader{.shape = shapes.product, .seed = reader.seed};
  plan->products = read_products(mapping, product_reader);
  ItemReader items{plan->products, product_reader, shapes.item, reader};
  OrderReader orders{plan->clients, items, shapes.order, plan->next_number};
  for (const core::Node* node : mapping.list("orders")) {
    core::Mapping order = mapping.child(*node, "a musement order");
    plan->orders.push_back(orders.read(order));
  }
  plan->next_number = orders.next_number();
  plan->products_drawn = product_reader.drawn;
  mapping.finish();
  refuse_doubled_uuids(plan->orders, problems);
  if (problems.error_count() != errors_before) return nullptr;
  return plan;
}

std::unique_ptr<core::ProviderState> MusementPlan::start(core::Stage& stage) const {
  return std::make_unique<MusementState>(*this, stage);
}

std::vector<std::string> MusementPlan::references() const {
  std::vector<std::string> references;
  for (const auto& order : orders) {
    for (std::uint64_t copy = 1; copy <= order.count; ++copy) {
      references.push_back(order.uuid_of(copy, seed));
    }
  }
  return references;
}

std::vector<core::ResourceOutline> MusementPlan::outlines() const {
  std::vector<core::ResourceOutline> outlines;
  for (const auto& order : orders) {
    for (std::uint64_t copy = 1; copy <= order.count; ++copy) outline(order, copy, seed, outlines);
  }
  return outlines;
}

std::optional<core::Request> MusementPlan::example_request() const {
  if (orders.empty()) return std::nullopt;
  const auto token = clients.example_token(orders.front().owner);
  if (!token || (!applications.anyone && applications.known.empty())) return std::nullopt;
  return core::Request{.method = "GET",
                       .target = core::cat("/api/v3/orders/", orders.front().uuid_of(1, seed)),
                       .headers = {{"X-Musement-Application",
                                    applications.anyone ? "your-application" : applications.known.front()},
                                   {"Authorization", core::cat("Bearer ", *token)}},
                       .body = {}};
}

}  // namespace mock::providers::musement
