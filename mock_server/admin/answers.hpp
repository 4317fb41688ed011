#pragma once

#include "admin/control.hpp"
#include "core/json.hpp"
#include "core/message.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace mock::admin {

// The shapes that all answers have.

core::Response json_answer(int status, const core::Json& body);
core::Response text_answer(std::string_view content_type, std::string text);
core::Response no_content();

/// Problem details (RFC 9457): `detail` is the sentence, `errors` holds all mistakes, one line each, and is
/// left out where there are none.
core::Json problem_json(int status, std::string_view sentence, const std::vector<std::string>& mistakes = {});
core::Response problem(const core::Json& details);
core::Response problem(int status, std::string_view sentence, const std::vector<std::string>& mistakes = {});
core::Response problem(const Refused& refused);

/// What `use` makes of a result, or the problem that it is.
template <typename T, typename Use>
core::Response answer(Result<T> result, Use use) {
  if (const auto* refused = std::get_if<Refused>(&result)) return problem(*refused);
  return use(std::get<T>(std::move(result)));
}

}  // namespace mock::admin
