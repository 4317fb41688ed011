#pragma once

#include "core/json.hpp"
#include "validation/explain.hpp"
#include "validation/json_schema.hpp"
#include "validation/lazy.hpp"
#include "validation/schema_words.hpp"

#include <memory>
#include <optional>
#include <regex>
#include <string>
#include <string_view>

namespace mock::validation {

/// The schema of what arrives as text and may mean a number or a boolean: path and query parameters, headers.
/// Usual ones are checked right here, because a request has several of them and the schema library takes ten
/// times as long. Safe to share between threads.
class ParameterSchema {
 public:
  /// `schema` is expanded (schema_references.hpp) and names its types: string, integer, number, boolean.
  explicit ParameterSchema(core::Json schema);

  /// What is wrong with `text`, or nothing. Safe for any bytes of any length.
  [[nodiscard]] std::optional<Explanation> check(const std::string& text) const;

  /// `an integer of at least 0`
  [[nodiscard]] std::string expected() const { return expected_by(schema_, schema_); }

  /// Does now what the first use would do. Throws `SchemaError`.
  void compile() const;

 private:
  [[nodiscard]] std::optional<core::Json> read(const std::string& text) const;
  [[nodiscard]] bool fits(const core::Json& value) const;
  [[nodiscard]] bool fits_text(const std::string& text) const;

  core::Json schema_;
  bool is_integer_ = false;
  bool is_number_ = false;
  bool is_boolean_ = false;
  bool is_string_ = false;
  bool needs_library_ = false;  ///< it has keywords that are not checked here
  std::optional<core::Json> minimum_, maximum_, above_;
  std::optional<std::size_t> least_length_, most_length_;
  std::unique_ptr<Lazy<std::regex>> pattern_;  ///< null: none
  Lazy<JsonSchema> library_schema_;
};

}  // namespace mock::validation
