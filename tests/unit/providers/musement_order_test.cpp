#include "core/text.hpp"
#include "providers/musement/iso_duration.hpp"
#include "providers/musement/price.hpp"
#include "providers/musement/provider.hpp"
#include "support/provider_play.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <chrono>
#include <string>
#include <vector>

namespace mock::providers::musement {
namespace {

using tests::json_of;
using namespace std::chrono_literals;

const MusementProvider kProvider;
constexpr std::string_view kOrder = "8e9e5c6e-ea7d-4934-8753-f00954f30d00";
constexpr std::string_view kItem = "11045e18-e3ca-42e1-acb4-0d5be75036fd";

class Musement : public tests::ProviderPlay {
 public:
  explicit Musement(std::string_view yaml) : ProviderPlay{kProvider, contract(), yaml} {}

  core::Answer poll(std::string_view uuid = kOrder, std::string_view origin = "http://127.0.0.1:8420") {
    return get(core::cat("/api/v3/orders/", uuid),
               {{"X-Musement-Application", "app"}, {"Authorization", "Bearer abc"}}, {}, origin);
  }
  core::Json order() { return json_of(poll()); }
  /// The order's status and those of its items: `PENDING: OK PENDING`.
  std::string statuses() {
    const auto json = order();
    std::string text = json["status"].get<std::string>() + ":";
    for (const auto& item : json["items"]) text += " " + item["status"].get<std::string>();
    return text;
  }

  static const core::Contract& contract() {
    static const tests::SchemaContract contract{"contracts/musement/schemas/order.json"};
    return contract;
  }
};

std::string two_items(std::string_view first, std::string_view second, std::string_view more = "") {
  return core::cat(more, "orders:\n  - uuid: ", kOrder, "\n    items:\n      - timeline: ", first,
                   "\n      - timeline: ", second, "\n");
}

TEST_CASE("a paid item with instant confirmation becomes OK after five seconds, and then has a voucher",
          "[musement][orders]") {
  Musement musement{core::cat("orders:\n  - uuid: ", kOrder, "\n    items:\n      - { uuid: ", kItem,
                              ", product: { title: City bus tour, max_confirmation_time: P0D } }\n")};

  const auto before = musement.order();
  musement.stage.advance_by(5s - 1us);
  CHECK(musement.statuses() == "PENDING: PENDING");
  musement.stage.advance_by(1us);
  const auto after = musement.order();

  CHECK(before["items"][0]["vouchers"] == core::Json::array());
  CHECK(after["status"] == "OK");
  CHECK(after["items"][0]["uuid"] == kItem);
  REQUIRE(after["items"][0]["vouchers"].size() == 1);
  const auto url = after["items"][0]["vouchers"][0]["url"].get<std::string>();
  CHECK(url.starts_with("http://127.0.0.1:8420/voucher/view/"));
  CHECK(url.ends_with("?pdf=1"));
  CHECK(musement.stage.events == std::vector<std::string>{core::cat("musement/", kOrder, " created"),
                                                          core::cat("musement/", kOrder, " paid")});
  REQUIRE(musement.stage.steps.size() == 1);
  CHECK(musement.stage.steps[0].resource == core::cat("musement/", kOrder, "/1"));
  REQUIRE(musement.stage.followed.size() == 1);
  CHECK(musement.stage.followed[0].resource == core::cat("musement/", kOrder));
  CHECK(musement.stage.followed[0].from == "PENDING");
  CHECK(musement.stage.followed[0].to == "OK");
}

TEST_CASE("instant confirmation is a duration, not a text", "[musement][orders]") {
  const auto spelling = GENERATE(as<std::string>{}, "P0D", "PT0S", "P0DT0H0M", "P0W");
  Musement musement{core::cat("orders:\n  - uuid: ", kOrder,
                              "\n    items: { product: { max_confirmation_time: ", spelling, " } }\n")};

  musement.stage.advance_by(5s);

  CHECK(musement.statuses() == "OK: OK");
  CHECK(musement.order()["items"][0]["product"]["max_confirmation_time"] == spelling);
}

TEST_CASE("an item that needs confirmation stays PENDING, and so does an unpaid one", "[musement][orders]") {
  const auto item = GENERATE(as<std::string>{}, "items: { product: { max_confirmation_time: P2D } }",
                             "paid: false\n    items: { product: { max_confirmation_time: P0D } }");
  Musement musement{core::cat("orders:\n  - uuid: ", kOrder, "\n    ", item, "\n")};

  musement.stage.advance_by(24h * 30);

  CHECK(musement.statuses() == "PENDING: PENDING");
  CHECK(musement.stage.steps.empty());
}

TEST_CASE("the order moves only when no item is PENDING any more", "[musement][orders]") {
  const auto yaml = two_items("{ on: paid, after: 1h, status: OK }", "{ on: paid, after: 2h, status: KO }");
  Musement musement{yaml};
  Musement other{"roll_up: [REFUND_STARTED, REFUNDED, OK, KO]\n" + yaml};

  musement.stage.advance_by(1h);
  CHECK(musement.statuses() == "PENDING: OK PENDING");
  CHECK(musement.stage.followed.empty());
  musement.stage.advance_by(1h);
  other.stage.advance_by(2h);

  CHECK(musement.statuses() == "KO: OK KO");
  CHECK(other.statuses() == "OK: OK KO");
  REQUIRE(musement.stage.followed.size() == 1);
  CHECK(musement.stage.followed[0].to == "KO");
}

TEST_CASE("CANCELLATION_ERROR counts as OK in the order, and vouchers are there only while the item is OK",
          "[musement][orders]") {
  Musement musement{core::cat(
      "orders:\n  - uuid: ", kOrder,
      "\n    items:\n      timeline:\n        - { after: 1h, status: OK, vouchers: 2 }\n"
      "        - { after: 1h, status: CANCELLATION_ERROR }\n        - { after: 1h, status: OK }\n"
      "        - { after: 1h, status: REFUND_STARTED }\n        - { after: 1h, status: REFUNDED }\n")};

  std::string seen;
  for (int i = 0; i < 5; ++i) {
    musement.stage.advance_by(1h);
    seen +=
        musement.statuses() + " " + std::to_string(musement.order()["items"][0]["vouchers"].size()) + "; ";
  }

  CHECK(seen ==
        "OK: OK 2; OK: CANCELLATION_ERROR 0; OK: OK 2; REFUND_STARTED: REFUND_STARTED 0; REFUNDED: REFUNDED "
        "0; ");
}

TEST_CASE("a status at creation is no change of the order's", "[musement][orders]") {
  Musement musement{two_items("{ status: OK }", "{ status: KO }")};

  CHECK(musement.statuses() == "KO: OK KO");
  CHECK(musement.stage.followed.empty());
}

TEST_CASE("an order is shown with the provider's types and spellings", "[musement][orders]") {
  Musement musement{core::cat(
      "products: { id: 4711, title: Uffizi Gallery, price: 10.55 EUR, max_confirmation_time: P2D }\n"
      "orders:\n  - uuid: ",
      kOrder, "\n    items: [ { product: 4711, quantity: 2 }, { product: 4711 } ]\n")};

  const auto order = musement.order();

  const auto identifier = order["identifier"].get<std::string>();
  CHECK(identifier.size() == 10);
  CHECK(identifier.starts_with("MUS"));
  CHECK(order["uuid"] == kOrder);
  CHECK(order["date"] == "2026-03-01T09:00:00+0000");
  CHECK(order["is_paid"] == true);
  CHECK(order["extra_data"].is_null());
  CHECK(order["customer"]["id"].is_number_integer());
  CHECK(core::to_text(order["total_price"]) ==
        R"({"currency":"EUR","value":31.65,"formatted_value":"€ 31.65","formatted_iso_value":"€31.65"})");
  const auto& item = order["items"][0];
  CHECK(item["quantity"] == 2);
  CHECK(item["retail_price_in_order_currency"]["value"] == 10.55);
  CHECK(item["total_retail_price_in_order_currency"]["value"] == 21.1);
  CHECK(item["product"]["id"] == "4711");
  CHECK(item["product"]["title"] == "Uffizi Gallery");
  CHECK(item["product"]["date"] == "2026-03-08 10:00");
  CHECK(item["product"]["max_confirmation_time"] == "P2D");
  CHECK(item["uuid"] != order["items"][1]["uuid"]);
  CHECK(item["product"]["activity_uuid"] == order["items"][1]["product"]["activity_uuid"]);
}

TEST_CASE("a whole price is a JSON number without a point", "[musement][orders]") {
  CHECK(core::to_text(price_json({.cents = 2100, .currency = "USD"})) ==
        R"({"currency":"USD","value":21,"formatted_value":"$ 21.00","formatted_iso_value":"$21.00"})");
  CHECK(core::to_text(price_json({.cents = 5, .currency = "CHF"})) ==
        R"({"currency":"CHF","value":0.05,"formatted_value":"CHF 0.05","formatted_iso_value":"CHF0.05"})");
}

TEST_CASE("fields change order, item, product and what a step leaves behind", "[musement][orders]") {
  Musement musement{core::cat(
      "orders:\n  - uuid: ", kOrder,
      "\n    fields: { source: agency, trustpilot_url: null }\n"
      "    items:\n"
      "      - fields: { transaction_code: 0815 }\n"
      "        product: { fields: { min_buy: 2, language: { code: en } } }\n"
      "        timeline: { after: 1h, status: KO, fields: { cancellation_reason: VENUE-CLOSED } }\n")};

  const auto before = musement.order();
  musement.stage.advance_by(1h);
  const auto after = musement.order();

  CHECK(before["source"] == "agency");
  CHECK_FALSE(before.contains("trustpilot_url"));
  CHECK(before["items"][0]["transaction_code"] == "0815");
  CHECK(before["items"][0]["product"]["min_buy"] == 2);
  CHECK(before["items"][0]["cancellation_reason"].is_null());
  CHECK(after["items"][0]["cancellation_reason"] == "VENUE-CLOSED");
}

TEST_CASE("a poll counts for every item of the order", "[musement][orders]") {
  Musement musement{two_items("{ polls: 2, status: OK }", "{ polls: 1, status: OK }")};

  CHECK(musement.statuses() == "PENDING: PENDING PENDING");
  CHECK(musement.statuses() == "PENDING: PENDING OK");
  CHECK(musement.statuses() == "OK: OK OK");
}

TEST_CASE("links follow the origin, and an answer is written once for each", "[musement][orders]") {
  Musement musement{two_items("{ status: OK }", "{ status: OK }")};

  const auto first = musement.poll(kOrder, "http://a/~one");
  const auto again = musement.poll(kOrder, "http://a/~one");
  const auto other = musement.poll(kOrder, "http://b");

  CHECK(core::text_of(first.response.body).data() == core::text_of(again.response.body).data());
  CHECK(json_of(first)["items"][0]["vouchers"][0]["url"].get<std::string>().starts_with(
      "http://a/~one/voucher/"));
  CHECK(json_of(other)["items"][0]["vouchers"][0]["url"].get<std::string>().starts_with("http://b/voucher/"));
}

TEST_CASE("drawn uuids are references, the same at every start, and repeat draws each copy's",
          "[musement][orders]") {
  const std::string yaml = "orders: { repeat: 1000, items: [ {}, {} ] }\n";
  Musement musement{yaml};
  Musement again{yaml};

  const auto references = musement.plan().references();
  REQUIRE(references.size() == 1000);
  CHECK(references == again.plan().references());
  const auto& uuid = references[1];
  const auto answer = json_of(musement.poll(uuid));
  CHECK(answer["uuid"] == uuid);
  CHECK(answer["items"][0]["uuid"] != answer["items"][1]["uuid"]);
  CHECK(core::text_of(again.poll(uuid).response.body) == core::to_text(answer));
  musement.stage.advance_by(5s);
  CHECK(musement.stage.steps.size() == 2000);
  CHECK(json_of(musement.poll(uuid))["status"] == "OK");
}

TEST_CASE("repeat numbers uuids where the scenario wants to know them", "[musement][orders]") {
  Musement musement{"orders: { uuid: \"8e9e5c6e-ea7d-4934-8753-f00954f3####\", repeat: 20, items: {} }\n"};

  CHECK(json_of(musement.poll("8e9e5c6e-ea7d-4934-8753-f00954f30020"))["status"] == "PENDING");
  CHECK(musement.poll("8E9E5C6E-EA7D-4934-8753-F00954F30001").resource ==
        "8e9e5c6e-ea7d-4934-8753-f00954f30001");
}

TEST_CASE("ISO durations are read as the provider spells them", "[musement]") {
  CHECK(parse_iso_duration("P1DT2H30M") == 26h + 30min);
  CHECK(parse_iso_duration("P2W") == 24h * 14);
  CHECK(parse_iso_duration("P1M") == 24h * 30);
  CHECK(parse_iso_duration("PT1M") == 1min);
  const auto wrong =
      GENERATE(as<std::string>{}, "", "P", "PT", "48h", "P1DT", "PD", "P1", "P1H", "PT1D", "P1D1Y", "P1W1D",
               "P1Y1W", "PT1H1H", "P1.5D", "P1234567D", "p1d", "P-1D", "P1DT2H30MT");
  CHECK_FALSE(parse_iso_duration(wrong));
  CHECK(to_iso_duration(48h) == "P2D");
  CHECK(to_iso_duration(25h + 30min + 1s) == "P1DT1H30M1S");
  CHECK(to_iso_duration(0s) == "P0D");
}

}  // namespace
}  // namespace mock::providers::musement
