#include "app/ticker.hpp"

#include "app/session_slot.hpp"

namespace mock::app {

Ticker::~Ticker() { stop(); }

void Ticker::stop() {
  {
    const std::lock_guard lock{mutex_};
    stopping_ = true;
    running_ = false;
  }
  changed_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void Ticker::start() {
  const std::lock_guard lock{mutex_};
  if (running_ || stopping_) return;
  thread_ = std::thread{[this] { run(); }};
  running_ = true;
}

void Ticker::expect(std::uint64_t serial, std::weak_ptr<SessionSlot> slot, RealTime when) {
  bool is_first = false;
  {
    const std::lock_guard lock{mutex_};
    is_first = told_.empty();
    told_.push_back({.serial = serial, .slot = std::move(slot), .when = when});
  }
  if (is_first) changed_.notify_one();
}

void Ticker::Queue::add(Entry entry) {
  const auto [known, is_new] = when.try_emplace(entry.serial, entry.when);
  if (!is_new) {
    if (known->second <= entry.when) return;
    by_time.erase({known->second, entry.serial});
    known->second = entry.when;
  }
  by_time.emplace(std::pair{entry.when, entry.serial}, std::move(entry.slot));
}

std::weak_ptr<SessionSlot> Ticker::Queue::take_first() {
  auto first = by_time.extract(by_time.begin());
  when.erase(first.key().second);
  return std::move(first.mapped());
}

void Ticker::run() {
  Queue queue;
  std::unique_lock lock{mutex_};
  while (!stopping_) {
    const auto wanted = [this] { return stopping_ || !told_.empty(); };
    if (queue.by_time.empty()) {
      changed_.wait(lock, wanted);
    } else {
      changed_.wait_until(lock, queue.by_time.begin()->first.first, wanted);
    }
    for (Entry& entry : told_) queue.add(std::move(entry));
    told_.clear();
    lock.unlock();
    tick(queue);
    lock.lock();
  }
}

void Ticker::tick(Queue& queue) {
  const auto now = std::chrono::steady_clock::now();
  while (!queue.by_time.empty() && queue.by_time.begin()->first.first <= now) {
    const auto slot = queue.take_first().lock();
    if (slot == nullptr) continue;
    if (const auto next = slot->tick()) {
      queue.add({.serial = slot->identity().serial, .slot = slot, .when = *next});
    }
  }
}

}  // namespace mock::app
