#include "journal/secrets.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/generators/catch_generators_range.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

using namespace mock;
using journal::Secrets;

namespace {

struct Row {
  std::string from;
  std::string to;
};

Row pick(std::vector<Row> rows) { return GENERATE_COPY(from_range(rows)); }

}  // namespace

TEST_CASE("names of secrets are known in every spelling", "[journal][secrets]") {
  for (const std::string_view name :
       {"Authorization", "AUTHORIZATION", "Proxy-Authorization", "x-secret-key", "password", "client_secret",
        "clientSecret", "otpCode", "token", "orderToken", "access_token", "refresh-token", "Cookie",
        "Set-Cookie"}) {
    INFO(name);
    CHECK(journal::is_secret_name(name));
  }
  for (const std::string_view name :
       {"", "token_type", "tokens", "X-Client-ID", "email", "status", "code", "orderId"}) {
    INFO(name);
    CHECK_FALSE(journal::is_secret_name(name));
  }
}

TEST_CASE("of a secret header the scheme and the last four characters stay", "[journal][secrets]") {
  const auto shown = [](std::string name, std::string value) {
    return journal::shown_header_value({std::move(name), std::move(value)}, Secrets::Masked);
  };

  CHECK(shown("authorization", "Bearer abcdefgh") == "Bearer …efgh");
  CHECK(shown("Authorization", "abcdefgh") == "…efgh");
  CHECK(shown("Authorization", "Bearer") == "Bearer");
  CHECK(shown("Authorization", "Bearer abc") == "Bearer …");
  CHECK(shown("Authorization", "") == "");
  CHECK(shown("X-Secret-Key", "abcdé€") == "…cdé€");
  CHECK(shown("Referer", "http://h/?token=abcdefgh&x=1") == "http://h/?token=…efgh&x=1");
  CHECK(shown("X-Client-ID", "abcdefgh") == "abcdefgh");
}

TEST_CASE("secrets in a query are masked, and nothing else of the target changes", "[journal][secrets]") {
  const auto row = pick({
      {"/a?token=abcdefgh", "/a?token=…efgh"},
      {"/a?x=1&orderToken=abcdefgh&y=2", "/a?x=1&orderToken=…efgh&y=2"},
      {"/a?tok%65n=abcdefgh", "/a?tok%65n=…efgh"},
      {"/a?token=%41%42%43%44%45", "/a?token=…%42%43%44%45"},
      {"/a?token=abcd", "/a?token=…"},
      {"/a?token=", "/a?token="},
      {"/a?token", "/a?token"},
      {"/a?token=ab\"cd ef;gh", "/a?token=…f;gh"},
      {"/a?token=abcdefgh#top", "/a?token=…efgh#top"},
      {"/a#access_token=abcdefgh", "/a#access_token=…efgh"},
      {"/token=abcdefgh", "/token=abcdefgh"},
      {"/a?status=abcdefgh&&=&?", "/a?status=abcdefgh&&=&?"},
      {"", ""},
  });

  CHECK(journal::shown_target(row.from, Secrets::Masked) == row.to);
  CHECK(journal::shown_target(row.from, Secrets::Shown) == row.from);
}

TEST_CASE("secrets in a body are masked, and nothing else of it changes", "[journal][secrets]") {
  const auto row = pick({
      {R"({ "password" : "hunter2!", "a": 1 })", R"({ "password" : "…er2!", "a": 1 })"},
      {R"({"otpCode":123456,"a":[1, 2]})", R"({"otpCode":"…3456","a":[1, 2]})"},
      {R"({"token":null,"password":true})", R"({"token":null,"password":true})"},
      {R"({"p\u0061ssword":"hunter2!"})", R"({"p\u0061ssword":"…er2!"})"},
      {R"({"password":"a\"b\"cd\u00e9"})", R"({"password":"…\"cd\u00e9"})"},
      {R"({"token":{"value":"abcdefgh","n":[123456]},"a":"abcdefgh"})",
       R"({"token":{"value":"…efgh","n":["…3456"]},"a":"abcdefgh"})"},
      {R"([{"password":"abcdefgh"},{"a":"password","b":"abcdefgh"}])",
       R"([{"password":"…efgh"},{"a":"password","b":"abcdefgh"}])"},
      {R"({"url":"http://h/?token=abcdefgh","b":2})", R"({"url":"http://h/?token=…efgh","b":2})"},
      // Broken JSON holds secrets, too.
      {R"({"password":"abcdefgh)", R"({"password":"…efgh)"},
      {R"({"password":"abcdefgh\)", R"({"password":"…fgh\)"},
      {R"({"password":abcdefgh})", R"({"password":"…efgh"})"},
      {R"(}}]{"password":"abcdefgh")", R"(}}]{"password":"…efgh")"},
      {R"({"password":)", R"({"password":)"},
      {"user=anna&password=abc%20defgh&x=1", "user=anna&password=…efgh&x=1"},
      {"client_secret=abc;d e#fgh", "client_secret=…#fgh"},
      {"hello & good-bye", "hello & good-bye"},
      {"", ""},
  });

  CHECK(journal::shown_body(row.from, Secrets::Masked) == row.to);
  CHECK(journal::shown_body(row.from, Secrets::Shown) == row.from);
}

TEST_CASE("a finding about a secret does not tell it", "[journal][secrets]") {
  const auto found = [](std::string where, std::string text) {
    return journal::shown_violation(
               {.rule = core::rules::kRequestBody, .where = std::move(where), .found = std::move(text)},
               Secrets::Masked)
        .found;
  };

  CHECK(found("request body /password", "'abcdefgh'") == "'…efgh'");
  CHECK(found("request body /users/0/password", "'ab'cdefgh'") == "'…efgh'");
  CHECK(found("request body /otpCode", "the number 123456") == "the number …3456");
  CHECK(found("query token", "nothing") == "nothing");
  CHECK(found("header Authorization", "the token '…efgh'") == "the token '…efgh'");
  CHECK(found("header Authorization", "the scheme 'Basic'") == "the scheme 'Basic'");
  CHECK(found("header X-Client-ID", "'abcdefgh'") == "'abcdefgh'");
  CHECK(found("request target", "'/a?token=abcdefgh'") == "'/a?token=…efgh'");
}

TEST_CASE("masking takes any bytes", "[journal][secrets]") {
  std::string bytes;
  for (int i = 0; i < 2000; ++i) bytes += static_cast<char>(i * 31 + i / 7);

  CHECK_NOTHROW(journal::shown_body(bytes, Secrets::Masked));
  CHECK_NOTHROW(journal::shown_body("{\"token\":" + bytes, Secrets::Masked));
  CHECK_NOTHROW(journal::shown_target("/?token=" + bytes, Secrets::Masked));
  CHECK(journal::shown_body("{\"token\":\"\xff\xfe\xfd\xfc\xfb\"}", Secrets::Masked) ==
        "{\"token\":\"…\xfe\xfd\xfc\xfb\"}");
}
