#include "providers/musement/order_reader.hpp"

#include "core/text.hpp"
#include "providers/musement/provider.hpp"
#include "providers/musement/uuid.hpp"
#include "providers/musement/wire.hpp"

#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace mock::providers::musement {
namespace {

constexpr std::uint64_t kMostCopies = 100'000;

void read_numbered_uuid(core::Mapping& mapping, OrderPlan& order) {
  auto uuid = mapping.text("uuid");
  if (!uuid) return;
  if (uuid->find('#') == std::string::npos || !parse_uuid(core::numbered(*uuid, 1))) {
    mapping.error(mapping.value_place("uuid"),
                  core::cat("'repeat' makes orders with uuids of their own, found ", core::in_quotes(*uuid),
                            ": leave 'uuid' out and they are drawn, or number them, as in "
                            "8e9e5c6e-ea7d-4934-8753-f00954f3####"));
    return;
  }
  order.count = core::read_repeat(mapping, "uuid", kMostCopies);
  order.uuid = std::move(*uuid);
}

void read_identity(core::Mapping& mapping, OrderPlan& order) {
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

void refuse_mixed_currencies(core::Mapping& mapping, const OrderPlan& order) {
  for (const auto& item : order.items) {
    const auto& currency = order.items.front().product.price.currency;
    if (item.product.price.currency == currency) continue;
    mapping.error(item.place, core::cat("an order has one currency, its first item ", currency,
                                        " and this one ", item.product.price.currency, ": give both the same",
                                        kUnlessMeant, " (in the order)"));
  }
}

void refuse_impossible(core::Mapping& mapping) {
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

}  // namespace

Shapes shapes_of(const core::ScenarioReader& reader) {
  Shapes shapes;
  shapes.order = reader.response_schema(kGetOrder.method, kGetOrder.path, 200);
  shapes.item = core::member_shape(core::member_shape(shapes.order, "items"), {});
  shapes.product = core::member_shape(shapes.item, "product");
  return shapes;
}

OrderReader::OrderReader(const core::Guests& clients, ItemReader& items, core::Json shape,
                         std::uint64_t first_number)
    // Braces around a Json would make an array of it.
    : clients_{clients}, items_{items}, shape_(std::move(shape)), next_number_{first_number} {}

OrderPlan OrderReader::read(core::Mapping& mapping) {
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

void refuse_doubled_uuids(std::span<const OrderPlan> orders, core::Problems& problems) {
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

}  // namespace mock::providers::musement
