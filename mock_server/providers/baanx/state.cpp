#include "providers/baanx/state.hpp"

#include "core/rules.hpp"
#include "core/text.hpp"
#include "providers/baanx/errors.hpp"

#include <optional>
#include <string_view>
#include <utility>

namespace mock::providers::baanx {
namespace {

std::string reference(const Order& order) { return core::cat("baanx/", order.id()); }

}  // namespace

BaanxState::BaanxState(const BaanxPlan& plan, core::Stage& stage) : plan_{&plan} {
  std::size_t count = 0;
  for (const auto& order : plan.orders) count += order.count;
  orders_.reserve(count);
  by_id_.reserve(count);
  for (const auto& order_plan : plan.orders) {
    const auto moments = core::moments_of(order_plan.steps);
    for (std::uint64_t number = 1; number <= order_plan.count; ++number) {
      const std::size_t key = orders_.size();
      Order& order = orders_.emplace_back(order_plan, order_plan.id_of(number), stage.seed());
      by_id_.emplace(order.id(), key);
      order.timeline = stage.add_timeline(moments, key);
      stage.happened(reference(order), "created", {&order.timeline, 1});
    }
  }
}

// The contract asks for nothing but an id in the path that is not empty (which no route fits) and of bearable
// length. An id that breaks it is no order's, so the answer is 404; what else a client adds to a GET Baanx
// does not look at.
core::Answer BaanxState::answer(const core::Call& call, core::Stage& stage) {
  core::Answer answer;
  core::Bearer bearer;
  if (!let_in(call, stage, bearer, answer)) return answer;

  const auto found = by_id_.find(call.parameter("orderId"));
  if (found == by_id_.end()) {
    answer.response = refuse(Refusal::OrderNotFound);
    return answer;
  }
  Order& order = orders_[found->second];
  answer.resource = order.id();
  const auto& owner = order.plan().owner;
  if (owner && bearer.person != nullptr && bearer.person->name != *owner) {
    answer.response = refuse(Refusal::NotAuthorized);
    answer.violations.push_back(forbidden(order, *bearer.person));
    answer.line = order.plan().owner_place;
    return answer;
  }
  show(order, answer);
  return answer;
}

bool BaanxState::let_in(const core::Call& call, const core::Stage& stage, core::Bearer& bearer,
                        core::Answer& answer) {
  const auto client = judge_client(call.request.headers, plan_->clients);
  const bool client_first = plan_->first_check == FirstCheck::Client;
  if (client.refusal && client_first) {
    // The client will not see the 401 for an expired token, so the next one is still its first.
    auto expired_before = expired_before_;
    bearer =
        core::judge_bearer(call.request.headers, plan_->users, stage.start(), stage.now(), expired_before);
  } else {
    bearer =
        core::judge_bearer(call.request.headers, plan_->users, stage.start(), stage.now(), expired_before_);
  }
  if (client.refusal && (client_first || bearer.let_in)) {
    answer.response = refuse(*client.refusal);
    answer.line = plan_->clients.place;
  } else if (!bearer.let_in) {
    answer.response = refuse(Refusal::NotAuthenticated);
    answer.line = plan_->users_place;
  }
  // All that is wrong is told, in the order of the checks.
  if (client.violation) answer.violations.push_back(*client.violation);
  if (bearer.violation) {
    answer.violations.insert(client_first ? answer.violations.end() : answer.violations.begin(),
                             *bearer.violation);
  }
  return !client.refusal && bearer.let_in;
}

void BaanxState::show(Order& order, core::Answer& answer) {
  answer.response = json_response(200, core::Text{order.body()});
  answer.polled.push_back(order.timeline);
  answer.line = order.line();
}

core::Violation BaanxState::forbidden(const Order& order, const core::Person& person) const {
  return {
      .rule = core::rules::kForbidden,
      .side = core::Side::Client,
      .where = "path orderId",
      .found = core::cat(core::in_quotes(order.id()), ", an order of ", *order.plan().owner),
      .expected = core::cat("an order of ", person.name, ", whose bearer this is"),
      .hint = core::cat("send a bearer of ", *order.plan().owner, ", or ask for an order of ", person.name)};
}

void BaanxState::take_step(std::size_t key, std::size_t step, core::Stage& stage) {
  Order& order = orders_[key];
  const OrderStep& taken = order.plan().steps[step];
  std::string from = order.status();
  order.take(taken, stage.now());
  stage.step_taken(
      {.resource = reference(order), .from = std::move(from), .to = order.status(), .line = taken.place});
}

std::string BaanxState::resource_of(std::size_t key) const { return reference(orders_[key]); }

}  // namespace mock::providers::baanx
