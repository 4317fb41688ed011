#pragma once

#include "core/message.hpp"

#include <string>

namespace mock::core {

/// An answer of ours, where no provider answers: problem details (RFC 9457) with `detail` as the sentence.
Response problem_details(int status, const std::string& detail);

}  // namespace mock::core
