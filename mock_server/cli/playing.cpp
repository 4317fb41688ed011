#include "cli/playing.hpp"

#include "cli/signals.hpp"
#include "cli/terminal.hpp"
#include "core/text.hpp"

#include <algorithm>
#include <future>
#include <utility>

namespace mock::cli {

Playing::Playing(const PlayOptions& options, app::MockServerOptions more) : options_(options) {
  app::MockServerOptions all = std::move(more);
  if (all.plays.empty()) all.plays = plays_of(options_);
  all.variables.set = options_.variables;
  // Without the control API nobody could bring the value later.
  all.unset = options_.admin.enabled ? app::UnsetAtStart::Waits : app::UnsetAtStart::Refused;
  all.clock = options_.clock;
  all.scenario_folders = options_.folders;
  all.journal_limits = options_.journal_limits;
  all.most_input_bytes_per_session = options_.most_input_bytes_per_session;
  all.most_input_bytes = std::max(all.most_input_bytes, all.most_input_bytes_per_session);
  all.admin = options_.admin;
  all.progress = [](const std::string& text) { say(text + "\n"); };
  if (!options_.quiet) all.sinks.push_back(&live_log_.emplace(colour_of_stderr(), options_.secrets));
  if (!options_.journal.empty()) {
    all.sinks.push_back(&journal_.emplace(options_.journal, options_.secrets));
  }
  if (!options_.bundle.empty()) all.bundle = &bundle_.emplace(options_.bundle);
  server_.emplace(std::move(all));
}

std::string Playing::start(const std::string& address, int port) {
  return server_->start({.address = address, .port = port});
}

void Playing::begin_log() {
  if (live_log_) live_log_->begin();
}

bool Playing::end() {
  auto ended = std::async(std::launch::async, [this] {
    server_->stop(options_.grace);
    server_->close();
    if (live_log_) live_log_->finish();
    return finish_files();
  });
  constexpr std::chrono::milliseconds kBetweenLooks{20};
  if (ended.wait_for(10 * kBetweenLooks) != std::future_status::ready) {
    say(core::cat("understudy: stopping; answers on the wire get ",
                  core::to_text(std::chrono::duration_cast<core::Duration>(options_.grace)),
                  ", one more signal stops at once\n"));
  }
  while (ended.wait_for(std::chrono::milliseconds{0}) != std::future_status::ready) {
    const auto signal = wait_for_signal(kBetweenLooks);
    if (!signal || !asks_to_end(*signal)) continue;
    if (journal_) journal_->give_up();
    server_->stop(std::chrono::milliseconds{0});
  }
  return ended.get();
}

bool Playing::finish_files() {
  bool complete = true;
  const auto refuse = [&](std::string_view why) {
    complete = false;
    say(core::cat("understudy: ", why, "\n"));
  };
  if (journal_) {
    if (const std::string mistake = journal_->finish(); !mistake.empty()) refuse(mistake);
  }
  if (!bundle_) return complete;
  try {
    bundle_->finish();
    say(core::cat("understudy: ", bundle_->path(), " holds secrets as they were sent; play it again with: ",
                  "understudy replay ", bundle_->path(), "\n"));
  } catch (const app::BundleNotWritten& error) {
    refuse(error.what());
  }
  return complete;
}

}  // namespace mock::cli
