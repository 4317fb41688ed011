#pragma once

#include "app/bundle_file.hpp"
#include "app/mock_server.hpp"
#include "cli/journal_file.hpp"
#include "cli/live_log.hpp"
#include "cli/options.hpp"

#include <optional>
#include <string>

namespace mock::cli {

/// What `serve` and `run` have in common: a server, the live log, and the files that are written while it
/// plays.
class Playing {
 public:
  /// Loads everything. `more` holds what only one of the two commands knows. Throws what keeps us from
  /// starting.
  Playing(const PlayOptions& options, app::MockServerOptions more = {});

  [[nodiscard]] app::MockServer& server() { return *server_; }
  [[nodiscard]] const app::MockServer& server() const { return *server_; }

  /// Answers requests from now on; answers the base URL. Throws `transport::BindError`.
  std::string start(const std::string& address, int port);
  /// The live log's lines, those held back included, are printed from now on.
  void begin_log();

  /// Gives answers on the wire their time, unless one more signal comes (DECISIONS 9); then ends the rounds
  /// and everything that is written. Answers false, having said why, if a file is not complete. Once.
  bool end();

 private:
  bool finish_files();

  const PlayOptions options_;
  // They outlive the server, which tells them everything.
  std::optional<JournalFile> journal_;
  std::optional<app::BundleFile> bundle_;
  std::optional<LiveLog> live_log_;
  std::optional<app::MockServer> server_;
};

}  // namespace mock::cli
