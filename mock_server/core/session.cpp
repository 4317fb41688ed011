#include "core/session.hpp"

#include "core/problem_details.hpp"
#include "core/text.hpp"

#include <algorithm>
#include <cassert>

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
      demand_counts_(scenario_->expect.requests.size()),
      demand_exceeded_(scenario_->expect.requests.size()) {
  emit(SessionStarted{.scenario = scenario_->name, .seed = scenario_->seed});
  for (acting_ = 0; acting_ < scenario_->parts.size(); ++acting_) {
    states_.push_back(scenario_->parts[acting_].plan->start(*this));
  }
  advance_to(options_.start);
}

Session::~Session() = default;

/// The life of a request, from top to bottom.
Reply Session::handle(Request request, std::string_view prefix, Instant now) {
  advance_to(now);
  Exchange exchange;
  exchange.id = ++exchange_count_;
  exchange.at = now_;
  exchange.request = std::move(request);

  const auto target = parse_target(exchange.request.target);
  const Route route = find_route(exchange.request, target);
  Answer answer;
  if (route.part != nullptr) {
    checked_ = checked_ || !closed_;
    exchange.operation = route.part->operation_names[route.operation];
    check_request(exchange, route, *target);
    answer = play(exchange, route, *target, prefix);
    exchange.resource = std::move(answer.resource);
    exchange.line = answer.line;
    exchange.response = std::move(answer.response);
    std::move(answer.violations.begin(), answer.violations.end(), std::back_inserter(exchange.violations));
    check_response(exchange, route);
  } else {
    exchange.response = answer_unmatched(exchange, route, target);
  }

  exchange.response.headers.push_back({"Date", to_http_date(now_)});
  Reply reply{.response = exchange.response, .session = options_.name, .exchange = exchange.id};
  const bool is_head = exchange.request.method == "HEAD";
  if (answer.transfer && !is_head) {
    reply.report_transfer = true;
    transfers_.emplace(exchange.id, Transfer{.part = route.part_index, .number = *answer.transfer});
  }
  record(std::move(exchange), &route);
  if (!is_head) {
    for (const auto timeline : answer.polled) timetable_.poll(timeline, now_);
  }
  advance_to(now_);  // what this request set off is taken right after its answer was made
  return reply;
}

Reply Session::reject(MalformedRequest malformed, Instant now) {
  advance_to(now);
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
  Reply reply{
      .response = exchange.response, .close = true, .session = options_.name, .exchange = exchange.id};
  record(std::move(exchange), nullptr);
  return reply;
}

void Session::transfer_ended(ExchangeId exchange, const TransferEnd& end, Instant now) {
  advance_to(now);
  const auto found = transfers_.find(exchange);
  if (found == transfers_.end()) return;
  const Transfer transfer = found->second;
  transfers_.erase(found);
  emit(TransferEnded{.exchange = exchange, .end = end});
  acting_ = transfer.part;
  states_[transfer.part]->transfer_ended(transfer.number, end, *this);
  advance_to(now_);
}

void Session::advance_to(Instant now) {
  const Instant goal = std::max(now, now_);
  while (const auto taken = timetable_.take_due(goal)) {
    now_ = std::max(now_, taken->at);
    acting_ = timetable_.owner(taken->timeline);
    states_[acting_]->take_step(timetable_.key(taken->timeline), taken->step, *this);
  }
  now_ = goal;
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
  exchange.violations =
      route.part->operations[route.operation]->check_request(exchange.request, target, route.path);
  if (exchange.violations.empty()) right_requests_.insert(key);
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

void Session::record(Exchange exchange, const Route* route) {
  auto& count = operations_[exchange.operation];
  ++count.exchanges;
  ++count.by_status[exchange.response.status];
  auto shared = std::make_shared<const Exchange>(std::move(exchange));
  exchanges_.add(shared);
  emit(ExchangeAnswered{shared});
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
          .where = cat(scenario_->file, ":", to_text(demand.place)),
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
  advance_to(now);
  const auto at_the_end = [&](Rule rule, Place place, std::string found, std::string expected,
                              std::string hint) {
    find({.rule = rule,
          .side = Side::Scenario,
          .where = place.line == 0 ? scenario_->file : cat(scenario_->file, ":", to_text(place)),
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
  for (const auto& left : report().steps_left) {
    if (left.due) continue;
    at_the_end(
        rules::kStepNotTaken, {}, cat("the step { ", left.moment, " } of ", left.resource, " still waiting"),
        "its trigger to come", "nothing is due for it: the client, or another resource, has to act first");
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

Verdict Session::verdict() const {
  Verdict verdict;
  for (const auto& group : findings_.groups()) {
    const Finding& finding = group.example();
    if (finding.declared || finding.severity < scenario_->expect.fail_on) continue;
    verdict.reasons.push_back(cat(std::to_string(group.count), " × ", finding.violation.rule.code,
                                  finding.operation.empty() ? "" : cat(" at ", finding.operation), ": ",
                                  finding.violation.where));
  }
  if (!verdict.reasons.empty()) {
    verdict.outcome = Outcome::Failed;
  } else if (!checked_) {
    verdict.outcome = Outcome::NothingChecked;
    verdict.reasons.emplace_back("no request matched an operation of a provider");
  } else {
    verdict.outcome = Outcome::Passed;
  }
  return verdict;
}

SessionReport Session::report() const {
  SessionReport report{.session = options_.name,
                       .scenario = scenario_->name,
                       .file = scenario_->file,
                       .about = scenario_->about,
                       .clock = to_text(options_.clock),
                       .seed = scenario_->seed,
                       .start = options_.start,
                       .end = now_,
                       .exchanges = exchange_count_,
                       .operations = operations_,
                       .findings = findings_.groups(),
                       .verdict = verdict()};
  for (Timetable::TimelineId id = 0; id < timetable_.size(); ++id) {
    const Timeline& timeline = timetable_.timeline(id);
    if (timeline.is_over()) continue;
    report.steps_left.push_back({.resource = states_[timetable_.owner(id)]->resource_of(timetable_.key(id)),
                                 .moment = to_text(timeline.moments()[timeline.waiting()]),
                                 .due = timeline.next_due()});
  }
  return report;
}

Timetable::TimelineId Session::add_timeline(std::vector<Moment> moments, std::size_t key) {
  return timetable_.add(Timeline{std::move(moments), now_}, acting_, key);
}

void Session::happened(std::string_view resource, std::string_view event,
                       std::span<const Timetable::TimelineId> timelines) {
  emit(EventHappened{.resource = std::string{resource}, .event = std::string{event}});
  for (const auto timeline : timelines) timetable_.happened(timeline, event, now_);
}

void Session::step_taken(StepTaken taken) { emit(std::move(taken)); }

void Session::status_followed(StatusFollowed followed) { emit(std::move(followed)); }

template <typename What>
void Session::emit(What what) {
  const Event event{.number = ++events_, .at = now_, .what = std::move(what)};
  for (EventSink* sink : options_.sinks) sink->on_event(options_.name, event);
}

}  // namespace mock::core
