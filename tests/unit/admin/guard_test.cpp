#include "api.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <string>

using namespace mock;
using tests::Api;

namespace {

tests::Told health(Api& api, core::Headers headers) {
  return api.ask(
      {.method = "GET", .target = "/_understudy/health", .headers = std::move(headers), .body = {}});
}

}  // namespace

TEST_CASE("addresses and localhost are hosts of ours", "[admin][guard]") {
  const std::string host =
      GENERATE("127.0.0.1:8420", "127.0.0.1", "192.168.1.7:80", "[::1]:8420", "[::1]", "[fe80::1:2]:1",
               "localhost", "LocalHost:8420", "checkout.localhost:8420");
  CAPTURE(host);
  Api api;

  CHECK(health(api, {{"Host", host}}).status == 200);
}

TEST_CASE("a name that others can point at this machine is refused, with the flag that allows it",
          "[admin][guard]") {
  const std::string host =
      GENERATE("understudy:8420", "evil.example", "127.0.0.1.evil.example", "localhost.evil.example",
               "notlocalhost", "127.0.0.256", "1.2.3", "[::1", "[evil]", "[::1].evil.example");
  CAPTURE(host);
  Api api;

  const auto told = health(api, {{"Host", host}});

  CHECK(told.status == 421);
  CHECK(told.detail().find("--allow-host") != std::string::npos);
}

TEST_CASE("a host that was allowed is taken on any port", "[admin][guard]") {
  Api api{{.token = {}, .allowed_hosts = {"understudy"}}};

  CHECK(health(api, {{"Host", "understudy:8420"}}).status == 200);
  CHECK(health(api, {{"Host", "UNDERSTUDY"}}).status == 200);
  CHECK(health(api, {{"Host", "understudy.evil.example"}}).status == 421);
}

TEST_CASE("a request without a Host is refused", "[admin][guard]") {
  Api api;

  CHECK(health(api, {}).status == 400);
}

TEST_CASE("the authority of an absolute target is what counts", "[admin][guard]") {
  Api api;
  const auto ask = [&](const std::string& target, const std::string& host) {
    return api.ask({.method = "GET", .target = target, .headers = {{"Host", host}}, .body = {}}).status;
  };

  CHECK(ask("http://127.0.0.1:8420/_understudy/health", "evil.example") == 200);
  CHECK(ask("http://evil.example/_understudy/health", "127.0.0.1:8420") == 421);
}

TEST_CASE("web pages of other origins are refused", "[admin][guard]") {
  Api api;
  const core::Header host{"Host", "127.0.0.1:8420"};

  CHECK(health(api, {host, {"Origin", "https://evil.example"}}).status == 403);
  CHECK(health(api, {host, {"Origin", "null"}}).status == 403);
  CHECK(health(api, {host, {"Origin", "http://127.0.0.1:9999"}}).status == 403);
  CHECK(health(api, {host, {"Sec-Fetch-Site", "cross-site"}}).status == 403);
  CHECK(health(api, {host, {"Sec-Fetch-Site", "same-site"}}).status == 403);
}

TEST_CASE("our own pages, and addresses that a person types, are not", "[admin][guard]") {
  Api api;
  const core::Header host{"Host", "localhost:8420"};

  CHECK(health(api, {host, {"Origin", "http://localhost:8420"}}).status == 200);
  CHECK(health(api, {host, {"Sec-Fetch-Site", "same-origin"}}).status == 200);
  CHECK(health(api, {host, {"Sec-Fetch-Site", "none"}}).status == 200);
}

TEST_CASE("with a token, everything asks for it", "[admin][guard]") {
  Api api{{.token = "s3cret"}};
  const core::Header host{"Host", "localhost"};

  SECTION("none, or something else") {
    const auto told =
        health(api, GENERATE_COPY(core::Headers{host}, core::Headers{host, {"Authorization", "s3cret"}},
                                  core::Headers{host, {"Authorization", "Basic s3cret"}},
                                  core::Headers{host, {"Authorization", "Bearer "}}));
    CHECK(told.status == 401);
    CHECK(told.header("WWW-Authenticate") == "Bearer");
    CHECK(told.text.find("s3cret") == std::string::npos);
  }
  SECTION("a wrong one") {
    const std::string token = GENERATE("s3creT", "s3cre", "s3crets", "x");
    const auto told = health(api, {host, {"Authorization", "Bearer " + token}});
    CHECK(told.status == 401);
    CHECK(told.header("WWW-Authenticate") == R"(Bearer error="invalid_token")");
  }
  SECTION("the right one") {
    CHECK(health(api, {host, {"Authorization", "Bearer s3cret"}}).status == 200);
    CHECK(health(api, {host, {"authorization", "bearer s3cret"}}).status == 200);
  }
  SECTION("paths that are not there ask for it, too") {
    CHECK(api.get("/_understudy/nowhere").status == 401);
  }
}
