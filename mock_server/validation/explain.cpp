#include "validation/explain.hpp"

#include "core/text.hpp"
#include "validation/schema_words.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <string_view>
#include <utility>

namespace mock::validation {

namespace {

using core::cat;
using core::Json;

/// Longer lists of names are left out of a message.
constexpr std::size_t kMostNames = 8;

// --- Places in the instance ---

const Json* value_at(const Json& instance, std::string_view pointer) {
  const Json* value = &instance;
  while (!pointer.empty()) {
    pointer.remove_prefix(1);
    const auto end = std::min(pointer.find('/'), pointer.size());
    const auto token = pointer.substr(0, end);
    pointer.remove_prefix(end);
    if (value->is_array()) {
      const auto index = core::parse_decimal(token);
      if (!index || *index >= value->size()) return nullptr;
      value = &value->at(static_cast<std::size_t>(*index));
    } else if (value->is_object()) {
      const auto found = std::ranges::find_if(
          value->items(), [&](const auto& item) { return core::pointer_token(item.key()) == token; });
      if (found == value->items().end()) return nullptr;
      value = &found.value();
    } else {
      return nullptr;
    }
  }
  return value;
}

std::size_t depth_of(std::string_view pointer) {
  return static_cast<std::size_t>(std::ranges::count(pointer, '/'));
}

std::string parent_of(std::string_view pointer) {
  const auto slash = pointer.rfind('/');
  return std::string(slash == std::string_view::npos ? std::string_view{} : pointer.substr(0, slash));
}

// --- From violations to the ones worth telling ---

bool is_choice(const SchemaViolation& violation) {
  return violation.keyword == "anyOf" || violation.keyword == "oneOf";
}

/// Whether the value is of quite another kind than the schema is about.
bool is_of_another_kind(const SchemaViolation& violation, const std::string& pointer) {
  return violation.pointer == pointer &&
         (violation.keyword == "type" || violation.keyword == "const" || violation.keyword == "enum");
}

/// How far an instance is from one schema of an `anyOf`; less is nearer.
struct Distance {
  std::size_t constants = 0;  ///< a constant that differs usually tells alternatives apart
  std::size_t failures = 0;
  std::size_t shallowness = 0;
  std::size_t branch = 0;  ///< the first of equals
  auto operator<=>(const Distance&) const = default;
};

Distance distance(std::span<const SchemaViolation* const> failures, std::size_t branch) {
  Distance distance{.failures = failures.size(), .branch = branch};
  std::size_t deepest = 0;
  for (const auto* failure : failures) {
    if (failure->keyword == "const") ++distance.constants;
    deepest = std::max(deepest, depth_of(failure->pointer));
  }
  distance.shallowness = SIZE_MAX - deepest;
  return distance;
}

void gather(const SchemaViolation& violation, std::vector<const SchemaViolation*>& leaves);

/// The mistakes in the branch that the instance comes nearest to; if it is of another kind than all of them,
/// or fits too many, the choice itself is the mistake.
void gather_nearest(const SchemaViolation& choice, std::vector<const SchemaViolation*>& leaves) {
  std::map<std::size_t, std::vector<const SchemaViolation*>> branches;
  for (const auto& detail : choice.details) gather(detail, branches[detail.branch]);
  const auto branch_count =
      choice.schema->contains(choice.keyword) ? choice.schema->at(choice.keyword).size() : 0;

  const std::vector<const SchemaViolation*>* nearest = nullptr;
  Distance least;
  for (const auto& [branch, failures] : branches) {
    if (std::ranges::any_of(failures,
                            [&](const auto* one) { return is_of_another_kind(*one, choice.pointer); }))
      continue;
    const auto found = distance(failures, branch);
    if (nearest != nullptr && least <= found) continue;
    nearest = &failures;
    least = found;
  }
  if (nearest == nullptr || branches.size() < branch_count) {
    leaves.push_back(&choice);
  } else {
    leaves.insert(leaves.end(), nearest->begin(), nearest->end());
  }
}

void gather(const SchemaViolation& violation, std::vector<const SchemaViolation*>& leaves) {
  if (violation.keyword == "allOf") {
    for (const auto& detail : violation.details) gather(detail, leaves);
  } else if (is_choice(violation)) {
    gather_nearest(violation, leaves);
  } else {
    leaves.push_back(&violation);
  }
}

/// Of several keywords of one schema that refuse the same value, the first of these says it all: a text that
/// is longer than a UUID does not match the pattern of one either.
constexpr std::array<std::string_view, 6> kMostTelling{"type",    "const",     "enum",
                                                       "pattern", "maxLength", "minLength"};

bool is_said_better(const SchemaViolation& violation, std::span<const SchemaViolation* const> leaves) {
  // What must not be there at all need not be right.
  const bool is_forbidden = std::ranges::any_of(leaves, [&](const auto* other) {
    return other->keyword == "false" && other->pointer == violation.pointer;
  });
  if (is_forbidden) return violation.keyword != "false";
  const auto rank = [](const SchemaViolation& of) {
    return std::ranges::find(kMostTelling, of.keyword) - kMostTelling.begin();
  };
  if (rank(violation) == std::ssize(kMostTelling)) return false;
  return std::ranges::any_of(leaves, [&](const auto* other) {
    return other->schema == violation.schema && other->pointer == violation.pointer &&
           rank(*other) < rank(violation);
  });
}

// --- Words for each keyword ---

struct Context {
  const Json& document;
  const Json& instance;
  std::span<const SchemaViolation* const> leaves;
  std::vector<Explanation>& explanations;
};

/// Why a `then` or `else` applies, if a `$comment` says so: in the `if`, or beside it in a schema that has
/// nothing else.
std::string reason_of(const SchemaViolation& violation) {
  if (violation.condition == nullptr) return {};
  const auto& schema = *violation.condition;
  auto comment = schema.at("if").is_object() ? text_member(schema.at("if"), "$comment") : std::string();
  const bool has_more = std::ranges::any_of(schema.items(), [](const auto& member) {
    return member.key() != "$comment" && member.key() != "if" && member.key() != "then" &&
           member.key() != "else";
  });
  if (comment.empty() && !has_more) comment = text_member(schema, "$comment");
  return first_sentence(comment);
}

constexpr std::string_view kNothing = "nothing";
constexpr std::string_view kThisProperty = "this property";

void say(Context& context, const SchemaViolation& violation, Explanation explanation) {
  if (explanation.hint.empty()) explanation.hint = reason_of(violation);
  for (auto& said : context.explanations) {
    if (said == explanation) return;
    // Two schemas demand the same property, and one of them knows nothing about it.
    if (said.pointer == explanation.pointer && said.found == kNothing && explanation.found == kNothing) {
      if (said.expected == kThisProperty) said.expected = std::move(explanation.expected);
      return;
    }
  }
  context.explanations.push_back(std::move(explanation));
}

bool reads_as_number(const std::string& text) {
  const auto value = Json::parse(text, nullptr, false);
  return value.is_number();
}

std::string type_hint(const Json& value, const Json& schema) {
  const auto words = core::to_text(schema.at("type"));
  const auto wants = [&](std::string_view type) {
    return words.find(cat("\"", type, "\"")) != std::string::npos;
  };
  if (value.is_null()) return "leave the property out where there is no value";
  if (value.is_number() && wants("string")) return "it is a text here: put the number in quotes";
  if (value.is_number_float() && wants("integer")) return "it has no fraction here";
  if (value.is_string() && (wants("integer") || wants("number")) &&
      reads_as_number(value.get_ref<const std::string&>())) {
    return "it is a number here: leave the quotes out";
  }
  if (value.is_string() && wants("boolean")) return "it is true or false, without quotes";
  return {};
}

void say_type(const SchemaViolation& violation, const Json& value, Context& context) {
  say(context, violation,
      {.pointer = violation.pointer,
       .found = describe(value),
       .expected = expected_by(*violation.schema, context.document),
       .hint = type_hint(value, *violation.schema)});
}

std::string did_you_mean(const std::string& word, std::span<const std::string> candidates) {
  const auto nearest = core::nearest(word, candidates);
  return nearest ? cat("did you mean ", core::in_quotes(*nearest), "?") : std::string();
}

void say_enum(const SchemaViolation& violation, const Json& value, Context& context) {
  std::vector<std::string> texts;
  for (const auto& allowed : violation.schema->at("enum")) {
    if (allowed.is_string()) texts.push_back(allowed.get<std::string>());
  }
  say(context, violation,
      {.pointer = violation.pointer,
       .found = describe(value),
       .expected = literals(violation.schema->at("enum")),
       .hint = value.is_string() ? did_you_mean(value.get_ref<const std::string&>(), texts) : std::string()});
}

void say_const(const SchemaViolation& violation, const Json& value, Context& context) {
  say(context, violation,
      {.pointer = violation.pointer,
       .found = describe(value),
       .expected = literal(violation.schema->at("const")),
       .hint = {}});
}

void say_limits(const SchemaViolation& violation, const Json& value, Context& context) {
  const auto type = value.is_number_integer() && violation.schema->value("type", Json()) == "integer"
                        ? "integer"
                        : "number";
  say(context, violation,
      {.pointer = violation.pointer,
       .found = describe(value),
       .expected = type_in_words(type, *violation.schema),
       .hint = {}});
}

void say_length(const SchemaViolation& violation, const Json& value, Context& context) {
  const auto& text = value.get_ref<const std::string&>();
  const auto characters = std::ranges::count_if(
      text, [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U; });
  const auto found =
      text.empty() ? std::string("an empty text")
                   : cat(describe(value), " (",
                         count_of(static_cast<std::size_t>(characters), "character", "characters"), ")");
  say(context, violation,
      {.pointer = violation.pointer,
       .found = found,
       .expected =
           cat("a text", size_limits(*violation.schema, "minLength", "maxLength", "character", "characters")),
       .hint = {}});
}

void say_pattern(const SchemaViolation& violation, const Json& value, Context& context) {
  auto expected = pattern_in_words(*violation.schema);
  auto description = first_sentence(text_member(*violation.schema, "description"));
  const bool is_said = as_noun(description) == expected;
  say(context, violation,
      {.pointer = violation.pointer,
       .found = describe(value),
       .expected = std::move(expected),
       .hint = is_said ? std::string() : std::move(description)});
}

void say_item_count(const SchemaViolation& violation, const Json& value, Context& context) {
  say(context, violation,
      {.pointer = violation.pointer,
       .found = describe(value),
       .expected = type_in_words("array", *violation.schema),
       .hint = {}});
}

std::string expected_property(const Json& schema, const std::string& name, const Json& document) {
  const auto properties = schema.find("properties");
  if (properties == schema.end() || !properties->contains(name)) return std::string(kThisProperty);
  return expected_by(properties->at(name), document);
}

void say_missing(const SchemaViolation& violation, const Json& names, const Json& object, Context& context) {
  for (const auto& name : names) {
    const auto& text = name.get_ref<const std::string&>();
    if (object.contains(text)) continue;
    say(context, violation,
        {.pointer = cat(violation.pointer, "/", core::pointer_token(text)),
         .found = std::string(kNothing),
         .expected = expected_property(*violation.schema, text, context.document),
         .hint = {}});
  }
}

void say_required(const SchemaViolation& violation, const Json& value, Context& context) {
  say_missing(violation, violation.schema->at("required"), value, context);
}

void say_dependent_required(const SchemaViolation& violation, const Json& value, Context& context) {
  for (const auto& [name, needed] : violation.schema->at("dependentRequired").items()) {
    if (value.contains(name)) say_missing(violation, needed, value, context);
  }
}

void say_unknown_property(const SchemaViolation& violation, const std::string& object_pointer,
                          const std::string& name, const std::set<std::string>& known, Context& context) {
  const std::vector<std::string> names(known.begin(), known.end());
  std::vector<std::string> quoted_names;
  for (const auto& one : names) quoted_names.push_back(core::in_quotes(one));
  std::string expected = "no property";
  if (names.size() > kMostNames) {
    expected = cat("one of the ", std::to_string(names.size()), " properties that the contract has here");
  } else if (!names.empty()) {
    expected = one_of(quoted_names);
  }
  say(context, violation,
      {.pointer = cat(object_pointer, "/", core::pointer_token(name)),
       .found = cat("the unknown property ", core::in_quotes(name)),
       .expected = std::move(expected),
       .hint = did_you_mean(name, names)});
}

/// The library reports `additionalProperties: false` once for each object and at the property. With a schema,
/// it is reported at the object, and the property's name stands in the message only.
void say_additional(const SchemaViolation& violation, const Json& value, Context& context) {
  std::set<std::string> known;
  if (const auto properties = violation.schema->find("properties"); properties != violation.schema->end()) {
    for (const auto& [name, schema] : properties->items()) known.insert(name);
  }
  const auto& additional = violation.schema->at("additionalProperties");
  if (additional == false) {
    const auto object_pointer = parent_of(violation.pointer);
    const Json* object = value_at(context.instance, object_pointer);
    if (object == nullptr) return;
    for (const auto& [name, member] : object->items()) {
      if (!known.contains(name)) say_unknown_property(violation, object_pointer, name, known, context);
    }
    return;
  }
  for (const auto& [name, member] : value.items()) {
    if (known.contains(name) || violation.message.find(cat("'", name, "'")) == std::string::npos) continue;
    say(context, violation,
        {.pointer = cat(violation.pointer, "/", core::pointer_token(name)),
         .found = describe(member),
         .expected = expected_by(additional, context.document),
         .hint = {}});
  }
}

/// The names of all properties that `schema` and what it is made of describe.
void add_known_names(const Json& any_schema, const Json& document, std::set<std::string>& names) {
  const auto& schema = any_schema;
  if (!schema.is_object()) return;
  if (schema.contains("$ref")) add_known_names(resolved(schema, document), document, names);
  if (const auto properties = schema.find("properties"); properties != schema.end()) {
    for (const auto& [name, inner] : properties->items()) names.insert(name);
  }
  for (const auto* keyword : {"allOf", "anyOf", "oneOf"}) {
    if (!schema.contains(keyword)) continue;
    for (const auto& inner : schema.at(keyword)) add_known_names(inner, document, names);
  }
  for (const auto* keyword : {"if", "then", "else"}) {
    if (schema.contains(keyword)) add_known_names(schema.at(keyword), document, names);
  }
}

/// `unevaluatedProperties: false` is reported at the first such property. A property that a schema describes,
/// but that is wrong, counts as not evaluated too; then what is wrong with it has been said.
void say_unevaluated(const SchemaViolation& violation, const Json& value, Context& context) {
  const auto object_pointer = parent_of(violation.pointer);
  const Json* object = value_at(context.instance, object_pointer);
  if (object == nullptr) return;
  std::set<std::string> known;
  add_known_names(*violation.schema, context.document, known);
  for (const auto& [name, member] : object->items()) {
    if (!known.contains(name)) say_unknown_property(violation, object_pointer, name, known, context);
  }
  const bool all_are_known =
      std::ranges::all_of(object->items(), [&](const auto& item) { return known.contains(item.key()); });
  const bool is_said = std::ranges::any_of(context.leaves, [&](const auto* other) {
    return other->keyword != violation.keyword && other->pointer.starts_with(object_pointer);
  });
  if (!all_are_known || is_said) return;
  say(context, violation,
      {.pointer = violation.pointer,
       .found = describe(value),
       .expected = "no such property beside the others",
       .hint = {}});
}

void say_not(const SchemaViolation& violation, const Json& value, Context& context) {
  say(context, violation,
      {.pointer = violation.pointer,
       .found = describe(value),
       .expected = cat("anything but ", condition_in_words(violation.schema->at("not"), context.document)),
       .hint = text_member(*violation.schema, "$comment")});
}

void say_contains(const SchemaViolation& violation, const Json& value, Context& context) {
  say(context, violation,
      {.pointer = violation.pointer,
       .found = cat(describe(value), " without such an item"),
       .expected = cat("at least one item that is ",
                       condition_in_words(violation.schema->at("contains"), context.document)),
       .hint = {}});
}

void say_choice(const SchemaViolation& violation, const Json& value, Context& context) {
  const auto& branches = violation.schema->at(violation.keyword);
  std::set<std::size_t> failed;
  for (const auto& detail : violation.details) failed.insert(detail.branch);
  const bool fits_several = failed.size() < branches.size();
  say(context, violation,
      {.pointer = violation.pointer,
       .found = fits_several ? cat(describe(value), ", which fits several alternatives") : describe(value),
       .expected = fits_several
                       ? cat("what fits one of ", std::to_string(branches.size()), " alternatives only")
                       : alternatives_in_words(branches, context.document),
       .hint = {}});
}

void say_forbidden(const SchemaViolation& violation, const Json& value, Context& context) {
  say(context, violation,
      {.pointer = violation.pointer, .found = describe(value), .expected = "nothing here", .hint = {}});
}

void say_too_long(const SchemaViolation& violation, const Json& /*value*/, Context& context) {
  say(context, violation,
      {.pointer = violation.pointer,
       .found = cat("a text of ", violation.message, " bytes"),
       .expected = cat("at most ", std::to_string(kLongestMatchedText), " bytes"),
       .hint = "the contract has a pattern for this text; a longer one is not even looked at"});
}

void say_too_many(const SchemaViolation& violation, const Json& /*value*/, Context& context) {
  say(context, violation,
      {.pointer = violation.pointer,
       .found = cat(violation.message, " values"),
       .expected = cat("at most ", std::to_string(kMostValues), " values"),
       .hint = "a larger body is not looked at"});
}

struct Explainer {
  std::string_view keyword;
  void (*say)(const SchemaViolation& violation, const Json& value, Context& context);
};

constexpr std::array kExplainers{
    Explainer{kTooLong, say_too_long},
    Explainer{kTooMany, say_too_many},
    Explainer{"type", say_type},
    Explainer{"enum", say_enum},
    Explainer{"const", say_const},
    Explainer{"minimum", say_limits},
    Explainer{"maximum", say_limits},
    Explainer{"exclusiveMinimum", say_limits},
    Explainer{"minLength", say_length},
    Explainer{"maxLength", say_length},
    Explainer{"pattern", say_pattern},
    Explainer{"minItems", say_item_count},
    Explainer{"maxItems", say_item_count},
    Explainer{"required", say_required},
    Explainer{"dependentRequired", say_dependent_required},
    Explainer{"additionalProperties", say_additional},
    Explainer{"unevaluatedProperties", say_unevaluated},
    Explainer{"not", say_not},
    Explainer{"contains", say_contains},
    Explainer{"anyOf", say_choice},
    Explainer{"oneOf", say_choice},
    Explainer{"items", say_forbidden},
    Explainer{"false", say_forbidden},
};

void say_one(const SchemaViolation& violation, Context& context) {
  const Json* value = value_at(context.instance, violation.pointer);
  const auto explainer = std::ranges::find(kExplainers, violation.keyword, &Explainer::keyword);
  if (value != nullptr && explainer != kExplainers.end()) {
    explainer->say(violation, *value, context);
  } else {
    // A keyword without words of ours: better the library's than none.
    say(context, violation,
        {.pointer = violation.pointer,
         .found = value == nullptr ? std::string(kNothing) : describe(*value),
         .expected = cat("what the contract's '", violation.keyword, "' asks for: ", violation.message),
         .hint = {}});
  }
}

}  // namespace

std::vector<Explanation> explain(const std::vector<SchemaViolation>& violations, const JsonSchema& schema,
                                 const Json& instance) {
  std::vector<const SchemaViolation*> leaves;
  for (const auto& violation : violations) gather(violation, leaves);

  std::vector<Explanation> explanations;
  Context context{
      .document = schema.document(), .instance = instance, .leaves = leaves, .explanations = explanations};
  for (const auto* leaf : leaves) {
    if (!is_said_better(*leaf, leaves)) say_one(*leaf, context);
    if (explanations.size() >= kMostViolations) break;
  }
  return explanations;
}

}  // namespace mock::validation
