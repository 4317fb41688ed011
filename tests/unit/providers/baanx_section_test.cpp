#include "providers/baanx/plan.hpp"
#include "providers/baanx/provider.hpp"
#include "support/provider_play.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <string>
#include <vector>

namespace mock::providers::baanx {
namespace {

const BaanxProvider kProvider;

tests::ReadSection read(std::string_view yaml, core::KnownKeys* known_keys = nullptr) {
  static const tests::SchemaContract contract{"contracts/baanx/schemas/order.json"};
  return tests::read_section(kProvider, contract, yaml, tests::kNineOClock, known_keys);
}

struct Mistake {
  std::string yaml;
  std::string message;
};

TEST_CASE("mistakes in the baanx section are refused where they stand", "[baanx][check]") {
  const auto mistake = GENERATE(values<Mistake>({
      {"orders: { name: a }\n", "x.yaml:1:9: a baanx order needs 'id': write id: abcd_1234"},
      {"orders: { id: \"\" }\n", "x.yaml:1:15: an empty 'id' cannot stand in a path: write id: abcd_1234"},
      {"orders:\n  - id: a\n  - id: a\n",
       "x.yaml:3:5: two orders are called 'a', the other one stands at 2:5: give one of them another id"},
      {"orders:\n  - { id: a#, repeat: 3 }\n  - { id: a2 }\n",
       "x.yaml:3:5: two orders are called 'a2', the other one stands at 2:5: give one of them another id"},
      {"orders: { id: a, owner: anna }\n",
       "x.yaml:1:25: 'owner' is one of 'users', found 'anna': add users to this provider's section"},
      {"orders: { id: a, fields: { paidAt: 2026-03-01 } }\n",
       "x.yaml:1:28: 'paidAt' is only there when the status is COMPLETED, here it is STARTED: move it to the "
       "step "
       "with status: COMPLETED, or add 'unrealistic: true' if you mean it"},
      {"orders: { id: a, timeline: { after: 1s, status: FAILED, fields: { paidAt: x } } }\n",
       "x.yaml:1:67: 'paidAt' is only there when the status is COMPLETED, here it is FAILED: move it to the "
       "step "
       "with status: COMPLETED, or add 'unrealistic: true' if you mean it"},
      {"orders: { id: a, timeline: { after: 1s, fields: { status: FAILED } } }\n",
       "x.yaml:1:51: 'status' in 'fields' would contradict the timeline: write 'status' in a step, or add "
       "'unrealistic: true' if you mean it"},
      {"orders: { id: a, fields: { orderId: b } }\n",
       "x.yaml:1:28: 'orderId' in 'fields' would show another order than the one asked for: write 'id' in "
       "the "
       "order, or add 'unrealistic: true' if you mean it"},
      {"orders: { id: a, metadata: paid }\n",
       "x.yaml:1:28: 'metadata' is a mapping of the provider's fields, found 'paid': write metadata: { "
       "paymentId: "
       "… }"},
      {"orders: { id: a, fields: [ a ] }\n",
       "x.yaml:1:26: 'fields' is a mapping of the provider's fields, found '[a]': write fields: { requestId: "
       "… }"},
      {"orders: { id: a, timeline: { after: 1s, fields: paid } }\n",
       "x.yaml:1:49: 'fields' is a mapping of the provider's fields, found 'paid': write fields: { "
       "requestId: … }"},
      {"clients: [a, b, a]\n", "x.yaml:1:17: the client 'a' stands here twice (first at 1:11): keep one"},
      {"clients: { client_secret: a }\n",
       "x.yaml:1:10: a baanx client needs 'client_id': write { client_id: your_client_id }"},
      {"users: { tokens: a }\n",
       "x.yaml:1:8: a baanx user needs 'name': write { name: anna, tokens: her-token }"},
      {"orders: { id: a, timeline: { after: 1h, status: PAID } }\n",
       "x.yaml:1:49: 'PAID' is no status of a baanx order, known: STARTED, COMPLETED, FAILED, EXPIRED; a "
       "paid order "
       "is COMPLETED"},
  }));

  const auto section = read(mistake.yaml);

  CHECK(section.plan == nullptr);
  REQUIRE_FALSE(section.said.empty());
  if (mistake.yaml.starts_with("orders: { name")) {
    CHECK(section.said.front() == mistake.message);
  } else {
    CHECK(section.said == std::vector<std::string>{mistake.message});
  }
}

TEST_CASE("an empty value is told once, whatever the key", "[baanx][check]") {
  const auto yaml =
      GENERATE(as<std::string>{}, "orders:\n", "orders:\n  id:\n", "orders:\n  id: a\n  fields:\n",
               "orders:\n  id: a\n  metadata:\n", "orders:\n  id: a\n  owner:\n", "clients:\n",
               "orders:\n  repeat: 2\n  id:\n", "clients:\n  client_id:\n", "first_check:\n",
               "orders:\n  id: a\n  timeline:\n    metadata:\n",
               "orders:\n  id: a\n  timeline:\n    fields:\n", "users:\n  name:\n  tokens: t\n");

  const auto section = read(yaml);

  CHECK(section.plan == nullptr);
  CHECK(section.said.size() == 1);
}

TEST_CASE("keys of later versions are unknown", "[baanx][check]") {
  const auto yaml =
      GENERATE(as<std::string>{}, "dialect: observed\n", "payment_window: 2m\n", "products: { id: a }\n",
               "token_lifetime: 6h\n", "templates: { timeline: [] }\n", "answers: {}\n",
               "users: { name: anna, tokens: t, otp: 012345 }\n", "orders: { id: a, payment_window: 2m }\n",
               "orders: { id: a, timeline: { vouchers: 2 } }\n");

  const auto section = read(yaml);

  CHECK(section.plan == nullptr);
  REQUIRE(section.said.size() == 1);
  CHECK(section.said.front().find("unknown key") != std::string::npos);
}

TEST_CASE("unrealistic lifts what the provider could not do", "[baanx][check]") {
  const auto yaml =
      GENERATE(as<std::string>{},
               "orders: { id: a, unrealistic: true, fields: { paidAt: never, status: LOST, new: 1 } }\n",
               "orders: { id: a, timeline: { unrealistic: true, fields: { paidAt: never } } }\n");

  const auto section = read(yaml);

  CHECK(section.said.empty());
  CHECK(section.plan != nullptr);
}

TEST_CASE("what waits for ever is noted, not refused", "[baanx][check]") {
  const auto section = read(
      "users: { name: anna }\n"
      "orders: { id: a, timeline: { on: paid, after: 3s, status: COMPLETED } }\n");

  CHECK(section.plan != nullptr);
  REQUIRE(section.said.size() == 2);
  CHECK(section.said[0].find("x.yaml:1:1: note: no user has tokens") == 0);
  CHECK(section.said[1] ==
        "x.yaml:2:28: note: nothing in this version makes 'paid' happen to a baanx order: this step "
        "waits for ever unless a move takes it");
}

TEST_CASE("an empty section is a provider without orders", "[baanx][check]") {
  const auto section = read("{}");

  REQUIRE(section.plan != nullptr);
  CHECK(section.plan->references().empty());
}

TEST_CASE("the section knows the keys of this version", "[baanx][check]") {
  core::KnownKeys keys;

  read(
      "clients: { client_id: a }\nusers: { name: n, tokens: t }\norders: { id: a, timeline: { status: "
      "STARTED } }\n",
      &keys);

  using Keys = std::set<std::string>;
  CHECK(keys["the baanx section"] == Keys{"client_header", "clients", "first_check", "orders", "users"});
  CHECK(keys["a baanx client"] == Keys{"client_id", "client_secret"});
  CHECK(keys["a baanx user"] == Keys{"email", "name", "password", "tokens"});
  CHECK(keys["a baanx order"] ==
        Keys{"fields", "id", "metadata", "owner", "product", "repeat", "timeline", "unrealistic"});
  CHECK(keys["a step"] == Keys{"after", "at", "fields", "metadata", "on", "polls", "status", "unrealistic"});
}

}  // namespace
}  // namespace mock::providers::baanx
