#pragma once

#include <map>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace mock::cli {

/// A command in a process group of its own, with default signal dispositions, an empty signal mask, our
/// standard streams and none of our other descriptors (DECISIONS 26). It is given the terminal, if there is
/// one.
class ChildProcess {
 public:
  /// How it ended, as shells tell it: its exit code, 128 + n by signal n, 127 not found, 126 not executable.
  using ExitCode = int;

  /// Why a command could not be started.
  struct NotStarted {
    ExitCode code = 127;
    std::string sentence;
  };

  /// Environment variables by name; nothing: not even if our own environment has it.
  using Variables = std::map<std::string, std::optional<std::string>>;

  /// It gets our own environment, changed as `variables` says.
  ChildProcess(const std::vector<std::string>& command, const Variables& variables);
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  [[nodiscard]] const std::optional<NotStarted>& not_started() const { return not_started_; }
  /// Its exit code once it has ended; never waits.
  std::optional<ExitCode> poll();
  /// Sends a signal to the whole process group, those that outlive the command included.
  void signal(int number) const;

 private:
  void give_terminal_to(pid_t group);

  pid_t pid_ = -1;
  bool has_terminal_ = false;  ///< the terminal was ours to give
  std::optional<NotStarted> not_started_;
  std::optional<ExitCode> exit_code_;
};

}  // namespace mock::cli
