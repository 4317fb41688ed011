#include "admin/exchange_json.hpp"

#include "admin/json_parts.hpp"
#include "core/text.hpp"
#include "journal/event_json.hpp"
#include "journal/message_json.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

namespace mock::admin {

namespace {

/// `text` up to `limit` bytes, but not within a character.
std::string_view cut(std::string_view text, std::size_t limit) {
  auto length = std::min(limit, text.size());
  while (length > 0 && length < text.size() && (static_cast<unsigned char>(text[length]) & 0xC0U) == 0x80U)
    --length;
  return text.substr(0, length);
}

/// Cuts the body of a request or response, and tells how long it is.
core::Json with_short_body(core::Json message, std::optional<std::uint64_t> bytes) {
  bool is_cut = false;
  const auto shorten = [&](const char* key, std::size_t limit) {
    const auto found = message.find(key);
    if (found == message.end() || !found->is_string()) return;
    const auto& text = found->get_ref<const std::string&>();
    if (text.size() <= limit) return;
    *found = std::string{cut(text, limit)};
    is_cut = true;
  };
  shorten("body", kLongestBodyShown);
  shorten("body_base64", kLongestBodyShown / 3 * 4);  // whole groups of three bytes
  message["body_bytes"] = bytes ? core::Json(*bytes) : core::Json{};
  message["body_is_cut"] = is_cut;
  return message;
}

/// What was found fault with, as its scenario judges it.
core::Json findings_json(const core::Exchange& exchange, const core::Expectations& expect,
                         journal::Secrets secrets) {
  core::Json findings = core::Json::array();
  for (const auto& violation : exchange.violations) {
    const auto severity = expect.severity_of(violation.rule);
    if (severity == core::Severity::Ignore) continue;
    findings.push_back(journal::to_json(
        core::Finding{.violation = violation,
                      .severity = severity,
                      .declared = expect.declared(violation.rule.code) != nullptr,
                      .operation = exchange.operation,
                      .exchange = exchange.id,
                      .request_line = core::cat(exchange.request.method, " ", exchange.request.target),
                      .at = exchange.at},
        secrets));
  }
  return findings;
}

core::Json next_json(const std::optional<core::NextStep>& next, const std::string& file) {
  if (!next) return {};
  return {{"resource", next->resource},
          {"status", or_null(next->status)},
          {"due", or_null(next->due)},
          {"moment", or_null(next->waits_for)},
          {"line", line_of(file, next->line)}};
}

core::Json rule_json(const core::Exchange& exchange, const std::string& file) {
  if (exchange.rule.empty()) return {};
  return {{"name", exchange.rule}, {"line", line_of(file, exchange.rule_line)}};
}

}  // namespace

core::Json summary_json(const core::Exchange& exchange, const std::string& file, journal::Secrets secrets) {
  return {{"id", exchange.id},
          {"at", core::to_iso(exchange.at)},
          {"method", exchange.request.method},
          {"target", journal::shown_target(exchange.request.target, secrets)},
          {"operation", or_null(exchange.operation)},
          {"resource", or_null(exchange.resource)},
          {"status", exchange.response.status},
          {"findings", exchange.violations.size()},
          {"line", line_of(file, exchange.line)},
          {"rule", or_null(exchange.rule)}};
}

core::Json to_json(const core::Exchange& exchange, const std::string& file, const core::Expectations& expect,
                   journal::Secrets secrets) {
  return {
      {"id", exchange.id},
      {"at", core::to_iso(exchange.at)},
      {"operation", or_null(exchange.operation)},
      {"resource", or_null(exchange.resource)},
      {"request", with_short_body(journal::to_json(exchange.request, secrets), exchange.request.body.size())},
      {"response", with_short_body(journal::to_json(exchange.response, secrets),
                                   core::length_of(exchange.response.body))},
      {"line", line_of(file, exchange.line)},
      {"rule", rule_json(exchange, file)},
      {"findings", findings_json(exchange, expect, secrets)},
      {"next", next_json(exchange.next, file)}};
}

}  // namespace mock::admin
