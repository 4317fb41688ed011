#pragma once

#include "journal/secrets.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace mock::cli {

/// One place where two JSON texts differ, in words that may be printed.
struct Difference {
  /// A JSON pointer, `/response/status`; within a text that is JSON itself `/response/body: /order/status`;
  /// `the whole` for the root.
  std::string where;
  std::string found;
  std::string expected;
};

struct Differences {
  std::vector<Difference> first;
  std::size_t more = 0;  ///< that are not among `first`
};

/// Between two lines of JSON, in the order of `expected`, what it lacks last; between two texts if one of
/// them is no JSON. Compared as text: 1 and 1.0 differ, and so do equal members in another order. Long values
/// are shown around the first character that differs.
Differences differences_between(std::string_view expected, std::string_view found, journal::Secrets secrets,
                                std::size_t most = 10);

}  // namespace mock::cli
