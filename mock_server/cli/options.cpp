#include "cli/options.hpp"

#include "core/quantities.hpp"
#include "core/text.hpp"
#include "journal/reports.hpp"

#include <CLI/CLI.hpp>
#include <understudy_version.hpp>

#include <algorithm>

namespace mock::cli {
namespace {

constexpr const char* kAbout =
    "Stands in for the upstream order APIs that your code integrates with (Musement, Baanx, REGARDS file "
    "orders), plays\n"
    "scripted timelines, and judges what your code does.";
constexpr const char* kExitCodes =
    "Exit codes: 0 passed, 1 a promise was broken, 2 the command line, a scenario or a contract is wrong,\n"
    "3 nothing was checked; 'run' passes on the command's own non-zero code.";

std::chrono::milliseconds read_milliseconds(const std::string& text, std::string_view flag) {
  const auto parsed = core::parse_duration(text, flag);
  if (const auto* unreadable = std::get_if<core::Unreadable>(&parsed)) throw UsageError(unreadable->message);
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::get<core::Duration>(parsed));
}

/// The texts of flags that need reading once all were taken.
struct RawTexts {
  std::vector<std::string> set;
  std::string clock;
  std::string grace;
  std::string timeout;
  bool show_secrets = false;
};

std::map<std::string, std::string, std::less<>> read_variables(const std::vector<std::string>& settings) {
  std::map<std::string, std::string, std::less<>> variables;
  for (const std::string& setting : settings) {
    const auto equals = setting.find('=');
    if (equals == std::string::npos || equals == 0) {
      throw UsageError(core::cat("--set takes NAME=VALUE, found ", core::in_quotes(setting)));
    }
    variables[setting.substr(0, equals)] = setting.substr(equals + 1);
  }
  return variables;
}

void finish(PlayOptions& play, const RawTexts& raw) {
  play.variables = read_variables(raw.set);
  if (raw.show_secrets) play.secrets = journal::Secrets::Shown;
  if (!raw.clock.empty()) {
    play.clock = core::parse_clock_mode(raw.clock);
    if (!play.clock) {
      throw UsageError(core::cat("--clock is ", core::clock_modes(), ", found ", core::in_quotes(raw.clock)));
    }
  }
  if (!raw.grace.empty()) play.grace = read_milliseconds(raw.grace, "--grace");
  for (const std::string& report : play.reports) {
    if (journal::find_report_format(report) == nullptr) {
      throw UsageError(journal::unknown_ending(report));
    }
  }
}

void add_play_flags(CLI::App& command, PlayOptions& play, RawTexts& raw) {
  command.add_option("--set", raw.set, "Value of a scenario's variable, NAME=VALUE; may be repeated")
      ->type_name("NAME=VALUE")
      ->expected(1)
      ->take_all();
  command.add_option("--clock", raw.clock, "Instead of the scenario's own clock: real, manual or x60")
      ->type_name("MODE");
  command
      .add_option("--report", play.reports,
                  "Write the verdict to FILE; its ending chooses: .xml (JUnit), .json, .txt")
      ->type_name("FILE")
      ->expected(1)
      ->take_all();
  command.add_option("--grace", raw.grace, "How long answers on the wire may take when stopping (5s)")
      ->type_name("DURATION");
  command.add_flag("--quiet,-q", play.quiet, "No live log");
  command.add_flag("--show-secrets", raw.show_secrets, "Do not mask tokens and passwords in log and reports");
}

/// CLI11 would only say that a command is missing.
void refuse_unknown_command(const CLI::App& app, const std::vector<std::string>& arguments) {
  if (arguments.empty() || arguments.front().starts_with('-')) return;
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands({})) names.push_back(command->get_name());
  if (std::find(names.begin(), names.end(), arguments.front()) != names.end()) return;
  const std::string near = core::did_you_mean(arguments.front(), names);
  throw UsageError(core::cat("unknown command ", core::in_quotes(arguments.front()),
                             near.empty() ? core::cat(", known: ", core::join(names)) : near));
}

/// CLI11's sentences begin with the flag and end without a full stop; ours say which command they are about.
[[noreturn]] void refuse(const CLI::App& app, const CLI::ParseError& error) {
  std::string where = "understudy";
  for (const CLI::App* command : app.get_subcommands()) where += core::cat(" ", command->get_name());
  std::string sentence = error.what();
  std::replace(sentence.begin(), sentence.end(), '\n', ' ');
  throw UsageError(core::cat(sentence, " ('", where, " --help' shows what there is)"));
}

}  // namespace

Command parse_command_line(std::vector<std::string> arguments) {
  // What stands behind the first -- belongs to the command that `run` starts.
  std::vector<std::string> command_to_run;
  const auto dashes = std::find(arguments.begin(), arguments.end(), "--");
  const bool has_dashes = dashes != arguments.end();
  if (has_dashes) {
    command_to_run.assign(dashes + 1, arguments.end());
    arguments.erase(dashes, arguments.end());
  }

  CLI::App app{kAbout, "understudy"};
  app.footer(kExitCodes);
  app.require_subcommand(1);
  app.set_version_flag("--version", core::cat("understudy ", app::kVersion, " (", app::kRevision, ")"));

  ServeOptions serve;
  RawTexts serve_raw;
  CLI::App& serve_command = *app.add_subcommand("serve", "Serve scenarios until SIGINT or SIGTERM");
  serve_command.add_option("SCENARIO", serve.play.scenarios,
                           "Files, NAME=FILE, or scenarios that come with the program; none: the tour");
  serve_command.add_option("--port", serve.port, "Port (8420); 0 takes a free one")
      ->check(CLI::Range(0, 65535));
  serve_command.add_option("--listen", serve.address, "Address (127.0.0.1)");
  serve_command.add_option("--port-file", serve.port_file,
                           "Write the port to FILE once requests are answered");
  serve_command.add_flag("--empty", serve.empty, "Start without a scenario");
  add_play_flags(serve_command, serve.play, serve_raw);

  RunOptions run;
  RawTexts run_raw;
  CLI::App& run_command =
      *app.add_subcommand("run", "Start, run a command with its base URLs set, judge, stop");
  run_command.footer(
      "The command comes last, behind --:  understudy run SCENARIO... -- COMMAND [ARGUMENT...]");
  run_command.add_option("SCENARIO", run.play.scenarios, "As for serve")->required();
  run_command.add_option("--timeout", run_raw.timeout, "Kill the command after so long; exit code 124")
      ->type_name("DURATION");
  add_play_flags(run_command, run.play, run_raw);

  CheckOptions check;
  RawTexts check_raw;
  CLI::App& check_command = *app.add_subcommand("check", "Are the scenario files right? Starts nothing");
  check_command.add_option("PATH", check.paths, "Files and folders")->required();
  check_command.add_option("--set", check_raw.set, "Value of a scenario's variable, NAME=VALUE")
      ->type_name("NAME=VALUE")
      ->expected(1)
      ->take_all();

  CLI::App& schema_command =
      *app.add_subcommand("schema", "Print the JSON Schema of the scenario language, for editors");

  refuse_unknown_command(app, arguments);
  std::reverse(arguments.begin(), arguments.end());  // CLI11 takes them from the back
  try {
    app.parse(arguments);
  } catch (const CLI::CallForHelp&) {
    const auto chosen = app.get_subcommands();
    return ShowText{chosen.empty() ? app.help() : chosen.front()->help()};
  } catch (const CLI::CallForVersion& version) {
    return ShowText{core::cat(version.what(), "\n")};
  } catch (const CLI::ParseError& error) {
    refuse(app, error);
  }

  if (has_dashes && !run_command.parsed())
    throw UsageError("a command behind -- goes with 'understudy run' only");
  if (serve_command.parsed()) {
    finish(serve.play, serve_raw);
    if (serve.empty && !serve.play.scenarios.empty())
      throw UsageError("--empty starts without a scenario, found one");
    return serve;
  }
  if (run_command.parsed()) {
    finish(run.play, run_raw);
    if (!run_raw.timeout.empty()) run.timeout = read_milliseconds(run_raw.timeout, "--timeout");
    if (command_to_run.empty()) {
      throw UsageError("run needs a command: understudy run SCENARIO -- COMMAND ARGUMENT...");
    }
    run.command = std::move(command_to_run);
    return run;
  }
  if (check_command.parsed()) {
    check.variables = read_variables(check_raw.set);
    return check;
  }
  (void)schema_command;  // the only one left
  return SchemaOptions{};
}

std::vector<app::Play> plays_of(const PlayOptions& options) {
  std::vector<app::Play> plays;
  for (const std::string& scenario : options.scenarios) {
    const auto equals = scenario.find('=');
    const auto slash = scenario.find('/');
    if (equals != std::string::npos && equals > 0 && (slash == std::string::npos || equals < slash)) {
      plays.push_back({.scenario = scenario.substr(equals + 1), .session = scenario.substr(0, equals)});
    } else {
      plays.push_back({.scenario = scenario});
    }
  }
  return plays;
}

}  // namespace mock::cli
