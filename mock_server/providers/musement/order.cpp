#include "providers/musement/order.hpp"

#include "core/random.hpp"
#include "core/scenario_reader.hpp"
#include "core/text.hpp"
#include "providers/musement/price.hpp"
#include "providers/musement/wire.hpp"

#include <algorithm>
#include <cstddef>

namespace mock::providers::musement {
namespace {

/// A client that sends ever new `Host` headers must not fill our memory.
constexpr std::size_t kMostOrigins = 8;

core::Json customer_json(std::uint64_t seed, std::string_view order_uuid) {
  core::Random random{seed, core::cat("musement/customer/", order_uuid)};
  core::Json customer = core::Json::object();
  customer["id"] = 100'000 + random.next() % 900'000;
  customer["email"] = "example@musement.com";
  customer["firstname"] = "John";
  customer["lastname"] = "Smith";
  return customer;
}

core::Noun make_order_noun() {
  core::Noun noun{
      .name = "musement order",
      .statuses = {"PENDING", "OK", "KO", "REFUND_STARTED", "REFUNDED"},
      .transitions = {},
      .events = {{.name = "created", .happens_once = true}, {.name = "paid", .happens_once = true}},
      .slips = {{"CONFIRMED", "an order of confirmed items is OK"},
                {"COMPLETED", "an order of confirmed items is OK"},
                {"CANCELLED", "an order of cancelled items is REFUND_STARTED, then REFUNDED"},
                {"CANCELLATION_ERROR", "an item's CANCELLATION_ERROR counts as OK in its order"}},
  };
  // Any mixture of items may follow on any other; only PENDING does not come back.
  for (const auto from : noun.statuses) {
    for (const auto to : noun.statuses) {
      if (from != to && to != kPending) noun.transitions.emplace_back(from, to);
    }
  }
  return noun;
}

/// All items of an order have one currency; the plan refuses others.
core::Money total_of(const std::vector<Item>& items) {
  core::Money total{.cents = 0,
                    .currency = items.empty() ? "USD" : items.front().plan().product.price.currency};
  for (const auto& item : items) total.cents += times(item.plan().product.price, item.plan().quantity).cents;
  return total;
}

}  // namespace

const core::Noun& order_noun() {
  static const core::Noun noun = make_order_noun();
  return noun;
}

std::string_view rolled_up(const std::vector<Item>& items, const RollUp& roll_up) {
  const auto has = [&](std::string_view status) {
    return std::any_of(items.begin(), items.end(), [&](const Item& item) {
      return item.status() == status || (status == kOk && item.status() == "CANCELLATION_ERROR");
    });
  };
  if (has(kPending)) return kPending;
  for (const auto status : roll_up) {
    if (has(status)) return status;
  }
  return kPending;
}

std::string OrderPlan::uuid_of(std::uint64_t copy, std::uint64_t seed) const {
  if (uuid) return core::numbered(*uuid, copy);
  core::Random random{seed, core::cat("musement/order/", std::to_string(first_number + copy - 1))};
  return core::draw_uuid(random);
}

std::string OrderPlan::item_uuid_of(std::string_view order_uuid, std::size_t item, std::uint64_t seed) const {
  if (items[item].uuid) return *items[item].uuid;
  core::Random random{seed, core::cat("musement/item/", order_uuid, "/", std::to_string(item + 1))};
  return core::draw_uuid(random);
}

Order::Order(const OrderPlan& plan, std::string uuid, std::string identifier, const RollUp& roll_up,
             core::Instant created, std::uint64_t seed)
    : plan_{&plan},
      uuid_{std::move(uuid)},
      identifier_{std::move(identifier)},
      created_{created},
      seed_{seed},
      line_{plan.place} {
  items_.reserve(plan.items.size());
  for (std::size_t i = 0; i < plan.items.size(); ++i) {
    items_.emplace_back(plan.items[i], plan.item_uuid_of(uuid_, i, seed), seed);
  }
  status_ = rolled_up(items_, roll_up);
}

void Order::follow(const Item& item, const RollUp& roll_up) {
  status_ = rolled_up(items_, roll_up);
  line_ = item.line();
  bodies_.clear();
}

std::shared_ptr<const std::string> Order::body(std::string_view origin) {
  for (const auto& [known, body] : bodies_) {
    if (known == origin) return body;
  }
  if (bodies_.size() == kMostOrigins) bodies_.clear();
  bodies_.emplace_back(origin, std::make_shared<const std::string>(core::to_text(to_json(origin))));
  return bodies_.back().second;
}

core::Json Order::to_json(std::string_view origin) const {
  const auto money = total_of(items_);
  const auto total = price_json(money);
  core::Json json = core::Json::object();
  json["identifier"] = identifier_;
  json["uuid"] = uuid_;
  json["date"] = date_text(created_);
  json["status"] = status_;
  json["market"] = "us";
  json["source"] = "frontend";
  json["is_agency"] = false;
  json["is_paid"] = plan_->paid;
  json["trustpilot_url"] =
      core::cat("https://www.trustpilot.com/evaluate/musement.com?reference=", identifier_);
  json["customer"] = customer_json(seed_, uuid_);
  core::Json& items = json["items"] = core::Json::array();
  for (const auto& item : items_) items.push_back(item.to_json(created_, origin));
  json["total_price"] = total;
  json["total_retail_price_in_order_currency"] = total;
  json["total_supplier_original_retail_price_in_supplier_currency"] = total;
  json["total_supplier_price_in_supplier_currency"] = total;
  json["discount_amount"] = price_json({.cents = 0, .currency = money.currency});
  json["promo_codes"] = core::Json::array();
  json["extra_data"] = nullptr;
  if (!plan_->fields.is_null()) core::merge_patch(json, plan_->fields);
  return json;
}

}  // namespace mock::providers::musement
