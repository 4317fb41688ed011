#include "cli/live_log.hpp"

#include "cli/terminal.hpp"
#include "core/text.hpp"

#include <spdlog/async_logger.h>
#include <spdlog/details/thread_pool.h>
#include <spdlog/sinks/stdout_sinks.h>

namespace mock::cli {
namespace {

constexpr std::size_t kMostWaitingLines = 8192;

}  // namespace

LiveLog::LiveLog(journal::Colour colour, journal::Secrets secrets)
    : lines_(colour, secrets),
      writer_(std::make_shared<spdlog::details::thread_pool>(kMostWaitingLines, 1)),
      logger_(
          std::make_shared<spdlog::async_logger>("live", std::make_shared<spdlog::sinks::stderr_sink_mt>(),
                                                 writer_, spdlog::async_overflow_policy::overrun_oldest)) {
  logger_->set_pattern("%v");
  logger_->flush_on(spdlog::level::info);
}

LiveLog::~LiveLog() { finish(); }

void LiveLog::begin() {
  const std::lock_guard lock{mutex_};
  begun_ = true;
  for (const std::string& line : held_) print_line(line);
  held_ = {};
}

void LiveLog::on_event(const std::string& session, const core::Event& event) {
  const std::lock_guard lock{mutex_};
  if (logger_ == nullptr) return;
  for (std::string& line : lines_.lines(session, event)) {
    if (begun_) {
      print_line(line);
    } else if (held_.size() < kMostWaitingLines) {
      held_.push_back(std::move(line));
    }
  }
}

void LiveLog::print_line(const std::string& line) {
  logger_->log(spdlog::level::info, spdlog::string_view_t{line.data(), line.size()});
}

void LiveLog::finish() {
  const std::lock_guard lock{mutex_};
  if (writer_ == nullptr) return;
  const std::size_t left_out = writer_->overrun_counter();
  logger_.reset();
  writer_.reset();  // prints what is waiting, then ends its thread
  if (left_out > 0)
    say(core::cat("(", std::to_string(left_out),
                  " lines of the live log were left out: it could not keep up)\n"));
}

}  // namespace mock::cli
