#include "providers/baanx/plan.hpp"

#include "core/text.hpp"
#include "providers/baanx/provider.hpp"
#include "providers/baanx/state.hpp"

#include <array>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace mock::providers::baanx {
namespace {

constexpr std::uint64_t kMostCopies = 100'000;
constexpr std::string_view kUnlessMeant = ", or add 'unrealistic: true' if you mean it";

/// What the answer to `get_order` may hold, as far as scenarios may change it.
struct Shapes {
  core::Json order;
  core::Json metadata;
};

std::vector<Client> read_clients(core::Mapping& section) {
  std::vector<Client> clients;
  for (const core::Node* node : section.list("clients")) {
    if (node->is_scalar()) {  // `clients: [a]` for `[{ client_id: a }]`
      clients.push_back({.client_id = node->text, .client_secret = {}, .place = node->place});
      continue;
    }
    core::Mapping entry = section.child(*node, "a baanx client");
    Client client{.client_id = entry.text("client_id").value_or(""),
                  .client_secret = entry.text("client_secret").value_or(""),
                  .place = entry.place()};
    if (!entry.has("client_id")) {
      entry.error(entry.place(), "a baanx client needs 'client_id': write { client_id: your_client_id }");
    }
    entry.finish();
    clients.push_back(std::move(client));
  }
  return clients;
}

Clients read_who_is_let_in(core::Mapping& section) {
  Clients clients;
  constexpr std::array<std::string_view, 3> kHeaders{"either", "X-Client-ID", "x-client-key"};
  if (const auto header = section.word("client_header", kHeaders)) {
    if (*header == kHeaders[1]) clients.header = ClientHeader::XClientId;
    if (*header == kHeaders[2]) clients.header = ClientHeader::XClientKey;
  }
  if (section.has("clients")) {
    clients.anyone = false;
    clients.place = section.key_place("clients");
    clients.known = read_clients(section);
  }
  std::unordered_map<std::string_view, core::Place> first_places;
  for (const auto& client : clients.known) {
    const auto [first, is_new] = first_places.try_emplace(client.client_id, client.place);
    if (is_new) continue;
    section.error(client.place,
                  core::cat("the client ", core::in_quotes(client.client_id), " stands here twice (first at ",
                            core::to_text(first->second), "): keep one"));
  }
  return clients;
}

/// What the order itself says must not be said otherwise by `fields`.
void refuse_contradictions(core::Mapping& owner) {
  if (const auto place = core::wire_member_place(owner, "fields", "status"); place.line != 0) {
    owner.error(place,
                core::cat("'status' in 'fields' would contradict the timeline: write 'status' in a step",
                          kUnlessMeant));
  }
  if (const auto place = core::wire_member_place(owner, "fields", "orderId"); place.line != 0) {
    owner.error(place,
                core::cat("'orderId' in 'fields' would show another order than the one asked for: write 'id' "
                          "in the order",
                          kUnlessMeant));
  }
}

void refuse_paid_at(core::Problems& problems, core::Place place, std::string_view status) {
  problems.error(place, core::cat("'paidAt' is only there when the status is COMPLETED, here it is ", status,
                                  ": move it to the step with status: COMPLETED", kUnlessMeant));
}

void read_step_extras(core::Mapping& mapping, OrderStep& step, const Shapes& shapes) {
  step.metadata = core::read_wire_mapping(mapping, "metadata", shapes.metadata, step.unrealistic);
  step.paid_at = core::wire_member_place(mapping, "fields", "paidAt");
  if (!step.unrealistic) refuse_contradictions(mapping);
}

/// `fields` hold from their step on, so it is that step's status that counts: what follows COMPLETED is
/// COMPLETED.
void check_paid_at(const OrderPlan& order, core::Problems& problems) {
  std::string_view status = order.first_status();
  for (const auto& step : order.steps) {
    if (!step.status.empty()) status = step.status;
    if (step.paid_at.line != 0 && status != kCompleted && !step.unrealistic) {
      refuse_paid_at(problems, step.paid_at, status);
    }
  }
}

void note_what_never_comes(const OrderPlan& order, core::Problems& problems) {
  for (const auto& step : order.steps) {
    const auto* on = std::get_if<core::On>(&step.moment.trigger);
    if (on == nullptr || on->event.empty() || on->event == "created") continue;
    problems.note(step.place, core::cat("nothing in this version makes ", core::in_quotes(on->event),
                                        " happen to a baanx order: this step waits for ever"));
  }
}

void read_identity(core::Mapping& mapping, OrderPlan& order) {
  if (!mapping.has("id")) mapping.error(mapping.place(), "a baanx order needs 'id': write id: abcd_1234");
  auto id = mapping.text("id");
  if (!id) {
    mapping.integer("repeat");
    return;
  }
  if (id->empty()) {
    mapping.error(mapping.value_place("id"), "an empty 'id' cannot stand in a path: write id: abcd_1234");
  }
  order.id = std::move(*id);
  order.count = core::read_repeat(mapping, "id", kMostCopies);
  if (order.count == 1 && mapping.has("repeat")) order.id = core::numbered(order.id, 1);
}

OrderPlan read_order(core::Mapping& mapping, const core::Guests& users, const Shapes& shapes,
                     const core::ScenarioReader& reader) {
  OrderPlan order;
  order.place = mapping.place();
  read_identity(mapping, order);
  order.owner = core::read_owner(mapping, users, "users");
  order.owner_place = mapping.value_place("owner");
  mapping.text("product");  // the answer does not show it
  const bool unrealistic = mapping.boolean("unrealistic").value_or(false);
  order.steps = core::read_timeline<OrderStep>(
      mapping, "a step", order_noun(), shapes.order, reader,
      [&](core::Mapping& step_mapping, OrderStep& step) { read_step_extras(step_mapping, step, shapes); });
  order.metadata = core::read_wire_mapping(mapping, "metadata", shapes.metadata, unrealistic);
  order.fields = core::read_wire_mapping(mapping, "fields", shapes.order, unrealistic);
  if (!unrealistic) {
    refuse_contradictions(mapping);
    const auto paid_at = core::wire_member_place(mapping, "fields", "paidAt");
    if (paid_at.line != 0 && order.first_status() != kCompleted) {
      refuse_paid_at(mapping.problems(), paid_at, order.first_status());
    }
  }
  check_paid_at(order, mapping.problems());
  note_what_never_comes(order, mapping.problems());
  mapping.finish();
  return order;
}

void refuse_doubled_ids(const std::vector<OrderPlan>& orders, core::Problems& problems) {
  std::unordered_map<std::string, core::Place> first_places;
  for (const auto& order : orders) {
    for (std::uint64_t number = 1; number <= order.count; ++number) {
      const auto [first, is_new] = first_places.try_emplace(order.id_of(number), order.place);
      if (is_new) continue;
      problems.error(order.place, core::cat("two orders are called ", core::in_quotes(first->first),
                                            ", the other one stands at ", core::to_text(first->second),
                                            ": give one of them another id"));
      break;
    }
  }
}

}  // namespace

std::unique_ptr<const BaanxPlan> read_plan(const core::Node& section, const core::ScenarioReader& reader,
                                           core::Problems& problems, core::KnownKeys* known_keys) {
  const std::size_t errors_before = problems.error_count();
  core::Mapping mapping{section, "the baanx section", problems, known_keys};
  auto plan = std::make_unique<BaanxPlan>();
  plan->clients = read_who_is_let_in(mapping);
  constexpr std::array<std::string_view, 2> kChecks{"client", "bearer"};
  if (mapping.word("first_check", kChecks) == kChecks[1]) plan->first_check = FirstCheck::Bearer;
  if (mapping.has("users")) plan->users_place = mapping.key_place("users");
  plan->users = core::read_users(mapping, "baanx");

  Shapes shapes;
  shapes.order = reader.response_schema(kGetOrder.method, kGetOrder.path, 200);
  shapes.metadata = core::member_shape(shapes.order, "metadata");
  for (const core::Node* node : mapping.list("orders")) {
    core::Mapping order = mapping.child(*node, "a baanx order");
    plan->orders.push_back(read_order(order, plan->users, shapes, reader));
  }
  mapping.finish();
  refuse_doubled_ids(plan->orders, problems);
  if (problems.error_count() != errors_before) return nullptr;
  return plan;
}

std::unique_ptr<core::ProviderState> BaanxPlan::start(core::Stage& stage) const {
  return std::make_unique<BaanxState>(*this, stage);
}

std::vector<std::string> BaanxPlan::references() const {
  std::vector<std::string> ids;
  for (const auto& order : orders) {
    for (std::uint64_t number = 1; number <= order.count; ++number) ids.push_back(order.id_of(number));
  }
  return ids;
}

std::optional<core::Request> BaanxPlan::example_request() const {
  if (orders.empty()) return std::nullopt;
  const auto token = users.example_token(orders.front().owner);
  if (!token || (!clients.anyone && clients.known.empty())) return std::nullopt;
  const std::string_view header = clients.header == ClientHeader::XClientKey ? "x-client-key" : "X-Client-ID";
  return core::Request{
      .method = "GET",
      .target = core::cat("/v1/order/", core::encode_segment(orders.front().id_of(1))),
      .headers = {{std::string{header}, clients.anyone ? "your_client_id" : clients.known.front().client_id},
                  {"Authorization", core::cat("Bearer ", *token)}},
      .body = {}};
}

}  // namespace mock::providers::baanx
