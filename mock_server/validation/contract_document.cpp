#include "validation/contract_document.hpp"

#include "core/text.hpp"
#include "validation/schema_keywords.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string>
#include <utility>

namespace mock::validation {

namespace {

using core::cat;
using core::in_quotes;
using core::Json;
using Names = std::span<const std::string_view>;

// What each object of OpenAPI 3.1 may have; `contracts/README.md` lists the same.
constexpr std::array<std::string_view, 8> kDocument{"openapi", "info",     "servers",    "tags",
                                                    "paths",   "webhooks", "components", "security"};
constexpr std::array<std::string_view, 5> kInfo{"title", "version", "description", "contact", "license"};
constexpr std::array<std::string_view, 2> kServer{"url", "description"};
constexpr std::array<std::string_view, 2> kTag{"name", "description"};
constexpr std::array<std::string_view, 4> kComponents{"securitySchemes", "parameters", "responses",
                                                      "headers"};
constexpr std::array<std::string_view, 8> kPathItem{"get",   "put",        "post",    "delete",
                                                    "patch", "parameters", "summary", "description"};
constexpr std::array<std::string_view, 8> kOperation{"operationId", "summary",    "description", "tags",
                                                     "security",    "parameters", "requestBody", "responses"};
constexpr std::array<std::string_view, 6> kParameter{"name",        "in",     "required",
                                                     "description", "schema", "example"};
constexpr std::array<std::string_view, 3> kRequestBody{"description", "required", "content"};
constexpr std::array<std::string_view, 3> kResponse{"description", "headers", "content"};
constexpr std::array<std::string_view, 4> kHeader{"description", "required", "schema", "example"};
constexpr std::array<std::string_view, 3> kMediaType{"schema", "example", "examples"};
constexpr std::array<std::string_view, 5> kSecurityScheme{"type", "scheme", "in", "name", "description"};
constexpr std::array<std::string_view, 3> kReference{"$ref", "summary", "description"};

constexpr std::array<std::string_view, 5> kMethods{"GET", "PUT", "POST", "DELETE", "PATCH"};
constexpr std::array<std::string_view, 7> kTypes{"string", "integer", "number", "boolean",
                                                 "null",   "array",   "object"};
constexpr std::array<std::string_view, 4> kParameterTypes{"string", "integer", "number", "boolean"};

constexpr std::string_view kDialect = "https://json-schema.org/draft/2020-12/schema";

bool is_one_of(std::string_view word, Names words) { return std::ranges::find(words, word) != words.end(); }

std::string text_of(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

/// `orderId` of `/v1/order/{orderId}`, all of them in order; empty ones included.
std::vector<std::string> template_names(std::string_view path) {
  std::vector<std::string> names;
  for (auto open = path.find('{'); open != std::string_view::npos; open = path.find('{', open + 1)) {
    const auto close = path.find('}', open);
    if (close == std::string_view::npos) break;
    names.emplace_back(path.substr(open + 1, close - open - 1));
  }
  return names;
}

/// The template with its names taken out: two templates that differ in names only fit the same paths.
std::string shape_of(std::string_view path) {
  std::string shape;
  bool inside = false;
  for (const char letter : path) {
    if (letter == '}') inside = false;
    if (!inside) shape += letter;
    if (letter == '{') inside = true;
  }
  return shape;
}

/// `200`, `4XX` or `default`
bool is_status(std::string_view text) {
  if (text == "default") return true;
  if (text.size() != 3 || text[0] < '1' || text[0] > '5') return false;
  if (text.substr(1) == "XX") return true;
  return std::ranges::all_of(text, [](char digit) { return digit >= '0' && digit <= '9'; });
}

class Checker {
 public:
  explicit Checker(const Bundle& bundle) : bundle_(bundle) {}

  std::vector<ContractProblem> run() {
    document({.value = &bundle_.openapi(), .place = {}});
    return std::move(problems_);
  }

 private:
  enum class State { Open, Done };

  void problem(const Place& place, std::string message) {
    ContractProblem problem{.place = bundle_.to_text(place), .message = std::move(message)};
    if (std::ranges::find(problems_, problem) == problems_.end()) problems_.push_back(std::move(problem));
  }

  // --- Shapes ---

  bool is_object(const Located& located, std::string_view what) {
    if (located.value->is_object()) return true;
    problem(located.place, cat(what, " must be an object"));
    return false;
  }

  void refuse_unknown(const Located& object, Names known) {
    for (const auto& [name, value] : object.value->items()) {
      if (name.starts_with("x-") || is_one_of(name, known)) continue;
      const auto slip = core::nearest(name, known);
      problem(object.place.child(name),
              cat("keyword ", in_quotes(name), " is not supported",
                  slip ? cat(", did you mean ", in_quotes(*slip), "?") : std::string(),
                  slip ? " Known here: " : ", known here: ", core::join(known)));
    }
  }

  /// An object of which each member is looked at with `check`.
  template <typename Check>
  void members(const Located& parent, const char* name, Check check) {
    const auto found = parent.value->find(name);
    if (found == parent.value->end()) return;
    const Located object{.value = &*found, .place = parent.place.child(name)};
    if (!is_object(object, cat("'", name, "'"))) return;
    for (const auto& [key, value] : object.value->items()) {
      if (key.starts_with("x-") && name != std::string_view("headers")) continue;
      check(key, Located{.value = &value, .place = object.place.child(key)});
    }
  }

  /// A list of which each item is looked at with `check`.
  template <typename Check>
  void items(const Located& parent, const char* name, Check check) {
    const auto found = parent.value->find(name);
    if (found == parent.value->end()) return;
    const auto place = parent.place.child(name);
    if (!found->is_array()) return problem(place, cat("'", name, "' must be a list"));
    for (std::size_t i = 0; i < found->size(); ++i)
      check(Located{.value = &found->at(i), .place = place.child(i)});
  }

  /// What a Reference Object leads to, else the object itself; nothing if it was refused.
  std::optional<Located> follow(const Located& located, std::string_view what) {
    if (!is_object(located, what)) return std::nullopt;
    if (!located.value->contains("$ref")) return located;
    refuse_unknown(located, kReference);
    auto target = bundle_.follow(located);
    if (target.value == nullptr) {
      problem(located.place, cat("reference ", in_quotes(text_of(*located.value, "$ref")), " leads nowhere"));
      return std::nullopt;
    }
    if (!is_object(target, what)) return std::nullopt;
    return target;
  }

  // --- OpenAPI ---

  void document(const Located& root) {
    refuse_unknown(root, kDocument);
    if (!text_of(*root.value, "openapi").starts_with("3.1.")) {
      problem(root.place.child("openapi"), "expected OpenAPI 3.1, such as '3.1.0'");
    }
    members_of_one(root, "info", kInfo);
    items(root, "servers", [&](const Located& server) { annotation(server, kServer, "a server"); });
    items(root, "tags", [&](const Located& tag) { annotation(tag, kTag, "a tag"); });
    components(root);
    security(root);
    if (!root.value->contains("paths") && !root.value->contains("webhooks")) {
      problem(root.place, "expected 'paths' or 'webhooks'");
    }
    members(root, "paths", [&](const std::string& path, const Located& item) { path_item(path, item); });
    members(root, "webhooks", [&](const std::string& name, const Located& item) { webhook(name, item); });
  }

  void annotation(const Located& object, Names known, std::string_view what) {
    if (is_object(object, what)) refuse_unknown(object, known);
  }

  void members_of_one(const Located& parent, const char* name, Names known) {
    const auto found = parent.value->find(name);
    if (found == parent.value->end()) return problem(parent.place, cat("'", name, "' is missing"));
    annotation({.value = &*found, .place = parent.place.child(name)}, known, cat("'", name, "'"));
  }

  void components(const Located& root) {
    const auto found = root.value->find("components");
    if (found == root.value->end()) return;
    const Located components{.value = &*found, .place = root.place.child("components")};
    if (!is_object(components, "'components'")) return;
    refuse_unknown(components, kComponents);
    members(components, "securitySchemes", [&](const std::string& name, const Located& scheme) {
      scheme_names_.insert(name);
      security_scheme(scheme);
    });
    members(components, "parameters", [&](const std::string&, const Located& one) { parameter(one); });
    members(components, "headers", [&](const std::string&, const Located& one) { header(one); });
    members(components, "responses", [&](const std::string&, const Located& one) { response(one); });
  }

  void security_scheme(const Located& scheme) {
    if (!is_object(scheme, "a security scheme")) return;
    refuse_unknown(scheme, kSecurityScheme);
    const auto type = text_of(*scheme.value, "type");
    if (type == "http") {
      const auto name = core::to_lower(text_of(*scheme.value, "scheme"));
      if (name != "bearer" && name != "basic") {
        problem(scheme.place.child("scheme"),
                cat("found ", in_quotes(name), ", supported are bearer and basic"));
      }
    } else if (type == "apiKey") {
      const auto where = text_of(*scheme.value, "in");
      if (where != "header")
        problem(scheme.place.child("in"), cat("found ", in_quotes(where), ", supported is header"));
      const auto name = text_of(*scheme.value, "name");
      if (name.empty()) problem(scheme.place, "'name' is missing: which header holds the key?");
      credential_headers_.insert(core::to_lower(name));
    } else {
      problem(scheme.place.child("type"), cat("found ", in_quotes(type), ", supported are http and apiKey"));
    }
  }

  /// A list of alternatives, each of which names schemes that are needed together.
  void security(const Located& holder) {
    items(holder, "security", [&](const Located& alternative) {
      if (!is_object(alternative, "a security requirement")) return;
      for (const auto& [name, scopes] : alternative.value->items()) {
        const auto place = alternative.place.child(name);
        if (!scheme_names_.contains(name)) {
          const std::vector<std::string> known(scheme_names_.begin(), scheme_names_.end());
          problem(place,
                  cat("there is no security scheme ", in_quotes(name), core::did_you_mean(name, known)));
        }
        if (!scopes.is_array() || !scopes.empty()) problem(place, "expected []: scopes are not supported");
      }
    });
  }

  void path_item(const std::string& path, const Located& item) {
    if (!path.starts_with('/')) problem(item.place, "a path begins with '/'");
    const auto [known, is_new] = shapes_.try_emplace(shape_of(path), path);
    if (!is_new) problem(item.place, cat("the path ", in_quotes(known->second), " fits the same requests"));
    if (!is_object(item, "a path")) return;
    refuse_unknown(item, kPathItem);
    const auto names = template_names(path);
    for (const auto& name : names) {
      if (name.empty() || std::ranges::count(names, name) > 1) {
        problem(item.place, cat("the parameter {", name, "} needs a name of its own"));
      }
    }
    for_each_operation(item, [&](const Located& one) { operation(one, item, names); });
  }

  void webhook(const std::string& /*name*/, const Located& item) {
    if (!is_object(item, "a webhook")) return;
    refuse_unknown(item, kPathItem);
    if (!item.value->contains("post")) problem(item.place, "'post' is missing: webhooks are sent with POST");
    for_each_operation(item, [&](const Located& one) { operation(one, item, {}); });
  }

  template <typename Check>
  void for_each_operation(const Located& item, Check check) {
    for (const auto& [name, value] : item.value->items()) {
      const auto is_this = [&](std::string_view method) { return core::to_lower(method) == name; };
      if (!std::ranges::any_of(kMethods, is_this)) continue;
      const Located one{.value = &value, .place = item.place.child(name)};
      if (is_object(one, "an operation")) check(one);
    }
  }

  void operation(const Located& operation, const Located& item,
                 const std::vector<std::string>& template_names) {
    refuse_unknown(operation, kOperation);
    const auto id = text_of(*operation.value, "operationId");
    if (id.empty()) {
      problem(operation.place, "'operationId' is missing");
    } else if (!operation_ids_.insert(id).second) {
      problem(operation.place.child("operationId"),
              cat("another operation has the id ", in_quotes(id), " too"));
    }
    security(operation);
    parameters(operation, item, template_names);
    if (const auto body = operation.value->find("requestBody"); body != operation.value->end()) {
      request_body({.value = &*body, .place = operation.place.child("requestBody")});
    }
    responses(operation);
  }

  void parameters(const Located& operation, const Located& item,
                  const std::vector<std::string>& template_names) {
    std::set<std::string> in_path;
    std::set<std::string> of_operation;
    const auto look = [&](const Located& one) {
      const auto found = parameter(one);
      if (!found) return;
      const auto name = text_of(*found->value, "name");
      const auto where = text_of(*found->value, "in");
      if (!of_operation.insert(cat(where, " ", name)).second &&
          one.place.pointer.starts_with(operation.place.pointer)) {
        problem(one.place, cat("the parameter ", in_quotes(name), " is there twice"));
      }
      if (where != "path") return;
      in_path.insert(name);
      if (std::ranges::find(template_names, name) == template_names.end()) {
        problem(one.place, cat("the path has no {", name, "}"));
      }
    };
    items(operation, "parameters", look);
    items(item, "parameters", [&](const Located& one) {
      // The operation's own takes the place of the path's.
      if (const auto found = bundle_.follow(one);
          found.value != nullptr && found.value->is_object() &&
          of_operation.contains(cat(text_of(*found.value, "in"), " ", text_of(*found.value, "name")))) {
        return;
      }
      look(one);
    });
    for (const auto& name : template_names) {
      if (!in_path.contains(name))
        problem(operation.place, cat("the path parameter {", name, "} is not declared"));
    }
  }

  std::optional<Located> parameter(const Located& any) {
    const auto found = follow(any, "a parameter");
    if (!found) return std::nullopt;
    const auto& one = *found;
    refuse_unknown(one, kParameter);
    const auto name = text_of(*one.value, "name");
    const auto where = text_of(*one.value, "in");
    if (name.empty()) problem(one.place, "'name' is missing");
    if (where != "path" && where != "query" && where != "header") {
      problem(one.place.child("in"),
              cat("found ", in_quotes(where), ", supported are path, query and header"));
    }
    if (where == "path" && !one.value->value("required", false)) {
      problem(one.place, "a path parameter is always there: 'required' must be true");
    }
    const auto lower = core::to_lower(name);
    if (where == "header" && (lower == "authorization" || credential_headers_.contains(lower))) {
      problem(one.place,
              "credentials are securitySchemes, never parameters: one mistake would be two findings");
    } else if (where == "header" && (lower == "accept" || lower == "content-type")) {
      problem(one.place, "OpenAPI ignores a parameter of this name; media types stand under 'content'");
    }
    text_schema(one, "a parameter");
    return one;
  }

  void header(const Located& any) {
    const auto found = follow(any, "a header");
    if (!found) return;
    refuse_unknown(*found, kHeader);
    text_schema(*found, "a header");
  }

  /// The schema of what is sent as text: a string, a number or a boolean.
  void text_schema(const Located& holder, std::string_view what) {
    const auto inner = holder.value->find("schema");
    if (inner == holder.value->end()) return problem(holder.place, "'schema' is missing");
    const Located located{.value = &*inner, .place = holder.place.child("schema")};
    schema(located);
    const auto target = bundle_.follow(located);
    if (target.value == nullptr || !target.value->is_object()) return;
    const auto type = target.value->find("type");
    const auto is_supported = [&](const Json& name) {
      return name.is_string() && is_one_of(name.get<std::string>(), kParameterTypes);
    };
    if (type == target.value->end() ||
        !(type->is_array() ? std::ranges::all_of(*type, is_supported) : is_supported(*type))) {
      problem(located.place, cat(what, " needs a type: ", core::join(Names(kParameterTypes), "or")));
    }
  }

  void request_body(const Located& any) {
    const auto found = follow(any, "'requestBody'");
    if (!found) return;
    refuse_unknown(*found, kRequestBody);
    if (!found->value->contains("content")) problem(found->place, "'content' is missing");
    content(*found);
  }

  void responses(const Located& operation) {
    const auto found = operation.value->find("responses");
    if (found == operation.value->end() || !found->is_object() || found->empty()) {
      return problem(operation.place, "'responses' is missing");
    }
    members(operation, "responses", [&](const std::string& status, const Located& one) {
      if (!is_status(status))
        problem(one.place,
                cat("found ", in_quotes(status), ", expected a status such as 200 or 4XX, or default"));
      response(one);
    });
  }

  void response(const Located& any) {
    const auto found = follow(any, "a response");
    if (!found) return;
    refuse_unknown(*found, kResponse);
    members(*found, "headers", [&](const std::string&, const Located& one) { header(one); });
    content(*found);
  }

  void content(const Located& holder) {
    members(holder, "content", [&](const std::string& type, const Located& media) {
      if (type.find('/') == std::string::npos || type.find(';') != std::string::npos) {
        problem(media.place, "expected a media type without parameters, such as application/json");
      }
      if (!is_object(media, "a media type")) return;
      refuse_unknown(media, kMediaType);
      const auto inner = media.value->find("schema");
      if (inner != media.value->end()) schema({.value = &*inner, .place = media.place.child("schema")});
    });
  }

  // --- JSON Schema ---

  void schema(const Located& located) {
    if (located.value->is_boolean()) return;
    if (!is_object(located, "a schema (if it is not true or false)")) return;
    if (!states_.try_emplace(located.value, State::Open).second) return;
    for (const auto& [name, value] : located.value->items()) {
      const Located inner{.value = &value, .place = located.place.child(name)};
      if (const auto* keyword = find_schema_keyword(name)) {
        if (name != "$defs") member(*keyword, inner);
      } else if (!name.starts_with("x-")) {
        unknown_keyword(name, inner.place);
      }
    }
    if (const auto dialect = located.value->find("$schema");
        dialect != located.value->end() && *dialect != kDialect) {
      problem(located.place.child("$schema"), cat("expected ", kDialect));
    }
    if (const auto closed = located.value->find("unevaluatedProperties");
        closed != located.value->end() && *closed != false) {
      problem(located.place.child("unevaluatedProperties"), "only false is supported");
    }
    states_[located.value] = State::Done;
    // Definitions do not belong to the schema that holds them, so they may refer to it.
    members(located, "$defs", [&](const std::string&, const Located& one) { schema(one); });
  }

  void unknown_keyword(const std::string& name, const Place& place) {
    std::vector<std::string_view> known;
    for (const auto& keyword : schema_keywords()) known.push_back(keyword.name);
    const auto slip = core::nearest(name, known);
    problem(place, cat("keyword ", in_quotes(name), " is not supported",
                       slip ? cat(", did you mean ", in_quotes(*slip), "?") : std::string(),
                       slip ? " Known here: " : ", known here: ", core::join(known)));
  }

  void member(const SchemaKeyword& keyword, const Located& value) {
    const auto expect = [&](bool is_right, std::string_view what) {
      if (!is_right) problem(value.place, cat("expected ", what));
      return is_right;
    };
    const auto is_names = [](const Json& list) {
      return list.is_array() && std::ranges::all_of(list, [](const Json& name) { return name.is_string(); });
    };
    switch (keyword.shape) {
      case KeywordShape::Annotation:
      case KeywordShape::Value:
        break;
      case KeywordShape::Reference:
        if (expect(value.value->is_string(), "a reference")) reference(value);
        break;
      case KeywordShape::Schema:
        schema(value);
        break;
      case KeywordShape::SchemaList:
        if (!expect(value.value->is_array() && !value.value->empty(), "a list of schemas")) break;
        for (std::size_t i = 0; i < value.value->size(); ++i) {
          schema({.value = &value.value->at(i), .place = value.place.child(i)});
        }
        break;
      case KeywordShape::SchemaMap:
        if (!expect(value.value->is_object(), "schemas by name")) break;
        for (const auto& [name, inner] : value.value->items())
          schema({.value = &inner, .place = value.place.child(name)});
        break;
      case KeywordShape::TypeName: {
        const auto is_type = [](const Json& name) {
          return name.is_string() && is_one_of(name.get<std::string>(), kTypes);
        };
        const bool is_right = value.value->is_array()
                                  ? !value.value->empty() && std::ranges::all_of(*value.value, is_type)
                                  : is_type(*value.value);
        expect(is_right, cat("one or several of ", core::join(Names(kTypes))));
        break;
      }
      case KeywordShape::ValueList:
        expect(value.value->is_array() && !value.value->empty(), "a list of values");
        break;
      case KeywordShape::Text:
        expect(value.value->is_string(), "a text");
        break;
      case KeywordShape::NameList:
        expect(is_names(*value.value), "a list of names");
        break;
      case KeywordShape::NameListMap:
        expect(value.value->is_object() && std::ranges::all_of(*value.value, is_names),
               "lists of names by name");
        break;
      case KeywordShape::Number:
        expect(value.value->is_number(), "a number");
        break;
      case KeywordShape::Count:
        expect(value.value->is_number_unsigned(), "an integer of at least 0");
        break;
    }
  }

  void reference(const Located& located) {
    const auto& text = located.value->get_ref<const std::string&>();
    const auto target = bundle_.resolve(text, located.place.file);
    if (target.value == nullptr)
      return problem(located.place, cat("reference ", in_quotes(text), " leads nowhere"));
    const auto known = states_.find(target.value);
    if (known != states_.end() && known->second == State::Open) {
      return problem(located.place, cat("reference ", in_quotes(text),
                                        " leads in a circle; recursive schemas are not supported"));
    }
    schema(target);
  }

  const Bundle& bundle_;
  std::vector<ContractProblem> problems_;
  std::set<std::string> scheme_names_;
  std::set<std::string> credential_headers_;  ///< in lower case
  std::set<std::string> operation_ids_;
  std::map<std::string, std::string> shapes_;  ///< of paths, and the path
  std::map<const Json*, State> states_;        ///< of the schemas that were met
};

}  // namespace

std::vector<ContractProblem> problems_of(const Bundle& bundle) { return Checker(bundle).run(); }

std::span<const std::string_view> supported_methods() { return kMethods; }

}  // namespace mock::validation
