#include "transport/connection.hpp"

#include <algorithm>
#include <cassert>
#include <cerrno>
#include <climits>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>
#if defined(__linux__)
#include <linux/sockios.h>
#include <sys/ioctl.h>
#endif

namespace mock::transport {

namespace {

/// A connection that waits keeps no more than this, so that ten thousand of them are cheap.
constexpr std::size_t kKeptBytes = 512;

#if defined(MSG_NOSIGNAL)
constexpr int kNoSignal = MSG_NOSIGNAL;
#else
constexpr int kNoSignal = 0;  // SO_NOSIGPIPE is set on the socket
#endif
#if defined(MSG_MORE)
constexpr int kMore = MSG_MORE;
#else
constexpr int kMore = 0;
#endif

Connection::Waited wait_until_ready(int descriptor, short events, Pool& pool,
                                    std::chrono::milliseconds limit) {
  const auto end = std::chrono::steady_clock::now() + limit;
  const Pool::Waiting waiting{pool};
  while (true) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(end - std::chrono::steady_clock::now()).count();
    pollfd polled{.fd = descriptor, .events = events, .revents = 0};
    const int count = ::poll(&polled, 1, static_cast<int>(std::clamp<std::int64_t>(left, 0, INT_MAX)));
    if (count > 0) return Connection::Waited::Ready;
    if (count == 0 && left <= INT_MAX) return Connection::Waited::TooLong;
    if (count < 0 && errno != EINTR) return Connection::Waited::TooLong;
  }
}

/// What the client's machine has not confirmed yet; 0 where the system does not tell.
int bytes_under_way(int descriptor) {
  int bytes = 0;
#if defined(SIOCOUTQ)
  if (::ioctl(descriptor, SIOCOUTQ, &bytes) != 0) return 0;
#elif defined(SO_NWRITE)
  socklen_t size = sizeof bytes;
  if (::getsockopt(descriptor, SOL_SOCKET, SO_NWRITE, &bytes, &size) != 0) return 0;
#else
  static_cast<void>(descriptor);
#endif
  return bytes;
}

}  // namespace

Connection::Connection(int accepted_descriptor) : since_(std::chrono::steady_clock::now()) {
  descriptor = accepted_descriptor;
}

Connection::~Connection() { ::close(descriptor); }

void Connection::use(std::size_t count) {
  assert(count <= input_.size() - used_);
  used_ += count;
  searched = 0;
  if (used_ < input_.size()) return;
  used_ = 0;
  input_.clear();
  if (input_.capacity() > kKeptBytes) input_ = {};
}

Connection::Receipt Connection::receive() {
  char bytes[16'384];
  ssize_t count = 0;
  do {
    count = ::recv(descriptor, bytes, sizeof bytes, 0);
  } while (count < 0 && errno == EINTR);
  if (count < 0 && errno == EAGAIN) return Receipt::Nothing;
  if (count <= 0) return Receipt::End;
  if (used_ > 0) {
    input_.erase(0, used_);
    used_ = 0;
  }
  input_.append(bytes, static_cast<std::size_t>(count));
  return Receipt::Some;
}

Connection::Receipt Connection::discard() {
  const auto receipt = receive();
  use(input().size());
  return receipt;
}

Connection::Waited Connection::wait_for_input(Pool& pool, std::chrono::milliseconds limit) const {
  return wait_until_ready(descriptor, POLLIN, pool, limit);
}

void Connection::pause(Pool& pool, std::chrono::microseconds time) const {
  wait_until_ready(descriptor, 0, pool, std::chrono::ceil<std::chrono::milliseconds>(time));
}

/// No system call waits for this, so we look again and again, ever less often.
void Connection::await_arrival(Pool& pool, std::chrono::milliseconds limit) const {
  std::chrono::milliseconds waited{0};
  std::chrono::milliseconds step{1};
  int before = bytes_under_way(descriptor);
  while (before > 0 && waited < limit) {
    if (wait_until_ready(descriptor, 0, pool, step) == Waited::Ready) return;  // the connection is over
    const int now = bytes_under_way(descriptor);
    waited = now < before ? std::chrono::milliseconds{0} : waited + step;
    step = std::min(2 * step, std::chrono::milliseconds{16});
    before = now;
  }
}

std::size_t Connection::send(std::string_view bytes, More more, Pool& pool,
                             std::chrono::milliseconds limit) const {
  const int flags = kNoSignal | (more == More::Soon ? kMore : 0);
  std::size_t sent = 0;
  while (sent < bytes.size()) {
    const ssize_t taken = ::send(descriptor, bytes.data() + sent, bytes.size() - sent, flags);
    if (taken >= 0) {
      sent += static_cast<std::size_t>(taken);
    } else if (errno == EAGAIN) {
      if (wait_until_ready(descriptor, POLLOUT, pool, limit) == Waited::TooLong) break;
    } else if (errno != EINTR) {
      break;
    }
  }
  return sent;
}

void Connection::end_output() const { ::shutdown(descriptor, SHUT_WR); }

void Connection::reset_when_closed() const {
  const linger none{.l_onoff = 1, .l_linger = 0};
  ::setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &none, sizeof none);
}

bool Connection::is_hung_up() const {
  char byte = 0;
  const ssize_t count = ::recv(descriptor, &byte, 1, MSG_PEEK);
  return count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR);
}

void Connection::set_stage(Stage stage) {
  if (stage != Stage::Busy) since_.store(std::chrono::steady_clock::now(), std::memory_order_relaxed);
  stage_.store(stage);
}

void Connection::abort() const { ::shutdown(descriptor, SHUT_RDWR); }

void Connection::end_input() {
  too_slow_ = true;
  ::shutdown(descriptor, SHUT_RD);
}

}  // namespace mock::transport
