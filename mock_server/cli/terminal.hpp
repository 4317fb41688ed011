#pragma once

#include "journal/live_log.hpp"

#include <string>

namespace mock::cli {

/// Colour on a terminal, plain elsewhere and where NO_COLOR is set (no-color.org).
journal::Colour colour_of_stderr();

/// One line on the terminal that is written over and over, and gone at the end. Nothing at all where standard
/// error is no terminal.
class ProgressLine {
 public:
  ProgressLine();
  ~ProgressLine();
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  void show(const std::string& text);

 private:
  const bool is_terminal_;
  bool is_there_ = false;
};

/// Writes to standard error, whole. A closed stream is no reason to stop.
void say(const std::string& text);
/// Writes to standard output and flushes it; answers whether that worked.
bool print(const std::string& text);

}  // namespace mock::cli
