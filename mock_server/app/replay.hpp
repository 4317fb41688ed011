#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <istream>
#include <optional>
#include <string>
#include <vector>

namespace mock::app {

struct ReplayOptions {
  /// Where `path:` looks for files, instead of the folder that the bundle names.
  std::optional<std::string> folder{};
  std::size_t most_differences = 10;  ///< that are told in full; all are counted
  /// Told now and then how many lines were played.
  std::function<void(std::uint64_t lines)> progress{};
};

/// An event that is not the one of the bundle.
struct ReplayDifference {
  std::string session;
  std::uint64_t round = 1;
  std::uint64_t event = 0;  ///< its number
  std::uint64_t line = 0;   ///< of the bundle, from 1; 0: the bundle has no such event
  std::string expected;     ///< the event as the bundle has it; empty: it has none
  std::string found;        ///< the event as it came now; empty: none came
};

/// What playing a bundle again has shown.
struct ReplayResult {
  std::uint64_t rounds = 0;
  std::uint64_t inputs = 0;
  std::uint64_t events = 0;               ///< that were compared
  std::uint64_t differences = 0;          ///< all of them
  std::vector<ReplayDifference> first{};  ///< the first ones, in the order of the bundle
  std::vector<std::string>
      mistakes{};  ///< why it cannot be played, or not all of it: `line 7: …`, one sentence each
  std::vector<std::string> notes{};  ///< worth knowing: its last line was cut off

  /// Everything could be played, and every event came as the bundle has it.
  [[nodiscard]] bool is_same() const { return differences == 0 && mistakes.empty() && events > 0; }
};

/// Plays a bundle again, line by line, and compares the events byte for byte. Holds the sessions that are
/// open and one line, whatever the length of the bundle.
ReplayResult replay(std::istream& bundle, const ReplayOptions& options = {});

}  // namespace mock::app
