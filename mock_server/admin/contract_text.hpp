#pragma once

#include <string>
#include <string_view>

namespace mock::admin {

/// A contract as one OpenAPI document that refers to nothing outside itself, for generators and editors.
/// `bundle` is what the build embeds (validation/bundle.hpp): its schema files become `components/schemas`.
std::string contract_text(std::string_view bundle);

}  // namespace mock::admin
