#include "validation/openapi_contract.hpp"

#include "core/text.hpp"
#include "validation/body_check.hpp"
#include "validation/bundle.hpp"
#include "validation/contract_document.hpp"
#include "validation/contract_error.hpp"
#include "validation/json_schema.hpp"
#include "validation/lazy.hpp"
#include "validation/parameter_schema.hpp"
#include "validation/schema_references.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace mock::validation {

namespace {

using core::cat;
using core::Headers;
using core::in_quotes;
using core::Json;
using core::Rule;
using core::Side;
using core::Violation;

// --- What is checked, compiled from the document ---

struct ParameterRule {
  std::string name;
  std::string where;  ///< `query page`, `header X-Musement-Market`
  bool is_required = false;
  std::unique_ptr<const ParameterSchema> schema;
};
using ParameterRules = std::vector<ParameterRule>;

struct ResponseRule {
  ParameterRules headers;
  BodyRule body;
};

// --- Parameters and headers ---

void check_parameter(const ParameterRule& rule, const std::string& text, Rule code, Side side,
                     std::vector<Violation>& violations) {
  auto explanation = rule.schema->check(text);
  if (!explanation) return;
  violations.push_back({.rule = code,
                        .side = side,
                        .where = rule.where,
                        .found = std::move(explanation->found),
                        .expected = std::move(explanation->expected),
                        .hint = std::move(explanation->hint)});
}

void say_missing(const ParameterRule& rule, Rule code, Side side, std::vector<Violation>& violations) {
  violations.push_back({.rule = code,
                        .side = side,
                        .where = rule.where,
                        .found = "nothing",
                        .expected = rule.schema->expected(),
                        .hint = {}});
}

void check_headers(const ParameterRules& rules, const Headers& headers, Rule code, Side side,
                   std::vector<Violation>& violations) {
  for (const auto& rule : rules) {
    if (const auto* value = core::find_header(headers, rule.name)) {
      check_parameter(rule, *value, code, side, violations);
    } else if (rule.is_required) {
      say_missing(rule, code, side, violations);
    }
  }
}

void check_path(const ParameterRules& rules, const core::PathParameters& path,
                std::vector<Violation>& violations) {
  for (const auto& rule : rules) {
    const auto found =
        std::ranges::find(path, std::string_view(rule.name), &core::PathParameters::value_type::first);
    if (found != path.end())
      check_parameter(rule, found->second, core::rules::kRequestPath, Side::Client, violations);
  }
}

/// A query parameter that the contract does not have is ignored, as servers do; only if it looks like a slip
/// of one that it has, and that is not there, something is said.
void check_for_slips(const ParameterRules& rules, const core::Target& target,
                     std::vector<Violation>& violations) {
  std::vector<std::string> absent;
  for (const auto& rule : rules) {
    if (core::find_query(target, rule.name) == nullptr) absent.push_back(rule.name);
  }
  for (const auto& [name, value] : target.query) {
    if (std::ranges::find(rules, name, &ParameterRule::name) != rules.end()) continue;
    const auto slip = core::nearest(name, absent);
    if (!slip || violations.size() >= kMostViolations) continue;
    violations.push_back(
        {.rule = core::rules::kRequestQuery,
         .side = Side::Client,
         .where = "query",
         .found = cat("the parameter ", in_quotes(name), ", which the contract does not have"),
         .expected = in_quotes(*slip),
         .hint =
             cat("did you mean ", in_quotes(*slip), "? An unknown parameter is ignored by the provider.")});
  }
}

void check_query(const ParameterRules& rules, const core::Target& target,
                 std::vector<Violation>& violations) {
  for (const auto& rule : rules) {
    const auto* value = core::find_query(target, rule.name);
    if (value == nullptr) {
      if (rule.is_required) say_missing(rule, core::rules::kRequestQuery, Side::Client, violations);
      continue;
    }
    check_parameter(rule, *value, core::rules::kRequestQuery, Side::Client, violations);
    const auto times =
        std::ranges::count(target.query, rule.name, &std::pair<std::string, std::string>::first);
    if (times > 1) {
      violations.push_back({.rule = core::rules::kRequestQuery,
                            .side = Side::Client,
                            .where = rule.where,
                            .found = cat(std::to_string(times), " parameters of this name"),
                            .expected = "one",
                            .hint = "which of them counts differs from server to server"});
    }
  }
  if (!target.query.empty() && !rules.empty()) check_for_slips(rules, target, violations);
}

// --- An operation ---

class OperationRules final : public core::OperationContract {
 public:
  std::vector<Violation> check_request(const core::Request& request, const core::Target& target,
                                       const core::PathParameters& path) const override {
    std::vector<Violation> violations;
    check_path(path_, path, violations);
    check_query(query_, target, violations);
    check_headers(headers_, request.headers, core::rules::kRequestHeader, Side::Client, violations);
    check_body(kRequest, request.headers, request.body, body_, violations);
    return violations;
  }

  std::vector<Violation> check_response(const core::Response& response) const override {
    std::vector<Violation> violations;
    const auto* const rule = find_response(response.status);
    if (rule == nullptr) {
      violations.push_back({.rule = core::rules::kResponse,
                            .side = Side::Provider,
                            .where = "response status",
                            .found = cat("the status ", std::to_string(response.status)),
                            .expected = core::join(known_statuses(), "or"),
                            .hint = {}});
      return violations;
    }
    check_headers(rule->headers, response.headers, core::rules::kResponse, Side::Provider, violations);
    if (std::holds_alternative<core::Text>(response.body)) {
      check_body(kResponse, response.headers, core::text_of(response.body), rule->body, violations);
    } else {
      check_unread_body(kResponse, response.headers, core::length_of(response.body), rule->body, violations);
    }
    return violations;
  }

  Json response_schema(int status) const override {
    const auto* const rule = find_response(status);
    if (rule == nullptr) return nullptr;
    for (const auto& media : rule->body.media) {
      if (is_json(media.type) && media.located.value != nullptr) return expanded(*bundle_, media.located);
    }
    return nullptr;
  }

  [[nodiscard]] std::vector<Violation> check_payload(const Headers& headers, std::string_view body) const {
    std::vector<Violation> violations;
    check_headers(headers_, headers, core::rules::kResponse, Side::Provider, violations);
    check_body(kWebhook, headers, body, body_, violations);
    return violations;
  }

  /// The regular expressions of parameters and headers.
  void compile() const {
    for (const auto* rules : {&path_, &query_, &headers_}) compile(*rules);
    for (const auto& [status, rule] : responses_) compile(rule.headers);
  }

 private:
  friend class Builder;

  static void compile(const ParameterRules& rules) {
    for (const auto& rule : rules) rule.schema->compile();
  }

  /// By the status itself, else by its range, else the default (OpenAPI 3.1 Responses Object).
  [[nodiscard]] const ResponseRule* find_response(int status) const {
    const auto digits = std::to_string(status);
    for (const auto& key :
         {digits, cat(std::string_view(digits).substr(0, 1), "XX"), std::string("default")}) {
      if (const auto found = responses_.find(key); found != responses_.end()) return &found->second;
    }
    return nullptr;
  }

  [[nodiscard]] std::vector<std::string> known_statuses() const {
    std::vector<std::string> statuses;
    for (const auto& [status, rule] : responses_) statuses.push_back(status);
    return statuses;
  }

  const Bundle* bundle_ = nullptr;
  ParameterRules path_;
  ParameterRules query_;
  ParameterRules headers_;
  BodyRule body_;
  std::map<std::string, ResponseRule> responses_;  ///< `200`, `4XX`, `default`
};

// --- A document ---

class OpenApiContract final : public core::Contract {
 public:
  explicit OpenApiContract(Json value) : bundle_(std::move(value)) {}

  std::string_view name() const override { return bundle_.name(); }

  const core::OperationContract* find(std::string_view method,
                                      std::string_view path_template) const override {
    const auto found = operations_.find(cat(method, " ", path_template));
    return found == operations_.end() ? nullptr : found->second.get();
  }

  std::vector<Violation> check_webhook(std::string_view webhook, const Headers& headers,
                                       std::string_view body) const override {
    const auto found = webhooks_.find(webhook);
    assert(found != webhooks_.end() &&
           "webhooks are named by providers, and conformance tests compare the names");
    if (found == webhooks_.end()) return {};
    return found->second->check_payload(headers, body);
  }

 private:
  friend class Builder;

  Bundle bundle_;
  std::map<std::string, std::unique_ptr<const OperationRules>> operations_;  ///< by `GET /v1/order/{orderId}`
  std::map<std::string, std::unique_ptr<const OperationRules>, std::less<>> webhooks_;
  std::map<Place, std::unique_ptr<const Lazy<JsonSchema>>>
      schemas_;  ///< what is referred to twice is compiled once
};

/// Reads a checked document into rules.
class Builder {
 public:
  static std::shared_ptr<const core::Contract> build(Json value, Compile when) {
    auto contract = std::make_shared<OpenApiContract>(std::move(value));
    if (auto problems = problems_of(contract->bundle_); !problems.empty())
      throw ContractError(std::move(problems));
    Builder builder(*contract);
    builder.read();
    if (when == Compile::AtOnce) builder.compile();
    return contract;
  }

 private:
  explicit Builder(OpenApiContract& contract) : contract_(contract), bundle_(contract.bundle_) {}

  void read() {
    const Located root{.value = &bundle_.openapi(), .place = {}};
    for_each_member(root, "paths", [&](const std::string& path, const Located& item) {
      for (const auto method : supported_methods()) {
        const auto operation = member(item, core::to_lower(method));
        if (operation)
          contract_.operations_.emplace(cat(method, " ", path), operation_rules(item, *operation));
      }
    });
    for_each_member(root, "webhooks", [&](const std::string& name, const Located& item) {
      contract_.webhooks_.emplace(name, operation_rules(item, *member(item, "post")));
    });
  }

  void compile() {
    std::vector<ContractProblem> problems;
    const auto try_at = [&](const Place& place, const auto& compile) {
      try {
        compile();
      } catch (const SchemaError& error) {
        problems.push_back({.place = bundle_.to_text(place), .message = error.what()});
      }
    };
    for (const auto& [place, schema] : contract_.schemas_) try_at(place, [&] { schema->get(); });
    for (const auto& [name, rules] : contract_.operations_) {
      const auto space = name.find(' ');
      const auto place =
          Place{}.child("paths").child(name.substr(space + 1)).child(core::to_lower(name.substr(0, space)));
      try_at(place, [&] { rules->compile(); });
    }
    for (const auto& [name, rules] : contract_.webhooks_) {
      try_at(Place{}.child("webhooks").child(name).child("post"), [&] { rules->compile(); });
    }
    if (!problems.empty()) throw ContractError(std::move(problems));
  }

  std::unique_ptr<const OperationRules> operation_rules(const Located& item, const Located& operation) {
    auto rules = std::make_unique<OperationRules>();
    rules->bundle_ = &bundle_;
    for (const auto& parameter : parameters(item, operation)) {
      const auto where = parameter.value->at("in").get<std::string>();
      auto& list = where == "path" ? rules->path_ : where == "query" ? rules->query_ : rules->headers_;
      list.push_back(parameter_rule(parameter, parameter.value->at("name").get<std::string>(), where));
    }
    if (const auto body = member(operation, "requestBody")) {
      const auto found = bundle_.follow(*body);
      rules->body_ = body_rule(found);
      rules->body_.is_required = found.value->value("required", false);
    }
    for_each_member(operation, "responses", [&](const std::string& status, const Located& one) {
      rules->responses_.emplace(status, response_rule(bundle_.follow(one)));
    });
    return rules;
  }

  /// Those of the operation, and those of its path that it does not have itself.
  std::vector<Located> parameters(const Located& item, const Located& operation) const {
    std::vector<Located> found;
    for (const auto& holder : {operation, item}) {
      const auto list = member(holder, "parameters");
      for (std::size_t i = 0; list && i < list->value->size(); ++i) {
        auto one = bundle_.follow({.value = &list->value->at(i), .place = list->place.child(i)});
        const auto is_same = [&](const Located& other) {
          return other.value->at("name") == one.value->at("name") &&
                 other.value->at("in") == one.value->at("in");
        };
        if (std::ranges::none_of(found, is_same)) found.push_back(std::move(one));
      }
    }
    return found;
  }

  ParameterRule parameter_rule(const Located& holder, std::string name, std::string_view where) const {
    auto text = cat(where, " ", name);
    return {.name = std::move(name),
            .where = std::move(text),
            .is_required = holder.value->value("required", false),
            .schema = std::make_unique<const ParameterSchema>(expanded(bundle_, *member(holder, "schema")))};
  }

  ResponseRule response_rule(const Located& response) {
    ResponseRule rule{.headers = {}, .body = body_rule(response)};
    // No body is said by no content; where there is JSON, there is some.
    rule.body.is_required =
        std::ranges::any_of(rule.body.media, [](const MediaRule& media) { return is_json(media.type); });
    for_each_member(response, "headers", [&](const std::string& name, const Located& one) {
      // OpenAPI 3.1 Response Object: Content-Type stands under `content`.
      if (core::equal_ignoring_case(name, "Content-Type")) return;
      rule.headers.push_back(parameter_rule(bundle_.follow(one), name, "response header"));
    });
    return rule;
  }

  BodyRule body_rule(const Located& holder) {
    BodyRule rule;
    for_each_member(holder, "content", [&](const std::string& type, const Located& media) {
      const auto schema = member(media, "schema");
      rule.media.push_back({.type = core::to_lower(type),
                            .schema = schema ? &compiled_at(*schema) : nullptr,
                            .located = schema.value_or(Located{})});
    });
    return rule;
  }

  const Lazy<JsonSchema>& compiled_at(const Located& schema) {
    // What is nothing but a reference is the same schema as its target.
    auto place = schema.place;
    if (schema.value->is_object() && schema.value->size() == 1) place = bundle_.follow(schema).place;
    const auto known = contract_.schemas_.find(place);
    if (known != contract_.schemas_.end()) return *known->second;
    auto make = [bundle = &bundle_, schema] {
      return std::make_unique<const JsonSchema>(self_contained(*bundle, schema));
    };
    return *contract_.schemas_.emplace(place, std::make_unique<const Lazy<JsonSchema>>(std::move(make)))
                .first->second;
  }

  static std::optional<Located> member(const Located& holder, const std::string& name) {
    const auto found = holder.value->find(name);
    if (found == holder.value->end()) return std::nullopt;
    return Located{.value = &*found, .place = holder.place.child(name)};
  }

  template <typename Use>
  static void for_each_member(const Located& holder, const std::string& name, Use use) {
    const auto object = member(holder, name);
    if (!object) return;
    for (const auto& [key, value] : object->value->items()) {
      if (key.starts_with("x-") && name != "headers") continue;
      use(key, Located{.value = &value, .place = object->place.child(key)});
    }
  }

  OpenApiContract& contract_;
  const Bundle& bundle_;
};

}  // namespace

std::shared_ptr<const core::Contract> make_contract(Json bundle, Compile when) {
  return Builder::build(std::move(bundle), when);
}

}  // namespace mock::validation
