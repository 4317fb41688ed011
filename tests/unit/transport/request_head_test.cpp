#include "transport/request_head.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <string>
#include <string_view>
#include <variant>

using namespace mock;
using namespace mock::transport;

namespace {

constexpr std::size_t kLimit = 1000;

RequestHead accepted(std::string_view head) {
  auto read = read_request_head(head, kLimit);
  REQUIRE(std::holds_alternative<RequestHead>(read));
  return std::get<RequestHead>(std::move(read));
}

core::MalformedRequest refused(std::string_view head) {
  auto read = read_request_head(head, kLimit);
  REQUIRE(std::holds_alternative<core::MalformedRequest>(read));
  return std::get<core::MalformedRequest>(std::move(read));
}

}  // namespace

TEST_CASE("the end of a head is found wherever its bytes are cut", "[transport][request_head]") {
  const std::string head =
      GENERATE("GET / HTTP/1.1\r\nHost: h\r\n\r\n", "GET / HTTP/1.1\n\n", "GET / HTTP/1.1\n\r\n");
  const std::string input = head + "GET /next";

  for (std::size_t searched = 0; searched < head.size(); ++searched) {
    REQUIRE_FALSE(find_head_end(std::string_view{input}.substr(0, searched)));
    REQUIRE(find_head_end(input, searched) == head.size());
  }
}

TEST_CASE("how the body is framed is read from the head", "[transport][request_head]") {
  const std::string begin = "POST / HTTP/1.1\r\nHost: h\r\n";

  CHECK(accepted(begin + "\r\n").framing == RequestHead::Framing::None);
  const auto by_length = accepted(begin + "content-length: 0010\r\nExpect: 100-Continue\r\n\r\n");
  CHECK(by_length.framing == RequestHead::Framing::Length);
  CHECK(by_length.length == 10);
  CHECK(by_length.expects_continue);
  CHECK(accepted(begin + "Transfer-Encoding: , CHUNKED ,\r\n\r\n").framing == RequestHead::Framing::Chunked);
}

TEST_CASE("whether the connection stays is read from the head", "[transport][request_head]") {
  CHECK_FALSE(accepted("GET / HTTP/1.1\r\nHost: h\r\n\r\n").close);
  CHECK_FALSE(accepted("GET / HTTP/1.1\r\nHost: h\r\nConnection: closed\r\n\r\n").close);
  CHECK(accepted("GET / HTTP/1.1\r\nHost: h\r\nConnection: a,CLOSE\r\n\r\n").close);
  CHECK(accepted("GET / HTTP/1.0\r\n\r\n").close);
  CHECK_FALSE(accepted("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n").close);
}

TEST_CASE("a refusal says what was found and what was expected, with all that could be read",
          "[transport][request_head]") {
  const auto no_host = refused("GET /x HTTP/1.1\r\nA: 1\r\n\r\n");
  CHECK(no_host.status == 400);
  CHECK(no_host.found == "no Host header");
  CHECK(no_host.expected == "exactly one (RFC 9112 §3.2)");
  CHECK(no_host.read_so_far ==
        core::Request{.method = "GET", .target = "/x", .headers = {{"A", "1"}}, .body = {}});

  CHECK(refused("GET /x y HTTP/1.1\r\n\r\n").found == "the request line 'GET /x y HTTP/1.1'");
  CHECK(refused("G\x1b /x HTTP/1.1\r\n\r\n").found == "the method 'G\\x1b'");
  CHECK(refused("GET / HTTP/1.1\r\nHost : h\r\n\r\n").found == "the header line 'Host : h'");
  CHECK(refused("GET / HTTP/3\r\n\r\n").found == "the version 'HTTP/3'");
  CHECK(refused("GET / HTTP/1.1\r\nHost: h\r\nContent-Length: 1234567\r\n\r\n").found ==
        "a body of 1,234,567 bytes");
}

TEST_CASE("what cannot become a request is refused before its head has ended", "[transport][request_head]") {
  CHECK_FALSE(refuse_early(""));
  CHECK_FALSE(refuse_early("GET / HTTP/1.1\r\nHost:"));
  CHECK_FALSE(refuse_early("GET /" + std::string(8'000, 'a')));

  CHECK(refuse_early("\x16\x03")->found == "a TLS handshake");
  const auto long_target = refuse_early("GET /" + std::string(9'000, 'a'));
  CHECK(long_target->status == 414);
  CHECK(long_target->found == "a request target of 9,001 bytes or more");
  CHECK(long_target->read_so_far.method == "GET");
  CHECK(refuse_early("GET / HTTP/1.1\r\nA: " + std::string(70'000, 'a'))->status == 431);
  CHECK(refuse_early(std::string(70'000, 'a'))->status == 414);
}

TEST_CASE("long numbers are shown in groups", "[transport][request_head]") {
  CHECK(grouped(0) == "0");
  CHECK(grouped(999) == "999");
  CHECK(grouped(1'000) == "1,000");
  CHECK(grouped(18'446'744'073'709'551'615U) == "18,446,744,073,709,551,615");
}
