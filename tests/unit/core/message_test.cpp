#include "core/message.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <string_view>

using namespace mock::core;

TEST_CASE("header names are compared without case, and the first field of a name counts", "[core][message]") {
  const Headers headers{{"Content-Type", "text/plain"}, {"X-A", "1"}, {"x-a", "2"}};

  REQUIRE(find_header(headers, "content-TYPE") != nullptr);
  CHECK(*find_header(headers, "content-TYPE") == "text/plain");
  CHECK(*find_header(headers, "X-a") == "1");
  CHECK(find_header(headers, "X-") == nullptr);
  CHECK(find_header(headers, "") == nullptr);
}

TEST_CASE("a body tells its length where it is known", "[core][message]") {
  CHECK(length_of(text_body("abc")) == 3);
  CHECK(length_of(Generated{.content = {.seed = 1, .name = "a", .size = 10}, .offset = 2, .length = 5}) == 5);
  CHECK(length_of(FileStretch{.path = "/nowhere", .offset = 0, .length = 7}) == 7);
  CHECK(length_of(Archive{}) == std::nullopt);
}

TEST_CASE("only a text has a text", "[core][message]") {
  CHECK(text_of(text_body("abc")) == "abc");
  CHECK(text_of(Archive{}).empty());
  CHECK(text_of(Response{}.body).empty());
}

TEST_CASE("every status has a reason phrase", "[core][message]") {
  struct Row {
    int status;
    std::string_view phrase;
  };
  const auto row = GENERATE(
      Row{200, "OK"}, Row{204, "No Content"}, Row{206, "Partial Content"}, Row{304, "Not Modified"},
      Row{413, "Content Too Large"}, Row{422, "Unprocessable Content"}, Row{423, "Locked"},
      Row{429, "Too Many Requests"}, Row{498, "Invalid Client Key"}, Row{499, "Missing Client Key"},
      Row{503, "Service Unavailable"}, Row{511, "Network Authentication Required"}, Row{299, "Success"},
      Row{497, "Client Error"}, Row{599, "Server Error"}, Row{999, "Unknown"}, Row{0, "Unknown"});

  CHECK(reason_phrase(row.status) == row.phrase);
}
