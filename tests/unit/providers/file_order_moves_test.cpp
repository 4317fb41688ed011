#include "unit/providers/control.hpp"
#include "unit/providers/file_order_play.hpp"

#include <catch2/generators/catch_generators.hpp>

namespace mock::tests {
namespace {

/// A play that is moved from outside.
class MovedPlay : public FileOrderPlay {
 public:
  explicit MovedPlay(std::string_view yaml) : FileOrderPlay{yaml}, control{*this, contract()} {}

  std::string status(std::string_view reference = "42") { return resource(reference).status; }

  Control control;

 private:
  static const core::Contract& contract() {
    static const GuideContract contract;
    return contract;
  }
};

constexpr std::string_view kTwoBatches = R"(
file_order:
  orders:
    - id: 42
      timeline: { after: 30d, status: EXPIRED }
      sub_orders:
        - { available: { after: 5s }, files: { filename: a.dat, size: 1KB } }
        - { available: { after: 5s }, files: { filename: b.dat, size: 1KB } }
)";

TEST_CASE("an order is a resource, and right after it come its sub-orders", "[file_order][resources]") {
  FileOrderPlay play{R"(
file_order:
  orders:
    - { id: 7, repeat: 2, sub_orders: { files: { filename: a.dat, size: 1KB, state: ERROR } } }
    - { id: 42, timeline: { after: 1h, status: EXPIRED } }
)"};

  const auto resources = play.resources();

  REQUIRE(resources.size() == 6);
  CHECK(resources[0].name == "file_order/7");
  CHECK(resources[0].id == "7");
  CHECK(resources[0].noun->name == "file order");
  CHECK(resources[0].status == "FAILED");
  CHECK(resources[0].timelines.empty());
  CHECK_FALSE(resources[0].is_part);
  CHECK(resources[0].immovable.empty());
  CHECK(resources[3].name == "file_order/8/1");
  CHECK(resources[3].id == "8/1");
  CHECK(resources[3].noun->name == "file order's sub-order");
  CHECK(resources[3].status == "ERROR");
  CHECK(resources[3].line.line == 4);
  CHECK(resources[3].is_part);
  CHECK(resources[3].immovable.find("move the order to DONE") != std::string_view::npos);
  CHECK(resources[4].timelines.size() == 1);
  CHECK(resources[5].status == "PENDING");
  CHECK(resources[5].timelines.size() == 1);
}

TEST_CASE("orders are found by their id, sub-orders by their number, files by the URN of their link",
          "[file_order][resources]") {
  MovedPlay play{kTwoBatches};
  play.advance_by(5s);
  const auto link = play.uri("a.dat");
  const auto urn = link.substr(link.find("URN:"), link.find("/files/") - link.find("URN:"));
  const auto& state = play.state();

  CHECK(state.find_resource("42") == 0);
  CHECK(state.find_resource("42/1") == 1);
  CHECK(state.find_resource("42/2") == 2);
  CHECK(state.find_resource(urn) == 0);
  const auto unknown = GENERATE(as<std::string>{}, "", "4", "042", "42/", "42/0", "42/3", "42/01", "42/1/1",
                                "/1", "URN:AIP:DATA:understudy:8e9e5c6e-ea7d-4934-8753-f00954f30d00:V1");
  CHECK(state.find_resource(unknown) == std::nullopt);
}

TEST_CASE("a key is that of one timeline, whatever comes later", "[file_order][resources]") {
  MovedPlay play{kTwoBatches};
  play.advance_by(5s);
  REQUIRE(play.control.move("42", "PAUSED", "{ after: 1h, status: RUNNING }"));
  const auto own = play.resource("42").timelines;
  REQUIRE(own.size() == 2);
  const auto outline_of = [&](core::Timetable::TimelineId id) {
    return play.state().outline(play.timetable().key(id), 0);
  };
  const auto name_of = [&](core::Timetable::TimelineId id) {
    return play.state().resource_of(play.timetable().key(id));
  };

  CHECK(outline_of(own[0]).status == "EXPIRED");
  CHECK(outline_of(own[1]).status == "RUNNING");
  CHECK(name_of(own[0]) == "file_order/42");
  CHECK(name_of(own[1]) == "file_order/42");
  for (const auto* part : {"42/1", "42/2"}) {
    const auto timelines = play.resource(part).timelines;
    REQUIRE(timelines.size() == 1);
    CHECK(outline_of(timelines[0]).status == "AVAILABLE");
    CHECK(outline_of(timelines[0]).line == play.resource(part).line);
    CHECK(name_of(timelines[0]) == core::cat("file_order/", part));
  }
}

TEST_CASE("moving an order to its end makes all its sub-orders available now", "[file_order][moves]") {
  const auto status = GENERATE(as<std::string>{}, "DONE", "DONE_WITH_WARNING");
  MovedPlay play{kTwoBatches};

  play.set_status("42", status, {1, 20});

  CHECK(play.list().status == 200);
  CHECK(play.names() == std::vector<std::string>{"a.dat", "b.dat"});
  CHECK(play.status() == status);
  CHECK(play.status("42/2") == "AVAILABLE");
  CHECK(play.resource("42").line == core::Place{1, 20});
  REQUIRE(play.steps.size() == 3);
  CHECK(play.steps[0].resource == "file_order/42");
  CHECK(play.steps[0].from == "RUNNING");
  CHECK(play.steps[0].to == status);
  CHECK(play.steps[0].line == core::Place{1, 20});
  CHECK(play.steps[2].resource == "file_order/42/2");
  CHECK(play.followed.empty());
  play.advance_by(24h * 40);
  CHECK(play.steps.size() == 3);
}

TEST_CASE("an order that a move ends has lost its files", "[file_order][moves]") {
  MovedPlay play{kTwoBatches};
  play.advance_by(5s);
  const auto link = play.uri("a.dat");

  play.set_status("42", "EXPIRED");

  CHECK(play.list().status == 200);
  CHECK(play.names().empty());
  CHECK(play.get(link).status == 404);
  play.set_status("42", "DELETED");
  CHECK(play.names().empty());
  CHECK(play.steps.back().from == "EXPIRED");
}

TEST_CASE("sub-orders come as they would after a move, but wait while the order is PAUSED",
          "[file_order][moves]") {
  MovedPlay play{kTwoBatches};

  play.set_status("42", "PAUSED");
  play.advance_by(1min);
  CHECK(play.list().status == 204);
  play.set_status("42", "RUNNING");

  CHECK(play.names() == std::vector<std::string>{"a.dat"});
  CHECK(play.list().status == 206);
  play.advance_by(5s);
  CHECK(play.list().status == 200);
  REQUIRE(play.followed.size() == 1);
  CHECK(play.followed[0].to == "DONE");
}

TEST_CASE("what is left of a dropped timeline does not hold up the order's end", "[file_order][moves]") {
  MovedPlay play{R"(
file_order:
  orders:
    - id: 42
      timeline: { after: 1h, status: FAILED }
      sub_orders: { files: { filename: a.dat, size: 1KB } }
)"};
  const auto before = play.status();

  play.set_status("42", "PAUSED");
  play.set_status("42", "RUNNING");

  CHECK(before == "RUNNING");
  CHECK(play.status() == "DONE");
  REQUIRE(play.followed.size() == 1);
  play.advance_by(2h);
  CHECK(play.status() == "DONE");
}

TEST_CASE("a timeline that a move brings is the order's", "[file_order][moves]") {
  MovedPlay play{kTwoBatches};
  play.advance_by(10s);

  REQUIRE(play.control.move("42", "DONE_WITH_WARNING",
                            "[ { after: 1h, status: RUNNING, fields: { metadata: { number: 7 } } },"
                            "  { after: 1h, status: FAILED } ]"));

  CHECK(play.status() == "DONE_WITH_WARNING");
  play.advance_by(1h);
  CHECK(play.status() == "RUNNING");  // its own end has not come yet
  CHECK(play.page().at("metadata").at("number") == 7);
  play.advance_by(1h);
  CHECK(play.status() == "FAILED");
  play.advance_by(24h * 40);
  CHECK(play.status() == "FAILED");
}

TEST_CASE("a timeline that a move brings may begin where a finished order begins again",
          "[file_order][moves]") {
  MovedPlay play{kTwoBatches};
  play.advance_by(10s);
  play.set_status("42", "DONE_WITH_WARNING");

  REQUIRE(play.control.move("42", "RUNNING", "{ after: 1h, status: FAILED }"));

  CHECK(play.status() == "RUNNING");
  play.advance_by(1h);
  CHECK(play.status() == "FAILED");
}

TEST_CASE("a timeline with mistakes is not brought", "[file_order][moves]") {
  MovedPlay play{kTwoBatches};

  CHECK_FALSE(play.control.move("42", "PAUSED", "{ after: 1h, status: DONE }"));
  CHECK(play.control.said ==
        std::vector<std::string>{
            "body:1:22: a file order cannot go from PAUSED to DONE, from PAUSED it goes to "
            "RUNNING, EXPIRED, DELETED or ERROR: remove a step, or add 'unrealistic: "
            "true' to this one if you mean it"});
  CHECK(play.resource("42").timelines.size() == 1);
  CHECK(play.status() == "RUNNING");
}

TEST_CASE("an order that has none gets a timeline by a move", "[file_order][moves]") {
  MovedPlay play{"file_order: { orders: { id: 42 } }"};

  REQUIRE(play.control.move("42", "RUNNING", "{ polls: 1, status: PAUSED }"));
  play.list();

  CHECK(play.status() == "PAUSED");
  CHECK(play.resource("42").timelines.size() == 1);
}

TEST_CASE("a sub-order hears what happens elsewhere also before its turn", "[file_order][orders]") {
  MovedPlay play{R"(
file_order:
  orders:
    - id: 42
      sub_orders:
        - { available: { after: 1m }, files: { filename: a.dat, size: 1KB } }
        - { available: { on: { signal: go }, after: 10s }, files: { filename: b.dat, size: 1KB } }
        - { available: { on: { signal: go } }, files: { filename: c.dat, size: 1KB } }
)"};
  const core::OnElsewhere go{.what = core::OnElsewhere::What::Signal, .word = "go", .of = {}};

  SECTION("before it") {
    play.hear(go);
    play.advance_by(1min - 1us);
    CHECK(play.list().status == 204);
    play.advance_by(1us);
    CHECK(play.names() == std::vector<std::string>{"a.dat", "b.dat", "c.dat"});
    CHECK(play.list().status == 200);
  }
  SECTION("after it, with the delay counted from the signal") {
    play.advance_by(2min);
    CHECK(play.names() == std::vector<std::string>{"a.dat"});
    play.hear(go);
    play.advance_by(10s - 1us);
    CHECK(play.names().size() == 1);
    play.advance_by(1us);
    CHECK(play.names().size() == 3);
  }
  SECTION("never") {
    play.advance_by(24h);
    CHECK(play.list().status == 206);
    play.set_status("42", "DONE");
    play.hear(go);
    CHECK(play.names().size() == 3);
    CHECK(play.steps.size() == 4);
  }
}

TEST_CASE("an order that is added comes to exist now", "[file_order][added_orders]") {
  MovedPlay play{kTwoBatches};
  play.advance_by(1h);

  REQUIRE(play.control.add_order(
      "{ id: 7, repeat: 2, timeline: [ { status: PENDING }, { on: created, after: 5s, status: RUNNING } ],"
      "  sub_orders: { available: { after: 10s }, files: { filename: c.dat, size: 1KB } } }"));

  CHECK(play.control.added == 3);
  CHECK(play.resources().at(3).name == "file_order/7");
  CHECK(play.resources().size() == 7);
  CHECK(play.events ==
        std::vector<std::string>{"file_order/42 created", "file_order/7 created", "file_order/8 created"});
  CHECK(play.list("8").status == 204);
  CHECK(play.status("8") == "PENDING");
  play.advance_by(10s);
  CHECK(play.list("8").status == 200);
  play.fetch_file("c.dat", "8");
  CHECK(play.events.back() == "file_order/8 downloaded");
  CHECK(play.names("7").size() == 1);
  CHECK(play.names("42").size() == 2);
}

TEST_CASE("an order that is added passes the checks of a scenario", "[file_order][added_orders]") {
  MovedPlay play{"file_order:\n  users: { name: anna, tokens: t }\n  orders:\n    - { id: 40, repeat: 3 }\n"};
  REQUIRE(play.control.add_order("{ id: 7 }"));
  const auto resources_before = play.resources().size();

  CHECK_FALSE(play.control.add_order("{ id: 39, repeat: 5 }"));
  CHECK(play.control.said ==
        std::vector<std::string>{"body:1:1: two orders are called 40, the other one stands "
                                 "at 4:7 of the scenario: give this one another id"});
  CHECK_FALSE(play.control.add_order("{ id: 7 }"));
  CHECK(play.control.said == std::vector<std::string>{"body:1:1: two orders are called 7, the other one was "
                                                      "added before: give this one another id"});
  CHECK_FALSE(
      play.control.add_order("{ id: 8, owner: ben, sub_orders: { files: { filename: a, size: 5 } } }"));
  CHECK(play.control.said.size() == 2);
  CHECK_FALSE(play.control.add_order("{ id: 8, sub_orders: { files: { filename: a, path: a } } }"));
  CHECK_FALSE(play.control.add_order("{ label: mine }"));
  CHECK(play.control.said.size() == 1);
  CHECK_FALSE(play.control.add_order(
      "{ id: 100, repeat: 100000, sub_orders: { files: { filename: a-####, size: 1B, repeat: 1000 } } }"));
  CHECK(play.control.said ==
        std::vector<std::string>{
            "body:1:1: at most 100000000 files in all orders of a session, copies included, "
            "and it has 8: make 'repeat' smaller"});
  CHECK(play.resources().size() == resources_before);
  CHECK(play.events.size() == 4);
}

TEST_CASE("an added order holds nobody up: a checksum that would have to be computed first is refused",
          "[file_order][added_orders]") {
  MovedPlay play{"file_order: {}"};

  CHECK_FALSE(play.control.add_order(
      "{ id: 7, sub_orders: { files: { filename: a.dat, size: 2GB, checksum: computed } } }"));

  CHECK(play.control.said ==
        std::vector<std::string>{
            "body:1:1: 'checksum: computed' is for scenarios, where starting waits for it: an "
            "order that is added to a session in play must state the 32 digits"});
  CHECK(play.sums.asked == 0);
}

TEST_CASE("many orders can be added, and those before them stay as they are", "[file_order][added_orders]") {
  MovedPlay play{kTwoBatches};
  REQUIRE(play.control.move("42", "RUNNING",
                            "{ after: 1h, status: FAILED, fields: { metadata: { number: 7 } } }"));

  REQUIRE(play.control.add_order("{ id: 1000, repeat: 5000 }"));
  REQUIRE(play.control.add_order("{ id: 10000, repeat: 5000, timeline: { after: 2h, status: EXPIRED } }"));
  play.advance_by(3h);

  CHECK(play.status() == "FAILED");
  CHECK(play.page().at("metadata").at("number") == 7);
  CHECK(play.status("1000") == "DONE");
  CHECK(play.status("14999") == "EXPIRED");
  CHECK(play.resource("14999/1").name == "file_order/14999/1");
}

TEST_CASE("outlines tell orders and sub-orders before anything is played", "[file_order][resources]") {
  MovedPlay play{kTwoBatches};

  const auto outlines = play.plan().outlines();

  REQUIRE(outlines.size() == 3);
  CHECK(outlines[0].name == "file_order/42");
  CHECK(outlines[0].also == std::vector<std::string>{"42"});
  CHECK(outlines[0].follows.empty());
  REQUIRE(outlines[0].steps.size() == 1);
  CHECK(outlines[0].steps[0].status == "EXPIRED");
  CHECK(outlines[1].name == "file_order/42/1");
  CHECK(outlines[1].follows.empty());
  CHECK(outlines[2].also == std::vector<std::string>{"42/2"});
  CHECK(outlines[2].noun->name == "file order's sub-order");
  CHECK(outlines[2].follows == "file_order/42/1");
  REQUIRE(outlines[2].steps.size() == 1);
  CHECK(outlines[2].steps[0].status == "AVAILABLE");
  CHECK(outlines[2].steps[0].moment->after == 5s);
}

TEST_CASE("a timeline may go on after the end that the sub-orders bring", "[file_order][section]") {
  const auto timeline =
      GENERATE(as<std::string>{}, "{ after: 7d, status: DELETED }",
               "[ { after: 1h }, { polls: 1, status: DELETED } ]", "{ on: downloaded, status: DELETED }");
  const auto read =
      read_file_order(core::cat("file_order: { orders: { id: 42, timeline: ", timeline, " } }"));

  CHECK(read.problems.lines().empty());
  CHECK(read.plan != nullptr);
}

TEST_CASE("an order whose files are there is deleted after a week", "[file_order][orders]") {
  FileOrderPlay play{"file_order: { orders: { id: 42, timeline: { after: 7d, status: DELETED } } }"};

  play.advance_by(5s);
  CHECK(play.followed.at(0).to == "DONE");
  CHECK(play.names().size() == 2);
  play.advance_by(24h * 7);

  CHECK(play.steps.back().from == "DONE");
  CHECK(play.steps.back().to == "DELETED");
  CHECK(play.names().empty());
}

}  // namespace
}  // namespace mock::tests
