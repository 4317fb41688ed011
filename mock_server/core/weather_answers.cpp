#include "core/json.hpp"
#include "core/overloaded.hpp"
#include "core/problem_details.hpp"
#include "core/text.hpp"
#include "core/weather.hpp"

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>

namespace mock::core {
namespace {

void remove_header(Headers& headers, std::string_view name) {
  std::erase_if(headers, [&](const Header& header) { return equal_ignoring_case(header.name, name); });
}

void set_header(Headers& headers, std::string_view name, std::string value) {
  remove_header(headers, name);
  headers.push_back({std::string{name}, std::move(value)});
}

/// RFC 9110 §15.3.5, §15.3.6, §15.4.5
bool may_have_body(int status) { return status != 204 && status != 205 && status != 304; }

// --- Retry-After

std::string retry_after(Duration wait, WeatherRule::Status::Form form, Instant now) {
  using std::chrono::ceil;
  using std::chrono::floor;
  using std::chrono::seconds;
  if (form == WeatherRule::Status::Form::Seconds) return std::to_string(ceil<seconds>(wait).count());
  // Rounded up: who comes at that second must not come too early.
  const Instant end = std::min<Instant>(ceil<seconds>(add(now, wait)), floor<seconds>(kLastInstant));
  return to_http_date(end);
}

// --- Malformed bodies

/// What F5's firewall puts in front of the file orders (UPSTREAMS 3.8), with 200.
constexpr std::string_view kRejected =
    "<html><head><title>Request Rejected</title></head><body>The requested URL was rejected. Please consult "
    "with "
    "your administrator.<br><br>Your support ID is: 4207849484218543201<br><br><a "
    "href='javascript:history.back();'>[Go Back]</a></body></html>";

Response rejected_page() {
  return {.status = 200,
          .headers = {{"Content-Type", "text/html; charset=utf-8"}, {"Cache-Control", "no-cache"}},
          .body = text_body(std::string{kRejected})};
}

/// A body that was no JSON text says nothing about itself any more.
void become_json(Response& response) {
  const std::string* type = find_header(response.headers, "Content-Type");
  if (type == nullptr || type->find("json") == std::string::npos) {
    set_header(response.headers, "Content-Type", "application/json");
  }
  if (!may_have_body(response.status) || response.status == 206) response.status = 200;
  remove_header(response.headers, "Content-Range");
}

/// Not within a character.
std::size_t character_begin(std::string_view text, std::size_t at) {
  while (at > 0 && at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U) --at;
  return at;
}

constexpr std::string_view kJsonBlanks = " \t\r\n";  // RFC 8259 §2

bool is_object_or_array(std::string_view text) {
  const auto first = text.find_first_not_of(kJsonBlanks);
  return first != std::string_view::npos && (text[first] == '{' || text[first] == '[');
}

/// The first half of it: an object or array whose end is missing is no JSON, wherever it was cut. What is
/// neither could be cut into something right (`12` of `123`), so it is not cut but replaced.
std::string broken_json(std::string_view text) {
  if (!is_object_or_array(text)) return R"({"status": )";
  const auto first = text.find_first_not_of(kJsonBlanks);
  const auto length = text.find_last_not_of(kJsonBlanks) + 1;
  return std::string{text.substr(0, character_begin(text, std::max(length / 2, first + 1)))};
}

/// Two bytes that no UTF-8 has, within the first text of a JSON body, else in the middle: a reader that does
/// not look at bytes takes the rest for right.
std::string invalid_utf8(std::string_view text) {
  constexpr std::string_view kBytes = "\xff\xfe";
  if (text.empty()) return cat("{\"message\":\"", kBytes, "\"}");
  auto at = character_begin(text, text.size() / 2);
  for (const std::string_view begin_of_text : {": \"", ":\""}) {
    const auto found = text.find(begin_of_text);
    if (found != std::string_view::npos) at = found + begin_of_text.size();
  }
  return cat(text.substr(0, at), kBytes, text.substr(at));
}

// --- Words

std::string effect_text(const WeatherRule::What& what) {
  const auto of_status = [](const WeatherRule::Status& status) {
    return cat("answered ", std::to_string(status.status), status.processed ? ", the work was done" : "");
  };
  const auto of_limit = [](const WeatherRule::RateLimit& limit) {
    return cat("answered 429, more than ", std::to_string(limit.allow), " in ", to_text(limit.per));
  };
  const auto of_fault = [](const Fault& fault) {
    const auto bytes = cat(std::to_string(fault.bytes), fault.bytes == 1 ? " byte" : " bytes");
    switch (fault.kind) {
      case Fault::Kind::None:
        return std::string{};
      case Fault::Kind::Cut:
        return cat("cut after ", bytes);
      case Fault::Kind::Reset:
        return cat("reset after ", bytes);
      case Fault::Kind::Stall:
        return cat("silent after ", bytes);
      case Fault::Kind::Drip:
        return cat("sent at ", bytes, " a second");
    }
    return std::string{};
  };
  const auto of_malformed = [](WeatherRule::Malformed how) -> std::string {
    switch (how) {
      case WeatherRule::Malformed::Html:
        return "a firewall's page instead";
      case WeatherRule::Malformed::BrokenJson:
        return "broken JSON";
      case WeatherRule::Malformed::InvalidUtf8:
        return "invalid UTF-8";
      case WeatherRule::Malformed::Empty:
        return "200 without body";
    }
    return {};
  };
  return std::visit(
      Overloaded{[](std::monostate) { return std::string{}; }, of_status, of_limit, of_fault, of_malformed},
      what);
}

std::string both(const std::string& effect, const std::string& late) {
  if (effect.empty() || late.empty()) return effect + late;
  return cat(effect, ", ", late);
}

}  // namespace

Response weather_response(const WeatherRule::Status& status, std::optional<Duration> wait, Instant now,
                          std::optional<Response> own) {
  Response response{.status = status.status};
  if (own) {
    response = *std::move(own);
    response.status = status.status;
  } else if (status.status >= 400) {
    response = problem_details(status.status, "the scenario's weather answers, not the provider");
  }
  if (!may_have_body(response.status)) {
    response.body = text_body({});
    remove_header(response.headers, "Content-Type");
  }
  if (wait) set_header(response.headers, "Retry-After", retry_after(*wait, status.form, now));
  return response;
}

Response rate_limit_response(Duration wait, Instant now, std::optional<Response> own) {
  return weather_response({.status = 429}, wait, now, std::move(own));
}

Response malformed_response(Response response, WeatherRule::Malformed how) {
  const std::string text{text_of(response.body)};
  switch (how) {
    case WeatherRule::Malformed::Html:
      return rejected_page();
    case WeatherRule::Malformed::BrokenJson:
      if (!is_object_or_array(text)) become_json(response);
      response.body = text_body(broken_json(text));
      return response;
    case WeatherRule::Malformed::InvalidUtf8:
      if (text.empty()) become_json(response);
      response.body = text_body(invalid_utf8(text));
      return response;
    case WeatherRule::Malformed::Empty:
      response.status = 200;
      response.body = text_body({});
      remove_header(response.headers, "Content-Range");
      return response;
  }
  return response;
}

std::string to_text(const WeatherRule& rule) {
  std::string late;
  if (rule.latency != Duration{}) {
    late = cat(to_text(rule.latency),
               rule.jitter == 0 ? std::string{} : cat(" ± ", percent_text(rule.jitter)), " late");
  }
  return both(effect_text(rule.what), late);
}

std::vector<WeatherEffect> effects_of(const Weather::Decision& decision) {
  std::vector<WeatherEffect> effects;
  bool is_told = decision.rule == nullptr;
  for (std::size_t i = 0; i < decision.late.size(); ++i) {
    const WeatherRule* const rule = decision.late[i];
    auto late = cat(to_text(decision.late_by[i]), " late");
    // The rules stand in one array, in their order.
    if (!is_told && decision.rule < rule) {
      effects.push_back({decision.rule, effect_text(decision.rule->what)});
      is_told = true;
    }
    const bool is_used = rule == decision.rule;
    is_told = is_told || is_used;
    effects.push_back({rule, both(is_used ? effect_text(rule->what) : std::string{}, late)});
  }
  if (!is_told) effects.push_back({decision.rule, effect_text(decision.rule->what)});
  return effects;
}

}  // namespace mock::core
