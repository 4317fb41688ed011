#include "providers/baanx/order.hpp"

#include "core/random.hpp"
#include "core/scenario_reader.hpp"
#include "core/text.hpp"

#include <array>
#include <cstdio>
#include <utility>

namespace mock::providers::baanx {
namespace {

std::string draw_request_id(std::uint64_t seed, std::string_view order_id) {
  core::Random random{seed, core::cat("baanx/request_id/", order_id)};
  constexpr std::uint64_t kTenDigits = 10'000'000'000U;
  std::array<char, 24> text{};
  std::snprintf(text.data(), text.size(), "payment_%010llu",
                static_cast<unsigned long long>(random.next() % kTenDigits));
  return text.data();
}

}  // namespace

const core::Noun& order_noun() {
  static const core::Noun noun{
      .name = "baanx order",
      .statuses = {"STARTED", "COMPLETED", "FAILED", "EXPIRED"},
      .transitions = {{"STARTED", "COMPLETED"}, {"STARTED", "FAILED"}, {"STARTED", "EXPIRED"}},
      .events = {{.name = "created", .happens_once = true},
                 {.name = "paid", .happens_once = true},
                 {.name = "payment_failed"},
                 {.name = "window_over", .happens_once = true}},
      .slips = {{"PENDING", "an order that nobody has paid yet is STARTED"},
                {"PAID", "a paid order is COMPLETED"},
                {"OK", "a paid order is COMPLETED"},
                {"SUCCESS", "a paid order is COMPLETED"},
                {"DONE", "a paid order is COMPLETED"},
                {"KO", "an order whose payment failed is FAILED"},
                {"ERROR", "an order whose payment failed is FAILED"},
                {"CANCELLED", "an order that was not paid in time is EXPIRED"},
                {"REFUNDED", "a refund shows as metadata: { note: payment_refunded }"}},
  };
  return noun;
}

std::string OrderPlan::id_of(std::uint64_t number) const {
  return count == 1 ? id : core::numbered(id, number);
}

std::string_view OrderPlan::first_status() const {
  if (steps.empty() || steps.front().status.empty() || !steps.front().moment.is_immediate()) {
    return order_noun().first_status();
  }
  return steps.front().status;
}

Order::Order(const OrderPlan& plan, std::string id, core::Instant created, std::uint64_t seed)
    : plan_{&plan},
      id_{std::move(id)},
      created_{created},
      request_id_{draw_request_id(seed, id_)},
      status_{plan.first_status()},
      line_{plan.place} {
  if (!plan.metadata.is_null()) core::merge_patch(metadata_, plan.metadata);
  if (!plan.fields.is_null()) patches_.push_back(&plan.fields);
}

void Order::take(const OrderStep& step, core::Instant now) {
  if (!step.status.empty()) become(step.status, step.place, now);
  if (!step.metadata.is_null()) core::merge_patch(metadata_, step.metadata);
  if (!step.fields.is_null()) patches_.push_back(&step.fields);
  line_ = step.place;
  body_ = nullptr;
}

void Order::become(std::string_view status, core::Place line, core::Instant now) {
  status_ = status;
  if (status == kCompleted) paid_at_ = now;
  line_ = line;
  body_ = nullptr;
}

const std::shared_ptr<const std::string>& Order::body() {
  if (body_ == nullptr) body_ = std::make_shared<const std::string>(core::to_text(to_json()));
  return body_;
}

core::Json Order::to_json() const {
  core::Json json{{"requestId", request_id_}, {"orderId", id_}, {"status", status_}};
  if (paid_at_ && status_ == kCompleted) json["paidAt"] = paid_at_text(*paid_at_);
  if (!metadata_.empty()) json["metadata"] = metadata_;
  for (const core::Json* patch : patches_) core::merge_patch(json, *patch);
  return json;
}

std::string paid_at_text(core::Instant instant) {
  const auto time = core::civil(instant);
  std::array<char, 40> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02u-%02u %02u:%02u:%02u.%03u+00", time.year, time.month,
                time.day, time.hour, time.minute, time.second, time.microsecond / 1000);
  return text.data();
}

}  // namespace mock::providers::baanx
