#pragma once

#include "admin/admin_api.hpp"
#include "core/message.hpp"

#include <optional>
#include <string_view>

namespace mock::admin {

/// Refuses who has no business here: a web page of another origin, a name that somebody made point at this
/// machine (DNS rebinding), and whoever lacks the token. Nothing: the request may go on.
std::optional<core::Response> turn_away(const core::Request& request, const AdminOptions& options);

/// The authority that a request is meant for, as it was sent: that of an absolute-form target (RFC 9112
/// §3.2.2), else the header Host; empty without one.
std::string_view authority_of(const core::Request& request);

}  // namespace mock::admin
