#include "cli/journal_file.hpp"

#include "cli/options.hpp"
#include "cli/terminal.hpp"
#include "core/text.hpp"
#include "journal/event_json.hpp"

#include <cerrno>
#include <chrono>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <unistd.h>
#include <utility>

namespace mock::cli {
namespace {

/// So much may wait for the disk before whoever makes more waits as well.
constexpr std::size_t kMostWaiting = 8U << 20U;
/// So much is written at once if it comes within `kLongestWait`; then less.
constexpr std::size_t kEnoughToWrite = 64U << 10U;
constexpr std::chrono::milliseconds kLongestWait{100};
constexpr mode_t kReadableByAll = 0644;
constexpr mode_t kPrivate = 0600;

/// A pipe whose reader has gone is an error to be told, not the end of this program.
void block_sigpipe() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

}  // namespace

JournalFile::JournalFile(std::string path, journal::Secrets secrets)
    : path_(std::move(path)), secrets_(secrets) {
  // Never waits, neither for a reader to open a named pipe nor for one to read, so that `give_up` ends all.
  file_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NONBLOCK,
                 secrets_ == journal::Secrets::Shown ? kPrivate : kReadableByAll);
  if (file_ < 0) {
    const char* why = errno == ENXIO ? "it is a pipe that nobody reads" : std::strerror(errno);
    throw UsageError(core::cat("the journal ", path_, " cannot be written: ", why));
  }
  writer_ = std::thread{[this] { write_until_the_end(); }};
}

JournalFile::~JournalFile() { finish(); }

void JournalFile::on_event(const std::string& session, const core::Event& event) {
  const std::string line = journal::to_line(session, event, secrets_);
  std::unique_lock lock{mutex_};
  room_came_.wait(lock, [&] { return waiting_.size() < kMostWaiting || !mistake_.empty() || ending_; });
  if (!mistake_.empty() || ending_) return;
  const bool was_empty = waiting_.empty();
  waiting_ += line;
  waiting_ += '\n';
  if (was_empty || waiting_.size() >= kEnoughToWrite) lines_came_.notify_one();
}

void JournalFile::give_up() {
  const std::lock_guard lock{mutex_};
  given_up_ = true;
}

std::string JournalFile::finish() {
  if (!writer_.joinable()) return {};
  {
    const std::lock_guard lock{mutex_};
    ending_ = true;
  }
  lines_came_.notify_one();
  writer_.join();
  // A network's file system may only now say that there was no room.
  if (::close(std::exchange(file_, -1)) != 0) fail(std::strerror(errno));
  const std::lock_guard lock{mutex_};
  return mistake_;
}

void JournalFile::write_until_the_end() {
  block_sigpipe();
  for (std::string lines = next_lines(); !lines.empty(); lines = next_lines()) {
    if (!write(lines)) return;
  }
}

std::string JournalFile::next_lines() {
  std::unique_lock lock{mutex_};
  lines_came_.wait(lock, [&] { return !waiting_.empty() || ending_; });
  lines_came_.wait_for(lock, kLongestWait, [&] { return waiting_.size() >= kEnoughToWrite || ending_; });
  std::string lines = std::exchange(waiting_, {});
  lock.unlock();
  room_came_.notify_all();
  return lines;
}

bool JournalFile::write(std::string_view lines) {
  while (!lines.empty()) {
    const ssize_t count = ::write(file_, lines.data(), lines.size());
    if (count >= 0) {
      lines.remove_prefix(static_cast<std::size_t>(count));
      continue;
    }
    if (errno == EINTR) continue;
    if (errno != EAGAIN) {
      fail(std::strerror(errno));
      return false;
    }
    {
      const std::lock_guard lock{mutex_};
      if (given_up_) break;
    }
    pollfd polled{.fd = file_, .events = POLLOUT, .revents = 0};
    ::poll(&polled, 1, static_cast<int>(kLongestWait.count()));
  }
  if (!lines.empty()) fail("nobody reads it");
  return lines.empty();
}

void JournalFile::fail(std::string why) {
  {
    const std::lock_guard lock{mutex_};
    if (!mistake_.empty()) return;
    mistake_ = core::cat("the journal ", path_, " is not complete: ", why);
    waiting_ = {};
  }
  room_came_.notify_all();
  say(core::cat("understudy: the journal ", path_, " cannot be written any more: ", why, "\n"));
}

}  // namespace mock::cli
