#include "loading/schema_bundle.hpp"

#include "core/text.hpp"

#include <algorithm>
#include <map>
#include <stdexcept>
#include <vector>

namespace mock::loading {
namespace {

using core::cat;
using core::Json;

/// `../scenario.schema.json` as the file `baanx/section.schema.json` means it: `scenario.schema.json`.
std::string resolved(std::string_view reference, std::string_view from) {
  std::vector<std::string_view> parts;
  const auto take = [&](std::string_view path) {
    while (!path.empty()) {
      const auto slash = path.find('/');
      const auto part = path.substr(0, slash);
      path = slash == std::string_view::npos ? std::string_view{} : path.substr(slash + 1);
      if (part == ".." && !parts.empty()) {
        parts.pop_back();
      } else if (part != "." && part != ".." && !part.empty()) {
        parts.push_back(part);
      }
    }
  };
  if (const auto folder_end = from.rfind('/'); folder_end != std::string_view::npos)
    take(from.substr(0, folder_end));
  take(reference);
  std::string path;
  for (const auto part : parts) path += path.empty() ? std::string{part} : cat("/", part);
  return path;
}

/// `baanx/section.schema.json` is `baanx_section`.
std::string definition_name(std::string_view path) {
  constexpr std::string_view kEnding = ".schema.json";
  if (path.ends_with(kEnding)) path.remove_suffix(kEnding.size());
  std::string name{path};
  std::replace(name.begin(), name.end(), '/', '_');
  return name;
}

class Bundler {
 public:
  Bundler(const SchemaLookup& lookup, std::string_view root_name) : lookup_(lookup), root_name_(root_name) {}

  Json bundle(const Json& root) {
    Json document = root;
    redirect(document, root_name_);
    for (auto& [name, schema] : pulled_in_) document["$defs"][name] = std::move(schema);
    return document;
  }

 private:
  /// Points every `$ref` of a schema that comes from the file `from` to where its target is in the bundle.
  void redirect(Json& schema, std::string_view from) {
    if (schema.is_array()) {
      for (auto& item : schema) redirect(item, from);
    }
    if (!schema.is_object()) return;
    for (auto& [name, value] : schema.items()) {
      if (name == "$ref" && value.is_string()) {
        value = target(value.get<std::string>(), from);
      } else {
        redirect(value, from);
      }
    }
  }

  std::string target(const std::string& reference, std::string_view from) {
    const auto hash = reference.find('#');
    const auto file = reference.substr(0, hash);
    const auto pointer = hash == std::string::npos ? std::string{} : reference.substr(hash + 1);
    const auto path = file.empty() ? std::string{from} : resolved(file, from);
    if (path == root_name_) return cat("#", pointer);
    return cat("#/$defs/", pull_in(path, reference, from), pointer);
  }

  std::string pull_in(const std::string& path, const std::string& reference, std::string_view from) {
    auto name = definition_name(path);
    if (const auto known = std::find_if(pulled_in_.begin(), pulled_in_.end(),
                                        [&](const auto& entry) { return entry.first == name; });
        known != pulled_in_.end()) {
      return name;
    }
    auto schema = lookup_(path);
    if (!schema)
      throw std::invalid_argument(
          cat("the schema ", from, " refers to ", reference, ", and there is no ", path));
    schema->erase("$schema");
    schema->erase("$id");
    const auto index = pulled_in_.size();
    pulled_in_.emplace_back(name,
                            Json{});  // before it is looked through, because files may refer to each other
    redirect(*schema, path);
    pulled_in_[index].second = *std::move(schema);
    return name;
  }

  const SchemaLookup& lookup_;
  std::string root_name_;
  std::vector<std::pair<std::string, Json>> pulled_in_;
};

}  // namespace

Json bundle_schema(const Json& root, const SchemaLookup& lookup, std::string_view root_name) {
  return Bundler{lookup, root_name}.bundle(root);
}

}  // namespace mock::loading
