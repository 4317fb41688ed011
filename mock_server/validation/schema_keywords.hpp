#pragma once

#include <span>
#include <string_view>

namespace mock::validation {

/// What stands under a keyword of JSON Schema.
enum class KeywordShape {
  Annotation,   ///< anything; it asserts nothing
  Reference,    ///< a URI reference to another schema
  Schema,       ///< one schema
  SchemaList,   ///< a list of schemas, not empty
  SchemaMap,    ///< schemas by name
  TypeName,     ///< the name of a type or a list of such
  Value,        ///< any JSON value
  ValueList,    ///< a list of JSON values, not empty
  Text,         ///< a string
  NameList,     ///< a list of strings
  NameListMap,  ///< lists of strings by name
  Number,       ///< a number
  Count,        ///< an integer of at least 0
};

struct SchemaKeyword {
  std::string_view name;
  KeywordShape shape;
};

/// The keywords of JSON Schema 2020-12 that contracts may use. What is missing is missing on purpose: `$id`,
/// `$anchor` and `$dynamicRef` (a reference is a file and a JSON pointer), `uniqueItems` (the schema library
/// compares every item with every other, so a client could keep it busy for minutes), `readOnly` and
/// `writeOnly` (they would need to know the direction), `unevaluatedItems`, `propertyNames`, `dependent…`,
/// `minContains`, `maxContains` (no contract needs them).
std::span<const SchemaKeyword> schema_keywords();

/// The keyword of that name, or nullptr.
const SchemaKeyword* find_schema_keyword(std::string_view name);

}  // namespace mock::validation
