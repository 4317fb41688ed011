#include "app/mock_server.hpp"

#include "app/ticker.hpp"
#include "core/problem_details.hpp"
#include "core/text.hpp"

#include <understudy_version.hpp>

#include <algorithm>
#include <set>
#include <stdexcept>

namespace mock::app {
namespace {

constexpr std::string_view kSessionHeader = "X-Understudy-Session";

/// `/~NAME` at the beginning of a target, `%7E` counting as `~` (DECISIONS 23).
struct Prefix {
  std::string_view name;
  std::size_t length = 0;  ///< of the prefix as it stands in the target; 0: there is none
};

Prefix find_prefix(std::string_view target) {
  std::size_t begin = 0;
  if (target.starts_with("/~")) begin = 2;
  if (target.starts_with("/%7E") || target.starts_with("/%7e")) begin = 4;
  if (begin == 0) return {};
  const std::size_t end = std::min(target.find_first_of("/?", begin), target.size());
  return {.name = target.substr(begin, end - begin), .length = end};
}

/// DECISIONS 23.
bool is_session_name(std::string_view name) {
  constexpr std::string_view kAlphanumeric = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  constexpr std::size_t kLongest = 64;
  if (name.empty() || name.size() > kLongest || kAlphanumeric.find(name.front()) == std::string_view::npos)
    return false;
  return std::all_of(name.begin(), name.end(), [&](char c) {
    return kAlphanumeric.find(c) != std::string_view::npos || c == '.' || c == '_' || c == '-';
  });
}

/// What wait-on, browsers and health checks ask for: answered, never judged (DECISIONS 26).
bool is_courtesy(const core::Request& request) {
  if (request.method != "GET" && request.method != "HEAD") return false;
  return request.target == "/" || request.target == "/favicon.ico" || request.target == "/robots.txt";
}

core::Response about_us() {
  return {.status = 200,
          .headers = {{"Content-Type", "text/plain; charset=utf-8"}},
          .body = core::text_body(
              core::cat("understudy ", kVersion,
                        ": a stand-in for order APIs. Its providers answer at their real paths.\n"))};
}

/// As a shell takes it for one word: bare if it can be, else in single quotes.
std::string shell_quoted(std::string_view text) {
  constexpr std::string_view kBare =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:/%+=@";
  if (!text.empty() && text.find_first_not_of(kBare) == std::string_view::npos) return std::string{text};
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' ? std::string{"'\\''"} : std::string{c};
  return quoted + "'";
}

std::string joined_names(const std::vector<std::string>& names) {
  constexpr std::size_t kMostShown = 10;
  std::vector<std::string> shown(
      names.begin(), names.begin() + static_cast<std::ptrdiff_t>(std::min(names.size(), kMostShown)));
  return core::cat(core::join(shown), names.size() > kMostShown ? ", …" : "");
}

}  // namespace

/// Which session a request is for, and what of its target is left for the session.
struct MockServer::Address {
  SessionSlot* slot = nullptr;  ///< null: `violation` says why
  std::string prefix;           ///< for links: `/~NAME`, nothing for the default session
  std::size_t target_begin = 0;
  int status = 404;
  core::Violation violation{};
};

MockServer::MockServer(MockServerOptions options) : options_(std::move(options)) {
  // Everything is read before anything begins, so that all mistakes are told at once and nothing was started
  // by then.
  const auto scenarios = load_scenarios();
  for (const auto& [name, scenario] : scenarios) compute_checksums(*scenario);
  for (const auto& [name, scenario] : scenarios) start_session(name, scenario);
}

std::vector<MockServer::Named> MockServer::load_scenarios() {
  ScenarioLoader loader{contracts_};
  std::vector<Named> scenarios;
  std::vector<core::Problems> refused;
  std::set<std::string, std::less<>> names;
  for (const Play& play : options_.plays) {
    core::Problems problems{play.scenario};
    std::string name = play.session.empty() ? scenario_stem(play.scenario) : play.session;
    auto scenario = play.yaml
                        ? loader.read(*play.yaml, play.scenario, nullptr, options_.variables,
                                      UnsetVariables::Refused, problems)
                        : loader.load(play.scenario, options_.variables, UnsetVariables::Refused, problems);
    if (!is_session_name(name)) {
      problems.error(
          {},
          core::cat(core::in_quotes(name),
                    " is no name for a session, which is letters, digits and ._- (64 at most), the first a "
                    "letter or digit: write NAME=",
                    play.scenario));
    } else if (!names.insert(name).second) {
      problems.error({}, core::cat("there is a session ", core::in_quotes(name),
                                   " already: give this one another name, NAME=", play.scenario));
    }
    if (problems.has_errors()) {
      refused.push_back(std::move(problems));
    } else {
      scenarios.push_back({std::move(name), std::move(scenario)});
      names.emplace(kDefault);  // the first one's other name
    }
  }
  if (!refused.empty()) throw ScenariosRefused{std::move(refused)};
  return scenarios;
}

/// The first session has two names, `default` and its own (DECISIONS 3).
void MockServer::start_session(const std::string& name, std::shared_ptr<const core::Scenario> scenario) {
  core::ClockSettings settings = scenario->clock;
  if (options_.clock) {
    // Only the mode is replaced; the start stays, that of a manual clock too (DECISIONS 22).
    if (settings.mode == core::ClockMode::Manual && !settings.start) settings.start = core::kManualStart;
    settings.mode = options_.clock->mode;
    settings.factor = options_.clock->factor;
  }
  const bool is_first = slots_.empty();
  const Clock clock{settings};
  slots_.push_back(
      std::make_unique<SessionSlot>(std::move(scenario),
                                    core::SessionOptions{.name = is_first ? std::string{kDefault} : name,
                                                         .start = clock.start(),
                                                         .clock = settings,
                                                         .sinks = options_.sinks,
                                                         .checksums = &checksums_},
                                    clock));
  by_name_.emplace(name, slots_.back().get());
  if (is_first) by_name_.emplace(kDefault, slots_.back().get());
}

void MockServer::compute_checksums(const core::Scenario& scenario) {
  std::vector<core::Body> bodies;
  for (const core::Part& part : scenario.parts) {
    for (core::Body& body : part.plan->checksums_needed()) bodies.push_back(std::move(body));
  }
  for (std::size_t i = 0; i < bodies.size(); ++i) {
    if (options_.progress) {
      options_.progress(core::cat(scenario.file, ": computing checksum ", std::to_string(i + 1), " of ",
                                  std::to_string(bodies.size()), ", ",
                                  std::to_string(core::length_of(bodies[i]).value_or(0) / 1'000'000), " MB"));
    }
    checksums_.md5(bodies[i]);
  }
}

MockServer::~MockServer() {
  server_.reset();
  ticker_.reset();
}

core::Reply MockServer::handle(core::Request request) {
  const auto [slot, prefix, target_begin, status, violation] = find_session(request);
  if (slot == nullptr) return refuse(std::move(request), status, violation);
  if (target_begin > 0) {
    request.target.erase(0, target_begin);
    if (!request.target.starts_with('/')) request.target.insert(0, 1, '/');
  }
  if (is_courtesy(request)) return {.response = about_us()};
  bool due_changed = false;
  core::Reply reply = slot->act([&](core::Session& session, core::Instant now) {
    const auto due_before = session.next_due();
    core::Reply answered = session.handle(std::move(request), prefix, now);
    due_changed = session.next_due() != due_before;
    return answered;
  });
  if (due_changed && ticker_ != nullptr) ticker_->look_again();
  return reply;
}

MockServer::Address MockServer::find_session(const core::Request& request) const {
  Address address;
  const Prefix prefix = find_prefix(request.target);
  const std::string* header = core::find_header(request.headers, kSessionHeader);
  if (prefix.length > 0 && header != nullptr && *header != prefix.name) {
    address.status = 400;
    address.violation = {.rule = core::rules::kSessionMismatch,
                         .where = core::cat("header ", kSessionHeader),
                         .found = core::in_quotes(*header),
                         .expected = core::cat(core::in_quotes(prefix.name), ", as the path says"),
                         .hint = "name the session once, in the base URL or in the header"};
    return address;
  }
  address.target_begin = prefix.length;
  const std::string_view name = prefix.length > 0   ? prefix.name
                                : header != nullptr ? std::string_view{*header}
                                                    : kDefault;
  address.slot = find(name);
  if (address.slot == nullptr) {
    address.violation = {
        .rule = core::rules::kUnknownSession,
        .where = prefix.length > 0 || header == nullptr ? "path" : core::cat("header ", kSessionHeader),
        .found = core::cat("the session ", core::in_quotes(name)),
        .expected = slots_.empty() ? std::string{"no session, none was started"}
                                   : core::cat("one of ", joined_names(names_of_sessions())),
        .hint = "the base URL of a session is http://HOST:PORT/~NAME"};
    return address;
  }
  if (address.slot->name() != kDefault) address.prefix = core::cat("/~", address.slot->name());
  return address;
}

/// The first one's own name included.
std::vector<std::string> MockServer::names_of_sessions() const {
  std::vector<std::string> names;
  for (const auto& [name, slot] : by_name_) names.push_back(name);
  return names;
}

core::Reply MockServer::reject(core::MalformedRequest malformed) {
  const Address address = find_session(malformed.read_so_far);
  SessionSlot* slot = address.slot != nullptr ? address.slot : find(kDefault);
  if (slot != nullptr) {
    return slot->act(
        [&](core::Session& session, core::Instant now) { return session.reject(std::move(malformed), now); });
  }
  return refuse(std::move(malformed.read_so_far), malformed.status,
                {.rule = core::rules::kMalformedRequest,
                 .where = "request",
                 .found = malformed.found,
                 .expected = malformed.expected});
}

core::Reply MockServer::refuse(core::Request request, int status, core::Violation violation) {
  core::Exchange exchange{.request = std::move(request),
                          .response = core::problem_details(
                              status, core::cat(violation.where, ": found ", violation.found, ", expected ",
                                                violation.expected, "; ", violation.hint)),
                          .violations = {violation}};
  core::Reply reply{.response = exchange.response};
  record_outside(std::move(exchange));
  return reply;
}

/// Findings of no session: an unknown name, a prefix and a header that differ.
void MockServer::record_outside(core::Exchange exchange) {
  const core::Instant at = Clock{{}}.start();
  const std::lock_guard lock{outside_mutex_};
  exchange.id = ++outside_exchanges_;
  exchange.at = at;
  const auto shared = std::make_shared<const core::Exchange>(std::move(exchange));
  const auto tell = [&](auto what) {
    const core::Event event{.number = ++outside_events_, .at = at, .what = std::move(what)};
    for (core::EventSink* sink : options_.sinks) sink->on_event({}, event);
  };
  tell(core::ExchangeAnswered{shared});
  for (const core::Violation& violation : shared->violations) {
    core::Finding finding{
        .violation = violation,
        .severity = violation.rule.severity,
        .exchange = shared->id,
        .request_line = core::shortened(core::cat(shared->request.method, " ", shared->request.target)),
        .at = at};
    tell(core::FindingMade{finding});
    outside_.add(std::move(finding));
  }
}

void MockServer::transfer_ended(const std::string& session, core::ExchangeId exchange,
                                core::TransferEnd end) {
  SessionSlot* slot = find(session);
  if (slot == nullptr) return;
  slot->act([&](core::Session& its, core::Instant now) { its.transfer_ended(exchange, end, now); });
  if (ticker_ != nullptr) ticker_->look_again();
}

std::string MockServer::start(transport::ServerOptions options) {
  server_ = std::make_unique<transport::Server>(std::move(options), static_cast<transport::Handler&>(*this));
  ticker_ = std::make_unique<Ticker>(slots_);
  server_->start();
  return server_->url();
}

int MockServer::port() const { return server_ == nullptr ? 0 : server_->port(); }

void MockServer::stop(std::chrono::milliseconds grace) {
  if (server_ != nullptr) server_->stop(grace);
}

void MockServer::advance(core::Duration by, std::string_view session) {
  known(session).advance(by);
  if (ticker_ != nullptr) ticker_->look_again();
}

core::Instant MockServer::now(std::string_view session) const { return known(session).now(); }

core::FindingGroups MockServer::findings(std::string_view session) const {
  return known(session).act([](const core::Session& its, core::Instant) { return its.findings(); });
}

core::Verdict MockServer::verdict(std::string_view session) const {
  return known(session).act([](const core::Session& its, core::Instant) { return its.verdict(); });
}

std::vector<std::string> MockServer::sessions() const {
  std::vector<std::string> names;
  for (const auto& slot : slots_) names.push_back(slot->name());
  return names;
}

std::vector<std::string> MockServer::sessions_with_manual_clock() const {
  std::vector<std::string> names;
  for (const auto& slot : slots_) {
    if (slot->has_manual_clock()) names.push_back(slot->name());
  }
  return names;
}

std::vector<std::string> MockServer::curl_lines(std::string_view url) const {
  std::vector<std::string> lines;
  for (const auto& slot : slots_) {
    slot->act([&](const core::Session& session, core::Instant) {
      const std::string prefix = session.name() == kDefault ? std::string{} : core::cat("/~", session.name());
      for (const core::Part& part : session.scenario().parts) {
        const auto request = part.plan->example_request();
        if (!request) continue;
        std::string line = core::cat("curl ", shell_quoted(core::cat(url, prefix, request->target)));
        for (const auto& header : request->headers) {
          line += core::cat(" -H ", shell_quoted(core::cat(header.name, ": ", header.value)));
        }
        lines.push_back(std::move(line));
      }
    });
  }
  return lines;
}

void MockServer::close() {
  for (const auto& slot : slots_)
    slot->act([](core::Session& session, core::Instant now) { session.close(now); });
}

core::RunReport MockServer::report() const {
  core::RunReport report{.version = std::string{kVersion}};
  for (const auto& slot : slots_) {
    report.sessions.push_back(
        slot->act([](const core::Session& session, core::Instant) { return session.report(); }));
  }
  {
    const std::lock_guard lock{outside_mutex_};
    report.outside = outside_.groups();
  }
  report.outcome = core::outcome_of(report);
  return report;
}

SessionSlot* MockServer::find(std::string_view name) const {
  const auto found = by_name_.find(name);
  return found == by_name_.end() ? nullptr : found->second;
}

SessionSlot& MockServer::known(std::string_view name) const {
  SessionSlot* slot = find(name);
  if (slot == nullptr) {
    throw std::out_of_range(
        core::cat("there is no session ", core::in_quotes(name), ", known: ", joined_names(sessions())));
  }
  return *slot;
}

}  // namespace mock::app
