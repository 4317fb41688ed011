#include "app/scenario_watch.hpp"

#include "core/text.hpp"

namespace mock::app {
namespace {

using core::cat;
using Say = std::function<void(const std::string&)>;

void tell(MockServer& server, const Reloaded& change, const Say& say) {
  if (change.sessions.empty()) {
    say(cat(change.file, " has changed: sessions that are made from now on play it"));
    return;
  }
  for (const std::string& session : change.sessions) {
    const std::string line = server.reset_line(session);
    say(cat(change.file, " has changed: session ", session, " plays it after a reset, ",
            line.empty() ? "for which there is no control API (--watch=reset does it at once)" : line));
  }
}

void reset(MockServer& server, const Reloaded& change, const Say& say) {
  for (const std::string& session : change.sessions) {
    const auto result = server.control().reset(session, {});
    if (const auto* refused = std::get_if<admin::Refused>(&result)) {
      say(cat(change.file, " has changed, but session ", session,
              " goes on with the old text: ", refused->sentence));
    } else {
      say(cat(change.file, " has changed: session ", session, " was reset and plays it"));
    }
  }
  if (change.sessions.empty()) tell(server, change, say);
}

}  // namespace

void look_for_changes(MockServer& server, OnChange on_change, const Say& say) {
  for (const Reloaded& change : server.look_again()) {
    if (!change.mistakes.empty()) {
      for (const std::string& line : change.mistakes) say(line);
      say(cat(change.file, " has changed and cannot be played so: the old text goes on"));
    } else if (on_change == OnChange::Reset) {
      reset(server, change, say);
    } else {
      tell(server, change, say);
    }
  }
}

ScenarioWatch::ScenarioWatch(MockServer& server, OnChange on_change, Say say,
                             std::chrono::milliseconds interval)
    : server_(server), on_change_(on_change), say_(std::move(say)), interval_(interval), thread_([this] {
        run();
      }) {}

ScenarioWatch::~ScenarioWatch() {
  {
    const std::lock_guard lock{mutex_};
    stopping_ = true;
  }
  stopped_.notify_one();
  thread_.join();
}

void ScenarioWatch::run() {
  std::unique_lock lock{mutex_};
  while (!stopped_.wait_for(lock, interval_, [this] { return stopping_; })) {
    lock.unlock();
    look_for_changes(server_, on_change_, say_);
    lock.lock();
  }
}

}  // namespace mock::app
