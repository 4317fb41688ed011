#include "core/text.hpp"
#include "providers/baanx/provider.hpp"
#include "support/provider_play.hpp"
#include "unit/providers/control.hpp"

#include <catch2/catch_test_macros.hpp>

#include <chrono>
#include <string>
#include <vector>

namespace mock::providers::baanx {
namespace {

using tests::json_of;
using tests::kNineOClock;
using namespace std::chrono_literals;

const BaanxProvider kProvider;

const core::Contract& order_contract() {
  static const tests::SchemaContract contract{"contracts/baanx/schemas/order.json"};
  return contract;
}

class Baanx : public tests::ProviderPlay {
 public:
  explicit Baanx(std::string_view yaml)
      : ProviderPlay{kProvider, order_contract(), yaml}, control{stage, order_contract()} {}

  core::Json order(std::string_view id = "abcd_1234") {
    return json_of(get(core::cat("/v1/order/", id),
                       {{"X-Client-ID", "your_client_id"}, {"Authorization", "Bearer abc"}}));
  }

  tests::Control control;
};

constexpr std::string_view kTimeline =
    "orders:\n"
    "  - id: abcd_1234\n"
    "    timeline:\n"
    "      - { after: 1h, metadata: { note: waiting } }\n"
    "      - { after: 1h, status: COMPLETED, metadata: { txHash: 0x3a11a86c } }\n";

TEST_CASE("orders are resources in the order in which they came to exist", "[baanx][resources]") {
  Baanx baanx{"orders:\n  - { id: a#, repeat: 3 }\n  - { id: b, timeline: { status: COMPLETED } }\n"};

  const auto resources = baanx.stage.resources();

  REQUIRE(resources.size() == 4);
  CHECK(resources[1].name == "baanx/a2");
  CHECK(resources[1].id == "a2");
  CHECK(resources[1].status == "STARTED");
  CHECK(resources[1].line == core::Place{2, 5});
  CHECK_FALSE(resources[1].is_part);
  CHECK(resources[1].immovable.empty());
  CHECK(resources[1].noun->name == "baanx order");
  CHECK(resources[3].status == "COMPLETED");
  CHECK(resources[3].line == core::Place{3, 24});
  CHECK(baanx.stage.state().find_resource("b") == 3);
  CHECK(baanx.stage.state().find_resource("B") == std::nullopt);
  CHECK(baanx.stage.state().find_resource("a#") == std::nullopt);
  CHECK(baanx.stage.state().find_resource("") == std::nullopt);
}

TEST_CASE("what a step will set is known beforehand", "[baanx][resources]") {
  Baanx baanx{kTimeline};

  const auto key = baanx.stage.timetable().key(baanx.stage.resource("abcd_1234").timelines.back());

  CHECK(baanx.stage.state().resource_of(key) == "baanx/abcd_1234");
  CHECK(baanx.stage.state().outline(key, 0).status.empty());
  CHECK(baanx.stage.state().outline(key, 1).status == "COMPLETED");
  CHECK(baanx.stage.state().outline(key, 1).line == core::Place{5, 9});
}

TEST_CASE("a step that is taken early carries all that it carries", "[baanx][moves]") {
  Baanx baanx{kTimeline};
  baanx.stage.advance_by(10min);

  baanx.stage.take_early("abcd_1234", 1);

  const auto json = baanx.order();
  CHECK(json["status"] == "COMPLETED");
  CHECK(json["paidAt"] == "2026-03-01 09:10:00.000+00");
  CHECK(core::to_text(json["metadata"]) == R"({"txHash":"0x3a11a86c"})");
  REQUIRE(baanx.stage.steps.size() == 1);
  CHECK(baanx.stage.steps[0].from == "STARTED");
  CHECK(baanx.stage.resource("abcd_1234").line == core::Place{5, 9});
}

TEST_CASE("a status that is set alone takes no step, and brings the payment's instant", "[baanx][moves]") {
  Baanx baanx{kTimeline};
  const auto before = baanx.order();
  baanx.stage.advance_by(10min);

  baanx.stage.set_status("abcd_1234", "COMPLETED", {1, 37});
  baanx.stage.advance_by(24h);

  const auto json = baanx.order();
  CHECK(before["status"] == "STARTED");
  CHECK(json["status"] == "COMPLETED");
  CHECK(json["paidAt"] == "2026-03-01 09:10:00.000+00");
  CHECK_FALSE(json.contains("metadata"));
  REQUIRE(baanx.stage.steps.size() == 1);
  CHECK(baanx.stage.steps[0].resource == "baanx/abcd_1234");
  CHECK(baanx.stage.steps[0].from == "STARTED");
  CHECK(baanx.stage.steps[0].to == "COMPLETED");
  CHECK(baanx.stage.steps[0].line == core::Place{1, 37});
  CHECK(baanx.stage.resource("abcd_1234").line == core::Place{1, 37});
}

TEST_CASE("a timeline that a move brings counts from the move, and the old one stays to be seen",
          "[baanx][moves]") {
  Baanx baanx{kTimeline};
  baanx.stage.advance_by(10min);

  REQUIRE(baanx.control.move("abcd_1234", "STARTED",
                             "- { after: 5s, metadata: { note: late } }\n"
                             "- { polls: 1, status: FAILED, fields: { requestId: r-1 } }\n"));

  CHECK(baanx.stage.steps.empty());
  const auto view = baanx.stage.resource("abcd_1234");
  REQUIRE(view.timelines.size() == 2);
  CHECK(baanx.stage.timeline(view.timelines[0]).is_over());
  CHECK(baanx.stage.timeline(view.timelines[1]).next_due() == kNineOClock + 10min + 5s);
  const auto key = baanx.stage.timetable().key(view.timelines[1]);
  CHECK(baanx.stage.state().resource_of(key) == "baanx/abcd_1234");
  CHECK(baanx.stage.state().outline(key, 1).status == "FAILED");

  baanx.stage.advance_by(5s);
  CHECK(baanx.order()["metadata"]["note"] == "late");
  const auto json = baanx.order();
  CHECK(json["status"] == "FAILED");
  CHECK(json["requestId"] == "r-1");
  baanx.stage.advance_by(24h);
  CHECK(baanx.stage.steps.size() == 2);
}

TEST_CASE("several moves bring several timelines, each with its own key", "[baanx][moves]") {
  Baanx baanx{"orders: [ { id: a }, { id: b } ]\n"};

  REQUIRE(baanx.control.move("a", "STARTED", "{ after: 1h, status: EXPIRED }"));
  REQUIRE(baanx.control.move("b", "STARTED", "{ after: 1h, status: COMPLETED }"));
  REQUIRE(baanx.control.move("a", "STARTED", "{ after: 2h, status: FAILED }"));
  baanx.stage.advance_by(2h);

  CHECK(baanx.stage.resource("a").status == "FAILED");
  CHECK(baanx.stage.resource("a").timelines.size() == 3);
  CHECK(baanx.stage.resource("b").status == "COMPLETED");
}

TEST_CASE("what happens once and is over is remembered by a timeline that comes later", "[baanx][moves]") {
  Baanx baanx{"orders: { id: a }\n"};
  baanx.stage.advance_by(10min);

  REQUIRE(baanx.control.move("a", "STARTED", "{ on: created, after: 1h, status: COMPLETED }"));
  baanx.stage.advance_by(50min - 1us);
  CHECK(baanx.stage.resource("a").status == "STARTED");
  baanx.stage.advance_by(1us);

  CHECK(baanx.stage.resource("a").status == "COMPLETED");
}

TEST_CASE("a timeline with mistakes is not brought", "[baanx][moves]") {
  Baanx baanx{kTimeline};

  CHECK_FALSE(baanx.control.move("abcd_1234", "COMPLETED",
                                 "- { after: 5, status: FAILED }\n- { after: 1h, staus: FAILED }\n"));

  CHECK(baanx.control.said ==
        std::vector<std::string>{
            "body:1:12: 'after' is a duration and needs a unit, found '5': write 5s, 5m, 5h or 5d",
            "body:1:23: a baanx order cannot go from COMPLETED to FAILED, COMPLETED is final: remove a step, "
            "or add 'unrealistic: true' to this one if you mean it",
            "body:2:16: unknown key 'staus' in a step, did you mean 'status'?"});
  CHECK(baanx.stage.resource("abcd_1234").timelines.size() == 1);
  CHECK(baanx.stage.resource("abcd_1234").status == "STARTED");
  baanx.stage.advance_by(2h);
  CHECK(baanx.stage.resource("abcd_1234").status == "COMPLETED");
}

TEST_CASE("paidAt in a brought timeline goes by the status that the move sets", "[baanx][moves]") {
  Baanx baanx{"orders: { id: a }\n"};

  CHECK_FALSE(baanx.control.move("a", "STARTED", "{ after: 1s, fields: { paidAt: never } }"));
  CHECK(baanx.control.said.front().find("'paidAt' is only there when the status is COMPLETED") !=
        std::string::npos);
  CHECK(baanx.control.move("a", "COMPLETED", "{ after: 1s, fields: { paidAt: never } }"));
  baanx.stage.advance_by(1s);
  CHECK(baanx.order("a")["paidAt"] == "never");
}

TEST_CASE("an order that is added comes to exist now", "[baanx][added_orders]") {
  Baanx baanx{"users: { name: anna, tokens: abc }\norders: { id: a }\n"};
  baanx.stage.advance_by(1h);

  REQUIRE(
      baanx.control.add_order("{ id: b#, repeat: 2, owner: anna, metadata: { note: new },"
                              " timeline: { on: created, after: 5s, status: COMPLETED } }"));

  CHECK(baanx.control.added == 1);
  CHECK(baanx.stage.state().resource_count() == 3);
  CHECK(baanx.stage.events ==
        std::vector<std::string>{"baanx/a created", "baanx/b1 created", "baanx/b2 created"});
  CHECK(baanx.order("b2")["metadata"]["note"] == "new");
  baanx.stage.advance_by(5s);
  CHECK(baanx.order("b1")["paidAt"] == "2026-03-01 10:00:05.000+00");
  CHECK(baanx.order("a")["status"] == "STARTED");
}

TEST_CASE("an order that is added passes the checks of a scenario", "[baanx][added_orders]") {
  Baanx baanx{"users: { name: anna, tokens: abc }\norders:\n  - { id: a }\n"};
  REQUIRE(baanx.control.add_order("{ id: b }"));

  CHECK_FALSE(baanx.control.add_order("{ id: a }"));
  CHECK(baanx.control.said ==
        std::vector<std::string>{"body:1:1: two orders are called 'a', the other one stands at 3:5 of the "
                                 "scenario: give this one another id"});
  CHECK_FALSE(baanx.control.add_order("{ id: b }"));
  CHECK(baanx.control.said == std::vector<std::string>{"body:1:1: two orders are called 'b', the other one "
                                                       "was added before: give this one another id"});
  CHECK_FALSE(baanx.control.add_order("{ id: c, owner: ann, timeline: { after: 1h, status: PAID } }"));
  CHECK(baanx.control.said.size() == 2);
  CHECK_FALSE(baanx.control.add_order("[ { id: c } ]"));
  CHECK(baanx.stage.state().resource_count() == 2);
  CHECK(baanx.stage.events.size() == 2);
  CHECK(baanx.stage.state().find_resource("c") == std::nullopt);
}

TEST_CASE("many orders can be added, and those before them stay as they are", "[baanx][added_orders]") {
  Baanx baanx{kTimeline};
  REQUIRE(
      baanx.control.move("abcd_1234", "STARTED", "{ after: 1h, status: FAILED, fields: { requestId: r } }"));

  REQUIRE(baanx.control.add_order("{ id: a####, repeat: 5000, fields: { requestId: x } }"));
  REQUIRE(baanx.control.add_order("{ id: b####, repeat: 5000, timeline: { after: 1h, status: EXPIRED } }"));
  baanx.stage.advance_by(1h);

  CHECK(baanx.order()["requestId"] == "r");
  CHECK(baanx.order("a0001")["requestId"] == "x");
  CHECK(baanx.order("b5000")["status"] == "EXPIRED");
  CHECK(baanx.stage.resource("b5000").name == "baanx/b5000");
}

TEST_CASE("outlines tell resources and steps before anything is played", "[baanx][resources]") {
  Baanx baanx{
      "orders:\n  - { id: a#, repeat: 2, timeline: [ { after: 1h }, { on: paid, status: COMPLETED } ] }\n"};

  const auto outlines = baanx.plan().outlines();

  REQUIRE(outlines.size() == 2);
  CHECK(outlines[1].name == "baanx/a2");
  CHECK(outlines[1].also == std::vector<std::string>{"a2"});
  CHECK(outlines[1].noun->name == "baanx order");
  CHECK(outlines[1].follows.empty());
  REQUIRE(outlines[1].steps.size() == 2);
  CHECK(outlines[1].steps[0].status.empty());
  CHECK(outlines[1].steps[0].moment->after == 1h);
  CHECK(outlines[1].steps[1].status == "COMPLETED");
  CHECK(outlines[1].steps[1].line.line == 2);
}

}  // namespace
}  // namespace mock::providers::baanx
