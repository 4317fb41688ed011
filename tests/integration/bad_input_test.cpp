// Everything that a client can send, against the real program: an answer or a closed connection, a finding
// where a promise was broken, and the next request is answered as if nothing had been.

#include "support/folder.hpp"
#include "support/process.hpp"
#include "support/raw_socket.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <csignal>
#include <string>
#include <thread>
#include <vector>

using Catch::Matchers::ContainsSubstring;
using mock::testing::RawSocket;

namespace {

const std::string kHost = "Host: localhost\r\n";
const std::string kCredentials =
    "X-Client-ID: your_client_id\r\nX-Musement-Application: tour\r\nAuthorization: Bearer tour-token\r\n";
const std::string kRight = "GET /v1/order/abcd_1234 HTTP/1.1\r\n" + kHost + kCredentials + "\r\n";

std::string get(const std::string& target, const std::string& more = {}) {
  return "GET " + target + " HTTP/1.1\r\n" + kHost + kCredentials + more + "\r\n";
}

std::string repeated(const std::string& text, std::size_t times) {
  std::string all;
  all.reserve(text.size() * times);
  for (std::size_t i = 0; i < times; ++i) all += text;
  return all;
}

std::string with_body(const std::string& method, const std::string& target, const std::string& body) {
  return method + " " + target + " HTTP/1.1\r\n" + kHost + kCredentials +
         "Content-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
         body;
}

struct Hostile {
  std::string what;
  std::string bytes;
};

std::vector<Hostile> hostile_inputs() {
  const std::string files = "/api/v1/rs-order/user/orders/";
  return {
      {"no HTTP at all", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 hello\r\n\r\n"},
      {"another protocol", "SSH-2.0-OpenSSH_9.2\r\n"},
      {"HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"},
      {"no Host", "GET /v1/order/abcd_1234 HTTP/1.1\r\n" + kCredentials + "\r\n"},
      {"an unknown method", "BREW /v1/order/abcd_1234 HTTP/1.1\r\n" + kHost + kCredentials + "\r\n"},
      {"a target of 100 KB", get("/v1/order/" + std::string(100'000, 'a'))},
      {"a header without end", "GET / HTTP/1.1\r\n" + kHost + "X: " + std::string(200'000, 'a')},
      {"headers without end", "GET / HTTP/1.1\r\n" + kHost + repeated("X-Another: header\r\n", 10'000)},
      {"a parameter that std::regex would die of", get("/api/v3/orders/" + std::string(6'000, 'a'))},
      {"a query parameter likewise", get(files + "42/files/available?page=" + std::string(6'000, '1'))},
      {"broken percent-encoding", get("/v1/order/%zz")},
      {"a NUL in the path", get("/v1/order/%00")},
      {"invalid UTF-8 in the path", get("/v1/order/%ff%fe")},
      {"raw invalid UTF-8 in a header", get("/v1/order/abcd_1234", "X-Name: \xff\xfe\r\n")},
      {"wrong types", get(files + "not-a-number/files/available?page=-1&size=many")},
      {"a number beyond all types",
       get(files + "99999999999999999999999999/files/available?page=99999999999999999999")},
      {"path traversal", get("/v1/order/../../../etc/passwd")},
      {"JSON nested 100,000 deep",
       with_body("GET", "/v1/order/abcd_1234", repeated("[", 100'000) + repeated("]", 100'000))},
      {"a body of invalid UTF-8", with_body("GET", "/v1/order/abcd_1234", "{\"a\":\"\xff\xfe\"}")},
      {"a body of a gigabyte, announced", "POST /v1/order/abcd_1234 HTTP/1.1\r\n" + kHost + kCredentials +
                                              "Content-Length: 1073741824\r\n\r\n" +
                                              std::string(1'000'000, 'x')},
      {"a length that is none", "POST / HTTP/1.1\r\n" + kHost + "Content-Length: -5\r\n\r\n"},
      {"two lengths", "POST / HTTP/1.1\r\n" + kHost + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!"},
      {"length and chunks",
       "POST / HTTP/1.1\r\n" + kHost + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
      {"a broken chunk", "POST / HTTP/1.1\r\n" + kHost + "Transfer-Encoding: chunked\r\n\r\nzz\r\n"},
      {"a session that is none", get("/~" + std::string(5'000, 'a') + "/v1/order/abcd_1234")},
      {"half a request", "GET /v1/order/abcd_1234 HTTP/1.1\r\nHo"},
  };
}

}  // namespace

TEST_CASE("no bytes of a client take the server, a session or its verdict away", "[bad-input]") {
  const test::Folder folder;
  test::Process server{{UNDERSTUDY_BINARY, "serve", "tour", "--clock", "manual", "--port", "0", "--port-file",
                        folder.path("port"), "--report", folder.path("out.json"), "--quiet"}};
  server.wait_for_output("\n");
  const int port = std::stoi(folder.read("port"));

  for (const Hostile& hostile : hostile_inputs()) {
    CAPTURE(hostile.what);
    RawSocket socket{port};
    socket.try_send(hostile.bytes);
    socket.end_output();
    const std::string answer = socket.read_to_end();
    CHECK((answer.empty() || answer.starts_with("HTTP/1.1 ")));
    CHECK_FALSE(answer.starts_with("HTTP/1.1 500"));  // 501 and 505 are answers

    RawSocket next{port};
    CHECK(next.ask(kRight).status == 200);
  }

  server.signal(SIGTERM);
  const test::Ended ended = server.wait();
  INFO(ended.err);
  CHECK(ended.code == 1);
  const std::string report = folder.read("out.json");
  for (const char* code :
       {"CONTRACT-MALFORMED-REQUEST", "CONTRACT-UNKNOWN-PATH", "CONTRACT-UNKNOWN-METHOD",
        "CONTRACT-REQUEST-PATH", "CONTRACT-REQUEST-QUERY", "CONTRACT-REQUEST-BODY", "SESSION-UNKNOWN"}) {
    CHECK_THAT(report, ContainsSubstring(code));
  }
}

TEST_CASE("a second signal ends a server that is still answering", "[bad-input][serve]") {
  const test::Folder folder;
  const std::string scenario = folder.write("big.yaml", R"(
understudy: 1
clock: manual
file_order:
  orders: { id: 42, sub_orders: { files: { filename: big.dat, size: 100GB, checksum: 0123456789abcdef0123456789abcdef } } }
)");
  test::Process server{{UNDERSTUDY_BINARY, "serve", scenario, "--port", "0", "--port-file",
                        folder.path("port"), "--grace", "1h", "--report", folder.path("out.json")}};
  server.wait_for_output("\n");
  RawSocket socket{std::stoi(folder.read("port"))};
  const auto listing = socket.ask(get("/api/v1/rs-order/user/orders/42/files/available"));
  const auto uri = listing.body.substr(listing.body.find("/api/v1/rs-catalog/"));
  socket.send(get(uri.substr(0, uri.find('"'))));
  socket.read_until("\r\n\r\n");

  // The client reads on all the time, so that nothing but the second signal can end the answer.
  std::thread client{[&] {
    while (socket.drain_some()) {
    }
  }};
  server.signal(SIGTERM);
  server.signal(SIGINT);
  const test::Ended ended = server.wait();
  client.join();

  INFO(ended.err);
  CHECK(ended.code == 0);
  CHECK_THAT(folder.read("out.json"), ContainsSubstring("get_catalog_file"));
}
