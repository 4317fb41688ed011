#include "core/elsewhere.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <deque>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using namespace mock::core;

namespace {

const Noun& order_noun() {
  static const Noun noun{.name = "baanx order",
                         .statuses = {"STARTED", "COMPLETED", "FAILED"},
                         .transitions = {{"STARTED", "COMPLETED"}, {"STARTED", "FAILED"}},
                         .events = {{"created", true}, {"paid", true}, {"downloaded", false}},
                         .slips = {{"OK", "a finished order is COMPLETED"}}};
  return noun;
}

OnElsewhere status(std::string word, std::string of) {
  return {.what = OnElsewhere::What::Status, .word = std::move(word), .of = std::move(of)};
}
OnElsewhere event(std::string word, std::string of) {
  return {.what = OnElsewhere::What::Event, .word = std::move(word), .of = std::move(of)};
}

/// Resources with timelines, and what is said about them.
class Story {
 public:
  struct Step {
    Moment::Trigger trigger{};
    std::string_view sets{};
    Duration after{};
  };

  /// Steps stand in column 9, each on a line of its own, in the order in which they are told.
  Story& resource(std::string provider, std::string id, std::vector<Step> steps, std::string follows = {}) {
    ResourceOutline outline{.name = provider + "/" + id,
                            .also = {id},
                            .noun = &order_noun(),
                            .steps = {},
                            .follows = std::move(follows)};
    for (auto& [trigger, sets, after] : steps) {
      moments_.push_back({.trigger = std::move(trigger), .after = after});
      const Place place{++line_, 9};
      outline.steps.push_back({.moment = &moments_.back(), .status = sets, .line = place});
      if (const auto* on = std::get_if<OnElsewhere>(&moments_.back().trigger)) {
        noted_.push_back({*on, {line_, 20}, {line_, 40}, place});
      }
    }
    places_.emplace(id, Place{line_, 5});
    known_.add(provider, std::move(outline));
    return *this;
  }

  [[nodiscard]] const KnownResources& known() const { return known_; }

  [[nodiscard]] std::vector<std::string> mistakes() const {
    Problems problems{"x.yaml"};
    check_elsewhere(noted_, known_, places_, problems);
    return problems.lines();
  }

 private:
  std::deque<Moment> moments_;
  std::vector<NotedElsewhere> noted_;
  std::map<std::string, Place, std::less<>> places_;
  std::uint32_t line_ = 0;
  KnownResources known_;
};

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("a reference means a resource with its provider in front or without", "[elsewhere]") {
  Story story;
  story.resource("baanx", "abcd_1234", {}).resource("baanx", "42", {}).resource("file_order", "42", {});
  const KnownResources& known = story.known();

  CHECK(known.find("abcd_1234")->name == "baanx/abcd_1234");
  CHECK(known.find("baanx/abcd_1234")->name == "baanx/abcd_1234");
  CHECK(known.find("file_order/42")->name == "file_order/42");
  CHECK(known.find("42") == nullptr);
  CHECK(known.is_ambiguous("42"));
  CHECK(known.find("abcd") == nullptr);
  CHECK_FALSE(known.is_ambiguous("abcd"));
  CHECK(known.references() ==
        std::vector<std::string_view>{"abcd_1234", "baanx/42", "baanx/abcd_1234", "file_order/42"});
}

TEST_CASE("a trigger on another resource names one that is there", "[elsewhere]") {
  const auto [of, message] = GENERATE(table<std::string, std::string>({
      {"abcd_1243", "x.yaml:3:40: nothing here is called 'abcd_1243', did you mean 'abcd_1234' (1:5)?"},
      {"baanx/abcd_1243",
       "x.yaml:3:40: nothing here is called 'baanx/abcd_1243', did you mean 'baanx/abcd_1234' (1:5)?"},
      {"something_else", "x.yaml:3:40: nothing here is called 'something_else'"},
      {"42", "x.yaml:3:40: '42' may mean baanx/42 or file_order/42: write the one that is meant"},
      {"baanx",
       "x.yaml:3:40: 'baanx' is all of a provider, and one resource is meant: write baanx/abcd_1234"},
      {"new/1",
       "x.yaml:3:40: 'new/1' is an order that the client creates, and no client can create one in this "
       "version: name "
       "an order that is there from the start"},
      {"baanx/new/2",
       "x.yaml:3:40: 'baanx/new/2' is an order that the client creates, and no client can create one in this "
       "version: "
       "name an order that is there from the start"},
  }));
  Story story;
  story.resource("baanx", "abcd_1234", {{.sets = "COMPLETED", .after = std::chrono::seconds{5}}})
      .resource("baanx", "42", {{.sets = "COMPLETED", .after = std::chrono::seconds{5}}})
      .resource("file_order", "42", {{.trigger = status("COMPLETED", of), .sets = "FAILED"}});

  CAPTURE(of);
  CHECK(story.mistakes() == Lines{message});
}

TEST_CASE("a trigger on another resource waits for what that one can come to", "[elsewhere]") {
  const auto [trigger, message] = GENERATE(table<OnElsewhere, std::string>({
      {status("OK", "a"),
       "x.yaml:1:20: 'OK' is no status of a baanx order, known: STARTED, COMPLETED, FAILED; a finished order "
       "is "
       "COMPLETED"},
      {event("payed", "a"),
       "x.yaml:1:20: unknown event 'payed', did you mean 'paid'? A baanx order has created, paid, "
       "downloaded; a word "
       "of your own is on: { signal: payed }"},
  }));
  Story story;
  story.resource("baanx", "b", {{.trigger = trigger, .sets = "COMPLETED"}}).resource("baanx", "a", {});

  CHECK(story.mistakes() == Lines{message});
}

TEST_CASE("a signal is nobody's, so there is nothing to check", "[elsewhere]") {
  Story story;
  story.resource("baanx", "a",
                 {{.trigger = OnElsewhere{.what = OnElsewhere::What::Signal, .word = "shipped", .of = {}},
                   .sets = "COMPLETED"}});

  CHECK(story.mistakes().empty());
}

TEST_CASE("what happens once serves one step of a timeline", "[elsewhere]") {
  Story story;
  SECTION("so a second one that waits for it would wait for ever") {
    story.resource("baanx", "a", {})
        .resource("baanx", "b", {{.trigger = event("paid", "a")}, {.trigger = event("paid", "baanx/a")}});
    CHECK(story.mistakes() == Lines{"x.yaml:2:9: 'paid' of baanx/a happens once, and the step at 1:9 has "
                                    "used it up: this step would wait "
                                    "for ever, write 'after' instead"});
  }
  SECTION("but one of each timeline") {
    story.resource("baanx", "a", {})
        .resource("baanx", "b", {{.trigger = event("paid", "a")}})
        .resource("baanx", "c", {{.trigger = event("paid", "a")}, {.trigger = event("paid", "b")}});
    CHECK(story.mistakes().empty());
  }
  SECTION("and what happens again serves as many as there are") {
    story.resource("baanx", "a", {})
        .resource("baanx", "b",
                  {{.trigger = event("downloaded", "a")}, {.trigger = event("downloaded", "a")}});
    CHECK(story.mistakes().empty());
  }
}

TEST_CASE("waiting in a circle is refused, with the whole circle", "[elsewhere]") {
  Story story;
  SECTION("two that wait for each other") {
    story.resource("baanx", "a", {{.trigger = status("COMPLETED", "b"), .sets = "COMPLETED"}})
        .resource("baanx", "b", {{.trigger = status("COMPLETED", "a"), .sets = "COMPLETED"}});
    CHECK(story.mistakes() == Lines{"x.yaml:1:9: waiting in a circle: this step waits for COMPLETED of "
                                    "baanx/b, which the step at 2:9 sets; "
                                    "that one waits for COMPLETED of baanx/a, which the step at 1:9 sets: "
                                    "none of them can ever be taken"});
  }
  SECTION("one that waits for itself") {
    story.resource("baanx", "a", {{.trigger = status("COMPLETED", "a"), .sets = "COMPLETED"}});
    CHECK(story.mistakes() == Lines{"x.yaml:1:9: waiting in a circle: this step waits for COMPLETED of "
                                    "baanx/a, which it sets itself: none "
                                    "of them can ever be taken"});
  }
  SECTION("one that waits for a later step of its own timeline") {
    story.resource("baanx", "a", {{.trigger = status("FAILED", "a")}, {.sets = "FAILED"}});
    CHECK(story.mistakes() == Lines{"x.yaml:1:9: waiting in a circle: this step waits for FAILED of baanx/a, "
                                    "which the step at 2:9 sets; "
                                    "that one comes after the step at 1:9: none of them can ever be taken"});
  }
  SECTION("through the list that a sub-order stands in") {
    story
        .resource("file_order", "42",
                  {{.sets = "STARTED"}, {.trigger = status("COMPLETED", "42/2"), .sets = "FAILED"}})
        .resource("file_order", "42/1", {{.trigger = status("FAILED", "42"), .sets = "COMPLETED"}})
        .resource("file_order", "42/2", {{.sets = "COMPLETED", .after = std::chrono::seconds{5}}},
                  "file_order/42/1");
    CHECK(story.mistakes() == Lines{"x.yaml:2:9: waiting in a circle: this step waits for COMPLETED of "
                                    "file_order/42/2, which the step at "
                                    "4:9 sets; that one comes after the step at 3:9; that one waits for "
                                    "FAILED of file_order/42, which the "
                                    "step at 2:9 sets: none of them can ever be taken"});
  }
}

TEST_CASE("a circle of many is told in part, once", "[elsewhere]") {
  constexpr int kOrders = 1000;
  Story story;
  for (int i = 0; i < kOrders; ++i) {
    story.resource(
        "baanx", "o" + std::to_string(i),
        {{.trigger = status("COMPLETED", "o" + std::to_string((i + 1) % kOrders)), .sets = "COMPLETED"}});
  }

  const auto lines = story.mistakes();

  REQUIRE(lines.size() == 1);
  CHECK(lines[0].size() < 1500);
  CHECK(lines[0].ends_with("; and so on, 1000 steps in all: none of them can ever be taken"));
}

TEST_CASE("what only looks like a circle is none", "[elsewhere]") {
  Story story;
  SECTION("one waits for what the other has from the start") {
    story.resource("baanx", "a", {{.trigger = status("STARTED", "b"), .sets = "COMPLETED"}})
        .resource("baanx", "b", {{.trigger = status("COMPLETED", "a"), .sets = "STARTED"}});
  }
  SECTION("the first step tells what it has from the start") {
    story
        .resource("baanx", "a",
                  {{.sets = "FAILED"}, {.trigger = status("COMPLETED", "b"), .sets = "STARTED"}})
        .resource("baanx", "b", {{.trigger = status("FAILED", "a"), .sets = "COMPLETED"}});
  }
  SECTION("an event is made by the client, not by a step") {
    story.resource("baanx", "a", {{.trigger = event("paid", "b"), .sets = "COMPLETED"}})
        .resource("baanx", "b", {{.trigger = event("paid", "a"), .sets = "COMPLETED"}});
  }
  SECTION("a chain that is crossed by another one") {
    story.resource("baanx", "a", {{.sets = "COMPLETED", .after = std::chrono::seconds{5}}})
        .resource("baanx", "b", {{.trigger = status("COMPLETED", "a"), .sets = "COMPLETED"}})
        .resource("baanx", "c",
                  {{.trigger = status("COMPLETED", "b")},
                   {.trigger = status("COMPLETED", "a"), .sets = "COMPLETED"}});
  }
  SECTION("a status that no step sets, but a move can") {
    story.resource("baanx", "a", {{.trigger = status("FAILED", "b"), .sets = "COMPLETED"}})
        .resource("baanx", "b", {{.trigger = status("COMPLETED", "a"), .sets = "COMPLETED"}});
  }

  CHECK(story.mistakes().empty());
}

TEST_CASE("a long chain of orders that wait for each other is followed without recursion", "[elsewhere]") {
  constexpr int kOrders = 20'000;
  Story story;
  for (int i = 0; i < kOrders; ++i) {
    story.resource("baanx", "o" + std::to_string(i),
                   {{.trigger = status("COMPLETED", "o" + std::to_string(i + 1)), .sets = "COMPLETED"}});
  }
  story.resource("baanx", "o" + std::to_string(kOrders), {{.sets = "COMPLETED"}});

  CHECK(story.mistakes().empty());
}
