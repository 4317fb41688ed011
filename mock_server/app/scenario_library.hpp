#pragma once

#include "admin/control.hpp"
#include "app/scenario_loader.hpp"
#include "core/contract.hpp"
#include "core/generated_content.hpp"
#include "core/problems.hpp"
#include "core/scenario.hpp"

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace mock::app {

using VariableValues = std::map<std::string, std::string, std::less<>>;

/// What tells a changed file at a glance.
struct FileStamp {
  std::int64_t seconds = 0;
  std::int64_t nanoseconds = 0;
  std::uint64_t size = 0;
  std::uint64_t inode = 0;
  bool operator==(const FileStamp&) const = default;
};

/// A scenario ready to be played, with what it takes to read it again elsewhere. Never changes; shared by the
/// sessions that play it and by the library that remembers it.
struct LoadedScenario {
  /// A file on disk that it hands out.
  struct File {
    std::string name;  ///< as the scenario names it
    std::string path;
    FileStamp stamp;  ///< as it was when the scenario was read
  };
  std::shared_ptr<const core::Scenario> scenario;  ///< never null
  std::shared_ptr<const std::string> text;         ///< as it was read; never null
  std::string folder;                              ///< where `path:` looks; empty: it is refused
  VariableValues variables;                        ///< that the text asks for and that have a value
  std::vector<File> files;
};

/// Where the text of a scenario comes from. Shared by the library and by the sessions that play it, so that a
/// reset finds the newest text.
struct ScenarioSource : std::enable_shared_from_this<ScenarioSource> {
  enum class Kind : std::uint8_t {
    File,      ///< named on the command line: changes when `look_again` sees it
    InFolder,  ///< below a folder of `--scenarios`: looked at whenever it is asked for
    Given,     ///< a text that our own program gave; sees the environment
    Shipped,   ///< comes with the program
    Sent       ///< came with a control call: no environment, no `path:`
  };
  struct Summary {
    std::string about;
    std::vector<std::string> providers;
  };

  Kind kind = Kind::Given;
  std::string name;    ///< `baanx/payment_completes`
  std::string file;    ///< as messages call it
  std::string path;    ///< of a file on disk
  std::string folder;  ///< where `path:` looks; empty: it is refused

  // Guarded by the library.
  std::shared_ptr<const std::string> text;
  std::uint64_t revision = 1;  ///< of the text
  FileStamp stamp;
  std::optional<std::set<std::string, std::less<>>>
      asked;  ///< variables in the text; absent: it was not read yet
  std::map<std::string, std::shared_ptr<const LoadedScenario>> loaded;  ///< by what differs between sessions
  std::optional<Summary> summary;
};

/// What a session plays: a text, and what is set in it.
struct Casting {
  std::shared_ptr<ScenarioSource> source;  ///< never null
  VariableValues variables;                ///< the session's own, before `--set` and the environment
  std::optional<std::uint64_t> seed{};
  std::optional<core::ClockSettings> clock{};
};

/// Why a scenario cannot be played.
struct NotLoaded {
  core::Problems problems;
  std::vector<std::string> unset;  ///< variables without a value; not empty: nothing else is wrong
};

/// The scenarios that a server knows: those of its command line, those in its folders, those that come with
/// the program; each text is read once for all sessions that play it alike. May be shared between threads.
class ScenarioLibrary {
 public:
  struct Options {
    Variables variables;                       ///< `--set` and the environment
    std::optional<core::ClockSettings> clock;  ///< of `--clock`
    std::vector<std::string> folders;
    std::function<void(const std::string&)> progress;
  };
  /// How many read scenarios are remembered.
  static constexpr std::size_t kMostRemembered = 256;
  /// How many files in folders are remembered, besides those that sessions play.
  static constexpr std::size_t kMostInFolders = 10'000;

  /// `contracts` and `checksums` outlive this.
  ScenarioLibrary(Options options, core::ContractLibrary& contracts, core::Checksums& checksums);

  /// What a command line names: a file, or a name in a folder, or one that comes with the program. From now
  /// on it is known by its path, its name and its stem, and by `session`. Null, with `problems`, if there is
  /// no such thing.
  std::shared_ptr<ScenarioSource> add(const std::string& name_or_path, const std::string& session,
                                      core::Problems& problems);
  /// A text that our own program gives.
  std::shared_ptr<ScenarioSource> add_text(const std::string& name, const std::string& session,
                                           std::string text);
  /// What a control call names: folders first, then the command line, then what comes with the program. Never
  /// a path on disk. Null if nothing is called so.
  std::shared_ptr<ScenarioSource> find(std::string_view name);
  /// `no scenario is called 'baanx/payment_complete', did you mean …?`
  [[nodiscard]] std::string unknown(std::string_view name);
  /// A text that came with a control call.
  static std::shared_ptr<ScenarioSource> sent(std::string yaml);

  /// Reads the newest text, or remembers it. May compute checksums, which may take long.
  std::variant<std::shared_ptr<const LoadedScenario>, NotLoaded> load(const Casting& casting);

  struct Change {
    std::shared_ptr<ScenarioSource> source;
    core::Problems problems;  ///< has errors: the text stays what it was
  };
  /// Reads the files of the command line again that have changed since. Each change is told once.
  std::vector<Change> look_again();

  [[nodiscard]] std::vector<admin::ScenarioEntry> entries();
  [[nodiscard]] std::shared_ptr<const std::string> text_of(const std::shared_ptr<ScenarioSource>& source);
  /// As a session made by a control call would read it.
  admin::ScenarioCheck check(std::string_view yaml, const VariableValues& variables);

 private:
  struct Known {
    std::set<std::string, std::less<>> names;
    std::shared_ptr<ScenarioSource> source;
  };
  struct Reading;

  std::shared_ptr<ScenarioSource> find_in_folders(std::string_view name);
  std::shared_ptr<ScenarioSource> shipped(std::string_view name);
  std::vector<std::string> names();
  void refresh(ScenarioSource& source) const;
  [[nodiscard]] std::optional<std::string> value_of(const ScenarioSource& source, const VariableValues& own,
                                                    std::string_view name) const;
  [[nodiscard]] std::string key_of(const Casting& casting) const;
  Reading read(const ScenarioSource& source, std::shared_ptr<const std::string> text, const Casting& casting,
               UnsetVariables unset);
  void compute_checksums(const core::Scenario& scenario);
  void remember(ScenarioSource& source, std::string key, std::shared_ptr<const LoadedScenario> loaded);
  admin::ScenarioEntry entry_of(const std::shared_ptr<ScenarioSource>& source);

  const Options options_;
  ScenarioLoader loader_;
  core::Checksums& checksums_;

  std::mutex mutex_;  // never held while something is read, but for files in folders that have changed
  std::vector<Known> known_;  ///< guarded by mutex_
  std::map<std::string, std::shared_ptr<ScenarioSource>, std::less<>>
      in_folders_;  ///< by path; guarded by mutex_
  std::map<std::string, std::shared_ptr<ScenarioSource>, std::less<>> shipped_;   ///< guarded by mutex_
  std::deque<std::pair<std::weak_ptr<ScenarioSource>, std::string>> remembered_;  ///< guarded by mutex_
  std::mutex look_mutex_;  ///< one look at a time; taken before mutex_
};

}  // namespace mock::app
