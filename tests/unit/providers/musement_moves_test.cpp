#include "core/text.hpp"
#include "providers/musement/provider.hpp"
#include "providers/musement/uuid.hpp"
#include "support/provider_play.hpp"
#include "unit/providers/control.hpp"

#include <catch2/catch_test_macros.hpp>

#include <chrono>
#include <string>
#include <vector>

namespace mock::providers::musement {
namespace {

using tests::json_of;
using tests::kNineOClock;
using namespace std::chrono_literals;

const MusementProvider kProvider;
constexpr std::string_view kOrder = "8e9e5c6e-ea7d-4934-8753-f00954f30d00";
constexpr std::string_view kItem = "11045e18-e3ca-42e1-acb4-0d5be75036fd";

const core::Contract& order_contract() {
  static const tests::SchemaContract contract{"contracts/musement/schemas/order.json"};
  return contract;
}

class Musement : public tests::ProviderPlay {
 public:
  explicit Musement(std::string_view yaml)
      : ProviderPlay{kProvider, order_contract(), yaml}, control{stage, order_contract()} {}

  core::Json order(std::string_view uuid = kOrder) {
    return json_of(get(core::cat("/api/v3/orders/", uuid),
                       {{"X-Musement-Application", "app"}, {"Authorization", "Bearer abc"}}));
  }
  /// The order's status and those of its items: `PENDING: OK PENDING`.
  std::string statuses(std::string_view uuid = kOrder) {
    const auto json = order(uuid);
    std::string text = json["status"].get<std::string>() + ":";
    for (const auto& item : json["items"]) text += " " + item["status"].get<std::string>();
    return text;
  }

  tests::Control control;
};

/// An order of two items, the first one named.
std::string two_items(std::string_view first, std::string_view second) {
  return core::cat("orders:\n  - uuid: ", kOrder, "\n    items:\n      - { uuid: ", kItem,
                   ", timeline: ", first, " }\n      - { timeline: ", second, " }\n");
}

TEST_CASE("an order is a resource, and right after it come its items", "[musement][resources]") {
  Musement musement{two_items("{ after: 1h, status: OK }", "{ after: 1h, status: KO }") +
                    "  - { repeat: 2, items: {} }\n"};

  const auto resources = musement.stage.resources();

  REQUIRE(resources.size() == 7);
  CHECK(resources[0].name == core::cat("musement/", kOrder));
  CHECK(resources[0].id == kOrder);
  CHECK(resources[0].noun->name == "musement order");
  CHECK(resources[0].noun->has_status("REFUNDED"));
  CHECK(resources[0].status == "PENDING");
  CHECK(resources[0].line == core::Place{2, 5});
  CHECK(resources[0].timelines.empty());
  CHECK_FALSE(resources[0].is_part);
  CHECK(resources[0].immovable.starts_with("the status of an order follows from those of its items"));
  CHECK(resources[1].name == core::cat("musement/", kOrder, "/1"));
  CHECK(resources[1].id == kItem);
  CHECK(resources[1].noun->name == "musement item");
  CHECK(resources[1].line == core::Place{4, 9});
  CHECK(resources[1].timelines.size() == 1);
  CHECK(resources[1].is_part);
  CHECK(resources[1].immovable.empty());
  CHECK(resources[3].id == musement.plan().references()[1]);
  CHECK(resources[6].name == core::cat("musement/", musement.plan().references()[2], "/1"));
}

TEST_CASE("orders and items are found by their uuids, upper or lower case, and items by their number",
          "[musement][resources]") {
  Musement musement{two_items("{ after: 1h, status: OK }", "{ after: 1h, status: KO }")};
  const auto& state = musement.stage.state();

  CHECK(state.find_resource(kOrder) == 0);
  CHECK(state.find_resource("8E9E5C6E-EA7D-4934-8753-F00954F30D00") == 0);
  CHECK(state.find_resource(kItem) == 1);
  CHECK(state.find_resource("11045E18-e3ca-42e1-acb4-0d5be75036fd") == 1);
  CHECK(state.find_resource(core::cat(kOrder, "/1")) == 1);
  CHECK(state.find_resource(core::cat(kOrder, "/2")) == 2);
  CHECK(state.find_resource(musement.stage.resource(core::cat(kOrder, "/2")).id) == 2);
  CHECK(state.find_resource(core::cat(kOrder, "/0")) == std::nullopt);
  CHECK(state.find_resource(core::cat(kOrder, "/3")) == std::nullopt);
  CHECK(state.find_resource(core::cat(kOrder, "/")) == std::nullopt);
  CHECK(state.find_resource(core::cat(kItem, "/1")) == std::nullopt);
  CHECK(state.find_resource("MUS0738876") == std::nullopt);
  CHECK(state.find_resource("") == std::nullopt);
  CHECK(musement.order(kItem)["status"].is_null());  // an item's uuid is no order's
}

TEST_CASE("a uuid is a number", "[musement]") {
  CHECK(parse_uuid("8e9e5c6e-ea7d-4934-8753-f00954f30d00") ==
        Uuid{.high = 0x8e9e5c6eea7d4934U, .low = 0x8753f00954f30d00U});
  CHECK(parse_uuid("8E9E5C6E-EA7D-4934-8753-F00954F30D00") == parse_uuid(kOrder));
  CHECK_FALSE(parse_uuid("8e9e5c6e-ea7d-4934-8753-f00954f30d0"));
  CHECK_FALSE(parse_uuid("8e9e5c6e-ea7d-4934-8753_f00954f30d00"));
  CHECK_FALSE(parse_uuid("8e9e5c6e-ea7d-4934-8753-f00954f30d0g"));
  CHECK_FALSE(parse_uuid(""));
}

// SCENARIOS 2.7, row 6.
TEST_CASE("a step that is taken early brings its vouchers, and the next one's turn has come",
          "[musement][moves]") {
  Musement musement{
      two_items("[ { after: 1h, status: OK, vouchers: 2 }, { on: cancelled, status: REFUND_STARTED } ]",
                "{ status: OK }")};
  musement.stage.advance_by(10min);

  musement.stage.take_early(kItem, 0);

  CHECK(musement.statuses() == "OK: OK OK");
  CHECK(musement.order()["items"][0]["vouchers"].size() == 2);
  CHECK(musement.stage.steps.back().resource == core::cat("musement/", kOrder, "/1"));
  REQUIRE(musement.stage.followed.size() == 1);
  CHECK(musement.stage.followed[0].resource == core::cat("musement/", kOrder));
  const auto& timeline = musement.stage.timeline(musement.stage.resource(kItem).timelines.back());
  CHECK(timeline.waiting() == 1);
  CHECK_FALSE(timeline.next_due());
}

TEST_CASE("the order follows an item whose status was set alone", "[musement][moves]") {
  Musement musement{two_items("{ after: 1h, status: KO }", "{ status: OK }")};
  const auto before = musement.statuses();

  musement.stage.set_status(core::cat(kOrder, "/1"), "OK", {1, 10});
  musement.stage.advance_by(2h);

  CHECK(before == "PENDING: PENDING OK");
  CHECK(musement.statuses() == "OK: OK OK");
  CHECK(musement.order()["items"][0]["vouchers"].size() == 1);
  REQUIRE(musement.stage.steps.size() == 2);
  CHECK(musement.stage.steps[1].from == "PENDING");
  CHECK(musement.stage.steps[1].to == "OK");
  CHECK(musement.stage.steps[1].line == core::Place{1, 10});
  REQUIRE(musement.stage.followed.size() == 1);
  CHECK(musement.stage.followed[0].from == "PENDING");
  CHECK(musement.stage.followed[0].to == "OK");
  CHECK(musement.stage.resource(kItem).line == core::Place{1, 10});
  CHECK(musement.stage.resource(kOrder).line == core::Place{1, 10});
}

TEST_CASE("vouchers that only an unrealistic step showed go with a status that is set alone",
          "[musement][moves]") {
  Musement musement{two_items("{ status: KO, vouchers: 3, unrealistic: true }", "{ status: OK }")};
  const auto before = musement.order()["items"][0]["vouchers"].size();

  musement.stage.set_status(kItem, "REFUNDED");

  CHECK(before == 3);
  CHECK(musement.order()["items"][0]["vouchers"].empty());
  musement.stage.set_status(kItem, "OK");
  CHECK(musement.order()["items"][0]["vouchers"].size() == 3);
}

TEST_CASE("a timeline that a move brings is the item's, with the steps of its noun", "[musement][moves]") {
  Musement musement{two_items("{ after: 1h, status: KO }", "{ status: OK }")};
  musement.stage.advance_by(10min);

  REQUIRE(musement.control.move(kItem, "OK",
                                "[ { after: 1h, vouchers: 4 }, { after: 1h, status: REFUND_STARTED } ]"));

  CHECK(musement.statuses() == "OK: OK OK");
  musement.stage.advance_by(1h);
  CHECK(musement.order()["items"][0]["vouchers"].size() == 4);
  musement.stage.advance_by(1h);
  CHECK(musement.statuses() == "REFUND_STARTED: REFUND_STARTED OK");
  const auto timelines = musement.stage.resource(kItem).timelines;
  REQUIRE(timelines.size() == 2);
  const auto key = musement.stage.timetable().key(timelines.back());
  CHECK(musement.stage.state().resource_of(key) == core::cat("musement/", kOrder, "/1"));
  CHECK(musement.stage.state().outline(key, 1).status == "REFUND_STARTED");
  CHECK(musement.stage.state().outline(key, 0).status.empty());
}

TEST_CASE("a payment that is over is remembered by a timeline that comes later", "[musement][moves]") {
  Musement musement{two_items("{ after: 9h, status: KO }", "{ status: OK }")};
  musement.stage.advance_by(10min);

  REQUIRE(musement.control.move(kItem, "PENDING", "{ on: paid, after: 1h, status: OK }"));
  CHECK(musement.control.said.empty());
  musement.stage.advance_by(50min);

  CHECK(musement.statuses() == "OK: OK OK");
}

TEST_CASE("a timeline with mistakes is not brought", "[musement][moves]") {
  Musement musement{two_items("{ after: 1h, status: OK }", "{ status: OK }")};

  CHECK_FALSE(musement.control.move(kItem, "REFUND_STARTED",
                                    "[ { after: 1h, status: OK }, { after: 1h, vouchers: 101 } ]"));
  CHECK(musement.control.said ==
        std::vector<std::string>{
            "body:1:24: a musement item cannot go from REFUND_STARTED to OK, from REFUND_STARTED it goes to "
            "REFUNDED or CANCELLATION_ERROR: remove a step, or add 'unrealistic: true' to this one if you "
            "mean it",
            "body:1:53: an item has at most 100 vouchers, found '101'"});
  CHECK_FALSE(musement.control.move(kItem, "KO", "{ after: 1h, vouchers: 1 }"));
  CHECK(musement.control.said.front().find("here it is KO") != std::string::npos);
  CHECK(musement.stage.resource(kItem).timelines.size() == 1);
  CHECK(musement.statuses() == "PENDING: PENDING OK");
  musement.stage.advance_by(1h);
  CHECK(musement.statuses() == "OK: OK OK");
}

TEST_CASE("an item of an unpaid order cannot be promised OK without a payment", "[musement][moves]") {
  Musement musement{core::cat("orders: { uuid: ", kOrder, ", paid: false, items: { uuid: ", kItem, " } }\n")};

  CHECK_FALSE(musement.control.move(kItem, "PENDING", "{ after: 1h, status: OK }"));
  CHECK(musement.control.said.front().find("an item becomes OK after the payment only") != std::string::npos);
  CHECK(musement.control.move(kItem, "PENDING", "{ on: paid, status: OK }"));
  CHECK(musement.control.said ==
        std::vector<std::string>{"body:1:1: note: nothing in this version makes 'paid' happen to a musement "
                                 "item of an order with 'paid: false': this step waits for ever unless a "
                                 "move takes it"});
}

TEST_CASE("an order that is added comes to exist now, paid, with its items", "[musement][added_orders]") {
  constexpr std::string_view kAdded = "5f0e2a68-94cf-4a58-a2d4-6f5e7ac6c6a1";
  Musement musement{"products: { id: 4711, title: Uffizi Gallery, max_confirmation_time: P2D }\n" +
                    two_items("{ status: OK }", "{ status: OK }")};
  musement.stage.advance_by(1h);
  const auto resources_before = musement.stage.state().resource_count();

  REQUIRE(musement.control.add_order(
      core::cat("{ uuid: ", kAdded,
                ", items: [ { product: 4711 }, { timeline: { on: paid, after: 5s, status: OK } } ] }")));

  CHECK(musement.control.added == resources_before);
  CHECK(musement.stage.resources().at(musement.control.added).id == kAdded);
  CHECK(musement.stage.state().resource_count() == resources_before + 3);
  const std::vector<std::string> last_events{musement.stage.events.end() - 2, musement.stage.events.end()};
  CHECK(last_events == std::vector<std::string>{core::cat("musement/", kAdded, " created"),
                                                core::cat("musement/", kAdded, " paid")});
  const auto json = musement.order(kAdded);
  CHECK(json["date"] == "2026-03-01T10:00:00+0000");
  CHECK(json["items"][0]["product"]["title"] == "Uffizi Gallery");
  musement.stage.advance_by(5s);
  CHECK(musement.statuses(kAdded) == "PENDING: PENDING OK");
  CHECK(musement.stage.resource(core::cat(kAdded, "/2")).line.line == 1);
}

TEST_CASE("what is drawn for added orders goes on where the scenario's stopped", "[musement][added_orders]") {
  const std::string all = "orders:\n  - { repeat: 2, items: {} }\n  - { repeat: 2, items: {} }\n";
  const std::string half = "orders:\n  - { repeat: 2, items: {} }\n";
  Musement at_once{all};
  Musement later{half};

  CHECK_FALSE(later.control.add_order("{ repeat: 2, items: { quantity: 0 } }"));  // draws nothing
  REQUIRE(later.control.add_order("{ repeat: 2, items: {} }"));

  const auto expected = at_once.stage.resources();
  const auto resources = later.stage.resources();
  REQUIRE(resources.size() == expected.size());
  for (std::size_t i = 0; i < resources.size(); ++i) {
    CHECK(resources[i].name == expected[i].name);
    CHECK(resources[i].id == expected[i].id);
  }
  const auto uuid = at_once.plan().references().back();
  CHECK(core::to_text(at_once.order(uuid)) == core::to_text(later.order(uuid)));
}

TEST_CASE("an order that is added passes the checks of a scenario", "[musement][added_orders]") {
  Musement musement{two_items("{ status: OK }", "{ status: OK }")};
  REQUIRE(musement.control.add_order("{ uuid: 5f0e2a68-94cf-4a58-a2d4-6f5e7ac6c6a1, items: {} }"));
  const auto resources_before = musement.stage.state().resource_count();

  CHECK_FALSE(musement.control.add_order("{ uuid: 8E9E5C6E-EA7D-4934-8753-F00954F30D00, items: {} }"));
  CHECK(musement.control.said ==
        std::vector<std::string>{"body:1:1: the uuid '8E9E5C6E-EA7D-4934-8753-F00954F30D00' is taken by the "
                                 "one at 2:5 of the scenario: write another one, or leave it out"});
  CHECK_FALSE(musement.control.add_order(core::cat("{ items: { uuid: ", kItem, " } }")));
  CHECK(musement.control.said ==
        std::vector<std::string>{core::cat("body:1:10: the uuid '", kItem,
                                           "' is taken by the one at 4:9 of the scenario: write another one, "
                                           "or leave it out")});
  CHECK_FALSE(musement.control.add_order("{ uuid: 5f0e2a68-94cf-4a58-a2d4-6f5e7ac6c6a1, items: {} }"));
  CHECK(musement.control.said.front().find("is taken by one that was added before") != std::string::npos);
  CHECK_FALSE(
      musement.control.add_order("{ items: [ { uuid: 5f0e2a68-94cf-4a58-a2d4-6f5e7ac6c6a2 }, { uuid: "
                                 "5f0e2a68-94cf-4a58-a2d4-6f5e7ac6c6a2 } ] }"));
  CHECK_FALSE(musement.control.add_order("{ items: { product: 4711 } }"));
  CHECK_FALSE(musement.control.add_order("{}"));
  CHECK(musement.stage.state().resource_count() == resources_before);
}

TEST_CASE("many orders can be added, and those before them stay as they are", "[musement][added_orders]") {
  Musement musement{two_items("{ after: 1h, status: OK }", "{ status: OK }")};
  REQUIRE(musement.control.move(kItem, "PENDING", "{ after: 2h, status: KO, fields: { code: ABC } }"));

  REQUIRE(musement.control.add_order("{ repeat: 3000, items: [ {}, {} ] }"));
  REQUIRE(musement.control.add_order("{ repeat: 3000, items: { timeline: { after: 1h, status: KO } } }"));
  musement.stage.advance_by(2h);

  CHECK(musement.statuses() == "KO: KO OK");
  CHECK(musement.order()["items"][0]["code"] == "ABC");
  const auto resources = musement.stage.resources();
  CHECK(resources.size() == 3 + 3000 * 3 + 3000 * 2);
  CHECK(musement.statuses(resources[3].id) == "OK: OK OK");
  CHECK(resources.back().status == "KO");
  CHECK(musement.stage.state().find_resource(resources.back().id) == resources.size() - 1);
}

TEST_CASE("outlines tell orders and items before anything is played", "[musement][resources]") {
  Musement musement{two_items("[ { after: 1h, status: OK }, { polls: 2 } ]", "{ status: OK }")};

  const auto outlines = musement.plan().outlines();

  REQUIRE(outlines.size() == 3);
  const auto resources = musement.stage.resources();
  for (std::size_t i = 0; i < outlines.size(); ++i) {
    CHECK(outlines[i].name == resources[i].name);
    CHECK(outlines[i].also.front() == resources[i].id);
    CHECK(outlines[i].noun == resources[i].noun);
    CHECK(outlines[i].follows.empty());
  }
  CHECK(outlines[0].steps.empty());
  CHECK(outlines[1].also == std::vector<std::string>{std::string{kItem}, core::cat(kOrder, "/1")});
  REQUIRE(outlines[1].steps.size() == 2);
  CHECK(outlines[1].steps[0].status == "OK");
  CHECK(outlines[1].steps[0].moment->after == 1h);
  CHECK(outlines[1].steps[1].line.line == 4);
}

}  // namespace
}  // namespace mock::providers::musement
