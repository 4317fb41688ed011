#include "app/embedded.hpp"
#include "cli/commands.hpp"
#include "cli/terminal.hpp"
#include "cli/verdict.hpp"
#include "core/text.hpp"

namespace mock::cli {

int schema() { return print(core::cat(app::embedded_scenario_schema(), "\n")) ? kPassed : kUsage; }

}  // namespace mock::cli
