#pragma once

#include "core/event.hpp"
#include "journal/secrets.hpp"

#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <string>
#include <thread>

namespace mock::cli {

/// Writes every event of every session to a file while it happens, as JSON lines (`--journal FILE`). Nothing
/// is lost: where the file cannot keep up (a pipe that nobody reads), whoever makes events waits. A thread of
/// its own writes, at the latest a tenth of a second after the event. May be shared between threads.
class JournalFile final : public core::EventSink {
 public:
  /// Throws `UsageError` if the file cannot be written. What it held before is gone.
  JournalFile(std::string path, journal::Secrets secrets);
  ~JournalFile() override;
  JournalFile(const JournalFile&) = delete;
  JournalFile& operator=(const JournalFile&) = delete;

  void on_event(const std::string& session, const core::Event& event) override;
  /// Waits for nobody any more: what is not written yet is lost, and `finish` says so.
  void give_up();
  /// Waits until everything is written, and closes the file. Answers why not all of it was: a sentence, empty
  /// if it was. What comes later is not written. Once.
  std::string finish();

 private:
  void write_until_the_end();
  /// The lines to write next; none at the end.
  std::string next_lines();
  /// False, with `mistake_` set, if not all of it was written.
  bool write(std::string_view lines);
  void fail(std::string why);

  const std::string path_;
  const journal::Secrets secrets_;
  int file_ = -1;

  std::mutex mutex_;
  std::condition_variable lines_came_;
  std::condition_variable room_came_;
  std::string waiting_;    ///< guarded by mutex_
  bool ending_ = false;    ///< guarded by mutex_
  bool given_up_ = false;  ///< guarded by mutex_
  std::string mistake_;    ///< why writing ended early; guarded by mutex_

  std::thread writer_;
};

}  // namespace mock::cli
