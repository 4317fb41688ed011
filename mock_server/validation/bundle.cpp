#include "validation/bundle.hpp"

#include "core/operation.hpp"
#include "core/text.hpp"
#include "validation/contract_error.hpp"

#include <algorithm>
#include <charconv>
#include <vector>

namespace mock::validation {

namespace {

using core::cat;
using core::Json;

/// More references in a row are a circle.
constexpr int kMostHops = 32;

/// One reference token of a JSON pointer, unescaped (RFC 6901 §4).
std::string unescaped(std::string_view token) {
  std::string name;
  name.reserve(token.size());
  for (std::size_t i = 0; i < token.size(); ++i) {
    if (token[i] == '~' && i + 1 < token.size()) {
      ++i;
      name += token[i] == '1' ? '/' : '~';
    } else {
      name += token[i];
    }
  }
  return name;
}

const Json* member(const Json& value, std::string_view token) {
  if (value.is_object()) {
    const auto found = value.find(unescaped(token));
    return found == value.end() ? nullptr : &*found;
  }
  if (value.is_array()) {
    const auto index = core::parse_decimal(token);
    return index && *index < value.size() ? &value.at(static_cast<std::size_t>(*index)) : nullptr;
  }
  return nullptr;
}

const Json* walk(const Json& document, std::string_view pointer) {
  const Json* value = &document;
  while (!pointer.empty() && value != nullptr) {
    if (pointer.front() != '/') return nullptr;
    pointer.remove_prefix(1);
    const auto end = std::min(pointer.find('/'), pointer.size());
    value = member(*value, pointer.substr(0, end));
    pointer.remove_prefix(end);
  }
  return value;
}

/// A fragment as a JSON pointer (RFC 6901 §6). A broken percent-encoding is left as it is and leads nowhere.
std::string percent_decoded(std::string_view fragment) {
  std::string text;
  for (std::size_t i = 0; i < fragment.size(); ++i) {
    unsigned byte = 0;
    const char* const digits = fragment.data() + i + 1;
    if (fragment[i] == '%' && i + 2 < fragment.size() &&
        std::from_chars(digits, digits + 2, byte, 16).ptr == digits + 2) {
      text += static_cast<char>(byte);
      i += 2;
    } else {
      text += fragment[i];
    }
  }
  return text;
}

std::string_view folder_of(std::string_view path) {
  const auto slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view{} : path.substr(0, slash);
}

}  // namespace

Place Place::child(std::string_view name) const {
  return {.file = file, .pointer = cat(pointer, "/", core::pointer_token(name))};
}

Place Place::child(std::size_t index) const { return child(std::to_string(index)); }

Bundle::Bundle(Json value) : value_(std::move(value)) {
  const auto has = [&](const char* name, auto is) {
    return value_.is_object() && value_.contains(name) && (value_.at(name).*is)();
  };
  if (!has("name", &Json::is_string) || !has("openapi", &Json::is_object) ||
      !has("files", &Json::is_object)) {
    throw ContractError(std::vector<ContractProblem>{
        {.place = "contract bundle",
         .message = "expected an object with a text 'name' and the objects 'openapi' and 'files'"}});
  }
  name_ = value_.at("name").get<std::string>();
}

Located Bundle::at(Place place) const {
  const Json* document = &openapi();
  if (!place.file.empty()) {
    const auto& files = value_.at("files");
    const auto found = files.find(place.file);
    if (found == files.end()) return {.value = nullptr, .place = std::move(place)};
    document = &*found;
  }
  const Json* const value = walk(*document, place.pointer);
  return {.value = value, .place = std::move(place)};
}

Located Bundle::resolve(std::string_view reference, const std::string& from) const {
  const auto hash = std::min(reference.find('#'), reference.size());
  const auto fragment = reference.substr(std::min(hash + 1, reference.size()));
  return at({.file = resolve_path(reference.substr(0, hash), from), .pointer = percent_decoded(fragment)});
}

Located Bundle::follow(Located located) const {
  for (int hop = 0; hop < kMostHops; ++hop) {
    if (located.value == nullptr || !located.value->is_object()) return located;
    const auto reference = located.value->find("$ref");
    if (reference == located.value->end() || !reference->is_string()) return located;
    located = resolve(reference->get_ref<const std::string&>(), located.place.file);
  }
  return {.value = nullptr, .place = std::move(located.place)};
}

std::string Bundle::to_text(const Place& place) const {
  // `baanx/documented` is contracts/baanx/documented.openapi.yaml, `musement` is
  // contracts/musement/openapi.yaml.
  const auto slash = name_.find('/');
  const auto folder = std::string_view(name_).substr(0, std::min(slash, name_.size()));
  const auto document =
      slash == std::string::npos ? std::string("openapi.yaml") : name_.substr(slash + 1) + ".openapi.yaml";
  return cat("contracts/", folder, "/", place.file.empty() ? document : place.file, "#", place.pointer);
}

std::string resolve_path(std::string_view path, std::string_view from) {
  if (path.empty()) return std::string(from);
  std::vector<std::string_view> parts;
  const auto add = [&](std::string_view rest) {
    while (!rest.empty()) {
      const auto end = std::min(rest.find('/'), rest.size());
      const auto part = rest.substr(0, end);
      rest.remove_prefix(std::min(end + 1, rest.size()));
      if (part == ".." && !parts.empty() && parts.back() != "..") {
        parts.pop_back();
      } else if (!part.empty() && part != ".") {
        parts.push_back(part);
      }
    }
  };
  add(folder_of(from));
  add(path);
  std::string resolved;
  for (const auto part : parts) resolved += cat(resolved.empty() ? "" : "/", part);
  return resolved;
}

}  // namespace mock::validation
