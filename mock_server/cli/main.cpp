#include "app/scenario_loader.hpp"
#include "cli/commands.hpp"
#include "cli/options.hpp"
#include "cli/terminal.hpp"
#include "cli/verdict.hpp"
#include "core/text.hpp"

#include <exception>
#include <string>
#include <variant>
#include <vector>

namespace mock::cli {
namespace {

int carry_out(const Command& command) {
  struct Visitor {
    int operator()(const ServeOptions& options) const { return serve(options); }
    int operator()(const RunOptions& options) const { return run(options); }
    int operator()(const ReplayOptions& options) const { return replay(options); }
    int operator()(const CheckOptions& options) const { return check(options); }
    int operator()(const SchemaOptions& /*options*/) const { return schema(); }
    int operator()(const ShowText& show) const { return print(show.text) ? kPassed : kUsage; }
  };
  return std::visit(Visitor{}, command);
}

/// Everything that keeps us from starting ends here, as a sentence and exit code 2.
int main_without_exceptions(std::vector<std::string> arguments) {
  try {
    return carry_out(parse_command_line(std::move(arguments)));
  } catch (const app::ScenariosRefused& refused) {
    say(core::cat(refused.what(), "\n"));
  } catch (const std::exception& error) {
    say(core::cat("understudy: ", error.what(), "\n"));
  }
  return kUsage;
}

}  // namespace
}  // namespace mock::cli

int main(int count, char** arguments) {
  return mock::cli::main_without_exceptions({arguments + 1, arguments + count});
}
