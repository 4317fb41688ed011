#include "journal/event_json.hpp"
#include "journal/event_stream_text.hpp"
#include "unit/journal/story.hpp"

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <string>
#include <string_view>

using namespace mock;
using namespace mock::tests;
using journal::EventId;

TEST_CASE("a server-sent event has id, type, one line of data and an empty line", "[journal][stream]") {
  const auto events = story();
  const auto step = std::find_if(events.begin(), events.end(), [](const core::Event& event) {
    return journal::kind_of(event) == "step_taken";
  });

  CHECK(journal::sse_event(2, "default", *step, journal::Secrets::Masked) ==
        "id: 2-4\nevent: step_taken\ndata: " + journal::to_line("default", *step) + "\n\n");
}

TEST_CASE("no client can end an event or begin one of its own", "[journal][stream]") {
  for (const auto& event : story()) {
    const std::string text = journal::sse_event(1, "a\r\n\r\nb", event, journal::Secrets::Shown);

    CHECK(std::count(text.begin(), text.end(), '\n') == 4);
    CHECK(text.find('\r') == std::string::npos);
    CHECK(text.find('\0') == std::string::npos);
    CHECK(text.ends_with("}\n\n"));
  }
}

TEST_CASE("secrets are masked in the stream unless they are asked for", "[journal][stream][secrets]") {
  const core::Event event{.number = 1,
                          .what = core::ExchangeAnswered{std::make_shared<const core::Exchange>(login())}};

  CHECK(journal::sse_event(1, "default", event, journal::Secrets::Masked).find("hunter2!") ==
        std::string::npos);
  CHECK(journal::sse_event(1, "default", event, journal::Secrets::Shown).find("hunter2!") !=
        std::string::npos);
}

TEST_CASE("the id of an event is read as it was written", "[journal][stream]") {
  CHECK(journal::read_event_id("1-1") == EventId{.round = 1, .number = 1});
  CHECK(journal::read_event_id("12-18446744073709551615") ==
        EventId{.round = 12, .number = 18446744073709551615U});
}

TEST_CASE("another id is none", "[journal][stream]") {
  for (const std::string_view text :
       {"", "-", "1", "1-", "-1", "0-1", "1-0", "01-1", "1-01", "1-1-1", "1--1", " 1-1", "1-1 ", "1-1\n",
        "+1-1", "1-x", "1–1", "0x1-1", "1-18446744073709551616"}) {
    INFO(text);
    CHECK_FALSE(journal::read_event_id(text).has_value());
  }
}
