#include "app/replay.hpp"

#include "app/checksums.hpp"
#include "app/contract_library.hpp"
#include "app/scenario_loader.hpp"
#include "core/json.hpp"
#include "core/session.hpp"
#include "core/text.hpp"
#include "journal/bundle.hpp"
#include "loading/scenario_files.hpp"

#include <understudy_version.hpp>

#include <deque>
#include <filesystem>
#include <map>
#include <memory>
#include <utility>
#include <variant>

namespace mock::app {
namespace {

using core::cat;

/// Rounds that are over and kept nevertheless: requests may come after the end of a round, in process.
constexpr std::size_t kMostOverKept = 100;
constexpr std::size_t kMostMistakes = 20;
constexpr std::uint64_t kLinesBetweenProgress = 10'000;

/// The events of one session that came and were not compared yet.
class Produced final : public core::EventSink {
 public:
  struct One {
    std::uint64_t number = 0;
    std::string text;
  };
  void on_event(const std::string& session, const core::Event& event) override {
    events.push_back({.number = event.number, .text = journal::bundled_event(session, event)});
    is_over = is_over || std::holds_alternative<core::SessionClosed>(event.what);
  }

  std::deque<One> events;
  bool is_over = false;
};

/// One round that is played again. Lazily: an input is carried out when its events are asked for, and no
/// further than those that are, so that a step of three days does not lie in memory.
struct Round {
  Produced produced;
  std::shared_ptr<const core::Scenario> scenario;
  std::unique_ptr<core::Session> session;  ///< null: it cannot be played
  std::optional<core::Input> pending;

  void finish_input() {
    if (!pending || session == nullptr) return;
    const core::Input input = *std::exchange(pending, std::nullopt);
    session->repeat(input);
  }

  /// Goes on until the event of that number has come, if it comes. `at` is when the bundle has it.
  void produce(std::uint64_t number, core::Instant at) {
    if (session->event_count() >= number) return;
    if (pending) {
      session->advance_to_event(pending->at, number);
      if (session->event_count() >= number) return;
      finish_input();
    }
    session->advance_to_event(at, number);
  }
};

struct EventPlace {
  std::uint64_t number = 0;
  std::optional<core::Instant> at;
};

/// Which event it is, and when it came; number 0 if it does not say so.
EventPlace place_of(const std::string& event) {
  const auto json = core::Json::parse(event, nullptr, false);
  const auto number = json.find("number");
  const auto at = json.find("at");
  if (number == json.end() || !number->is_number_unsigned() || at == json.end() || !at->is_string())
    return {};
  return {.number = number->get<std::uint64_t>(), .at = core::parse_instant(at->get<std::string>())};
}

std::string major_of(std::string_view version) { return std::string{version.substr(0, version.find('.'))}; }

class Replayer {
 public:
  explicit Replayer(const ReplayOptions& options) : options_(options), loader_(contracts_) {}

  /// False if the line cannot be read; `why_not` is a sentence then.
  bool play(std::uint64_t number, std::string_view line, std::string& why_not) {
    line_ = number;
    auto read = journal::read_bundle_line(line);
    if (auto* sentence = std::get_if<std::string>(&read)) {
      why_not = std::move(*sentence);
      return false;
    }
    if (const auto* beginning = std::get_if<journal::Beginning>(&read)) begin(*beginning);
    if (auto* input = std::get_if<journal::InputLine>(&read)) take_input(std::move(*input));
    if (const auto* event = std::get_if<journal::EventLine>(&read)) compare(*event);
    return true;
  }

  void complain(std::string sentence) {
    if (result_.mistakes.size() < kMostMistakes) {
      result_.mistakes.push_back(cat("line ", std::to_string(line_), ": ", sentence));
    } else if (result_.mistakes.size() == kMostMistakes) {
      result_.mistakes.emplace_back("there are more, which are not listed");
    }
  }

  [[nodiscard]] bool is_at_beginning() const { return result_.rounds == 0; }

  ReplayResult finish(bool was_cut) {
    for (auto& [key, round] : rounds_) {
      // What a bundle that was cut off would have said next is not known.
      if (!was_cut) finish_round(key, round);
    }
    if (was_cut) {
      result_.notes.emplace_back(
          "its last line is cut off, as if whoever wrote it was ended too early; all before it was played");
    }
    return std::move(result_);
  }

 private:
  using Key = std::pair<std::string, std::uint64_t>;

  void begin(const journal::Beginning& beginning) {
    ++result_.rounds;
    const Key key{beginning.session, beginning.round};
    drop_rounds_before(key);
    Round& round = rounds_[key];
    if (major_of(beginning.version) != major_of(kVersion)) {
      complain(cat("it was written by understudy ", beginning.version, ", this is ", kVersion,
                   ": sessions play the same way again with the same major version only"));
      return;
    }
    check_files(beginning);
    round.scenario = read_scenario(beginning);
    if (round.scenario == nullptr) return;
    round.session = std::make_unique<core::Session>(round.scenario,
                                                    core::SessionOptions{.name = beginning.session,
                                                                         .round = beginning.round,
                                                                         .start = beginning.start,
                                                                         .clock = round.scenario->clock,
                                                                         .sinks = {&round.produced},
                                                                         .input_sinks = {},
                                                                         .checksums = &checksums_,
                                                                         .limits = {},
                                                                         .forked_from = beginning.forked_from,
                                                                         .forked_at = beginning.forked_at});
  }

  [[nodiscard]] std::string folder_of(const journal::Beginning& beginning) const {
    return beginning.folder.empty() ? std::string{} : options_.folder.value_or(beginning.folder);
  }

  /// The scenario, from what the bundle says alone: no environment, no other folder.
  std::shared_ptr<const core::Scenario> read_scenario(const journal::Beginning& beginning) {
    core::Problems problems{beginning.file};
    const std::string folder = folder_of(beginning);
    const loading::FolderFiles files{folder};
    const auto variable = [&](std::string_view name) -> std::optional<std::string> {
      const auto value = beginning.variables.find(name);
      if (value == beginning.variables.end()) return std::nullopt;
      return value->second;
    };
    auto scenario = loader_.read({.text = beginning.text,
                                  .name = beginning.scenario,
                                  .files = folder.empty() ? nullptr : &files,
                                  .variable = variable,
                                  .seed = beginning.seed,
                                  .clock = beginning.clock},
                                 problems);
    for (const auto& problem : problems.errors()) {
      complain(cat("the scenario of session ", core::in_quotes(beginning.session), " cannot be read: ",
                   beginning.file, ":", core::to_text(problem.place), ": ", problem.message));
    }
    return scenario;
  }

  void check_files(const journal::Beginning& beginning) {
    const std::string folder = folder_of(beginning);
    for (const journal::BundledFile& file : beginning.files) {
      const std::string path = (std::filesystem::path{folder} / file.name).string();
      std::error_code error;
      const auto size = std::filesystem::file_size(path, error);
      if (error) {
        complain(cat("the file ", path, " is missing, which the scenario hands out"));
      } else if (size != file.size) {
        complain(cat("the file ", path, " has changed: it has ", std::to_string(size), " bytes, and had ",
                     std::to_string(file.size)));
      } else if (checksums_.sha256_of_file(path) != file.sha256) {
        complain(cat("the file ", path, " has changed: its size is the same, its content (SHA-256) is not"));
      }
    }
  }

  void take_input(journal::InputLine line) {
    Round* round = find({line.session, line.round});
    if (round == nullptr) return;
    ++result_.inputs;
    finish_input({line.session, line.round}, *round);
    round->pending = std::move(line.input);
  }

  void compare(const journal::EventLine& line) {
    const Key key{line.session, line.round};
    Round* round = find(key);
    if (round == nullptr) return;
    const auto [number, at] = place_of(line.event);
    if (number == 0 || !at) {
      complain("an event has a number from 1 and an instant");
      return;
    }
    ++result_.events;
    round->produce(number, *at);
    auto& produced = round->produced.events;
    while (!produced.empty() && produced.front().number < number) tell_surplus(key, produced);
    if (produced.empty() || produced.front().number > number) {
      differ({.session = key.first,
              .round = key.second,
              .event = number,
              .line = line_,
              .expected = line.event});
      return;
    }
    if (produced.front().text != line.event) {
      differ({.session = key.first,
              .round = key.second,
              .event = number,
              .line = line_,
              .expected = line.event,
              .found = std::move(produced.front().text)});
    }
    produced.pop_front();
    if (round->produced.is_over && produced.empty()) remember_as_over(key);
  }

  /// The input before is over when the next one comes, and its events with it.
  void finish_input(const Key& key, Round& round) {
    round.finish_input();
    while (!round.produced.events.empty()) tell_surplus(key, round.produced.events);
  }

  void finish_round(const Key& key, Round& round) {
    if (round.session != nullptr) finish_input(key, round);
  }

  void tell_surplus(const Key& key, std::deque<Produced::One>& produced) {
    differ({.session = key.first,
            .round = key.second,
            .event = produced.front().number,
            .found = std::move(produced.front().text)});
    produced.pop_front();
  }

  void differ(ReplayDifference difference) {
    ++result_.differences;
    if (result_.first.size() < options_.most_differences) result_.first.push_back(std::move(difference));
  }

  /// Null if it cannot be played, which was said.
  Round* find(const Key& key) {
    const auto found = rounds_.find(key);
    if (found == rounds_.end()) {
      complain(cat("round ", std::to_string(key.second), " of session ", core::in_quotes(key.first),
                   " has no beginning in this bundle, or ended long before"));
      return nullptr;
    }
    return found->second.session == nullptr ? nullptr : &found->second;
  }

  /// A session has one round at a time; the name of a removed one may come again.
  void drop_rounds_before(const Key& key) {
    auto at = rounds_.lower_bound({key.first, 0});
    while (at != rounds_.end() && at->first.first == key.first) {
      finish_round(at->first, at->second);
      at = rounds_.erase(at);
    }
  }

  void remember_as_over(const Key& key) {
    over_.push_back(key);
    if (over_.size() <= kMostOverKept) return;
    const auto oldest = rounds_.find(over_.front());
    if (oldest != rounds_.end() && oldest->second.produced.is_over) {
      finish_round(oldest->first, oldest->second);
      rounds_.erase(oldest);
    }
    over_.pop_front();
  }

  const ReplayOptions& options_;
  EmbeddedContracts contracts_;
  OpensslChecksums checksums_;
  ScenarioLoader loader_;
  std::map<Key, Round> rounds_;
  std::deque<Key> over_;
  std::uint64_t line_ = 0;
  ReplayResult result_;
};

}  // namespace

ReplayResult replay(std::istream& bundle, const ReplayOptions& options) {
  Replayer replayer{options};
  std::string line;
  std::uint64_t number = 0;
  bool was_cut = false;
  while (std::getline(bundle, line)) {
    ++number;
    std::string why_not;
    const bool is_last = bundle.eof();  // nothing ends it
    if (!replayer.play(number, line, why_not)) {
      if (is_last && !replayer.is_at_beginning()) {
        was_cut = true;
        break;
      }
      replayer.complain(why_not);
      if (replayer.is_at_beginning()) break;  // this is no bundle, and its other lines would say the same
    }
    if (options.progress && number % kLinesBetweenProgress == 0) options.progress(number);
  }
  if (number == 0) replayer.complain("the bundle is empty");
  return replayer.finish(was_cut);
}

}  // namespace mock::app
