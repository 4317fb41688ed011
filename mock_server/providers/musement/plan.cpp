#include "providers/musement/plan.hpp"

#include "core/scenario_reader.hpp"
#include "core/text.hpp"
#include "providers/musement/item_reader.hpp"
#include "providers/musement/provider.hpp"
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

constexpr std::uint64_t kMostCopies = 100'000;
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

/// Reads the sections's orders, with all that they need to know of each other.
class OrderReader {
 public:
  OrderReader(const core::Guests& clients, ItemReader& items, core::Json shape)
      // Braces around a Json would make an array of it.
      : clients_{clients}, items_{items}, shape_(std::move(shape)) {}

  OrderPlan read(core::Mapping& mapping) {
    const std::size_t errors_before = mapping.problems().error_count();
    OrderPlan order;
    order.place = mapping.place();
    order.first_number = next_number_;
    read_identity(mapping, order);
    next_number_ += order.count;
    order.owner = core::read_owner(mapping, clients_, "clients");
    order.owner_place = mapping.value_place("owner");
    order.paid = mapping.boolean("paid").value_or(true);
    const bool unrealistic = mapping.boolean("unrealistic").value_or(false);
    const bool is_repeated = mapping.has("repeat");
    for (const core::Node* node : mapping.list("items")) {
      core::Mapping item = mapping.child(*node, "a musement item");
      order.items.push_back(items_.read(item, {.paid = order.paid, .repeated = is_repeated}));
    }
    order.fields = core::read_wire_mapping(mapping, "fields", shape_, unrealistic);
    if (!unrealistic) refuse_impossible(mapping);
    // A price that could not be read says nothing about currencies.
    if (!unrealistic && mapping.problems().error_count() == errors_before)
      refuse_mixed_currencies(mapping, order);
    mapping.finish();
    return order;
  }

 private:
  static void read_identity(core::Mapping& mapping, OrderPlan& order) {
    if (!mapping.has("repeat")) {
      order.uuid = read_uuid(mapping, "uuid");
      return;
    }
    if (mapping.has("uuid")) {
      read_numbered_uuid(mapping, order);
      return;
    }
    const auto repeat = mapping.integer("repeat");
    if (!repeat) return;
    if (*repeat >= 1 && *repeat <= kMostCopies) {
      order.count = *repeat;
      return;
    }
    mapping.error(mapping.value_place("repeat"),
                  core::cat("'repeat' is a number from 1 to ", std::to_string(kMostCopies), ", found '",
                            std::to_string(*repeat), "'"));
  }

  static void read_numbered_uuid(core::Mapping& mapping, OrderPlan& order) {
    auto uuid = mapping.text("uuid");
    if (!uuid) return;
    if (uuid->find('#') == std::string::npos || !is_uuid(core::numbered(*uuid, 1))) {
      mapping.error(mapping.value_place("uuid"),
                    core::cat("'repeat' makes orders with uuids of their own, found ", core::in_quotes(*uuid),
                              ": leave 'uuid' out and they are drawn, or number them, as in "
                              "8e9e5c6e-ea7d-4934-8753-f00954f3####"));
      return;
    }
    order.count = core::read_repeat(mapping, "uuid", kMostCopies);
    order.uuid = std::move(*uuid);
  }

  static void refuse_mixed_currencies(core::Mapping& mapping, const OrderPlan& order) {
    for (const auto& item : order.items) {
      const auto& currency = order.items.front().product.price.currency;
      if (item.product.price.currency == currency) continue;
      mapping.error(item.place, core::cat("an order has one currency, its first item ", currency,
                                          " and this one ", item.product.price.currency,
                                          ": give both the same", kUnlessMeant, " (in the order)"));
    }
  }

  static void refuse_impossible(core::Mapping& mapping) {
    // An empty value is refused already.
    const core::Node* items = mapping.has("items") ? mapping.find("items") : nullptr;
    if (!mapping.has("items") || (items != nullptr && items->is_sequence() && items->items.empty())) {
      mapping.error(
          mapping.value_place("items"),
          core::cat("an order without items is none: write items: { product: { title: … } }", kUnlessMeant));
    }
    for (const std::string_view name : {"status", "uuid", "items"}) {
      const auto place = core::wire_member_place(mapping, "fields", name);
      if (place.line == 0) continue;
      mapping.error(place, core::cat("'", name, "' in 'fields' would contradict the order: write ",
                                     name == "status" ? "it in the timelines of its items"
                                                      : core::cat("'", name, "' in the order itself"),
                                     kUnlessMeant));
    }
  }

  const core::Guests& clients_;
  ItemReader& items_;
  core::Json shape_;
  std::uint64_t next_number_ = 1;
};

/// The uuids of orders and items that the file names. Drawn ones do not collide.
void refuse_doubled_uuids(const std::vector<OrderPlan>& orders, core::Problems& problems) {
  std::unordered_map<std::string, core::Place> first_places;
  const auto check = [&](const std::string& uuid, core::Place place) {
    const auto [first, is_new] = first_places.try_emplace(core::to_lower(uuid), place);
    if (is_new) return true;
    problems.error(place, core::cat("the uuid ", core::in_quotes(uuid), " is taken by the one at ",
                                    core::to_text(first->second), ": write another one, or leave it out"));
    return false;
  };
  for (const auto& order : orders) {
    for (std::uint64_t copy = 1; order.uuid && copy <= order.count; ++copy) {
      if (!check(order.uuid_of(copy, 0), order.place)) break;
    }
    for (const auto& item : order.items) {
      if (item.uuid) check(*item.uuid, item.place);
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

  const auto order_shape = reader.response_schema(kGetOrder.method, kGetOrder.path, 200);
  const auto item_shape = core::member_shape(core::member_shape(order_shape, "items"), {});
  ProductReader product_reader{.shape = core::member_shape(item_shape, "product"), .seed = reader.seed};
  const auto products = read_products(mapping, product_reader);
  ItemReader items{products, product_reader, item_shape, reader};
  OrderReader orders{plan->clients, items, order_shape};
  for (const core::Node* node : mapping.list("orders")) {
    core::Mapping order = mapping.child(*node, "a musement order");
    plan->orders.push_back(orders.read(order));
  }
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
