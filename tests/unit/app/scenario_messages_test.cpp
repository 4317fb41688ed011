// The messages of the scenario language, as a person meets them: the whole file is read, and the wanted line
// is among those that are printed.

#include "app/contract_library.hpp"
#include "app/scenario_loader.hpp"
#include "core/text.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_vector.hpp>

#include <string>
#include <string_view>
#include <vector>

using namespace mock;

namespace {

std::vector<std::string> mistakes_of(std::string_view yaml) {
  static app::EmbeddedContracts contracts;
  core::Problems problems{"x.yaml"};
  app::ScenarioLoader{contracts}.read(yaml, "x", nullptr, {.environment = false},
                                      app::UnsetVariables::Refused, problems);
  return problems.lines();
}

struct Row {
  std::string yaml;
  std::string message;
};

/// A step of a musement item as line 5.
std::string item_step(const std::string& step) {
  return "musement:\n  orders:\n    items:\n      timeline:\n" + step + "\nunderstudy: 1\n";
}

}  // namespace

TEST_CASE("each usual mistake has its message at its place", "[scenario][messages]") {
  const auto row = GENERATE(values<Row>({
      {item_step("        - { after: 9s, staus: OK }"),
       "x.yaml:5:24: unknown key 'staus' in a step, did you mean 'status'?"},
      {item_step("        - { after: 5, status: OK }"),
       "x.yaml:5:20: 'after' is a duration and needs a unit, found '5': write 5s, 5m, 5h or 5d"},
      {item_step("        - { after: P2D, status: OK }"),
       "x.yaml:5:20: 'after' is a duration, found the ISO spelling 'P2D': write 2d (only the provider's own "
       "fields, such "
       "as max_confirmation_time, are spelt so)"},
      {item_step("        - { after: 1:30, status: OK }"),
       "x.yaml:5:20: '1:30' may mean two things: write 1h30m or 1m30s"},
      {"file_order:\n  orders:\n    - id: 42\n      sub_orders:\n"
       "          files: { filename: a.dat, size: 100Mb }\nunderstudy: 1\n",
       "x.yaml:5:43: unknown unit 'Mb': write 100MB (100,000,000 bytes) or 100MiB (104,857,600 bytes)"},
      {item_step("        - { after: 1h, status: CONFIRMED }"),
       "x.yaml:5:32: 'CONFIRMED' is no status of a musement item, known: PENDING, OK, KO, REFUND_STARTED, "
       "REFUNDED, "
       "CANCELLATION_ERROR; a confirmed item is OK"},
      {item_step("        - { after: 1h, status: KO }\n        - { after: 1h, status: OK }"),
       "x.yaml:6:32: a musement item cannot go from KO (5:32) to OK, KO is final: remove a step, or add "
       "'unrealistic: true' to this one if you mean it"},
      {item_step("        - { on: payed, after: 47h, status: OK }"),
       "x.yaml:5:17: unknown event 'payed', did you mean 'paid'? A musement item has created, paid, "
       "cancelled, delivered, given_up, voucher_fetched; a word of your own is on: { signal: payed }"},
      {item_step("        - { on: paid, polls: 2, status: OK }"),
       "x.yaml:5:23: a step has one trigger, found 'on' (5:13) and 'polls': write two steps, { on: paid } "
       "and { polls: 2, "
       "status: OK }"},
      {"understudy: 1\nmusement:\n  orders:\n    - uuid: 8e9e5c6e-ea7d-4934-8753-f00954f30d00\n      paid: "
       "yes\n",
       "x.yaml:5:13: 'paid' is true or false, found 'yes': write true"},
      {"understudy: 1\nfile_order:\n  page_size: 50\n  orders:\n    - id: 042\n",
       "x.yaml:5:11: a number has no leading zero, found '042' (some YAML readers take it for 34): write 42"},
      {"understudy: 1\nabout: A receiver.\nmusement:\n  orders: []\n"
       "  webhook: { url: ${WEBHOOK_URL}, retry: [1m] }\n",
       "x.yaml:5:19: a variable inside { } needs quotes: write url: \"${WEBHOOK_URL}\""},
      {"understudy: 1\nbaanx: { orders: { id: abcd_1234 } }\nexpect:\n  requests:\n"
       "  - { of: abcd_1243, count: 2, http_status: 500 }\n",
       "x.yaml:5:11: nothing here is called 'abcd_1243', did you mean 'abcd_1234' (2:24)?"},
      {"understudy: 1\nbaanx: { orders: { id: abcd_1234 } }\nmusement:\n  orders:\n"
       "    items: { timeline: { on: { status: COMPLETED, of: abcd_1243 }, status: OK } }\n",
       "x.yaml:5:55: nothing here is called 'abcd_1243', did you mean 'abcd_1234' (2:24)?"},
      {"understudy: 1\nbaanx: { orders: { id: abcd_1234 } }\nmusement: {}\nweather:\n"
       "  - { of: abcd_1243, first: 2, http_status: 500 }\n",
       "x.yaml:5:11: nothing here is called 'abcd_1243', did you mean 'abcd_1234' (2:24)?"},
      {item_step("        - { true: paid, after: 47h, status: OK }"),
       "x.yaml:5:13: unknown key 'true': a YAML 1.1 tool has rewritten 'on', write on: paid"},
      {"understudy: 1\nseed: 1\n\n\nabout: Payment: two polls, then done\n",
       "x.yaml:5:15: ': ' inside a bare text begins a new key: put the text in quotes"},
  }));

  CAPTURE(row.yaml);
  CHECK_THAT(mistakes_of(row.yaml), Catch::Matchers::VectorContains(row.message));
}

TEST_CASE("all mistakes of a file are told at once", "[scenario][messages]") {
  const auto lines = mistakes_of(
      "understudy: 2\nabuot: x\nclock: fast\nbaanx:\n  orders:\n    - { id: a, timeline: { after: 5, status: "
      "DONE } }\n"
      "expect: { fail_on: never }\n");

  CHECK(lines.size() == 6);
}

TEST_CASE("a proposal can be written as it stands", "[scenario][messages]") {
  const auto row = GENERATE(values<Row>({
      {"understudy: 1\nfile_order:\n  orders:\n    id: 42\n    sub_orders: { files: { filename: part.dat, "
       "size: 1KB, "
       "repeat: 300 } }\n",
       "x.yaml:5:38: 'repeat: 300' numbers its copies: 'filename' needs 3 times # in a row, found 0: write "
       "part-###.dat"},
      {"understudy: 1\nfile_order:\n  orders:\n    id: 42\n    sub_orders: { files: { filename: "
       "\"p-##.dat\", size: 1KB, "
       "repeat: 300 } }\n",
       "x.yaml:5:38: 'repeat: 300' numbers its copies: 'filename' needs 3 times # in a row, found 2: write "
       "p-###.dat"},
      {"understudy: 1\nbaanx: { orders: { id: a } }\nexpect:\n  requests:\n    operation: "
       "musement/get_order\n",
       "x.yaml:5:16: this scenario does not play musement, so nobody can ask for 'musement/get_order': add "
       "'musement: {}'"},
  }));

  CAPTURE(row.yaml);
  CHECK(mistakes_of(row.yaml) == std::vector<std::string>{row.message});
}

TEST_CASE("what a step waits for elsewhere is checked when the whole file was read", "[scenario][messages]") {
  constexpr std::string_view kItem = "11045e18-e3ca-42e1-acb4-0d5be75036fd";
  const auto item = [&](std::string_view step) {
    return core::cat("musement:\n  orders:\n    items:\n      - uuid: ", kItem, "\n        timeline: ", step,
                     "\n");
  };
  const auto row = GENERATE_COPY(values<Row>({
      {core::cat("understudy: 1\n", item("{ on: { status: OK, of: abcd_1234 }, status: OK }"),
                 "baanx: { orders: { id: abcd_1234 } }\n"),
       "x.yaml:6:35: 'OK' is no status of a baanx order, known: STARTED, COMPLETED, FAILED, EXPIRED; a paid "
       "order is "
       "COMPLETED"},
      {core::cat("understudy: 1\n", item("{ on: { event: voucher_fetched, of: abcd_1234 }, status: OK }"),
                 "baanx: { orders: { id: abcd_1234 } }\n"),
       "x.yaml:6:34: unknown event 'voucher_fetched': a baanx order has created, paid, payment_failed, "
       "window_over; a "
       "word of your own is on: { signal: voucher_fetched }"},
      {core::cat("understudy: 1\n", item("{ on: { status: COMPLETED, of: 42 }, status: OK }"),
                 "baanx: { orders: { id: 42 } }\nfile_order: { orders: { id: 42 } }\n"),
       "x.yaml:6:50: '42' may mean baanx/42 or file_order/42: write the one that is meant"},
      {core::cat("understudy: 1\n", item("{ on: { status: COMPLETED, of: baanx/new/1 }, status: OK }"),
                 "baanx: {}\n"),
       "x.yaml:6:50: 'baanx/new/1' is an order that the client creates, and no client can create one in this "
       "version: "
       "name an order that is there from the start"},
      {core::cat("understudy: 1\n", item("{ on: { signal: two words }, status: OK }")),
       "x.yaml:6:35: a signal is a word of letters, digits and ._-, 64 of them at most, the first one a "
       "letter or "
       "digit, found 'two words'"},
      {core::cat("understudy: 1\n", item("{ on: { status: COMPLETED }, status: OK }")),
       "x.yaml:6:25: a status is taken by a resource, which 'of' names: write on: { status: COMPLETED, of: "
       "abcd_1234 "
       "}"},
  }));

  CAPTURE(row.yaml);
  CHECK(mistakes_of(row.yaml) == std::vector<std::string>{row.message});
}

TEST_CASE("waiting in a circle is told with all of its steps", "[scenario][messages]") {
  SECTION("across providers") {
    const auto lines = mistakes_of(
        "understudy: 1\nmusement:\n  orders:\n    items:\n      - uuid: "
        "11045e18-e3ca-42e1-acb4-0d5be75036fd\n"
        "        timeline: { on: { status: COMPLETED, of: abcd_1234 }, status: OK }\n"
        "baanx:\n  orders:\n    - id: abcd_1234\n"
        "      timeline: { on: { status: OK, of: 11045e18-e3ca-42e1-acb4-0d5be75036fd }, status: COMPLETED "
        "}\n");
    REQUIRE(lines.size() == 1);
    CHECK(lines[0].starts_with(
        "x.yaml:6:19: waiting in a circle: this step waits for COMPLETED of baanx/abcd_1234, "
        "which the step at 10:17 sets; that one waits for OK of musement/"));
    CHECK(lines[0].ends_with(", which the step at 6:19 sets: none of them can ever be taken"));
  }
  SECTION("but a chain is none") {
    CHECK(
        mistakes_of("understudy: 1\nbaanx:\n  orders:\n"
                    "    - { id: a, timeline: { after: 5s, status: COMPLETED } }\n"
                    "    - { id: b, timeline: { on: { status: COMPLETED, of: a }, status: COMPLETED } }\n"
                    "    - { id: c, timeline: { on: { status: COMPLETED, of: baanx/b }, status: FAILED } }\n")
            .empty());
  }
}

TEST_CASE("a clock is one of four", "[scenario][messages]") {
  CHECK(mistakes_of("understudy: 1\nclock: { mode: auto, max_skip: 7d }\nbaanx: {}\n").empty());
  CHECK(mistakes_of("understudy: 1\nclock: quick\nbaanx: {}\n") ==
        std::vector<std::string>{
            "x.yaml:2:8: a clock is real, manual, auto or x60 (any whole number from 1 to 1000000 "
            "after the x), found 'quick'"});
}

TEST_CASE("a price that cannot be read makes no second mistake up", "[scenario][messages]") {
  const std::string price = GENERATE("34.50", "34.505 EUR", "€34.50", "34 EUR");
  const auto lines = mistakes_of(
      "understudy: 1\nmusement:\n  orders:\n    items:\n      - { product: { title: a, price: 21.00 "
      "EUR } }\n      - { product: { title: b, price: " +
      price + " } }\n");

  CAPTURE(price);
  REQUIRE(lines.size() == 1);
  CHECK(lines[0].find("34505") == std::string::npos);
}

TEST_CASE("what the provider could not do is refused", "[scenario][messages]") {
  SECTION("vouchers without OK") {
    const auto lines = mistakes_of(item_step("        - { on: paid, status: KO, vouchers: 2 }"));
    REQUIRE(lines.size() == 1);
    CHECK(lines[0].find("vouchers") != std::string::npos);
  }
  SECTION("paidAt without COMPLETED") {
    const auto lines = mistakes_of(
        "understudy: 1\nbaanx:\n  orders:\n    - id: a\n"
        "      timeline: { status: STARTED, fields: { paidAt: '2023-03-27 17:07:12.662+03' } }\n");
    REQUIRE(lines.size() == 1);
    CHECK(lines[0].find("paidAt") != std::string::npos);
    CHECK(lines[0].find("COMPLETED") != std::string::npos);
  }
  SECTION("unless the step says so") {
    CHECK(
        mistakes_of(item_step("        - { on: paid, status: KO, vouchers: 2, unrealistic: true }")).empty());
  }
}
