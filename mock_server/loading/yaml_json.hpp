#pragma once

#include "core/json.hpp"
#include "core/problems.hpp"
#include "loading/source_text.hpp"

#include <optional>
#include <string_view>

namespace mock::loading {

/// How much of a contract is read.
inline constexpr YamlLimits kContractLimits{
    .bytes = 16U << 20U,
    .depth = core::kMaxJsonDepth,
    .instead_of_size = "split the schemas off into files of their own",
    .instead_of_anchors = "'$ref' does that job"};

/// Reads one YAML document as the JSON that it stands for: scalars have the types of YAML 1.2's core schema
/// (§10.3) if they are bare, and are texts if they are quoted. `yes`, `on` and `2026-03-01` are texts. Beyond
/// what `read_yaml` refuses: doubled keys, numbers that JSON does not have (`.inf`, `.nan`), and numbers too
/// large for a double.
///
/// Nothing if anything was refused; then `problems` says what. Never throws.
std::optional<core::Json> read_yaml_as_json(std::string_view text, core::Problems& problems,
                                            const YamlLimits& limits = kContractLimits);

}  // namespace mock::loading
