#pragma once

#include "core/problems.hpp"
#include "core/provider.hpp"

#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mock::core {

/// What a reference may mean, for the checks of `on: { …, of: REF }`: every resource of a scenario or of a
/// session.
class KnownResources {
 public:
  /// `provider` is the id in front of the references: `baanx`.
  void add(std::string_view provider, ResourceOutline outline);

  /// The resource that a reference means, its provider in front or not; null if it means none, or more than
  /// one. The pointer holds until something is added.
  [[nodiscard]] const ResourceOutline* find(std::string_view reference) const;
  [[nodiscard]] bool is_ambiguous(std::string_view reference) const { return meanings(reference).size() > 1; }
  /// The full names of all that a reference may mean: `baanx/42`, `file_order/42`.
  [[nodiscard]] std::vector<std::string_view> meanings(std::string_view reference) const;
  /// For suggestions: those that mean one resource.
  [[nodiscard]] std::vector<std::string_view> references() const;
  /// Whether something of that provider was added.
  [[nodiscard]] bool has_provider(std::string_view id) const { return providers_.contains(id); }
  /// Everything that was added, in that order.
  [[nodiscard]] std::span<const ResourceOutline> outlines() const { return outlines_; }

 private:
  void refer(std::string reference, std::size_t index);

  std::map<std::string, std::vector<std::size_t>, std::less<>> by_reference_;
  std::set<std::string, std::less<>> providers_;
  std::vector<ResourceOutline> outlines_;
};

/// Why a reference means no single resource, as a sentence: `nothing here is called 'abcd_1243', did you mean
/// 'abcd_1234' (12:11)?`. Empty if it means one. `places` tells where an id is defined; it may lack some.
std::string objection_to_reference(std::string_view reference, const KnownResources& known,
                                   const std::map<std::string, Place, std::less<>>& places);

/// Judges the triggers that were noted while sections were read: a reference that means nothing, an event or
/// status that its noun does not have, a second step on what happens only once, a wait in a circle. A
/// trigger's `of` may name a resource that comes later in the file.
void check_elsewhere(std::span<const NotedElsewhere> noted, const KnownResources& known,
                     const std::map<std::string, Place, std::less<>>& places, Problems& problems);

}  // namespace mock::core
