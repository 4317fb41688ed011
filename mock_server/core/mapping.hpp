#pragma once

#include "core/instant.hpp"
#include "core/node.hpp"
#include "core/problems.hpp"
#include "core/quantities.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mock::core {

/// Collects which keys each kind of mapping knows: what the published schema must know as well. Used by a
/// test.
using KnownKeys = std::map<std::string, std::set<std::string>>;

/// Reads one mapping of a scenario strictly: each key is asked for by name, and what was never asked for is
/// refused with the nearest key that was. Doubled and empty keys, wrong types: refused too, everything in one
/// go.
///
///     Mapping step{node, "a step", problems};
///     const auto after = step.duration("after");
///     step.finish();
///
/// A reading function answers nothing for an absent key, for a value that it refused (and reported), and for
/// one that nobody knows yet (`Node::unset`).
class Mapping {
 public:
  /// `what` names the kind of mapping in messages and in the schema: `a step`, `a baanx order`. If `node` is
  /// no mapping that is reported, and the mapping reads as empty. `node` and `problems` must outlive this.
  Mapping(const Node& node, std::string_view what, Problems& problems, KnownKeys* known_keys = nullptr);

  [[nodiscard]] const Node& node() const { return *node_; }
  [[nodiscard]] Place place() const { return node_->place; }
  [[nodiscard]] std::string_view what() const { return what_; }
  [[nodiscard]] Problems& problems() const { return *problems_; }
  [[nodiscard]] KnownKeys* known_keys() const { return known_keys_; }

  [[nodiscard]] bool has(std::string_view key);
  /// The value as it stands. An empty value is reported and answered as nothing.
  const Node* find(std::string_view key);
  /// The place of a key that is there; of the mapping otherwise.
  [[nodiscard]] Place key_place(std::string_view key) const;
  /// The place of a key's value; of the mapping if it is not there.
  [[nodiscard]] Place value_place(std::string_view key) const;

  std::optional<std::string> text(std::string_view key);
  std::optional<std::uint64_t> integer(std::string_view key);
  std::optional<bool> boolean(std::string_view key);
  std::optional<Duration> duration(std::string_view key);
  std::optional<std::uint64_t> size(std::string_view key);
  /// In bytes a second.
  std::optional<std::uint64_t> rate(std::string_view key);
  /// In hundredths of a percent.
  std::optional<std::uint32_t> percent(std::string_view key);
  std::optional<Money> money(std::string_view key);
  std::optional<Instant> instant(std::string_view key);
  /// One of `words`, which the message lists.
  std::optional<std::string> word(std::string_view key, std::span<const std::string_view> words);

  /// The entries of a list; one entry instead of a list of one is fine everywhere (SCENARIOS 2.3). Empty if
  /// absent.
  std::vector<const Node*> list(std::string_view key);
  /// A list of texts with the place of each.
  struct PlacedText {
    std::string text;
    Place place;
  };
  std::vector<PlacedText> texts(std::string_view key);

  /// A mapping of its own under `key`, or nothing.
  std::optional<Mapping> mapping(std::string_view key, std::string_view what);
  /// The same for an entry of a list.
  [[nodiscard]] Mapping child(const Node& node, std::string_view what) const;

  void error(Place place, std::string message) { problems_->error(place, std::move(message)); }

  /// Refuses every key that nothing asked for, and an empty value that nothing read. Call it once, after the
  /// last key was asked for.
  void finish();

 private:
  const Node::Entry* entry(std::string_view key) const;
  void know(std::string_view key);
  const Node* value(std::string_view key, std::string_view instead_of_nothing);
  const Node* scalar(std::string_view key, std::string_view type, std::string_view instead_of_nothing);
  template <typename T, typename Parse>
  std::optional<T> quantity(std::string_view key, std::string_view type, Parse parse);

  const Node* node_;
  std::string what_;
  Problems* problems_;
  KnownKeys* known_keys_;
  std::vector<std::string> known_;  ///< in the order in which they were asked for
  std::vector<std::string> told_;   ///< keys whose empty value was reported
};

}  // namespace mock::core
