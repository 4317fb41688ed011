#include "cli/options.hpp"

#include "app/scenario_loader.hpp"
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

// Groups of flags in --help.
constexpr const char* kPlaying = "What is played";
constexpr const char* kServing = "Where, and until when";
constexpr const char* kControl = "Control API";
constexpr const char* kRecording = "What is told and kept";

constexpr const char* kToken = "--admin-token";
constexpr int kLargestPort = 65535;
constexpr std::string_view kAlone = "true";  ///< what CLI11 takes a flag for that stands alone

/// The texts of flags that need reading once all were taken.
struct RawTexts {
  std::vector<std::string> set;
  std::string clock;
  std::string grace;
  std::string timeout;
  std::string keep_exchanges;
  std::string keep_inputs;
  std::string watch;
  int admin_port = 0;
  bool no_admin = false;
  bool show_secrets = false;
};

std::chrono::milliseconds read_milliseconds(const std::string& text, std::string_view flag) {
  const auto parsed = core::parse_duration(text, flag);
  if (const auto* unreadable = std::get_if<core::Unreadable>(&parsed)) throw UsageError(unreadable->message);
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::get<core::Duration>(parsed));
}

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

/// Bytes grow with the number: an exchange may take as much room as it may by default.
core::JournalLimits read_journal_limits(const std::string& text) {
  constexpr std::uint64_t kMost = 100'000'000;
  core::JournalLimits limits;
  if (text.empty()) return limits;
  const auto number = core::parse_decimal(text);
  if (!number || *number == 0 || *number > kMost) {
    throw UsageError(core::cat("--keep-exchanges is a number from 1 to ", std::to_string(kMost), ", found ",
                               core::in_quotes(text)));
  }
  const std::size_t bytes_each = limits.exchange_bytes / limits.exchanges + 1;
  limits.exchange_bytes = std::max(limits.exchange_bytes, *number * bytes_each);
  limits.exchanges = *number;
  return limits;
}

std::size_t read_input_bytes(const std::string& text) {
  if (text.empty()) return core::InputBudget::kSession;
  const auto size = core::parse_size(text, "--keep-inputs");
  if (const auto* unreadable = std::get_if<core::Unreadable>(&size)) throw UsageError(unreadable->message);
  return std::get<std::uint64_t>(size);
}

void refuse_admin_contradictions(const app::AdminSettings& admin) {
  if (admin.enabled) return;
  if (admin.port) throw UsageError("--no-admin and --admin-port contradict each other: leave one out");
  if (!admin.options.allowed_hosts.empty()) {
    throw UsageError("--allow-host is about the control API, and --no-admin leaves it out");
  }
}

/// One of two would be written over by the other.
void refuse_equal_files(const PlayOptions& play) {
  std::vector<std::pair<std::string_view, std::string_view>> files;
  if (!play.journal.empty()) files.emplace_back("--journal", play.journal);
  if (!play.bundle.empty()) files.emplace_back("--bundle", play.bundle);
  for (const std::string& report : play.reports) files.emplace_back("--report", report);
  for (auto one = files.begin(); one != files.end(); ++one) {
    for (auto other = files.begin(); other != one; ++other) {
      if (one->second != other->second) continue;
      throw UsageError(core::cat(other->first, " and ", one->first, " name the same file, ",
                                 core::in_quotes(one->second)));
    }
  }
}

void finish(PlayOptions& play, const RawTexts& raw, const CLI::App& command) {
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
  play.journal_limits = read_journal_limits(raw.keep_exchanges);
  play.most_input_bytes_per_session = read_input_bytes(raw.keep_inputs);
  play.admin.enabled = !raw.no_admin;
  if (command.count("--admin-port") > 0) play.admin.port = raw.admin_port;
  play.admin.options.secrets = play.secrets;
  refuse_admin_contradictions(play.admin);
  refuse_equal_files(play);
}

void finish(ServeOptions& serve, const RawTexts& raw, const CLI::App& command) {
  finish(serve.play, raw, command);
  if (serve.play.admin.port && *serve.play.admin.port != 0 && *serve.play.admin.port == serve.port) {
    throw UsageError(
        core::cat("--admin-port ", std::to_string(serve.port),
                  " is the port of everything else: leave it out, the control API answers there"));
  }
  if (serve.empty && !serve.play.scenarios.empty())
    throw UsageError("--empty starts without a scenario, found one");
  if (serve.empty && serve.auto_sessions) {
    throw UsageError("--auto-sessions plays the first scenario, and with --empty there is none");
  }
  if (raw.watch.empty()) return;
  if (raw.watch != kAlone && raw.watch != "reset") {
    throw UsageError(core::cat("--watch stands alone or is --watch=reset, found ",
                               core::in_quotes(core::cat("--watch=", raw.watch))));
  }
  serve.watch = raw.watch == "reset" ? app::OnChange::Reset : app::OnChange::Tell;
  const auto plays = plays_of(serve.play);
  if (std::all_of(plays.begin(), plays.end(),
                  [](const app::Play& play) { return app::is_shipped_scenario(play.scenario); })) {
    throw UsageError("--watch looks at scenario files, and none is named here");
  }
}

void finish(RunOptions& run, const RawTexts& raw, const CLI::App& command,
            std::vector<std::string> command_to_run) {
  finish(run.play, raw, command);
  if (!raw.timeout.empty()) run.timeout = read_milliseconds(raw.timeout, "--timeout");
  if (command_to_run.empty()) {
    throw UsageError("run needs a command: understudy run SCENARIO -- COMMAND ARGUMENT...");
  }
  run.command = std::move(command_to_run);
}

// Without the descriptions that would stand in --help behind the type.
CLI::Validator port_number() { return CLI::Range(0, kLargestPort).description(""); }
CLI::Validator existing_folder() { return CLI::Validator{CLI::ExistingDirectory}.description(""); }

template <typename Values>
CLI::Option* add_list(CLI::App& command, const std::string& name, Values& values, const std::string& about,
                      const std::string& type) {
  return command.add_option(name, values, about)->type_name(type)->allow_extra_args(false);
}

void add_playing_flags(CLI::App& command, PlayOptions& play, RawTexts& raw) {
  add_list(command, "--set", raw.set, "Value of a scenario's variable; may be repeated", "NAME=VALUE")
      ->group(kPlaying);
  add_list(command, "--scenarios", play.folders,
           "Folder where names of scenarios are looked up first; may be repeated", "DIR")
      ->check(existing_folder())
      ->group(kPlaying);
  command.add_option("--clock", raw.clock, "Instead of the scenarios' own: real, manual, auto or x60")
      ->type_name("MODE")
      ->group(kPlaying);
}

void add_control_flags(CLI::App& command, PlayOptions& play, RawTexts& raw) {
  command.add_option("--admin-port", raw.admin_port, "A port of its own; 0 takes a free one")
      ->check(port_number())
      ->type_name("PORT")
      ->group(kControl);
  command.add_flag("--no-admin", raw.no_admin, "Leave it out")->group(kControl);
  command
      .add_option(kToken, play.admin.options.token,
                  "Ask for this bearer token; in the environment 'ps' does not show it")
      ->envname("UNDERSTUDY_ADMIN_TOKEN")
      ->type_name("TOKEN")
      ->group(kControl);
  add_list(command, "--allow-host", play.admin.options.allowed_hosts,
           "A name that calls may use for us, besides localhost; may be repeated", "NAME")
      ->group(kControl);
}

void add_recording_flags(CLI::App& command, PlayOptions& play, RawTexts& raw) {
  add_list(command, "--report", play.reports,
           "Write the verdict to FILE; its ending chooses: .xml (JUnit), .json, .txt; may be repeated",
           "FILE")
      ->group(kRecording);
  command.add_option("--journal", play.journal, "Write every event to FILE while it happens, as JSON lines")
      ->type_name("FILE")
      ->group(kRecording);
  command
      .add_option("--keep-exchanges", raw.keep_exchanges,
                  "How many of the latest a session keeps in memory (1000)")
      ->type_name("N")
      ->group(kRecording);
  command
      .add_option("--keep-inputs", raw.keep_inputs,
                  "How much a session keeps of what went in, for bundle and fork (8MiB)")
      ->type_name("SIZE")
      ->group(kRecording);
  command.add_flag("--quiet,-q", play.quiet, "No live log")->group(kRecording);
  command
      .add_flag("--show-secrets", raw.show_secrets,
                "Do not mask tokens and passwords in what is shown and written")
      ->group(kRecording);
}

void add_serve_flags(CLI::App& command, ServeOptions& serve, RawTexts& raw) {
  command.add_option("SCENARIO", serve.play.scenarios,
                     "Files, NAME=FILE, or scenarios that come with the program; none: the tour");
  add_playing_flags(command, serve.play, raw);
  command
      .add_flag("--watch", raw.watch,
                "Look for changes of the scenario files; --watch=reset resets their sessions at once")
      ->option_text("[=reset]")
      ->group(kPlaying);
  command
      .add_flag("--auto-sessions", serve.auto_sessions,
                "A request for an unknown session makes it, with the first scenario")
      ->group(kPlaying);
  command.add_flag("--no-default", serve.no_default, "Refuse requests that name no session")->group(kPlaying);
  command.add_flag("--empty", serve.empty, "Start without a scenario")->group(kPlaying);

  command.add_option("--port", serve.port, "Port (8420); 0 takes a free one")
      ->check(port_number())
      ->type_name("PORT")
      ->group(kServing);
  command.add_option("--listen", serve.address, "Address (127.0.0.1)")->type_name("ADDRESS")->group(kServing);
  command.add_option("--port-file", serve.port_file, "Write the port to FILE once requests are answered")
      ->type_name("FILE")
      ->group(kServing);
}

void add_run_flags(CLI::App& command, RunOptions& run, RawTexts& raw) {
  command.footer(
      "The command comes last, behind --:  understudy run SCENARIO... -- COMMAND [ARGUMENT...]\n"
      "It finds BAANX_BASE_URL, MUSEMENT_BASE_URL, FILE_ORDER_BASE_URL, UNDERSTUDY_URL and "
      "UNDERSTUDY_ADMIN_URL in its environment.");
  command.add_option("SCENARIO", run.play.scenarios, "As for serve")->required();
  add_playing_flags(command, run.play, raw);
  command.add_option("--timeout", raw.timeout, "Kill the command after so long; exit code 124")
      ->type_name("DURATION")
      ->group(kServing);
}

void add_play_flags(CLI::App& command, PlayOptions& play, RawTexts& raw) {
  command.add_option("--grace", raw.grace, "How long answers on the wire may take when stopping (5s)")
      ->type_name("DURATION")
      ->group(kServing);
  add_control_flags(command, play, raw);
  add_recording_flags(command, play, raw);
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

/// A token from the environment is no contradiction: whoever set it may not know of this start.
void refuse_useless_token(const app::AdminSettings& admin, bool is_argument) {
  if (!is_argument) return;
  if (!admin.enabled)
    throw UsageError("--admin-token is about the control API, and --no-admin leaves it out");
  if (admin.options.token.empty()) throw UsageError("--admin-token is empty: leave it out to ask for none");
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
  const bool token_is_argument = std::any_of(arguments.begin(), arguments.end(), [](const std::string& one) {
    return one == kToken || one.starts_with(core::cat(kToken, "="));
  });

  CLI::App app{kAbout, "understudy"};
  app.footer(kExitCodes);
  app.require_subcommand(1);
  app.set_version_flag("--version", core::cat("understudy ", app::kVersion, " (", app::kRevision, ")"));

  ServeOptions serve;
  RawTexts serve_raw;
  CLI::App& serve_command = *app.add_subcommand("serve", "Serve scenarios until SIGINT or SIGTERM");
  add_serve_flags(serve_command, serve, serve_raw);
  add_play_flags(serve_command, serve.play, serve_raw);

  RunOptions run;
  RawTexts run_raw;
  CLI::App& run_command =
      *app.add_subcommand("run", "Start, run a command with its base URLs set, judge, stop");
  add_run_flags(run_command, run, run_raw);
  add_play_flags(run_command, run.play, run_raw);
  run_command
      .add_option("--bundle", run.play.bundle, "Write all that 'replay' needs to FILE, secrets included")
      ->type_name("FILE")
      ->group(kRecording);

  ReplayOptions replay;
  bool replay_shows_secrets = false;
  CLI::App& replay_command =
      *app.add_subcommand("replay", "Play a bundle again: does everything come as it came then?");
  replay_command.add_option("BUNDLE", replay.bundle, "A file; - is standard input")->required();
  std::string replay_folder;
  replay_command
      .add_option("--files", replay_folder, "Where the scenario's files are, if not where the bundle says")
      ->check(existing_folder())
      ->type_name("DIR");
  replay_command.add_flag("--show-secrets", replay_shows_secrets, "Do not mask tokens and passwords");

  CheckOptions check;
  RawTexts check_raw;
  CLI::App& check_command = *app.add_subcommand("check", "Are the scenario files right? Starts nothing");
  check_command.add_option("PATH", check.paths, "Files and folders")->required();
  add_list(check_command, "--set", check_raw.set, "Value of a scenario's variable; may be repeated",
           "NAME=VALUE");

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
    finish(serve, serve_raw, serve_command);
    refuse_useless_token(serve.play.admin, token_is_argument);
    return serve;
  }
  if (run_command.parsed()) {
    finish(run, run_raw, run_command, std::move(command_to_run));
    refuse_useless_token(run.play.admin, token_is_argument);
    return run;
  }
  if (replay_command.parsed()) {
    if (!replay_folder.empty()) replay.folder = replay_folder;
    if (replay_shows_secrets) replay.secrets = journal::Secrets::Shown;
    return replay;
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
