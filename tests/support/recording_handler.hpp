#pragma once

#include "support/raw_socket.hpp"
#include "transport/server.hpp"

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace mock::testing {

/// Answers as the test says and remembers what came. Shared between the server's threads and the test's.
class RecordingHandler final : public transport::Handler {
 public:
  struct Transfer {
    std::string session;
    std::uint64_t round = 0;
    core::ExchangeId exchange = 0;
    core::TransferEnd end;
  };

  /// What is answered; 200 `ok` unless the test sets it, before the server starts.
  std::function<core::Reply(const core::Request&)> reply = [](const core::Request&) { return text("ok"); };

  /// Whether a request's answer may take long by waiting; as `reply`.
  std::function<bool(const core::Request&)> long_wait = [](const core::Request&) { return false; };

  static core::Reply text(std::string body, int status = 200) {
    core::Reply reply;
    reply.response.status = status;
    reply.response.headers = {{"Content-Type", "text/plain"}};
    reply.response.body = core::text_body(std::move(body));
    return reply;
  }
  static core::Reply body(core::Body body) {
    core::Reply reply;
    reply.response.headers = {{"Content-Type", "application/octet-stream"}};
    reply.response.body = std::move(body);
    reply.report_transfer = true;
    reply.session = "s";
    reply.round = 3;
    reply.exchange = 7;
    return reply;
  }

  core::Reply handle(core::Request request) override {
    auto answer = reply(request);
    const std::lock_guard lock{mutex_};
    requests_.push_back(std::move(request));
    changed_.notify_all();
    return answer;
  }
  core::Reply reject(core::MalformedRequest malformed) override {
    auto answer = text(malformed.found, malformed.status);
    const std::lock_guard lock{mutex_};
    rejected_.push_back(std::move(malformed));
    changed_.notify_all();
    return answer;
  }
  bool waits(const core::Request& request) const override { return long_wait(request); }
  void transfer_ended(const core::Reply& of, core::TransferEnd end) override {
    const std::lock_guard lock{mutex_};
    transfers_.push_back({.session = of.session, .round = of.round, .exchange = of.exchange, .end = end});
    changed_.notify_all();
  }

  [[nodiscard]] std::vector<core::Request> requests() const { return copy(requests_); }
  [[nodiscard]] std::vector<core::MalformedRequest> rejected() const { return copy(rejected_); }
  [[nodiscard]] std::vector<Transfer> transfers() const { return copy(transfers_); }

  std::vector<core::Request> wait_for_requests(std::size_t count) const { return wait_for(requests_, count); }
  std::vector<core::MalformedRequest> wait_for_rejected(std::size_t count) const {
    return wait_for(rejected_, count);
  }
  std::vector<Transfer> wait_for_transfers(std::size_t count) const { return wait_for(transfers_, count); }

 private:
  template <typename Things>
  Things copy(const Things& things) const {
    const std::lock_guard lock{mutex_};
    return things;
  }
  template <typename Things>
  Things wait_for(const Things& things, std::size_t count) const {
    std::unique_lock lock{mutex_};
    if (!changed_.wait_for(lock, kDeadline, [&] { return things.size() >= count; })) {
      throw std::runtime_error("only " + std::to_string(things.size()) + " of " + std::to_string(count) +
                               " before the deadline");
    }
    return things;
  }

  mutable std::mutex mutex_;  // guards all below
  mutable std::condition_variable changed_;
  std::vector<core::Request> requests_;
  std::vector<core::MalformedRequest> rejected_;
  std::vector<Transfer> transfers_;
};

/// A server on a free port.
struct RunningServer {
  explicit RunningServer(RecordingHandler& handler, transport::ServerOptions options = {})
      : server(std::move(options), handler) {
    server.start();
  }
  [[nodiscard]] RawSocket connect(const char* host = "127.0.0.1") const {
    return RawSocket{server.port(), host};
  }
  transport::Server server;
};

}  // namespace mock::testing
