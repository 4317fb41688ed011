#include "providers/musement/item_reader.hpp"

#include "core/text.hpp"
#include "providers/musement/wire.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace mock::providers::musement {
namespace {

constexpr std::uint64_t kMostVouchers = 100;
constexpr std::uint64_t kMostQuantity = 10'000;
/// How long even an instant item may stay PENDING after the payment, by the provider's guide.
constexpr core::Duration kInstantLimit = std::chrono::seconds{150};

std::uint64_t read_quantity(core::Mapping& mapping) {
  const auto quantity = mapping.integer("quantity");
  if (!quantity) return 1;
  if (*quantity >= 1 && *quantity <= kMostQuantity) return *quantity;
  mapping.error(mapping.value_place("quantity"),
                core::cat("'quantity' is a number from 1 to 10000, found '", std::to_string(*quantity), "'"));
  return 1;
}

/// What the item itself says must not be said otherwise by `fields`.
void refuse_contradictions(core::Mapping& owner) {
  if (const auto place = core::wire_member_place(owner, "fields", "status"); place.line != 0) {
    owner.error(place,
                core::cat("'status' in 'fields' would contradict the timeline: write 'status' in a step",
                          kUnlessMeant));
  }
  if (const auto place = core::wire_member_place(owner, "fields", "uuid"); place.line != 0) {
    owner.error(place, core::cat("'uuid' in 'fields' would contradict the item: write 'uuid' in the item",
                                 kUnlessMeant));
  }
}

void refuse_vouchers(core::Problems& problems, core::Place place, std::string_view status) {
  problems.error(place, core::cat("'vouchers' are only there while the status is OK, here it is ", status,
                                  ": move them to the step with status: OK", kUnlessMeant));
}

void read_step_extras(core::Mapping& mapping, ItemStep& step) {
  step.vouchers = mapping.integer("vouchers");
  if (step.vouchers && *step.vouchers > kMostVouchers) {
    mapping.error(mapping.value_place("vouchers"), core::cat("an item has at most 100 vouchers, found '",
                                                             std::to_string(*step.vouchers), "'"));
    step.vouchers.reset();
  }
  step.vouchers_place = mapping.key_place("vouchers");
  step.voucher_fields = core::wire_member_place(mapping, "fields", "vouchers");
  if (!step.unrealistic) refuse_contradictions(mapping);
}

/// No step may show vouchers while the item is not OK. `status` is the one before the first step.
void check_vouchers(const std::vector<ItemStep>& steps, std::string_view status, core::Problems& problems) {
  for (const auto& step : steps) {
    if (!step.status.empty()) status = step.status;
    if (status == kOk || step.unrealistic) continue;
    if (step.vouchers.value_or(0) > 0) refuse_vouchers(problems, step.vouchers_place, status);
    if (step.voucher_fields.line != 0) refuse_vouchers(problems, step.voucher_fields, status);
  }
}

/// The item's own `fields` hold from its creation on.
void check_voucher_fields(const ItemPlan& item, core::Mapping& mapping) {
  const auto place = core::wire_member_place(mapping, "fields", "vouchers");
  if (place.line == 0 || item.first_status() == kOk || item.unrealistic) return;
  refuse_vouchers(mapping.problems(), place, item.first_status());
}

/// `paid` also from afar counts: which order's payment that is, the reference says.
bool waits_for_payment(const core::Moment& moment) {
  if (const auto* on = std::get_if<core::On>(&moment.trigger)) return on->event == "paid";
  const auto* elsewhere = std::get_if<core::OnElsewhere>(&moment.trigger);
  return elsewhere != nullptr && elsewhere->what == core::OnElsewhere::What::Event &&
         elsewhere->word == "paid";
}

void check_payment(const std::vector<ItemStep>& steps, bool is_paid, core::Problems& problems) {
  for (const auto& step : steps) {
    is_paid = is_paid || waits_for_payment(step.moment);
    if (step.status != kOk || is_paid || step.unrealistic) continue;
    problems.error(
        step.status_place,
        core::cat("an item becomes OK after the payment only, and its order has 'paid: false': write "
                  "'on: paid' in this step",
                  kUnlessMeant));
    return;
  }
}

/// How long after the payment the item leaves PENDING, at the earliest; nothing if it does not, or if that
/// cannot be told from the file.
std::optional<core::Duration> confirmed_after(const ItemPlan& item, const ItemContext& context,
                                              std::optional<core::Instant> start,
                                              const ItemStep*& confirmation) {
  bool is_known = context.paid;  // whether `turn` counts from the payment
  core::Duration turn{};
  for (const auto& step : item.steps) {
    core::Duration due = turn;
    if (std::holds_alternative<std::monostate>(step.moment.trigger) ||
        std::holds_alternative<core::Polls>(step.moment.trigger)) {
      due += step.moment.after;
    } else if (const auto* at = std::get_if<core::At>(&step.moment.trigger)) {
      if (context.paid && start) due = std::max(turn, at->instant - *start);
    } else if (const auto* on = std::get_if<core::On>(&step.moment.trigger)) {
      const bool counts_from_payment = on->event == "paid" || (on->event == "created" && context.paid);
      if (on->event == "paid" && !is_known) turn = core::Duration{};
      is_known = is_known || on->event == "paid";
      if (counts_from_payment) due = std::max(turn, step.moment.after);
    } else {
      return std::nullopt;  // what happens elsewhere has no instant in the file
    }
    if (!step.status.empty() && step.status != kPending) {
      confirmation = &step;
      if (!is_known) return std::nullopt;
      return due;
    }
    turn = due;
  }
  return std::nullopt;
}

void note_late_confirmation(const ItemPlan& item, const ItemContext& context,
                            std::optional<core::Instant> start, core::Problems& problems) {
  if (!item.product.states_confirmation_time) return;
  const ItemStep* confirmation = nullptr;
  const auto after = confirmed_after(item, context, start, confirmation);
  const auto limit = item.product.is_instant() ? kInstantLimit : item.product.max_confirmation;
  if (!after || *after <= limit || confirmation->unrealistic) return;
  problems.note(confirmation->status_place,
                core::cat("this item is told its status ", core::to_text(*after),
                          " after the payment, later than its "
                          "max_confirmation_time ",
                          item.product.max_confirmation_time,
                          item.product.is_instant() ? " (instant: 150 s)" : "", " promises"));
}

void note_what_never_comes(const std::vector<ItemStep>& steps, bool is_paid, core::Problems& problems) {
  for (const auto& step : steps) {
    const auto* on = std::get_if<core::On>(&step.moment.trigger);
    if (on == nullptr || on->event.empty() || on->event == "created") continue;
    if (on->event == "paid" && is_paid) continue;
    problems.note(step.place, core::cat("nothing in this version makes ", core::in_quotes(on->event),
                                        " happen to a musement item",
                                        on->event == "paid" ? " of an order with 'paid: false'" : "",
                                        ": this step waits for ever unless a move takes it"));
  }
}

/// `on: paid, after: 5s, status: OK`: what an item with instant confirmation does unless told otherwise. The
/// five seconds are ours; the provider promises at most 150.
ItemStep default_step(const core::Mapping& item) {
  ItemStep step;
  step.moment = {.trigger = core::On{"paid"}, .after = std::chrono::seconds{5}};
  step.status = kOk;
  step.place = item.place();
  step.status_place = item.place();
  return step;
}

}  // namespace

ItemPlan ItemReader::read(core::Mapping& mapping, const ItemContext& context) {
  ItemPlan item;
  item.place = mapping.place();
  item.uuid = read_uuid(mapping, "uuid");
  if (context.repeated && mapping.has("uuid")) {
    mapping.error(mapping.key_place("uuid"),
                  "the items of an order with 'repeat' cannot share a uuid: leave it out");
  }
  item.product = read_product(mapping);
  item.quantity = read_quantity(mapping);
  item.unrealistic = mapping.boolean("unrealistic").value_or(false);
  const bool has_timeline = mapping.has("timeline");
  item.steps =
      core::read_timeline<ItemStep>(mapping, "a step", item_noun(), shape_, reader_, read_step_extras);
  note_what_never_comes(item.steps, context.paid, mapping.problems());
  if (!has_timeline && item.product.is_instant()) item.steps.push_back(default_step(mapping));
  item.fields = core::read_wire_mapping(mapping, "fields", shape_, item.unrealistic);
  if (!item.unrealistic) refuse_contradictions(mapping);
  check_voucher_fields(item, mapping);
  check_vouchers(item.steps, item.first_status(), mapping.problems());
  if (has_timeline) {
    check_payment(item.steps, context.paid, mapping.problems());
    note_late_confirmation(item, context, reader_.start, mapping.problems());
  }
  mapping.finish();
  return item;
}

std::vector<ItemStep> read_item_timeline(const core::Node& timeline, const ItemSituation& item,
                                         const core::Json& item_shape, const core::ScenarioReader& reader,
                                         core::Problems& problems) {
  auto steps = core::read_timeline<ItemStep>(timeline, "a step", item_noun(), item_shape, reader, item.status,
                                             problems, read_step_extras);
  note_what_never_comes(steps, item.paid, problems);
  check_vouchers(steps, item.status, problems);
  check_payment(steps, item.paid || item.status != kPending, problems);
  return steps;
}

Product ItemReader::read_product(core::Mapping& item) {
  const core::Node* node = item.find("product");
  if (node == nullptr) return product_reader_.make_default();
  if (!node->is_scalar()) {
    core::Mapping mapping = item.child(*node, "a musement product");
    Product product = product_reader_.read(mapping);
    mapping.finish();
    return product;
  }
  const auto found = std::find_if(products_.begin(), products_.end(),
                                  [&](const Product& product) { return product.id == node->text; });
  if (found != products_.end()) return *found;
  std::vector<std::string> ids;
  for (const auto& product : products_) ids.push_back(product.id);
  item.error(node->place, products_.empty()
                              ? core::cat("'product: ", node->text,
                                          "' refers to an entry of 'products', which this section does "
                                          "not have: write products: { id: ",
                                          node->text, ", title: … }, or product: { title: … }")
                              : core::cat("no product is called ", core::in_quotes(node->text),
                                          core::did_you_mean(node->text, ids).empty()
                                              ? core::cat(", known: ", core::join(ids))
                                              : core::did_you_mean(node->text, ids)));
  return product_reader_.make_default();
}

}  // namespace mock::providers::musement
