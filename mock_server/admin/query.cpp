#include "admin/query.hpp"

#include "admin/mistakes.hpp"
#include "core/text.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>

namespace mock::admin {

namespace {

using core::cat;
using core::in_quotes;

}  // namespace

std::optional<std::string> Query::text(std::string_view name) {
  known_.emplace_back(name);
  const auto times = std::ranges::count(target_->query, name, &std::pair<std::string, std::string>::first);
  if (times > 1) mistakes_.push_back(cat("query: ", in_quotes(name), " is there twice: keep one"));
  const auto* value = core::find_query(*target_, name);
  if (value == nullptr) return std::nullopt;
  if (!value->empty()) return *value;
  mistakes_.push_back(cat("query: ", in_quotes(name), " has no value: write one, or leave it out"));
  return std::nullopt;
}

std::optional<std::uint64_t> Query::number(std::string_view name, std::uint64_t least, std::uint64_t most) {
  const auto value = text(name);
  if (!value) return std::nullopt;
  const auto number = core::parse_decimal(*value);
  if (number && *number >= least && *number <= most) return number;
  const bool is_open = most == UINT64_MAX;
  mistakes_.push_back(cat("query: ", in_quotes(name), " is a whole number from ", std::to_string(least),
                          is_open ? " on" : cat(" to ", std::to_string(most)), ", found ",
                          in_quotes(*value)));
  return std::nullopt;
}

std::optional<std::string> Query::word(std::string_view name, std::span<const std::string_view> words) {
  auto value = text(name);
  if (!value || std::ranges::find(words, *value) != words.end()) return value;
  mistakes_.push_back(cat("query: ", in_quotes(name), " is one of ", core::join(words, "or"), ", found ",
                          in_quotes(*value), core::did_you_mean(*value, words)));
  return std::nullopt;
}

std::optional<Refused> Query::finish() {
  for (const auto& [name, value] : target_->query) {
    if (std::ranges::find(known_, name) != known_.end()) continue;
    const auto near = core::did_you_mean(name, known_);
    mistakes_.push_back(cat("query: unknown parameter ", in_quotes(name),
                            !near.empty()    ? near
                            : known_.empty() ? ", this operation has none"
                                             : cat(", known: ", core::join(known_))));
  }
  return refusal_of(std::move(mistakes_), "query");
}

}  // namespace mock::admin
