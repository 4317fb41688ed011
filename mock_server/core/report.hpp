#pragma once

#include "core/finding.hpp"
#include "core/instant.hpp"

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mock::core {

/// What findings and expectations add up to.
enum class Outcome { Passed, Failed, NothingChecked };
std::string_view to_text(Outcome outcome);

struct Verdict {
  Outcome outcome = Outcome::NothingChecked;
  std::vector<std::string> reasons;  ///< why it is no success, one sentence each; empty when passed
};

/// A timeline that has steps left when the session ends.
struct StepLeft {
  std::string resource;
  std::string moment;          ///< `on: paid, after: 47h`
  std::optional<Instant> due;  ///< absent: its trigger has not come
};

/// How often an operation was asked, and what it was answered.
struct OperationCount {
  std::uint64_t exchanges = 0;
  std::map<int, std::uint64_t> by_status;
};

/// What one round of a session has to say at its end. Data for the reports, which `journal` writes.
struct SessionReport {
  std::string session;
  std::uint64_t round = 1;  ///< a reset begins another one
  bool named = false;       ///< its scenario was named on the command line: it must be used
  bool checked = false;     ///< a request matched an operation
  std::string scenario;     ///< name
  std::string file;
  std::string about;
  std::string clock;  ///< `real`, `x60`, `manual`
  std::uint64_t seed = 1;
  Instant start;
  Instant end;
  std::uint64_t exchanges = 0;
  std::map<std::string, OperationCount>
      operations;  ///< `baanx/get_order`; unmatched ones under the empty name
  std::deque<FindingGroups::Group> findings;
  Severity fail_on = Severity::Error;  ///< the lowest level that fails the run
  /// The first `kMostStepsLeft`, in the order in which their timelines came to exist.
  std::vector<StepLeft> steps_left{};
  std::uint64_t more_steps_left = 0;  ///< that are not among them
  Verdict verdict;

  static constexpr std::size_t kMostStepsLeft = 100;
};

/// A scenario that was named on the command line and could not be played: a variable never got its value.
struct NeverPlayed {
  std::string session;
  std::string scenario;
  std::vector<std::string> mistakes;  ///< one line each
};

/// What a whole process has to say.
struct RunReport {
  std::string version;
  /// Rounds, in the order in which their sessions were made. Of very many, only the first that passed.
  std::vector<SessionReport> sessions;
  std::uint64_t more_passed = 0;  ///< rounds that passed and are not among `sessions`
  std::uint64_t more_failed = 0;  ///< rounds that failed and are not among `sessions`
  std::uint64_t unused = 0;       ///< rounds of sessions made by control calls that were never used
  std::vector<std::string> unused_sessions{};  ///< whose they are: the first 20, each once
  std::vector<NeverPlayed> never_played{};
  std::deque<FindingGroups::Group> outside;  ///< findings that belong to no session
  Outcome outcome = Outcome::NothingChecked;
};

/// The files of the scenarios that were named on the command line and of which no round checked anything,
/// each once.
std::vector<std::string> scenarios_never_used(const RunReport& report);

/// Whether a round checked anything.
bool checked_anything(const RunReport& report);

/// One outcome of many rounds (DECISIONS 3): failed if one failed or there is a finding outside; else
/// nothing checked if none checked anything, or if a scenario named on the command line was never used or
/// could not be played; else passed.
Outcome outcome_of(const RunReport& report);

}  // namespace mock::core
