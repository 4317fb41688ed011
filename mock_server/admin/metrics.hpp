#pragma once

#include "admin/control.hpp"

#include <string>
#include <string_view>

namespace mock::admin {

/// Of Prometheus' text format, version 0.0.4.
inline constexpr std::string_view kMetricsType = "text/plain; version=0.0.4; charset=utf-8";

std::string metrics_text(const Control::Counters& counters);

}  // namespace mock::admin
