#pragma once

#include "core/instant.hpp"
#include "core/message.hpp"

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>

namespace mock::transport {

/// Who answers. Called from many threads at once.
class Handler {
 public:
  virtual ~Handler() = default;
  /// Must not throw. Should not wait, unless `waits` said so: while it does, a thread is lost to others, and
  /// replaced only after a fifth of a second.
  virtual core::Reply handle(core::Request request) = 0;
  /// The answer to this may take long, by waiting: while `handle` runs another thread takes this one's place.
  /// Asked before `handle`, without waiting. Must not throw.
  [[nodiscard]] virtual bool waits(const core::Request& /*request*/) const { return false; }
  /// Something came that is no HTTP request; the reply's status should be `malformed.status`. The connection
  /// is closed after it, and the client may be gone already.
  virtual core::Reply reject(core::MalformedRequest malformed) = 0;
  /// The body of a reply with `report_transfer` was sent, or not to its end. Called once for each such reply,
  /// and before the client has the last byte: its next request finds the transfer counted. Where a fault ends
  /// the sending it has ended then, however long the client waits. A HEAD request transfers nothing.
  virtual void transfer_ended(const core::Reply& reply, core::TransferEnd end) = 0;
};

struct ServerOptions {
  /// `127.0.0.1` also listens on `::1` at the same port, where there is one (DECISIONS 26).
  std::string address = "127.0.0.1";
  int port = 0;  ///< 0: a free one
  std::size_t body_limit = 8U << 20U;
  /// Of a connection without a request, and of one whose answer stalls on purpose.
  std::chrono::milliseconds idle_timeout{75'000};
  /// How long a started request may take to arrive, between two reads.
  std::chrono::milliseconds read_timeout{5'000};
  /// How long a client may take nothing of its answer. A slow reader is none of our business, a dead one is.
  std::chrono::milliseconds write_timeout{60'000};
  std::size_t most_threads = 2'100;
  /// What `Date` shows where the response has none of its own (a session's clock).
  std::function<core::Instant()> now = [] {
    return std::chrono::floor<core::Duration>(std::chrono::system_clock::now());
  };
};

/// A port in use, an address that is none of ours: one sentence.
class BindError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// HTTP/1.1 server. Idle connections are parked in epoll; only readable ones take a thread (DESIGN 6).
class Server {
 public:
  /// Binds and listens; connections are accepted from `start` on. `handler` must outlive this. Throws
  /// `BindError`.
  Server(ServerOptions options, Handler& handler);
  /// Stops at once if `stop` was not called.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  [[nodiscard]] int port() const;
  /// `http://127.0.0.1:8420`
  [[nodiscard]] std::string url() const;
  /// How many threads serve connections at this moment. For tests and figures.
  [[nodiscard]] std::size_t threads() const;

  /// Throws std::system_error if the system has no thread for us.
  void start();
  /// Accepts nothing more, gives answers on the wire up to `grace`, then aborts them. Live bodies end as soon
  /// as they have nothing to say, at the latest (with the time that `PieceSource::next` takes) after `grace`;
  /// what stalls on purpose ends at once. Idempotent; a second call while the first one waits ends that wait
  /// after its own `grace`.
  void stop(std::chrono::milliseconds grace);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace mock::transport
