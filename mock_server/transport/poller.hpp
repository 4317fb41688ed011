#pragma once

#include <atomic>
#include <cstdint>
#include <memory>

namespace mock::transport {

/// What waits in a `Poller`.
struct Parked {
  int descriptor = -1;
  bool listens = false;  ///< a listening socket, not a connection
  /// What a thread did to it before it parked it is seen by the thread that takes it. (The system calls
  /// between them do that as well, but C++ does not say so.)
  std::atomic<bool> handed_over{false};
};

/// Where sockets wait until they can be read. A socket is handed to one thread and then waits no more until
/// it is parked again, so that it always belongs to exactly one thread. Made of epoll; elsewhere of poll. May
/// be shared between threads.
class Poller {
 public:
  enum class For {
    Input,
    Turn,  ///< others first: it is handed out again soon, whether or not there is input
  };

  Poller();
  ~Poller();
  Poller(const Poller&) = delete;
  Poller& operator=(const Poller&) = delete;

  /// Parks a socket for the first time. It must outlive its parking. False if the system has no room for it.
  bool add(Parked& socket);
  /// Parks it again.
  void park(Parked& socket, For reason = For::Input);
  /// Waits for a socket with input, an end of input or an error. Nullptr once `stop` was called.
  Parked* take();
  /// Ends every `take`, for ever.
  void stop();

  /// Changes whenever a thread enters or leaves `take`.
  struct Activity {
    std::uint32_t taken = 0;
    std::uint32_t waiting = 0;  ///< threads in `take` now
    bool operator==(const Activity&) const = default;
  };
  [[nodiscard]] Activity activity() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
  std::atomic<std::uint64_t> activity_{
      0};  // `taken` above, `waiting` below, so that one operation changes both
};

}  // namespace mock::transport
