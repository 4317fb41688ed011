#include "validation/parameter_schema.hpp"

#include "core/text.hpp"
#include "validation/schema_keywords.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <system_error>

namespace mock::validation {

namespace {

using core::Json;

constexpr std::array<std::string_view, 10> kCheckedHere{
    "type",      "enum",      "const",   "minimum", "maximum", "exclusiveMinimum",
    "minLength", "maxLength", "pattern", "$defs"};

bool has_other_keywords(const Json& schema) {
  return std::ranges::any_of(schema.items(), [](const auto& member) {
    const auto* keyword = find_schema_keyword(member.key());
    return keyword != nullptr && keyword->shape != KeywordShape::Annotation &&
           std::ranges::find(kCheckedHere, member.key()) == kCheckedHere.end();
  });
}

bool has_type(const Json& schema, std::string_view type) {
  const auto found = schema.find("type");
  if (found == schema.end()) return type == "string";
  if (found->is_string()) return *found == type;
  return std::ranges::any_of(*found, [&](const Json& name) { return name == type; });
}

std::optional<Json> optional_member(const Json& schema, const char* name) {
  const auto found = schema.find(name);
  return found == schema.end() ? std::nullopt : std::optional<Json>(*found);
}

std::optional<std::size_t> optional_count(const Json& schema, const char* name) {
  const auto found = schema.find(name);
  return found == schema.end() ? std::nullopt : std::optional<std::size_t>(found->get<std::size_t>());
}

template <typename Number>
std::optional<Json> read_number(std::string_view text) {
  Number number{};
  const auto* const end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, number);
  if (read.ec != std::errc() || read.ptr != end) return std::nullopt;
  if constexpr (std::is_floating_point_v<Number>) {
    // from_chars takes `inf` and `nan`, JSON does not.
    if (!std::isfinite(number)) return std::nullopt;
  }
  return Json(number);
}

/// An integer may be larger than we can count; then it is what a JSON parser makes of it, a float.
std::optional<Json> read_integer(std::string_view text) {
  if (auto number = read_number<std::int64_t>(text)) return number;
  if (auto number = read_number<std::uint64_t>(text)) return number;
  const auto digits = text.substr(text.starts_with('-') ? 1 : 0);
  const bool is_integer =
      !digits.empty() && std::ranges::all_of(digits, [](char digit) { return digit >= '0' && digit <= '9'; });
  return is_integer ? read_number<double>(text) : std::nullopt;
}

std::size_t characters_of(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U; }));
}

std::unique_ptr<const std::regex> compile_pattern(const std::string& pattern) {
  try {
    return std::make_unique<const std::regex>(
        pattern, std::regex::ECMAScript | std::regex::nosubs | std::regex::optimize);
  } catch (const std::regex_error& error) {
    throw SchemaError(
        core::cat("the pattern ", core::in_quotes(pattern), " is no regular expression: ", error.what()));
  }
}

}  // namespace

ParameterSchema::ParameterSchema(Json schema)
    : schema_(std::move(schema)),
      is_integer_(has_type(schema_, "integer")),
      is_number_(has_type(schema_, "number")),
      is_boolean_(has_type(schema_, "boolean")),
      is_string_(has_type(schema_, "string")),
      needs_library_(has_other_keywords(schema_)),
      minimum_(optional_member(schema_, "minimum")),
      maximum_(optional_member(schema_, "maximum")),
      above_(optional_member(schema_, "exclusiveMinimum")),
      least_length_(optional_count(schema_, "minLength")),
      most_length_(optional_count(schema_, "maxLength")),
      library_schema_([this] { return std::make_unique<const JsonSchema>(schema_); }) {
  if (const auto pattern = schema_.find("pattern"); pattern != schema_.end()) {
    pattern_ = std::make_unique<Lazy<std::regex>>(
        [text = pattern->get<std::string>()] { return compile_pattern(text); });
  }
}

std::optional<Explanation> ParameterSchema::check(const std::string& text) const {
  if (core::find_invalid_utf8(text)) {
    return Explanation{.pointer = {},
                       .found = core::in_quotes(text),
                       .expected = "UTF-8",
                       .hint = "encode text as UTF-8 before it is percent-encoded"};
  }
  if (text.size() > kLongestMatchedText && pattern_ != nullptr) {
    return Explanation{.pointer = {},
                       .found = core::cat("a text of ", std::to_string(text.size()), " bytes"),
                       .expected = expected(),
                       .hint = {}};
  }
  const auto value = read(text);
  if (!value || !fits(*value)) {
    return Explanation{.pointer = {}, .found = core::in_quotes(text), .expected = expected(), .hint = {}};
  }
  if (!needs_library_) return std::nullopt;
  const auto& schema = library_schema_.get();
  auto explanations = explain(schema.check(*value), schema, *value);
  if (explanations.empty()) return std::nullopt;
  return std::move(explanations.front());
}

/// The text as what it means: a number where the schema takes numbers and it is one, and so on.
std::optional<Json> ParameterSchema::read(const std::string& text) const {
  if (is_integer_) {
    if (auto number = read_integer(text)) return number;
  }
  if (is_number_) {
    if (auto number = read_integer(text)) return number;
    if (auto number = read_number<double>(text)) return number;
  }
  if (is_boolean_ && (text == "true" || text == "false")) return Json(text == "true");
  if (is_string_) return Json(text);
  return std::nullopt;
}

bool ParameterSchema::fits(const Json& value) const {
  if (const auto constant = schema_.find("const");
      constant != schema_.end() && !core::equal(*constant, value))
    return false;
  if (const auto allowed = schema_.find("enum"); allowed != schema_.end()) {
    if (std::ranges::none_of(*allowed, [&](const Json& one) { return core::equal(one, value); }))
      return false;
  }
  if (value.is_number()) {
    return !(minimum_ && value < *minimum_) && !(maximum_ && value > *maximum_) &&
           !(above_ && value <= *above_);
  }
  return !value.is_string() || fits_text(value.get_ref<const std::string&>());
}

bool ParameterSchema::fits_text(const std::string& text) const {
  if (least_length_ || most_length_) {
    const auto characters = characters_of(text);
    if ((least_length_ && characters < *least_length_) || (most_length_ && characters > *most_length_))
      return false;
  }
  return pattern_ == nullptr || std::regex_search(text, pattern_->get());
}

void ParameterSchema::compile() const {
  if (pattern_ != nullptr) pattern_->get();
  if (needs_library_) library_schema_.get();
}

}  // namespace mock::validation
