#include "admin/requests.hpp"

#include "admin/mistakes.hpp"
#include "core/json_node.hpp"
#include "core/mapping.hpp"
#include "core/session_name.hpp"
#include "core/text.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace mock::admin {

namespace {

using core::cat;
using core::in_quotes;
using core::Mapping;
using Variables = std::map<std::string, std::string, std::less<>>;

/// `application/json` of `Application/JSON; charset=utf-8` (RFC 9110 §8.3.1).
std::string essence_of(std::string_view content_type) {
  auto essence = content_type.substr(0, content_type.find(';'));
  while (essence.ends_with(' ') || essence.ends_with('\t')) essence.remove_suffix(1);
  return core::to_lower(essence);
}

/// What speaks against a body before anybody reads it.
std::optional<Refused> refuse_envelope(const core::Request& request) {
  if (request.body.size() > kLargestBody) {
    return Refused{.status = 413,
                   .sentence = cat("a body of ", std::to_string(request.body.size()), " bytes, at most ",
                                   std::to_string(kLargestBody), " are read"),
                   .mistakes = {}};
  }
  const auto* type = core::find_header(request.headers, "Content-Type");
  if (request.body.empty() || type == nullptr || essence_of(*type) == "application/json") return std::nullopt;
  return Refused{.status = 415,
                 .sentence = cat("bodies are JSON, found Content-Type ", in_quotes(*type),
                                 ": send Content-Type: application/json (curl --json, or -H)"),
                 .mistakes = {}};
}

/// Reads a body with `read`, which asks its mapping for every key that it knows. `example` is shown to who
/// sends none.
template <typename Wish, typename Read>
Result<Wish> read_body(const core::Request& request, std::string_view example, Read read) {
  if (auto refused = refuse_envelope(request)) return *std::move(refused);
  if (request.body.empty()) {
    return Refused{
        .status = 400, .sentence = cat("a body is missing: send JSON such as ", example), .mistakes = {}};
  }
  core::Problems problems{"body"};
  Wish wish;
  if (const auto node = core::read_json_node(request.body, problems)) {
    Mapping body{*node, "the body", problems};
    if (node->is_mapping()) {
      read(body, wish);
      body.finish();
    }
  }
  if (auto refused = refusal_of(problems.lines(), "body")) return *std::move(refused);
  return wish;
}

/// A key without which the body means nothing.
std::optional<std::string> required_text(Mapping& body, std::string_view key) {
  if (!body.has(key)) body.error(body.place(), cat(in_quotes(key), " is missing"));
  return body.text(key);
}

std::string read_session_name(Mapping& body) {
  const auto name = required_text(body, "name");
  if (name && !core::is_session_name(*name)) {
    body.error(body.value_place("name"), core::no_session_name(*name));
  }
  return name.value_or(std::string{});
}

std::optional<core::ClockSettings> read_clock(Mapping& body) {
  const auto text = body.text("clock");
  if (!text) return std::nullopt;
  auto clock = core::parse_clock_mode(*text);
  if (!clock) {
    body.error(body.value_place("clock"),
               cat("'clock' is ", core::clock_modes(), ", found ", in_quotes(*text)));
  }
  return clock;
}

Variables read_variables(Mapping& body) {
  Variables variables;
  auto mapping = body.mapping("variables", "the variables");
  if (!mapping) return variables;
  for (const auto& entry : mapping->node().entries) {
    if (auto value = mapping->text(entry.key)) variables[entry.key] = *std::move(value);
  }
  mapping->finish();
  return variables;
}

/// How long a call may take, in real time.
std::chrono::milliseconds read_timeout(Mapping& body, std::chrono::milliseconds otherwise) {
  const auto timeout = body.duration("timeout");
  if (timeout && *timeout > kLongestTimeout) {
    body.error(body.value_place("timeout"),
               cat("'timeout' is real time, ", core::to_text(core::Duration{kLongestTimeout}),
                   " at most, found ", in_quotes(core::to_text(*timeout))));
  }
  return timeout ? std::chrono::floor<std::chrono::milliseconds>(*timeout) : otherwise;
}

void read_scenario(Mapping& body, CreateSession& wish) {
  wish.scenario = body.text("scenario");
  wish.scenario_yaml = body.text("scenario_yaml");
  const bool both = body.has("scenario") && body.has("scenario_yaml");
  const bool none = !body.has("scenario") && !body.has("scenario_yaml");
  if (both)
    body.error(body.key_place("scenario_yaml"), "'scenario' and 'scenario_yaml' are both there: keep one");
  if (none) {
    body.error(
        body.place(),
        "a session plays a scenario: write its name under 'scenario' or its text under 'scenario_yaml'");
  }
}

void read_goal(Mapping& body, Advance& wish) {
  constexpr std::array<std::string_view, 3> kGoals{"by", "to", "until"};
  wish.by = body.duration("by");
  wish.to = body.instant("to");
  if (auto until = body.mapping("until", "the condition")) wish.until = core::read_condition(*until, true);
  wish.limit = body.duration("limit");
  const auto goals = std::ranges::count_if(kGoals, [&](std::string_view key) { return body.has(key); });
  if (goals != 1) {
    body.error(body.place(),
               cat("the clock goes forward 'by' a duration, 'to' an instant or 'until' something: write ",
                   goals == 0 ? "one" : "only one", " of them"));
  }
  if (body.has("limit") && !body.has("until")) {
    body.error(body.key_place("limit"), "'limit' belongs to 'until': 'by' and 'to' say already how far");
  }
}

}  // namespace

Result<CreateSession> read_create_session(const core::Request& request) {
  constexpr std::string_view kExample = R"({"name": "checkout", "scenario": "baanx/payment_completes"})";
  return read_body<CreateSession>(request, kExample, [](Mapping& body, CreateSession& wish) {
    wish.name = read_session_name(body);
    read_scenario(body, wish);
    wish.clock = read_clock(body);
    wish.seed = body.integer("seed");
    wish.variables = read_variables(body);
  });
}

Result<ResetSession> read_reset_session(const core::Request& request) {
  if (request.body.empty()) return ResetSession{};
  return read_body<ResetSession>(request, {}, [](Mapping& body, ResetSession& wish) {
    wish.clock = read_clock(body);
    wish.seed = body.integer("seed");
    wish.variables = read_variables(body);
  });
}

Result<ForkSession> read_fork_session(const core::Request& request) {
  return read_body<ForkSession>(request, R"({"name": "what_if"})", [](Mapping& body, ForkSession& wish) {
    wish.name = read_session_name(body);
    wish.at_event = body.integer("at_event");
    if (wish.at_event == std::uint64_t{0}) {
      body.error(body.value_place("at_event"),
                 "events count from 1, found 0: leave 'at_event' out to fork now");
    }
  });
}

Result<Advance> read_advance(const core::Request& request) {
  return read_body<Advance>(request, R"({"by": "3d"})", [](Mapping& body, Advance& wish) {
    read_goal(body, wish);
    wish.timeout = read_timeout(body, wish.timeout);
    wish.settle = body.boolean("settle").value_or(true);
  });
}

Result<WaitFor> read_wait(const core::Request& request) {
  constexpr std::string_view kExample = R"({"of": "abcd_1234", "status": "COMPLETED", "timeout": "10s"})";
  return read_body<WaitFor>(request, kExample, [](Mapping& body, WaitFor& wish) {
    wish.timeout = read_timeout(body, wish.timeout);
    wish.condition = core::read_condition(body, false);
  });
}

Result<CheckScenario> read_check_scenario(const core::Request& request) {
  constexpr std::string_view kExample = R"({"scenario_yaml": "understudy: 1\n…"})";
  return read_body<CheckScenario>(request, kExample, [](Mapping& body, CheckScenario& wish) {
    wish.scenario_yaml = required_text(body, "scenario_yaml").value_or(std::string{});
    wish.variables = read_variables(body);
  });
}

Result<std::string> read_command(const core::Request& request) {
  if (auto refused = refuse_envelope(request)) return *std::move(refused);
  if (request.body.empty())
    return Refused{.status = 400, .sentence = "a body is missing: send JSON", .mistakes = {}};
  return request.body;
}

}  // namespace mock::admin
