#pragma once

#include "core/finding.hpp"
#include "core/instant.hpp"

#include <cstdint>
#include <deque>
#include <map>
#include <string>
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

/// What one session has to say at its end. Data for the reports, which `journal` writes.
struct SessionReport {
  std::string session;
  std::string scenario;  ///< name
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
  std::vector<StepLeft> steps_left{};
  Verdict verdict;
};

/// What a whole process has to say.
struct RunReport {
  std::string version;
  std::vector<SessionReport> sessions;
  std::deque<FindingGroups::Group> outside;  ///< findings that belong to no session
  Outcome outcome = Outcome::NothingChecked;
};

/// One outcome of many sessions (DECISIONS 3): failed if one failed or there is a finding outside; else
/// nothing checked if none checked anything or one that was named on the command line did not; else passed.
Outcome outcome_of(const RunReport& report);

}  // namespace mock::core
