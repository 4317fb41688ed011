#include "providers/baanx/state.hpp"

#include "core/rules.hpp"
#include "core/text.hpp"
#include "providers/baanx/errors.hpp"
#include "providers/baanx/order_reader.hpp"

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
  tracks_.reserve(count);
  by_id_.reserve(count);
  for (const auto& order : plan.orders) create(order, stage);
  first_added_ = orders_.size();
}

void BaanxState::create(const OrderPlan& plan, core::Stage& stage) {
  const auto moments = core::moments_of(plan.steps);
  for (std::uint64_t number = 1; number <= plan.count; ++number) {
    const std::size_t index = orders_.size();
    Order& order = orders_.emplace_back(plan, plan.id_of(number), stage.now(), stage.seed());
    by_id_.emplace(order.id(), index);
    order.timeline = add_timeline(index, plan.steps, moments, stage);
    stage.happened(reference(order), "created", {&order.timeline, 1});
  }
}

core::Timetable::TimelineId BaanxState::add_timeline(std::size_t order, const std::vector<OrderStep>& steps,
                                                     std::vector<core::Moment> moments, core::Stage& stage) {
  tracks_.push_back({.order = order, .steps = &steps});
  return stage.add_timeline(std::move(moments), tracks_.size() - 1);
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
  const Track& track = tracks_[key];
  Order& order = orders_[track.order];
  const OrderStep& taken = (*track.steps)[step];
  std::string from = order.status();
  order.take(taken, stage.now());
  stage.step_taken(
      {.resource = reference(order), .from = std::move(from), .to = order.status(), .line = taken.place});
}

std::string BaanxState::resource_of(std::size_t key) const { return reference(orders_[tracks_[key].order]); }

core::StepOutline BaanxState::outline(std::size_t key, std::size_t step) const {
  const OrderStep& outlined = (*tracks_[key].steps)[step];
  return {.status = outlined.status, .line = outlined.place};
}

core::ResourceView BaanxState::resource(std::size_t index) const {
  const Order& order = orders_[index];
  core::ResourceView view{.name = reference(order),
                          .id = order.id(),
                          .noun = &order_noun(),
                          .status = order.status(),
                          .line = order.line(),
                          .is_part = false,
                          .timelines = {},
                          .immovable = {}};
  if (const auto replaced = replaced_.find(index); replaced != replaced_.end()) {
    view.timelines = replaced->second;
  }
  view.timelines.push_back(order.timeline);
  return view;
}

std::optional<std::size_t> BaanxState::find_resource(std::string_view reference) const {
  const auto found = by_id_.find(reference);
  return found == by_id_.end() ? std::nullopt : std::optional{found->second};
}

void BaanxState::set_status(std::size_t index, std::string_view status, core::Place line,
                            core::Stage& stage) {
  Order& order = orders_[index];
  std::string from = order.status();
  order.become(status, line, stage.now());
  stage.step_taken(
      {.resource = reference(order), .from = std::move(from), .to = order.status(), .line = line});
}

bool BaanxState::bring_timeline(std::size_t index, const core::Node& steps, std::string_view from,
                                const core::ScenarioReader& reader, core::Problems& problems,
                                core::Stage& stage) {
  const std::size_t errors_before = problems.error_count();
  auto read = OrderReader{plan_->users, reader}.read_timeline(steps, from, problems);
  if (problems.error_count() != errors_before) return false;
  const auto& brought = brought_.emplace_back(std::move(read));
  auto moments = core::moments_of(brought);
  for (auto& moment : moments)
    moment = core::with_past_event(std::move(moment), "created", orders_[index].created());
  replaced_[index].push_back(orders_[index].timeline);
  orders_[index].timeline = add_timeline(index, brought, std::move(moments), stage);
  return true;
}

std::optional<std::size_t> BaanxState::add_order(const core::Node& order, const core::ScenarioReader& reader,
                                                 core::Problems& problems, core::Stage& stage) {
  const std::size_t errors_before = problems.error_count();
  core::Mapping mapping{order, "a baanx order", problems};
  OrderPlan plan = OrderReader{plan_->users, reader}.read(mapping);
  if (!plan.id.empty()) refuse_taken_ids(plan, problems);
  if (problems.error_count() != errors_before) return std::nullopt;
  const std::size_t first = orders_.size();
  create(added_.emplace_back(std::move(plan)), stage);
  return first;
}

void BaanxState::refuse_taken_ids(const OrderPlan& plan, core::Problems& problems) const {
  for (std::uint64_t number = 1; number <= plan.count; ++number) {
    const auto found = by_id_.find(plan.id_of(number));
    if (found == by_id_.end()) continue;
    const std::string where =
        found->second < first_added_
            ? core::cat("stands at ", core::to_text(orders_[found->second].plan().place), " of the scenario")
            : "was added before";
    problems.error(plan.place, core::cat("two orders are called ", core::in_quotes(found->first),
                                         ", the other one ", where, ": give this one another id"));
    return;
  }
}

}  // namespace mock::providers::baanx
