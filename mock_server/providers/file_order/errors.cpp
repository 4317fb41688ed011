#include "providers/file_order/errors.hpp"

#include "core/json.hpp"

#include <array>
#include <cassert>
#include <cstdio>
#include <string>

namespace mock::providers::file_order {

namespace {

struct Row {
  Refusal refusal;
  int status;
  bool has_body;
};

/// The guide knows 403 alone and shows no body. 401 and 404 are the server's (UPSTREAMS 3.2, 3.3): 403 and
/// 404 of the order reads are empty there. ○ The 401's body, and that an unknown file is answered like an
/// unknown order.
constexpr std::array kTable = {
    Row{Refusal::NotAuthenticated, 401, true},
    Row{Refusal::NotYours, 403, false},
    Row{Refusal::UnknownOrder, 404, false},
    Row{Refusal::UnknownFile, 404, false},
};

/// `2026-03-01T09:00:00.000+00:00`, as Spring Boot writes it.
std::string spring_timestamp(core::Instant instant) {
  const auto time = core::civil(instant);
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02u:%02u:%02u.%03u+00:00", time.year, time.month,
                time.day, time.hour, time.minute, time.second, time.microsecond / 1000);
  return text.data();
}

core::Json spring_error(int status) {
  return {{"status", status}, {"error", std::string{core::reason_phrase(status)}}};
}

core::Response json_response(int status, const core::Json& body) {
  return {.status = status,
          .headers = {{"Content-Type", "application/json"}},
          .body = core::text_body(core::to_text(body))};
}

}  // namespace

core::Response refuse(Refusal refusal, std::string_view path, core::Instant now) {
  for (const Row& row : kTable) {
    if (row.refusal != refusal) continue;
    if (!row.has_body) return {.status = row.status};
    core::Json body{{"timestamp", spring_timestamp(now)}};
    body.update(spring_error(row.status));
    body["path"] = std::string{path};
    auto response = json_response(row.status, body);
    // RFC 9110 §15.5.2 demands it of every 401.
    response.headers.push_back({"WWW-Authenticate", "Bearer"});
    return response;
  }
  assert(false && "every refusal has a row in the table above");
  return {.status = 500};
}

core::Response refuse_method(std::string_view allow) {
  auto response = json_response(405, spring_error(405));
  response.headers.push_back({"Allow", std::string{allow}});
  return response;
}

}  // namespace mock::providers::file_order
