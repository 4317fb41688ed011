#pragma once

#include "core/report.hpp"
#include "journal/secrets.hpp"

#include <string>

namespace mock::journal {

/// Grows when a key of the report changes its meaning or goes away; new keys do not count.
inline constexpr int kJsonReportSchemaVersion = 1;

/// The report for programs. README.md documents the keys. Indented, ends with a line break.
std::string json_report(const core::RunReport& report, Secrets secrets = Secrets::Masked);

}  // namespace mock::journal
