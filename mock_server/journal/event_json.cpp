#include "journal/event_json.hpp"

#include "core/text.hpp"
#include "journal/printable.hpp"

#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>

namespace mock::journal {
namespace {

template <typename... Cases>
struct Overloaded : Cases... {
  using Cases::operator()...;
};
template <typename... Cases>
Overloaded(Cases...) -> Overloaded<Cases...>;

/// RFC 4648 §4, with padding.
std::string base64(std::string_view bytes) {
  constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    const auto group = bytes.substr(at, 3);
    std::uint32_t bits = 0;
    for (std::size_t i = 0; i < 3; ++i) {
      bits = bits << 8U | (i < group.size() ? static_cast<unsigned char>(group[i]) : 0U);
    }
    for (std::size_t i = 0; i < 4; ++i) {
      text += i <= group.size() ? kDigits[bits >> (18U - 6U * i) & 0x3FU] : '=';
    }
  }
  return text;
}

core::Json or_null(const std::string& text) {
  return text.empty() ? core::Json{} : core::Json(valid_utf8(text));
}

core::Json or_null(core::Place place) {
  return place.line == 0 ? core::Json{} : core::Json(core::to_text(place));
}

/// A client's bytes under `key`, or in base64 under `key` + `_base64` where they are no UTF-8: nothing is
/// lost.
void put(core::Json& object, std::string_view key, const std::string& bytes) {
  if (core::find_invalid_utf8(bytes)) {
    object[core::cat(key, "_base64")] = base64(bytes);
  } else {
    object[std::string{key}] = bytes;
  }
}

core::Json to_json(const core::Headers& headers, Secrets secrets) {
  core::Json list = core::Json::array();
  for (const auto& header : headers) {
    core::Json one = core::Json::object();
    put(one, "name", header.name);
    put(one, "value", shown_header_value(header, secrets));
    list.push_back(std::move(one));
  }
  return list;
}

core::Json to_json(const core::Request& request, Secrets secrets) {
  core::Json json = core::Json::object();
  put(json, "method", request.method);
  put(json, "target", shown_target(request.target, secrets));
  json["headers"] = to_json(request.headers, secrets);
  put(json, "body", shown_body(request.body, secrets));
  return json;
}

core::Json to_json(const core::Generated& generated) {
  return {{"name", valid_utf8(generated.content.name)},
          {"seed", generated.content.seed},
          {"size_bytes", generated.content.size},
          {"offset_bytes", generated.offset},
          {"length_bytes", generated.length}};
}

core::Json to_json(const core::FileStretch& stretch) {
  return {
      {"path", valid_utf8(stretch.path)}, {"offset_bytes", stretch.offset}, {"length_bytes", stretch.length}};
}

core::Json to_json(const core::Archive& archive, Secrets secrets) {
  core::Json entries = core::Json::array();
  for (const auto& entry : archive.entries) {
    core::Json json{{"name", valid_utf8(entry.name)}, {"modified", core::to_iso(entry.modified)}};
    std::visit(
        Overloaded{[&](const core::Text& text) { put(json, "content", shown_body(*text.bytes, secrets)); },
                   [&](const core::Generated& generated) { json["generated"] = to_json(generated); },
                   [&](const core::FileStretch& stretch) { json["file"] = to_json(stretch); }},
        entry.content);
    entries.push_back(std::move(json));
  }
  return entries;
}

core::Json to_json(const core::Response& response, Secrets secrets) {
  core::Json json{{"status", response.status}, {"headers", to_json(response.headers, secrets)}};
  std::visit(
      Overloaded{[&](const core::Text& text) { put(json, "body", shown_body(*text.bytes, secrets)); },
                 [&](const core::Generated& generated) { json["body_generated"] = to_json(generated); },
                 [&](const core::FileStretch& stretch) { json["body_file"] = to_json(stretch); },
                 [&](const core::Archive& archive) { json["body_archive"] = to_json(archive, secrets); }},
      response.body);
  return json;
}

/// Adds what is particular to one kind of event.
class Writer {
 public:
  Writer(core::Json& json, Secrets secrets) : json_{json}, secrets_{secrets} {}

  void operator()(const core::SessionStarted& started) const {
    kind("session_started");
    json_["scenario"] = valid_utf8(started.scenario);
    json_["seed"] = started.seed;
  }
  void operator()(const core::StepTaken& taken) const {
    kind("step_taken");
    json_["resource"] = valid_utf8(taken.resource);
    json_["from"] = or_null(taken.from);
    json_["to"] = or_null(taken.to);
    json_["line"] = or_null(taken.line);
  }
  void operator()(const core::StatusFollowed& followed) const {
    kind("status_followed");
    json_["resource"] = valid_utf8(followed.resource);
    json_["from"] = or_null(followed.from);
    json_["to"] = or_null(followed.to);
  }
  void operator()(const core::EventHappened& happened) const {
    kind("event_happened");
    json_["resource"] = valid_utf8(happened.resource);
    json_["name"] = valid_utf8(happened.event);
  }
  void operator()(const core::ExchangeAnswered& answered) const {
    const core::Exchange& exchange = *answered.exchange;
    kind("exchange");
    json_["exchange"] = exchange.id;
    json_["operation"] = or_null(exchange.operation);
    json_["resource"] = or_null(exchange.resource);
    json_["request"] = to_json(exchange.request, secrets_);
    json_["response"] = to_json(exchange.response, secrets_);
    json_["findings"] = exchange.violations.size();
    json_["line"] = or_null(exchange.line);
  }
  void operator()(const core::TransferEnded& ended) const {
    kind("transfer_ended");
    json_["exchange"] = ended.exchange;
    json_["sent_bytes"] = ended.end.bytes_sent;
    json_["complete"] = ended.end.complete;
  }
  void operator()(const core::FindingMade& made) const {
    kind("finding");
    json_["finding"] = journal::to_json(made.finding, secrets_);
  }
  void operator()(const core::SessionClosed& closed) const {
    kind("session_closed");
    json_["outcome"] = valid_utf8(closed.outcome);
  }

 private:
  void kind(const char* name) const { json_["event"] = name; }

  core::Json& json_;
  Secrets secrets_;
};

}  // namespace

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

core::Json to_json(const std::string& session, const core::Event& event, Secrets secrets) {
  core::Json json{{"session", valid_utf8(session)}, {"number", event.number}, {"at", core::to_iso(event.at)}};
  std::visit(Writer{json, secrets}, event.what);
  return json;
}

std::string to_line(const std::string& session, const core::Event& event, Secrets secrets) {
  return core::to_text(to_json(session, event, secrets));
}

std::string describe(const core::Body& body) {
  return std::visit(Overloaded{[](const core::Text&) { return std::string{}; },
                               [](const core::Generated& generated) {
                                 return core::cat(std::to_string(generated.length), " bytes of ",
                                                  printable(generated.content.name, 80));
                               },
                               [](const core::FileStretch& stretch) {
                                 return core::cat(std::to_string(stretch.length), " bytes of ",
                                                  printable(stretch.path, 80));
                               },
                               [](const core::Archive& archive) {
                                 const std::size_t count = archive.entries.size();
                                 return core::cat("a zip of ", std::to_string(count),
                                                  count == 1 ? " file" : " files");
                               }},
                    body);
}

}  // namespace mock::journal
