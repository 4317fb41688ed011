#include "transport/poller.hpp"

#include <cerrno>
#include <system_error>
#include <unistd.h>

#if defined(__linux__) && !defined(UNDERSTUDY_NO_EPOLL)
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#else
#include <algorithm>
#include <fcntl.h>
#include <mutex>
#include <poll.h>
#include <utility>
#include <vector>
#endif

namespace mock::transport {

namespace {

[[noreturn]] void fail(const char* what) { throw std::system_error(errno, std::generic_category(), what); }

}  // namespace

#if defined(__linux__) && !defined(UNDERSTUDY_NO_EPOLL)

class Poller::Impl {
 public:
  Impl() : epoll_(::epoll_create1(EPOLL_CLOEXEC)), end_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    if (epoll_ < 0 || end_ < 0) fail("epoll");
    epoll_event event{.events = EPOLLIN, .data = {.ptr = nullptr}};
    if (::epoll_ctl(epoll_, EPOLL_CTL_ADD, end_, &event) != 0) fail("epoll_ctl");
  }
  ~Impl() {
    ::close(end_);
    ::close(epoll_);
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  bool add(Parked& socket) const { return set(EPOLL_CTL_ADD, socket, EPOLLIN); }
  void park(Parked& socket, For reason) const {
    // A socket can nearly always be written to, so waiting for that as well goes to the end of the queue.
    set(EPOLL_CTL_MOD, socket, reason == For::Turn ? EPOLLIN | EPOLLOUT : EPOLLIN);
  }
  [[nodiscard]] Parked* wait() const {
    epoll_event event{};
    int count = 0;
    do {
      count = ::epoll_wait(epoll_, &event, 1, -1);
    } while (count == 0 || (count < 0 && errno == EINTR));
    return count < 0 ? nullptr : static_cast<Parked*>(event.data.ptr);
  }
  /// Nobody reads the eventfd, so it stays readable and ends every wait.
  void stop() const { ::eventfd_write(end_, 1); }

 private:
  bool set(int operation, Parked& socket, std::uint32_t events) const {
    epoll_event event{.events = events | EPOLLRDHUP | EPOLLONESHOT, .data = {.ptr = &socket}};
    const int descriptor = socket.descriptor;
    socket.handed_over.store(true, std::memory_order_release);  // from here on it may be another thread's
#if defined(__SANITIZE_THREAD__)
    // The checker takes EPOLL_CTL_MOD for a use of the descriptor that races with whoever is handed the
    // socket by it and closes it. (It understands EPOLL_CTL_ADD.)
    if (operation == EPOLL_CTL_MOD)
      return ::syscall(SYS_epoll_ctl, epoll_, operation, descriptor, &event) == 0;
#endif
    return ::epoll_ctl(epoll_, operation, descriptor, &event) == 0;
  }

  int epoll_;
  int end_;
};

#else

/// One thread polls for all; what it finds is handed out from a queue. Slower with many connections, and
/// enough for a developer's machine.
class Poller::Impl {
 public:
  Impl() {
    if (::pipe(wake_) != 0) fail("pipe");
    for (const int end : wake_) {
      ::fcntl(end, F_SETFD, FD_CLOEXEC);
      ::fcntl(end, F_SETFL, O_NONBLOCK);
    }
  }
  ~Impl() {
    ::close(wake_[0]);
    ::close(wake_[1]);
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  bool add(Parked& socket) {
    park(socket, For::Input);
    return true;
  }
  void park(Parked& socket, For reason) {
    const std::lock_guard lock{mutex_};
    parked_.push_back({&socket, static_cast<short>(reason == For::Turn ? POLLIN | POLLOUT : POLLIN)});
    wake();
  }
  Parked* wait() {
    const std::lock_guard turn{turn_};
    while (true) {
      if (stopped_) return nullptr;
      if (!ready_.empty()) {
        Parked* socket = ready_.back();
        ready_.pop_back();
        return socket;
      }
      poll_once();
    }
  }
  void stop() {
    stopped_ = true;
    wake();
  }

 private:
  struct Entry {
    Parked* socket;
    short events;
  };

  /// Precondition: `turn_` is held.
  void poll_once() {
    std::vector<Entry> entries;
    {
      const std::lock_guard lock{mutex_};
      entries = parked_;
    }
    std::vector<pollfd> polled{{.fd = wake_[0], .events = POLLIN, .revents = 0}};
    for (const auto& entry : entries) {
      polled.push_back({.fd = entry.socket->descriptor, .events = entry.events, .revents = 0});
    }
    if (::poll(polled.data(), static_cast<nfds_t>(polled.size()), -1) <= 0) return;
    char drained[64];
    while (::read(wake_[0], drained, sizeof drained) > 0) {
    }
    const std::lock_guard lock{mutex_};
    for (std::size_t i = 0; i < entries.size(); ++i) {
      if (polled[i + 1].revents == 0) continue;
      ready_.push_back(entries[i].socket);
      std::erase_if(parked_, [&](const Entry& entry) { return entry.socket == entries[i].socket; });
    }
  }

  void wake() {
    if (::write(wake_[1], "x", 1) < 0) return;  // full: it wakes anyway
  }

  int wake_[2] = {-1, -1};
  std::atomic<bool> stopped_{false};
  std::mutex turn_;  // guards:
  std::vector<Parked*> ready_;
  std::mutex mutex_;  // guards:
  std::vector<Entry> parked_;
};

#endif

Poller::Poller() : impl_(std::make_unique<Impl>()) {}
Poller::~Poller() = default;

bool Poller::add(Parked& socket) { return impl_->add(socket); }
void Poller::park(Parked& socket, For reason) { impl_->park(socket, reason); }
void Poller::stop() { impl_->stop(); }

Parked* Poller::take() {
  activity_.fetch_add(1, std::memory_order_relaxed);
  Parked* socket = impl_->wait();
  if (socket != nullptr) static_cast<void>(socket->handed_over.load(std::memory_order_acquire));
  activity_.fetch_add((std::uint64_t{1} << 32U) - 1, std::memory_order_relaxed);
  return socket;
}

Poller::Activity Poller::activity() const {
  const auto both = activity_.load(std::memory_order_relaxed);
  return {.taken = static_cast<std::uint32_t>(both >> 32U), .waiting = static_cast<std::uint32_t>(both)};
}

}  // namespace mock::transport
