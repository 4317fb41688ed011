#include "providers/baanx/plan.hpp"

#include "core/text.hpp"
#include "providers/baanx/order_reader.hpp"
#include "providers/baanx/state.hpp"

#include <array>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace mock::providers::baanx {
namespace {

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

  const OrderReader orders{plan->users, reader};
  for (const core::Node* node : mapping.list("orders")) {
    core::Mapping order = mapping.child(*node, "a baanx order");
    plan->orders.push_back(orders.read(order));
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

std::vector<core::ResourceOutline> BaanxPlan::outlines() const {
  std::vector<core::ResourceOutline> outlines;
  for (const auto& order : orders) {
    std::vector<core::ResourceOutline::Step> steps;
    steps.reserve(order.steps.size());
    for (const auto& step : order.steps) {
      steps.push_back({.moment = &step.moment, .status = step.status, .line = step.place});
    }
    for (std::uint64_t number = 1; number <= order.count; ++number) {
      std::string id = order.id_of(number);
      outlines.push_back({.name = core::cat("baanx/", id),
                          .also = {std::move(id)},
                          .noun = &order_noun(),
                          .steps = steps,
                          .follows = {}});
    }
  }
  return outlines;
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
