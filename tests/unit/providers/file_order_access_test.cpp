#include "unit/providers/file_order_play.hpp"

#include <catch2/generators/catch_generators.hpp>

namespace mock::tests {
namespace {

constexpr std::string_view kAnnaAndBen = R"(
file_order:
  users:
    - { name: anna, tokens: annas-token }
    - { name: ben, tokens: { token: bens-token, lifetime: 1h } }
    - { name: chief, role: PROJECT_ADMIN, tokens: chiefs-token }
  orders:
    - { id: 42, owner: ben, sub_orders: { files: { filename: a.dat, size: 1KB } } }
    - { id: 43, sub_orders: { files: { filename: a.dat, size: 1KB } } }
)";

std::string code(const FileOrderPlay& play) {
  return play.last.violations.empty() ? "" : std::string{play.last.violations.front().rule.code};
}

TEST_CASE("any bearer will do where the scenario names no users, but there must be one",
          "[file_order][access]") {
  FileOrderPlay play{"file_order: { orders: { id: 42 } }"};
  CHECK(play.list().status == 204);

  play.token = "";
  const auto& response = play.list();

  CHECK(response.status == 401);
  CHECK(core::text_of(response.body) ==
        R"({"timestamp":"2026-03-01T09:00:00.000+00:00","status":401,"error":"Unauthorized",)"
        R"("path":"/api/v1/rs-order/user/orders/42/files/available"})");
  CHECK(*core::find_header(response.headers, "Content-Type") == "application/json");
  CHECK(code(play) == "AUTH-MISSING-BEARER");
  CHECK(play.last.resource == "42");
}

TEST_CASE("somebody else's order and its files are refused", "[file_order][access]") {
  FileOrderPlay play{kAnnaAndBen};
  play.token = "bens-token";
  const auto link = play.uri("a.dat");

  play.token = "annas-token";
  const bool is_list = GENERATE(true, false);
  const auto& response = is_list ? play.list() : play.get(link);

  CHECK(response.status == 403);
  CHECK(core::text_of(response.body).empty());
  CHECK(code(play) == "AUTH-FORBIDDEN");
  CHECK(play.last.violations.front().where == (is_list ? "path orderId" : "path productUrn"));
  CHECK(play.last.violations.front().found ==
        (is_list ? "order 42, which belongs to 'ben'" : "a file of order 42, which belongs to 'ben'"));
  CHECK(play.last.line == core::Place{8, 24});
  CHECK_FALSE(play.last.transfer);
  CHECK(play.last.polled.empty());
}

TEST_CASE("owner and administrators pass, and an order without owner is everyone's", "[file_order][access]") {
  FileOrderPlay play{kAnnaAndBen};

  play.token = GENERATE(std::string{"bens-token"}, std::string{"chiefs-token"});
  CHECK(play.list("42").status == 200);
  play.fetch_file("a.dat");
  play.token = "annas-token";
  CHECK(play.list("43").status == 200);
}

TEST_CASE("what does not exist is 404, whoever asks, and an unknown bearer is told nothing",
          "[file_order][access]") {
  FileOrderPlay play{kAnnaAndBen};
  const auto target = GENERATE(
      std::string{"/api/v1/rs-order/user/orders/44/files/available"},
      std::string{"/api/v1/rs-order/user/orders/abc/files/available"},
      std::string{"/api/v1/rs-order/user/orders/042/files/available"},
      std::string{"/api/v1/rs-order/user/orders/-42/files/available"},
      std::string{"/api/v1/rs-order/user/orders/99999999999999999999/files/available"},
      std::string{"/api/v1/rs-catalog/product/files/00000000000000000000000000000000"},
      std::string{"/api/v1/rs-catalog/URN:AIP:DATA:understudy:00000000-0000-4000-8000-000000000000:V1/files/"
                  "00000000000000000000000000000000"});
  play.token = "annas-token";

  CHECK(play.get(target).status == 404);
  CHECK(core::text_of(play.last.response.body).empty());
  CHECK(play.last.violations.empty());
  CHECK(play.last.resource.empty());
  play.token = "unknown";
  CHECK(play.get(target).status == 401);
}

TEST_CASE("a token that expires is refused, the first time without a finding", "[file_order][access]") {
  FileOrderPlay play{kAnnaAndBen};
  play.token = "bens-token";
  play.advance_by(1h);

  CHECK(play.list().status == 401);
  CHECK(play.last.violations.empty());
  CHECK(play.list().status == 401);
  CHECK(code(play) == "AUTH-EXPIRED-BEARER");
}

TEST_CASE("a token is never shown in full", "[file_order][access]") {
  FileOrderPlay play{kAnnaAndBen};
  play.token = "some-secret-token";

  play.list();

  REQUIRE(code(play) == "AUTH-UNKNOWN-BEARER");
  CHECK(play.last.violations.front().found.find("secret") == std::string::npos);
  CHECK(play.last.violations.front().found.find("oken") != std::string::npos);
}

TEST_CASE("another method is answered in the provider's style", "[file_order][access]") {
  const providers::file_order::FileOrderProvider provider;

  const auto response = provider.method_not_allowed("GET, HEAD");

  CHECK(response.status == 405);
  CHECK(*core::find_header(response.headers, "Allow") == "GET, HEAD");
  CHECK(core::text_of(response.body) == R"({"status":405,"error":"Method Not Allowed"})");
}

}  // namespace
}  // namespace mock::tests
