#include "core/scenario_reader.hpp"

#include "core/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <set>

namespace mock::core {
namespace {

constexpr std::array kBranches = {"allOf", "anyOf", "oneOf"};
constexpr std::array kConditions = {"if", "then", "else"};

/// Calls `visit` for the schema and everything that applies to the same value.
template <typename Visit>
void for_each_part(const Json& shape, const Visit& visit) {
  if (!shape.is_object()) return;
  visit(shape);
  for (const char* keyword : kBranches) {
    if (const auto branches = shape.find(keyword); branches != shape.end() && branches->is_array()) {
      for (const auto& branch : *branches) for_each_part(branch, visit);
    }
  }
  for (const char* keyword : kConditions) {
    if (const auto part = shape.find(keyword); part != shape.end()) for_each_part(*part, visit);
  }
}

std::vector<std::string> member_names(const Json& shape) {
  std::vector<std::string> names;
  for_each_part(shape, [&](const Json& part) {
    const auto properties = part.find("properties");
    if (properties == part.end()) return;
    for (const auto& [name, schema] : properties->items()) {
      if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
    }
  });
  return names;
}

/// Whether the shape says what members there are, so that another name is a slip.
bool names_its_members(const Json& shape) { return !member_names(shape).empty(); }

std::set<std::string> types_of(const Json& shape) {
  std::set<std::string> types;
  for_each_part(shape, [&](const Json& part) {
    const auto type = part.find("type");
    if (type == part.end()) return;
    if (type->is_string()) types.insert(type->get<std::string>());
    if (type->is_array()) {
      for (const auto& each : *type) types.insert(each.get<std::string>());
    }
  });
  return types;
}

/// A bare JSON literal or number (RFC 8259 §3, §6), or nothing.
std::optional<Json> bare_json(const std::string& text) {
  if (text == "true") return Json(true);
  if (text == "false") return Json(false);
  if (text == "null") return Json(nullptr);
  if (text.empty() || (text[0] != '-' && (text[0] < '0' || text[0] > '9'))) return std::nullopt;
  Json number = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!number.is_number()) return std::nullopt;
  return number;
}

Json read_scalar(const Node& node, const Json& shape, Problems& problems) {
  if (node.unset) return nullptr;
  if (node.quoted) return node.text;
  if (node.is_empty()) {
    problems.error(node.place,
                   "a value is missing: write one, \"\" for an empty text, or null to remove the field");
    return nullptr;
  }
  auto bare = bare_json(node.text);
  if (bare && bare->is_null()) return nullptr;
  const auto types = types_of(shape);
  const bool takes_text = types.empty() ? !bare : types.contains("string");
  if (takes_text) return node.text;
  return bare ? *bare : Json(node.text);
}

/// A null that JSON has (json_node.hpp): an empty value with a place of its own. Where nothing was written,
/// the place is that of the key.
bool is_json_null(const Node::Entry& entry) {
  return entry.value.is_empty() && entry.value.place != entry.key_place;
}

}  // namespace

Json ScenarioReader::response_schema(std::string_view method, std::string_view path_template,
                                     int status) const {
  const auto* operation = contract->find(method, path_template);
  return operation == nullptr ? Json() : operation->response_schema(status);
}

Json member_shape(const Json& shape, std::string_view name) {
  std::vector<Json> found;
  for_each_part(shape, [&](const Json& part) {
    if (name.empty()) {
      if (const auto items = part.find("items"); items != part.end()) found.push_back(*items);
      return;
    }
    const auto properties = part.find("properties");
    if (properties == part.end()) return;
    if (const auto member = properties->find(name); member != properties->end()) found.push_back(*member);
  });
  if (found.empty()) return {};
  if (found.size() == 1) return found.front();
  return Json{{"allOf", found}};
}

Json read_wire(const Node& node, const Json& shape, UnknownNames unknown_names, Problems& problems) {
  switch (node.kind) {
    case Node::Kind::Scalar:
      return read_scalar(node, shape, problems);
    case Node::Kind::Sequence: {
      Json items = Json::array();
      const Json item_shape = member_shape(shape, {});
      for (const auto& item : node.items)
        items.push_back(read_wire(item, item_shape, unknown_names, problems));
      return items;
    }
    case Node::Kind::Mapping:
      break;
  }
  Json object = Json::object();
  std::set<std::string_view> seen;
  for (const auto& entry : node.entries) {
    if (!seen.insert(entry.key).second) {
      problems.error(entry.key_place, cat("'", entry.key, "' is written twice: keep one"));
    }
    const Json shape_of_member = member_shape(shape, entry.key);
    if (shape_of_member.is_null() && unknown_names == UnknownNames::Refused && names_its_members(shape)) {
      const auto names = member_names(shape);
      const auto near = did_you_mean(entry.key, names);
      problems.error(entry.key_place,
                     cat("the contract has no field ", in_quotes(entry.key), " here",
                         near.empty() ? cat(", known: ", join(names)) : near, near.empty() ? "; " : " ",
                         "'unrealistic: true' beside 'fields' lets it pass"));
    }
    object[entry.key] = is_json_null(entry)
                            ? Json(nullptr)
                            : read_wire(entry.value, shape_of_member, unknown_names, problems);
  }
  return object;
}

Json read_wire_mapping(Mapping& owner, std::string_view key, const Json& shape, bool unrealistic) {
  const Node* node = owner.find(key);
  if (node == nullptr || node->unset) return nullptr;
  if (!node->is_mapping()) {
    const auto names = member_names(shape);
    owner.error(node->place, cat("'", key, "' is a mapping of the provider's fields, found ",
                                 in_quotes(to_flow_text(*node)), ": write ", key, ": { ",
                                 names.empty() ? std::string{"name"} : names.front(), ": … }"));
    return nullptr;
  }
  return read_wire(*node, shape, unrealistic ? UnknownNames::Allowed : UnknownNames::Refused,
                   owner.problems());
}

Place wire_member_place(Mapping& owner, std::string_view key, std::string_view member) {
  const Node* node = owner.has(key) ? owner.find(key) : nullptr;
  if (node == nullptr || !node->is_mapping()) return {};
  for (const auto& entry : node->entries) {
    const bool is_removed = entry.value.is_empty() || (!entry.value.quoted && entry.value.text == "null");
    if (entry.key == member && !is_removed) return entry.key_place;
  }
  return {};
}

std::string numbered(std::string_view pattern, std::uint64_t number) {
  const auto begin = pattern.find('#');
  if (begin == std::string_view::npos) return std::string{pattern};
  auto end = pattern.find_first_not_of('#', begin);
  if (end == std::string_view::npos) end = pattern.size();
  std::string digits = std::to_string(number);
  if (digits.size() < end - begin) digits.insert(0, end - begin - digits.size(), '0');
  return cat(pattern.substr(0, begin), digits, pattern.substr(end));
}

namespace {

/// `part.dat` and 3: `part-###.dat`; `part-#.dat` likewise.
std::string with_places(std::string_view pattern, std::size_t count) {
  const std::string places(count, '#');
  if (pattern.empty()) return cat("name-", places);
  if (const auto begin = pattern.find('#'); begin != std::string_view::npos) {
    const auto end = std::min(pattern.find_first_not_of('#', begin), pattern.size());
    return cat(pattern.substr(0, begin), places, pattern.substr(end));
  }
  const auto ending = std::min(pattern.rfind('.'), pattern.size());
  return cat(pattern.substr(0, ending), "-", places, pattern.substr(ending));
}

}  // namespace

std::uint64_t read_repeat(Mapping& mapping, std::string_view pattern_key, std::uint64_t most) {
  const auto repeat = mapping.integer("repeat");
  if (!repeat) return 1;
  if (*repeat == 0 || *repeat > most) {
    mapping.error(mapping.value_place("repeat"), cat("'repeat' is a number from 1 to ", std::to_string(most),
                                                     ", found '", std::to_string(*repeat), "'"));
    return 1;
  }
  const Node* pattern = mapping.find(pattern_key);
  const std::string text = pattern != nullptr ? pattern->text : std::string{};
  const auto places = static_cast<std::size_t>(std::count(text.begin(), text.end(), '#'));
  const std::string digits = std::to_string(*repeat);
  if (places < digits.size()) {
    mapping.error(pattern != nullptr ? pattern->place : mapping.key_place("repeat"),
                  cat("'repeat: ", digits, "' numbers its copies: '", pattern_key, "' needs ",
                      std::to_string(digits.size()), " times # in a row, found ", std::to_string(places),
                      ": write ", with_places(text, digits.size())));
    return 1;
  }
  return *repeat;
}

}  // namespace mock::core
