#pragma once

#include <exception>
#include <string>
#include <vector>

namespace mock::validation {

/// One thing that is wrong with a contract.
struct ContractProblem {
  std::string place;    ///< `contracts/baanx/documented.openapi.yaml#/paths/~1v1~1order`
  std::string message;  ///< `keyword 'readOnly' is not supported, …`
  bool operator==(const ContractProblem&) const = default;
};

/// A contract that cannot be used: we cannot start. Carries everything that is wrong with it, in the order of
/// the document.
class ContractError : public std::exception {
 public:
  explicit ContractError(std::vector<ContractProblem> problems) : problems_(std::move(problems)) {
    for (const auto& problem : problems_) {
      if (!what_.empty()) what_ += '\n';
      what_ += problem.place;
      what_ += ": ";
      what_ += problem.message;
    }
  }

  /// All problems, one a line.
  [[nodiscard]] const char* what() const noexcept override { return what_.c_str(); }
  [[nodiscard]] const std::vector<ContractProblem>& problems() const { return problems_; }

 private:
  std::vector<ContractProblem> problems_;
  std::string what_;
};

}  // namespace mock::validation
