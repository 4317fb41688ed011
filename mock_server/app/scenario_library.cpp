#include "app/scenario_library.hpp"

#include "app/embedded.hpp"
#include "core/text.hpp"
#include "loading/scenario_files.hpp"
#include "loading/yaml_reader.hpp"
#include "providers/registry.hpp"

#include <algorithm>
#include <filesystem>
#include <sys/stat.h>

namespace mock::app {
namespace {

namespace fs = std::filesystem;
using core::cat;
using Kind = ScenarioSource::Kind;

constexpr std::string_view kEnding = ".yaml";
constexpr std::string_view kSentName = "scenario_yaml";

/// Nothing if there is no such file.
std::optional<FileStamp> stamp_of(const std::string& path) {
  struct stat status {};
  if (stat(path.c_str(), &status) != 0) return std::nullopt;
  return FileStamp{.seconds = status.st_mtim.tv_sec,
                   .nanoseconds = status.st_mtim.tv_nsec,
                   .size = static_cast<std::uint64_t>(status.st_size),
                   .inode = static_cast<std::uint64_t>(status.st_ino)};
}

/// Absolute, so that it still means the same where a bundle is played again.
std::string folder_of(const std::string& path) {
  std::error_code error;
  const auto absolute = fs::absolute(path, error);
  return (error ? fs::path{path} : absolute).lexically_normal().parent_path().string();
}

std::shared_ptr<const std::string> shared(std::string text) {
  return std::make_shared<const std::string>(std::move(text));
}

/// The files that a scenario asks for are noted, for its bundles.
class NotedFiles final : public core::ScenarioFiles {
 public:
  NotedFiles(const std::string& folder, std::vector<LoadedScenario::File>& noted)
      : files_(folder), noted_(noted) {}

  [[nodiscard]] std::variant<File, std::string> find(const std::string& relative_path) const override {
    auto found = files_.find(relative_path);
    if (const auto* file = std::get_if<File>(&found)) {
      const bool is_known = std::any_of(noted_.begin(), noted_.end(),
                                        [&](const auto& known) { return known.name == relative_path; });
      if (!is_known) {
        noted_.push_back(
            {.name = relative_path, .path = file->path, .stamp = stamp_of(file->path).value_or(FileStamp{})});
      }
    }
    return found;
  }

 private:
  loading::FolderFiles files_;
  std::vector<LoadedScenario::File>& noted_;
};

/// Whether the files that it hands out are what they were.
bool has_its_files(const LoadedScenario& loaded) {
  return std::all_of(loaded.files.begin(), loaded.files.end(),
                     [](const auto& file) { return stamp_of(file.path) == file.stamp; });
}

/// What a list shows of a text, mistakes in it or not.
ScenarioSource::Summary summary_of(std::string_view text) {
  ScenarioSource::Summary summary;
  core::Problems problems{""};
  const auto root = loading::read_yaml(text, problems);
  if (!root) return summary;
  for (const auto& entry : root->entries) {
    if (entry.key == "about" && entry.value.is_scalar()) summary.about = entry.value.text;
  }
  for (const core::Provider* provider : providers::all_providers()) {
    const bool plays = std::any_of(root->entries.begin(), root->entries.end(),
                                   [&](const auto& entry) { return entry.key == provider->id(); });
    if (plays) summary.providers.emplace_back(provider->id());
  }
  return summary;
}

/// Whether it can be a name below a folder: nothing that leads out of it.
bool stays_below(std::string_view name) {
  const fs::path path{name};
  return !name.empty() && name.find('\0') == std::string_view::npos && path.is_relative() &&
         std::find(path.begin(), path.end(), "..") == path.end();
}

std::string with_ending(std::string_view name) {
  return name.ends_with(kEnding) ? std::string{name} : cat(name, kEnding);
}

}  // namespace

struct ScenarioLibrary::Reading {
  std::shared_ptr<LoadedScenario> loaded;  ///< its scenario is null if `problems` has errors
  core::Problems problems;
  std::set<std::string, std::less<>> asked;
  std::set<std::string, std::less<>> missing;  ///< those without a value and without a default
};

ScenarioLibrary::ScenarioLibrary(Options options, core::ContractLibrary& contracts,
                                 core::Checksums& checksums)
    : options_(std::move(options)), loader_(contracts), checksums_(checksums) {}

std::shared_ptr<ScenarioSource> ScenarioLibrary::add(const std::string& name_or_path,
                                                     const std::string& session, core::Problems& problems) {
  std::set<std::string, std::less<>> names{name_or_path, scenario_name(name_or_path),
                                           scenario_stem(name_or_path), session};
  std::error_code error;
  const std::lock_guard lock{mutex_};
  std::shared_ptr<ScenarioSource> source;
  for (const Known& known : known_) {
    if (known.source->kind == Kind::File && known.source->path == name_or_path) source = known.source;
  }
  if (source == nullptr && !fs::exists(name_or_path, error)) source = find_in_folders(name_or_path);
  if (source == nullptr && is_shipped_scenario(name_or_path)) source = shipped(name_or_path);
  if (source == nullptr) {
    if (!fs::exists(name_or_path, error)) {
      problems.error({}, cat("there is no such file", near_scenarios(name_or_path)));
      return nullptr;
    }
    // Looked at before it is read: what is written in between is seen as a change.
    const auto stamp = stamp_of(name_or_path);
    auto text = loading::read_text_file(name_or_path, problems);
    if (!text) return nullptr;
    source = std::make_shared<ScenarioSource>();
    source->kind = Kind::File;
    source->name = scenario_name(name_or_path);
    source->file = name_or_path;
    source->path = name_or_path;
    source->folder = folder_of(name_or_path);
    source->text = shared(std::move(*text));
    source->stamp = stamp.value_or(FileStamp{});
  }
  known_.push_back({.names = std::move(names), .source = source});
  return source;
}

std::shared_ptr<ScenarioSource> ScenarioLibrary::add_text(const std::string& name, const std::string& session,
                                                          std::string text) {
  auto source = std::make_shared<ScenarioSource>();
  source->kind = Kind::Given;
  source->name = name;
  source->file = name;
  source->text = shared(std::move(text));
  const std::lock_guard lock{mutex_};
  known_.push_back({.names = {name, session}, .source = source});
  return source;
}

std::shared_ptr<ScenarioSource> ScenarioLibrary::sent(std::string yaml) {
  auto source = std::make_shared<ScenarioSource>();
  source->kind = Kind::Sent;
  source->name = kSentName;
  source->file = kSentName;
  source->text = shared(std::move(yaml));
  return source;
}

std::shared_ptr<ScenarioSource> ScenarioLibrary::find(std::string_view name) {
  const std::lock_guard lock{mutex_};
  if (auto source = find_in_folders(name)) return source;
  for (const Known& known : known_) {
    if (known.names.contains(name)) return known.source;
  }
  return shipped(name);
}

/// The caller holds the lock.
std::shared_ptr<ScenarioSource> ScenarioLibrary::find_in_folders(std::string_view name) {
  if (!stays_below(name)) return nullptr;
  const std::string file = fs::path{with_ending(name)}.lexically_normal().string();
  for (const std::string& folder : options_.folders) {
    const std::string path = (fs::path{folder} / file).string();
    std::error_code error;
    if (!fs::is_regular_file(path, error)) continue;
    if (in_folders_.size() >= kMostInFolders && !in_folders_.contains(path)) {
      std::erase_if(in_folders_, [](const auto& known) { return known.second.use_count() == 1; });
    }
    auto& source = in_folders_[path];
    if (source == nullptr) {
      source = std::make_shared<ScenarioSource>();
      source->kind = Kind::InFolder;
      source->name = file.substr(0, file.size() - kEnding.size());
      source->file = path;
      source->path = path;
      source->folder = folder_of(path);
    }
    return source;
  }
  return nullptr;
}

/// The caller holds the lock.
std::shared_ptr<ScenarioSource> ScenarioLibrary::shipped(std::string_view name) {
  const EmbeddedFile* file = find_shipped(name);
  if (file == nullptr) return nullptr;
  auto& source = shipped_[std::string{file->name}];
  if (source == nullptr) {
    source = std::make_shared<ScenarioSource>();
    source->kind = Kind::Shipped;
    source->name = file->name;
    source->file = file->name;
    source->text = shared(std::string{file->text});
  }
  return source;
}

/// A file in a folder is read when it has changed since it was asked for last. The caller holds the lock.
void ScenarioLibrary::refresh(ScenarioSource& source) const {
  if (source.kind != Kind::InFolder) return;
  const auto stamp = stamp_of(source.path);
  if (source.text != nullptr && stamp == source.stamp) return;
  core::Problems problems{source.file};
  auto text = loading::read_text_file(source.path, problems);
  source.text = text ? shared(std::move(*text)) : nullptr;
  source.stamp = stamp.value_or(FileStamp{});
  ++source.revision;
  source.loaded.clear();
  source.asked.reset();
  source.summary.reset();
}

std::optional<std::string> ScenarioLibrary::value_of(const ScenarioSource& source, const VariableValues& own,
                                                     std::string_view name) const {
  if (const auto value = own.find(name); value != own.end()) return value->second;
  if (source.kind != Kind::Sent) return options_.variables.find(name);
  return Variables{.set = options_.variables.set, .environment = false}.find(name);
}

/// All that makes two sessions of one text differ. The caller holds the lock; the text was read before.
std::string ScenarioLibrary::key_of(const Casting& casting) const {
  const auto& clock = casting.clock ? casting.clock : options_.clock;
  std::string key = cat(casting.seed ? std::to_string(*casting.seed) : std::string{}, "|",
                        clock ? core::to_text(*clock) : std::string{});
  for (const std::string& name : *casting.source->asked) {
    const auto value = value_of(*casting.source, casting.variables, name);
    key += value ? cat("|", name, "=", std::to_string(value->size()), ":", *value) : cat("|", name);
  }
  return key;
}

std::variant<std::shared_ptr<const LoadedScenario>, NotLoaded> ScenarioLibrary::load(const Casting& casting) {
  ScenarioSource& source = *casting.source;
  std::shared_ptr<const std::string> text;
  std::shared_ptr<const LoadedScenario> known;
  std::uint64_t revision = 0;
  {
    const std::lock_guard lock{mutex_};
    refresh(source);
    if (source.asked) {
      const auto found = source.loaded.find(key_of(casting));
      if (found != source.loaded.end()) known = found->second;
    }
    text = source.text;
    revision = source.revision;
  }
  if (known != nullptr) {
    if (has_its_files(*known)) return known;
    const std::lock_guard lock{mutex_};
    std::erase_if(source.loaded, [&](const auto& entry) { return entry.second == known; });
  }
  if (text == nullptr) {
    NotLoaded refused{.problems = core::Problems{source.file}, .unset = {}};
    loading::read_text_file(source.path, refused.problems);
    if (!refused.problems.has_errors()) refused.problems.error({}, "the file has just changed: try again");
    return refused;
  }

  Reading reading = read(source, text, casting, UnsetVariables::Refused);
  if (reading.loaded->scenario == nullptr) {
    const Reading without = read(source, text, casting, UnsetVariables::Noted);
    NotLoaded refused{.problems = reading.problems, .unset = {}};
    if (!without.problems.has_errors()) refused.unset.assign(reading.missing.begin(), reading.missing.end());
    return refused;
  }
  compute_checksums(*reading.loaded->scenario);
  const std::lock_guard lock{mutex_};
  if (source.revision == revision) {
    source.asked = std::move(reading.asked);
    remember(source, key_of(casting), reading.loaded);
  }
  return reading.loaded;
}

ScenarioLibrary::Reading ScenarioLibrary::read(const ScenarioSource& source,
                                               std::shared_ptr<const std::string> text,
                                               const Casting& casting, UnsetVariables unset) {
  Reading reading{.loaded = std::make_shared<LoadedScenario>(),
                  .problems = core::Problems{source.file},
                  .asked = {},
                  .missing = {}};
  LoadedScenario& loaded = *reading.loaded;
  loaded.text = std::move(text);
  loaded.folder = source.folder;
  const NotedFiles files{source.folder, loaded.files};
  const auto variable = [&](std::string_view name) {
    auto value = value_of(source, casting.variables, name);
    reading.asked.emplace(name);
    if (value) loaded.variables.emplace(name, *value);
    return value;
  };
  loaded.scenario = loader_.read({.text = *loaded.text,
                                  .name = source.name,
                                  .files = source.folder.empty() ? nullptr : &files,
                                  .variable = variable,
                                  .unset = unset,
                                  .missing = &reading.missing,
                                  .seed = casting.seed,
                                  .clock = casting.clock ? casting.clock : options_.clock},
                                 reading.problems);
  return reading;
}

/// Those that a scenario wants computed beforehand (DECISIONS 11).
void ScenarioLibrary::compute_checksums(const core::Scenario& scenario) {
  std::vector<core::Body> bodies;
  for (const core::Part& part : scenario.parts) {
    for (core::Body& body : part.plan->checksums_needed()) bodies.push_back(std::move(body));
  }
  for (std::size_t i = 0; i < bodies.size(); ++i) {
    if (options_.progress) {
      options_.progress(cat(scenario.file, ": computing checksum ", std::to_string(i + 1), " of ",
                            std::to_string(bodies.size()), ", ",
                            std::to_string(core::length_of(bodies[i]).value_or(0) / 1'000'000), " MB"));
    }
    checksums_.md5(bodies[i]);
  }
}

/// The oldest goes where there are too many; of a text that came with a control call, for one session, there
/// is one. The caller holds the lock.
void ScenarioLibrary::remember(ScenarioSource& source, std::string key,
                               std::shared_ptr<const LoadedScenario> loaded) {
  if (source.kind == Kind::Sent) {
    source.loaded.clear();
    source.loaded.emplace(std::move(key), std::move(loaded));
    return;
  }
  if (!source.loaded.emplace(key, std::move(loaded)).second) return;
  remembered_.emplace_back(source.weak_from_this(), std::move(key));
  if (remembered_.size() <= kMostRemembered) return;
  if (const auto oldest = remembered_.front().first.lock()) oldest->loaded.erase(remembered_.front().second);
  remembered_.pop_front();
}

std::vector<ScenarioLibrary::Change> ScenarioLibrary::look_again() {
  const std::lock_guard looking{look_mutex_};
  std::vector<std::shared_ptr<ScenarioSource>> files;
  {
    const std::lock_guard lock{mutex_};
    for (const Known& known : known_) {
      const bool is_new = std::find(files.begin(), files.end(), known.source) == files.end();
      if (known.source->kind == Kind::File && is_new) files.push_back(known.source);
    }
  }
  std::vector<Change> changes;
  for (const auto& source : files) {
    const auto stamp = stamp_of(source->path).value_or(FileStamp{});
    {
      const std::lock_guard lock{mutex_};
      if (stamp == source->stamp) continue;
      source->stamp = stamp;
    }
    Change change{.source = source, .problems = core::Problems{source->file}};
    auto text = loading::read_text_file(source->path, change.problems);
    if (text && *text == *text_of(source)) continue;
    if (text) {
      const auto fresh = shared(std::move(*text));
      Reading reading = read(*source, fresh, {.source = source, .variables = {}}, UnsetVariables::Noted);
      change.problems = std::move(reading.problems);
      if (!change.problems.has_errors()) {
        const std::lock_guard lock{mutex_};
        source->text = fresh;
        ++source->revision;
        source->loaded.clear();
        source->asked.reset();
        source->summary.reset();
      }
    }
    changes.push_back(std::move(change));
  }
  return changes;
}

std::shared_ptr<const std::string> ScenarioLibrary::text_of(const std::shared_ptr<ScenarioSource>& source) {
  const std::lock_guard lock{mutex_};
  refresh(*source);
  return source->text;
}

admin::ScenarioEntry ScenarioLibrary::entry_of(const std::shared_ptr<ScenarioSource>& source) {
  std::shared_ptr<const std::string> text;
  {
    const std::lock_guard lock{mutex_};
    refresh(*source);
    if (source->summary) {
      return {.name = source->name,
              .about = source->summary->about,
              .providers = source->summary->providers,
              .shipped = source->kind == Kind::Shipped};
    }
    text = source->text;
  }
  auto summary = text == nullptr ? ScenarioSource::Summary{} : summary_of(*text);
  const std::lock_guard lock{mutex_};
  source->summary = summary;
  return {.name = source->name,
          .about = std::move(summary.about),
          .providers = std::move(summary.providers),
          .shipped = source->kind == Kind::Shipped};
}

/// In the order in which they are looked up; a name that hides a later one stands for both.
std::vector<admin::ScenarioEntry> ScenarioLibrary::entries() {
  std::vector<std::shared_ptr<ScenarioSource>> sources;
  const auto add = [&](const std::shared_ptr<ScenarioSource>& source) {
    const bool is_new =
        source != nullptr && std::none_of(sources.begin(), sources.end(),
                                          [&](const auto& known) { return known->name == source->name; });
    if (is_new) sources.push_back(source);
  };
  for (const std::string& folder : options_.folders) {
    for (const std::string& file : loading::find_scenarios(std::vector{folder}).files) {
      const std::string name = fs::path{file}.lexically_relative(folder).string();
      const std::lock_guard lock{mutex_};
      add(find_in_folders(name));
    }
  }
  {
    const std::lock_guard lock{mutex_};
    for (const Known& known : known_) add(known.source);
    for (const EmbeddedFile& file : embedded_scenarios()) add(shipped(file.name));
  }
  std::vector<admin::ScenarioEntry> entries;
  entries.reserve(sources.size());
  for (const auto& source : sources) entries.push_back(entry_of(source));
  return entries;
}

std::vector<std::string> ScenarioLibrary::names() {
  std::vector<std::string> names;
  for (const std::string& folder : options_.folders) {
    for (const std::string& file : loading::find_scenarios(std::vector{folder}).files) {
      names.push_back(fs::path{file}.lexically_relative(folder).replace_extension().string());
    }
  }
  const std::lock_guard lock{mutex_};
  for (const Known& known : known_) names.insert(names.end(), known.names.begin(), known.names.end());
  for (const EmbeddedFile& file : embedded_scenarios()) names.emplace_back(file.name);
  return names;
}

std::string ScenarioLibrary::unknown(std::string_view name) {
  const auto known = names();
  const std::string near = core::did_you_mean(name, known);
  if (!stays_below(name)) {
    return cat("no scenario is called ", core::in_quotes(name),
               ": a name stays within its folder, without '..' and without '/' at its beginning");
  }
  return cat("no scenario is called ", core::in_quotes(name),
             near.empty() ? std::string{": GET /_understudy/scenarios lists them"} : near);
}

admin::ScenarioCheck ScenarioLibrary::check(std::string_view yaml, const VariableValues& variables) {
  const auto source = sent(std::string{yaml});
  Reading reading =
      read(*source, source->text, {.source = source, .variables = variables}, UnsetVariables::Noted);
  return {.valid = !reading.problems.has_errors(), .lines = reading.problems.lines()};
}

}  // namespace mock::app
