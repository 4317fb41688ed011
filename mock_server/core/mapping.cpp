#include "core/mapping.hpp"

#include "core/text.hpp"

#include <algorithm>
#include <unordered_map>
#include <utility>
#include <variant>

namespace mock::core {

namespace {

// What to write where nothing stands.
constexpr std::string_view kOrEmptyText = "write one, or \"\" for an empty text";
constexpr std::string_view kOrNoKey = "write one, or leave the key out";
constexpr std::string_view kOrEmptyList = "write one, or [] for an empty list";
constexpr std::string_view kOrEmptyMapping = "write one, or {} for an empty mapping";

/// Longer values are not repeated in a proposal.
constexpr std::size_t kLongestProposal = 60;

std::string kind_of(const Node& node) {
  if (node.is_mapping()) return "a mapping";
  if (node.is_sequence()) return "a list";
  return node.is_empty() ? "nothing" : cat("the text ", in_quotes(node.text, 40));
}

/// `a list: write its keys without the dash`
std::string found_instead_of_mapping(const Node& node) {
  if (!node.is_sequence()) return cat(kind_of(node), ": write { key: value }");
  const bool holds_one_mapping = node.items.size() == 1 && node.items.front().is_mapping();
  return cat(kind_of(node),
             holds_one_mapping ? ": write its keys without the dash" : ": write { key: value }");
}

void refuse_doubled_keys(const Node& node, Problems& problems) {
  std::unordered_map<std::string_view, Place> first_places;
  for (const auto& entry : node.entries) {
    const auto [first, is_new] = first_places.try_emplace(entry.key, entry.key_place);
    if (is_new) continue;
    problems.error(entry.key_place, cat(in_quotes(entry.key), " is written twice (first at ",
                                        to_text(first->second), "): keep one"));
  }
}

bool contains(const std::vector<std::string>& words, std::string_view word) {
  return std::ranges::find(words, word) != words.end();
}

std::string unknown_key(const Node::Entry& entry, std::string_view what,
                        const std::vector<std::string>& known) {
  if (entry.key == "true" && contains(known, "on")) {
    const std::string value = to_flow_text(entry.value);
    return cat("unknown key 'true': a YAML 1.1 tool has rewritten 'on', write on: ",
               value.size() <= kLongestProposal ? value : "…");
  }
  const auto begin = cat("unknown key ", in_quotes(entry.key), " in ", what);
  if (const auto proposal = did_you_mean(entry.key, known); !proposal.empty()) return begin + proposal;
  return known.empty() ? cat(begin, ", which has no keys") : cat(begin, ", known: ", join(known));
}

}  // namespace

Mapping::Mapping(const Node& node, std::string_view what, Problems& problems, KnownKeys* known_keys)
    : node_(&node), what_(what), problems_(&problems), known_keys_(known_keys) {
  if (known_keys_ != nullptr) known_keys_->try_emplace(what_);
  if (!node.is_mapping() && !node.unset) {
    error(node.place, cat(what_, " is a mapping, found ", found_instead_of_mapping(node)));
  }
  refuse_doubled_keys(node, problems);
}

bool Mapping::has(std::string_view key) {
  know(key);
  return entry(key) != nullptr;
}

const Node* Mapping::find(std::string_view key) { return value(key, kOrEmptyText); }

Place Mapping::key_place(std::string_view key) const {
  const auto* const found = entry(key);
  return found == nullptr ? place() : found->key_place;
}

Place Mapping::value_place(std::string_view key) const {
  const auto* const found = entry(key);
  return found == nullptr ? place() : found->value.place;
}

std::optional<std::string> Mapping::text(std::string_view key) {
  const Node* const found = scalar(key, "a text", kOrEmptyText);
  return found == nullptr ? std::nullopt : std::optional{found->text};
}

std::optional<std::uint64_t> Mapping::integer(std::string_view key) {
  return quantity<std::uint64_t>(key, "a whole number", parse_integer);
}

std::optional<bool> Mapping::boolean(std::string_view key) {
  return quantity<bool>(key, "true or false", parse_boolean);
}

std::optional<Duration> Mapping::duration(std::string_view key) {
  return quantity<Duration>(key, "a duration", parse_duration);
}

std::optional<std::uint64_t> Mapping::size(std::string_view key) {
  return quantity<std::uint64_t>(key, "a size", parse_size);
}

std::optional<std::uint64_t> Mapping::rate(std::string_view key) {
  return quantity<std::uint64_t>(key, "a rate", parse_rate);
}

std::optional<std::uint32_t> Mapping::percent(std::string_view key) {
  return quantity<std::uint32_t>(key, "a percentage", parse_percent);
}

std::optional<Money> Mapping::money(std::string_view key) {
  return quantity<Money>(key, "an amount of money", parse_money);
}

std::optional<Instant> Mapping::instant(std::string_view key) {
  return quantity<Instant>(key, "an instant", parse_instant_value);
}

std::optional<std::string> Mapping::word(std::string_view key, std::span<const std::string_view> words) {
  const auto type = cat("one of ", join(words, "or"));
  const Node* const found = scalar(key, type, kOrNoKey);
  if (found == nullptr) return std::nullopt;
  if (std::ranges::find(words, found->text) != words.end()) return found->text;
  error(found->place, cat(in_quotes(key), " is ", type, ", found ", in_quotes(found->text),
                          did_you_mean(found->text, words)));
  return std::nullopt;
}

std::vector<const Node*> Mapping::list(std::string_view key) {
  const Node* const found = value(key, kOrEmptyList);
  if (found == nullptr) return {};
  if (!found->is_sequence()) return {found};

  std::vector<const Node*> entries;
  entries.reserve(found->items.size());
  for (const auto& item : found->items) {
    if (item.is_empty()) {
      error(item.place, cat("an entry of ", in_quotes(key), " has no value: write one, or remove the entry"));
    } else if (!item.unset) {
      entries.push_back(&item);
    }
  }
  return entries;
}

std::vector<Mapping::PlacedText> Mapping::texts(std::string_view key) {
  std::vector<PlacedText> texts;
  for (const Node* const node : list(key)) {
    if (node->is_scalar()) {
      texts.push_back({node->text, node->place});
    } else {
      error(node->place, cat("an entry of ", in_quotes(key), " is a text, found ", kind_of(*node)));
    }
  }
  return texts;
}

std::optional<Mapping> Mapping::mapping(std::string_view key, std::string_view what) {
  const Node* const found = value(key, kOrEmptyMapping);
  if (found == nullptr) return std::nullopt;
  if (found->is_mapping()) return child(*found, what);
  error(found->place, cat(in_quotes(key), " is a mapping, found ", found_instead_of_mapping(*found)));
  return std::nullopt;
}

Mapping Mapping::child(const Node& node, std::string_view what) const {
  return Mapping{node, what, *problems_, known_keys_};
}

void Mapping::finish() {
  for (const auto& entry : node_->entries) {
    if (!contains(known_, entry.key)) {
      error(entry.key_place, unknown_key(entry, what_, known_));
    } else if (entry.value.is_empty() && !contains(told_, entry.key)) {
      error(entry.value.place, cat(in_quotes(entry.key), " has no value: ", kOrEmptyText));
    }
  }
}

const Node::Entry* Mapping::entry(std::string_view key) const {
  const auto found = std::ranges::find(node_->entries, key, &Node::Entry::key);
  return found == node_->entries.end() ? nullptr : &*found;
}

void Mapping::know(std::string_view key) {
  if (!contains(known_, key)) known_.emplace_back(key);
  if (known_keys_ != nullptr) (*known_keys_)[what_].emplace(key);
}

/// The value of `key`. If it is empty, that is reported once, with the advice what to write instead.
const Node* Mapping::value(std::string_view key, std::string_view instead_of_nothing) {
  know(key);
  const auto* const found = entry(key);
  if (found == nullptr || found->value.unset) return nullptr;
  if (!found->value.is_empty()) return &found->value;
  if (!contains(told_, key)) {
    told_.emplace_back(key);
    error(found->value.place, cat(in_quotes(key), " has no value: ", instead_of_nothing));
  }
  return nullptr;
}

const Node* Mapping::scalar(std::string_view key, std::string_view type,
                            std::string_view instead_of_nothing) {
  const Node* const found = value(key, instead_of_nothing);
  if (found == nullptr || found->is_scalar()) return found;
  error(found->place, cat(in_quotes(key), " is ", type, ", found ", kind_of(*found)));
  return nullptr;
}

template <typename T, typename Parse>
std::optional<T> Mapping::quantity(std::string_view key, std::string_view type, Parse parse) {
  const Node* const found = scalar(key, type, kOrNoKey);
  if (found == nullptr) return std::nullopt;
  auto read = parse(found->text, key);
  if (auto* const unreadable = std::get_if<Unreadable>(&read)) {
    error(found->place, std::move(unreadable->message));
    return std::nullopt;
  }
  return std::get<T>(std::move(read));
}

}  // namespace mock::core
