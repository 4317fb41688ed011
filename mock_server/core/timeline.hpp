#pragma once

#include "core/moment.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace mock::core {

/// When the steps of one resource come (SCENARIOS 2.4, its eight rules). Knows moments only; what a step
/// changes is its provider's business. Pure: time comes in with each call, and never goes back.
///
/// At any time one step is *waiting*, or none is left. Its *turn* is the instant at which the step before was
/// taken; as soon as its trigger has come it has a due instant, which is never before its turn.
class Timeline {
 public:
  Timeline(std::vector<Moment> moments, Instant created);

  /// When the waiting step is due; nothing while its trigger has not come, or if no step is left.
  [[nodiscard]] std::optional<Instant> next_due() const { return due_; }
  /// The index of the waiting step; the number of steps if none is left.
  [[nodiscard]] std::size_t waiting() const { return waiting_; }
  [[nodiscard]] bool is_over() const { return waiting_ == moments_.size(); }
  [[nodiscard]] const std::vector<Moment>& moments() const { return moments_; }
  /// Whether a step that is left waits for that event (then its usual answer does not come, SCENARIOS 2.5).
  [[nodiscard]] bool waits_for(std::string_view event) const;
  /// When the steps that are over were taken; nothing for one that a move dropped. As many as `waiting()`.
  [[nodiscard]] const std::vector<std::optional<Instant>>& past() const { return past_; }

  /// A poll that counts was answered.
  void poll(Instant now);
  /// An event of this resource happened. Remembered until a step uses it up; one occurrence serves one step.
  void happened(std::string_view event, Instant now);

  /// Something happened elsewhere that a step waits for (`OnElsewhere`).
  void happened_elsewhere(const OnElsewhere& what, Instant now);

  /// Takes the waiting step at its due instant and answers its index. Precondition: `next_due()` holds a
  /// value.
  std::size_t take();

  /// A move: takes `step` now, whatever it waits for, and drops those before it. Precondition: it is left.
  void take_early(std::size_t step, Instant now);

  /// Drops all steps that are left.
  void drop_rest();

 private:
  void find_due();
  void use_up(const std::string& event, Duration after);

  std::vector<Moment> moments_;
  std::size_t waiting_ = 0;
  Instant turn_;
  std::optional<Instant> due_;
  std::uint64_t polls_since_turn_ = 0;
  std::vector<std::optional<Instant>> past_;
  std::map<std::string, std::vector<Instant>, std::less<>> unused_events_;
};

/// All timelines of a session. Tells which step of which timeline comes next: earliest first, equal instants
/// in the order in which the steps got their due instant (SCENARIOS 2.4, rule 7).
class Timetable {
 public:
  using TimelineId = std::size_t;
  struct Taken {
    TimelineId timeline = 0;
    std::size_t step = 0;
    Instant at;
  };

  /// `owner` and `key` are handed back: whose timeline it is, and which of his.
  TimelineId add(Timeline timeline, std::size_t owner, std::size_t key);

  [[nodiscard]] const Timeline& timeline(TimelineId id) const { return entries_[id].timeline; }
  [[nodiscard]] std::size_t owner(TimelineId id) const { return entries_[id].owner; }
  [[nodiscard]] std::size_t key(TimelineId id) const { return entries_[id].key; }
  [[nodiscard]] std::size_t size() const { return entries_.size(); }

  void poll(TimelineId id, Instant now);
  void happened(TimelineId id, std::string_view event, Instant now);
  void happened_elsewhere(TimelineId id, const OnElsewhere& what, Instant now);
  /// A move took that step now; it is not handed out by `take_due`.
  void take_early(TimelineId id, std::size_t step, Instant now);
  void drop_rest(TimelineId id);

  /// The instant of the earliest step that is due at all.
  [[nodiscard]] std::optional<Instant> next_due() const;
  /// Takes the earliest step that is due at or before `now`, if there is one.
  std::optional<Taken> take_due(Instant now);

 private:
  struct Entry {
    Timeline timeline;
    std::size_t owner;
    std::size_t key;
    std::optional<std::pair<Instant, std::uint64_t>> place_in_queue;
  };
  enum class Requeue : std::uint8_t { IfNeeded, Anew };
  void requeue(TimelineId id, Requeue how = Requeue::IfNeeded);

  std::vector<Entry> entries_;
  std::set<std::tuple<Instant, std::uint64_t, TimelineId>> queue_;
  std::uint64_t queued_ = 0;
};

}  // namespace mock::core
