#pragma once

#include "app/mock_server.hpp"

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

namespace mock::app {

/// What happens to the sessions that play a scenario file which has changed. New sessions always play the new
/// text.
enum class OnChange {
  Tell,  ///< they go on with the old text until somebody resets them: the line says how
  Reset  ///< they are reset at once
};

/// Looks for changed scenario files once. `say` gets one line (without a line break) for each thing to know:
/// the `curl` that resets, or the mistakes with file, line and column.
void look_for_changes(MockServer& server, OnChange on_change,
                      const std::function<void(const std::string&)>& say);

/// Does so four times a second, until it is destroyed (`serve --watch`).
class ScenarioWatch {
 public:
  /// `server` and what `say` uses outlive this; `say` is called by a thread of its own.
  ScenarioWatch(MockServer& server, OnChange on_change, std::function<void(const std::string&)> say,
                std::chrono::milliseconds interval = std::chrono::milliseconds{250});
  ~ScenarioWatch();
  ScenarioWatch(const ScenarioWatch&) = delete;
  ScenarioWatch& operator=(const ScenarioWatch&) = delete;

 private:
  void run();

  MockServer& server_;
  const OnChange on_change_;
  const std::function<void(const std::string&)> say_;
  const std::chrono::milliseconds interval_;
  std::mutex mutex_;
  std::condition_variable stopped_;
  bool stopping_ = false;  ///< guarded by mutex_
  std::thread thread_;
};

}  // namespace mock::app
