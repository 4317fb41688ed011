#include "providers/musement/application_check.hpp"

#include "core/rules.hpp"
#include "core/text.hpp"

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <utility>

namespace mock::providers::musement {
namespace {

constexpr std::string_view kHeader = "X-Musement-Application";

/// A few values, so that a finding stays readable with a thousand of them.
std::string listed(const std::vector<std::string>& values) {
  constexpr std::size_t kShown = 5;
  const std::vector<std::string> first(
      values.begin(), values.begin() + static_cast<std::ptrdiff_t>(std::min(kShown, values.size())));
  std::string text = core::join(first);
  if (values.size() > kShown) text += core::cat(" and ", std::to_string(values.size() - kShown), " more");
  return text;
}

core::Violation violation(core::Rule rule, std::string found, std::string expected, std::string hint) {
  return {.rule = rule,
          .side = core::Side::Client,
          .where = core::cat("header ", kHeader),
          .found = std::move(found),
          .expected = std::move(expected),
          .hint = std::move(hint)};
}

}  // namespace

ApplicationVerdict judge_application(const core::Headers& headers, const Applications& applications) {
  const std::string* value = core::find_header(headers, kHeader);
  if (value == nullptr || value->empty()) {
    const std::string example =
        applications.known.empty() ? std::string{"your-application"} : applications.known.front();
    return {.refusal = Refusal::MissingApplication,
            .violation =
                violation(core::rules::kMissingApplication, value == nullptr ? "nothing" : "an empty value",
                          "the partner's application value, on every request",
                          core::cat("send the header ", kHeader, ": ", example))};
  }
  const auto& known = applications.known;
  if (applications.anyone || std::find(known.begin(), known.end(), *value) != known.end()) return {};
  const auto near = core::nearest(*value, known);
  return {.refusal = Refusal::UnknownApplication,
          .violation = violation(
              core::rules::kUnknownApplication, core::in_quotes(*value),
              core::cat("one of this scenario's applications (", listed(known), ")"),
              near ? core::cat("send ", core::in_quotes(*near))
                   : "send one of these, or leave 'applications' out of the scenario to let any in")};
}

}  // namespace mock::providers::musement
