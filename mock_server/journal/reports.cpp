#include "journal/reports.hpp"

#include "core/text.hpp"
#include "journal/json_report.hpp"
#include "journal/junit_report.hpp"
#include "journal/text_report.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace mock::journal {
namespace {

std::string plain_text_report(const core::RunReport& report, Secrets secrets) {
  return text_report(report, Colour::Off, secrets);
}

constexpr std::array kFormats{
    ReportFormat{.ending = ".xml", .name = "JUnit", .write = junit_report},
    ReportFormat{.ending = ".json", .name = "", .write = json_report},
    ReportFormat{.ending = ".txt", .name = "", .write = plain_text_report},
};

/// From the last dot of the file's name on; empty if it has none, or is nothing but an ending, as `.xml`.
std::string_view ending_of(std::string_view path) {
  const auto slash = path.rfind('/');
  const auto name = slash == std::string_view::npos ? path : path.substr(slash + 1);
  const auto dot = name.rfind('.');
  return dot == std::string_view::npos || dot == 0 ? std::string_view{} : name.substr(dot);
}

}  // namespace

std::span<const ReportFormat> report_formats() { return kFormats; }

const ReportFormat* find_report_format(std::string_view path) {
  const auto found = std::find_if(kFormats.begin(), kFormats.end(), [&](const ReportFormat& format) {
    return core::equal_ignoring_case(format.ending, ending_of(path));
  });
  return found == kFormats.end() ? nullptr : &*found;
}

std::string known_endings() {
  std::vector<std::string> endings;
  for (const auto& format : kFormats) {
    endings.push_back(format.name.empty() ? std::string{format.ending}
                                          : core::cat(format.ending, " (", format.name, ")"));
  }
  return core::join(endings);
}

std::string unknown_ending(std::string_view path) {
  const auto ending = ending_of(path);
  if (ending.empty())
    return core::cat("the report ", core::in_quotes(path), " has no ending, known: ", known_endings());
  return core::cat("unknown report ending ", core::in_quotes(ending), ", known: ", known_endings());
}

}  // namespace mock::journal
