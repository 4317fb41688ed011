#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <list>
#include <mutex>
#include <thread>

namespace mock::transport {

/// Threads that work, as many as the machine has use for. A thread that is about to wait for a client says so
/// (`Waiting`) and is replaced at once, so that slow clients hold up nobody; who is superfluous afterwards
/// stays a while as a spare, and then ends.
class Pool {
 public:
  /// `work` does one piece of work and may wait for it; it answers false when there will be no more.
  Pool(std::size_t steady, std::size_t most, std::function<bool()> work);
  /// Precondition: `work` answers false by now.
  ~Pool();
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  void start();
  /// Returns when every thread has ended. `work` must answer false by then.
  void join();

  /// Held by a thread of the pool while it waits for a client.
  class Waiting {
   public:
    explicit Waiting(Pool& pool) : pool_(pool) { pool_.begin_waiting(); }
    ~Waiting() { pool_.end_waiting(); }
    Waiting(const Waiting&) = delete;
    Waiting& operator=(const Waiting&) = delete;

   private:
    Pool& pool_;
  };

  /// Adds as many threads again: all of them seem to be stuck in a wait that they did not announce.
  void grow();
  /// Takes back what `grow` added.
  void settle();

  [[nodiscard]] std::size_t size() const;

 private:
  void begin_waiting();
  void end_waiting();
  void run(std::list<std::thread>::iterator self);
  bool wait_as_spare();
  void ensure_able();
  void reap();

  const std::size_t most_;
  const std::function<bool()> work_;
  // Both are read without the mutex to see whether it is worth taking.
  std::atomic<std::size_t> wanted_;   ///< how many should be able to work
  std::atomic<std::size_t> able_{0};  ///< how many are: neither waiting nor spare
  const std::size_t steady_;

  mutable std::mutex mutex_;             // guards all below, and changes of the two above
  std::condition_variable called_back_;  ///< a spare is
  std::condition_variable thread_ended_;
  std::list<std::thread> threads_;
  std::list<std::thread> ended_;
  std::size_t spares_ = 0;
  std::size_t called_ = 0;  ///< spares that may go to work
  bool joining_ = false;
};

}  // namespace mock::transport
