#include "transport/pool.hpp"

#include <algorithm>
#include <chrono>
#include <system_error>
#include <utility>

namespace mock::transport {

namespace {

constexpr std::chrono::seconds kSpareFor{2};

}  // namespace

Pool::Pool(std::size_t steady, std::size_t most, std::function<bool()> work)
    : most_(std::max(steady, most)), work_(std::move(work)), wanted_(steady), steady_(steady) {}

Pool::~Pool() { join(); }

void Pool::start() {
  const std::lock_guard lock{mutex_};
  ensure_able();
}

void Pool::join() {
  std::unique_lock lock{mutex_};
  joining_ = true;
  called_back_.notify_all();
  thread_ended_.wait(lock, [this] { return threads_.empty(); });
  reap();
}

void Pool::grow() {
  const std::lock_guard lock{mutex_};
  wanted_ = std::min(wanted_ * 2, most_);
  ensure_able();
}

void Pool::settle() {
  if (wanted_ == steady_) return;
  const std::lock_guard lock{mutex_};
  wanted_ = steady_;
}

std::size_t Pool::size() const {
  const std::lock_guard lock{mutex_};
  return threads_.size();
}

void Pool::begin_waiting() {
  const std::lock_guard lock{mutex_};
  --able_;
  ensure_able();
}

void Pool::end_waiting() {
  const std::lock_guard lock{mutex_};
  ++able_;
}

void Pool::run(std::list<std::thread>::iterator self) {
  while (work_()) {
    if (able_ > wanted_ && !wait_as_spare()) break;
  }
  const std::lock_guard lock{mutex_};
  --able_;
  ended_.splice(ended_.end(), threads_, self);
  thread_ended_.notify_all();
}

/// Whether this thread is needed again.
bool Pool::wait_as_spare() {
  std::unique_lock lock{mutex_};
  if (able_ <= wanted_) return true;
  --able_;
  ++spares_;
  called_back_.wait_for(lock, kSpareFor, [this] { return called_ > 0 || joining_; });
  --spares_;
  if (called_ > 0) {
    --called_;  // who called counted this thread as able
    return true;
  }
  ++able_;  // `run` takes it off
  return false;
}

/// Precondition: `mutex_` is held.
void Pool::ensure_able() {
  reap();
  while (able_ < wanted_ && !joining_) {
    if (spares_ > called_) {
      ++called_;
      called_back_.notify_one();
    } else {
      if (threads_.size() >= most_) return;
      try {
        const auto self = threads_.emplace(threads_.end());
        *self = std::thread{[this, self] { run(self); }};
      } catch (const std::system_error&) {
        threads_.pop_back();  // the system has no more threads for us: it goes on with those that there are
        return;
      }
    }
    ++able_;
  }
}

/// Precondition: `mutex_` is held. A thread that has put itself here takes no lock any more.
void Pool::reap() {
  for (auto& thread : ended_) thread.join();
  ended_.clear();
}

}  // namespace mock::transport
