#pragma once

#include "app/session_slot.hpp"

#include <condition_variable>
#include <memory>
#include <mutex>
#include <span>
#include <thread>

namespace mock::app {

/// Takes the steps of sessions with a running clock when they come, so that a log shows them then and not at
/// the next request. Nothing depends on it: what is due is taken before a request is answered, with the same
/// instants.
class Ticker {
 public:
  /// The slots must outlive this.
  explicit Ticker(std::span<const std::unique_ptr<SessionSlot>> slots);
  ~Ticker();
  Ticker(const Ticker&) = delete;
  Ticker& operator=(const Ticker&) = delete;

  /// A session has something due, perhaps earlier than what this waits for.
  void look_again();

 private:
  void run();

  std::span<const std::unique_ptr<SessionSlot>> slots_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool looked_at_ = false;  ///< guarded by mutex_
  bool stopping_ = false;   ///< guarded by mutex_
  std::thread thread_;
};

}  // namespace mock::app
