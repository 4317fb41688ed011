#include "app/ticker.hpp"

#include <algorithm>
#include <chrono>
#include <optional>

namespace mock::app {

Ticker::Ticker(std::span<const std::unique_ptr<SessionSlot>> slots)
    : slots_(slots), thread_([this] { run(); }) {}

Ticker::~Ticker() {
  {
    const std::lock_guard lock{mutex_};
    stopping_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

void Ticker::look_again() {
  {
    const std::lock_guard lock{mutex_};
    looked_at_ = false;
  }
  changed_.notify_one();
}

void Ticker::run() {
  std::unique_lock lock{mutex_};
  while (!stopping_) {
    looked_at_ = true;
    lock.unlock();
    std::optional<std::chrono::steady_clock::time_point> next;
    for (const auto& slot : slots_) {
      slot->act([](core::Session& session, core::Instant now) {
        if (session.next_due() && *session.next_due() <= now) session.advance_to(now);
      });
      const auto due = slot->next_due();
      if (due && (!next || *due < *next)) next = due;
    }
    lock.lock();
    const auto wanted = [this] { return stopping_ || !looked_at_; };
    if (next) {
      changed_.wait_until(lock, *next, wanted);
    } else {
      changed_.wait(lock, wanted);
    }
  }
}

}  // namespace mock::app
