#include "app/check.hpp"

#include "cli/commands.hpp"
#include "cli/terminal.hpp"
#include "cli/verdict.hpp"
#include "core/text.hpp"

namespace mock::cli {
namespace {

std::string counted(std::size_t number, std::string_view noun) {
  return core::cat(std::to_string(number), " ", noun, number == 1 ? "" : "s");
}

}  // namespace

int check(const CheckOptions& options) {
  const app::CheckedScenarios checked = app::check_scenarios(options.paths, {.set = options.variables});
  for (const core::Problems& problems : checked.problems) {
    for (const std::string& line : problems.lines()) say(line + "\n");
  }
  if (checked.mistakes() > 0) {
    if (checked.files > 0) {
      say(core::cat(counted(checked.mistakes(), "mistake"), " in ", counted(checked.files, "file"), "\n"));
    }
    return kUsage;
  }
  if (checked.files == 0) {
    say("understudy: no scenario (*.yaml) is there to be checked\n");
    return kNothingChecked;
  }
  print(core::cat(counted(checked.files, "scenario"), checked.files == 1 ? " is" : " are", " right\n"));
  return kPassed;
}

}  // namespace mock::cli
