#pragma once

#include "core/event.hpp"
#include "journal/live_log.hpp"

#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace spdlog {
class logger;
namespace details {
class thread_pool;
}
}  // namespace spdlog

namespace mock::cli {

/// Prints what happens to standard error while it happens. A slow terminal holds up nobody: where it falls
/// behind, lines are left out and counted. What happens before `begin` is held back, and dropped if it never
/// comes: who cannot start says one sentence and nothing else.
class LiveLog final : public core::EventSink {
 public:
  LiveLog(journal::Colour colour, journal::Secrets secrets);
  ~LiveLog() override;

  void begin();
  void on_event(const std::string& session, const core::Event& event) override;
  /// Waits until everything said so far is printed, and says how many lines were left out, if any. What comes
  /// later is not printed.
  void finish();

 private:
  std::mutex mutex_;
  void print_line(const std::string& line);

  journal::LiveLog lines_;                                ///< guarded by mutex_
  bool begun_ = false;                                    ///< guarded by mutex_
  std::vector<std::string> held_;                         ///< guarded by mutex_
  std::shared_ptr<spdlog::details::thread_pool> writer_;  ///< guarded by mutex_
  std::shared_ptr<spdlog::logger> logger_;                ///< guarded by mutex_
};

}  // namespace mock::cli
