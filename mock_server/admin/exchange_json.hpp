#pragma once

#include "core/event.hpp"
#include "core/expectations.hpp"
#include "core/json.hpp"
#include "journal/secrets.hpp"

#include <cstddef>
#include <string>

namespace mock::admin {

/// Longer bodies are cut where an exchange is shown; their full length is told.
inline constexpr std::size_t kLongestBodyShown = 16U << 10U;

/// One line of a list. `file` is the scenario's.
core::Json summary_json(const core::Exchange& exchange, const std::string& file, journal::Secrets secrets);

/// "Why this answer?": everything that is known of one exchange.
core::Json to_json(const core::Exchange& exchange, const std::string& file, const core::Expectations& expect,
                   journal::Secrets secrets);

}  // namespace mock::admin
