#include "app/mock_server.hpp"

#include "app/embedded.hpp"
#include "app/session_address.hpp"
#include "app/sessions.hpp"
#include "core/problem_details.hpp"
#include "core/rules.hpp"
#include "core/text.hpp"

#include <understudy_version.hpp>

#include <mutex>
#include <stdexcept>
#include <utility>

namespace mock::app {
namespace {

using core::cat;
using core::in_quotes;

/// What wait-on, browsers and health checks ask for: answered, never judged (DECISIONS 26).
bool is_courtesy(std::string_view method, std::string_view target) {
  if (method != "GET" && method != "HEAD") return false;
  return target == "/" || target == "/favicon.ico" || target == "/robots.txt";
}

core::Reply about_us() {
  return {.response = {.status = 200,
                       .headers = {{"Content-Type", "text/plain; charset=utf-8"}},
                       .body = core::text_body(
                           cat("understudy ", kVersion,
                               ": a stand-in for order APIs. Its providers answer at their real paths.\n"))}};
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

AdminSettings with_contract(AdminSettings settings) {
  for (const EmbeddedFile& contract : embedded_contracts()) {
    if (contract.name == "admin") settings.options.contract = contract.text;
  }
  return settings;
}

std::string sentence_of(const core::Violation& violation) {
  return cat(violation.where, ": found ", violation.found, ", expected ", violation.expected,
             violation.hint.empty() ? "" : "; ", violation.hint);
}

}  // namespace

/// What stands between the sockets and the sessions: requests find their session here, or the control API.
class MockServer::Impl {
 public:
  Impl(MockServerOptions options, transport::Handler& handler)
      : options_(std::move(options)),
        admin_settings_(with_contract(options_.admin)),
        sessions_(options_),
        admin_(sessions_, admin_settings_.options),
        handler_(handler) {}
  ~Impl() { stop(std::chrono::milliseconds{0}); }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  /// A request to the port of the providers, which may be that of the control API as well.
  core::Reply handle(core::Request request) {
    if (!admin::AdminApi::owns(request.target)) return play(std::move(request));
    return is_control_call(request) ? control_call(request) : no_control_here();
  }

  [[nodiscard]] bool waits(const core::Request& request) const {
    return is_control_call(request) && admin::AdminApi::waits(request);
  }

  core::Reply reject(core::MalformedRequest malformed) {
    if (const auto slot = addressed_by(malformed.read_so_far)) {
      core::Reply reply;
      const auto state = slot->act([&](core::Session& session, core::Instant now) {
        reply = session.reject(std::move(malformed), now);
      });
      if (state == SessionSlot::State::Playing) return reply;
    }
    core::Violation violation{.rule = core::rules::kMalformedRequest,
                              .where = "request",
                              .found = malformed.found,
                              .expected = malformed.expected,
                              .hint = {}};
    const std::string sentence = sentence_of(violation);
    core::Reply reply =
        refuse(std::move(malformed.read_so_far), malformed.status, sentence, std::move(violation));
    reply.close = true;
    return reply;
  }

  void transfer_ended(const core::Reply& reply, const core::TransferEnd& end) {
    const auto slot = sessions_.registry().end_transfer(reply.session, reply.round);
    if (slot != nullptr) slot->transfer_ended(reply.round, reply.exchange, end);
  }

  std::string start(transport::ServerOptions options) {
    const std::string address = options.address;
    // Both are bound before one of them answers.
    Servers servers;
    servers.main = std::make_shared<transport::Server>(std::move(options), handler_);
    if (admin_settings_.enabled && admin_settings_.port) {
      servers.admin = std::make_shared<transport::Server>(
          transport::ServerOptions{.address = address, .port = *admin_settings_.port}, admin_handler_);
    }
    sessions_.go_on();
    Servers before = servers;  // ended when the lock is gone
    {
      const std::lock_guard lock{servers_mutex_};
      servers.main->start();
      if (servers.admin != nullptr) servers.admin->start();
      std::swap(servers_, before);
    }
    return servers.main->url();
  }

  void stop(std::chrono::milliseconds grace) {
    sessions_.stop_waiting();
    const Servers servers = this->servers();
    if (servers.main != nullptr) servers.main->stop(grace);
    if (servers.admin != nullptr) servers.admin->stop(grace);
  }

  [[nodiscard]] std::string url() const {
    const std::lock_guard lock{servers_mutex_};
    return servers_.main == nullptr ? std::string{} : servers_.main->url();
  }
  [[nodiscard]] int port() const {
    const std::lock_guard lock{servers_mutex_};
    return servers_.main == nullptr ? 0 : servers_.main->port();
  }
  [[nodiscard]] int admin_port() const {
    if (!admin_settings_.enabled) return 0;
    const std::lock_guard lock{servers_mutex_};
    const auto& server = servers_.admin != nullptr ? servers_.admin : servers_.main;
    return server == nullptr ? 0 : server->port();
  }
  [[nodiscard]] bool has_control() const { return admin_settings_.enabled; }
  [[nodiscard]] std::string admin_url() const {
    if (!admin_settings_.enabled) return {};
    const std::lock_guard lock{servers_mutex_};
    const auto& server = servers_.admin != nullptr ? servers_.admin : servers_.main;
    return server == nullptr ? std::string{} : server->url();
  }

  /// Why a session refuses, and what to do: for its requests, and for who has started us.
  [[nodiscard]] std::string waiting_sentence(const SessionSlot& slot, std::string_view url) const {
    const auto variables = slot.variables_waited_for();
    return cat(
        "the session ", in_quotes(slot.name()), " cannot play yet, its scenario asks for ",
        core::join(variables), ": ",
        admin_settings_.enabled
            ? cat("reset it with ", sessions_.reset_line(slot.name(), url, variables))
            : std::string{"give the value with --set, for the control API, which could bring it, is off"});
  }

  [[nodiscard]] Sessions& sessions() { return sessions_; }
  [[nodiscard]] const Sessions& sessions() const { return sessions_; }
  [[nodiscard]] std::shared_ptr<SessionSlot> known(std::string_view name) const {
    auto slot = sessions_.registry().find(name);
    if (slot == nullptr) throw std::out_of_range(sessions_.unknown(name).sentence);
    return slot;
  }

 private:
  /// Both null before the first start. Shared: one may be stopped by many threads at once.
  struct Servers {
    std::shared_ptr<transport::Server> main;
    std::shared_ptr<transport::Server> admin;  ///< null: it has no port of its own
  };
  [[nodiscard]] Servers servers() const {
    const std::lock_guard lock{servers_mutex_};
    return servers_;
  }

  /// The control API on a port of its own.
  class AdminHandler final : public transport::Handler {
   public:
    explicit AdminHandler(Impl& impl) : impl_(impl) {}
    core::Reply handle(core::Request request) override {
      if (admin::AdminApi::owns(request.target)) return impl_.control_call(request);
      if (is_courtesy(request.method, request.target)) return about_us();
      return {.response = core::problem_details(
                  404, cat("this port has the control API alone, below ", admin::AdminApi::kRoot,
                           "; the providers answer at ", impl_.url()))};
    }
    [[nodiscard]] bool waits(const core::Request& request) const override {
      return admin::AdminApi::waits(request);
    }
    core::Reply reject(core::MalformedRequest malformed) override {
      return {.response = core::problem_details(
                  malformed.status, cat("found ", malformed.found, ", expected ", malformed.expected)),
              .close = true};
    }
    void transfer_ended(const core::Reply& /*reply*/, core::TransferEnd /*end*/) override {}

   private:
    Impl& impl_;
  };

  [[nodiscard]] bool is_control_call(const core::Request& request) const {
    return admin_settings_.enabled && !admin_settings_.port && admin::AdminApi::owns(request.target);
  }

  core::Reply control_call(const core::Request& request) {
    Tally::add(sessions_.around().tally.control_calls);
    return {.response = admin_.handle(request)};
  }

  [[nodiscard]] core::Reply no_control_here() const {
    return {.response = core::problem_details(
                404, admin_settings_.enabled ? cat("the control API has a port of its own (--admin-port): ",
                                                   admin_url(), admin::AdminApi::kRoot)
                                             : std::string{"the control API is off (--no-admin)"})};
  }

  /// DECISIONS 23.
  core::Reply play(core::Request request) {
    SessionAddress address = address_of(request);
    if (address.mismatch) {
      const std::string sentence = sentence_of(*address.mismatch);
      return refuse(std::move(request), 400, sentence, *std::move(address.mismatch));
    }
    if (!address.is_named && options_.no_default) {
      core::Violation violation = no_session_named();
      const std::string sentence = sentence_of(violation);
      return refuse(std::move(request), 404, sentence, std::move(violation));
    }
    std::shared_ptr<SessionSlot> before;
    for (;;) {
      const auto slot = sessions_.find_or_make(address.name);
      if (slot == nullptr || slot == before) return refuse_unknown(std::move(request), address);
      if (is_courtesy(request.method, address.target.empty() ? request.target : address.target))
        return about_us();
      core::Reply reply;
      switch (ask(*slot, address, request, reply)) {
        case SessionSlot::State::Playing:
          return reply;
        case SessionSlot::State::WaitsForVariables:
          return refuse_until_reset(std::move(request), *slot);
        case SessionSlot::State::Retired:
          before = slot;  // removed meanwhile; there may be a new one of its name
      }
    }
  }

  /// Moves the request into the session, if that plays.
  SessionSlot::State ask(SessionSlot& slot, SessionAddress& address, core::Request& request,
                         core::Reply& reply) {
    const bool may_be_lost = !address.is_named && sessions_.registry().has_made_ones();
    const auto addressed = may_be_lost ? core::Addressed::ByOmission : core::Addressed::ByName;
    return slot.act([&](core::Session& session, core::Instant now) {
      if (!address.target.empty()) request.target = std::move(address.target);
      const bool is_default = slot.name() == kDefaultSession;
      const std::string prefix = is_default ? std::string{} : cat("/~", slot.name());
      reply = session.handle(std::move(request), prefix, now, addressed);
      if (reply.report_transfer) slot.transfer_begun();
    });
  }

  /// Null if the request names none, an unknown one, or two.
  [[nodiscard]] std::shared_ptr<SessionSlot> addressed_by(const core::Request& request) const {
    const SessionAddress address = address_of(request);
    const bool names_none = !address.is_named && options_.no_default;
    return address.mismatch || names_none ? nullptr : sessions_.registry().find(address.name);
  }

  core::Reply refuse(core::Request request, int status, const std::string& sentence,
                     core::Violation violation) {
    core::Response response = core::problem_details(status, sentence);
    return sessions_.outside_log().refuse(std::move(request), std::move(response), {std::move(violation)});
  }

  /// No finding: who asks too early asks again, and a session that never plays fails the run by itself.
  core::Reply refuse_until_reset(core::Request request, const SessionSlot& slot) {
    const std::string* host = core::find_header(request.headers, "Host");
    std::string url = admin_url();
    if (url.empty())
      url = cat("http://", host == nullptr ? std::string_view{"localhost"} : std::string_view{*host});
    core::Response response = core::problem_details(503, waiting_sentence(slot, url));
    return sessions_.outside_log().refuse(std::move(request), std::move(response), {});
  }

  core::Reply refuse_unknown(core::Request request, const SessionAddress& address) {
    core::Violation violation = unknown_session(address);
    const std::string sentence = cat(sessions_.unknown(address.name).sentence, "; ", violation.hint);
    return refuse(std::move(request), 404, sentence, std::move(violation));
  }

  [[nodiscard]] core::Violation unknown_session(const SessionAddress& address) const {
    const std::string names = sessions_.registry().some_names();
    return {.rule = core::rules::kUnknownSession,
            .where = address.has_prefix || !address.is_named ? "path" : cat("header ", kSessionHeader),
            .found = cat("the session ", in_quotes(address.name)),
            .expected = names.empty() ? std::string{"no session, for there is none"} : cat("one of ", names),
            .hint = "the base URL of a session is http://HOST:PORT/~NAME"};
  }

  [[nodiscard]] core::Violation no_session_named() const {
    const std::string names = sessions_.registry().some_names();
    return {
        .rule = core::rules::kUnknownSession,
        .where = "path",
        .found = "no session named, and there is no default here (--no-default)",
        .expected = names.empty() ? std::string{"/~NAME before the path"}
                                  : cat("/~NAME before the path, one of ", names),
        .hint = "joining a base URL with an absolute path (new URL, urljoin, URI.resolve) drops its prefix"};
  }

  const MockServerOptions options_;
  const AdminSettings admin_settings_;
  Sessions sessions_;
  admin::AdminApi admin_;
  transport::Handler& handler_;
  AdminHandler admin_handler_{*this};
  mutable std::mutex servers_mutex_;
  Servers servers_;  ///< guarded by servers_mutex_
};

MockServer::MockServer(MockServerOptions options)
    : impl_(std::make_unique<Impl>(std::move(options), static_cast<transport::Handler&>(*this))) {}

MockServer::~MockServer() = default;

core::Reply MockServer::handle(core::Request request) { return impl_->handle(std::move(request)); }

core::Reply MockServer::reject(core::MalformedRequest malformed) {
  return impl_->reject(std::move(malformed));
}

bool MockServer::waits(const core::Request& request) const { return impl_->waits(request); }

void MockServer::transfer_ended(const core::Reply& reply, core::TransferEnd end) {
  impl_->transfer_ended(reply, end);
}

admin::Control& MockServer::control() { return impl_->sessions(); }

const admin::Control& MockServer::control() const { return impl_->sessions(); }

std::string MockServer::start(transport::ServerOptions options) { return impl_->start(std::move(options)); }

int MockServer::port() const { return impl_->port(); }

std::string MockServer::admin_url() const { return impl_->admin_url(); }

int MockServer::admin_port() const { return impl_->admin_port(); }

void MockServer::stop(std::chrono::milliseconds grace) { impl_->stop(grace); }

void MockServer::advance(core::Duration by, std::string_view session) {
  const auto result = control().advance(session, {.by = by, .to = {}, .until = {}, .limit = {}});
  if (const auto* refused = std::get_if<admin::Refused>(&result)) throw std::out_of_range(refused->sentence);
}

core::Instant MockServer::now(std::string_view session) const {
  const auto summary = impl_->known(session)->summary();
  return summary ? summary->now : core::Instant{};
}

core::FindingGroups MockServer::findings(std::string_view session) const {
  core::FindingGroups findings;
  impl_->known(session)->look([&](const core::Session& its) { findings = its.findings(); });
  return findings;
}

core::Verdict MockServer::verdict(std::string_view session) const {
  core::Verdict verdict;
  impl_->known(session)->look([&](const core::Session& its) { verdict = its.verdict(); });
  return verdict;
}

std::vector<std::string> MockServer::sessions() const {
  std::vector<std::string> names;
  for (const auto& slot : impl_->sessions().registry().all()) names.push_back(slot->name());
  return names;
}

std::vector<std::string> MockServer::sessions_with_manual_clock() const {
  std::vector<std::string> names;
  for (const auto& slot : impl_->sessions().registry().all()) {
    if (slot->has_manual_clock()) names.push_back(slot->name());
  }
  return names;
}

std::vector<std::string> MockServer::sessions_that_wait() const {
  const std::string url = admin_url();
  std::vector<std::string> sentences;
  for (const auto& slot : impl_->sessions().registry().all()) {
    if (slot->waits_for().empty()) continue;
    sentences.push_back(impl_->waiting_sentence(*slot, url.empty() ? "http://localhost" : url));
  }
  return sentences;
}

std::vector<std::string> MockServer::curl_lines(std::string_view url) const {
  std::vector<std::string> lines;
  for (const auto& slot : impl_->sessions().registry().all()) {
    slot->look([&](const core::Session& session) {
      const std::string prefix = session.name() == kDefault ? std::string{} : cat("/~", session.name());
      for (const core::Part& part : session.scenario().parts) {
        const auto request = part.plan->example_request();
        if (!request) continue;
        std::string line = cat("curl ", shell_quoted(cat(url, prefix, request->target)));
        for (const auto& header : request->headers) {
          line += cat(" -H ", shell_quoted(cat(header.name, ": ", header.value)));
        }
        lines.push_back(std::move(line));
      }
    });
  }
  return lines;
}

std::vector<Reloaded> MockServer::look_again() { return impl_->sessions().look_again(); }

std::string MockServer::reset_line(const std::string& session) const {
  if (!impl_->has_control()) return {};
  const std::string url = admin_url();
  return impl_->sessions().reset_line(session, url.empty() ? "http://localhost" : url, {});
}

void MockServer::close() { impl_->sessions().close(); }

core::RunReport MockServer::report() const { return impl_->sessions().report(); }

}  // namespace mock::app
