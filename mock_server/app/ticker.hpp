#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <utility>
#include <vector>

namespace mock::app {

class SessionSlot;

/// Takes the steps of sessions with a running clock when they come, so that a log shows them then and not at
/// the next request. Nothing depends on it: what is due is taken before a request is answered, with the same
/// instants. Sessions tell it when something comes earlier than what they told before; that costs them no
/// more than one entry in a list, however many there are. May be shared between threads.
class Ticker {
 public:
  using RealTime = std::chrono::steady_clock::time_point;

  Ticker() = default;
  ~Ticker();
  Ticker(const Ticker&) = delete;
  Ticker& operator=(const Ticker&) = delete;

  /// Idempotent. Sessions that are there already must tell again.
  void start();
  /// For good; waits until the thread has ended. Whoever owns this calls it before the sessions may go: the
  /// thread holds one while it works on it, and could be the last one to do so.
  void stop();
  [[nodiscard]] bool is_running() const { return running_; }

  /// The session of that serial has something due then. One that is gone by then is passed over.
  void expect(std::uint64_t serial, std::weak_ptr<SessionSlot> slot, RealTime when);

 private:
  struct Entry {
    std::uint64_t serial = 0;
    std::weak_ptr<SessionSlot> slot;
    RealTime when;
  };
  /// One entry for each session, the earliest that it told: then it is asked for the next one.
  struct Queue {
    std::map<std::pair<RealTime, std::uint64_t>, std::weak_ptr<SessionSlot>> by_time;
    std::unordered_map<std::uint64_t, RealTime> when;

    void add(Entry entry);
    /// Precondition: there is one.
    std::weak_ptr<SessionSlot> take_first();
  };
  void run();
  static void tick(Queue& queue);

  std::atomic<bool> running_{false};
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Entry> told_;  ///< not yet in the thread's queue; guarded by mutex_
  bool stopping_ = false;    ///< guarded by mutex_
  std::thread thread_;       ///< guarded by mutex_ until it runs
};

}  // namespace mock::app
