#include "providers/musement/state.hpp"

#include "core/random.hpp"
#include "core/rules.hpp"
#include "core/text.hpp"
#include "providers/musement/application_check.hpp"
#include "providers/musement/errors.hpp"
#include "providers/musement/item_reader.hpp"
#include "providers/musement/order_reader.hpp"

#include <algorithm>
#include <cassert>
#include <optional>
#include <string_view>
#include <utility>

namespace mock::providers::musement {
namespace {

std::string reference(const Order& order) { return core::cat("musement/", order.uuid()); }

/// `number`: of the item, from 1.
std::string reference(const Order& order, std::size_t number) {
  return core::cat("musement/", order.uuid(), "/", std::to_string(number));
}

/// What a move of an order is answered with.
constexpr std::string_view kOrdersFollow =
    "the status of an order follows from those of its items; move an item, by its own uuid or as the order's "
    "with /1, /2 and so on behind it";

/// `on: created` and `on: paid` as instants, where they are over: for a timeline that comes later. An order
/// is paid at its creation or not at all.
core::Moment without_the_past(core::Moment moment, const Order& order) {
  moment = core::with_past_event(std::move(moment), "created", order.created());
  return order.plan().paid ? core::with_past_event(std::move(moment), "paid", order.created()) : moment;
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

MusementState::MusementState(const MusementPlan& plan, core::Stage& stage)
    : plan_{&plan}, next_number_{plan.next_number}, products_drawn_{plan.products_drawn} {
  std::size_t orders = 0;
  std::size_t items = 0;
  for (const auto& order : plan.orders) {
    orders += order.count;
    items += order.count * order.items.size();
  }
  orders_.reserve(orders);
  resource_of_order_.reserve(orders);
  tracks_.reserve(items);
  by_uuid_.reserve(orders + items);
  identifiers_.reserve(orders);
  for (const auto& order : plan.orders) {
    for (std::uint64_t copy = 1; copy <= order.count; ++copy) create(order, copy, stage);
  }
  first_added_ = orders_.size();
}

void MusementState::create(const OrderPlan& plan, std::uint64_t copy, core::Stage& stage) {
  std::string uuid = plan.uuid_of(copy, stage.seed());
  std::string identifier = draw_identifier(stage.seed(), uuid);
  const std::size_t index = orders_.size();
  Order& order = orders_.emplace_back(plan, std::move(uuid), std::move(identifier), plan_->roll_up,
                                      stage.now(), stage.seed());
  resource_of_order_.push_back(resource_count_);
  resource_count_ += 1 + order.items().size();
  by_uuid_.emplace(parse_uuid(order.uuid()).value(), Position{.order = index, .number = 0});
  std::vector<core::Timetable::TimelineId> timelines;
  timelines.reserve(order.items().size());
  for (std::size_t i = 0; i < order.items().size(); ++i) {
    Item& item = order.items()[i];
    by_uuid_.emplace(parse_uuid(item.uuid()).value(), Position{.order = index, .number = i + 1});
    const auto& steps = item.plan().steps;
    item.timeline = add_timeline({.order = index, .number = i + 1}, steps, core::moments_of(steps), stage);
    timelines.push_back(item.timeline);
  }
  const auto name = reference(order);
  stage.happened(name, "created", timelines);
  if (plan.paid) stage.happened(name, "paid", timelines);
}

core::Timetable::TimelineId MusementState::add_timeline(Position position, const std::vector<ItemStep>& steps,
                                                        std::vector<core::Moment> moments,
                                                        core::Stage& stage) {
  tracks_.push_back({.item = position, .steps = &steps});
  return stage.add_timeline(std::move(moments), tracks_.size() - 1);
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

  const Position* found = find(call.parameter("orderUuid"));
  if (found == nullptr || found->number != 0) {
    answer.response = refuse(Refusal::OrderNotFound);
    return answer;
  }
  Order& order = orders_[found->order];
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
  const Track track = tracks_[key];
  Item& item = item_at(track.item);
  const ItemStep& taken = (*track.steps)[step];
  std::string from = item.status();
  item.take(taken);
  tell(track.item, std::move(from), taken.place, stage);
}

void MusementState::tell(Position position, std::string from, core::Place line, core::Stage& stage) {
  Order& order = orders_[position.order];
  const Item& item = item_at(position);
  stage.step_taken({.resource = reference(order, position.number),
                    .from = std::move(from),
                    .to = item.status(),
                    .line = line});

  std::string order_from = order.status();
  order.follow(item, plan_->roll_up);
  if (order.status() == order_from) return;
  stage.status_followed({.resource = reference(order), .from = std::move(order_from), .to = order.status()});
}

std::string MusementState::resource_of(std::size_t key) const {
  const Position position = tracks_[key].item;
  return reference(orders_[position.order], position.number);
}

core::StepOutline MusementState::outline(std::size_t key, std::size_t step) const {
  const ItemStep& outlined = (*tracks_[key].steps)[step];
  return {.status = outlined.status, .line = outlined.place};
}

core::ResourceView MusementState::resource(std::size_t index) const {
  const Position position = position_of(index);
  const Order& order = orders_[position.order];
  if (position.number == 0) {
    return {.name = reference(order),
            .id = order.uuid(),
            .noun = &order_noun(),
            .status = order.status(),
            .line = order.line(),
            .is_part = false,
            .timelines = {},
            .immovable = kOrdersFollow};
  }
  const Item& item = order.items()[position.number - 1];
  core::ResourceView view{.name = reference(order, position.number),
                          .id = item.uuid(),
                          .noun = &item_noun(),
                          .status = item.status(),
                          .line = item.line(),
                          .is_part = true,
                          .timelines = {},
                          .immovable = {}};
  if (const auto replaced = replaced_.find(index); replaced != replaced_.end()) {
    view.timelines = replaced->second;
  }
  view.timelines.push_back(item.timeline);
  return view;
}

MusementState::Position MusementState::position_of(std::size_t resource) const {
  const auto after = std::upper_bound(resource_of_order_.begin(), resource_of_order_.end(), resource);
  const auto order = static_cast<std::size_t>(after - resource_of_order_.begin()) - 1;
  return {.order = order, .number = resource - resource_of_order_[order]};
}

const MusementState::Position* MusementState::find(std::string_view uuid) const {
  const auto parsed = parse_uuid(uuid);
  const auto found = parsed ? by_uuid_.find(*parsed) : by_uuid_.end();
  return found == by_uuid_.end() ? nullptr : &found->second;
}

std::optional<std::size_t> MusementState::find_resource(std::string_view reference) const {
  const auto slash = reference.find('/');
  const Position* found = find(reference.substr(0, slash));
  if (found == nullptr) return std::nullopt;
  const std::size_t order = resource_of_order_[found->order];
  if (slash == std::string_view::npos) return order + found->number;
  const auto number = core::parse_decimal(reference.substr(slash + 1));
  const bool is_item = number && *number > 0 && *number <= orders_[found->order].items().size();
  if (!is_item || found->number != 0) return std::nullopt;
  return order + static_cast<std::size_t>(*number);
}

void MusementState::set_status(std::size_t index, std::string_view status, core::Place line,
                               core::Stage& stage) {
  const Position position = position_of(index);
  Item& item = item_at(position);
  std::string from = item.status();
  item.become(status, line);
  tell(position, std::move(from), line, stage);
}

Item& MusementState::item_at(Position position) {
  assert(position.number != 0 && "an order is never moved: its view says that it is immovable");
  return orders_[position.order].items()[position.number - 1];
}

bool MusementState::bring_timeline(std::size_t index, const core::Node& steps, std::string_view from,
                                   const core::ScenarioReader& reader, core::Problems& problems,
                                   core::Stage& stage) {
  const std::size_t errors_before = problems.error_count();
  const Position position = position_of(index);
  const Order& order = orders_[position.order];
  auto read = read_item_timeline(steps, {.status = from, .paid = order.plan().paid}, shapes_of(reader).item,
                                 reader, problems);
  if (problems.error_count() != errors_before) return false;
  const auto& brought = brought_.emplace_back(std::move(read));
  auto moments = core::moments_of(brought);
  for (auto& moment : moments) moment = without_the_past(std::move(moment), order);
  Item& item = item_at(position);
  replaced_[index].push_back(item.timeline);
  item.timeline = add_timeline(position, brought, std::move(moments), stage);
  return true;
}

std::optional<std::size_t> MusementState::add_order(const core::Node& order,
                                                    const core::ScenarioReader& reader,
                                                    core::Problems& problems, core::Stage& stage) {
  const std::size_t errors_before = problems.error_count();
  const Shapes shapes = shapes_of(reader);
  ProductReader products{.shape = shapes.product, .seed = reader.seed, .drawn = products_drawn_};
  ItemReader items{plan_->products, products, shapes.item, reader};
  OrderReader orders{plan_->clients, items, shapes.order, next_number_};
  core::Mapping mapping{order, "a musement order", problems};
  OrderPlan read = orders.read(mapping);
  refuse_doubled_uuids({&read, 1}, problems);
  refuse_taken_uuids(read, problems);
  if (problems.error_count() != errors_before) return std::nullopt;
  const std::size_t first = resource_count_;
  const OrderPlan& plan = added_.emplace_back(std::move(read));
  for (std::uint64_t copy = 1; copy <= plan.count; ++copy) create(plan, copy, stage);
  next_number_ = orders.next_number();
  products_drawn_ = products.drawn;
  return first;
}

/// Those that the order names; drawn ones do not collide.
void MusementState::refuse_taken_uuids(const OrderPlan& plan, core::Problems& problems) const {
  const auto check = [&](const std::string& uuid, core::Place place) {
    const Position* taken = find(uuid);
    if (taken == nullptr) return true;
    const OrderPlan& other = orders_[taken->order].plan();
    const core::Place there = taken->number == 0 ? other.place : other.items[taken->number - 1].place;
    const std::string who = taken->order < first_added_
                                ? core::cat("the one at ", core::to_text(there), " of the scenario")
                                : "one that was added before";
    problems.error(place, core::cat("the uuid ", core::in_quotes(uuid), " is taken by ", who,
                                    ": write another one, or leave it out"));
    return false;
  };
  for (std::uint64_t copy = 1; plan.uuid && copy <= plan.count; ++copy) {
    if (!check(plan.uuid_of(copy, 0), plan.place)) break;
  }
  for (const auto& item : plan.items) {
    if (item.uuid) check(*item.uuid, item.place);
  }
}

}  // namespace mock::providers::musement
