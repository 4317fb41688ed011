#include "core/text.hpp"
#include "providers/musement/provider.hpp"
#include "support/provider_play.hpp"

#include <catch2/catch_test_macros.hpp>

#include <string>
#include <utility>
#include <vector>

namespace mock::providers::musement {
namespace {

using tests::codes_of;
using Codes = std::vector<std::string>;

const MusementProvider kProvider;
const std::string kUuid = "8e9e5c6e-ea7d-4934-8753-f00954f30d00";
const std::string kOrder = "orders: { uuid: " + kUuid + ", items: {} }\n";
const core::Header kApplication{"X-Musement-Application", "app"};
const core::Header kBearer{"Authorization", "Bearer tour-token"};

class Musement : public tests::ProviderPlay {
 public:
  explicit Musement(std::string_view yaml) : ProviderPlay{kProvider, contract(), yaml} {}

  core::Answer ask(core::Headers headers, std::string_view uuid = kUuid,
                   std::vector<core::Violation> violations = {}) {
    return get(core::cat("/api/v3/orders/", uuid), std::move(headers), std::move(violations));
  }

  static const core::Contract& contract() {
    static const tests::SchemaContract contract{"contracts/musement/schemas/order.json"};
    return contract;
  }
};

std::string_view body_of(const core::Answer& answer) { return core::text_of(answer.response.body); }

TEST_CASE("without the application header the answer is 400, not 401", "[musement][auth]") {
  const auto answer = Musement{kOrder}.ask({kBearer});

  CHECK(answer.response.status == 400);
  CHECK(body_of(answer) == R"({"code":"2271","message":"The header 'x-musement-application' is mandatory"})");
  REQUIRE(codes_of(answer) == Codes{"AUTH-MISSING-APPLICATION"});
  CHECK(answer.violations[0].where == "header X-Musement-Application");
  CHECK(answer.violations[0].found == "nothing");
}

TEST_CASE("an unknown application is 400, and the finding names the known ones", "[musement][auth]") {
  const auto answer = Musement{kOrder + "applications: [tour-app, other]"}.ask(
      {{"x-musement-application", "tuor-app"}, kBearer});

  CHECK(answer.response.status == 400);
  CHECK(body_of(answer) == R"({"code":"-1","message":"Unknown application was provided."})");
  REQUIRE(codes_of(answer) == Codes{"AUTH-UNKNOWN-APPLICATION"});
  CHECK(answer.violations[0].found == "'tuor-app'");
  CHECK(answer.violations[0].expected == "one of this scenario's applications (tour-app, other)");
  CHECK(answer.violations[0].hint == "send 'tour-app'");
}

TEST_CASE("without a bearer the answer is 401 with the code 1401", "[musement][auth]") {
  const auto answer = Musement{kOrder}.ask({kApplication});

  CHECK(answer.response.status == 401);
  CHECK(body_of(answer) == R"({"code":"1401","message":"Full authentication is required"})");
  CHECK(codes_of(answer) == Codes{"AUTH-MISSING-BEARER"});
}

TEST_CASE("application and bearer are both told, the application is answered", "[musement][auth]") {
  const auto answer = Musement{kOrder + "clients: { client_id: shop, tokens: secret-token }"}.ask({kBearer});

  CHECK(answer.response.status == 400);
  CHECK(codes_of(answer) == Codes{"AUTH-MISSING-APPLICATION", "AUTH-UNKNOWN-BEARER"});
}

TEST_CASE("an order of another client is 404, with a finding that says why", "[musement][auth]") {
  Musement musement{
      "clients: [ { client_id: shop, tokens: tour-token }, { client_id: other, tokens: o } ]\n"
      "orders: { uuid: " +
      kUuid + ", owner: other, items: {} }\n"};

  const auto foreign = musement.ask({kApplication, kBearer});
  const auto unknown = musement.ask({kApplication, kBearer}, "8e9e5c6e-ea7d-4934-8753-f00954f30d01");

  CHECK(foreign.response.status == 404);
  CHECK(body_of(foreign) == R"({"code":"404","message":"Order not found"})");
  CHECK(body_of(foreign) == body_of(unknown));
  REQUIRE(codes_of(foreign) == Codes{"AUTH-FORBIDDEN"});
  CHECK(foreign.violations[0].found == core::cat("'", kUuid, "', an order of other"));
  CHECK(foreign.polled.empty());
  CHECK(unknown.violations.empty());
}

TEST_CASE("the human identifier is no order's uuid", "[musement][auth]") {
  CHECK(Musement{kOrder}.ask({kApplication, kBearer}, "MUS0738876").response.status == 404);
}

TEST_CASE("headers that break the contract are 400, after the bearer", "[musement][errors]") {
  const std::vector<core::Violation> market{{.rule = core::rules::kRequestHeader,
                                             .where = "header X-Musement-Market",
                                             .found = "''",
                                             .expected = "a market"}};
  const std::vector<core::Violation> version{{.rule = core::rules::kRequestHeader,
                                              .where = "header X-Musement-Version",
                                              .found = "'3'",
                                              .expected = "3.4.0"}};
  Musement musement{kOrder};

  const auto wrong_market = musement.ask({kApplication, kBearer}, kUuid, market);

  CHECK(wrong_market.response.status == 400);
  CHECK(body_of(wrong_market) == R"({"code":"-1","message":"Unknown market code was provided."})");
  CHECK(wrong_market.violations.empty());
  CHECK(musement.ask({kApplication, kBearer}, kUuid, version).response.status == 400);
  CHECK(musement.ask({kApplication}, kUuid, market).response.status == 401);
}

}  // namespace
}  // namespace mock::providers::musement
