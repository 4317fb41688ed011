#include "validation/schema_words.hpp"

#include "core/text.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <initializer_list>

namespace mock::validation {

namespace {

using core::cat;
using core::Json;

/// Longer regular expressions are no help to a reader who has an example.
constexpr std::size_t kLongestShownPattern = 40;

struct FormatWords {
  std::string_view format;
  std::string_view words;
};

constexpr std::array kFormats{
    FormatWords{"uuid", "a UUID"},
    FormatWords{"uri", "a URI"},
    FormatWords{"date-time", "a date and time as in RFC 3339"},
    FormatWords{"date", "a date such as 2026-03-01"},
    FormatWords{"time", "a time such as 09:00:00Z"},
    FormatWords{"duration", "an ISO 8601 duration such as P2D or PT30M"},
    FormatWords{"email", "an e-mail address"},
};

std::string format_in_words(const Json& schema) {
  const auto found = std::ranges::find(kFormats, text_member(schema, "format"), &FormatWords::format);
  return found == kFormats.end() ? std::string() : std::string(found->words);
}

/// ` of at least 0`, ` from 1 to 5`, ` above 0`; empty without limits.
std::string number_limits(const Json& schema) {
  const auto least = schema.find("minimum");
  const auto most = schema.find("maximum");
  const auto above = schema.find("exclusiveMinimum");
  std::string words;
  if (least != schema.end() && most != schema.end()) {
    words = cat(" from ", core::to_text(*least), " to ", core::to_text(*most));
  } else if (least != schema.end()) {
    words = cat(" of at least ", core::to_text(*least));
  } else if (most != schema.end()) {
    words = cat(" of at most ", core::to_text(*most));
  }
  if (above != schema.end()) words += cat(words.empty() ? " above " : " and above ", core::to_text(*above));
  return words;
}

std::string text_in_words(const Json& schema) {
  if (schema.contains("pattern")) return pattern_in_words(schema);
  if (auto words = format_in_words(schema); !words.empty()) return words;
  return cat("a text", size_limits(schema, "minLength", "maxLength", "character", "characters"));
}

/// The type that the keywords speak of where none is named.
std::string_view implied_type(const Json& schema) {
  const auto has = [&](std::initializer_list<const char*> names) {
    return std::ranges::any_of(names, [&](const char* name) { return schema.contains(name); });
  };
  if (has({"properties", "required", "additionalProperties", "unevaluatedProperties", "dependentRequired"}))
    return "object";
  if (has({"items", "contains", "minItems", "maxItems"})) return "array";
  if (has({"pattern", "minLength", "maxLength"})) return "string";
  if (has({"minimum", "maximum", "exclusiveMinimum"})) return "number";
  return {};
}

}  // namespace

std::string literal(const Json& value) {
  return value.is_string() ? core::in_quotes(value.get_ref<const std::string&>()) : core::to_text(value);
}

std::string count_of(std::size_t count, std::string_view one, std::string_view several) {
  return cat(std::to_string(count), " ", count == 1 ? one : several);
}

std::string text_member(const Json& schema, const char* name) {
  const auto found = schema.find(name);
  return found != schema.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::string first_sentence(std::string_view text) {
  const auto end = std::min(text.find(". "), text.size());
  auto sentence = std::string(text.substr(0, end));
  while (sentence.ends_with('.') || sentence.ends_with(' ')) sentence.pop_back();
  return sentence;
}

std::string as_noun(std::string_view text) {
  auto sentence = first_sentence(text);
  for (const std::string_view article : {"A ", "An ", "The ", "a ", "an ", "the "}) {
    if (!sentence.starts_with(article)) continue;
    if (article.front() < 'a') sentence.front() = static_cast<char>(sentence.front() - 'A' + 'a');
    return sentence;
  }
  return {};
}

std::string size_limits(const Json& schema, const char* least_name, const char* most_name,
                        std::string_view one, std::string_view several) {
  const auto least = schema.find(least_name);
  const auto most = schema.find(most_name);
  if (least != schema.end() && most != schema.end() && *least == *most) {
    return cat(" of exactly ", count_of(least->get<std::size_t>(), one, several));
  }
  if (least != schema.end() && most != schema.end()) {
    return cat(" of ", core::to_text(*least), " to ", count_of(most->get<std::size_t>(), one, several));
  }
  if (least != schema.end()) return cat(" of at least ", count_of(least->get<std::size_t>(), one, several));
  if (most != schema.end()) return cat(" of at most ", count_of(most->get<std::size_t>(), one, several));
  return {};
}

std::string type_in_words(std::string_view type, const Json& schema) {
  if (type == "string") return text_in_words(schema);
  if (type == "integer") return cat("an integer", number_limits(schema));
  if (type == "number") return cat("a number", number_limits(schema));
  if (type == "boolean") return "true or false";
  if (type == "array") return cat("an array", size_limits(schema, "minItems", "maxItems", "item", "items"));
  return type == "object" ? "an object" : std::string(type);
}

const Json& resolved(const Json& schema, const Json& document) {
  const Json* node = &schema;
  while (node->is_object() && node->contains("$ref") && document.contains("$defs")) {
    constexpr std::string_view kDefinition = "#/$defs/";
    node =
        &document.at("$defs").at(node->at("$ref").get_ref<const std::string&>().substr(kDefinition.size()));
  }
  return *node;
}

std::string one_of(std::span<const std::string> words) {
  return words.size() == 1 ? words.front() : cat("one of ", core::join(words, "or"));
}

std::string literals(const Json& values) {
  std::vector<std::string> words;
  for (const auto& value : values) words.push_back(literal(value));
  return one_of(words);
}

std::string alternatives_in_words(const Json& branches, const Json& document) {
  std::vector<std::string> words;
  for (const auto& branch : branches) {
    auto word = expected_by(branch, document);
    if (std::ranges::find(words, word) == words.end()) words.push_back(std::move(word));
  }
  return core::join(words, "or");
}

std::string condition_in_words(const Json& any_schema, const Json& document) {
  const auto& schema = resolved(any_schema, document);
  if (!schema.is_object() || !schema.contains("properties")) return expected_by(schema, document);
  std::vector<std::string> parts;
  for (const auto& [name, member] : schema.at("properties").items()) {
    const auto& inner = resolved(member, document);
    if (!inner.is_object()) continue;
    if (inner.contains("const") || inner.contains("enum"))
      parts.push_back(cat(name, " ", expected_by(inner, document)));
  }
  return parts.empty() ? expected_by(schema, document) : cat("an object with ", core::join(parts, "and"));
}

std::string describe(const Json& value) {
  if (value.is_number()) return cat("the number ", core::to_text(value));
  if (value.is_array()) {
    return value.empty() ? "an empty array" : cat("an array of ", count_of(value.size(), "item", "items"));
  }
  if (value.is_object()) {
    return value.empty() ? "an empty object"
                         : cat("an object of ", count_of(value.size(), "member", "members"));
  }
  return literal(value);
}

std::string expected_by(const Json& any_schema, const Json& document) {
  const auto& schema = resolved(any_schema, document);
  if (schema == false) return "nothing";
  if (!schema.is_object()) return "a value";
  if (schema.contains("const")) return literal(schema.at("const"));
  if (schema.contains("enum")) return literals(schema.at("enum"));
  const auto type = schema.find("type");
  if (type != schema.end() && type->is_array()) {
    std::vector<std::string> words;
    for (const auto& name : *type) words.push_back(type_in_words(name.get_ref<const std::string&>(), schema));
    return core::join(words, "or");
  }
  if (type != schema.end()) return type_in_words(type->get_ref<const std::string&>(), schema);
  for (const auto* keyword : {"anyOf", "oneOf"}) {
    if (schema.contains(keyword)) return alternatives_in_words(schema.at(keyword), document);
  }
  if (schema.contains("allOf")) return expected_by(schema.at("allOf").front(), document);
  if (schema.contains("not")) return cat("anything but ", condition_in_words(schema.at("not"), document));
  const auto implied = implied_type(schema);
  return implied.empty() ? "a value" : type_in_words(implied, schema);
}

std::string pattern_in_words(const Json& schema) {
  if (const auto title = text_member(schema, "title"); !title.empty()) {
    const auto noun = as_noun(title);
    return noun.empty() ? title : noun;
  }
  if (auto words = format_in_words(schema); !words.empty()) return words;
  if (auto noun = as_noun(text_member(schema, "description")); !noun.empty()) return noun;
  const auto pattern = text_member(schema, "pattern");
  const auto examples = schema.find("examples");
  if (examples == schema.end() || !examples->is_array() || examples->empty())
    return cat("a text that matches ", pattern);
  auto words = cat("a text such as ", literal(examples->front()));
  if (pattern.size() <= kLongestShownPattern) words += cat(" (it matches ", pattern, ")");
  return words;
}

}  // namespace mock::validation
