#include "core/finding.hpp"

#include "core/text.hpp"

#include <utility>

namespace mock::core {

namespace {

/// What findings are grouped by. A line break stands in none of the three.
std::string group_key(const Finding& finding) {
  return cat(finding.violation.rule.code, "\n", finding.operation, "\n", finding.violation.where);
}

}  // namespace

std::string_view to_text(Side side) {
  switch (side) {
    case Side::Client:
      return "client";
    case Side::Provider:
      return "provider";
    case Side::Receiver:
      return "receiver";
    case Side::Scenario:
      return "scenario";
  }
  return {};
}

/// A client can make groups without end (`request body /items/0`, `/items/1`, …), so beyond `kMostGroups` a
/// finding whose group is not there yet goes into one that stands for its code, whatever operation and place
/// it has. There is one such group for each code at most, so `groups()` holds no more than `kMostGroups` plus
/// the number of rules.
void FindingGroups::add(Finding finding) {
  ++total_;
  const auto code = finding.violation.rule.code;
  if (const auto counted = counts_.find(code); counted != counts_.end()) {
    ++counted->second;
  } else {
    counts_.emplace(code, 1);
  }

  auto key = group_key(finding);
  auto known = index_.find(key);
  if (known == index_.end() && groups_.size() >= kMostGroups) {
    key = std::string(code);
    known = index_.find(key);
  }
  if (known == index_.end()) {
    known = index_.emplace(std::move(key), groups_.size()).first;
    groups_.emplace_back();
  }

  auto& group = groups_[known->second];
  ++group.count;
  group.last_at = finding.at;
  if (group.first.size() < kKeptPerGroup) group.first.push_back(std::move(finding));
}

std::uint64_t FindingGroups::count(std::string_view code) const {
  const auto counted = counts_.find(code);
  return counted == counts_.end() ? 0 : counted->second;
}

}  // namespace mock::core
