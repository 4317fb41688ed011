#pragma once

#include "core/finding.hpp"
#include "core/message.hpp"
#include "core/rules.hpp"
#include "validation/bundle.hpp"
#include "validation/json_schema.hpp"
#include "validation/lazy.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mock::validation {

/// One entry under `content`.
struct MediaRule {
  std::string type;                          ///< in lower case: `application/json`, `text/*`, `*/*`
  const Lazy<JsonSchema>* schema = nullptr;  ///< nullptr: bytes of any kind
  Located located;  ///< the schema as it stands in the bundle; value nullptr without one
};

/// What body there is.
struct BodyRule {
  bool is_required = false;
  std::vector<MediaRule> media;  ///< empty: there is no body
};

/// Who is judged, and how that is told.
struct Subject {
  core::Side side;
  core::Rule body_rule;
  core::Rule header_rule;
  core::Rule duplicate_rule;
  std::string_view body;    ///< `request body`
  std::string_view header;  ///< `header`
};

inline constexpr Subject kRequest{.side = core::Side::Client,
                                  .body_rule = core::rules::kRequestBody,
                                  .header_rule = core::rules::kRequestHeader,
                                  .duplicate_rule = core::rules::kDuplicateKey,
                                  .body = "request body",
                                  .header = "header"};
inline constexpr Subject kResponse{.side = core::Side::Provider,
                                   .body_rule = core::rules::kResponse,
                                   .header_rule = core::rules::kResponse,
                                   .duplicate_rule = core::rules::kResponse,
                                   .body = "response body",
                                   .header = "response header"};
inline constexpr Subject kWebhook{.side = core::Side::Provider,
                                  .body_rule = core::rules::kResponse,
                                  .header_rule = core::rules::kResponse,
                                  .duplicate_rule = core::rules::kResponse,
                                  .body = "webhook body",
                                  .header = "webhook header"};

/// What is wrong with a body and its media type.
void check_body(const Subject& subject, const core::Headers& headers, std::string_view bytes,
                const BodyRule& rule, std::vector<core::Violation>& violations);

/// The same for a body that is made while it is sent: only its type is known, and perhaps its length.
void check_unread_body(const Subject& subject, const core::Headers& headers,
                       std::optional<std::uint64_t> bytes, const BodyRule& rule,
                       std::vector<core::Violation>& violations);

/// Whether that media type, in lower case and without parameters, is JSON.
bool is_json(std::string_view essence);

/// `request body /items/0`: `pointer` is from outside, so its control characters are shown and it is not too
/// long.
std::string place_in(std::string_view what, std::string_view pointer);

}  // namespace mock::validation
