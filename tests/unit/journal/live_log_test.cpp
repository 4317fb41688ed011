#include "journal/live_log.hpp"

#include "core/json.hpp"
#include "unit/journal/approved.hpp"
#include "unit/journal/story.hpp"

#include <catch2/catch_test_macros.hpp>

#include <string>
#include <string_view>
#include <vector>

using namespace mock;
using namespace mock::tests;
using journal::Colour;

namespace {

std::string log_of(const std::string& session, Colour colour) {
  journal::LiveLog log{colour};
  std::string text;
  for (const auto& event : story()) {
    for (const auto& line : log.lines(session, event)) text += line + "\n";
  }
  return text;
}

std::string line_of(core::Exchange exchange, const std::string& session = "default") {
  const core::Event event{
      .number = 1,
      .at = at(5s),
      .what = core::ExchangeAnswered{std::make_shared<const core::Exchange>(std::move(exchange))}};
  const auto lines = journal::live_lines(session, event, Colour::Off);
  REQUIRE(lines.size() == 1);
  return lines.front();
}

}  // namespace

TEST_CASE("the live log reads as approved", "[journal][live_log][golden]") {
  check_approved("live_log.txt", log_of("default", Colour::Off));
  check_approved("live_log_in_colour.txt", log_of("checkout", Colour::On));
}

TEST_CASE("the start of another round says which", "[journal][live_log]") {
  CHECK(journal::live_lines("default", beginnings().front(), Colour::Off) ==
        std::vector<std::string>{"09:00:00  ▶ baanx/payment_completes  round 2, 2026-03-01, seed 7"});
}

TEST_CASE("the past of a fork is one line, at the instant of the fork", "[journal][live_log]") {
  journal::LiveLog log{Colour::Off};
  const auto events = story();
  log.lines("checkout", events.front());

  CHECK(log.lines("copy", beginnings().back()).empty());
  for (std::size_t i = 1; i < 11; ++i) CHECK(log.lines("copy", events[i]).empty());
  CHECK(log.lines("copy", events[11]) ==
        std::vector<std::string>{"09:00:19  [copy] ▶ baanx/payment_completes  forked from checkout at event "
                                 "12, 2026-03-01, seed 7"});
  CHECK_FALSE(log.lines("copy", events[12]).empty());
  CHECK_FALSE(log.lines("checkout", events[1]).empty());
}

TEST_CASE("a fork right at the beginning has no past to leave out", "[journal][live_log]") {
  journal::LiveLog log{Colour::Off};
  auto start = std::get<core::SessionStarted>(beginnings().back().what);
  start.forked_at = 1;

  CHECK(log.lines("copy", {.number = 1, .at = at(), .what = start}).size() == 1);
  CHECK(log.lines("copy", story()[1]).size() == 1);
}

TEST_CASE("a session that takes the name of an unfinished fork is printed from its start",
          "[journal][live_log]") {
  journal::LiveLog log{Colour::Off};
  log.lines("copy", beginnings().back());

  CHECK(log.lines("copy", story().front()).size() == 1);
  CHECK(log.lines("copy", story()[1]).size() == 1);
}

TEST_CASE("an exchange is one line with the status that the client was shown", "[journal][live_log]") {
  CHECK(line_of(poll(2, "STARTED")) ==
        "09:00:05  GET /v1/order/abcd_1234  200 STARTED  #2 baanx/get_order  (line 5:9)");
}

TEST_CASE("another session than the default one is named", "[journal][live_log]") {
  CHECK(line_of(poll(2, "STARTED"), "checkout").starts_with("09:00:05  [checkout] GET "));
}

TEST_CASE("a refusal is told in the provider's words", "[journal][live_log]") {
  CHECK(line_of(login()).find("498 Invalid client key") != std::string::npos);
}

TEST_CASE("a resource that the target does not name is named", "[journal][live_log]") {
  auto created = poll(1, "STARTED");
  created.request.target = "/v1/order";

  CHECK(line_of(created).find("baanx/get_order abcd_1234") != std::string::npos);
}

TEST_CASE("a client can write no terminal sequence and no line of its own", "[journal][live_log]") {
  for (const std::string& line : lines_of(log_of("a\x1b[2J\n", Colour::Off))) {
    INFO(line);
    CHECK(line.find('\x1b') == std::string::npos);
    CHECK(line.find('\x07') == std::string::npos);
    CHECK(line.find('\r') == std::string::npos);
    CHECK_FALSE(core::find_invalid_utf8(line));
  }
}

TEST_CASE("the live log tells no secret", "[journal][live_log][secrets]") {
  const std::string text = log_of("default", Colour::Off);

  CHECK(text.find("hunter2!") == std::string::npos);
  CHECK(text.find("0123456789") == std::string::npos);
  CHECK(text.find("eyJhbGciOi") == std::string::npos);
}

TEST_CASE("an answer that is no small JSON object has no word beside its status", "[journal][live_log]") {
  for (const std::string& body :
       {std::string{"hello"}, std::string{"[1]"}, std::string{"{\"status\":1}"}, std::string{"{"},
        "{\"status\":\"A\",\"x\":\"" + std::string(20'000, 'x') + "\"}", std::string(100'000, '{')}) {
    auto made = poll(1, "");
    made.response.body = core::text_body(body);

    CHECK(line_of(made) == "09:00:05  GET /v1/order/abcd_1234  200  #1 baanx/get_order  (line 5:9)");
  }
}

TEST_CASE("a step that leaves the status as it is says so", "[journal][live_log]") {
  const core::Event event{.number = 1,
                          .at = at(),
                          .what = core::StepTaken{.resource = "baanx/a", .from = "STARTED", .to = "STARTED"}};

  CHECK(journal::live_lines("default", event, Colour::Off) ==
        std::vector<std::string>{"09:00:00  baanx/a  a step was taken, the status stays STARTED"});
}

TEST_CASE("a huge target is shortened", "[journal][live_log]") {
  auto made = poll(1, "STARTED");
  made.request.target = "/" + std::string(1 << 20, '\x01');

  CHECK(line_of(made).size() < 1'200);
}

TEST_CASE("a new day on a session's clock is told before its first line, once", "[journal][live_log]") {
  journal::LiveLog log{Colour::Off};
  const auto signal = [](core::Duration after) {
    return core::Event{.number = 1, .at = at(after), .what = core::EventHappened{"baanx/a", "paid"}};
  };

  CHECK(log.lines("default", signal(0h)).size() == 1);
  CHECK(log.lines("default", signal(24h)).front() == "── 2026-03-02 ──");
  CHECK(log.lines("default", signal(24h)).size() == 1);
  CHECK(log.lines("other", signal(0h)).size() == 1);
}
