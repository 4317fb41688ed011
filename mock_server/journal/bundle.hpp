#pragma once

#include "core/event.hpp"
#include "core/input.hpp"
#include "core/json.hpp"
#include "core/scenario.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace mock::journal {

/// Grows when a bundle written before cannot be read any more.
inline constexpr int kBundleVersion = 1;

/// A file on disk that a scenario hands out: a bundle names it, and does not hold it (DECISIONS 14).
struct BundledFile {
  std::string name;  ///< as the scenario names it
  std::uint64_t size = 0;
  std::string sha256;
};

/// How a round began: enough to begin it again anywhere.
struct Beginning {
  std::string version;  ///< of this program
  std::string session;
  std::uint64_t round = 1;
  std::string scenario;  ///< name
  std::string file;      ///< as messages call it
  std::string text;      ///< of the scenario, as it was loaded
  std::string folder;    ///< where `path:` looks; empty: it is refused
  std::map<std::string, std::string, std::less<>>
      variables;  ///< that the text asked for, with the values it got
  std::uint64_t seed = 1;
  core::ClockSettings clock;
  core::Instant start;
  std::vector<BundledFile> files;
  std::string forked_from;
  std::uint64_t forked_at = 0;
};

// A bundle is JSON lines: for each round its beginning, and then its inputs and events in the order in which
// they came, those of several sessions mixed. Nothing in it is masked: replay needs it as it was (DECISIONS
// 36).

/// `{"understudy_bundle":1,"session":"default","round":1,…}`
std::string bundle_line(const Beginning& beginning);
/// `{"session":"default","round":1,"input":{"at":"…","request":{…}}}`
std::string bundle_line(const std::string& session, std::uint64_t round, const core::Input& input);
/// `{"session":"default","round":1,"event":{…}}`: the event in full, no body shortened.
std::string bundle_line(const std::string& session, std::uint64_t round, const core::Event& event);
/// The event alone, as it stands in a line: what replay compares.
std::string bundled_event(const std::string& session, const core::Event& event);

struct InputLine {
  std::string session;
  std::uint64_t round = 1;
  core::Input input;
};
struct EventLine {
  std::string session;
  std::uint64_t round = 1;
  std::string event;  ///< as `bundled_event` writes it
};
/// What a line of a bundle holds, or why it cannot be read: a sentence.
std::variant<Beginning, InputLine, EventLine, std::string> read_bundle_line(std::string_view line);

}  // namespace mock::journal
