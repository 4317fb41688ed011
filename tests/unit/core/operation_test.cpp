#include "core/operation.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

using namespace mock::core;
using namespace std::string_view_literals;

namespace {

using Segments = std::vector<std::string>;
using Query = std::vector<std::pair<std::string, std::string>>;

/// What the three providers have, more or less.
constexpr std::string_view kTemplates[] = {
    "/api/v3/orders",
    "/api/v3/orders/{orderUuid}",
    "/api/v3/orders/{orderUuid}/items/{itemUuid}",
    "/api/v3/carts/{cartUuid}",
    "/v1/auth/login",
    "/v1/order",
    "/v1/order/{orderId}",
    "/v1/order/products/available",
    "/api/v1/rs-order/user/orders/{orderId}/files",
};

std::optional<std::string> nearest_of(std::string_view path) { return nearest_path(path, kTemplates); }

}  // namespace

TEST_CASE("a target is split before it is decoded", "[core][operation]") {
  const auto target = parse_target("/v1/order/a%2Fb%20c+d?x=1&y=a%26b+c&x=2&flag&=v&&z=");

  REQUIRE(target);
  CHECK(target->path == "/v1/order/a%2Fb%20c+d");
  CHECK(target->segments == Segments{"v1", "order", "a/b c+d"});
  CHECK(target->query == Query{{"x", "1"}, {"y", "a&b c"}, {"x", "2"}, {"flag", ""}, {"", "v"}, {"z", ""}});
}

TEST_CASE("empty segments are kept", "[core][operation]") {
  CHECK(parse_target("/")->segments.empty());
  CHECK(parse_target("//")->segments == Segments{"", ""});
  CHECK(parse_target("/a/")->segments == Segments{"a", ""});
  CHECK(parse_target("/a?")->query.empty());
}

TEST_CASE("bytes that are strange but decodable are handed on for others to judge", "[core][operation]") {
  CHECK(parse_target("/a%00b")->segments == Segments{std::string{"a\0b"sv}});
  CHECK(parse_target("/%ff")->segments == Segments{"\xff"});
  CHECK(parse_target("/?a=%00")->query == Query{{"a", std::string{"\0"sv}}});
}

TEST_CASE("an absolute target is read as its path", "[core][operation]") {
  CHECK(parse_target("http://127.0.0.1:8420/v1/order?x=1") == parse_target("/v1/order?x=1"));
  CHECK(parse_target("HTTPS://h/a") == parse_target("/a"));
  CHECK(parse_target("http://h")->path == "/");
  CHECK(parse_target("http://h?a=b")->query == Query{{"a", "b"}});
}

TEST_CASE("what is no path is no target", "[core][operation]") {
  const auto text = GENERATE("", "*", "orders", "example.com:443", "ftp://h/a", "?a=b", "http:/a", "/%",
                             "/%4", "/%zz", "/a%2", "/?a=%g0", "/?%=1");

  CHECK(parse_target(text) == std::nullopt);
}

TEST_CASE("the first query parameter of a name counts", "[core][operation]") {
  const auto target = parse_target("/?a=1&b=&a=2");

  REQUIRE(find_query(*target, "a") != nullptr);
  CHECK(*find_query(*target, "a") == "1");
  CHECK(find_query(*target, "b")->empty());
  CHECK(find_query(*target, "c") == nullptr);
}

TEST_CASE("a path fits a template segment by segment", "[core][operation]") {
  const auto match = [](std::string_view path_template, std::string_view target) {
    return match_path(path_template, *parse_target(target));
  };

  CHECK(match("/v1/order/{orderId}", "/v1/order/a%2Fb") == PathParameters{{"orderId", "a/b"}});
  CHECK(match("/a/{x}/b/{y}", "/a/1/b/2?q=1") == PathParameters{{"x", "1"}, {"y", "2"}});
  CHECK(match("/v1/order", "/v1/order") == PathParameters{});
  CHECK(match("/", "/") == PathParameters{});

  CHECK_FALSE(match("/v1/order/{orderId}", "/v1/order"));
  CHECK_FALSE(match("/v1/order/{orderId}", "/v1/order/"));
  CHECK_FALSE(match("/v1/order/{orderId}", "/v1/order/a/b"));
  CHECK_FALSE(match("/v1/order/{orderId}", "/v1/orders/a"));
  CHECK_FALSE(match("/v1/order", "/v1/order/"));
  CHECK_FALSE(match("/v1/order", "/V1/order"));
  CHECK_FALSE(match("/v1/order", "//v1/order"));
  CHECK_FALSE(match("/", "/a"));
}

TEST_CASE("a parameter's name is a view into its template", "[core][operation]") {
  constexpr std::string_view path_template = "/v1/order/{orderId}";

  const auto parameters = match_path(path_template, *parse_target("/v1/order/x"));

  REQUIRE(parameters);
  CHECK(parameters->front().first.data() == path_template.data() + path_template.find("orderId"));
}

TEST_CASE("the nearest path is what the client probably meant", "[core][operation]") {
  struct Row {
    std::string_view path;
    std::string_view nearest;
  };
  const auto row =
      GENERATE(Row{"/orders/x", "/api/v3/orders/{orderUuid}"},  //
               Row{"/v3/orders/x", "/api/v3/orders/{orderUuid}"},
               Row{"/base/api/v3/orders/x", "/api/v3/orders/{orderUuid}"},
               Row{"/orders/x/items/y", "/api/v3/orders/{orderUuid}/items/{itemUuid}"},
               Row{"/v1/orders/x", "/v1/order/{orderId}"},                                        //
               Row{"/v2/order/x", "/v1/order/{orderId}"},                                         //
               Row{"/V1/Order/x", "/v1/order/{orderId}"},                                         //
               Row{"/v1/order/", "/v1/order"},                                                    //
               Row{"/v1//order/x", "/v1/order/{orderId}"},                                        //
               Row{"/v1/order/x/y?z", "/v1/order/{orderId}"}, Row{"/v1/auth", "/v1/auth/login"},  //
               Row{"/v1/auth/logn", "/v1/auth/login"},
               Row{"/user/orders/42/files", "/api/v1/rs-order/user/orders/{orderId}/files"});

  INFO(row.path);
  CHECK(nearest_of(row.path).value_or("nothing") == row.nearest);
}

TEST_CASE("nothing is proposed where nothing is near", "[core][operation]") {
  const auto path = GENERATE("/", "", "/favicon.ico", "/index.html", "/v1/zzz/x", "/v1/zzz", "/api/v3/zzz",
                             "/api/v9000/foo/bar/baz", "/.well-known/openid-configuration");

  CHECK(nearest_of(path).value_or("nothing") == "nothing");
}

TEST_CASE("a path of thousands of segments is no work", "[core][operation]") {
  std::string path;
  for (int i = 0; i < 4000; ++i) path += "/a";

  CHECK(nearest_of(path).value_or("nothing") == "nothing");
  CHECK(nearest_of("/v1/" + std::string(8000, 'a')).value_or("nothing") == "nothing");
}
