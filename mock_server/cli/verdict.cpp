#include "cli/verdict.hpp"

#include "cli/terminal.hpp"
#include "core/text.hpp"
#include "journal/reports.hpp"
#include "journal/text_report.hpp"

#include <cerrno>
#include <cstring>
#include <fstream>

namespace mock::cli {
namespace {

int exit_code_of(core::Outcome outcome) {
  switch (outcome) {
    case core::Outcome::Passed:
      return kPassed;
    case core::Outcome::Failed:
      return kBroken;
    case core::Outcome::NothingChecked:
      return kNothingChecked;
  }
  return kBroken;
}

bool write_file(const std::string& path, const std::string& text) {
  std::ofstream file{path, std::ios::binary | std::ios::trunc};
  file << text;
  file.close();
  if (file) return true;
  say(core::cat("understudy: the report ", path, " cannot be written: ", std::strerror(errno), "\n"));
  return false;
}

}  // namespace

int conclude(const core::RunReport& report, const PlayOptions& options) {
  say(journal::text_report(report, colour_of_stderr(), options.secrets));
  bool written = true;
  for (const std::string& path : options.reports) {
    const journal::ReportFormat* format = journal::find_report_format(path);
    written = write_file(path, format->write(report, options.secrets)) && written;
  }
  // What never came to be played was to be brought values (DECISIONS 7); without them the rest says little.
  return written && report.never_played.empty() ? exit_code_of(report.outcome) : kUsage;
}

}  // namespace mock::cli
