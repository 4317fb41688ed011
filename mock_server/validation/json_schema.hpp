#pragma once

#include "core/json.hpp"

#include <cstddef>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace mock::validation {

/// Longer texts never reach a regular expression: libstdc++'s `std::regex` recurses for each character, and
/// some ten thousand of them kill the process (DECISIONS 1).
inline constexpr std::size_t kLongestMatchedText = 2048;

/// Instances of more values are refused unseen, because collecting a mistake for each of them costs memory.
inline constexpr std::size_t kMostValues = 100'000;

/// More mistakes are not collected from one instance.
inline constexpr std::size_t kMostViolations = 50;

/// Keywords of our own, for what is refused before validation.
inline constexpr std::string_view kTooLong = "x-understudy-too-long";
inline constexpr std::string_view kTooMany = "x-understudy-too-many";

/// One mistake in an instance.
struct SchemaViolation {
  std::string pointer{};  ///< RFC 6901, into the instance
  std::string keyword{};  ///< `pattern`; one of ours above; `false` where the schema is `false`
  /// The schema in which the keyword stands. Lives as long as the `JsonSchema`; never null.
  const core::Json* schema = nullptr;
  /// The schema whose `then` or `else` it was that demanded it, or nullptr.
  const core::Json* condition = nullptr;
  std::string message{};   ///< the schema library's words; the size of what is too long or too many
  std::size_t branch = 0;  ///< within `details`: which schema of the `allOf`, `anyOf` or `oneOf`
  std::vector<SchemaViolation> details{};
};

/// A schema that the library cannot compile.
class SchemaError : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// A compiled JSON Schema (2020-12). Safe to share between threads. The only place that knows the schema
/// library.
class JsonSchema {
 public:
  /// `schema` refers to nothing but its own `$defs` and uses supported keywords only (schema_references.hpp
  /// makes such). Takes some milliseconds for a large one. Throws `SchemaError`.
  explicit JsonSchema(core::Json schema);
  ~JsonSchema();
  JsonSchema(const JsonSchema&) = delete;
  JsonSchema& operator=(const JsonSchema&) = delete;

  /// What is wrong with `instance`; empty: nothing. Safe for anything that `core::parse_json` lets through:
  /// where a text longer than `kLongestMatchedText` meets a `pattern`, or there are more values than
  /// `kMostValues`, just that is said and nothing else is looked at.
  [[nodiscard]] std::vector<SchemaViolation> check(const core::Json& instance) const;

  [[nodiscard]] const core::Json& document() const { return document_; }

 private:
  struct Compiled;

  core::Json document_;
  std::unique_ptr<const Compiled> compiled_;
};

}  // namespace mock::validation
