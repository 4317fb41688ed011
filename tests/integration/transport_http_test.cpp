// What goes over the wire, byte by byte: DECISIONS 17 and RFC 9112.

#include "support/recording_handler.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <csignal>
#include <string>
#include <string_view>
#include <vector>

using namespace mock;
using namespace mock::testing;
using namespace std::string_view_literals;

namespace {

const std::string kGet = "GET /x HTTP/1.1\r\nHost: h\r\n\r\n";

/// A server and one connection to it.
struct Fixture {
  explicit Fixture(transport::ServerOptions options = {})
      : running(handler, std::move(options)), client(running.connect()) {}

  RecordingHandler handler;
  RunningServer running;
  RawSocket client;
};

/// A head with a line of its own.
std::string get_with(std::string_view line) {
  return "GET /x HTTP/1.1\r\nHost: h\r\n" + std::string{line} + "\r\n\r\n";
}

/// Sends what must be refused; the status of the answer. Checks that nothing of it reached the handler as a
/// request, and that the connection ends.
int refused(std::string_view bytes) {
  Fixture play;

  play.client.try_send(bytes);
  const auto response = play.client.read_response();

  CHECK(response.header("Connection") == "close");
  CHECK(play.client.is_ended());
  CHECK(play.handler.requests().empty());
  CHECK(play.handler.rejected().size() == 1);
  return response.status;
}

}  // namespace

TEST_CASE("a request reaches the handler as it was sent", "[transport][http]") {
  Fixture play;

  play.client.send(
      "POST /v1/a%2Fb/../c?x=%20+&y#z HTTP/1.1\r\nhOst: h\r\nX-B: 1\r\nx-a:2\r\nX-b: \t 3 4 "
      "\t\r\nX-Empty:\r\n"
      "Content-Length: 5\r\n\r\na\0b\r\n"sv);
  play.client.read_response();

  const auto requests = play.handler.requests();
  REQUIRE(requests.size() == 1);
  CHECK(requests[0].method == "POST");
  CHECK(requests[0].target == "/v1/a%2Fb/../c?x=%20+&y#z");
  CHECK(requests[0].headers == core::Headers{{"hOst", "h"},
                                             {"X-B", "1"},
                                             {"x-a", "2"},
                                             {"X-b", "3 4"},
                                             {"X-Empty", ""},
                                             {"Content-Length", "5"}});
  CHECK(requests[0].body == "a\0b\r\n"sv);
}

TEST_CASE("the targets of other forms reach the handler as they are", "[transport][http]") {
  const std::string request_line = GENERATE("GET http://other:1/a?b HTTP/1.1", "OPTIONS * HTTP/1.1",
                                            "CONNECT example.com:443 HTTP/1.1", "GET /\xc3\xa4 HTTP/1.1");
  Fixture play;

  CHECK(play.client.ask(request_line + "\r\nHost: h\r\n\r\n").status == 200);

  const auto requests = play.handler.requests();
  REQUIRE(requests.size() == 1);
  CHECK(requests[0].method + " " + requests[0].target + " HTTP/1.1" == request_line);
}

// DECISIONS 17.1: httplib alone loses the second request.
TEST_CASE("a request without a body and its length does not cost the next one", "[transport][http]") {
  const std::string method = GENERATE("POST", "PUT", "PATCH", "DELETE");
  Fixture play;

  CHECK(play.client.ask(method + " /1 HTTP/1.1\r\nHost: h\r\n\r\n").status == 200);
  CHECK(play.client.ask(kGet).status == 200);
  CHECK(play.client.ask(method + " /3 HTTP/1.1\r\nHost: h\r\n\r\n").status == 200);

  CHECK(play.handler.requests().size() == 3);
}

// DECISIONS 17.3
TEST_CASE("a Range is for the handler alone", "[transport][http]") {
  const auto range =
      GENERATE("Range: bytes=0-4", "Range: bytes=5-1", "Range: bytes=900-", "Range: items=0-4", "Range: ,");
  const std::string method = GENERATE("GET", "POST");
  Fixture play;
  play.handler.reply = [](const core::Request&) { return RecordingHandler::text("0123456789"); };

  const auto response = play.client.ask(method + " /x HTTP/1.1\r\nHost: h\r\n" + range + "\r\n\r\n");

  CHECK(response.status == 200);
  CHECK(response.body == "0123456789");
  CHECK_FALSE(response.header("Content-Range"));
  CHECK(play.handler.requests().size() == 1);
}

// DECISIONS 17.4; RFC 9110 §8.6
TEST_CASE("204 and 304 have neither a body nor a length", "[transport][http]") {
  const int status = GENERATE(204, 304);
  Fixture play;
  play.handler.reply = [status](const core::Request&) {
    return RecordingHandler::text("none of this", status);
  };

  const auto response = play.client.ask(kGet);

  CHECK(response.status == status);
  CHECK_FALSE(response.header("Content-Length"));
  CHECK_FALSE(response.header("Transfer-Encoding"));
  CHECK(play.client.ask(kGet).status == status);
}

// DECISIONS 17.5
TEST_CASE("a status has its own reason phrase", "[transport][http]") {
  struct Row {
    int status;
    std::string_view line;
  };
  const auto row =
      GENERATE(Row{498, "HTTP/1.1 498 Invalid Client Key"}, Row{499, "HTTP/1.1 499 Missing Client Key"},
               Row{200, "HTTP/1.1 200 OK"}, Row{422, "HTTP/1.1 422 Unprocessable Content"},
               Row{599, "HTTP/1.1 599 Server Error"});
  Fixture play;
  play.handler.reply = [&row](const core::Request&) { return RecordingHandler::text("x", row.status); };

  CHECK(play.client.ask(kGet).status_line() == row.line);
}

// DECISIONS 17.6
TEST_CASE("an error answer does not end the connection", "[transport][http]") {
  const int status = GENERATE(400, 401, 404, 409, 413, 429, 500, 503);
  Fixture play;
  play.handler.reply = [status](const core::Request&) { return RecordingHandler::text("no", status); };

  const auto response = play.client.ask(kGet);

  CHECK(response.status == status);
  CHECK(response.body == "no");
  CHECK_FALSE(response.header("Connection"));
  CHECK(play.client.ask(kGet).status == status);
}

// DECISIONS 17.7: the rest of a head that was refused must not be taken for a request.
TEST_CASE("after a malformed head nothing more is read", "[transport][http]") {
  std::string many_headers = "GET /x HTTP/1.1\r\nHost: h\r\n";
  for (int i = 0; i < 100; ++i) many_headers += "X-" + std::to_string(i) + ": 1\r\n";
  const std::string smuggled = "GET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n";

  CHECK(refused("FOO /x y HTTP/1.1\r\n" + smuggled) == 400);
  CHECK(refused("FOO /x\r\n" + smuggled) == 400);
  CHECK(refused("F(O /x HTTP/1.1\r\n" + smuggled) == 400);
  CHECK(refused("GET  /x HTTP/1.1\r\n" + smuggled) == 400);
  CHECK(refused("GET /x\tHTTP/1.1\r\n" + smuggled) == 400);
  CHECK(refused("GET /\x01 HTTP/1.1\r\n" + smuggled) == 400);
  CHECK(refused("GET /x http/1.1\r\n" + smuggled) == 400);
  CHECK(refused("GET /x HTTP/1.1\nHost: h\n\n" + smuggled) == 400);
  CHECK(refused("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + smuggled) == 505);
  CHECK(refused(get_with("No colon") + smuggled) == 400);
  CHECK(refused(get_with("Blank : 1") + smuggled) == 400);
  CHECK(refused(get_with(": no name") + smuggled) == 400);
  CHECK(refused(get_with("A: 1\r\n folded") + smuggled) == 400);
  CHECK(refused(get_with("A: b\rc") + smuggled) == 400);
  CHECK(refused(get_with("A: b\0c"sv) + smuggled) == 400);
  CHECK(refused(many_headers + "\r\n" + smuggled) == 431);
}

// DECISIONS 17.8: a client that polls every few seconds must not meet the end of its connection.
TEST_CASE("an idle connection is good for a minute, and the client is told so", "[transport][http]") {
  Fixture play;

  CHECK(play.client.ask(kGet).header("Keep-Alive") == "timeout=60");
}

// DECISIONS 17.9
TEST_CASE("odd methods and headers are ordinary requests", "[transport][http]") {
  const std::string method = GENERATE("PROPFIND", "TRACE", "get", "X!#$%&'*+-.^_`|~", "QUERY");
  const std::string header = GENERATE("Accept: a/b,", "Accept: a/b;q=2", "Accept: ;;", "X-A: \x80\xff");
  Fixture play;

  CHECK(play.client.ask(method + " /x HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n" + header + "\r\n\r\nab")
            .body == "ok");
  CHECK(play.client.ask(kGet).status == 200);

  const auto requests = play.handler.requests();
  REQUIRE(requests.size() == 2);
  CHECK(requests[0].method == method);
  CHECK(requests[0].body == "ab");
}

TEST_CASE("a request to change the protocol is not followed", "[transport][http]") {
  Fixture play;

  CHECK(play.client
            .ask(get_with("Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                          "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="))
            .status == 200);
}

// DECISIONS 17.10; RFC 9112 §3.2
TEST_CASE("a request must say for which host it is", "[transport][http]") {
  CHECK(refused("GET /x HTTP/1.1\r\n\r\n") == 400);
  CHECK(refused("GET /x HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n") == 400);
}

TEST_CASE("two accounts of where a body ends are refused", "[transport][http]") {
  CHECK(refused(get_with("Content-Length: 1\r\nTransfer-Encoding: chunked") + "0\r\n\r\n") == 400);
  CHECK(refused(get_with("Content-Length: 0\r\nTransfer-Encoding: chunked") + "0\r\n\r\n") == 400);
  CHECK(refused(get_with("Content-Length: 1\r\nContent-Length: 2") + "ab") == 400);
  CHECK(refused(get_with("Content-Length: 1, 1") + "a") == 400);
  CHECK(refused(get_with("Content-Length: +1") + "a") == 400);
  CHECK(refused(get_with("Content-Length: -1") + "a") == 400);
  CHECK(refused(get_with("Content-Length: 0x1") + "a") == 400);
  CHECK(refused(get_with("Content-Length:") + "a") == 400);
  CHECK(refused(get_with("Transfer-Encoding: gzip, chunked") + "0\r\n\r\n") == 501);
  CHECK(refused(get_with("Transfer-Encoding: chunked, gzip") + "0\r\n\r\n") == 400);
  CHECK(refused(get_with("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked") + "0\r\n\r\n") == 400);
  CHECK(refused("POST /x HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n") == 400);
}

TEST_CASE("the same length said twice is one length", "[transport][http]") {
  Fixture play;

  CHECK(play.client.ask("POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\ncontent-length: 2\r\n\r\nab")
            .status == 200);
  CHECK(play.client.ask(kGet).status == 200);

  CHECK(play.handler.requests()[0].body == "ab");
}

// DECISIONS 17.11
TEST_CASE("a form is a body like any other", "[transport][http]") {
  Fixture play;
  const std::string form = "a=" + std::string(100'000, 'x') + "&b=%20+";

  const auto status =
      play.client
          .ask(
              "POST /x HTTP/1.1\r\nHost: h\r\nContent-Type: application/x-www-form-urlencoded\r\n"
              "Content-Length: " +
              std::to_string(form.size()) + "\r\n\r\n" + form)
          .status;

  CHECK(status == 200);
  CHECK(play.handler.requests()[0].body == form);
}

TEST_CASE("a multipart body is handed on as bytes", "[transport][http]") {
  Fixture play;
  const std::string body = "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--b--\r\n";

  play.client.ask(
      "POST /x HTTP/1.1\r\nHost: h\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: " +
      std::to_string(body.size()) + "\r\n\r\n" + body);

  CHECK(play.handler.requests()[0].body == body);
}

TEST_CASE("a body over the limit is refused and not stored", "[transport][http]") {
  const transport::ServerOptions options{.body_limit = 1000};

  SECTION("by its length, before it is read") {
    Fixture play{options};
    play.client.send("POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 1001\r\nExpect: 100-continue\r\n\r\n");

    CHECK(play.client.read_response().status == 413);
    CHECK(play.client.is_ended());
    CHECK(play.handler.rejected()[0].read_so_far.target == "/x");
  }
  SECTION("by a length beyond all numbers") {
    Fixture play{options};
    play.client.send("POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 99999999999999999999999\r\n\r\n");

    CHECK(play.client.read_response().status == 413);
  }
  SECTION("by its chunks") {
    Fixture play{options};
    play.client.send("POST /x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n7d0\r\n" +
                     std::string(1001, 'x'));

    CHECK(play.client.read_response().status == 413);
    CHECK(play.client.is_ended());
    CHECK(play.handler.requests().empty());
  }
  SECTION("at the limit it is taken") {
    Fixture play{options};
    CHECK(play.client
              .ask("POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 1000\r\n\r\n" + std::string(1000, 'x'))
              .status == 200);
  }
}

TEST_CASE("the answer to a body that is refused arrives although the body was not read",
          "[transport][http]") {
  Fixture play;
  const std::string body(9U << 20U, 'x');

  play.client.try_send("POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: " + std::to_string(body.size()) +
                       "\r\n\r\n" + body);

  CHECK(play.client.read_response().status == 413);
}

// DECISIONS 17.12
TEST_CASE("an answer has a date", "[transport][http]") {
  transport::ServerOptions options;
  options.now = [] { return *core::parse_instant("2026-03-01T09:00:00Z"); };
  Fixture play{options};

  SECTION("the server's") { CHECK(play.client.ask(kGet).header("Date") == "Sun, 01 Mar 2026 09:00:00 GMT"); }
  SECTION("or the response's own, from a session's clock") {
    play.handler.reply = [](const core::Request&) {
      auto reply = RecordingHandler::text("x");
      reply.response.headers.push_back({"date", "Mon, 02 Mar 2026 09:00:00 GMT"});
      return reply;
    };
    const auto response = play.client.ask(kGet);
    CHECK(response.header("Date") == "Mon, 02 Mar 2026 09:00:00 GMT");
    CHECK(response.head.find("Sun, 01") == std::string::npos);
  }
}

// DECISIONS 17.13
TEST_CASE("a client that hangs up before its answer does no harm", "[transport][http]") {
  struct sigaction before {};
  struct sigaction by_default {};
  by_default.sa_handler = SIG_DFL;
  RecordingHandler handler;
  handler.reply = [](const core::Request&) {
    return RecordingHandler::body(core::text_body(std::string(10'000'000, 'x')));
  };
  const RunningServer running{handler};
  // httplib's constructor ignores the signal for the whole process; we must not depend on it.
  REQUIRE(::sigaction(SIGPIPE, &by_default, &before) == 0);

  for (int i = 0; i < 20; ++i) {
    auto client = running.connect();
    client.send(kGet);
    if (i % 2 == 0) client.read_until("\r\n\r\n");
    client.reset();
  }
  handler.wait_for_transfers(20);

  ::sigaction(SIGPIPE, &before, nullptr);
  CHECK(running.connect().ask(kGet).status == 200);
}

TEST_CASE("a client that asks first may send its body", "[transport][http]") {
  Fixture play;

  play.client.send("POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nexpect: 100-Continue\r\n\r\n");
  CHECK(play.client.read_until("\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n");
  play.client.send("abc");

  CHECK(play.client.read_response().status == 200);
  CHECK(play.handler.requests()[0].body == "abc");
}

TEST_CASE("a client that asks although it has no body is just answered", "[transport][http]") {
  Fixture play;

  CHECK(play.client.ask(get_with("Expect: 100-continue")).status == 200);
}

TEST_CASE("a HEAD request with a body gets none back", "[transport][http]") {
  Fixture play;

  const auto response = play.client.ask("HEAD /x HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc");

  CHECK(response.header("Content-Length") == "2");
  CHECK(play.client.ask(kGet).status_line() == "HTTP/1.1 200 OK");
}

TEST_CASE("chunks are put together", "[transport][http]") {
  Fixture play;

  play.client.ask(
      "PUT /x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: Chunked\r\n\r\n"
      "3\r\nabc\r\nA;ext=\"1\"\r\n0123456789\r\n0\r\nX-Trailer: 1\r\n\r\n");
  CHECK(play.client.ask(kGet).status == 200);

  const auto requests = play.handler.requests();
  REQUIRE(requests.size() == 2);
  CHECK(requests[0].body == "abc0123456789");
}

TEST_CASE("chunks that cannot be read are refused", "[transport][http]") {
  const std::string chunks =
      GENERATE("x\r\nabc\r\n0\r\n\r\n", "3\r\nabcd\r\n0\r\n\r\n", "-1\r\na\r\n0\r\n\r\n", "\r\n0\r\n\r\n",
               "ffffffffffffffffff\r\na\r\n0\r\n\r\n");
  const std::string smuggled = "GET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n";
  Fixture play;

  play.client.send("POST /x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks + smuggled);
  const int status = play.client.read_response().status;

  CHECK((status == 400 || status == 413));
  CHECK(play.client.is_ended());
  CHECK(play.handler.requests().empty());
}

TEST_CASE("a head that does not end is refused", "[transport][http]") {
  CHECK(refused("GET /x HTTP/1.1\r\nHost: h\r\nX-A: " + std::string(70'000, 'a')) == 431);
  CHECK(refused("GET /" + std::string(9'000, 'a')) == 414);
  CHECK(refused("GET /" + std::string(9'000, 'a') + " HTTP/1.1\r\nHost: h\r\n\r\n") == 414);
}

TEST_CASE("a target of 8,192 bytes is taken", "[transport][http]") {
  Fixture play;

  CHECK(play.client.ask("GET /" + std::string(8'191, 'a') + " HTTP/1.1\r\nHost: h\r\n\r\n").status == 200);
}

TEST_CASE("who speaks TLS is told at once", "[transport][http]") {
  Fixture play;

  play.client.send("\x16\x03\x01\x02");

  CHECK(play.client.read_response().body == "a TLS handshake");
  CHECK(play.client.is_ended());
}

TEST_CASE("requests sent at once are answered in order", "[transport][http]") {
  Fixture play;
  play.handler.reply = [](const core::Request& request) {
    return RecordingHandler::text(request.target + request.body);
  };
  std::string all;
  for (int i = 0; i < 200; ++i) {
    all += "\r\nPOST /" + std::to_string(i) + " HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\n!";
  }

  play.client.send(all);

  for (int i = 0; i < 200; ++i) {
    REQUIRE(play.client.read_response().body == "/" + std::to_string(i) + "!");
  }
}

TEST_CASE("a request in many pieces is one request", "[transport][http]") {
  const std::string request = "\r\nPOST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc";
  Fixture play;

  for (std::size_t i = 0; i < request.size(); ++i) {
    play.client.send(request.substr(i, 1));
    // So that the server reads each byte by itself.
    if (i + 1 < request.size()) REQUIRE_FALSE(play.client.has_more_within(std::chrono::milliseconds{1}));
  }

  CHECK(play.client.read_response().status == 200);
  CHECK(play.handler.requests().size() == 1);
}

TEST_CASE("HEAD has the head of GET and no body", "[transport][http]") {
  Fixture play;

  const auto get = play.client.ask(kGet);
  const auto head = play.client.ask("HEAD /x HTTP/1.1\r\nHost: h\r\n\r\n");

  CHECK(head.status_line() == get.status_line());
  CHECK(head.header("Content-Length") == "2");
  CHECK(head.header("Content-Type") == "text/plain");
  CHECK_FALSE(head.header("Accept-Ranges"));
  CHECK(play.client.ask(kGet).body == "ok");
  CHECK(play.handler.requests()[1].method == "HEAD");
}

TEST_CASE("a response's own headers go out as they are, in their order", "[transport][http]") {
  Fixture play;
  play.handler.reply = [](const core::Request&) {
    auto reply = RecordingHandler::text("x");
    reply.response.headers = {{"zeta", "1"},
                              {"Set-Cookie", "a"},
                              {"Set-Cookie", "b"},
                              {"Alpha", "x\r\ny: z"},
                              {"content-length", "99"},
                              {"connection", "close"},
                              {"Transfer-Encoding", "gzip"}};
    return reply;
  };

  const auto response = play.client.ask(kGet);

  CHECK(response.head.find("\r\nzeta: 1\r\nSet-Cookie: a\r\nSet-Cookie: b\r\nAlpha: x  y: z\r\nDate: ") ==
        15);
  CHECK(response.header("Content-Length") == "1");
  CHECK_FALSE(response.header("Transfer-Encoding"));
  CHECK_FALSE(response.header("Connection"));
  CHECK_FALSE(response.header("Content-Type"));
}

TEST_CASE("the connection ends where the client or the reply wants it", "[transport][http]") {
  Fixture play;
  play.handler.reply = [](const core::Request& request) {
    auto reply = RecordingHandler::text("x");
    reply.close = request.target == "/close";
    return reply;
  };

  SECTION("the client") {
    CHECK(play.client.ask(get_with("Connection: x, Close")).header("Connection") == "close");
    CHECK(play.client.is_ended());
  }
  SECTION("the reply") {
    CHECK(play.client.ask("GET /close HTTP/1.1\r\nHost: h\r\n\r\n").header("Connection") == "close");
    CHECK(play.client.is_ended());
  }
  SECTION("HTTP/1.0") {
    CHECK(play.client.ask("GET /x HTTP/1.0\r\n\r\n").body == "x");
    CHECK(play.client.is_ended());
  }
  SECTION("but not HTTP/1.0 that asks to stay") {
    CHECK(play.client.ask("GET /x HTTP/1.0\r\nConnection: keep-alive\r\n\r\n").header("Connection") ==
          "keep-alive");
    CHECK(play.client.ask(kGet).status == 200);
  }
  SECTION("a client that has said all is still answered") {
    play.client.send(kGet + kGet);
    play.client.end_output();
    CHECK(play.client.read_response().body == "x");
    CHECK(play.client.read_response().body == "x");
    CHECK(play.client.is_ended());
  }
}

TEST_CASE("what was found is said in words, with what could be read", "[transport][http]") {
  Fixture play;

  play.client.send("POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nabc");
  play.client.end_output();
  const auto response = play.client.read_response();

  CHECK(response.status == 400);
  const auto rejected = play.handler.rejected();
  REQUIRE(rejected.size() == 1);
  CHECK(rejected[0].found == "a connection that ended after 3 of 10 bytes of the body");
  CHECK(rejected[0].expected == "the whole body");
  CHECK(rejected[0].read_so_far.target == "/x");
  CHECK(rejected[0].read_so_far.body == "abc");
}

TEST_CASE("a handler that throws costs one answer", "[transport][http]") {
  Fixture play;
  play.handler.reply = [](const core::Request&) -> core::Reply { throw std::runtime_error("a bug"); };

  CHECK(play.client.ask(kGet).status == 500);
  CHECK(play.running.connect().ask(kGet).status == 500);
}
