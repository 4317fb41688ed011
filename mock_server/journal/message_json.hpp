#pragma once

#include "core/json.hpp"
#include "core/message.hpp"
#include "journal/secrets.hpp"

#include <string>
#include <string_view>

namespace mock::journal {

/// Adds bytes from outside under `key`, or in base64 under `key` + `_base64` where they are no UTF-8: nothing
/// is lost.
void put(core::Json& object, std::string_view key, const std::string& bytes);
/// The same, with null for an empty text.
void put_or_null(core::Json& object, std::string_view key, const std::string& bytes);

// Requests and responses as they stand in events and bundles; README.md documents the keys.

core::Json to_json(const core::Headers& headers, Secrets secrets);
core::Json to_json(const core::Request& request, Secrets secrets);
core::Json to_json(const core::Response& response, Secrets secrets);

/// `4096 bytes of a.dat`, `a zip of 3 files`, `a live stream`; empty for a text.
std::string describe(const core::Body& body);

}  // namespace mock::journal
