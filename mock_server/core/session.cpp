#include "core/session.hpp"

#include "core/problem_details.hpp"
#include "core/text.hpp"

#include <algorithm>
#include <cassert>
#include <chrono>
#include <limits>
#include <utility>

namespace mock::core {
namespace {

/// A HEAD request is answered as its GET (RFC 9110 §9.3.2); the transport leaves the body out.
std::string_view effective_method(const std::string& method) {
  return method == "HEAD" ? std::string_view{"GET"} : std::string_view{method};
}

std::uint64_t hash_of(const Exchange& exchange) {
  HashBuilder hash;
  hash.add(exchange.operation).add(exchange.request.method).add(exchange.request.target);
  for (const auto& header : exchange.request.headers) hash.add(header.name).add(header.value);
  return hash.add(exchange.request.body).value();
}

std::uint64_t hash_of(std::string_view operation, const Response& response, std::string_view body) {
  HashBuilder hash;
  hash.add(operation).add(static_cast<std::uint64_t>(response.status));
  for (const auto& header : response.headers) hash.add(header.name).add(header.value);
  return hash.add(body).value();
}

/// Whether `resource` of an exchange with `provider` is what `of` refers to.
bool refers_to(std::string_view of, std::string_view provider, std::string_view resource) {
  if (of.empty() || of == provider || of == resource) return true;
  return of.size() == provider.size() + 1 + resource.size() && of.starts_with(provider) &&
         of[provider.size()] == '/' && of.ends_with(resource);
}

/// Whether the provider is asked at all.
bool does_the_work(const Weather::Decision& weather) {
  if (weather.rule == nullptr) return true;
  if (std::holds_alternative<WeatherRule::RateLimit>(weather.rule->what)) return false;
  const auto* status = std::get_if<WeatherRule::Status>(&weather.rule->what);
  return status == nullptr || status->processed;
}

/// Something else is sent in the place of what the provider answered.
bool is_replaced(const Weather::Decision& weather) {
  return weather.rule != nullptr && !std::holds_alternative<std::monostate>(weather.rule->what) &&
         !std::holds_alternative<Fault>(weather.rule->what);
}

/// An answer that does not come as it was made is no poll; a slow one is, and one that ends before it would
/// be cut (SCENARIOS 2.4).
bool is_spoilt(const Weather::Decision& weather, const Response& response) {
  if (weather.rule == nullptr) return false;
  const auto* fault = std::get_if<Fault>(&weather.rule->what);
  if (fault == nullptr) return is_replaced(weather);
  if (fault->kind == Fault::Kind::Drip) return false;
  const auto length = length_of(response.body);
  return !length || fault->bytes < *length;
}

/// How long there is nothing else to be had: what an answer asks its client to wait (RFC 9110 §10.2.3; a
/// provider's own in seconds), or until the end of the window in which the weather spoils every answer.
std::optional<Duration> wait_of(const Response& response, const Weather::Decision& weather, Instant now) {
  if (weather.wait) return weather.wait;
  const bool spoils_all =
      is_spoilt(weather, response) && weather.rule->which.pick == Which::Pick::All && weather.window_end;
  if (spoils_all && *weather.window_end > now) return *weather.window_end - now;
  const std::string* value = find_header(response.headers, "Retry-After");
  const auto seconds = value == nullptr ? std::nullopt : parse_decimal(*value);
  constexpr std::uint64_t kMost = 1'000'000'000;
  return seconds ? std::optional<Duration>{std::chrono::seconds{std::min(*seconds, kMost)}} : std::nullopt;
}

Violation names_no_session() {
  return {.rule = rules::kNoSessionNamed,
          .side = Side::Client,
          .where = "path",
          .found = "no session named, so this went to 'default'",
          .expected = "/~NAME before the path, or the header X-Understudy-Session",
          .hint =
              "there are other sessions here: joining a base URL with an absolute path (new URL, urljoin, "
              "URI.resolve) drops its prefix; write /~default if you mean it"};
}

/// `musement/8e9e…` of `musement/8e9e…/1`; nothing for an order.
std::string_view order_of(std::string_view resource) {
  const auto first = resource.find('/');
  const auto last = resource.rfind('/');
  return first == last ? std::string_view{} : resource.substr(0, last);
}

std::string count_text(std::uint64_t number) {
  return number == 0 ? std::string{"none"} : std::to_string(number);
}

}  // namespace

struct Session::Route {
  const Part* part = nullptr;  ///< null: no provider in play has the operation
  std::size_t part_index = 0;
  std::size_t operation = 0;  ///< index into the provider's operations
  PathParameters path;
  const Provider* other_provider = nullptr;  ///< has the operation, but no section in the scenario
  const Provider* other_method = nullptr;    ///< has the path, but not with this method
  std::string allow;                         ///< the methods of that path (RFC 9110 §10.2.1)
};

Session::Session(std::shared_ptr<const Scenario> scenario, SessionOptions options)
    : scenario_(std::move(scenario)),
      options_(std::move(options)),
      now_(options_.start),
      journal_(options_.limits),
      inputs_(options_.input_budget),
      weather_(scenario_->seed, options_.start),
      demand_counts_(scenario_->expect.requests.size()),
      demand_exceeded_(scenario_->expect.requests.size()) {
  emit(SessionStarted{.scenario = scenario_->name,
                      .seed = scenario_->seed,
                      .round = options_.round,
                      .clock = to_text(options_.clock),
                      .forked_from = options_.forked_from,
                      .forked_at = options_.forked_at});
  for (acting_ = 0; acting_ < scenario_->parts.size(); ++acting_) {
    states_.push_back(scenario_->parts[acting_].plan->start(*this));
  }
  for (const WeatherRule& rule : scenario_->weather) add_rule(rule);
  listen_to_the_beginning();
  advance_to(options_.start);
}

Session::~Session() = default;

/// The life of a request, from top to bottom.
Reply Session::handle(Request request, std::string_view prefix, Instant now, Addressed addressed) {
  if (records_inputs()) {
    accept({.at = std::max(now, now_), .what = inputs_.share(request, prefix, addressed)});
  } else {
    advance_to(now);
  }
  skipped_ = {};
  skips_ = 0;
  Exchange exchange;
  exchange.id = ++exchange_count_;
  exchange.at = now_;
  exchange.request = std::move(request);

  const auto target = parse_target(exchange.request.target);
  const Route route = find_route(exchange.request, target);
  Answer answer;
  Weather::Decision weather;
  if (route.part != nullptr) {
    checked_ = checked_ || !closed_;
    exchange.operation = route.part->operation_names[route.operation];
    check_request(exchange, route, *target);
    if (!weather_.rules().empty()) weather = decide_weather(exchange, route);
    if (does_the_work(weather)) {
      answer = play(exchange, route, *target, prefix);
      exchange.resource = std::move(answer.resource);
      exchange.line = answer.line;
      exchange.response = std::move(answer.response);
      std::move(answer.violations.begin(), answer.violations.end(), std::back_inserter(exchange.violations));
      check_response(exchange, route);
    }
    if (exchange.resource.empty()) exchange.resource = order_in_path(route).id;
    spoil(exchange, weather, *route.part->provider);
  } else {
    exchange.response = answer_unmatched(exchange, route, target);
  }
  if (addressed == Addressed::ByOmission) exchange.violations.push_back(names_no_session());

  exchange.response.headers.push_back({"Date", to_http_date(now_)});
  exchange.response.headers.push_back({"X-Understudy-Exchange", std::to_string(exchange.id)});
  Reply reply{.response = exchange.response,
              .delay = weather.latency,
              .session = options_.name,
              .round = options_.round,
              .exchange = exchange.id};
  if (const auto* fault = weather.rule == nullptr ? nullptr : std::get_if<Fault>(&weather.rule->what)) {
    reply.fault = *fault;
  }
  const bool is_head = exchange.request.method == "HEAD";
  if (answer.transfer && !is_head && !is_replaced(weather)) {
    reply.report_transfer = true;
    transfers_.emplace(exchange.id, Transfer{.part = route.part_index, .number = *answer.transfer});
  }
  if (is_head || is_spoilt(weather, reply.response)) answer.polled.clear();
  for (const auto timeline : answer.polled) timetable_.poll(timeline, now_);
  exchange.next = next_step(answer.polled);
  const auto wait = wait_of(exchange.response, weather, now_);
  const bool is_auto = options_.clock.mode == ClockMode::Auto;
  const std::string polled = is_auto && exchange.next ? exchange.next->resource : std::string{};
  if (!answer.polled.empty()) weather_.polled(name_of(route.part_index, exchange.resource), now_);
  record(std::move(exchange), &route, weather);
  advance_to(now_);  // what this request set off is taken right after its answer was made
  if (is_auto) skip_after(reply.exchange, polled, answer.polled, wait);
  return reply;
}

Reply Session::reject(MalformedRequest malformed, Instant now) {
  accept({.at = std::max(now, now_), .what = std::make_shared<const MalformedRequest>(malformed)});
  Exchange exchange;
  exchange.id = ++exchange_count_;
  exchange.at = now_;
  exchange.request = std::move(malformed.read_so_far);
  exchange.violations.push_back(
      {.rule = rules::kMalformedRequest,
       .side = Side::Client,
       .where = "request",
       .found = malformed.found,
       .expected = malformed.expected,
       .hint = "send HTTP/1.1 as RFC 9112 defines it; nothing of this request was looked at"});
  exchange.response =
      problem_details(malformed.status, cat("found ", malformed.found, ", expected ", malformed.expected));
  exchange.response.headers.push_back({"Date", to_http_date(now_)});
  exchange.response.headers.push_back({"X-Understudy-Exchange", std::to_string(exchange.id)});
  Reply reply{.response = exchange.response,
              .close = true,
              .session = options_.name,
              .round = options_.round,
              .exchange = exchange.id};
  record(std::move(exchange), nullptr, {});
  return reply;
}

void Session::transfer_ended(ExchangeId exchange, const TransferEnd& end, Instant now) {
  accept({.at = std::max(now, now_), .what = Input::Transfer{.exchange = exchange, .end = end}});
  const auto found = transfers_.find(exchange);
  if (found == transfers_.end()) return;
  const Transfer transfer = found->second;
  transfers_.erase(found);
  emit(TransferEnded{.exchange = exchange, .end = end});
  acting_ = transfer.part;
  states_[transfer.part]->transfer_ended(transfer.number, end, *this);
  advance_to(now_);
}

void Session::set_time(Instant now) { accept({.at = std::max(now, now_), .what = Input::Time{}}); }

/// If not, to keep a copy of each request would be for nothing.
bool Session::records_inputs() const { return inputs_.is_complete() || !options_.input_sinks.empty(); }

/// Inputs come through here: they are recorded, and what is due before them is taken.
void Session::accept(const Input& input) {
  inputs_.add(input);
  for (InputSink* sink : options_.input_sinks) sink->on_input(options_.name, options_.round, input);
  advance_to(input.at);
}

void Session::advance_to(Instant now) {
  take_due(now, std::numeric_limits<std::uint64_t>::max());
  now_ = std::max(now, now_);
}

void Session::advance_to_event(Instant now, std::uint64_t event) {
  if (take_due(now, event)) now_ = std::max(now, now_);
}

/// False if it stopped because the event of that number had come.
bool Session::take_due(Instant goal, std::uint64_t stop_at_event) {
  while (events_ < stop_at_event) {
    const auto taken = timetable_.take_due(std::max(goal, now_));
    if (!taken) return true;
    now_ = std::max(now_, taken->at);
    acting_ = timetable_.owner(taken->timeline);
    states_[acting_]->take_step(timetable_.key(taken->timeline), taken->step, *this);
  }
  return false;
}

std::optional<Reply> Session::repeat(const Input& input) {
  struct Repeat {
    Session& session;
    Instant at;

    std::optional<Reply> operator()(const Input::Time& time) const {
      if (time.by_itself) {
        session.skip_to_next();
      } else {
        session.set_time(at);
      }
      return std::nullopt;
    }
    std::optional<Reply> operator()(const std::shared_ptr<const IncomingRequest>& incoming) const {
      return session.handle(incoming->request, incoming->prefix, at, incoming->addressed);
    }
    std::optional<Reply> operator()(const std::shared_ptr<const MalformedRequest>& malformed) const {
      return session.reject(*malformed, at);
    }
    std::optional<Reply> operator()(const Input::Transfer& transfer) const {
      session.transfer_ended(transfer.exchange, transfer.end, at);
      return std::nullopt;
    }
    std::optional<Reply> operator()(const std::shared_ptr<const Command>& command) const {
      session.carry_out(*command, at);
      return std::nullopt;
    }
    std::optional<Reply> operator()(const Input::Close&) const {
      session.close(at);
      return std::nullopt;
    }
  };
  return std::visit(Repeat{*this, input.at}, input.what);
}

/// The clock `auto` after an answer (DECISIONS 5): to the next step of what was polled, or to the end of a
/// wait that the answer announced.
void Session::skip_after(ExchangeId exchange, const std::string& polled,
                         std::span<const Timetable::TimelineId> timelines, std::optional<Duration> wait) {
  std::optional<Instant> due;
  for (const auto timeline : timelines) {
    const auto next = timetable_.timeline(timeline).next_due();
    if (next && (!due || *next < *due)) due = next;
  }
  if (due) {
    skip_to(*due, cat(polled, " was polled"));
  } else if (wait) {
    skip_to(add(now_, *wait), cat("Retry-After of exchange ", std::to_string(exchange)));
  }
}

bool Session::skip_to_next() {
  const auto due = next_due();
  if (!due) return false;
  const Input input{.at = now_, .what = Input::Time{.by_itself = true}};
  inputs_.add(input);
  for (InputSink* sink : options_.input_sinks) sink->on_input(options_.name, options_.round, input);
  return skip_to(*due, "somebody waits");
}

bool Session::skip_to(Instant goal, std::string because) {
  if (goal > now_) {
    const Duration further = goal - now_;
    const bool is_too_far = further > options_.clock.max_skip - std::min(skipped_, options_.clock.max_skip);
    if (is_too_far || skips_ >= kMostSkips) {
      if (!std::exchange(skip_limit_told_, true)) find(skip_limit(goal, is_too_far), nullptr);
      return false;
    }
    ++skips_;
    skipped_ += further;
    emit(ClockSkipped{.to = goal, .because = std::move(because)});
  }
  advance_to(goal);
  return true;
}

Violation Session::skip_limit(Instant goal, bool is_too_far) const {
  const std::string before =
      skipped_ == Duration{} ? std::string{} : cat(", after ", to_text(skipped_), " already");
  return {
      .rule = rules::kSkipLimit,
      .side = Side::Scenario,
      .where = cat(scenario_->file, ": clock"),
      .found = is_too_far
                   ? cat("something due at ", to_iso(goal), ", ", to_text(goal - now_), " ahead", before)
                   : cat(std::to_string(kMostSkips), " times forward without a request"),
      .expected = is_too_far ? cat("at most ", to_text(options_.clock.max_skip), " between two requests")
                             : std::string{"an end"},
      .hint = "shorten the timeline, raise clock: { max_skip: … }, or advance the clock by a control call"};
}

Session::Route Session::find_route(const Request& request, const std::optional<Target>& target) const {
  Route route;
  if (!target) return route;
  const std::string_view method = effective_method(request.method);
  for (std::size_t part = 0; part < scenario_->parts.size(); ++part) {
    const auto operations = scenario_->parts[part].provider->operations();
    for (std::size_t i = 0; i < operations.size(); ++i) {
      auto path = match_path(operations[i].path, *target);
      if (!path) continue;
      if (operations[i].method == method) {
        route.part = &scenario_->parts[part];
        route.part_index = part;
        route.operation = i;
        route.path = std::move(*path);
        return route;
      }
      route.other_method = scenario_->parts[part].provider;
      for (const std::string_view allowed : {operations[i].method, std::string_view{"HEAD"}}) {
        if (allowed == "HEAD" && operations[i].method != "GET") continue;
        if (route.allow.find(allowed) != std::string::npos) continue;
        route.allow += cat(route.allow.empty() ? "" : ", ", allowed);
      }
    }
  }
  if (route.other_method != nullptr) return route;
  for (const Provider* provider : scenario_->providers) {
    for (const Operation& operation : provider->operations()) {
      if (match_path(operation.path, *target)) route.other_provider = provider;
    }
  }
  return route;
}

void Session::check_request(Exchange& exchange, const Route& route, const Target& target) {
  const std::uint64_t key = hash_of(exchange);
  if (right_requests_.contains(key)) return;
  auto violations =
      route.part->operations[route.operation]->check_request(exchange.request, target, route.path);
  if (violations.empty()) right_requests_.insert(key);
  std::move(violations.begin(), violations.end(), std::back_inserter(exchange.violations));
}

Answer Session::play(const Exchange& exchange, const Route& route, const Target& target,
                     std::string_view prefix) {
  const std::string* host = find_header(exchange.request.headers, "Host");
  const std::string origin =
      cat("http://", host == nullptr ? std::string_view{"localhost"} : std::string_view{*host}, prefix);
  const Call call{.operation = route.part->provider->operations()[route.operation],
                  .request = exchange.request,
                  .target = target,
                  .path = route.path,
                  .violations = exchange.violations,
                  .origin = origin};
  acting_ = route.part_index;
  return states_[route.part_index]->answer(call, *this);
}

/// What a request is about shows in its path, before any provider was asked. Empty names if it is about
/// nothing known.
ResourceView Session::order_in_path(const Route& route) const {
  const ProviderState& state = *states_[route.part_index];
  for (const auto& [name, value] : route.path) {
    const auto index = state.find_resource(value);
    ResourceView found = index ? state.resource(*index) : ResourceView{};
    if (index && !found.is_part) return found;
  }
  return {};
}

Weather::Decision Session::decide_weather(Exchange& exchange, const Route& route) {
  ResourceView order = order_in_path(route);
  const std::string resource = std::move(order.name);
  exchange.resource = std::move(order.id);
  return weather_.decide({.operation = exchange.operation, .resource = resource}, now_);
}

/// Puts what the weather makes of an answer in its place. Our own contract has no word on that.
void Session::spoil(Exchange& exchange, const Weather::Decision& weather, const Provider& provider) const {
  const WeatherRule* rule = weather.rule != nullptr ? weather.rule
                            : !weather.late.empty() ? weather.late.front()
                                                    : nullptr;
  if (rule == nullptr) return;
  exchange.rule = rule->name;
  exchange.rule_line = rule->place;
  if (const auto* status = std::get_if<WeatherRule::Status>(&rule->what)) {
    exchange.response =
        weather_response(*status, weather.wait, now_, provider.error_response(status->status));
  } else if (std::holds_alternative<WeatherRule::RateLimit>(rule->what) && weather.wait) {
    exchange.response = rate_limit_response(*weather.wait, now_, provider.error_response(429));
  } else if (const auto* malformed = std::get_if<WeatherRule::Malformed>(&rule->what)) {
    exchange.response = malformed_response(std::move(exchange.response), *malformed);
  }
}

/// Only texts are remembered as right: of other bodies the contract knows no more than their media type.
void Session::check_response(Exchange& exchange, const Route& route) {
  const std::uint64_t key = hash_of(exchange.operation, exchange.response, text_of(exchange.response.body));
  const bool is_text = std::holds_alternative<Text>(exchange.response.body);
  if (is_text && right_responses_.contains(key)) return;
  auto violations = route.part->operations[route.operation]->check_response(exchange.response);
  if (violations.empty() && is_text) right_responses_.insert(key);
  std::move(violations.begin(), violations.end(), std::back_inserter(exchange.violations));
}

Response Session::answer_unmatched(Exchange& exchange, const Route& route,
                                   const std::optional<Target>& target) {
  const auto refuse = [&](Rule rule, std::string where, std::string found, std::string expected,
                          std::string hint) {
    exchange.violations.push_back({.rule = rule,
                                   .side = Side::Client,
                                   .where = std::move(where),
                                   .found = std::move(found),
                                   .expected = std::move(expected),
                                   .hint = std::move(hint)});
  };
  if (!target) {
    refuse(rules::kMalformedRequest, "request target", in_quotes(exchange.request.target),
           "a path that begins with / and is percent-encoded (RFC 9112 §3.2, RFC 3986 §2.1)",
           "encode the path and query");
    return problem_details(400,
                           cat("the request target ", in_quotes(exchange.request.target), " cannot be read"));
  }
  if (route.other_method != nullptr) {
    refuse(rules::kUnknownMethod, "method", exchange.request.method, route.allow,
           cat(route.other_method->id(), " has this path for ", route.allow, " only"));
    return route.other_method->method_not_allowed(route.allow);
  }
  if (route.other_provider != nullptr) {
    const std::string_view id = route.other_provider->id();
    const std::string sentence = cat("this scenario has no '", id, ":' section, so ", id, " is not played");
    refuse(rules::kNotPlayed, "path", in_quotes(target->path), "a path of a provider that the scenario plays",
           cat("add '", id, ": {}' to ", scenario_->file));
    return problem_details(404, sentence);
  }
  std::vector<std::string_view> templates;
  for (const Provider* provider : scenario_->providers) {
    for (const Operation& operation : provider->operations()) templates.push_back(operation.path);
  }
  const auto near = nearest_path(target->path, templates);
  const std::string hint = near ? cat("nearest: ", *near) : cat("known: ", join(templates));
  refuse(rules::kUnknownPath, "path", in_quotes(target->path), "a path of a provider", hint);
  return problem_details(404, cat("no provider has the path ", in_quotes(target->path), "; ", hint));
}

void Session::record(Exchange exchange, const Route* route, const Weather::Decision& weather) {
  auto& count = operations_[exchange.operation];
  ++count.exchanges;
  ++count.by_status[exchange.response.status];
  ++requests_[exchange.operation][exchange.resource];
  auto shared = std::make_shared<const Exchange>(std::move(exchange));
  emit(ExchangeAnswered{shared});
  for (const auto& effect : effects_of(weather)) {
    emit(RuleFired{.rule = effect.rule->name,
                   .exchange = shared->id,
                   .effect = effect.text,
                   .line = effect.rule->place});
  }
  for (const auto& violation : shared->violations) find(violation, shared.get());
  if (route != nullptr && route->part != nullptr) count_demands(*shared);
}

/// A broken `at_most` is told at once; what is missing, at the end.
void Session::count_demands(const Exchange& exchange) {
  const auto provider = std::string_view{exchange.operation}.substr(0, exchange.operation.find('/'));
  const auto& demands = scenario_->expect.requests;
  for (std::size_t i = 0; i < demands.size(); ++i) {
    const RequestDemand& demand = demands[i];
    if (!demand.operation.empty() && demand.operation != exchange.operation) continue;
    if (!refers_to(demand.of, provider, exchange.resource)) continue;
    if (demand.http_status && *demand.http_status != exchange.response.status) continue;
    ++demand_counts_[i];
    if (!demand.count.is_exceeded_by(demand_counts_[i]) || demand_exceeded_[i]) continue;
    demand_exceeded_[i] = true;
    find({.rule = rules::kRequestsUnmet,
          .side = Side::Client,
          .where = core::where(scenario_->file, demand.place),
          .found = cat(std::to_string(demand_counts_[i]), " times ", to_text(demand)),
          .expected = to_text(demand.count),
          .hint = "this exchange is the first one too many"},
         &exchange);
  }
}

void Session::find(Violation violation, const Exchange* exchange) {
  const Severity severity = scenario_->expect.severity_of(violation.rule);
  if (severity == Severity::Ignore || closed_) return;
  Finding finding{.violation = std::move(violation), .severity = severity, .at = now_};
  finding.declared = scenario_->expect.declared(finding.violation.rule.code) != nullptr;
  if (exchange != nullptr) {
    finding.operation = exchange->operation;
    finding.exchange = exchange->id;
    finding.request_line = shortened(cat(exchange->request.method, " ", exchange->request.target));
  }
  emit(FindingMade{finding});
  findings_.add(std::move(finding));
}

void Session::close(Instant now) {
  if (closed_) return;
  accept({.at = std::max(now, now_), .what = Input::Close{}});
  const auto at_the_end = [&](Rule rule, Place place, std::string found, std::string expected,
                              std::string hint) {
    find({.rule = rule,
          .side = Side::Scenario,
          .where = core::where(scenario_->file, place),
          .found = std::move(found),
          .expected = std::move(expected),
          .hint = std::move(hint)},
         nullptr);
  };
  const Expectations& expect = scenario_->expect;
  for (std::size_t i = 0; i < expect.requests.size(); ++i) {
    if (expect.requests[i].count.allows(demand_counts_[i]) || demand_exceeded_[i]) continue;
    at_the_end(rules::kRequestsUnmet, expect.requests[i].place,
               cat(count_text(demand_counts_[i]), " of ", to_text(expect.requests[i])),
               to_text(expect.requests[i].count), "the client stopped before it had asked so often");
  }
  for (Timetable::TimelineId id = 0; id < timetable_.size(); ++id) {
    const auto left = step_left(id);
    if (!left || left->due) continue;
    at_the_end(rules::kStepNotTaken, {},
               cat("the step { ", left->moment, " } of ", left->resource, " still waiting"),
               "its trigger to come",
               "nothing is due for it: the client, or another resource, has to act first");
  }
  for (const auto& declared : expect.violations) {
    const std::uint64_t count = findings_.count(declared.code);
    if (declared.count.allows(count)) continue;
    at_the_end(rules::kViolationMissing, declared.place, cat(count_text(count), " of ", declared.code),
               cat(to_text(declared.count), ", as 'expect: violations' declares"),
               declared.count.is_exceeded_by(count)
                   ? "it came more often than declared: raise the count, or mend what makes it come again"
                   : "the client did not do what this scenario is about, or the declaration is out of date");
  }
  closed_ = true;
  emit(SessionClosed{.outcome = std::string{to_text(verdict().outcome)}});
}

Timetable::TimelineId Session::add_timeline(std::vector<Moment> moments, std::size_t key) {
  const auto id = timetable_.add(Timeline{std::move(moments), now_}, acting_, key);
  if (started_) subscribe(id);
  return id;
}

void Session::happened(std::string_view resource, std::string_view event,
                       std::span<const Timetable::TimelineId> timelines) {
  emit(EventHappened{.resource = std::string{resource}, .event = std::string{event}});
  for (const auto timeline : timelines) timetable_.happened(timeline, event, now_);
  weather_.happened(resource, event, now_);
  tell_elsewhere({.what = OnElsewhere::What::Event, .word = std::string{event}, .of = std::string{resource}});
}

void Session::step_taken(StepTaken taken) {
  OnElsewhere news{.what = OnElsewhere::What::Status, .word = taken.to, .of = taken.resource};
  const bool is_new = taken.from != taken.to;
  emit(std::move(taken));
  if (is_new) tell_elsewhere(std::move(news));
}

void Session::status_followed(StatusFollowed followed) {
  OnElsewhere news{.what = OnElsewhere::What::Status, .word = followed.to, .of = followed.resource};
  emit(std::move(followed));
  tell_elsewhere(std::move(news));
}

/// Everything that exists from the start comes to exist at once: what the first of them told, the last of
/// them hears.
void Session::listen_to_the_beginning() {
  started_ = true;
  if (!is_anybody_listening()) return;
  for (Timetable::TimelineId id = 0; id < timetable_.size(); ++id) subscribe(id);
  for (const OnElsewhere& news : std::exchange(told_at_start_, {})) {
    if (news.what == OnElsewhere::What::Event) weather_.happened(news.of, news.word, now_);
    tell_elsewhere(news);
  }
}

/// Whether it is worth remembering what happened before everybody was there.
bool Session::is_anybody_listening() const {
  return scenario_->has_triggers_elsewhere || !scenario_->weather.empty();
}

/// A resource that is in the status already has come to it before: who waits for it need not wait.
void Session::subscribe(Timetable::TimelineId timeline) {
  std::vector<OnElsewhere> triggers;
  for (const Moment& moment : timetable_.timeline(timeline).moments()) {
    const auto* trigger = std::get_if<OnElsewhere>(&moment.trigger);
    if (trigger == nullptr || std::find(triggers.begin(), triggers.end(), *trigger) != triggers.end())
      continue;
    triggers.push_back(*trigger);
  }
  for (const OnElsewhere& trigger : triggers) {
    const auto position = position_of(trigger.of);
    const std::string of = position ? view(*position).name : trigger.of;
    subscriptions_[topic_of(trigger, of)].push_back({timeline, trigger});
    // What happens once to an order (`paid`) happens to its parts as well.
    const auto order = order_of(of);
    const auto order_position = order.empty() ? std::nullopt : position_of(order);
    const auto* event = order_position ? view(*order_position).noun->find_event(trigger.word) : nullptr;
    if (trigger.what == OnElsewhere::What::Event && event != nullptr && event->happens_once) {
      subscriptions_[topic_of(trigger, order)].push_back({timeline, trigger});
    }
    const bool is_so_already =
        position && trigger.what == OnElsewhere::What::Status && view(*position).status == trigger.word;
    if (is_so_already) timetable_.happened_elsewhere(timeline, trigger, now_);
  }
}

void Session::tell_elsewhere(OnElsewhere news) {
  if (!started_) {
    if (is_anybody_listening()) told_at_start_.push_back(std::move(news));
    return;
  }
  weather_.happened_elsewhere(news, now_);
  if (subscriptions_.empty()) return;
  const auto found = subscriptions_.find(topic_of(news, news.of));
  if (found == subscriptions_.end()) return;
  for (const auto& [timeline, trigger] : found->second)
    timetable_.happened_elsewhere(timeline, trigger, now_);
}

void Session::emit(Event::What what) {
  const Event event{.number = ++events_, .at = now_, .what = std::move(what)};
  journal_.add(event);
  for (EventSink* sink : options_.sinks) sink->on_event(options_.name, event);
}

}  // namespace mock::core
