#include "validation/body_check.hpp"

#include "core/json.hpp"
#include "core/text.hpp"
#include "validation/explain.hpp"

#include <algorithm>
#include <utility>
#include <variant>

namespace mock::validation {

namespace {

using core::cat;
using core::Headers;
using core::in_quotes;
using core::Violation;

/// How much of a JSON pointer is shown; its names are the client's.
constexpr std::size_t kLongestPointer = 200;

/// `application/json` of `Application/JSON; charset=utf-8` (RFC 9110 §8.3.1).
std::string essence_of(std::string_view content_type) {
  auto essence = content_type.substr(0, content_type.find(';'));
  while (!essence.empty() && (essence.back() == ' ' || essence.back() == '\t')) essence.remove_suffix(1);
  return core::to_lower(essence);
}

bool fits_range(std::string_view range, std::string_view essence) {
  return range == "*/*" || range == essence ||
         (range.ends_with("/*") && essence.starts_with(range.substr(0, range.size() - 1)));
}

/// The entry for that type; of several the most specific one (OpenAPI 3.1 Response Object).
const MediaRule* find_media(const BodyRule& rule, std::string_view essence) {
  const MediaRule* found = nullptr;
  for (const auto& media : rule.media) {
    if (!fits_range(media.type, essence)) continue;
    if (found == nullptr || std::ranges::count(media.type, '*') < std::ranges::count(found->type, '*'))
      found = &media;
  }
  return found;
}

std::string media_types(const BodyRule& rule) {
  std::vector<std::string> types;
  for (const auto& media : rule.media) types.push_back(media.type);
  return core::join(types, "or");
}

void check_json(const Subject& subject, std::string_view bytes, const Lazy<JsonSchema>& lazy_schema,
                std::vector<Violation>& violations) {
  auto parsed = core::parse_json(bytes);
  if (auto* problem = std::get_if<core::JsonProblem>(&parsed)) {
    violations.push_back({.rule = subject.body_rule,
                          .side = subject.side,
                          .where = std::string(subject.body),
                          .found = std::move(problem->found),
                          .expected = std::move(problem->expected),
                          .hint = cat("look at byte ", std::to_string(problem->offset))});
    return;
  }
  const auto& [value, duplicates] = std::get<core::ParsedJson>(parsed);
  for (const auto& duplicate : duplicates) {
    violations.push_back({.rule = subject.duplicate_rule,
                          .side = subject.side,
                          .where = place_in(subject.body, duplicate.pointer),
                          .found = "the same name twice in one object",
                          .expected = "each name once",
                          .hint = "which of the two counts differs from parser to parser (RFC 8259 §4)"});
  }
  const auto& schema = lazy_schema.get();
  for (auto& explanation : explain(schema.check(value), schema, value)) {
    violations.push_back({.rule = subject.body_rule,
                          .side = subject.side,
                          .where = place_in(subject.body, explanation.pointer),
                          .found = std::move(explanation.found),
                          .expected = std::move(explanation.expected),
                          .hint = std::move(explanation.hint)});
  }
}

/// The media type of a body that is there. Nullptr: it is none that the contract has, and that was said.
/// A body without `Content-Type` is taken for the first type of the contract, so that its mistakes are found
/// at once too.
const MediaRule* check_media_type(const Subject& subject, const Headers& headers, const BodyRule& rule,
                                  std::vector<Violation>& violations) {
  const auto* content_type = core::find_header(headers, "Content-Type");
  if (content_type == nullptr) {
    const auto& first = rule.media.front();
    if (first.type != "*/*") {
      violations.push_back({.rule = subject.header_rule,
                            .side = subject.side,
                            .where = cat(subject.header, " Content-Type"),
                            .found = "nothing",
                            .expected = media_types(rule),
                            .hint = "say what kind of body it is"});
    }
    return &first;
  }
  const auto* const media = find_media(rule, essence_of(*content_type));
  if (media == nullptr) {
    violations.push_back({.rule = subject.header_rule,
                          .side = subject.side,
                          .where = cat(subject.header, " Content-Type"),
                          .found = in_quotes(*content_type),
                          .expected = media_types(rule),
                          .hint = {}});
  }
  return media;
}

void check_unexpected_body(const Subject& subject, std::optional<std::uint64_t> bytes,
                           std::vector<Violation>& violations) {
  if (bytes == std::uint64_t{0}) return;
  violations.push_back(
      {.rule = subject.body_rule,
       .side = subject.side,
       .where = std::string(subject.body),
       .found = bytes ? cat("a body of ", std::to_string(*bytes), " bytes") : std::string("a body"),
       .expected = "none",
       .hint = {}});
}

}  // namespace

void check_body(const Subject& subject, const Headers& headers, std::string_view bytes, const BodyRule& rule,
                std::vector<Violation>& violations) {
  if (rule.media.empty()) return check_unexpected_body(subject, bytes.size(), violations);
  if (bytes.empty()) {
    if (!rule.is_required) return;
    violations.push_back({.rule = subject.body_rule,
                          .side = subject.side,
                          .where = std::string(subject.body),
                          .found = "nothing",
                          .expected = cat("a body of ", media_types(rule)),
                          .hint = {}});
    return;
  }
  const auto* const media = check_media_type(subject, headers, rule, violations);
  if (media == nullptr || media->schema == nullptr) return;
  // A schema below `*/*` speaks of JSON bodies only.
  const auto* content_type = core::find_header(headers, "Content-Type");
  if (is_json(content_type == nullptr ? media->type : essence_of(*content_type))) {
    check_json(subject, bytes, *media->schema, violations);
  }
}

void check_unread_body(const Subject& subject, const Headers& headers, std::optional<std::uint64_t> bytes,
                       const BodyRule& rule, std::vector<Violation>& violations) {
  if (rule.media.empty()) {
    check_unexpected_body(subject, bytes, violations);
  } else {
    check_media_type(subject, headers, rule, violations);
  }
}

bool is_json(std::string_view essence) { return essence == "application/json" || essence.ends_with("+json"); }

std::string place_in(std::string_view what, std::string_view pointer) {
  if (pointer.empty()) return std::string(what);
  const auto quoted = in_quotes(pointer, kLongestPointer);
  return cat(what, " ", std::string_view(quoted).substr(1, quoted.size() - 2));
}

}  // namespace mock::validation
