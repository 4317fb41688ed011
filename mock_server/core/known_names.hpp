#pragma once

#include "core/mapping.hpp"

#include <map>
#include <string>
#include <vector>

namespace mock::core {

/// Names that `expect` and `weather` may use.
struct KnownNames {
  std::vector<std::string> operations;  ///< `baanx/get_order`
  std::vector<std::string> references;  ///< `abcd_1234`, `baanx/abcd_1234`, `baanx`
  std::vector<std::string> played;      ///< ids of the providers that have a section
  /// False if a section could not be read, so that references may be missing here and none is refused.
  bool references_known = true;
  /// Where a reference is defined, for messages. May lack some.
  std::map<std::string, Place, std::less<>> places;
};

// What `expect` and `weather` both say: which operation, about which resource.

/// Reads `operation`: empty if absent. Refuses one that no provider has, or whose provider is not played.
std::string read_operation(Mapping& mapping, const KnownNames& names);
/// Reads `of`: empty if absent. Refuses what the scenario does not define.
std::string read_reference(Mapping& mapping, const KnownNames& names);

}  // namespace mock::core
