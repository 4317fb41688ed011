#include "core/text.hpp"
#include "providers/baanx/provider.hpp"
#include "support/provider_play.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <chrono>
#include <string>

namespace mock::providers::baanx {
namespace {

using tests::codes_of;
using Codes = std::vector<std::string>;
using namespace std::chrono_literals;

const BaanxProvider kProvider;
const std::string kOrder = "orders: { id: abcd_1234 }\n";

class Baanx : public tests::ProviderPlay {
 public:
  explicit Baanx(std::string_view yaml) : ProviderPlay{kProvider, contract(), yaml} {}

  core::Answer ask(core::Headers headers, std::string_view id = "abcd_1234") {
    return get(core::cat("/v1/order/", id), std::move(headers));
  }

  static const core::Contract& contract() {
    static const tests::SchemaContract contract{"contracts/baanx/schemas/order.json"};
    return contract;
  }
};

std::string_view body_of(const core::Answer& answer) { return core::text_of(answer.response.body); }

TEST_CASE("either client header is taken unless the scenario names one", "[baanx][auth]") {
  Baanx baanx{kOrder + "clients: [your_client_id, other]"};
  const auto name = GENERATE(as<std::string>{}, "X-Client-ID", "x-client-key", "X-CLIENT-KEY");

  const auto answer = baanx.ask({{name, "other"}, {"Authorization", "Bearer t"}});

  CHECK(answer.response.status == 200);
  CHECK(answer.violations.empty());
}

TEST_CASE("without a client header the answer is 499", "[baanx][auth]") {
  Baanx baanx{kOrder};
  const core::Header bearer{"Authorization", "Bearer t"};

  const auto nothing = baanx.ask({bearer});
  const auto empty = baanx.ask({bearer, {"x-client-key", ""}});

  CHECK(nothing.response.status == 499);
  CHECK(body_of(nothing) == R"({"message":"Missing client key"})");
  CHECK(codes_of(nothing) == Codes{"AUTH-MISSING-CLIENT"});
  CHECK(nothing.violations[0].where == "header X-Client-ID");
  CHECK(nothing.violations[0].found == "nothing");
  CHECK(nothing.violations[0].expected == "a client id, as X-Client-ID or x-client-key");
  CHECK(empty.response.status == 499);
  CHECK(empty.violations[0].where == "header x-client-key");
  CHECK(empty.violations[0].found == "an empty value");
}

TEST_CASE("an unknown client gets 498, and the finding names the known ones", "[baanx][auth]") {
  Baanx baanx{kOrder + "clients: { client_id: your_client_id, client_secret: s3cr3t }"};

  const auto answer = baanx.ask({{"X-Client-ID", "your_cleint_id"}, {"Authorization", "Bearer t"}});

  CHECK(answer.response.status == 498);
  CHECK(body_of(answer) == R"({"message":"Invalid client key"})");
  REQUIRE(codes_of(answer) == Codes{"AUTH-UNKNOWN-CLIENT"});
  CHECK(answer.violations[0].found == "'your_cleint_id'");
  CHECK(answer.violations[0].expected == "one of this scenario's clients (your_client_id)");
  CHECK(answer.violations[0].hint == "send 'your_client_id'");
  CHECK(answer.line.line == 2);
}

TEST_CASE("the other header's name is a finding of its own where the scenario takes only one",
          "[baanx][auth]") {
  Baanx baanx{kOrder + "client_header: X-Client-ID"};

  const auto answer = baanx.ask({{"x-client-key", "your_client_id"}, {"Authorization", "Bearer t"}});

  CHECK(answer.response.status == 499);
  REQUIRE(codes_of(answer) == Codes{"AUTH-WRONG-CLIENT-HEADER"});
  CHECK(answer.violations[0].where == "header X-Client-ID");
  CHECK(answer.violations[0].found == "only x-client-key");
}

TEST_CASE("client and bearer are both told, and first_check decides which one is answered", "[baanx][auth]") {
  const std::string wrong = kOrder + "clients: a\nusers: { name: anna, tokens: tour-token }\n";
  const core::Headers headers{{"X-Client-ID", "b"}, {"Authorization", "Bearer another-token"}};

  const auto client_first = Baanx{wrong}.ask(headers);
  const auto bearer_first = Baanx{wrong + "first_check: bearer"}.ask(headers);

  CHECK(client_first.response.status == 498);
  CHECK(codes_of(client_first) == Codes{"AUTH-UNKNOWN-CLIENT", "AUTH-UNKNOWN-BEARER"});
  CHECK(bearer_first.response.status == 401);
  CHECK(body_of(bearer_first) == R"({"message":"Not authenticated"})");
  CHECK(codes_of(bearer_first) == Codes{"AUTH-UNKNOWN-BEARER", "AUTH-UNKNOWN-CLIENT"});
  for (const auto& violation : bearer_first.violations) {
    CHECK(violation.found.find("another-token") == std::string::npos);
    CHECK(violation.expected.find("tour-token") == std::string::npos);
    CHECK(violation.hint.find("tour-token") == std::string::npos);
  }
}

TEST_CASE("an expired token's first 401 is no finding, the next one is", "[baanx][auth]") {
  Baanx baanx{kOrder + "users: { name: anna, tokens: { token: tour-token, lifetime: 6s } }\nclients: a"};
  const core::Header bearer{"Authorization", "Bearer tour-token"};
  const core::Header client{"X-Client-ID", "a"};

  CHECK(baanx.ask({client, bearer}).response.status == 200);
  baanx.stage.advance_by(6s);
  const auto wrong_client = baanx.ask({bearer});
  const auto first = baanx.ask({client, bearer});
  const auto second = baanx.ask({client, bearer});

  CHECK(codes_of(wrong_client) == Codes{"AUTH-MISSING-CLIENT"});
  CHECK(first.response.status == 401);
  CHECK(first.violations.empty());
  CHECK(second.response.status == 401);
  CHECK(codes_of(second) == Codes{"AUTH-EXPIRED-BEARER"});
}

TEST_CASE("somebody else's order is 403, one that does not exist 404", "[baanx][auth]") {
  Baanx baanx{
      "users: [ { name: anna, tokens: a-token }, { name: ben, tokens: b-token } ]\n"
      "orders: { id: abcd_1234, owner: anna }\n"};
  const auto as = [&](const std::string& token, std::string_view id) {
    return baanx.ask({{"X-Client-ID", "c"}, {"Authorization", "Bearer " + token}}, id);
  };

  const auto foreign = as("b-token", "abcd_1234");
  const auto unknown = as("b-token", "abcd_1243");

  CHECK(as("a-token", "abcd_1234").response.status == 200);
  CHECK(foreign.response.status == 403);
  CHECK(body_of(foreign) == R"({"message":"Not authorized"})");
  CHECK(codes_of(foreign) == Codes{"AUTH-FORBIDDEN"});
  CHECK(foreign.violations[0].found == "'abcd_1234', an order of anna");
  CHECK(foreign.resource == "abcd_1234");
  CHECK(foreign.polled.empty());
  CHECK(unknown.response.status == 404);
  CHECK(body_of(unknown) == R"({"error":"Order not found"})");
  CHECK(unknown.violations.empty());
  CHECK(unknown.polled.empty());
}

TEST_CASE("a method that the path does not have is 405 with what it has", "[baanx][errors]") {
  const auto response = kProvider.method_not_allowed("GET, HEAD");

  CHECK(response.status == 405);
  REQUIRE(core::find_header(response.headers, "allow") != nullptr);
  CHECK(*core::find_header(response.headers, "allow") == "GET, HEAD");
}

}  // namespace
}  // namespace mock::providers::baanx
