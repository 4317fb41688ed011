#include "core/text.hpp"
#include "providers/baanx/order.hpp"
#include "providers/baanx/provider.hpp"
#include "support/provider_play.hpp"

#include <catch2/catch_test_macros.hpp>

#include <chrono>
#include <string>

namespace mock::providers::baanx {
namespace {

using tests::json_of;
using tests::kNineOClock;
using namespace std::chrono_literals;

const BaanxProvider kProvider;

class Baanx : public tests::ProviderPlay {
 public:
  explicit Baanx(std::string_view yaml) : ProviderPlay{kProvider, contract(), yaml} {}

  core::Answer poll(std::string_view id = "abcd_1234") {
    return get(core::cat("/v1/order/", id),
               {{"X-Client-ID", "your_client_id"}, {"Authorization", "Bearer abc"}});
  }
  std::string status(std::string_view id = "abcd_1234") { return json_of(poll(id)).value("status", ""); }

  static const core::Contract& contract() {
    static const tests::SchemaContract contract{"contracts/baanx/schemas/order.json"};
    return contract;
  }
};

TEST_CASE("an order without a timeline is STARTED and stays so", "[baanx][orders]") {
  Baanx baanx{"orders: { id: abcd_1234 }"};

  const auto first = baanx.poll();
  baanx.stage.advance_by(24h);
  const auto later = baanx.poll();

  CHECK(first.response.status == 200);
  CHECK(first.response.headers == core::Headers{{"Content-Type", "application/json"}});
  CHECK(first.resource == "abcd_1234");
  const auto json = json_of(first);
  CHECK(json["orderId"] == "abcd_1234");
  CHECK(json["status"] == "STARTED");
  CHECK(json["requestId"].get<std::string>().starts_with("payment_"));
  CHECK_FALSE(json.contains("paidAt"));
  CHECK_FALSE(json.contains("metadata"));
  CHECK(core::text_of(later.response.body) == core::text_of(first.response.body));
  CHECK(baanx.stage.steps.empty());
}

TEST_CASE("two polls see STARTED, and nine seconds after the second one the payment is there",
          "[baanx][orders]") {
  Baanx baanx{
      "orders:\n"
      "  - id: abcd_1234\n"
      "    timeline:\n"
      "      - status: STARTED\n"
      "      - { polls: 2, after: 9s, status: COMPLETED, metadata: { txHash: 0x3a11a86c } }\n"};

  std::string seen;
  for (int i = 0; i < 5; ++i) {
    baanx.stage.advance_by(3s);
    seen += baanx.status() + " ";
  }

  CHECK(seen == "STARTED STARTED STARTED STARTED COMPLETED ");
  const auto json = json_of(baanx.poll());
  CHECK(json["paidAt"] == "2026-03-01 09:00:15.000+00");
  CHECK(core::to_text(json["metadata"]) == R"({"txHash":"0x3a11a86c"})");
  REQUIRE(baanx.stage.steps.size() == 2);
  CHECK(baanx.stage.steps[0].resource == "baanx/abcd_1234");
  CHECK(baanx.stage.steps[0].from == "STARTED");
  CHECK(baanx.stage.steps[1].from == "STARTED");
  CHECK(baanx.stage.steps[1].to == "COMPLETED");
  CHECK(baanx.stage.steps[1].line.line == 5);
}

TEST_CASE("metadata of the order and of its steps are merged, and fields change the answer",
          "[baanx][orders]") {
  Baanx baanx{
      "orders:\n"
      "  id: abcd_1234\n"
      "  metadata: { paymentId: pay-1, note: waiting }\n"
      "  fields: { requestId: null }\n"
      "  timeline:\n"
      "    - { after: 1s, metadata: { note: still_waiting } }\n"
      "    - { after: 1s, status: FAILED, metadata: { note: null, paymentId: null }, fields: { requestId: "
      "042 } }\n"};

  const auto before = json_of(baanx.poll());
  baanx.stage.advance_by(1s);
  const auto between = json_of(baanx.poll());
  baanx.stage.advance_by(1s);
  const auto after = json_of(baanx.poll());

  CHECK(core::to_text(before) ==
        R"({"orderId":"abcd_1234","status":"STARTED","metadata":{"paymentId":"pay-1","note":"waiting"}})");
  CHECK(between["metadata"]["note"] == "still_waiting");
  CHECK(core::to_text(after) == R"({"orderId":"abcd_1234","status":"FAILED","requestId":"042"})");
}

TEST_CASE("an order that is COMPLETED at creation was paid then", "[baanx][orders]") {
  Baanx baanx{"orders: { id: abcd_1234, timeline: { status: COMPLETED } }"};

  CHECK(json_of(baanx.poll())["paidAt"] == "2026-03-01 09:00:00.000+00");
  REQUIRE(baanx.stage.steps.size() == 1);
  CHECK(baanx.stage.steps[0].from == "COMPLETED");
  CHECK(baanx.stage.events == std::vector<std::string>{"baanx/abcd_1234 created"});
}

TEST_CASE("paidAt is written as the page's sample, in UTC and with milliseconds", "[baanx][orders]") {
  CHECK(paid_at_text(kNineOClock + 1234567us) == "2026-03-01 09:00:01.234+00");
}

TEST_CASE("repeat makes orders that differ in their ids and request ids", "[baanx][orders]") {
  Baanx baanx{"orders: { id: order_####, repeat: 1000, timeline: { after: 5s, status: COMPLETED } }"};

  CHECK(baanx.plan().references().size() == 1000);
  CHECK(baanx.plan().references().front() == "order_0001");
  CHECK(baanx.poll("order_####").response.status == 404);
  CHECK(json_of(baanx.poll("order_0001"))["requestId"] != json_of(baanx.poll("order_0002"))["requestId"]);
  baanx.stage.advance_by(5s);
  CHECK(baanx.status("order_1000") == "COMPLETED");
  CHECK(baanx.stage.steps.size() == 1000);
}

TEST_CASE("an answer is written once for as long as the order stays as it is", "[baanx][orders]") {
  Baanx baanx{"orders: { id: abcd_1234, timeline: { after: 5s, status: EXPIRED } }"};

  const auto* const first = core::text_of(baanx.poll().response.body).data();
  const auto again = baanx.poll();
  baanx.stage.advance_by(5s);

  CHECK(core::text_of(again.response.body).data() == first);
  CHECK(baanx.status() == "EXPIRED");
}

}  // namespace
}  // namespace mock::providers::baanx
