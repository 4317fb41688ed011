#pragma once

#include "core/instant.hpp"
#include "core/message.hpp"

#include <string_view>

namespace mock::providers::file_order {

/// Why a request is not answered with what it asked for.
enum class Refusal { NotAuthenticated, NotYours, UnknownOrder, UnknownFile };

/// The answer. `path` and `now` are shown by those refusals that have a body.
core::Response refuse(Refusal refusal, std::string_view path, core::Instant now);

/// 405. ○ No source shows it; it is Spring Boot's error JSON like the 401.
core::Response refuse_method(std::string_view allow);

}  // namespace mock::providers::file_order
