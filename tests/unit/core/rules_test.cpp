#include "core/rules.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <set>
#include <string_view>

namespace mock::core {

TEST_CASE("every rule is found by its code", "[core][rules]") {
  for (const auto& rule : all_rules()) {
    CAPTURE(rule.code);
    REQUIRE(find_rule(rule.code) != nullptr);
    CHECK(find_rule(rule.code)->code == rule.code);
  }
  CHECK(find_rule("CONTRACT-REQUEST-BODY")->severity == Severity::Error);
  CHECK(find_rule("SCENARIO-STEP-NOT-TAKEN")->severity == Severity::Note);
  CHECK(find_rule("contract-request-body") == nullptr);
  CHECK(find_rule("") == nullptr);
}

TEST_CASE("no two rules have the same code", "[core][rules]") {
  std::set<std::string_view> codes;
  for (const auto& rule : all_rules()) codes.insert(rule.code);

  CHECK(codes.size() == all_rules().size());
}

TEST_CASE("severities are read as they are written", "[core][rules]") {
  const auto severity = GENERATE(Severity::Ignore, Severity::Note, Severity::Warning, Severity::Error);

  CHECK(parse_severity(to_text(severity)) == severity);
}

TEST_CASE("what is no severity is not read", "[core][rules]") {
  CHECK_FALSE(parse_severity("Error"));
  CHECK_FALSE(parse_severity("fatal"));
  CHECK_FALSE(parse_severity(""));
}

TEST_CASE("severities are ordered", "[core][rules]") {
  CHECK(Severity::Ignore < Severity::Note);
  CHECK(Severity::Note < Severity::Warning);
  CHECK(Severity::Warning < Severity::Error);
}

}  // namespace mock::core
