#pragma once

#include "core/finding.hpp"
#include "core/message.hpp"
#include "core/node.hpp"
#include "providers/musement/errors.hpp"

#include <optional>
#include <string>
#include <vector>

namespace mock::providers::musement {

/// Which values of `X-Musement-Application` are let in.
struct Applications {
  bool anyone = true;  ///< no `applications` in the scenario: any value will do, but the header is needed
  std::vector<std::string> known;
  core::Place place;  ///< of `applications`; line 0: not there
};

/// What a request's application header turned out to be: both empty if it is in order.
struct ApplicationVerdict {
  std::optional<Refusal> refusal;
  std::optional<core::Violation> violation;
};
ApplicationVerdict judge_application(const core::Headers& headers, const Applications& applications);

}  // namespace mock::providers::musement
