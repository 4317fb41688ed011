#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mock::core {

/// A kind of resource that a provider has, with its state machine: `a musement item`. Static data of the
/// provider.
struct Noun {
  struct Event {
    std::string_view name;
    bool happens_once = false;  ///< a second step of one timeline on it would wait for ever
  };

  std::string_view name;                   ///< `musement item`, without article
  std::vector<std::string_view> statuses;  ///< the first is the status at creation
  std::vector<std::pair<std::string_view, std::string_view>> transitions;  ///< from, to
  std::vector<Event> events;
  /// Words that people write instead: `CONFIRMED` → `a confirmed item is OK`.
  std::vector<std::pair<std::string_view, std::string_view>> slips;

  [[nodiscard]] std::string_view first_status() const { return statuses.front(); }
  [[nodiscard]] bool has_status(std::string_view status) const;
  [[nodiscard]] bool can_go(std::string_view from, std::string_view to) const;
  [[nodiscard]] bool is_final(std::string_view status) const;
  [[nodiscard]] const Event* find_event(std::string_view event) const;
};

/// `'CONFIRMED' is no status of a musement item, known: …; a confirmed item is OK`: for messages.
std::string unknown_status(const Noun& noun, std::string_view found);

}  // namespace mock::core
