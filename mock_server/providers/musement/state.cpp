#include "providers/musement/state.hpp"

#include "core/random.hpp"
#include "core/rules.hpp"
#include "core/text.hpp"
#include "providers/musement/application_check.hpp"
#include "providers/musement/errors.hpp"

#include <optional>
#include <string_view>
#include <utility>

namespace mock::providers::musement {
namespace {

std::string reference(const Order& order) { return core::cat("musement/", order.uuid()); }

std::string reference(const Order& order, std::size_t item) {
  return core::cat("musement/", order.uuid(), "/", std::to_string(item + 1));
}

/// How the provider refuses headers that break the contract. Of the other parts of a GET it looks at the path
/// only, and there what is no UUID is no order: 404.
std::optional<Refusal> refusal_of(std::span<const core::Violation> violations) {
  std::optional<Refusal> refusal;
  for (const auto& violation : violations) {
    if (violation.rule.code != core::rules::kRequestHeader.code) continue;
    if (core::equal_ignoring_case(violation.where, "header X-Musement-Market")) return Refusal::UnknownMarket;
    if (core::to_lower(violation.where).starts_with("header x-musement-")) refusal = Refusal::InvalidHeader;
  }
  return refusal;
}

core::Violation forbidden(const Order& order, const core::Person& client) {
  return {
      .rule = core::rules::kForbidden,
      .side = core::Side::Client,
      .where = "path orderUuid",
      .found = core::cat(core::in_quotes(order.uuid()), ", an order of ", *order.plan().owner),
      .expected = core::cat("an order of ", client.name, ", whose bearer this is"),
      .hint = core::cat("send a bearer of ", *order.plan().owner, ", or ask for an order of ", client.name)};
}

}  // namespace

MusementState::MusementState(const MusementPlan& plan, core::Stage& stage) : plan_{&plan} {
  std::size_t orders = 0;
  std::size_t items = 0;
  for (const auto& order : plan.orders) {
    orders += order.count;
    items += order.count * order.items.size();
  }
  orders_.reserve(orders);
  positions_.reserve(items);
  by_uuid_.reserve(orders);
  identifiers_.reserve(orders);
  for (const auto& order : plan.orders) {
    for (std::uint64_t copy = 1; copy <= order.count; ++copy) create(order, copy, stage);
  }
}

void MusementState::create(const OrderPlan& plan, std::uint64_t copy, core::Stage& stage) {
  std::string uuid = plan.uuid_of(copy, stage.seed());
  std::string identifier = draw_identifier(stage.seed(), uuid);
  Order& order = orders_.emplace_back(plan, std::move(uuid), std::move(identifier), plan_->roll_up,
                                      stage.now(), stage.seed());
  by_uuid_.emplace(core::to_lower(order.uuid()), orders_.size() - 1);
  std::vector<core::Timetable::TimelineId> timelines;
  for (std::size_t i = 0; i < order.items().size(); ++i) {
    Item& item = order.items()[i];
    item.timeline = stage.add_timeline(core::moments_of(item.plan().steps), positions_.size());
    timelines.push_back(item.timeline);
    positions_.push_back({.order = orders_.size() - 1, .item = i});
  }
  const auto name = reference(order);
  stage.happened(name, "created", timelines);
  if (plan.paid) stage.happened(name, "paid", timelines);
}

std::string MusementState::draw_identifier(std::uint64_t seed, const std::string& uuid) {
  constexpr std::uint64_t kSevenDigits = 10'000'000;
  core::Random random{seed, core::cat("musement/identifier/", uuid)};
  while (true) {
    std::string digits = std::to_string(random.next() % kSevenDigits);
    digits.insert(0, 7 - digits.size(), '0');
    auto [identifier, is_new] = identifiers_.insert(core::cat("MUS", digits));
    if (is_new) return *identifier;  // far fewer orders than numbers: this ends
  }
}

core::Answer MusementState::answer(const core::Call& call, core::Stage& stage) {
  core::Answer answer;
  core::Bearer bearer;
  if (!let_in(call, stage, bearer, answer)) return answer;

  const auto found = by_uuid_.find(core::to_lower(call.parameter("orderUuid")));
  if (found == by_uuid_.end()) {
    answer.response = refuse(Refusal::OrderNotFound);
    return answer;
  }
  Order& order = orders_[found->second];
  answer.resource = order.uuid();
  const auto& owner = order.plan().owner;
  if (owner && bearer.person != nullptr && bearer.person->name != *owner) {
    answer.response = refuse(Refusal::ForeignOrder);
    answer.violations.push_back(forbidden(order, *bearer.person));
    answer.line = order.plan().owner_place;
    return answer;
  }
  answer.response = json_response(200, core::Text{order.body(call.origin)});
  for (const auto& item : order.items()) answer.polled.push_back(item.timeline);
  answer.line = order.line();
  return answer;
}

bool MusementState::let_in(const core::Call& call, const core::Stage& stage, core::Bearer& bearer,
                           core::Answer& answer) {
  auto application = judge_application(call.request.headers, plan_->applications);
  if (application.refusal) {
    // The client will not see the 401 for an expired token, so the next one is still its first.
    auto expired_before = expired_before_;
    bearer =
        core::judge_bearer(call.request.headers, plan_->clients, stage.start(), stage.now(), expired_before);
    answer.response = refuse(*application.refusal);
    answer.line = plan_->applications.place;
  } else {
    bearer =
        core::judge_bearer(call.request.headers, plan_->clients, stage.start(), stage.now(), expired_before_);
  }
  // All that is wrong is told, in the order of the checks.
  if (application.violation) answer.violations.push_back(std::move(*application.violation));
  if (bearer.violation) answer.violations.push_back(*bearer.violation);
  if (application.refusal) return false;
  if (!bearer.let_in) {
    answer.response = refuse(Refusal::NotAuthenticated);
    answer.line = plan_->clients_place;
    return false;
  }
  if (const auto refusal = refusal_of(call.violations)) {
    answer.response = refuse(*refusal);
    return false;
  }
  return true;
}

void MusementState::take_step(std::size_t key, std::size_t step, core::Stage& stage) {
  const auto position = positions_[key];
  Order& order = orders_[position.order];
  Item& item = order.items()[position.item];
  const ItemStep& taken = item.plan().steps[step];
  std::string from = item.status();
  item.take(taken);
  stage.step_taken({.resource = reference(order, position.item),
                    .from = std::move(from),
                    .to = item.status(),
                    .line = taken.place});

  std::string order_from = order.status();
  order.follow(item, plan_->roll_up);
  if (order.status() == order_from) return;
  stage.status_followed({.resource = reference(order), .from = std::move(order_from), .to = order.status()});
}

std::string MusementState::resource_of(std::size_t key) const {
  const auto position = positions_[key];
  return reference(orders_[position.order], position.item);
}

}  // namespace mock::providers::musement
