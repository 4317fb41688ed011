#include "validation/schema_references.hpp"

#include "core/text.hpp"
#include "validation/schema_keywords.hpp"

#include <cassert>
#include <functional>
#include <map>
#include <string>
#include <utility>

namespace mock::validation {

namespace {

using core::Json;

/// A copy of the object in which every schema directly below it is replaced by what `change` makes of it.
/// `$defs` are left out: they are reached by references only. What is no schema (`examples`, `const`, …) is
/// copied as it is, so that a member `$ref` in it stays.
Json with_subschemas(const Json& schema, const std::function<Json(const Json&)>& change) {
  Json copy = Json::object();
  for (const auto& [name, value] : schema.items()) {
    if (name == "$defs") continue;
    const auto* keyword = find_schema_keyword(name);
    const auto shape = keyword == nullptr ? KeywordShape::Annotation : keyword->shape;
    switch (shape) {
      case KeywordShape::Schema:
        copy[name] = change(value);
        break;
      case KeywordShape::SchemaList: {
        auto& list = copy[name] = Json::array();
        for (const auto& item : value) list.push_back(change(item));
        break;
      }
      case KeywordShape::SchemaMap: {
        auto& map = copy[name] = Json::object();
        for (const auto& [key, item] : value.items()) map[key] = change(item);
        break;
      }
      default:
        copy[name] = value;
    }
  }
  return copy;
}

bool only_annotations(const Json& schema) {
  for (const auto& [name, value] : schema.items()) {
    const auto* keyword = find_schema_keyword(name);
    if (keyword != nullptr && keyword->shape != KeywordShape::Annotation) return false;
  }
  return true;
}

/// What stands beside a `$ref`, and what the reference leads to, as one schema.
Json merged(Json beside, Json target) {
  if (beside.empty()) return target;
  if (only_annotations(beside) && target.is_object()) {
    for (const auto& [name, value] : beside.items()) target[name] = value;
    return target;
  }
  auto all = Json::array({std::move(target)});
  if (beside.contains("allOf")) all.insert(all.end(), beside["allOf"].begin(), beside["allOf"].end());
  beside["allOf"] = std::move(all);
  return beside;
}

Json expand(const Bundle& bundle, const Json& schema, const std::string& file) {
  if (!schema.is_object()) return schema;
  auto copy = with_subschemas(schema, [&](const Json& inner) { return expand(bundle, inner, file); });
  const auto reference = copy.find("$ref");
  if (reference == copy.end()) return copy;
  const auto target = bundle.resolve(reference->get_ref<const std::string&>(), file);
  assert(target.value != nullptr && "the bundle was checked");
  copy.erase("$ref");
  return merged(std::move(copy), expand(bundle, *target.value, target.place.file));
}

/// Collects what a schema refers to under `$defs`, numbered in the order in which it is met.
class Collector {
 public:
  explicit Collector(const Bundle& bundle) : bundle_(bundle) {}

  Json collect(const Located& schema) {
    auto root = copied(*schema.value, schema.place.file);
    if (root.is_object()) root["$defs"] = std::move(definitions_);
    return root;
  }

 private:
  Json copied(const Json& schema, const std::string& file) {
    if (!schema.is_object()) return schema;
    auto copy = with_subschemas(schema, [&](const Json& inner) { return copied(inner, file); });
    // Only at the root of a document; the library would look for another dialect.
    copy.erase("$schema");
    if (const auto reference = copy.find("$ref"); reference != copy.end()) {
      *reference = "#/$defs/" + definition(reference->get_ref<const std::string&>(), file);
    }
    return copy;
  }

  std::string definition(const std::string& reference, const std::string& file) {
    auto target = bundle_.resolve(reference, file);
    assert(target.value != nullptr && "the bundle was checked");
    const auto [known, is_new] = names_.try_emplace(target.place, std::to_string(names_.size()));
    const auto name = known->second;
    if (is_new) definitions_[name] = copied(*target.value, target.place.file);
    return name;
  }

  const Bundle& bundle_;
  std::map<Place, std::string> names_;
  Json definitions_ = Json::object();
};

}  // namespace

Json expanded(const Bundle& bundle, const Located& schema) {
  return expand(bundle, *schema.value, schema.place.file);
}

Json self_contained(const Bundle& bundle, const Located& schema) { return Collector(bundle).collect(schema); }

}  // namespace mock::validation
