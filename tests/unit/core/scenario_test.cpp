// What reading a scenario makes of the parts that belong to no provider: clock, seed, and triggers that reach
// from one section into another. The provider is a plain one, so that nothing else can go wrong.

#include "core/scenario.hpp"

#include "core/json_node.hpp"
#include "core/step.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

using namespace mock::core;
using namespace std::chrono_literals;

namespace {

const Noun& thing_noun() {
  static const Noun noun{.name = "plain thing",
                         .statuses = {"NEW", "DONE", "GONE"},
                         .transitions = {{"NEW", "DONE"}, {"DONE", "GONE"}},
                         .events = {{"created", true}, {"paid", true}},
                         .slips = {}};
  return noun;
}

struct Thing {
  std::string id;
  std::vector<Step> steps;
};

class PlainPlan final : public Plan {
 public:
  PlainPlan(std::string provider, std::vector<Thing> things)
      : provider_(std::move(provider)), things_(std::move(things)) {}

  [[nodiscard]] std::unique_ptr<ProviderState> start(Stage& /*stage*/) const override { return nullptr; }
  [[nodiscard]] std::vector<std::string> references() const override {
    std::vector<std::string> references;
    for (const auto& thing : things_) references.push_back(thing.id);
    return references;
  }
  [[nodiscard]] std::vector<ResourceOutline> outlines() const override {
    std::vector<ResourceOutline> outlines;
    for (const auto& thing : things_) {
      auto& outline = outlines.emplace_back();
      outline.name = provider_ + "/" + thing.id;
      outline.also = {thing.id};
      outline.noun = &thing_noun();
      for (const auto& step : thing.steps) {
        outline.steps.push_back({.moment = &step.moment, .status = step.status, .line = step.place});
      }
    }
    return outlines;
  }

 private:
  std::string provider_;
  std::vector<Thing> things_;
};

/// Its section is a mapping of ids to timelines. Remembers what it was read with.
class PlainProvider final : public Provider {
 public:
  explicit PlainProvider(std::string_view id) : id_(id) {}

  mutable std::optional<std::uint64_t> seed;
  mutable std::optional<Instant> start;

  [[nodiscard]] std::string_view id() const override { return id_; }
  [[nodiscard]] std::span<const Operation> operations() const override { return {}; }
  [[nodiscard]] std::string_view contract_for(const Node& /*section*/) const override { return "none"; }
  [[nodiscard]] std::unique_ptr<const Plan> configure(const Node& section, const ScenarioReader& reader,
                                                      Problems& problems,
                                                      KnownKeys* known_keys) const override {
    seed = reader.seed;
    start = reader.start;
    const std::size_t errors_before = problems.error_count();
    std::vector<Thing> things;
    for (const auto& entry : section.entries) {
      Node owner{.kind = Node::Kind::Mapping, .place = entry.key_place};
      owner.entries.push_back({.key = "timeline", .key_place = entry.key_place, .value = entry.value});
      Mapping mapping{owner, "a thing", problems, known_keys};
      things.push_back({entry.key, read_timeline<Step>(mapping, "a step", thing_noun(), Json{}, reader)});
    }
    if (problems.error_count() > errors_before) return nullptr;
    return std::make_unique<PlainPlan>(std::string{id_}, std::move(things));
  }
  [[nodiscard]] Response method_not_allowed(std::string_view /*allow*/) const override { return {}; }

 private:
  std::string_view id_;
};

class NoContracts final : public ContractLibrary {
 public:
  std::shared_ptr<const Contract> get(std::string_view /*name*/) override { return nullptr; }
};

/// Two providers, `plain` and `other`.
struct Reading {
  PlainProvider plain{"plain"};
  PlainProvider other{"other"};
  std::optional<std::uint64_t> seed{};
  std::optional<ClockSettings> clock{};
  Problems problems{"x.json"};

  std::shared_ptr<const Scenario> read(std::string_view json) {
    const auto node = read_json_node(json, problems);
    REQUIRE(node.has_value());
    NoContracts contracts;
    const std::vector<const Provider*> providers = {&plain, &other};
    return read_scenario(
        *node, {.providers = providers, .contracts = &contracts, .name = "x", .seed = seed, .clock = clock},
        problems);
  }
};

/// What is said about a scenario whose section `plain` is this.
std::vector<std::string> said_about(const std::string& section) {
  Reading reading;
  reading.read("{\"understudy\": 1, \"plain\":\n" + section + "}");
  return reading.problems.lines();
}

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("the names of clocks are read as they are written", "[scenario][clock]") {
  const std::string name = GENERATE("real", "manual", "auto", "x1", "x60", "x1000000");
  const auto settings = parse_clock_mode(name);

  REQUIRE(settings.has_value());
  CHECK(to_text(*settings) == name);
  CHECK(stands_still(*settings) == (name == "manual" || name == "auto"));
}

TEST_CASE("what is no clock has no settings", "[scenario][clock]") {
  const std::string name = GENERATE("", "Auto", "automatic", "x", "x0", "x1.5", "x01", "x1000001", "60x");

  CHECK_FALSE(parse_clock_mode(name).has_value());
}

TEST_CASE("a clock that stands still has a fixed start, whoever chose it", "[scenario][clock]") {
  const auto clock_of = [](const std::string& clock, std::optional<std::string> instead) {
    Reading reading;
    if (instead) reading.clock = parse_clock_mode(*instead);
    const auto scenario = reading.read("{\"understudy\": 1, \"clock\": " + clock + ", \"plain\": {}}");
    REQUIRE(scenario != nullptr);
    CHECK(reading.plain.start == scenario->clock.start);
    return scenario->clock;
  };
  const Instant given = *parse_instant("2026-03-01T09:00:00Z");

  SECTION("chosen by the file") {
    const std::string mode = GENERATE("manual", "auto");
    CHECK(clock_of("\"" + mode + "\"", {}).start == kManualStart);
    CHECK(clock_of(R"({"mode": ")" + mode + R"(", "start": "2026-03-01T09:00:00Z"})", {}).start == given);
    CHECK_FALSE(clock_of("\"real\"", {}).start.has_value());
  }
  SECTION("chosen from outside, for the mode only is replaced") {
    CHECK(clock_of("\"real\"", "manual").start == kManualStart);
    CHECK(clock_of("\"x60\"", "auto").start == kManualStart);
    CHECK(clock_of(R"({"start": "2026-03-01T09:00:00Z"})", "auto").start == given);
  }
  SECTION("and keeps it when a clock that runs takes its place") {
    const ClockSettings clock = clock_of(R"({"mode": "auto", "max_skip": "2d"})", "x60");
    CHECK(clock.start == kManualStart);
    CHECK(clock.mode == ClockMode::Scaled);
    CHECK(clock.factor == 60);
    CHECK(clock.max_skip == 48h);
  }
}

TEST_CASE("max_skip is a duration that means something on the clock auto", "[scenario][clock]") {
  const auto lines_of = [](const std::string& clock, std::optional<ClockSettings> instead) {
    Reading reading;
    reading.clock = instead;
    reading.read("{\"understudy\": 1, \"plain\": {}, \"clock\":\n" + clock + "}");
    return reading.problems.lines();
  };

  CHECK(lines_of(R"({"mode": "auto", "max_skip": "7d"})", {}).empty());
  CHECK(
      lines_of(R"({"mode": "manual", "max_skip": "7d"})", {}) ==
      Lines{"x.json:2:20: note: 'max_skip' is for the clock 'auto', this one is 'manual': it does nothing"});
  CHECK(lines_of(R"({"mode": "manual", "max_skip": "7d"})", ClockSettings{.mode = ClockMode::Auto}).empty());
  CHECK(lines_of(R"({"mode": "auto", "max_skip": "0s"})", {}) ==
        Lines{"x.json:2:30: 'max_skip' is how far the clock 'auto' goes forward between two requests, and "
              "with '0s' "
              "it never would: write mode: manual, or a longer duration"});
  CHECK(lines_of(R"("atuo")", {}) == Lines{"x.json:2:1: a clock is real, manual, auto or x60 (any whole "
                                           "number from 1 to 1000000 after the x), "
                                           "found 'atuo'"});
}

TEST_CASE("a seed from outside replaces the file's, for the sections too", "[scenario]") {
  Reading reading;
  reading.seed = 7;

  const auto scenario = reading.read(R"({"understudy": 1, "seed": 3, "plain": {}})");

  REQUIRE(scenario != nullptr);
  CHECK(scenario->seed == 7);
  CHECK(reading.plain.seed == 7);
}

TEST_CASE("the long form of on reaches into other sections", "[scenario][moments]") {
  Reading reading;
  const auto scenario = reading.read(R"({"understudy": 1,
    "plain": {"a": {"on": {"status": "DONE", "of": "b"}, "after": "5s", "status": "DONE"}},
    "other": {"b": [{"on": {"event": "paid", "of": "plain/a"}}, {"on": {"signal": "shipped"}, "status": "DONE"}]}})");

  CHECK(reading.problems.lines().empty());
  REQUIRE(scenario != nullptr);
  CHECK(scenario->has_triggers_elsewhere);
  std::vector<std::string> moments;
  const auto plain = scenario->parts.at(0).plan->outlines();
  const auto other = scenario->parts.at(1).plan->outlines();
  CHECK(to_text(*plain.at(0).steps.at(0).moment) == "on: { status: DONE, of: b }, after: 5s");
  CHECK(to_text(*other.at(0).steps.at(0).moment) == "on: { event: paid, of: plain/a }");
  CHECK(to_text(*other.at(0).steps.at(1).moment) == "on: { signal: shipped }");
}

TEST_CASE("the long form without of is the short one", "[scenario][moments]") {
  Reading reading;
  const auto scenario =
      reading.read(R"({"understudy": 1, "plain": {"a": {"on": {"event": "paid"}, "status": "DONE"}}})");

  REQUIRE(scenario != nullptr);
  CHECK_FALSE(scenario->has_triggers_elsewhere);
  CHECK(scenario->parts.at(0).plan->outlines().at(0).steps.at(0).moment->trigger ==
        Moment::Trigger{On{"paid"}});
}

TEST_CASE("a long form that says too little, too much or something else is refused", "[scenario][moments]") {
  const auto [on, message] = GENERATE(table<std::string, std::string>({
      {R"({})",
       "2:14: the long form of 'on' needs 'event', 'status' or 'signal': write on: { status: COMPLETED, of: "
       "abcd_1234 "
       "} or on: { signal: shipped }"},
      {R"({"of": "a"})",
       "2:14: the long form of 'on' needs 'event', 'status' or 'signal': write on: { status: COMPLETED, of: "
       "abcd_1234 "
       "} or on: { signal: shipped }"},
      {R"({"status": "DONE"})",
       "2:14: a status is taken by a resource, which 'of' names: write on: { status: DONE, of: abcd_1234 }"},
      {R"({"event": "payed"})",
       "2:24: unknown event 'payed', did you mean 'paid'? A plain thing has created, paid; a word of your "
       "own is on: { "
       "signal: payed }"},
      {R"("two words")", "2:14: unknown event 'two words': a plain thing has created, paid"},
      {R"({"event": "paid", "signal": "x", "of": "b"})",
       "2:32: a step waits for one thing, found 'event' (2:15) and 'signal': write a step for each"},
      {R"({"signal": "x", "of": "a"})",
       "2:30: a signal is sent to the whole session and is nobody's: leave 'of' out"},
      {R"({"signal": "two words"})",
       "2:25: a signal is a word of letters, digits and ._-, 64 of them at most, the first one a letter or "
       "digit, found "
       "'two words'"},
      {R"({"status": "DONE", "off": "b"})",
       "2:33: unknown key 'off' in the long form of 'on', did you mean 'of'?"},
      {R"({"sginal": "x"})", "2:15: unknown key 'sginal' in the long form of 'on', did you mean 'signal'?"},
      {R"(["paid", "created"])",
       "2:14: a step waits for one thing, found a list of them: write a step for each"},
      {R"({"status": "DONE", "of": "c"})", "2:39: nothing here is called 'c'"},
  }));

  CAPTURE(on);
  CHECK(said_about("{\"a\": {\"on\": " + on + ", \"status\": \"DONE\"}, \"b\": []}") ==
        Lines{"x.json:" + message});
}

TEST_CASE("references are not judged where a section could not be read", "[scenario][moments]") {
  Reading reading;
  reading.read(R"({"understudy": 1,
"plain": {"a": {"on": {"status": "DONE", "of": "b"}}},
"other": {"b": {"status": "WRONG"}}})");

  CHECK(reading.problems.lines() ==
        Lines{"x.json:3:27: 'WRONG' is no status of a plain thing, known: NEW, DONE, GONE"});
}

TEST_CASE("null removes a field, in JSON as in a scenario", "[scenario][wire]") {
  const Json shape =
      Json::parse(R"({"properties": {"note": {"type": "string"}, "hash": {"type": "string"}}})");
  Problems problems{"body"};
  const auto node = read_json_node(R"({"fields": {"note": null, "hash": "0x1"}})", problems);
  REQUIRE(node.has_value());
  Mapping mapping{*node, "a step", problems};

  const Json fields = read_wire_mapping(mapping, "fields", shape, /*unrealistic=*/false);

  CHECK(problems.lines().empty());
  CHECK(equal(fields, Json::parse(R"({"note": null, "hash": "0x1"})")));
  CHECK(wire_member_place(mapping, "fields", "note") == Place{});
  CHECK(wire_member_place(mapping, "fields", "hash") == Place{1, 27});
}

TEST_CASE("a timeline that a move brings goes on from the status that the move set", "[scenario][steps]") {
  const auto mistakes = [](std::string_view timeline, std::string_view from) {
    Problems problems{"body"};
    const auto node = read_json_node(timeline, problems);
    REQUIRE(node.has_value());
    const auto steps =
        read_timeline<Step>(*node, "a step", thing_noun(), Json{}, ScenarioReader{}, from, problems);
    CHECK((problems.has_errors() || !steps.empty() || timeline == "[]"));
    return problems.lines();
  };

  CHECK(mistakes(R"([{"after": "1h", "status": "GONE"}])", "DONE").empty());
  CHECK(mistakes(R"({"after": "1h", "status": "GONE"})", "DONE").empty());
  CHECK(mistakes("[]", "DONE").empty());
  CHECK(mistakes(R"({"after": "1h", "status": "GONE"})", "NEW") ==
        Lines{"body:1:27: a plain thing cannot go from NEW to GONE, from NEW it goes to DONE: remove a step, "
              "or add "
              "'unrealistic: true' to this one if you mean it"});
  // In a file a first step without a moment tells the status at creation; here the resource is there already.
  CHECK(mistakes(R"({"status": "GONE"})", "NEW").size() == 1);
  CHECK(mistakes("null", "DONE") == Lines{"body:1:1: a timeline has no value: write a step, or [] for none"});
  CHECK(mistakes(R"({"on": {"status": "DONE", "of": "b"}})", "DONE") ==
        Lines{"body:1:27: nothing can wait for another resource here: write an event of this one"});
}
