#include "cli/terminal.hpp"

#include <cstdio>
#include <cstdlib>
#include <unistd.h>

namespace mock::cli {

journal::Colour colour_of_stderr() {
  const char* no_color = std::getenv("NO_COLOR");
  const bool wanted = no_color == nullptr || *no_color == '\0';
  return wanted && isatty(STDERR_FILENO) == 1 ? journal::Colour::On : journal::Colour::Off;
}

ProgressLine::ProgressLine() : is_terminal_(isatty(STDERR_FILENO) == 1) {}

ProgressLine::~ProgressLine() {
  if (is_there_) say("\r\033[K");
}

void ProgressLine::show(const std::string& text) {
  if (!is_terminal_) return;
  is_there_ = true;
  say("\r\033[K" + text);
}

void say(const std::string& text) {
  std::fputs(text.c_str(), stderr);
  std::fflush(stderr);
}

bool print(const std::string& text) {
  return std::fputs(text.c_str(), stdout) >= 0 && std::fflush(stdout) == 0;
}

}  // namespace mock::cli
