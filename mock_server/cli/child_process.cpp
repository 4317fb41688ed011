#include "cli/child_process.hpp"

#include "core/text.hpp"

#include <cerrno>
#include <cstring>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace mock::cli {
namespace {

/// Owns what posix_spawn is told.
struct SpawnSettings {
  posix_spawn_file_actions_t actions{};
  posix_spawnattr_t attributes{};

  SpawnSettings() {
    posix_spawn_file_actions_init(&actions);
#if defined(__GLIBC__) && (__GLIBC__ > 2 || __GLIBC_MINOR__ >= 34)
    posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
#endif
    posix_spawnattr_init(&attributes);
    sigset_t all;
    sigfillset(&all);
    posix_spawnattr_setsigdefault(&attributes, &all);
    sigset_t none;
    sigemptyset(&none);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setflags(&attributes,
                             POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);
  }
  ~SpawnSettings() {
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
  }
  SpawnSettings(const SpawnSettings&) = delete;
  SpawnSettings& operator=(const SpawnSettings&) = delete;
};

/// Our environment, each of `variables` put in the place of one of the same name.
std::vector<std::string> environment_with(const ChildProcess::Variables& variables) {
  std::vector<std::string> lines;
  for (char** line = environ; *line != nullptr; ++line) {
    const std::string_view text{*line};
    if (!variables.contains(std::string{text.substr(0, text.find('='))})) lines.emplace_back(text);
  }
  for (const auto& [name, value] : variables) {
    if (value) lines.push_back(core::cat(name, "=", *value));
  }
  return lines;
}

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

ChildProcess::NotStarted why_not(const std::string& command, int error) {
  if (error == ENOENT) {
    return {.code = 127, .sentence = core::cat("the command ", core::in_quotes(command), " was not found")};
  }
  return {.code = 126,
          .sentence = core::cat("the command ", core::in_quotes(command),
                                " cannot be executed: ", std::strerror(error))};
}

}  // namespace

ChildProcess::ChildProcess(const std::vector<std::string>& command, const Variables& variables) {
  const SpawnSettings settings;
  std::vector<std::string> arguments = command;
  std::vector<std::string> environment = environment_with(variables);
  const int error = posix_spawnp(&pid_, arguments.front().c_str(), &settings.actions, &settings.attributes,
                                 pointers_to(arguments).data(), pointers_to(environment).data());
  if (error != 0) {
    pid_ = -1;
    not_started_ = why_not(command.front(), error);
    return;
  }
  // In the background (`run … &`) the terminal is not ours to give.
  has_terminal_ = isatty(STDIN_FILENO) == 1 && tcgetpgrp(STDIN_FILENO) == getpgrp();
  give_terminal_to(pid_);
}

ChildProcess::~ChildProcess() {
  if (pid_ == -1) return;
  if (!exit_code_) {
    signal(SIGKILL);
    int status = 0;
    while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
  }
  give_terminal_to(getpgrp());
}

std::optional<ChildProcess::ExitCode> ChildProcess::poll() {
  if (exit_code_ || pid_ == -1) return exit_code_;
  int status = 0;
  const pid_t ended = waitpid(pid_, &status, WNOHANG);
  if (ended < 0 && errno == ECHILD)
    return exit_code_ = 0;  // somebody else took its end; nothing is known of it
  if (ended != pid_) return std::nullopt;
  exit_code_ = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  return exit_code_;
}

void ChildProcess::signal(int number) const {
  if (pid_ != -1) kill(-pid_, number);
}

/// The terminal's keys (^C) and its input belong to one process group at a time. Whoever takes it back is in
/// the background by then and would be stopped by SIGTTOU, were it not blocked.
void ChildProcess::give_terminal_to(pid_t group) {
  if (!has_terminal_) return;
  sigset_t blocked;
  sigset_t before;
  sigemptyset(&blocked);
  sigaddset(&blocked, SIGTTOU);
  pthread_sigmask(SIG_BLOCK, &blocked, &before);
  tcsetpgrp(STDIN_FILENO, group);
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

}  // namespace mock::cli
