#pragma once

#include "transport/poller.hpp"
#include "transport/pool.hpp"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace mock::transport {

/// One client's socket with what came and was not used yet. Belongs to one thread at a time (`Poller`); what
/// other threads may touch is said where it stands. Closed with this.
class Connection : public Parked {
 public:
  /// What it waits for, which decides how long.
  enum class Stage : std::uint8_t {
    Busy,     ///< for nothing: a thread works for it
    Idle,     ///< for a request
    Partial,  ///< for the rest of a request's head
    Ending,   ///< for the client to hang up; we send nothing more
    Stalled,  ///< for the client to give up: we send nothing more, and do not say so
  };

  explicit Connection(int accepted_descriptor);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // What came.

  [[nodiscard]] std::string_view input() const { return std::string_view{input_}.substr(used_); }
  void use(std::size_t count);
  /// Takes in what is there, without waiting.
  enum class Receipt { Some, Nothing, End };
  Receipt receive();
  /// Throws away what is there.
  Receipt discard();
  /// Remembered for `find_head_end`.
  std::size_t searched = 0;

  // Waiting; the pool gets a replacement for this thread meanwhile.

  enum class Waited { Ready, TooLong };
  Waited wait_for_input(Pool& pool, std::chrono::milliseconds limit) const;
  /// Waits that long; less if the connection ends altogether.
  void pause(Pool& pool, std::chrono::microseconds time) const;
  /// Waits until the client's machine has everything that was sent, up to `limit` whenever it takes nothing.
  void await_arrival(Pool& pool, std::chrono::milliseconds limit) const;

  /// Sends all of it, waiting up to `limit` whenever the client takes nothing. Answers how many bytes were
  /// handed to the network; less than all: the connection is no longer of use. `More::Soon`: what follows may
  /// share a packet with it.
  enum class More { No, Soon };
  std::size_t send(std::string_view bytes, More more, Pool& pool, std::chrono::milliseconds limit) const;
  /// The client gets an end of input after what was sent.
  void end_output() const;
  /// When this is closed the client gets a reset (TCP RST). What has not arrived by then is lost.
  void reset_when_closed() const;
  /// Whether the client has hung up, or at least sends nothing more: TCP does not show the difference. Not
  /// seen behind input that was not taken in yet.
  [[nodiscard]] bool is_hung_up() const;

  // What the sweep may do while another thread works or the socket is parked.

  void set_stage(Stage stage);
  [[nodiscard]] Stage stage() const { return stage_.load(); }
  /// In which stage it has been since then.
  [[nodiscard]] std::chrono::steady_clock::time_point since() const {
    return since_.load(std::memory_order_relaxed);
  }
  /// Ends all waiting for it and everything sent.
  void abort() const;
  /// The client was too slow: what follows is an end of input.
  void end_input();
  [[nodiscard]] bool was_too_slow() const { return too_slow_.load(); }

 private:
  std::string input_;
  std::size_t used_ = 0;
  std::atomic<Stage> stage_{Stage::Busy};
  std::atomic<std::chrono::steady_clock::time_point> since_;
  std::atomic<bool> too_slow_{false};
};

}  // namespace mock::transport
