#pragma once

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <netinet/in.h>
#include <optional>
#include <poll.h>
#include <stdexcept>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>
#include <vector>

namespace mock::testing {

/// How long a test waits for anything before it fails.
inline constexpr std::chrono::seconds kDeadline{20};

/// A response as it was on the wire.
struct RawResponse {
  std::string head;  ///< status line and header lines, each with its CRLF
  std::string body;  ///< chunks put together
  int status = 0;

  [[nodiscard]] std::string status_line() const { return head.substr(0, head.find("\r\n")); }
  /// The value of the first field of that name (any case); nothing if there is none.
  [[nodiscard]] std::optional<std::string> header(std::string_view name) const {
    for (std::size_t begin = head.find("\r\n"); begin != std::string::npos;) {
      begin += 2;
      const auto end = head.find("\r\n", begin);
      const auto colon = head.find(':', begin);
      if (end == std::string::npos || colon > end) return std::nullopt;
      const auto is_same = [](char a, char b) { return (a | 0x20) == (b | 0x20); };
      if (std::equal(name.begin(), name.end(), head.begin() + static_cast<std::ptrdiff_t>(begin),
                     head.begin() + static_cast<std::ptrdiff_t>(colon), is_same)) {
        const auto value = head.find_first_not_of(' ', colon + 1);
        return head.substr(value, end - value);
      }
      begin = end;
    }
    return std::nullopt;
  }
};

/// A TCP client that sends and reads bytes. Every wait has a deadline, after which it throws with what it got
/// so far.
class RawSocket {
 public:
  explicit RawSocket(int port, const char* host = "127.0.0.1")
      : RawSocket(std::strchr(host, ':') != nullptr) {
    connect(port);
  }
  ~RawSocket() { close(); }
  RawSocket(RawSocket&& other) noexcept
      : socket_(std::exchange(other.socket_, -1)), v6_(other.v6_), input_(std::move(other.input_)) {}
  RawSocket& operator=(RawSocket&&) = delete;

  void send(std::string_view bytes) {
    while (!bytes.empty()) {
      wait(POLLOUT, "send");
      const auto count = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
      if (count < 0 && errno == EAGAIN) continue;
      if (count < 0) fail("send");
      bytes.remove_prefix(static_cast<std::size_t>(count));
    }
  }
  /// Sends what the server still takes.
  void try_send(std::string_view bytes) {
    try {
      send(bytes);
    } catch (const std::runtime_error&) {
    }
  }
  void end_output() { ::shutdown(socket_, SHUT_WR); }

  /// Everything up to and including `end`.
  std::string read_until(std::string_view end) {
    std::size_t found = 0;
    while ((found = input_.find(end)) == std::string::npos) more();
    return take(found + end.size());
  }
  std::string read_exactly(std::size_t count) {
    while (input_.size() < count) more();
    return take(count);
  }
  /// Everything until the server ends the connection; a reset counts as an end.
  std::string read_to_end() {
    while (receive()) {
    }
    return take(input_.size());
  }
  /// Reads and forgets what is there next; false at the end.
  bool drain_some() {
    input_.clear();
    return receive();
  }
  /// Whether the end that the last read met was a reset (TCP RST).
  [[nodiscard]] bool was_reset() const { return was_reset_; }
  /// Waits for the end. False if something else comes.
  bool is_ended() { return input_.empty() && !receive(); }
  /// Waits for the end without reading what came before it. Sees a reset, and no orderly end.
  void wait_for_reset() const { wait(0, "wait for a reset"); }
  /// Whether anything, an end included, came within that time. The only wait that may pass in vain.
  bool has_more_within(std::chrono::milliseconds time) {
    pollfd polled{.fd = socket_, .events = POLLIN, .revents = 0};
    return !input_.empty() || ::poll(&polled, 1, static_cast<int>(time.count())) > 0;
  }

  /// The next final response. `method` decides whether it has a body.
  RawResponse read_response(std::string_view method = "GET") {
    RawResponse response;
    response.head = read_until("\r\n\r\n");
    response.head.resize(response.head.size() - 2);
    response.status = std::atoi(response.head.c_str() + 9);
    if (method == "HEAD" || response.status == 204 || response.status == 304) return response;
    if (const auto length = response.header("Content-Length")) {
      response.body = read_exactly(std::stoull(*length));
    } else if (response.header("Transfer-Encoding") == "chunked") {
      while (const auto size = std::stoull(read_until("\r\n"), nullptr, 16)) {
        response.body += read_exactly(size);
        if (read_exactly(2) != "\r\n") throw std::runtime_error("a chunk does not end with CRLF");
      }
      read_until("\r\n");
    } else {
      response.body = read_to_end();
    }
    return response;
  }
  RawResponse ask(std::string_view request) {
    send(request);
    return read_response(request.substr(0, request.find(' ')));
  }

  /// Ends the connection with a reset.
  void reset() {
    const linger hard{.l_onoff = 1, .l_linger = 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
    close();
  }
  void close() {
    if (socket_ >= 0) ::close(std::exchange(socket_, -1));
  }
  /// Takes only little at a time.
  void shrink_buffer() {
    const int bytes = 4096;
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes);
  }

 private:
  void connect(int port) {
    sockaddr_in v4{};
    v4.sin_family = AF_INET;
    v4.sin_port = htons(static_cast<std::uint16_t>(port));
    v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    sockaddr_in6 v6{};
    v6.sin6_family = AF_INET6;
    v6.sin6_port = v4.sin_port;
    v6.sin6_addr = in6addr_loopback;
    const auto* address =
        v6_ ? reinterpret_cast<const sockaddr*>(&v6) : reinterpret_cast<const sockaddr*>(&v4);
    if (::connect(socket_, address, v6_ ? sizeof v6 : sizeof v4) != 0) fail("connect");
  }

  explicit RawSocket(bool v6)
      : socket_(::socket(v6 ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)), v6_(v6) {
    if (socket_ < 0) fail("socket");
  }

  [[noreturn]] void fail(const std::string& what) const {
    throw std::runtime_error(what + ": " + std::strerror(errno) + "; got so far: " + input_.substr(0, 2000));
  }
  void wait(short events, const char* what) const {
    pollfd polled{.fd = socket_, .events = events, .revents = 0};
    const auto limit = std::chrono::duration_cast<std::chrono::milliseconds>(kDeadline).count();
    if (::poll(&polled, 1, static_cast<int>(limit)) > 0) return;
    throw std::runtime_error(std::string{what} +
                             ": nothing before the deadline; got so far: " + input_.substr(0, 2000));
  }
  bool receive() {
    wait(POLLIN, "read");
    char bytes[65'536];
    const auto count = ::recv(socket_, bytes, sizeof bytes, 0);
    was_reset_ = count < 0 && errno == ECONNRESET;
    if (count > 0) input_.append(bytes, static_cast<std::size_t>(count));
    return count > 0;
  }
  void more() {
    if (receive()) return;
    throw std::runtime_error("the connection ended; got so far: " + input_.substr(0, 2000));
  }
  std::string take(std::size_t count) {
    auto taken = input_.substr(0, count);
    input_.erase(0, count);
    return taken;
  }

  int socket_ = -1;
  bool v6_ = false;
  bool was_reset_ = false;
  std::string input_;
};

}  // namespace mock::testing
