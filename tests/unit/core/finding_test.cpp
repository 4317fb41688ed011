#include "core/finding.hpp"

#include <catch2/catch_test_macros.hpp>

#include <chrono>
#include <string>

namespace mock::core {

namespace {

Finding finding(Rule rule, std::string operation, std::string where, int second = 0) {
  return {.violation = {.rule = rule, .where = std::move(where)},
          .operation = std::move(operation),
          .at = Instant{} + std::chrono::seconds(second)};
}

}  // namespace

TEST_CASE("findings are grouped by code, operation and place", "[core][findings]") {
  FindingGroups groups;

  groups.add(finding(rules::kRequestBody, "baanx/pay", "request body /a"));
  groups.add(finding(rules::kRequestBody, "baanx/pay", "request body /b"));
  groups.add(finding(rules::kRequestBody, "musement/pay", "request body /a"));
  groups.add(finding(rules::kRequestQuery, "baanx/pay", "request body /a"));
  groups.add(finding(rules::kRequestBody, "baanx/pay", "request body /a", 7));

  REQUIRE(groups.groups().size() == 4);
  CHECK(groups.groups().front().count == 2);
  CHECK(groups.groups().front().last_at == Instant{} + std::chrono::seconds(7));
  CHECK(groups.groups().front().example().at == Instant{});
  CHECK(groups.groups().back().example().violation.rule.code == "CONTRACT-REQUEST-QUERY");
  CHECK(groups.count("CONTRACT-REQUEST-BODY") == 4);
  CHECK(groups.count("CONTRACT-REQUEST-QUERY") == 1);
  CHECK(groups.count("CONTRACT-RESPONSE") == 0);
  CHECK(groups.total() == 5);
}

TEST_CASE("a client that errs a million times costs the memory of a few findings", "[core][findings]") {
  FindingGroups groups;
  constexpr int kMany = 1'000'000;

  for (int i = 0; i < kMany; ++i) groups.add(finding(rules::kRequestPath, "baanx/get_order", "path orderId"));

  REQUIRE(groups.groups().size() == 1);
  CHECK(groups.groups().front().count == kMany);
  CHECK(groups.groups().front().first.size() == FindingGroups::kKeptPerGroup);
  CHECK(groups.total() == kMany);
}

TEST_CASE("beyond the most groups findings are counted under their code alone", "[core][findings]") {
  FindingGroups groups;
  constexpr std::size_t kMore = FindingGroups::kMostGroups + 100;

  for (std::size_t i = 0; i < kMore; ++i) {
    groups.add(finding(rules::kRequestBody, "baanx/pay", "request body /" + std::to_string(i)));
  }
  groups.add(finding(rules::kRequestQuery, "baanx/pay", "query page"));
  groups.add(finding(rules::kRequestBody, "baanx/pay", "request body /0"));

  REQUIRE(groups.groups().size() == FindingGroups::kMostGroups + 2);
  CHECK(groups.groups().front().count == 2);
  CHECK(groups.groups()[FindingGroups::kMostGroups].count == 100);
  CHECK(groups.groups().back().example().violation.rule.code == "CONTRACT-REQUEST-QUERY");
  CHECK(groups.count("CONTRACT-REQUEST-BODY") == kMore + 1);
  CHECK(groups.total() == kMore + 2);
}

TEST_CASE("sides have names", "[core][findings]") {
  CHECK(to_text(Side::Client) == "client");
  CHECK(to_text(Side::Provider) == "provider");
  CHECK(to_text(Side::Receiver) == "receiver");
  CHECK(to_text(Side::Scenario) == "scenario");
}

}  // namespace mock::core
