#pragma once

#include "admin/control.hpp"
#include "core/text.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mock::admin {

/// A 400 with all mistakes that were found in one part of a request; nothing where there are none. One alone
/// is the sentence, several are announced in it.
inline std::optional<Refused> refusal_of(std::vector<std::string> mistakes, std::string_view part) {
  if (mistakes.empty()) return std::nullopt;
  auto sentence = mistakes.size() == 1 ? mistakes.front()
                                       : core::cat(std::to_string(mistakes.size()), " mistakes in the ", part,
                                                   ", see 'errors'");
  return Refused{.status = 400, .sentence = std::move(sentence), .mistakes = std::move(mistakes)};
}

}  // namespace mock::admin
