#include "core/mapping.hpp"

#include <catch2/catch_test_macros.hpp>

#include <array>
#include <chrono>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

using namespace mock::core;
using namespace std::chrono_literals;

namespace {

Node scalar(Place place, std::string text, bool quoted = false) {
  Node node;
  node.place = place;
  node.text = std::move(text);
  node.quoted = quoted;
  return node;
}

Node sequence(Place place, std::vector<Node> items) {
  Node node;
  node.kind = Node::Kind::Sequence;
  node.place = place;
  node.items = std::move(items);
  return node;
}

Node mapping(Place place, std::vector<Node::Entry> entries) {
  Node node;
  node.kind = Node::Kind::Mapping;
  node.place = place;
  node.entries = std::move(entries);
  return node;
}

/// An entry whose key stands at `key_place` and whose value follows it after a colon and a blank.
Node::Entry entry(Place key_place, const std::string& key, std::string value) {
  // An empty value stands at its key (core::Node).
  const auto width = static_cast<std::uint32_t>(key.size() + 2);
  const Place value_place = value.empty() ? key_place : Place{key_place.line, key_place.column + width};
  return {key, key_place, scalar(value_place, std::move(value))};
}

/// Reads a mapping as a step is read, and says what was wrong.
std::vector<std::string> mistakes_of_step(const Node& node) {
  Problems problems("x.yaml");
  Mapping step(node, "a step", problems);
  step.duration("after");
  step.text("status");
  std::ignore = step.has("on");
  step.integer("polls");
  step.finish();
  return problems.lines();
}

using Lines = std::vector<std::string>;

constexpr std::array<std::string_view, 3> kModes = {"real", "manual", "auto"};

}  // namespace

TEST_CASE("a right mapping is read without a word", "[core][mapping]") {
  const Node node = mapping({5, 11}, {entry({5, 13}, "after", "9s"), entry({5, 24}, "status", "OK")});
  Problems problems("x.yaml");
  Mapping step(node, "a step", problems);

  CHECK(step.duration("after") == 9s);
  CHECK(step.text("status") == "OK");
  CHECK(step.text("about") == std::nullopt);
  CHECK(step.has("after"));
  CHECK_FALSE(step.has("polls"));
  CHECK(step.find("polls") == nullptr);
  CHECK(step.key_place("status") == Place{5, 24});
  CHECK(step.value_place("status") == Place{5, 32});
  CHECK(step.key_place("polls") == Place{5, 11});
  CHECK(step.value_place("polls") == Place{5, 11});
  step.finish();
  CHECK(problems.lines().empty());
}

TEST_CASE("an unknown key is refused at the key, with the nearest one", "[core][mapping]") {
  const Node node = mapping({5, 11}, {entry({5, 13}, "after", "9s"), entry({5, 24}, "staus", "OK")});

  CHECK(mistakes_of_step(node) ==
        Lines{"x.yaml:5:24: unknown key 'staus' in a step, did you mean 'status'?"});
}

TEST_CASE("an unknown key without a near one is told all that are known", "[core][mapping]") {
  const Node node = mapping({5, 11}, {entry({5, 13}, "vouchers", "2")});

  CHECK(mistakes_of_step(node) ==
        Lines{"x.yaml:5:13: unknown key 'vouchers' in a step, known: after, status, on, polls"});
}

TEST_CASE("a mapping without keys says so", "[core][mapping]") {
  const Node node = mapping({5, 11}, {entry({5, 13}, "a", "2")});
  Problems problems("x.yaml");

  Mapping(node, "an empty thing", problems).finish();

  CHECK(problems.lines() == Lines{"x.yaml:5:13: unknown key 'a' in an empty thing, which has no keys"});
}

TEST_CASE("a key that a YAML 1.1 tool rewrote is named, with the value that stands there",
          "[core][mapping]") {
  const Node short_form = mapping({5, 11}, {entry({5, 13}, "true", "paid"), entry({5, 25}, "after", "47h")});
  const Node long_form = mapping(
      {5, 11},
      {{"true", {5, 13}, mapping({5, 19}, {entry({5, 21}, "event", "paid"), entry({5, 34}, "of", "42")})}});
  const Node very_long = mapping({5, 11}, {entry({5, 13}, "true", std::string(500, 'x'))});

  CHECK(mistakes_of_step(short_form) ==
        Lines{"x.yaml:5:13: unknown key 'true': a YAML 1.1 tool has rewritten 'on', write on: paid"});
  CHECK(mistakes_of_step(long_form) == Lines{"x.yaml:5:13: unknown key 'true': a YAML 1.1 tool has rewritten "
                                             "'on', write on: { event: paid, of: 42 }"});
  CHECK(mistakes_of_step(very_long) ==
        Lines{"x.yaml:5:13: unknown key 'true': a YAML 1.1 tool has rewritten 'on', write on: …"});
}

TEST_CASE("where 'on' is no key, 'true' is an unknown key like others", "[core][mapping]") {
  const Node node = mapping({5, 11}, {entry({5, 13}, "true", "paid")});
  Problems problems("x.yaml");
  Mapping clock(node, "the clock", problems);
  clock.text("mode");

  clock.finish();

  CHECK(problems.lines() == Lines{"x.yaml:5:13: unknown key 'true' in the clock, known: mode"});
}

TEST_CASE("a doubled key is refused at the second place", "[core][mapping]") {
  const Node node = mapping({4, 7}, {entry({4, 9}, "status", "OK"), entry({5, 9}, "status", "KO")});

  CHECK(mistakes_of_step(node) == Lines{"x.yaml:5:9: 'status' is written twice (first at 4:9): keep one"});
}

TEST_CASE("an empty value is refused at its key, once, whoever reads it", "[core][mapping]") {
  Problems problems("x.yaml");
  const Node node =
      mapping({4, 7}, {entry({4, 9}, "status", ""), entry({5, 9}, "after", ""), entry({6, 9}, "files", ""),
                       entry({7, 9}, "baanx", ""), entry({8, 9}, "on", ""), entry({9, 9}, "fields", "")});
  Mapping step(node, "a step", problems);

  CHECK(step.has("status"));
  CHECK(step.text("status") == std::nullopt);
  CHECK(step.find("status") == nullptr);
  CHECK(step.duration("after") == std::nullopt);
  CHECK(step.list("files").empty());
  CHECK_FALSE(step.mapping("baanx", "baanx").has_value());
  CHECK(step.has("on"));
  CHECK(step.find("fields") == nullptr);
  step.finish();

  CHECK(problems.lines() == Lines{"x.yaml:4:9: 'status' has no value: write one, or \"\" for an empty text",
                                  "x.yaml:5:9: 'after' has no value: write one, or leave the key out",
                                  "x.yaml:6:9: 'files' has no value: write one, or [] for an empty list",
                                  "x.yaml:7:9: 'baanx' has no value: write one, or {} for an empty mapping",
                                  "x.yaml:8:9: 'on' has no value: write one, or \"\" for an empty text",
                                  "x.yaml:9:9: 'fields' has no value: write one, or \"\" for an empty text"});
}

TEST_CASE("a quoted empty text is a text", "[core][mapping]") {
  const Node node = mapping({4, 7}, {{"endpoint", {4, 9}, scalar({4, 19}, "", true)}});
  Problems problems("x.yaml");
  Mapping webhook(node, "a webhook", problems);

  CHECK(webhook.text("endpoint") == "");
  webhook.finish();
  CHECK(problems.lines().empty());
}

TEST_CASE("a value of the wrong type is refused at the value", "[core][mapping]") {
  const Node node = mapping({5, 11}, {entry({5, 13}, "after", "5"), entry({5, 23}, "polls", "042"),
                                      entry({6, 1}, "paid", "yes"), entry({7, 1}, "size", "4k"),
                                      entry({8, 1}, "price", "21"), entry({9, 1}, "start", "2026-03-01"),
                                      entry({10, 1}, "mode", "maual"), entry({11, 1}, "clock", "sundial")});
  Problems problems("x.yaml");
  Mapping all(node, "a thing", problems);

  CHECK(all.duration("after") == std::nullopt);
  CHECK(all.integer("polls") == std::nullopt);
  CHECK(all.boolean("paid") == std::nullopt);
  CHECK(all.size("size") == std::nullopt);
  CHECK(all.money("price") == std::nullopt);
  CHECK(all.instant("start") == std::nullopt);
  CHECK(all.word("mode", kModes) == std::nullopt);
  CHECK(all.word("clock", kModes) == std::nullopt);
  all.finish();

  CHECK(problems.lines() ==
        Lines{"x.yaml:5:20: 'after' is a duration and needs a unit, found '5': write 5s, 5m, 5h or 5d",
              "x.yaml:5:30: a number has no leading zero, found '042' (some YAML readers take it for 34): "
              "write 42",
              "x.yaml:6:7: 'paid' is true or false, found 'yes': write true",
              "x.yaml:7:7: unknown unit 'k': write 4KB (4,000 bytes) or 4KiB (4,096 bytes)",
              "x.yaml:8:8: 'price' is an amount of money and needs a currency, found '21': write 21.00 EUR",
              "x.yaml:9:8: 'start' is an instant and needs a time and a zone, found '2026-03-01': write "
              "2026-03-01T00:00:00Z",
              "x.yaml:10:7: 'mode' is one of real, manual or auto, found 'maual', did you mean 'manual'?",
              "x.yaml:11:8: 'clock' is one of real, manual or auto, found 'sundial'"});
}

TEST_CASE("right values of all types are read", "[core][mapping]") {
  const Node node =
      mapping({5, 1}, {entry({5, 1}, "polls", "2"), entry({6, 1}, "paid", "true"),
                       entry({7, 1}, "size", "4KB"), entry({8, 1}, "price", "21.00 EUR"),
                       entry({9, 1}, "start", "1970-01-01T00:00:01Z"), entry({10, 1}, "mode", "auto")});
  Problems problems("x.yaml");
  Mapping all(node, "a thing", problems);

  CHECK(all.integer("polls") == 2);
  CHECK(all.boolean("paid") == true);
  CHECK(all.size("size") == 4000);
  CHECK(all.money("price") == Money{.cents = 2100, .currency = "EUR"});
  CHECK(all.instant("start") == kFirstInstant + 1s);
  CHECK(all.word("mode", kModes) == "auto");
  all.finish();
  CHECK(problems.lines().empty());
}

TEST_CASE("the key decides the type, never the look of the value", "[core][mapping]") {
  const Node node = mapping({5, 1}, {entry({5, 1}, "title", "no"),
                                     entry({6, 1}, "otp", "012345"),
                                     {"polls", {7, 1}, scalar({7, 8}, "2", true)}});
  Problems problems("x.yaml");
  Mapping thing(node, "a thing", problems);

  CHECK(thing.text("title") == "no");
  CHECK(thing.text("otp") == "012345");
  CHECK(thing.integer("polls") == 2);
  CHECK(problems.lines().empty());
}

TEST_CASE("a value of the wrong kind is refused with what stands there", "[core][mapping]") {
  const Node node = mapping({4, 1}, {{"about", {4, 1}, mapping({4, 8}, {})},
                                     {"after", {5, 1}, sequence({5, 8}, {})},
                                     {"clock", {6, 1}, sequence({6, 8}, {scalar({6, 9}, "manual")})},
                                     {"baanx", {7, 1}, sequence({8, 3}, {mapping({8, 5}, {})})},
                                     {"webhook", {9, 1}, scalar({9, 10}, "http://x")}});
  Problems problems("x.yaml");
  Mapping file(node, "a scenario", problems);

  CHECK(file.text("about") == std::nullopt);
  CHECK(file.duration("after") == std::nullopt);
  CHECK_FALSE(file.mapping("clock", "the clock").has_value());
  CHECK_FALSE(file.mapping("baanx", "the section 'baanx'").has_value());
  CHECK_FALSE(file.mapping("webhook", "a webhook").has_value());
  file.finish();

  CHECK(problems.lines() ==
        Lines{"x.yaml:4:8: 'about' is a text, found a mapping",
              "x.yaml:5:8: 'after' is a duration, found a list",
              "x.yaml:6:8: 'clock' is a mapping, found a list: write { key: value }",
              "x.yaml:8:3: 'baanx' is a mapping, found a list: write its keys without the dash",
              "x.yaml:9:10: 'webhook' is a mapping, found the text 'http://x': write { key: value }"});
}

TEST_CASE("what is no mapping at all is refused and reads as empty", "[core][mapping]") {
  const Node node = scalar({5, 11}, "paid");
  const Node nothing = scalar({6, 11}, "");
  Problems problems("x.yaml");
  Mapping step(node, "a step", problems);
  Mapping other(nothing, "a step", problems);

  CHECK_FALSE(step.has("after"));
  CHECK(step.text("status") == std::nullopt);
  step.finish();
  other.finish();

  CHECK(problems.lines() ==
        Lines{"x.yaml:5:11: a step is a mapping, found the text 'paid': write { key: value }",
              "x.yaml:6:11: a step is a mapping, found nothing: write { key: value }"});
}

TEST_CASE("a value whose variable is unset is answered with nothing, and nothing is said about it",
          "[core][mapping]") {
  Node unset = scalar({5, 8}, "${X}");
  unset.unset = true;
  const Node node = mapping({5, 1}, {{"after", {5, 1}, unset},
                                     {"title", {5, 1}, unset},
                                     {"mode", {5, 1}, unset},
                                     {"clock", {5, 1}, unset},
                                     {"raw", {5, 1}, unset},
                                     {"tokens", {5, 1}, sequence({5, 8}, {unset, scalar({5, 20}, "t")})}});
  Problems problems("x.yaml");
  Mapping thing(node, "a thing", problems);

  CHECK(thing.duration("after") == std::nullopt);
  CHECK(thing.text("title") == std::nullopt);
  CHECK(thing.word("mode", kModes) == std::nullopt);
  CHECK_FALSE(thing.mapping("clock", "the clock").has_value());
  CHECK(thing.find("raw") == nullptr);
  CHECK(thing.has("raw"));
  CHECK(thing.texts("tokens").size() == 1);
  thing.child(unset, "a step").finish();
  thing.finish();
  CHECK(problems.lines().empty());
}

TEST_CASE("one entry stands for a list of one", "[core][mapping]") {
  const Node node =
      mapping({5, 1}, {entry({5, 1}, "tokens", "tour-token"),
                       {"orders", {6, 1}, mapping({6, 9}, {entry({6, 11}, "id", "42")})},
                       {"retry", {7, 1}, sequence({7, 8}, {scalar({7, 9}, "1m"), scalar({7, 13}, "5m")})},
                       {"none", {8, 1}, sequence({8, 7}, {})}});
  Problems problems("x.yaml");
  Mapping section(node, "a section", problems);

  const auto tokens = section.texts("tokens");
  const auto retry = section.texts("retry");

  REQUIRE(tokens.size() == 1);
  CHECK(tokens[0].text == "tour-token");
  CHECK(tokens[0].place == Place{5, 9});
  REQUIRE(retry.size() == 2);
  CHECK(retry[1].text == "5m");
  CHECK(retry[1].place == Place{7, 13});
  CHECK(section.list("orders").size() == 1);
  CHECK(section.list("none").empty());
  CHECK(section.list("absent").empty());
  section.finish();
  CHECK(problems.lines().empty());
}

TEST_CASE("entries of a list that are nothing or no text are refused where they stand", "[core][mapping]") {
  const Node node = mapping({5, 1}, {{"clients",
                                      {5, 1},
                                      sequence({5, 10}, {scalar({6, 3}, ""), scalar({7, 3}, "a"),
                                                         mapping({8, 3}, {}), sequence({9, 3}, {})})}});
  Problems problems("x.yaml");
  Mapping section(node, "a section", problems);

  CHECK(section.texts("clients").size() == 1);
  CHECK(problems.lines() ==
        Lines{"x.yaml:6:3: an entry of 'clients' has no value: write one, or remove the entry",
              "x.yaml:8:3: an entry of 'clients' is a text, found a mapping",
              "x.yaml:9:3: an entry of 'clients' is a text, found a list"});
}

TEST_CASE("mappings below report into the same problems", "[core][mapping]") {
  const Node node = mapping(
      {5, 1}, {{"clock", {5, 1}, mapping({5, 8}, {entry({5, 10}, "mod", "auto")})},
               {"orders", {6, 1}, sequence({6, 9}, {mapping({7, 3}, {entry({7, 5}, "idd", "42")})})}});
  Problems problems("x.yaml");
  Mapping file(node, "a scenario", problems);

  auto clock = file.mapping("clock", "the clock");
  REQUIRE(clock.has_value());
  clock->word("mode", kModes);
  clock->finish();
  for (const Node* const order : file.list("orders")) {
    Mapping child = file.child(*order, "an order");
    child.integer("id");
    child.finish();
  }
  file.finish();

  CHECK(problems.lines() == Lines{"x.yaml:5:10: unknown key 'mod' in the clock, did you mean 'mode'?",
                                  "x.yaml:7:5: unknown key 'idd' in an order, did you mean 'id'?"});
}

TEST_CASE("every key that is asked for is collected under its kind of mapping", "[core][mapping]") {
  const Node node = mapping({5, 1}, {{"clock", {5, 1}, mapping({5, 8}, {})}});
  Problems problems("x.yaml");
  KnownKeys known;
  Mapping file(node, "a scenario", problems, &known);

  file.text("about");
  std::ignore = file.has("seed");
  file.find("weather");
  auto clock = file.mapping("clock", "the clock");
  REQUIRE(clock.has_value());
  clock->text("mode");

  CHECK(known == KnownKeys{{"a scenario", {"about", "clock", "seed", "weather"}}, {"the clock", {"mode"}}});
}

TEST_CASE("all mistakes of a mapping are told at once", "[core][mapping]") {
  const Node node = mapping({5, 1}, {entry({5, 1}, "after", "5"), entry({6, 1}, "staus", "OK"),
                                     entry({7, 1}, "status", ""), entry({8, 1}, "after", "6s")});

  CHECK(mistakes_of_step(node).size() == 4);
}

TEST_CASE("a mapping with very many keys is read in time", "[core][mapping]") {
  std::vector<Node::Entry> entries;
  for (std::uint32_t i = 1; i <= 20'000; ++i) {
    entries.push_back(entry({i, 1}, "key" + std::to_string(i), "x"));
  }

  const Node node = mapping({1, 1}, std::move(entries));

  CHECK(mistakes_of_step(node).size() == 20'000);
}
