#include "core/condition.hpp"

#include "core/json.hpp"
#include "core/text.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace mock::core {
namespace {

constexpr std::string_view kShapes =
    "{\"of\": \"abcd_1234\", \"status\": \"COMPLETED\"}, {\"request\": {\"operation\": "
    "\"baanx/get_order\"}}, "
    "{\"delivery\": \"abcd_1234\", \"settled\": true} or {\"idle\": true}";

// --- Words -------------------------------------------------------------------------------------------------

/// As it stands in JSON, quotes included.
std::string json_text(const std::string& text) { return to_text(Json(text)); }

std::string of_what(std::string_view before, const std::string& of) {
  return of.empty() ? "" : cat(before, of);
}

struct Writer {
  std::string operator()(const Condition::Idle& /*idle*/) const {
    return "nothing due and nothing in flight";
  }
  std::string operator()(const Condition::NextEvent& /*next*/) const { return "whatever is due next"; }
  std::string operator()(const Condition::RequestSeen& seen) const {
    const std::string number = seen.count == 1 ? "a request" : cat(std::to_string(seen.count), " requests");
    return cat(number, of_what(" ", seen.operation), of_what(" of ", seen.of));
  }
  std::string operator()(const Condition::InStatus& in) const { return cat(in.of, " in ", in.status); }
  std::string operator()(const Condition::DeliverySettled& settled) const {
    return cat("every delivery about ", settled.of, " settled");
  }
};

// --- Reading -----------------------------------------------------------------------------------------------

/// What a condition of one kind is written with. The first key names the kind.
struct Kind {
  std::string_view key;
  std::string_view with{};
};
constexpr std::array<Kind, 5> kKinds = {
    {{"request"}, {"status", "of"}, {"delivery", "settled"}, {"idle"}, {"next_event"}}};

/// Words for `of` that other interfaces have.
constexpr std::array<std::string_view, 5> kSlipsOfOf = {"order", "item", "resource", "id", "ref"};

class Reader {
 public:
  Reader(Mapping& mapping, bool until) : mapping_(mapping), until_(until) {}

  Condition read() {
    const std::size_t errors_before = mapping_.problems().error_count();
    refuse_next_event_in_wait();
    refuse_slips();
    Condition condition;
    const Kind* kind = only_kind();
    if (kind != nullptr) {
      refuse_what_belongs_to_others(*kind);
      condition = read(*kind);
    }
    name_all_keys();
    mapping_.finish();
    const bool is_told = !mapping_.node().is_mapping() || mapping_.problems().error_count() > errors_before;
    if (kind == nullptr && !is_told) {
      mapping_.error(mapping_.place(), cat("a condition is missing: write ", kShapes));
    }
    return condition;
  }

 private:
  const Node::Entry* entry(std::string_view key) const {
    const auto& entries = mapping_.node().entries;
    const auto found = std::ranges::find(entries, key, &Node::Entry::key);
    return found == entries.end() ? nullptr : &*found;
  }

  /// So that a slip is told with all the words that there are.
  void name_all_keys() {
    for (const Kind& kind : kKinds) {
      if (kind.key != "next_event" || until_) know(kind.key);
      if (!kind.with.empty()) know(kind.with);
    }
  }

  /// The key has its own message, or none; `finish` needs not say that it is unknown.
  void know(std::string_view key) { static_cast<void>(mapping_.has(key)); }

  void refuse_next_event_in_wait() {
    const auto* next_event = entry("next_event");
    if (until_ || next_event == nullptr) return;
    know("next_event");
    mapping_.error(
        next_event->key_place,
        "'next_event' is for 'until' of clock/advance, which goes there; a wait does not move the clock to "
        "it: wait for {\"idle\": true}, a request or a status");
  }

  void refuse_slips() {
    for (const auto slip : kSlipsOfOf) {
      const auto* slipped = entry(slip);
      if (slipped == nullptr) continue;
      know(slip);
      has_slip_ = true;
      mapping_.error(
          slipped->key_place,
          cat("a condition has no key '", slip, "': what it is about stands under 'of', write \"of\": ",
              slipped->value.is_scalar() ? json_text(slipped->value.text) : "\"abcd_1234\""));
    }
  }

  /// The kind that the mapping is, if it is exactly one.
  const Kind* only_kind() {
    std::vector<const Kind*> kinds;
    for (const Kind& kind : kKinds) {
      if (entry(kind.key) != nullptr) kinds.push_back(&kind);
    }
    std::ranges::sort(kinds, {}, [&](const Kind* kind) { return mapping_.key_place(kind->key); });
    if (kinds.size() == 1) return kinds.front();
    if (kinds.size() > 1) {
      mapping_.error(mapping_.key_place(kinds[1]->key),
                     cat("a condition is one thing, found '", kinds[0]->key, "' (",
                         core::to_text(mapping_.key_place(kinds[0]->key)), ") and '", kinds[1]->key,
                         "': ask for one after the other"));
    } else if (entry("settled") != nullptr) {
      mapping_.error(mapping_.key_place("settled"),
                     "'settled' needs 'delivery': write {\"delivery\": \"abcd_1234\", \"settled\": true}");
    } else if (entry("of") != nullptr) {
      mapping_.error(mapping_.key_place("of"),
                     "'of' needs 'status': write {\"of\": \"abcd_1234\", \"status\": \"COMPLETED\"}");
    }
    return nullptr;
  }

  /// `of` and `settled` go with one kind each.
  void refuse_what_belongs_to_others(const Kind& kind) {
    for (const Kind& other : kKinds) {
      if (other.with.empty() || other.key == kind.key || entry(other.with) == nullptr) continue;
      mapping_.error(mapping_.key_place(other.with),
                     cat("'", other.with, "' goes with '", other.key, "', found '", kind.key, "'",
                         kind.key == "request" && other.with == "of"
                             ? ": put it into the request, {\"request\": {\"of\": …}}"
                             : ": leave it out"));
    }
  }

  Condition read(const Kind& kind) {
    if (kind.key == "request") return {read_request()};
    if (kind.key == "status") return {read_status()};
    if (kind.key == "delivery") return {read_delivery()};
    refuse_false(kind.key);
    if (kind.key == "next_event") return {Condition::NextEvent{}};
    return {Condition::Idle{}};
  }

  Condition::RequestSeen read_request() {
    Condition::RequestSeen seen;
    auto request = mapping_.mapping("request", "a request to wait for");
    if (!request) return seen;
    seen.operation = request->text("operation").value_or("");
    seen.of = request->text("of").value_or("");
    seen.count = request->integer("count").value_or(1);
    if (seen.count == 0) {
      request->error(request->value_place("count"),
                     "'count' is at least 1, found '0': nothing needs no waiting");
    }
    request->finish();
    return seen;
  }

  Condition::InStatus read_status() {
    Condition::InStatus in{.of = mapping_.text("of").value_or(""),
                           .status = mapping_.text("status").value_or("")};
    if (entry("of") == nullptr && !has_slip_) {
      mapping_.error(
          mapping_.key_place("status"),
          cat("'status' needs 'of', the resource that takes it: write {\"of\": \"abcd_1234\", \"status\": ",
              json_text(in.status), "}"));
    }
    return in;
  }

  Condition::DeliverySettled read_delivery() {
    Condition::DeliverySettled settled{.of = mapping_.text("delivery").value_or("")};
    if (entry("settled") != nullptr) {
      refuse_false("settled");
    } else {
      mapping_.error(mapping_.key_place("delivery"), cat("'delivery' needs 'settled': write {\"delivery\": ",
                                                         json_text(settled.of), ", \"settled\": true}"));
    }
    return settled;
  }

  void refuse_false(std::string_view key) {
    if (mapping_.boolean(key) == false) {
      mapping_.error(mapping_.value_place(key),
                     cat("'", key, "' can only be waited for, not for its end: write \"", key, "\": true"));
    }
  }

  Mapping& mapping_;
  bool until_;
  bool has_slip_ = false;
};

}  // namespace

std::string to_text(const Condition& condition) { return std::visit(Writer{}, condition.what); }

Condition read_condition(Mapping& mapping, bool until) { return Reader{mapping, until}.read(); }

}  // namespace mock::core
