#include "validation/json_schema.hpp"

#include "core/text.hpp"
#include "validation/long_texts.hpp"

// Only the factory of the 2020-12 dialect, not the library's `make_json_schema`, which brings in four older
// dialects: that halves the time that this file takes to compile.
#include <jsoncons/json.hpp>
#include <jsoncons_ext/jsonschema/draft202012/schema_validator_factory_202012.hpp>

#include <algorithm>
#include <utility>

namespace mock::validation {

namespace library = jsoncons::jsonschema;

namespace {

using core::Json;
using LibraryJson = jsoncons::json;

LibraryJson to_library(const Json& value) {
  switch (value.type()) {
    case Json::value_t::boolean:
      return LibraryJson(value.get<bool>());
    case Json::value_t::number_integer:
      return LibraryJson(value.get<std::int64_t>());
    case Json::value_t::number_unsigned:
      return LibraryJson(value.get<std::uint64_t>());
    case Json::value_t::number_float:
      return LibraryJson(value.get<double>());
    case Json::value_t::string:
      return LibraryJson(value.get_ref<const std::string&>());
    case Json::value_t::array: {
      LibraryJson array(jsoncons::json_array_arg);
      array.reserve(value.size());
      for (const auto& item : value) array.push_back(to_library(item));
      return array;
    }
    case Json::value_t::object: {
      // All members at once, because the library keeps them sorted: one by one costs the square of their
      // number.
      std::vector<std::pair<std::string, LibraryJson>> members;
      members.reserve(value.size());
      for (const auto& [name, member] : value.items()) members.emplace_back(name, to_library(member));
      return LibraryJson(jsoncons::json_object_arg, std::make_move_iterator(members.begin()),
                         std::make_move_iterator(members.end()));
    }
    case Json::value_t::null:
    case Json::value_t::binary:
    case Json::value_t::discarded:
      break;
  }
  return LibraryJson::null();
}

library::json_schema<LibraryJson> compile(const Json& schema) {
  using Factory = library::draft202012::schema_validator_factory_202012<LibraryJson>;
  using AnyFactory = std::unique_ptr<library::schema_validator_factory_base<LibraryJson>>;
  const auto no_other_dialect = [](const LibraryJson&, const library::evaluation_options&,
                                   Factory::schema_store_type*,
                                   const std::vector<library::resolve_uri_type<LibraryJson>>&,
                                   const std::unordered_map<std::string, bool>&) -> AnyFactory {
    throw SchemaError("only the dialect 2020-12 of JSON Schema is supported");
  };
  Factory::schema_store_type store;
  Factory factory(to_library(schema), no_other_dialect, library::evaluation_options{}, &store, {}, {});
  factory.build_schema("https://understudy.invalid/schema");
  return library::json_schema<LibraryJson>(factory.get_schema_validator());
}

/// Where a message comes from, found by walking the path that the evaluation took through the document.
struct Origin {
  const Json* schema = nullptr;
  const Json* condition = nullptr;
};

constexpr std::string_view kDefinition = "#/$defs/";

const Json& definition(const Json& document, const Json& reference) {
  const std::string_view text = reference.get_ref<const std::string&>();
  return document.at("$defs").at(std::string(text.substr(kDefinition.size())));
}

template <typename Path>
Origin origin_of(const Json& document, const Path& path, const std::string& keyword) {
  Origin origin{.schema = &document};
  const Json* node = &document;
  for (const auto& token : path) {
    // The deepest one that has the keyword: behind it the path may go on with the name of a property.
    if (node->is_object() && node->contains(keyword)) origin.schema = node;
    if (node->is_object() && (token == "then" || token == "else") && node->contains("if"))
      origin.condition = node;
    if (token == "$ref" && node->is_object() && node->contains("$ref")) {
      node = &definition(document, node->at("$ref"));
    } else if (node->is_object() && node->contains(token)) {
      node = &node->at(token);
    } else if (const auto index = node->is_array() ? core::parse_decimal(token) : std::nullopt;
               index && *index < node->size()) {
      node = &node->at(static_cast<std::size_t>(*index));
    } else {
      break;
    }
  }
  return origin;
}

SchemaViolation to_violation(const Json& document, const library::validation_message& message,
                             std::size_t depth_of_parent) {
  const std::vector<std::string> path(message.eval_path().begin(), message.eval_path().end());
  auto keyword = message.keyword();
  auto pointer = message.instance_location().string();
  if (keyword == "required" && path.size() >= 2 && path[path.size() - 2] == "dependentRequired") {
    // The library reports it as a `required` at the property that demands the others.
    keyword = "dependentRequired";
    pointer.erase(pointer.rfind('/'));
  } else if (keyword == "minContains") {
    // What a `contains` without it asks for.
    keyword = "contains";
  }
  const auto origin = origin_of(document, path, keyword);
  const auto branch =
      depth_of_parent < path.size() ? core::parse_decimal(path[depth_of_parent]) : std::nullopt;
  SchemaViolation violation{.pointer = std::move(pointer),
                            .keyword = std::move(keyword),
                            .schema = origin.schema,
                            .condition = origin.condition,
                            .message = message.message(),
                            .branch = static_cast<std::size_t>(branch.value_or(0)),
                            .details = {}};
  for (const auto& detail : message.details()) {
    if (violation.details.size() >= kMostViolations) break;
    violation.details.push_back(to_violation(document, detail, path.size()));
  }
  return violation;
}

}  // namespace

struct JsonSchema::Compiled {
  library::json_schema<LibraryJson> schema;
};

JsonSchema::JsonSchema(Json schema) : document_(std::move(schema)) {
  try {
    compiled_ = std::make_unique<const Compiled>(Compiled{compile(document_)});
  } catch (const SchemaError&) {
    throw;
  } catch (const std::exception& error) {
    throw SchemaError(error.what());
  }
}

JsonSchema::~JsonSchema() = default;

std::vector<SchemaViolation> JsonSchema::check(const Json& instance) const {
  const auto measured = measure(instance, kLongestMatchedText);
  if (measured.values > kMostValues) {
    return {
        {.keyword = std::string(kTooMany), .schema = &document_, .message = std::to_string(measured.values)}};
  }
  std::vector<SchemaViolation> violations;
  if (measured.has_long_text) {
    for (auto& text : long_texts_under_pattern(instance, document_, kLongestMatchedText)) {
      violations.push_back({.pointer = std::move(text.pointer),
                            .keyword = std::string(kTooLong),
                            .schema = &document_,
                            .message = std::to_string(text.bytes)});
      if (violations.size() >= kMostViolations) break;
    }
    if (!violations.empty()) return violations;
  }
  compiled_->schema.validate(to_library(instance),
                             [&](const library::validation_message& message) -> library::walk_result {
                               violations.push_back(to_violation(document_, message, 0));
                               return violations.size() < kMostViolations ? library::walk_result::advance
                                                                          : library::walk_result::abort;
                             });
  return violations;
}

}  // namespace mock::validation
