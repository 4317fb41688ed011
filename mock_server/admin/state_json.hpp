#pragma once

#include "core/finding.hpp"
#include "core/json.hpp"
#include "core/session.hpp"
#include "journal/secrets.hpp"

#include <string>

namespace mock::admin {

// What a session has come to, as the control API shows it (contracts/admin/schemas).

/// `fails`: whether it makes the session fail.
core::Json to_json(const core::FindingGroups::Group& group, bool fails, journal::Secrets secrets);

/// A resource with its timeline, past and to come. `file` is the scenario's.
core::Json to_json(const core::Session::ResourceState& resource, const std::string& file);

/// The rules in force, in the order in which they are asked.
core::Json weather_json(const core::Session& session);

}  // namespace mock::admin
