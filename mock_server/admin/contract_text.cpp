#include "admin/contract_text.hpp"

#include "core/json.hpp"
#include "core/text.hpp"

namespace mock::admin {

namespace {

using core::Json;

/// `session` of `schemas/session.json`, wherever it is looked at from: all files of a contract lie in one
/// folder.
std::string_view stem_of(std::string_view file) {
  const auto slash = file.rfind('/');
  if (slash != std::string_view::npos) file.remove_prefix(slash + 1);
  return file.substr(0, file.find('.'));
}

/// What a reference that stands in `file` is called where all files have become components. In the document
/// itself, `file` is empty.
std::string moved_reference(std::string_view reference, std::string_view file) {
  const auto hash = reference.find('#');
  const auto to_file = hash == 0 ? file : reference.substr(0, hash);
  const auto fragment = hash == std::string_view::npos ? std::string_view{} : reference.substr(hash + 1);
  if (to_file.empty()) return std::string{reference};
  return core::cat("#/components/schemas/", stem_of(to_file), fragment);
}

void move_references(Json& value, std::string_view file) {
  if (!value.is_structured()) return;
  for (auto& [key, inner] : value.items()) {
    if (value.is_object() && key == "$ref" && inner.is_string()) {
      inner = moved_reference(inner.get_ref<const std::string&>(), file);
    } else {
      move_references(inner, file);
    }
  }
}

}  // namespace

std::string contract_text(std::string_view bundle) {
  const Json parsed = Json::parse(bundle);
  Json document = parsed.at("openapi");
  move_references(document, {});
  for (const auto& [file, schema] : parsed.at("files").items()) {
    Json& component = document["components"]["schemas"][std::string{stem_of(file)}];
    component = schema;
    move_references(component, file);
  }
  return core::to_text(document) + "\n";
}

}  // namespace mock::admin
