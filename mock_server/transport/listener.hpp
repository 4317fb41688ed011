#pragma once

#include "transport/poller.hpp"

#include <memory>
#include <string>
#include <vector>

namespace mock::transport {

/// A socket that listens; closed with this.
class Listener : public Parked {
 public:
  explicit Listener(int listening_descriptor);
  ~Listener();
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  /// The next connection that waits, non-blocking; otherwise why there is none.
  enum class Accept { NoneLeft, NoRoom };
  struct Accepted {
    int descriptor = -1;
    Accept otherwise = Accept::NoneLeft;
  };
  [[nodiscard]] Accepted accept() const;
  /// No new connection is answered any more.
  void shut() const;
};

/// What is listened on.
struct Listening {
  std::vector<std::unique_ptr<Listener>> listeners;
  int port = 0;
  std::string url;  ///< `http://127.0.0.1:8420`: reaches us from this machine
};

/// Binds `address` (numeric or a name) at `port`, 0 for a free one. `127.0.0.1` and `localhost` also bind ::1
/// at the same port where there is one, because `localhost` means either (DECISIONS 26). Throws `BindError`.
Listening listen_on(const std::string& address, int port);

}  // namespace mock::transport
