#pragma once

#include "core/report.hpp"
#include "journal/secrets.hpp"

#include <span>
#include <string>
#include <string_view>

namespace mock::journal {

/// A way to write a report into a file, chosen by the file's ending. A new one is a file here and a line in
/// the list of reports.cpp.
struct ReportFormat {
  std::string_view ending;  ///< `.xml`
  std::string_view name;    ///< `JUnit`; empty if the ending says it
  std::string (*write)(const core::RunReport& report, Secrets secrets);
};

/// All of them, in the order in which messages name them.
std::span<const ReportFormat> report_formats();

/// The format that the ending of `path` stands for, upper and lower case alike; nullptr if it stands for
/// none.
const ReportFormat* find_report_format(std::string_view path);

/// `.xml (JUnit), .json, .txt`
std::string known_endings();

/// `unknown report ending '.pdf', known: .xml (JUnit), .json, .txt`: what to say where there is no format for
/// `path`.
std::string unknown_ending(std::string_view path);

}  // namespace mock::journal
