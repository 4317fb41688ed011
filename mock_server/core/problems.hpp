#pragma once

#include "core/node.hpp"

#include <compare>
#include <cstddef>
#include <exception>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace mock::core {

/// What is wrong with one scenario file (or worth knowing about it). Collects; never throws. Reported all at
/// once.
class Problems {
 public:
  struct Problem {
    Place place;
    std::string message;  ///< `unknown key 'staus' in a step, did you mean 'status'?`
    // clang-tidy 14 takes the 0 in the generated comparison for a pointer.
    auto operator<=>(const Problem&) const = default;  // NOLINT(modernize-use-nullptr)
  };

  explicit Problems(std::string file) : file_(std::move(file)) {}

  /// A mistake: the file cannot be played. Said twice at one place, it is kept once.
  void error(Place place, std::string message);
  /// Worth knowing: the file can be played.
  void note(Place place, std::string message);

  [[nodiscard]] const std::string& file() const { return file_; }
  [[nodiscard]] bool has_errors() const { return !errors_.empty(); }
  [[nodiscard]] std::size_t error_count() const { return errors_.size(); }
  /// In the order of the file.
  [[nodiscard]] std::vector<Problem> errors() const;
  [[nodiscard]] std::vector<Problem> notes() const;
  /// `x.yaml:5:24: unknown key …`, one line each, errors and (marked `note: `) notes in the order of the
  /// file.
  [[nodiscard]] std::vector<std::string> lines() const;

 private:
  std::string file_;
  // Sets, so that a hundred thousand mistakes do not compare each with each.
  std::set<Problem> errors_;
  std::set<Problem> notes_;
};

/// A scenario that cannot be played. Thrown by what loads one, caught once near `main`.
class ScenarioError : public std::exception {
 public:
  explicit ScenarioError(Problems problems);
  [[nodiscard]] const char* what() const noexcept override { return what_.c_str(); }
  [[nodiscard]] const Problems& problems() const { return problems_; }

 private:
  Problems problems_;
  std::string what_;
};

}  // namespace mock::core
