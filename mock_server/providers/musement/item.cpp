#include "providers/musement/item.hpp"

#include "core/random.hpp"
#include "core/text.hpp"
#include "providers/musement/price.hpp"

#include <utility>

namespace mock::providers::musement {
namespace {

bool sets_vouchers(const core::Json& fields) { return fields.is_object() && fields.contains("vouchers"); }

/// `T4F9K2QX`: what a supplier's booking code may look like. No source shows one.
std::string draw_code(std::uint64_t seed, std::string_view uuid) {
  static constexpr std::string_view kLetters = "0123456789ABCDEFGHJKLMNPQRSTUVWX";
  core::Random random{seed, core::cat("musement/code/", uuid)};
  auto bits = random.next();
  std::string code;
  for (int i = 0; i < 8; ++i, bits /= kLetters.size()) code += kLetters[bits % kLetters.size()];
  return code;
}

std::string draw_cart_item_uuid(std::uint64_t seed, std::string_view uuid) {
  core::Random random{seed, core::cat("musement/cart_item/", uuid)};
  return core::draw_uuid(random);
}

}  // namespace

const core::Noun& item_noun() {
  static const core::Noun noun{
      .name = "musement item",
      .statuses = {"PENDING", "OK", "KO", "REFUND_STARTED", "REFUNDED", "CANCELLATION_ERROR"},
      .transitions = {{"PENDING", "OK"},
                      {"PENDING", "KO"},
                      {"OK", "REFUND_STARTED"},
                      {"OK", "REFUNDED"},  // ours: plausible for a provider that skips REFUND_STARTED
                      {"OK", "CANCELLATION_ERROR"},
                      {"REFUND_STARTED", "REFUNDED"},
                      {"REFUND_STARTED", "CANCELLATION_ERROR"},
                      {"CANCELLATION_ERROR", "OK"},
                      {"CANCELLATION_ERROR", "REFUNDED"}},
      .events = {{.name = "created", .happens_once = true},
                 {.name = "paid", .happens_once = true},
                 {.name = "cancelled"},
                 {.name = "delivered"},
                 {.name = "given_up"},
                 {.name = "voucher_fetched"}},
      .slips = {{"CONFIRMED", "a confirmed item is OK"},
                {"COMPLETED", "a confirmed item is OK"},
                {"ACTIVE", "a confirmed item is OK"},
                {"DONE", "a confirmed item is OK"},
                {"STARTED", "an item that is not confirmed yet is PENDING"},
                {"WAITING", "an item that is not confirmed yet is PENDING"},
                {"REFUSED", "a refused item is KO"},
                {"REJECTED", "a refused item is KO"},
                {"FAILED", "a refused item is KO"},
                {"CANCELLED", "a cancelled item is REFUND_STARTED, then REFUNDED"}},
  };
  return noun;
}

std::string_view ItemPlan::first_status() const {
  if (steps.empty() || steps.front().status.empty() || !steps.front().moment.is_immediate()) {
    return item_noun().first_status();
  }
  return steps.front().status;
}

Item::Item(const ItemPlan& plan, std::string uuid, std::uint64_t seed)
    : plan_{&plan}, uuid_{std::move(uuid)}, seed_{seed}, status_{plan.first_status()}, line_{plan.place} {
  if (plan.fields.is_null()) return;
  patches_.push_back(&plan.fields);
  shows_vouchers_anyway_ = plan.unrealistic && sets_vouchers(plan.fields);
}

void Item::take(const ItemStep& step) {
  if (!step.status.empty()) become(step.status, step.place);
  if (step.vouchers) vouchers_ = *step.vouchers;
  if (!step.fields.is_null()) patches_.push_back(&step.fields);
  if (step.unrealistic && (step.vouchers || sets_vouchers(step.fields))) {
    shows_vouchers_anyway_ = true;
  }
  line_ = step.place;
}

void Item::become(std::string_view status, core::Place line) {
  status_ = status;
  shows_vouchers_anyway_ = false;
  line_ = line;
}

core::Json Item::vouchers_json(std::string_view origin) const {
  core::Json vouchers = core::Json::array();
  if (status_ != kOk && !shows_vouchers_anyway_) return vouchers;
  core::Random random{seed_, core::cat("musement/voucher/", uuid_)};
  for (std::uint64_t i = 0; i < vouchers_; ++i) {
    core::Json voucher = core::Json::object();
    voucher["url"] = core::cat(origin, "/voucher/view/", core::draw_uuid(random), "?pdf=1");
    vouchers.push_back(std::move(voucher));
  }
  return vouchers;
}

core::Json Item::to_json(core::Instant created, std::string_view origin) const {
  const auto price = price_json(plan_->product.price);
  const auto total = price_json(times(plan_->product.price, plan_->quantity));
  core::Json json = core::Json::object();
  json["uuid"] = uuid_;
  json["cart_item_uuid"] = draw_cart_item_uuid(seed_, uuid_);
  json["code"] = draw_code(seed_, uuid_);
  json["transaction_code"] = nullptr;
  json["product"] = product_json(plan_->product, created, origin);
  json["quantity"] = plan_->quantity;
  json["retail_price_in_order_currency"] = price;
  json["total_retail_price_in_order_currency"] = total;
  json["original_retail_price_in_supplier_currency"] = price;
  json["total_original_retail_price_in_supplier_currency"] = total;
  json["b2b_price"] = nullptr;
  json["status"] = status_;
  json["vouchers"] = vouchers_json(origin);
  json["is_gift_redeem"] = nullptr;
  json["extra_customer_data"] = core::Json::array();
  json["participants_info"] = core::Json::array();
  json["error_status"] = false;
  json["cancellation_reason"] = nullptr;
  json["cancellation_additional_info"] = nullptr;
  for (const core::Json* patch : patches_) core::merge_patch(json, *patch);
  // Vouchers that `fields` gave an OK item do not outlive that status.
  if (status_ != kOk && !shows_vouchers_anyway_ && json.contains("vouchers"))
    json["vouchers"] = core::Json::array();
  return json;
}

}  // namespace mock::providers::musement
