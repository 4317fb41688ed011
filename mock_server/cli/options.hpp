#pragma once

#include "app/mock_server.hpp"
#include "app/scenario_watch.hpp"
#include "core/scenario.hpp"
#include "journal/secrets.hpp"

#include <chrono>
#include <cstddef>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <variant>
#include <vector>

namespace mock::cli {

/// What `serve` and `run` share.
struct PlayOptions {
  std::vector<std::string> scenarios;  ///< as written: `FILE`, a known name, or `NAME=FILE`
  std::vector<std::string> folders;    ///< `--scenarios DIR`
  std::map<std::string, std::string, std::less<>> variables;  ///< `--set NAME=VALUE`
  std::optional<core::ClockSettings> clock;
  std::vector<std::string> reports;  ///< files; the ending chooses the format
  std::string journal;               ///< a file for every event; empty: none
  std::string bundle;                ///< a file for `replay`, `run` only; empty: none
  core::JournalLimits journal_limits;
  std::size_t most_input_bytes_per_session = core::InputBudget::kSession;
  app::AdminSettings admin;
  std::chrono::milliseconds grace{5'000};
  bool quiet = false;  ///< no live log
  journal::Secrets secrets = journal::Secrets::Masked;
};

struct ServeOptions {
  PlayOptions play;
  std::string address = "127.0.0.1";
  int port = 8420;
  std::string port_file;
  std::optional<app::OnChange> watch;
  bool auto_sessions = false;  ///< an unknown session comes to exist when it is asked
  bool no_default = false;     ///< requests that name no session are refused
  bool empty = false;          ///< no scenario, no session `default`
};

struct RunOptions {
  PlayOptions play;
  std::vector<std::string> command;
  std::optional<std::chrono::milliseconds> timeout;
};

struct ReplayOptions {
  std::string bundle;  ///< a file; `-`: standard input
  std::optional<std::string>
      folder;  ///< where the scenario's `path:` files are, if not where the bundle says
  journal::Secrets secrets = journal::Secrets::Masked;
};

struct CheckOptions {
  std::vector<std::string> paths;
  std::map<std::string, std::string, std::less<>> variables;
};

struct SchemaOptions {};

/// `--help` or `--version` was asked for: the text to print.
struct ShowText {
  std::string text;
};

using Command = std::variant<ServeOptions, RunOptions, ReplayOptions, CheckOptions, SchemaOptions, ShowText>;

/// A command line that cannot be carried out: one sentence. Exit code 2.
class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Reads the command line, without the program's name, and UNDERSTUDY_ADMIN_TOKEN. Throws `UsageError`.
Command parse_command_line(std::vector<std::string> arguments);

/// The scenarios to play, by `FILE` or `NAME=FILE`.
std::vector<app::Play> plays_of(const PlayOptions& options);

}  // namespace mock::cli
