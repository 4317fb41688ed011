#include "transport/response_head.hpp"

#include <catch2/catch_test_macros.hpp>

#include <string>

using namespace mock;
using namespace mock::transport;

namespace {

const core::Instant kNow = *core::parse_instant("2026-03-01T09:00:00Z");
const std::string kDate = "Date: Sun, 01 Mar 2026 09:00:00 GMT\r\n";

core::Response response(int status, core::Headers headers = {}) {
  core::Response response;
  response.status = status;
  response.headers = std::move(headers);
  return response;
}

}  // namespace

TEST_CASE("a head is the status line, the response's own fields and ours", "[transport][response_head]") {
  CHECK(render_response_head(response(498, {{"X-B", "1"}, {"x-a", "2"}}), {.length = 3}, kNow) ==
        "HTTP/1.1 498 Invalid Client Key\r\nX-B: 1\r\nx-a: 2\r\n" + kDate +
            "Content-Length: 3\r\nKeep-Alive: timeout=60\r\n\r\n");
  CHECK(render_response_head(response(200), {.chunked = true, .close = true}, kNow) ==
        "HTTP/1.1 200 OK\r\n" + kDate + "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n");
  CHECK(render_response_head(response(204), {.length = 0, .explicit_keep_alive = true}, kNow) ==
        "HTTP/1.1 204 No Content\r\n" + kDate + "Connection: keep-alive\r\nKeep-Alive: timeout=60\r\n\r\n");
}

TEST_CASE("fields that would contradict the wire are left out", "[transport][response_head]") {
  const core::Headers contradicting{
      {"Content-length", "9"}, {"TRANSFER-ENCODING", "gzip"}, {"connection", "x"}, {"Keep-alive", "y"}};

  CHECK(render_response_head(response(200, contradicting), {.length = 3}, kNow) ==
        render_response_head(response(200), {.length = 3}, kNow));
}

TEST_CASE("a value cannot end its line", "[transport][response_head]") {
  const auto head =
      render_response_head(response(200, {{"A", "b\r\nSet-Cookie: c"}, {"D\ne", "f"}}), {}, kNow);

  CHECK(head.starts_with("HTTP/1.1 200 OK\r\nA: b  Set-Cookie: c\r\nD e: f\r\nDate: "));
}

TEST_CASE("the date moves on with the clock, and back", "[transport][response_head]") {
  const auto date_at = [](core::Instant now) {
    return render_response_head(response(200), {}, now).substr(17, 37);
  };

  CHECK(date_at(kNow) == kDate);
  CHECK(date_at(kNow + std::chrono::milliseconds{999}) == kDate);
  CHECK(date_at(kNow + std::chrono::seconds{1}) == "Date: Sun, 01 Mar 2026 09:00:01 GMT\r\n");
  CHECK(date_at(kNow) == kDate);
}
