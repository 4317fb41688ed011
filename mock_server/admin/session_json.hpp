#pragma once

#include "admin/control.hpp"
#include "core/json.hpp"
#include "journal/secrets.hpp"

#include <string>

namespace mock::admin {

// Sessions and their clocks as the control API shows them (contracts/admin/schemas).

core::Json to_json(const SessionSummary& session);
core::Json clock_json(const SessionSummary& session);
core::Json to_json(const std::string& session, const Advanced& advanced, journal::Secrets secrets);
core::Json to_json(const Waited& waited);

}  // namespace mock::admin
