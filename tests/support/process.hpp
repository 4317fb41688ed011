#pragma once

#include <array>
#include <cerrno>
#include <chrono>
#include <fcntl.h>
#include <map>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdexcept>
#include <string>
#include <string_view>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace test {

/// How a program ended. 128 + n by signal n.
struct Ended {
  int code = -1;
  std::string out;
  std::string err;
};

/// A program in the background, with its output at hand. Every wait has a deadline; what is still running at
/// the end of the test is killed.
class Process {
 public:
  using Environment = std::map<std::string, std::string>;
  static constexpr std::chrono::seconds kDeadline{60};

  explicit Process(std::vector<std::string> command, const Environment& environment = {},
                   const char* folder = nullptr) {
    std::array<int, 2> out{};
    std::array<int, 2> err{};
    if (pipe2(out.data(), O_CLOEXEC) != 0 || pipe2(err.data(), O_CLOEXEC) != 0)
      throw std::runtime_error("pipe2");
    posix_spawn_file_actions_t actions{};
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, err[1], STDERR_FILENO);
    if (folder != nullptr) posix_spawn_file_actions_addchdir_np(&actions, folder);
    std::vector<std::string> lines = merged(environment);
    auto arguments = pointers_to(command);
    auto variables = pointers_to(lines);
    const int error =
        posix_spawnp(&pid_, command.front().c_str(), &actions, nullptr, arguments.data(), variables.data());
    posix_spawn_file_actions_destroy(&actions);
    close(out[1]);
    close(err[1]);
    streams_[0] = out[0];
    streams_[1] = err[0];
    if (error != 0) {
      pid_ = -1;
      throw std::runtime_error("cannot start " + command.front());
    }
  }

  ~Process() {
    if (pid_ > 0) {
      kill(pid_, SIGKILL);
      waitpid(pid_, nullptr, 0);
    }
    for (const int stream : streams_) {
      if (stream >= 0) close(stream);
    }
  }
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  /// Reads until standard output holds `text`; throws with what came instead.
  const std::string& wait_for_output(std::string_view text) { return wait_for(0, text); }
  const std::string& wait_for_error_output(std::string_view text) { return wait_for(1, text); }

  void signal(int number) const { kill(pid_, number); }

  /// Reads to the end of both streams and answers how the program ended.
  Ended wait() {
    const auto deadline = Clock::now() + kDeadline;
    while (streams_[0] >= 0 || streams_[1] >= 0) read_some(deadline);
    int status = 0;
    while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    pid_ = -1;
    return {.code = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status),
            .out = texts_[0],
            .err = texts_[1]};
  }

 private:
  using Clock = std::chrono::steady_clock;

  static std::vector<std::string> merged(const Environment& environment) {
    std::vector<std::string> lines;
    for (char** line = environ; *line != nullptr; ++line) {
      const std::string text{*line};
      if (!environment.contains(text.substr(0, text.find('=')))) lines.push_back(text);
    }
    for (const auto& [name, value] : environment) lines.push_back(name + "=" + value);
    return lines;
  }

  static std::vector<char*> pointers_to(std::vector<std::string>& texts) {
    std::vector<char*> pointers;
    for (auto& text : texts) pointers.push_back(text.data());
    pointers.push_back(nullptr);
    return pointers;
  }

  const std::string& wait_for(std::size_t stream, std::string_view text) {
    const auto deadline = Clock::now() + kDeadline;
    while (texts_[stream].find(text) == std::string::npos) {
      if (streams_[0] < 0 && streams_[1] < 0)
        throw std::runtime_error("ended without '" + std::string{text} + "': " + all());
      read_some(deadline);
    }
    return texts_[stream];
  }

  void read_some(Clock::time_point deadline) {
    std::array<pollfd, 2> waiting{pollfd{streams_[0], POLLIN, 0}, pollfd{streams_[1], POLLIN, 0}};
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now());
    if (left.count() <= 0 || poll(waiting.data(), waiting.size(), static_cast<int>(left.count())) == 0) {
      throw std::runtime_error("deadline passed: " + all());
    }
    for (std::size_t i = 0; i < waiting.size(); ++i) {
      if (waiting[i].revents == 0) continue;
      std::array<char, 4096> piece{};
      const ssize_t count = read(streams_[i], piece.data(), piece.size());
      if (count > 0) {
        texts_[i].append(piece.data(), static_cast<std::size_t>(count));
      } else if (count == 0 || errno != EINTR) {
        close(streams_[i]);
        streams_[i] = -1;
      }
    }
  }

  [[nodiscard]] std::string all() const { return "stdout: " + texts_[0] + "\nstderr: " + texts_[1]; }

  pid_t pid_ = -1;
  std::array<int, 2> streams_{-1, -1};
  std::array<std::string, 2> texts_;
};

/// Runs a program to its end.
inline Ended run(std::vector<std::string> command, const Process::Environment& environment = {},
                 const char* folder = nullptr) {
  return Process{std::move(command), environment, folder}.wait();
}

}  // namespace test
