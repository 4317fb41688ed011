#include "transport/listener.hpp"

#include "core/text.hpp"
#include "transport/server.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <optional>
#include <sys/socket.h>
#include <system_error>
#include <unistd.h>
#include <utility>
#include <variant>

namespace mock::transport {

namespace {

using core::cat;

/// Test suites connect a thousand clients at once. The system may cut this down (net.core.somaxconn).
constexpr int kBacklog = 4096;
/// How often a port that is free on 127.0.0.1 may be taken on ::1 before we give up.
constexpr int kTries = 32;

struct Address {
  sockaddr_storage storage{};
  socklen_t length = 0;
  [[nodiscard]] bool is_v6() const { return storage.ss_family == AF_INET6; }
};

void set_option(int descriptor, int level, int option) {
  const int on = 1;
  ::setsockopt(descriptor, level, option, &on, sizeof on);
}

void set_port(Address& address, int port) {
  const auto wire = htons(static_cast<std::uint16_t>(port));
  if (address.is_v6()) {
    reinterpret_cast<sockaddr_in6*>(&address.storage)->sin6_port = wire;
  } else {
    reinterpret_cast<sockaddr_in*>(&address.storage)->sin_port = wire;
  }
}

int port_of(int descriptor) {
  Address bound;
  bound.length = sizeof bound.storage;
  if (::getsockname(descriptor, reinterpret_cast<sockaddr*>(&bound.storage), &bound.length) != 0) return 0;
  return ntohs(bound.is_v6() ? reinterpret_cast<sockaddr_in6*>(&bound.storage)->sin6_port
                             : reinterpret_cast<sockaddr_in*>(&bound.storage)->sin_port);
}

/// The first address that `text` means.
Address resolve(const std::string& text) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE;
  addrinfo* found = nullptr;
  const int code = ::getaddrinfo(text.c_str(), nullptr, &hints, &found);
  if (code != 0 || found == nullptr) {
    throw BindError{cat("cannot listen on ", core::in_quotes(text), ": ",
                        code == 0 ? "no address found" : ::gai_strerror(code),
                        "; an address of this machine is needed, such as 127.0.0.1 or 0.0.0.0")};
  }
  Address address;
  std::memcpy(&address.storage, found->ai_addr, found->ai_addrlen);
  address.length = found->ai_addrlen;
  ::freeaddrinfo(found);
  return address;
}

/// `127.0.0.1`, `[::1]`: as it stands in a URL.
std::string in_url(const std::string& address) {
  return address.find(':') == std::string::npos ? address : cat("[", address, "]");
}

[[noreturn]] void refuse(int error, const std::string& address, int port) {
  const auto where = cat(in_url(address), ":", std::to_string(port));
  switch (error) {
    case EADDRINUSE:
      throw BindError{cat("port ", std::to_string(port), " on ", address,
                          " is in use by another program: stop it, or take another port (0: any free one)")};
    case EADDRNOTAVAIL:
      throw BindError{cat("cannot listen on ", where, ": this machine has no address ", address)};
    case EACCES:
      throw BindError{
          cat("cannot listen on ", where, ": ports below 1024 need a privilege; take a higher one")};
    default:
      throw BindError{cat("cannot listen on ", where, ": ", std::generic_category().message(error))};
  }
}

/// A listening socket, or the error of the system.
std::variant<std::unique_ptr<Listener>, int> try_listen(Address address, int port, bool both_families) {
  const int descriptor = ::socket(address.storage.ss_family, SOCK_STREAM, 0);
  if (descriptor < 0) return errno;
  auto listener = std::make_unique<Listener>(descriptor);
  // Not SO_REUSEPORT, as httplib has it: a second server on this port would start without an error and take
  // part of the connections. With SO_REUSEADDR connections of a former server that have not quite ended are
  // no obstacle.
  set_option(descriptor, SOL_SOCKET, SO_REUSEADDR);
  if (address.is_v6()) {
    const int only = both_families ? 0 : 1;
    ::setsockopt(descriptor, IPPROTO_IPV6, IPV6_V6ONLY, &only, sizeof only);
  }
  set_port(address, port);
  if (::bind(descriptor, reinterpret_cast<const sockaddr*>(&address.storage), address.length) != 0)
    return errno;
  if (::listen(descriptor, kBacklog) != 0) return errno;
  return listener;
}

/// The other loopback as well. Nothing: the port is taken there.
std::optional<Listening> with_second_loopback(Listening listening) {
  auto second = try_listen(resolve("::1"), listening.port, false);
  if (auto* listener = std::get_if<std::unique_ptr<Listener>>(&second)) {
    listening.listeners.push_back(std::move(*listener));
  } else if (std::get<int>(second) == EADDRINUSE) {
    return std::nullopt;
  }
  return listening;  // other errors: this machine has no ::1
}

}  // namespace

Listener::Listener(int listening_descriptor) {
  descriptor = listening_descriptor;
  listens = true;
  ::fcntl(descriptor, F_SETFD, FD_CLOEXEC);
  ::fcntl(descriptor, F_SETFL, O_NONBLOCK);
}

Listener::~Listener() { ::close(descriptor); }

Listener::Accepted Listener::accept() const {
  while (true) {
#if defined(__linux__)
    const int accepted = ::accept4(descriptor, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
#else
    const int accepted = ::accept(descriptor, nullptr, nullptr);
    if (accepted >= 0) {
      ::fcntl(accepted, F_SETFD, FD_CLOEXEC);
      ::fcntl(accepted, F_SETFL, O_NONBLOCK);
    }
#endif
    if (accepted >= 0) {
      set_option(accepted, IPPROTO_TCP, TCP_NODELAY);
#if defined(SO_NOSIGPIPE)
      set_option(accepted, SOL_SOCKET, SO_NOSIGPIPE);
#endif
      return {.descriptor = accepted};
    }
    switch (errno) {
      case EAGAIN:
      case EINVAL:  // shut
      case EBADF:
        return {.otherwise = Accept::NoneLeft};
      case EMFILE:
      case ENFILE:
      case ENOBUFS:
      case ENOMEM:
        return {.otherwise = Accept::NoRoom};
      default:
        break;  // what went wrong on that connection before we took it (accept(2)); the next one may be fine
    }
  }
}

void Listener::shut() const { ::shutdown(descriptor, SHUT_RDWR); }

Listening listen_on(const std::string& address, int port) {
  if (port < 0 || port > 65'535) {
    throw BindError{
        cat("there is no port ", std::to_string(port), "; ports go from 0 (any free one) to 65535")};
  }
  const bool loopback = address == "127.0.0.1" || address == "localhost";
  const auto first = resolve(loopback ? "127.0.0.1" : address);
  for (int i = 0; i < kTries; ++i) {
    auto bound = try_listen(first, port, address == "::");
    if (const auto* error = std::get_if<int>(&bound)) refuse(*error, address, port);
    Listening listening;
    listening.listeners.push_back(std::move(std::get<std::unique_ptr<Listener>>(bound)));
    listening.port = port_of(listening.listeners.front()->descriptor);
    const auto host = address == "0.0.0.0" ? "127.0.0.1" : address == "::" ? "::1" : address;
    listening.url = cat("http://", in_url(host), ":", std::to_string(listening.port));
    if (!loopback) return listening;
    if (auto both = with_second_loopback(std::move(listening))) return *std::move(both);
    if (port != 0) refuse(EADDRINUSE, "::1", port);
  }
  throw BindError{cat("cannot listen on ", address, ": no port was found that is free on 127.0.0.1 and ::1")};
}

}  // namespace mock::transport
