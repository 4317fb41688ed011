#include "transport/server.hpp"

#include "transport/connection.hpp"
#include "transport/engine.hpp"
#include "transport/listener.hpp"
#include "transport/poller.hpp"
#include "transport/pool.hpp"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <utility>
#include <vector>

namespace mock::transport {

namespace {

/// Threads that work at the same time. More than the machine has only take turns; two at least, so that a
/// handler which computes for long does not hold up all others.
std::size_t steady_threads() { return std::max(2U, std::thread::hardware_concurrency()); }

/// How often the housekeeping looks around.
constexpr std::chrono::milliseconds kTick{100};
/// How long we wait for a client to hang up after we have said all.
constexpr std::chrono::seconds kEnding{2};
/// Requests and pieces of input that one connection may use up before it is another one's turn.
constexpr int kTurn = 64;

}  // namespace

class Server::Impl {
 public:
  Impl(ServerOptions options, Handler& handler)
      : options_(std::move(options)),
        listening_(listen_on(options_.address, options_.port)),
        pool_(steady_threads(), options_.most_threads, [this] { return work(); }),
        engine_(options_, handler, pool_, stopping_, aborting_) {}

  ~Impl() { stop(std::chrono::milliseconds::zero()); }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  [[nodiscard]] const Listening& listening() const { return listening_; }
  [[nodiscard]] std::size_t threads() const { return pool_.size(); }

  void start() {
    for (const auto& listener : listening_.listeners) poller_.add(*listener);
    housekeeper_ = std::thread{[this] { keep_house(); }};
    pool_.start();
  }

  void stop(std::chrono::milliseconds grace) {
    {
      std::unique_lock lock{mutex_};
      if (stopping_.exchange(true)) {
        // Somebody is in here already; who asks again may have less patience. Both leave when all is over.
        if (!changed_.wait_for(lock, grace, [this] { return stopped_; })) {
          aborting_ = true;
          changed_.notify_all();
          changed_.wait(lock, [this] { return stopped_; });
        }
        return;
      }
      for (const auto& listener : listening_.listeners) listener->shut();
      // What has a request under way is answered, and ends by itself then.
      for (const auto& [key, connection] : connections_) {
        if (connection->stage() != Connection::Stage::Busy) connection->abort();
      }
      changed_.wait_for(lock, grace, [this] { return connections_.empty() || aborting_; });
      aborting_ = true;
      engine_.abort();
      changed_.notify_all();
      for (const auto& [key, connection] : connections_) connection->abort();
    }
    poller_.stop();
    pool_.join();
    if (housekeeper_.joinable()) housekeeper_.join();
    const std::lock_guard lock{mutex_};
    connections_.clear();
    stopped_ = true;
    changed_.notify_all();
  }

 private:
  // A thread of the pool.

  /// One event. False when the server has stopped.
  bool work() {
    Parked* const parked = poller_.take();
    if (parked == nullptr) return false;
    if (parked->listens) {
      accept(static_cast<Listener&>(*parked));
    } else {
      serve(static_cast<Connection&>(*parked));
    }
    return true;
  }

  void accept(Listener& listener) {
    for (int i = 0; i < kTurn; ++i) {
      const auto accepted = listener.accept();
      if (accepted.descriptor >= 0) {
        adopt(std::make_unique<Connection>(accepted.descriptor));
      } else if (accepted.otherwise == Listener::Accept::NoRoom) {
        // It stays readable, so that parking it now would only turn in circles.
        const std::lock_guard lock{mutex_};
        without_room_.push_back(&listener);
        return;
      } else {
        break;
      }
    }
    if (!stopping_) poller_.park(listener);
  }

  void adopt(std::unique_ptr<Connection> connection) {
    auto& adopted = *connection;
    {
      const std::lock_guard lock{mutex_};
      if (stopping_) return;
      connections_.emplace(&adopted, std::move(connection));
      adopted.set_stage(Connection::Stage::Idle);
    }
    if (!poller_.add(adopted)) end(adopted);
  }

  void serve(Connection& connection) {
    const auto stage = connection.stage();
    if (stage == Connection::Stage::Ending || stage == Connection::Stage::Stalled) return see_off(connection);
    connection.set_stage(Connection::Stage::Busy);
    for (int i = 0; i < kTurn; ++i) {
      auto outcome = Engine::Outcome::NeedsMore;
      if (!connection.input().empty()) outcome = engine_.serve(connection, false);
      if (outcome == Engine::Outcome::NeedsMore) {
        const auto receipt = connection.receive();
        if (receipt == Connection::Receipt::Nothing) return park(connection);
        outcome = engine_.serve(connection, receipt == Connection::Receipt::End);
      }
      // No attempt to read first: it nearly always finds nothing, and costs a system call (0.8 of 11 µs a
      // request).
      if (outcome == Engine::Outcome::Served && connection.input().empty()) return park(connection);
      if (outcome == Engine::Outcome::Close) return close(connection);
      if (outcome == Engine::Outcome::Stall) return stall(connection);
      if (outcome == Engine::Outcome::Reset) return reset(connection);
    }
    poller_.park(connection, Poller::For::Turn);
  }

  void park(Connection& connection) {
    connection.set_stage(connection.input().empty() ? Connection::Stage::Idle : Connection::Stage::Partial);
    // Asked after the stage was set: `stop` either sees the stage, or we see that it was called.
    if (stopping_) return end(connection);
    poller_.park(connection);
  }

  /// Says that no more will come and waits until the client hangs up: to close a socket with unread input
  /// resets the connection, and our last answer may be lost by that (RFC 9112 §9.6).
  void close(Connection& connection) {
    connection.end_output();
    connection.set_stage(Connection::Stage::Ending);
    see_off(connection);
  }

  /// Parked, so that it takes no thread however long the client waits.
  void stall(Connection& connection) {
    connection.set_stage(Connection::Stage::Stalled);
    see_off(connection);
  }

  /// A reset takes away what is still under way, so that it must not be sent too early.
  void reset(Connection& connection) {
    connection.await_arrival(pool_, options_.write_timeout);
    connection.reset_when_closed();
    end(connection);
  }

  void see_off(Connection& connection) {
    for (int i = 0; i < kTurn; ++i) {
      switch (connection.discard()) {
        case Connection::Receipt::Some:
          break;
        case Connection::Receipt::End:
          return end(connection);
        case Connection::Receipt::Nothing:
          if (stopping_) return end(connection);
          return poller_.park(connection);
      }
    }
    poller_.park(connection);
  }

  void end(Connection& connection) {
    decltype(connections_)::node_type ended;  // closed after the mutex was let go
    const std::lock_guard lock{mutex_};
    ended = connections_.extract(&connection);
    if (stopping_ && connections_.empty()) changed_.notify_all();
  }

  // The housekeeper.

  void keep_house() {
    const auto shortest = std::min(options_.idle_timeout, options_.read_timeout) / 4;
    const auto tick = std::clamp(shortest, std::chrono::milliseconds{10}, kTick);
    const auto between_sweeps = std::clamp(shortest, tick, std::chrono::milliseconds{1000});
    auto swept = std::chrono::steady_clock::now();
    Poller::Activity before;

    std::unique_lock lock{mutex_};
    while (!changed_.wait_for(lock, tick, [this] { return aborting_.load(); })) {
      before = watch_pool(before);
      for (auto* listener : std::exchange(without_room_, {})) {
        if (!stopping_) poller_.park(*listener);
      }
      const auto now = std::chrono::steady_clock::now();
      if (now - swept < between_sweeps) continue;
      swept = now;
      sweep(now);
    }
  }

  /// A handler that waits, although it should not, must not stop all others for long.
  Poller::Activity watch_pool(Poller::Activity before) {
    const auto now = poller_.activity();
    if (now.waiting > 0) {
      pool_.settle();
    } else if (now == before) {
      pool_.grow();
    }
    return now;
  }

  /// Precondition: `mutex_` is held. Ends the wait of whom we have waited for long enough; a thread of the
  /// pool does the rest.
  void sweep(std::chrono::steady_clock::time_point now) {
    for (const auto& [key, connection] : connections_) {
      switch (connection->stage()) {
        case Connection::Stage::Busy:
          break;
        case Connection::Stage::Idle:
        case Connection::Stage::Stalled:
          if (now - connection->since() >= options_.idle_timeout) connection->abort();
          break;
        case Connection::Stage::Partial:
          if (now - connection->since() >= options_.read_timeout) connection->end_input();
          break;
        case Connection::Stage::Ending:
          if (now - connection->since() >= kEnding) connection->abort();
          break;
      }
    }
  }

  const ServerOptions options_;
  const Listening listening_;
  std::atomic<bool> stopping_{false};
  std::atomic<bool> aborting_{false};
  bool stopped_ = false;  ///< guarded by mutex_: nothing is left
  Poller poller_;
  Pool pool_;
  Engine engine_;
  std::thread housekeeper_;

  std::mutex mutex_;  // guards all below
  std::condition_variable changed_;
  std::unordered_map<Connection*, std::unique_ptr<Connection>> connections_;
  std::vector<Listener*> without_room_;  ///< that had a connection for which the system had no descriptor
};

Server::Server(ServerOptions options, Handler& handler)
    : impl_(std::make_unique<Impl>(std::move(options), handler)) {}
Server::~Server() = default;

int Server::port() const { return impl_->listening().port; }
std::string Server::url() const { return impl_->listening().url; }
std::size_t Server::threads() const { return impl_->threads(); }
void Server::start() { impl_->start(); }
void Server::stop(std::chrono::milliseconds grace) { impl_->stop(grace); }

}  // namespace mock::transport
