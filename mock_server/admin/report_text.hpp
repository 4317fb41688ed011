#pragma once

#include "admin/operation.hpp"
#include "core/report.hpp"

#include <functional>

namespace mock::admin {

/// A report in the format that the query asks for, JSON without one. `report` is made only if the query is
/// right.
core::Response report_answer(const Call& call, const std::function<Result<core::RunReport>()>& report);

}  // namespace mock::admin
