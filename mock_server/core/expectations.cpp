#include "core/expectations.hpp"

#include "core/text.hpp"

#include <algorithm>
#include <array>

namespace mock::core {
namespace {

constexpr std::array<std::string_view, 4> kSeverities = {"error", "warning", "note", "ignore"};
constexpr std::array<std::string_view, 2> kFailLevels = {"error", "warning"};

std::vector<std::string> rule_codes() {
  std::vector<std::string> codes;
  for (const Rule& rule : all_rules()) codes.emplace_back(rule.code);
  return codes;
}

void refuse_code(Mapping& mapping, const std::string& code, Place place) {
  const auto codes = rule_codes();
  const auto near = did_you_mean(code, codes);
  mapping.error(place, cat("no finding has the code ", in_quotes(code),
                           near.empty() ? cat(", known: ", join(codes)) : near));
}

RequestDemand read_request_demand(Mapping mapping, const KnownNames& names) {
  RequestDemand demand;
  demand.place = mapping.place();
  demand.operation = read_operation(mapping, names);
  demand.of = read_reference(mapping, names);
  if (const auto status = mapping.integer("http_status")) {
    if (*status < 100 || *status > 599) {
      mapping.error(mapping.value_place("http_status"),
                    cat("'http_status' is a number from 100 to 599, found '", std::to_string(*status), "'"));
    }
    demand.http_status = static_cast<int>(*status);
  }
  if (const auto count = read_count(mapping)) demand.count = *count;
  mapping.finish();
  return demand;
}

DeclaredViolation read_declared(Mapping& expect, const Node& node) {
  DeclaredViolation declared;
  declared.place = node.place;
  if (node.is_scalar()) {
    declared.code = node.text;
    if (find_rule(declared.code) == nullptr) refuse_code(expect, declared.code, node.place);
    return declared;
  }
  Mapping mapping = expect.child(node, "a declared violation");
  if (auto code = mapping.text("code")) {
    declared.code = std::move(*code);
    if (find_rule(declared.code) == nullptr) refuse_code(mapping, declared.code, mapping.value_place("code"));
  } else if (!mapping.has("code")) {
    mapping.error(mapping.place(), "a declared violation needs 'code': write { code: AUTH-UNKNOWN-CLIENT }");
  }
  if (const auto count = read_count(mapping)) declared.count = *count;
  mapping.finish();
  return declared;
}

}  // namespace

bool Count::allows(std::uint64_t number) const {
  return (!at_least || number >= *at_least) && (!at_most || number <= *at_most);
}

std::string to_text(const Count& count) {
  if (count.at_least == count.at_most && count.at_least)
    return cat("exactly ", std::to_string(*count.at_least));
  if (count.at_least && count.at_most) {
    return cat(std::to_string(*count.at_least), " to ", std::to_string(*count.at_most));
  }
  if (count.at_least) return cat("at least ", std::to_string(*count.at_least));
  return cat("at most ", std::to_string(count.at_most.value_or(0)));
}

std::optional<Count> read_count(Mapping& mapping) {
  const Node* node = mapping.find("count");
  if (node == nullptr) return std::nullopt;
  if (!node->is_mapping()) {
    const auto number = mapping.integer("count");
    if (!number) return std::nullopt;
    return Count{.at_least = number, .at_most = number};
  }
  Mapping range = mapping.child(*node, "a count");
  const Count count{.at_least = range.integer("at_least"), .at_most = range.integer("at_most")};
  range.finish();
  if (!count.at_least && !count.at_most) {
    range.error(node->place, "a count is a number, or { at_least: N, at_most: N } with one or both");
    return std::nullopt;
  }
  if (count.at_least && count.at_most && *count.at_least > *count.at_most) {
    range.error(node->place, cat("no number is at least ", std::to_string(*count.at_least), " and at most ",
                                 std::to_string(*count.at_most), ": exchange them"));
  }
  return count;
}

std::string to_text(const RequestDemand& demand) {
  std::string text = demand.operation.empty() ? std::string{"any operation"} : demand.operation;
  if (!demand.of.empty()) text += cat(" of ", demand.of);
  if (demand.http_status) text += cat(" answered ", std::to_string(*demand.http_status));
  return text;
}

const DeclaredViolation* Expectations::declared(std::string_view code) const {
  const auto found = std::find_if(violations.begin(), violations.end(),
                                  [&](const DeclaredViolation& violation) { return violation.code == code; });
  return found == violations.end() ? nullptr : &*found;
}

Severity Expectations::severity_of(const Rule& rule) const {
  const auto overridden = severity.find(rule.code);
  return overridden == severity.end() ? rule.severity : overridden->second;
}

Expectations read_expectations(Mapping& expect, const KnownNames& names) {
  Expectations read;
  for (const Node* node : expect.list("requests")) {
    read.requests.push_back(read_request_demand(expect.child(*node, "a demand on requests"), names));
  }
  for (const Node* node : expect.list("violations")) {
    DeclaredViolation declared = read_declared(expect, *node);
    if (read.declared(declared.code) != nullptr) {
      expect.error(declared.place,
                   cat("the violation ", in_quotes(declared.code), " is declared twice: keep one"));
    }
    read.violations.push_back(std::move(declared));
  }
  if (const Node* node = expect.find("severity")) {
    if (!node->is_mapping()) {
      expect.error(node->place, "'severity' is a mapping of codes to error, warning, note or ignore");
    }
    for (const auto& entry : node->entries) {
      if (find_rule(entry.key) == nullptr) refuse_code(expect, entry.key, entry.key_place);
      const auto severity = parse_severity(entry.value.text);
      if (!severity) {
        expect.error(entry.value.place,
                     cat("a severity is ", join(kSeverities, "or"), ", found ", in_quotes(entry.value.text)));
        continue;
      }
      if (!read.severity.emplace(entry.key, *severity).second) {
        expect.error(entry.key_place, cat("'", entry.key, "' is written twice: keep one"));
      }
    }
  }
  if (const auto level = expect.word("fail_on", kFailLevels)) {
    read.fail_on = *level == "warning" ? Severity::Warning : Severity::Error;
  }
  expect.finish();
  return read;
}

}  // namespace mock::core
