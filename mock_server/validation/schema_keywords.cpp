#include "validation/schema_keywords.hpp"

#include <algorithm>
#include <array>

namespace mock::validation {

namespace {

using enum KeywordShape;

constexpr std::array kKeywords{
    SchemaKeyword{"$schema", Annotation},
    SchemaKeyword{"$comment", Annotation},
    SchemaKeyword{"title", Annotation},
    SchemaKeyword{"description", Annotation},
    SchemaKeyword{"examples", Annotation},
    SchemaKeyword{"default", Annotation},
    // As the 2020-12 dialect has it: said, not asserted. What shall be asserted gets a `pattern`.
    SchemaKeyword{"format", Annotation},
    SchemaKeyword{"$defs", SchemaMap},
    SchemaKeyword{"$ref", Reference},
    SchemaKeyword{"type", TypeName},
    SchemaKeyword{"enum", ValueList},
    SchemaKeyword{"const", Value},
    SchemaKeyword{"minimum", Number},
    SchemaKeyword{"maximum", Number},
    SchemaKeyword{"exclusiveMinimum", Number},
    SchemaKeyword{"minLength", Count},
    SchemaKeyword{"maxLength", Count},
    SchemaKeyword{"pattern", Text},
    SchemaKeyword{"minItems", Count},
    SchemaKeyword{"maxItems", Count},
    SchemaKeyword{"required", NameList},
    SchemaKeyword{"dependentRequired", NameListMap},
    SchemaKeyword{"properties", SchemaMap},
    SchemaKeyword{"additionalProperties", Schema},
    SchemaKeyword{"unevaluatedProperties", Schema},
    SchemaKeyword{"items", Schema},
    SchemaKeyword{"contains", Schema},
    SchemaKeyword{"allOf", SchemaList},
    SchemaKeyword{"anyOf", SchemaList},
    SchemaKeyword{"oneOf", SchemaList},
    SchemaKeyword{"not", Schema},
    SchemaKeyword{"if", Schema},
    SchemaKeyword{"then", Schema},
    SchemaKeyword{"else", Schema},
};

}  // namespace

std::span<const SchemaKeyword> schema_keywords() { return kKeywords; }

const SchemaKeyword* find_schema_keyword(std::string_view name) {
  const auto found = std::ranges::find(kKeywords, name, &SchemaKeyword::name);
  return found == kKeywords.end() ? nullptr : &*found;
}

}  // namespace mock::validation
