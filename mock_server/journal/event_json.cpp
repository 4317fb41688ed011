#include "journal/event_json.hpp"

#include "journal/message_json.hpp"
#include "journal/printable.hpp"

#include <optional>
#include <string_view>
#include <variant>

namespace mock::journal {
namespace {

core::Json or_null(const std::string& text) {
  return text.empty() ? core::Json{} : core::Json(valid_utf8(text));
}

core::Json or_null(core::Place place) {
  return place.line == 0 ? core::Json{} : core::Json(core::shown_line(place));
}

core::Json or_null(std::optional<core::Instant> instant) {
  return instant ? core::Json(core::to_iso(*instant)) : core::Json{};
}

core::Json to_json(const core::NextStep& next) {
  return {{"resource", valid_utf8(next.resource)},
          {"status", or_null(next.status)},
          {"due", or_null(next.due)},
          {"waits_for", or_null(next.waits_for)},
          {"line", or_null(next.line)}};
}

std::string_view kind(const core::SessionStarted&) { return "session_started"; }
std::string_view kind(const core::StepTaken&) { return "step_taken"; }
std::string_view kind(const core::StatusFollowed&) { return "status_followed"; }
std::string_view kind(const core::EventHappened&) { return "event_happened"; }
std::string_view kind(const core::MoveMade&) { return "move_made"; }
std::string_view kind(const core::SignalSent&) { return "signal_sent"; }
std::string_view kind(const core::OrderAdded&) { return "order_added"; }
std::string_view kind(const core::WeatherChanged&) { return "weather_changed"; }
std::string_view kind(const core::RuleFired&) { return "rule_fired"; }
std::string_view kind(const core::ClockSkipped&) { return "clock_skipped"; }
std::string_view kind(const core::ExchangeAnswered&) { return "exchange"; }
std::string_view kind(const core::TransferEnded&) { return "transfer_ended"; }
std::string_view kind(const core::FindingMade&) { return "finding"; }
std::string_view kind(const core::SessionClosed&) { return "session_closed"; }

void put_exchange(core::Json& json, const core::Exchange& exchange, Secrets secrets) {
  json["exchange"] = exchange.id;
  json["operation"] = or_null(exchange.operation);
  put_or_null(json, "resource", exchange.resource);
  json["request"] = to_json(exchange.request, secrets);
  json["response"] = to_json(exchange.response, secrets);
  json["findings"] = exchange.violations.size();
  json["line"] = or_null(exchange.line);
  json["rule"] = or_null(exchange.rule);
  json["rule_line"] = or_null(exchange.rule_line);
  json["next"] = exchange.next ? to_json(*exchange.next) : core::Json{};
}

/// Adds what is particular to one kind of event.
class Writer {
 public:
  Writer(core::Json& json, Secrets secrets) : json_{json}, secrets_{secrets} {}

  void operator()(const core::SessionStarted& started) const {
    const bool is_fork = !started.forked_from.empty();
    json_["scenario"] = valid_utf8(started.scenario);
    json_["seed"] = started.seed;
    json_["round"] = started.round;
    json_["clock"] = valid_utf8(started.clock);
    json_["forked_from"] = or_null(started.forked_from);
    json_["forked_at"] = is_fork ? core::Json(started.forked_at) : core::Json{};
  }
  void operator()(const core::StepTaken& taken) const {
    json_["resource"] = valid_utf8(taken.resource);
    json_["from"] = or_null(taken.from);
    json_["to"] = or_null(taken.to);
    json_["line"] = or_null(taken.line);
  }
  void operator()(const core::StatusFollowed& followed) const {
    json_["resource"] = valid_utf8(followed.resource);
    json_["from"] = or_null(followed.from);
    json_["to"] = or_null(followed.to);
  }
  void operator()(const core::EventHappened& happened) const {
    json_["resource"] = valid_utf8(happened.resource);
    json_["name"] = valid_utf8(happened.event);
  }
  void operator()(const core::MoveMade& move) const {
    json_["resource"] = valid_utf8(move.resource);
    json_["status"] = valid_utf8(move.status);
    json_["steps_dropped"] = move.steps_dropped;
  }
  void operator()(const core::SignalSent& sent) const { json_["signal"] = valid_utf8(sent.signal); }
  void operator()(const core::OrderAdded& added) const { json_["resource"] = valid_utf8(added.resource); }
  void operator()(const core::WeatherChanged& changed) const {
    json_["rule"] = valid_utf8(changed.rule);
    json_["removed"] = changed.removed;
  }
  void operator()(const core::RuleFired& fired) const {
    json_["rule"] = valid_utf8(fired.rule);
    json_["exchange"] = fired.exchange;
    json_["effect"] = valid_utf8(fired.effect);
    json_["line"] = or_null(fired.line);
  }
  void operator()(const core::ClockSkipped& skipped) const {
    json_["to"] = core::to_iso(skipped.to);
    json_["because"] = valid_utf8(skipped.because);
  }
  void operator()(const core::ExchangeAnswered& answered) const {
    put_exchange(json_, *answered.exchange, secrets_);
  }
  void operator()(const core::TransferEnded& ended) const {
    json_["exchange"] = ended.exchange;
    json_["sent_bytes"] = ended.end.bytes_sent;
    json_["complete"] = ended.end.complete;
  }
  void operator()(const core::FindingMade& made) const {
    json_["finding"] = journal::to_json(made.finding, secrets_);
  }
  void operator()(const core::SessionClosed& closed) const { json_["outcome"] = valid_utf8(closed.outcome); }

 private:
  core::Json& json_;
  Secrets secrets_;
};

}  // namespace

std::string_view kind_of(const core::Event& event) {
  return std::visit([](const auto& what) { return kind(what); }, event.what);
}

core::Json to_json(const core::Finding& finding, Secrets secrets) {
  const core::Finding shown = shown_finding(finding, secrets);
  const core::Violation& violation = shown.violation;
  return {{"code", std::string{violation.rule.code}},
          {"severity", std::string{core::to_text(shown.severity)}},
          {"declared", shown.declared},
          {"side", std::string{core::to_text(violation.side)}},
          {"where", or_null(violation.where)},
          {"found", or_null(violation.found)},
          {"expected", or_null(violation.expected)},
          {"hint", or_null(violation.hint)},
          {"operation", or_null(shown.operation)},
          {"exchange", shown.exchange == 0 ? core::Json{} : core::Json(shown.exchange)},
          {"request_line", or_null(shown.request_line)},
          {"at", core::to_iso(shown.at)}};
}

core::Json to_json(const core::Exchange& exchange, Secrets secrets) {
  core::Json json = core::Json::object();
  put_exchange(json, exchange, secrets);
  return json;
}

core::Json to_json(const std::string& session, const core::Event& event, Secrets secrets) {
  core::Json json{{"session", valid_utf8(session)},
                  {"number", event.number},
                  {"at", core::to_iso(event.at)},
                  {"event", std::string{kind_of(event)}}};
  std::visit(Writer{json, secrets}, event.what);
  return json;
}

std::string to_line(const std::string& session, const core::Event& event, Secrets secrets) {
  return core::to_text(to_json(session, event, secrets));
}

}  // namespace mock::journal
