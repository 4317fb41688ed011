#include "validation/long_texts.hpp"

#include "core/text.hpp"
#include "validation/schema_keywords.hpp"

#include <string_view>

namespace mock::validation {

namespace {

using core::Json;
using Schemas = std::vector<const Json*>;

constexpr std::string_view kDefinition = "#/$defs/";

class Search {
 public:
  Search(const Json& document, std::size_t longest) : document_(document), longest_(longest) {}

  std::vector<LongText> run(const Json& instance) {
    Schemas schemas;
    add(schemas, document_);
    look(instance, schemas, {});
    return std::move(found_);
  }

 private:
  /// Adds `schema` and all schemas that look at the same instance as it.
  void add(Schemas& schemas, const Json& schema) const {
    if (!schema.is_object()) return;
    schemas.push_back(&schema);
    if (const auto reference = schema.find("$ref"); reference != schema.end()) {
      const std::string_view text = reference->get_ref<const std::string&>();
      add(schemas, document_.at("$defs").at(std::string(text.substr(kDefinition.size()))));
    }
    for (const auto* name : {"not", "if", "then", "else"}) {
      if (const auto inner = schema.find(name); inner != schema.end()) add(schemas, *inner);
    }
    for (const auto* name : {"allOf", "anyOf", "oneOf"}) {
      const auto list = schema.find(name);
      if (list == schema.end()) continue;
      for (const auto& inner : *list) add(schemas, inner);
    }
  }

  void look(const Json& instance, const Schemas& schemas, const std::string& pointer) {
    if (instance.is_string()) {
      const auto bytes = instance.get_ref<const std::string&>().size();
      if (bytes > longest_ && has_pattern(schemas)) found_.push_back({pointer, bytes});
    } else if (instance.is_array()) {
      Schemas inner;
      for (const auto* schema : schemas) {
        add_member(inner, *schema, "items");
        add_member(inner, *schema, "contains");
      }
      for (std::size_t i = 0; i < instance.size() && !inner.empty(); ++i) {
        look(instance[i], inner, core::cat(pointer, "/", std::to_string(i)));
      }
    } else if (instance.is_object()) {
      for (const auto& [name, value] : instance.items()) {
        // A scalar that is no long text needs no look; most are of that kind.
        if (value.is_primitive() && !is_long(value)) continue;
        Schemas inner;
        for (const auto* schema : schemas) {
          add_member(inner, *schema, "additionalProperties");
          add_member(inner, *schema, "unevaluatedProperties");
          if (const auto properties = schema->find("properties"); properties != schema->end()) {
            add_member(inner, *properties, name);
          }
        }
        if (!inner.empty()) look(value, inner, core::cat(pointer, "/", core::pointer_token(name)));
      }
    }
  }

  [[nodiscard]] bool is_long(const Json& value) const {
    return value.is_string() && value.get_ref<const std::string&>().size() > longest_;
  }

  void add_member(Schemas& schemas, const Json& holder, const std::string& name) const {
    if (const auto inner = holder.find(name); inner != holder.end()) add(schemas, *inner);
  }

  static bool has_pattern(const Schemas& schemas) {
    for (const auto* schema : schemas) {
      if (schema->contains("pattern")) return true;
    }
    return false;
  }

  const Json& document_;
  const std::size_t longest_;
  std::vector<LongText> found_;
};

void add_to(Measure& measure, const Json& value, std::size_t longest) {
  ++measure.values;
  if (value.is_string()) {
    measure.has_long_text |= value.get_ref<const std::string&>().size() > longest;
  } else if (value.is_structured()) {
    for (const auto& inner : value) add_to(measure, inner, longest);
  }
}

}  // namespace

Measure measure(const Json& instance, std::size_t longest) {
  Measure measure;
  add_to(measure, instance, longest);
  return measure;
}

std::vector<LongText> long_texts_under_pattern(const Json& instance, const Json& schema,
                                               std::size_t longest) {
  return Search(schema, longest).run(instance);
}

}  // namespace mock::validation
