#include "providers/baanx/order_reader.hpp"

#include "core/text.hpp"
#include "providers/baanx/provider.hpp"

#include <cstdint>
#include <utility>
#include <variant>

namespace mock::providers::baanx {
namespace {

constexpr std::uint64_t kMostCopies = 100'000;
constexpr std::string_view kUnlessMeant = ", or add 'unrealistic: true' if you mean it";

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

/// `fields` hold from their step on, so it is that step's status that counts: what follows COMPLETED is
/// COMPLETED. `status` is the one before the first step.
void check_paid_at(const std::vector<OrderStep>& steps, std::string_view status, core::Problems& problems) {
  for (const auto& step : steps) {
    if (!step.status.empty()) status = step.status;
    if (step.paid_at.line != 0 && status != kCompleted && !step.unrealistic) {
      refuse_paid_at(problems, step.paid_at, status);
    }
  }
}

void note_what_never_comes(const std::vector<OrderStep>& steps, core::Problems& problems) {
  for (const auto& step : steps) {
    const auto* on = std::get_if<core::On>(&step.moment.trigger);
    if (on == nullptr || on->event.empty() || on->event == "created") continue;
    problems.note(step.place,
                  core::cat("nothing in this version makes ", core::in_quotes(on->event),
                            " happen to a baanx order: this step waits for ever unless a move takes it"));
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

}  // namespace

OrderReader::OrderReader(const core::Guests& users, const core::ScenarioReader& reader)
    // Braces around a Json would make an array of it.
    : users_{users},
      reader_{reader},
      order_shape_(reader.response_schema(kGetOrder.method, kGetOrder.path, 200)),
      metadata_shape_(core::member_shape(order_shape_, "metadata")) {}

OrderPlan OrderReader::read(core::Mapping& mapping) const {
  OrderPlan order;
  order.place = mapping.place();
  read_identity(mapping, order);
  order.owner = core::read_owner(mapping, users_, "users");
  order.owner_place = mapping.value_place("owner");
  mapping.text("product");  // the answer does not show it
  const bool unrealistic = mapping.boolean("unrealistic").value_or(false);
  order.steps = core::read_timeline<OrderStep>(
      mapping, "a step", order_noun(), order_shape_, reader_,
      [this](core::Mapping& step_mapping, OrderStep& step) { read_step_extras(step_mapping, step); });
  order.metadata = core::read_wire_mapping(mapping, "metadata", metadata_shape_, unrealistic);
  order.fields = core::read_wire_mapping(mapping, "fields", order_shape_, unrealistic);
  if (!unrealistic) {
    refuse_contradictions(mapping);
    const auto paid_at = core::wire_member_place(mapping, "fields", "paidAt");
    if (paid_at.line != 0 && order.first_status() != kCompleted) {
      refuse_paid_at(mapping.problems(), paid_at, order.first_status());
    }
  }
  check_paid_at(order.steps, order.first_status(), mapping.problems());
  note_what_never_comes(order.steps, mapping.problems());
  mapping.finish();
  return order;
}

std::vector<OrderStep> OrderReader::read_timeline(const core::Node& timeline, std::string_view from,
                                                  core::Problems& problems) const {
  auto steps = core::read_timeline<OrderStep>(
      timeline, "a step", order_noun(), order_shape_, reader_, from, problems,
      [this](core::Mapping& mapping, OrderStep& step) { read_step_extras(mapping, step); });
  check_paid_at(steps, from, problems);
  note_what_never_comes(steps, problems);
  return steps;
}

void OrderReader::read_step_extras(core::Mapping& mapping, OrderStep& step) const {
  step.metadata = core::read_wire_mapping(mapping, "metadata", metadata_shape_, step.unrealistic);
  step.paid_at = core::wire_member_place(mapping, "fields", "paidAt");
  if (!step.unrealistic) refuse_contradictions(mapping);
}

}  // namespace mock::providers::baanx
