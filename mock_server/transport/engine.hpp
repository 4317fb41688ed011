#pragma once

#include "transport/connection.hpp"
#include "transport/pool.hpp"
#include "transport/server.hpp"

#include <atomic>
#include <memory>

namespace mock::transport {

/// What one request on a connection goes through: head, body, handler, delay, answer. The only place that
/// knows httplib. May be shared between threads, each with a connection of its own.
class Engine {
 public:
  /// Borrows everything. `stopping`: answers end their connection. `aborting`: nothing is worth reporting any
  /// more.
  Engine(const ServerOptions& options, Handler& handler, Pool& pool, const std::atomic<bool>& stopping,
         const std::atomic<bool>& aborting);
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  enum class Outcome {
    NeedsMore,  ///< the head of the next request is not all there
    Served,     ///< a request was answered
    Close,      ///< it was answered, or cannot be, and the connection must end
    Stall,      ///< the answer's fault: nothing more is sent, until the client gives up
    Reset,      ///< the answer's fault: the connection must end with a reset
  };
  /// Serves the request at the beginning of the connection's input, waiting for the rest of its body and for
  /// the client to take the answer. `ended`: no more input will come.
  Outcome serve(Connection& connection, bool ended);
  /// Streams that are under way stop at their next piece.
  void abort();

 private:
  class Http;
  std::unique_ptr<Http> http_;
};

}  // namespace mock::transport
