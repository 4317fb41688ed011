#include "core/text.hpp"
#include "providers/musement/plan.hpp"
#include "providers/musement/provider.hpp"
#include "support/provider_play.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

namespace mock::providers::musement {
namespace {

const MusementProvider kProvider;

tests::ReadSection read(std::string_view yaml, std::optional<core::Instant> start = tests::kNineOClock,
                        core::KnownKeys* known_keys = nullptr) {
  static const tests::SchemaContract contract{"contracts/musement/schemas/order.json"};
  return tests::read_section(kProvider, contract, yaml, start, known_keys);
}

struct Mistake {
  std::string yaml;
  std::string message;
};

// Each row is line 5, or lines 4 and 5, of a section; the texts are those of SCENARIOS 6.
TEST_CASE("mistakes in an item's timeline have the messages that SCENARIOS promises", "[musement][check]") {
  const auto mistake = GENERATE(values<Mistake>({
      {"        - { after: 9s, staus: OK }", "5:24: unknown key 'staus' in a step, did you mean 'status'?"},
      {"        - { after: 5, status: OK }",
       "5:20: 'after' is a duration and needs a unit, found '5': write 5s, 5m, 5h or 5d"},
      {"        - { after: P2D, status: OK }",
       "5:20: 'after' is a duration, found the ISO spelling 'P2D': write 2d (only the provider's own fields, "
       "such as "
       "max_confirmation_time, are spelt so)"},
      {"        - { after: 1:30, status: OK }", "5:20: '1:30' may mean two things: write 1h30m or 1m30s"},
      {"        - { after: 1h, status: CONFIRMED }",
       "5:32: 'CONFIRMED' is no status of a musement item, known: PENDING, OK, KO, REFUND_STARTED, REFUNDED, "
       "CANCELLATION_ERROR; a confirmed item is OK"},
      {"        - { on: payed, after: 47h, status: OK }",
       "5:17: unknown event 'payed', did you mean 'paid'? A musement item has created, paid, cancelled, "
       "delivered, "
       "given_up, voucher_fetched; a word of your own is on: { signal: payed }"},
  }));

  const auto section =
      read("orders:\n  - items:\n      - quantity: 1\n        timeline:\n" + mistake.yaml + "\n");

  CHECK(section.plan == nullptr);
  CHECK(section.said == std::vector<std::string>{"x.yaml:" + mistake.message});
}

TEST_CASE("a final status is not left, and the message says where it was set", "[musement][check]") {
  const auto section = read(
      "orders:\n  - items:\n      - timeline:\n"
      "        - { after: 1h, status: KO }\n"
      "        - { after: 1h, status: OK }\n");

  CHECK(section.said ==
        std::vector<std::string>{
            "x.yaml:5:32: a musement item cannot go from KO (4:32) to OK, KO is final: remove a step, or "
            "add 'unrealistic: true' to this one if you mean it"});
}

TEST_CASE("a step has one trigger, and paid is true or false", "[musement][check]") {
  const auto triggers = read(
      "orders:\n  - items:\n      - quantity: 1\n        timeline:\n        - { on: paid, polls: 2, status: "
      "OK }\n");
  const auto paid = read("orders:\n\n\n    - items: {}\n      paid: yes\n");

  CHECK(triggers.said ==
        std::vector<std::string>{
            "x.yaml:5:23: a step has one trigger, found 'on' (5:13) and 'polls': write two steps, "
            "{ on: paid } and { polls: 2, status: OK }"});
  CHECK(paid.said ==
        std::vector<std::string>{"x.yaml:5:13: 'paid' is true or false, found 'yes': write true"});
}

TEST_CASE("mistakes in the musement section are refused where they stand", "[musement][check]") {
  const auto mistake = GENERATE(values<Mistake>({
      {"orders: { uuid: MUS0738876, items: {} }",
       "1:17: 'uuid' is a UUID, found 'MUS0738876': write one as in 8e9e5c6e-ea7d-4934-8753-f00954f30d00, or "
       "leave it "
       "out to have it drawn"},
      {"orders: { paid: true }",
       "1:9: an order without items is none: write items: { product: { title: … } }, or add 'unrealistic: "
       "true' if "
       "you mean it"},
      {"orders:\n  - { uuid: 8e9e5c6e-ea7d-4934-8753-f00954f30d00, items: {} }\n"
       "  - { uuid: 8E9E5C6E-EA7D-4934-8753-F00954F30D00, items: {} }",
       "3:5: the uuid '8E9E5C6E-EA7D-4934-8753-F00954F30D00' is taken by the one at 2:5: write another one, "
       "or leave "
       "it out"},
      {"orders: { repeat: 2, uuid: 8e9e5c6e-ea7d-4934-8753-f00954f30d00, items: {} }",
       "1:28: 'repeat' makes orders with uuids of their own, found '8e9e5c6e-ea7d-4934-8753-f00954f30d00': "
       "leave "
       "'uuid' out and they are drawn, or number them, as in 8e9e5c6e-ea7d-4934-8753-f00954f3####"},
      {"orders: { repeat: 0, items: {} }", "1:19: 'repeat' is a number from 1 to 100000, found '0'"},
      {"orders: { repeat: 2, items: { uuid: 8e9e5c6e-ea7d-4934-8753-f00954f30d00 } }",
       "1:31: the items of an order with 'repeat' cannot share a uuid: leave it out"},
      {"orders: { items: { quantity: 0 } }", "1:30: 'quantity' is a number from 1 to 10000, found '0'"},
      {"products: { id: 4711 }\norders: { items: { product: 4712 } }",
       "2:29: no product is called '4712', did you mean '4711'?"},
      {"orders: { items: { product: 4711 } }",
       "1:29: 'product: 4711' refers to an entry of 'products', which this section does not have: write "
       "products: "
       "{ id: 4711, title: … }, or product: { title: … }"},
      {"products: { title: Uffizi }",
       "1:11: an entry of 'products' needs 'id', by which items refer to it: write id: 4711"},
      {"products: { id: bus }",
       "1:17: a product's 'id' is a text of at most 20 digits, found 'bus': write id: 4711"},
      {"products: { id: 1, max_confirmation_time: 48h }",
       "1:43: 'max_confirmation_time' is spelt as the provider does, an ISO 8601 duration, found '48h': "
       "write P2D"},
      {"orders: { items: [ { product: { price: 1.00 EUR } }, { product: { price: 1.00 USD } } ] }",
       "1:54: an order has one currency, its first item EUR and this one USD: give both the same, or add "
       "'unrealistic: true' if you mean it (in the order)"},
      {"orders: { paid: false, items: { timeline: { after: 1h, status: OK } } }",
       "1:64: an item becomes OK after the payment only, and its order has 'paid: false': write 'on: paid' "
       "in this "
       "step, or add 'unrealistic: true' if you mean it"},
      {"orders: { items: { timeline: { after: 1h, status: KO, vouchers: 1 } } }",
       "1:55: 'vouchers' are only there while the status is OK, here it is KO: move them to the step with "
       "status: OK, "
       "or add 'unrealistic: true' if you mean it"},
      {"orders: { items: { timeline: { after: 1h, fields: { vouchers: [ { url: \"http://a\" } ] } } } }",
       "1:53: 'vouchers' are only there while the status is OK, here it is PENDING: move them to the step "
       "with "
       "status: OK, or add 'unrealistic: true' if you mean it"},
      {"orders: { items: { fields: { vouchers: [] } } }",
       "1:30: 'vouchers' are only there while the status is OK, here it is PENDING: move them to the step "
       "with "
       "status: OK, or add 'unrealistic: true' if you mean it"},
      {"orders: { items: { fields: { status: OK } } }",
       "1:30: 'status' in 'fields' would contradict the timeline: write 'status' in a step, or add "
       "'unrealistic: true' "
       "if you mean it"},
      {"orders: { items: {}, fields: { status: OK } }",
       "1:32: 'status' in 'fields' would contradict the order: write it in the timelines of its items, or "
       "add "
       "'unrealistic: true' if you mean it"},
      {"orders: { items: [] }",
       "1:18: an order without items is none: write items: { product: { title: … } }, or add 'unrealistic: "
       "true' if "
       "you mean it"},
      {"roll_up: [KO, OK]",
       "1:10: 'roll_up' puts all four in an order, the one that wins first, as in [REFUND_STARTED, REFUNDED, "
       "KO, OK]: "
       "add what is missing"},
      {"roll_up: [KO, OK, KO, REFUNDED]", "1:19: 'roll_up' has KO twice: keep one"},
      {"roll_up: [PENDING]",
       "1:11: 'PENDING' is no status that 'roll_up' orders, known: REFUND_STARTED, REFUNDED, KO, "
       "OK; an order is PENDING while an item is"},
      {"clients: { client_id: shop, tokens: a, scopes: [no-paymant] }",
       "1:49: unknown scope 'no-paymant', did you mean 'no-payment'?"},
      {"orders: { owner: shop, items: {} }",
       "1:18: 'owner' is one of 'clients', found 'shop': add clients to this provider's section"},
  }));

  const auto section = read(mistake.yaml + "\n");

  CHECK(section.plan == nullptr);
  CHECK(section.said == std::vector<std::string>{"x.yaml:" + mistake.message});
}

TEST_CASE("an empty value is told once, whatever the key", "[musement][check]") {
  const auto yaml =
      GENERATE(as<std::string>{}, "roll_up:\n", "orders:\n  items:\n", "orders:\n  items: {}\n  fields:\n",
               "orders:\n  items: {}\n  uuid:\n", "orders:\n  items:\n    product:\n", "applications:\n",
               "orders:\n  items: {}\n  repeat: 2\n  uuid:\n", "clients:\n  client_id:\n",
               "products:\n  id:\n", "orders:\n  items:\n    timeline:\n      vouchers:\n",
               "orders:\n  items:\n    timeline:\n      fields:\n", "orders:\n  items:\n    timeline:\n");

  const auto section = read(yaml);

  CHECK(section.plan == nullptr);
  CHECK(std::count_if(section.said.begin(), section.said.end(),
                      [](const std::string& line) { return line.find("note: ") == std::string::npos; }) == 1);
}

TEST_CASE("keys of later versions are unknown", "[musement][check]") {
  const auto yaml =
      GENERATE(as<std::string>{}, "webhook: { url: a }\n", "bearer: optional\n", "templates: {}\n",
               "token_lifetime: 1h\n", "cancellation_error_as: OK\n", "answers: {}\n",
               "products: { id: 1, dates: [] }\n", "products: { id: 1, refund_policies: [] }\n",
               "orders: { items: { timeline: { metadata: {} } } }\n");

  const auto section = read(yaml);

  CHECK(section.plan == nullptr);
  REQUIRE(section.said.size() == 1);
  CHECK(section.said.front().find("unknown key") != std::string::npos);
}

TEST_CASE("unrealistic lifts what the provider could not do", "[musement][check]") {
  const auto yaml =
      GENERATE(as<std::string>{}, "orders: { unrealistic: true }\n",
               "orders: { paid: false, items: { timeline: { after: 1h, status: OK, unrealistic: true } } }\n",
               "orders: { items: { timeline: { after: 1h, status: KO, vouchers: 1, unrealistic: true } } }\n",
               "orders: { items: { unrealistic: true, fields: { status: LOST, vouchers: [ { url: "
               "\"http://a\" } ] } } }\n");

  const auto section = read(yaml);

  CHECK(section.said.empty());
  CHECK(section.plan != nullptr);
}

TEST_CASE("a confirmation later than max_confirmation_time is noted", "[musement][check]") {
  const auto item = [](std::string_view confirmation_time, std::string_view timeline) {
    return core::cat("orders: { items: { product: { max_confirmation_time: ", confirmation_time,
                     " }, timeline: ", timeline, " } }\n");
  };
  const auto late = GENERATE_COPY(as<std::string>{}, item("P2D", "{ on: paid, after: 50h, status: OK }"),
                                  item("P2D", "[ { after: 1h }, { after: 48h, status: KO } ]"),
                                  item("P2D", "{ at: 2026-03-03T09:00:01Z, status: OK }"),
                                  item("P0D", "{ on: paid, after: 151s, status: OK }"));
  const auto in_time =
      GENERATE_COPY(as<std::string>{}, item("P2D", "{ on: paid, after: 48h, status: OK }"),
                    item("P2D", "[ { polls: 2 }, { after: 47h, status: OK } ]"),
                    item("P0D", "{ on: paid, after: 150s, status: OK }"),
                    item("P1D", "[ { after: 1h, status: OK }, { after: 3d, status: REFUNDED } ]"));

  const auto late_section = read(late);
  const auto section_in_time = read(in_time);

  CHECK(late_section.plan != nullptr);
  REQUIRE(late_section.said.size() == 1);
  CHECK(late_section.said[0].find("later than its max_confirmation_time") != std::string::npos);
  CHECK(section_in_time.said.empty());
}

TEST_CASE("what waits for ever is noted", "[musement][check]") {
  const auto cancelled = read(
      "orders: { items: { timeline: [ { on: paid, status: OK }, { on: cancelled, status: REFUND_STARTED } ] "
      "} }\n");
  const auto unpaid = read("orders: { paid: false, items: { timeline: { on: paid, status: OK } } }\n");

  REQUIRE(cancelled.said.size() == 1);
  CHECK(cancelled.said[0] ==
        "x.yaml:1:58: note: nothing in this version makes 'cancelled' happen to a musement item: "
        "this step waits for ever unless a move takes it");
  REQUIRE(unpaid.said.size() == 1);
  CHECK(unpaid.said[0] ==
        "x.yaml:1:43: note: nothing in this version makes 'paid' happen to a musement item of an "
        "order with 'paid: false': this step waits for ever unless a move takes it");
}

TEST_CASE("the section knows the keys of this version", "[musement][check]") {
  core::KnownKeys keys;

  read(
      "clients: { client_id: a, tokens: t }\nproducts: { id: 1 }\norders: { items: { timeline: { status: OK "
      "} } }\n",
      tests::kNineOClock, &keys);

  using Keys = std::set<std::string>;
  CHECK(keys["the musement section"] == Keys{"applications", "clients", "orders", "products", "roll_up"});
  CHECK(keys["a musement client"] == Keys{"client_id", "client_secret", "scopes", "tokens"});
  CHECK(keys["a musement product"] ==
        Keys{"activity", "fields", "id", "max_confirmation_time", "price", "title"});
  CHECK(keys["a musement order"] ==
        Keys{"fields", "items", "owner", "paid", "repeat", "unrealistic", "uuid"});
  CHECK(keys["a musement item"] == Keys{"fields", "product", "quantity", "timeline", "unrealistic", "uuid"});
  CHECK(keys["a step"] == Keys{"after", "at", "fields", "on", "polls", "status", "unrealistic", "vouchers"});
}

}  // namespace
}  // namespace mock::providers::musement
