#include "admin/report_text.hpp"

#include "admin/answers.hpp"
#include "admin/query.hpp"
#include "core/text.hpp"
#include "journal/reports.hpp"

#include <string_view>
#include <vector>

namespace mock::admin {

namespace {

/// `json` of `.json`: the formats are those of `--report FILE`.
std::vector<std::string_view> known_formats() {
  std::vector<std::string_view> names;
  for (const auto& format : journal::report_formats()) names.push_back(format.ending.substr(1));
  return names;
}

std::string_view media_type(std::string_view format) {
  if (format == "json") return "application/json";
  return format == "xml" ? "application/xml" : "text/plain; charset=utf-8";
}

}  // namespace

core::Response report_answer(const Call& call, const std::function<Result<core::RunReport>()>& report) {
  Query query{call.target};
  const auto format = query.word("format", known_formats()).value_or("json");
  if (const auto refused = query.finish()) return problem(*refused);
  return answer(report(), [&](const core::RunReport& made) {
    const auto* writer = journal::find_report_format(core::cat("report.", format));
    return text_answer(media_type(format), writer->write(made, call.options.secrets));
  });
}

}  // namespace mock::admin
