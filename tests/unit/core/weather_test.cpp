#include "core/weather.hpp"

#include "core/json.hpp"
#include "core/json_node.hpp"
#include "core/text.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

using namespace mock::core;
using namespace std::chrono_literals;

namespace {

const Instant kNine = std::chrono::sys_days{std::chrono::year{2026} / 3 / 1} + 9h;

const Noun kOrder{.name = "baanx order",
                  .statuses = {"STARTED", "COMPLETED"},
                  .transitions = {{"STARTED", "COMPLETED"}},
                  .events = {{"created", true}, {"paid", true}}};

const KnownNames kNames{
    .operations = {"baanx/get_order", "file_order/list_files", "musement/get_order"},
    .references = {"baanx", "abcd_1234", "baanx/abcd_1234", "file_order", "42", "file_order/42"},
    .played = {"baanx", "file_order"},
    .places = {{"abcd_1234", {12, 11}}}};

struct Read {
  std::vector<WeatherRule> rules;
  std::vector<std::string> mistakes;
  std::vector<NotedElsewhere> elsewhere;
};

WeatherSurroundings surroundings(std::vector<NotedElsewhere>& elsewhere) {
  return {.names = &kNames,
          .noun_of =
              [](std::string_view reference) {
                return reference == "abcd_1234" || reference == "baanx/abcd_1234" ? &kOrder : nullptr;
              },
          .start = kNine,
          .elsewhere = &elsewhere};
}

/// Reads the value of `weather`. JSON, so that a test is one line: its places are those of a YAML flow text.
Read read(std::string_view weather) {
  Problems problems{"x.yaml"};
  Read read;
  const auto node = read_json_node(cat("{\"weather\":", weather, "}"), problems);
  REQUIRE(node.has_value());
  Mapping root{*node, "a scenario", problems};
  read.rules = read_weather(root, "weather", surroundings(read.elsewhere));
  read.mistakes = problems.lines();
  return read;
}

WeatherRule rule(std::string_view text) {
  auto one = read(text);
  CHECK(one.mistakes == std::vector<std::string>{});
  REQUIRE(one.rules.size() == 1);
  return std::move(one.rules.front());
}

/// What is said about one rule, which begins in column 12: `x.yaml:1:` taken off.
std::string said(std::string_view text) {
  const auto mistakes = read(text).mistakes;
  std::string all;
  for (const std::string_view line : mistakes) {
    CHECK(line.starts_with("x.yaml:1:"));
    all += cat(all.empty() ? "" : "\n", line.substr(std::string_view{"x.yaml:1:"}.size()));
  }
  return all;
}

/// The weather of a session that starts at nine.
class Sky {
 public:
  explicit Sky(std::uint64_t seed = 1) : weather_(seed, kNine) {}

  void add(std::string_view text) { add(rule(text)); }
  void add(WeatherRule rule) {
    if (rule.of == "abcd_1234") rule.of = "baanx/abcd_1234";
    if (rule.name == "weather 1") rule.name = cat("weather ", std::to_string(weather_.rules().size() + 1));
    weather_.add(std::move(rule), now_);
  }
  void wait(Duration by) { now_ += by; }
  Weather::Decision ask(std::string_view resource = "baanx/abcd_1234",
                        std::string_view operation = "baanx/get_order") {
    return weather_.decide({.operation = operation, .resource = resource}, now_);
  }
  /// `x` for each of so many answers that a rule takes, `.` for each that none does.
  std::string answers(std::size_t count) {
    std::string told;
    for (std::size_t i = 0; i < count; ++i) told += ask().rule == nullptr ? '.' : 'x';
    return told;
  }
  [[nodiscard]] Instant now() const { return now_; }
  Weather& weather() { return weather_; }

 private:
  Instant now_ = kNine;
  Weather weather_;
};

int status_of(const Weather::Decision& decision) {
  const auto* status =
      decision.rule == nullptr ? nullptr : std::get_if<WeatherRule::Status>(&decision.rule->what);
  return status == nullptr ? 0 : status->status;
}

}  // namespace

// --- Reading

TEST_CASE("a rule is which and what", "[core][weather]") {
  const auto read_rule = rule(
      R"({"operation": "baanx/get_order", "of": "abcd_1234", "name": "bad day", "first": 3, "http_status": 503,
             "retry_after": "20s", "retry_after_form": "date", "processed": true, "latency": "2s", "jitter": "25%"})");

  CHECK(read_rule.operation == "baanx/get_order");
  CHECK(read_rule.of == "abcd_1234");
  CHECK(read_rule.name == "bad day");
  CHECK(read_rule.which.pick == Which::Pick::First);
  CHECK(read_rule.which.number == 3);
  const auto& status = std::get<WeatherRule::Status>(read_rule.what);
  CHECK(status.status == 503);
  CHECK(status.retry_after == 20s);
  CHECK(status.form == WeatherRule::Status::Form::Date);
  CHECK(status.processed);
  CHECK(read_rule.latency == 2s);
  CHECK(read_rule.jitter == 2500);
  CHECK(read_rule.place == Place{1, 12});
}

TEST_CASE("each thing that a rule does is read as what it is", "[core][weather]") {
  CHECK(std::get<Fault>(rule(R"({"cut": "300KB"})").what) ==
        Fault{.kind = Fault::Kind::Cut, .bytes = 300'000});
  CHECK(std::get<Fault>(rule(R"({"reset": "0B"})").what) == Fault{.kind = Fault::Kind::Reset, .bytes = 0});
  CHECK(std::get<Fault>(rule(R"({"stall": "1KB"})").what) ==
        Fault{.kind = Fault::Kind::Stall, .bytes = 1000});
  CHECK(std::get<Fault>(rule(R"({"drip": "100B/s"})").what) ==
        Fault{.kind = Fault::Kind::Drip, .bytes = 100});
  CHECK(std::get<WeatherRule::Malformed>(rule(R"({"malformed": "html"})").what) ==
        WeatherRule::Malformed::Html);
  CHECK(std::get<WeatherRule::Malformed>(rule(R"({"malformed": "json"})").what) ==
        WeatherRule::Malformed::BrokenJson);
  CHECK(std::get<WeatherRule::Malformed>(rule(R"({"malformed": "utf8"})").what) ==
        WeatherRule::Malformed::InvalidUtf8);
  CHECK(std::get<WeatherRule::Malformed>(rule(R"({"malformed": "empty"})").what) ==
        WeatherRule::Malformed::Empty);
  const auto limit =
      std::get<WeatherRule::RateLimit>(rule(R"({"rate_limit": {"allow": 10, "per": "1m"}})").what);
  CHECK(limit.allow == 10);
  CHECK(limit.per == 1min);
  CHECK(std::holds_alternative<std::monostate>(rule(R"({"latency": "2s"})").what));
}

TEST_CASE("rules without a name are numbered by their place in the list", "[core][weather]") {
  const auto three = read(R"([{"cut": "0B"}, {"name": "weather 3", "cut": "0B"}, {"cut": "0B"}])");

  CHECK(three.mistakes.empty());
  CHECK(three.rules[0].name == "weather 1");
  CHECK(three.rules[1].name == "weather 3");
  CHECK(three.rules[2].name == "weather 4");
}

TEST_CASE("a name is given once", "[core][weather]") {
  CHECK(said(R"([{"name": "a", "cut": "0B"}, {"name": "a", "cut": "0B"}])") ==
        "50: another rule (1:13) is called 'a': give this one its own name");
  CHECK(said(R"([{"cut": "0B"}, {"name": "weather 1", "cut": "0B"}])") ==
        "37: another rule (1:13) is called 'weather 1': give this one its own name");
  CHECK(said(R"({"name": "", "cut": "0B"})") ==
        "21: a rule's name is a word or more: write one, or leave it out");

  SECTION("rules that a session has already count") {
    Problems problems{"body"};
    const auto node = read_json_node(R"({"name": "weather 2", "cut": "0B"})", problems);
    std::vector<NotedElsewhere> elsewhere;
    auto around = surroundings(elsewhere);
    around.rules_before = 1;
    around.names_taken = {"weather 2"};
    Mapping mapping{*node, "a weather rule", problems};

    read_weather_rule(mapping, around);
    CHECK(problems.lines() ==
          std::vector<std::string>{
              "body:1:10: another rule is called 'weather 2': give this one its own name"});

    const auto unnamed = read_json_node(R"({"cut": "0B"})", problems);
    Mapping another{*unnamed, "a weather rule", problems};
    CHECK(read_weather_rule(another, around).name == "weather 3");
  }
}

TEST_CASE("a rule that says too little or too much is refused", "[core][weather]") {
  struct Row {
    std::string_view rule;
    std::string_view message;
  };
  const auto row = GENERATE(
      Row{R"({"first": 1})",
          "12: a rule says what happens to an answer: add latency, http_status, rate_limit, cut, reset, "
          "stall, drip "
          "or malformed"},
      Row{R"({"http_status": 500, "cut": "0B"})",
          "33: a rule does one thing, found 'http_status' (1:13) and 'cut': write two rules, or keep one"},
      Row{R"({"first": 1, "nth": 2, "cut": "0B"})",
          "25: a rule picks in one way, found 'first' (1:13) and 'nth': keep one"},
      Row{R"({"first": 0, "cut": "0B"})",
          "22: 'first' counts answers from 1, found '0': remove the rule if it shall take none"},
      Row{R"({"every": 0, "cut": "0B"})",
          "22: 'every' counts answers from 1, found '0': remove the rule if it shall take none"},
      Row{R"({"chance": "150%", "cut": "0B"})",
          "23: 'chance' is at most 100%, found '150%': no answer can be taken more often than always"},
      Row{R"({"chance": 0.1, "cut": "0B"})",
          "23: 'chance' is a percentage and needs its sign, found '0.1': write 10% or 0.1%"},
      Row{R"({"latency": "1s", "jitter": "101%"})",
          "40: 'jitter' is at most 100%, found '101%': nothing is answered before it was asked"},
      Row{R"({"jitter": "10%", "cut": "0B"})",
          "13: 'jitter' is by how much 'latency' varies, which is not here: add latency: 2s, or leave it "
          "out"},
      Row{R"({"http_status": 199})",
          "28: 'http_status' is a number from 200 to 599, found '199': what begins with 1 "
          "is no final answer, another one must follow"},
      Row{R"({"http_status": 600})", "28: 'http_status' is a number from 200 to 599, found '600'"},
      Row{R"({"cut": "0B", "retry_after": "1s"})",
          "26: 'retry_after' belongs to 'http_status', which is not here: add http_status: 503, or leave it "
          "out"},
      Row{R"({"cut": "0B", "processed": true})",
          "26: 'processed' belongs to 'http_status', which is not here: add http_status: 503, or leave it "
          "out"},
      Row{R"({"rate_limit": {"allow": 1, "per": "1s"}, "retry_after": "1s"})",
          "54: 'retry_after' belongs to 'http_status', which is not here: leave it out, a rate limit tells "
          "by itself "
          "when it ends"},
      Row{R"({"http_status": 500, "retry_after_form": "date"})",
          "33: 'retry_after_form' is how 'retry_after' is written, which is not here: add retry_after: 20s, "
          "or leave "
          "it out"},
      Row{R"({"http_status": 500, "retry_after": "1s", "retry_after_form": "dates"})",
          "74: 'retry_after_form' is one of seconds or date, found 'dates', did you mean 'date'?"},
      Row{R"({"rate_limit": {"allow": 1}})", "27: a rate limit needs 'per': write { allow: 10, per: 1m }"},
      Row{R"({"rate_limit": {"per": "1m"}})", "27: a rate limit needs 'allow': write { allow: 10, per: 1m }"},
      Row{R"({"rate_limit": {"allow": 1, "per": "0s"}})",
          "47: 'per' is longer than 0s: write { allow: 10, per: 1m }"},
      Row{R"({"rate_limit": 10})",
          "27: 'rate_limit' is a mapping, found the text '10': write { key: value }"},
      Row{R"({"drip": "0B/s"})", "21: 'drip' is at least 1B/s, found '0B/s': silence is stall: 0B"},
      Row{R"({"drip": "64KB"})", "21: 'drip' is a rate and needs /s, found '64KB': write 64KB/s"},
      Row{R"({"malformed": "htm"})",
          "26: 'malformed' is one of html, json, utf8 or empty, found 'htm', did you mean 'html'?"},
      Row{R"({"for": "0s", "cut": "0B"})",
          "20: 'for' is longer than 0s: write how long it lasts, or leave it out to last to the end"},
      Row{R"({"cuts": "0B", "latency": "0s"})",
          "13: unknown key 'cuts' in a weather rule, did you mean 'cut'?"},
      Row{R"("rain")", "12: a weather rule is a mapping, found the text 'rain': write { key: value }"});

  CAPTURE(row.rule);
  CHECK(said(row.rule) == row.message);
}

TEST_CASE("operations and references are those of the scenario", "[core][weather]") {
  CHECK(said(R"({"operation": "baanx/get_ordr", "cut": "0B"})") ==
        "26: no provider of this version has the operation 'baanx/get_ordr', did you mean "
        "'baanx/get_order'?, known: "
        "baanx/get_order, file_order/list_files, musement/get_order");
  CHECK(said(R"({"operation": "musement/get_order", "cut": "0B"})") ==
        "26: this scenario does not play musement, so nobody can ask for 'musement/get_order': add "
        "'musement: {}'");
  CHECK(said(R"({"of": "abcd_1243", "first": 2, "http_status": 500})") ==
        "19: nothing here is called 'abcd_1243', did you mean 'abcd_1234' (12:11)?");
  CHECK(said(R"({"operation": "file_order/list_files", "of": "abcd_1234", "cut": "0B"})") ==
        "57: 'abcd_1234' is of baanx, and no answer of 'file_order/list_files' is about it: write an "
        "operation of "
        "baanx, or leave one of them out");
  CHECK(said(R"({"operation": "file_order/list_files", "of": "baanx", "cut": "0B"})") ==
        "57: 'baanx' is of baanx, and no answer of 'file_order/list_files' is about it: write an operation "
        "of baanx, "
        "or leave one of them out");
  CHECK(said(R"({"operation": "file_order/list_files", "of": "42", "cut": "0B"})").empty());
}

TEST_CASE("a window begins at a moment of the rule's resource", "[core][weather]") {
  const auto polled =
      rule(R"({"of": "abcd_1234", "from": {"polls": 2, "after": "9s"}, "for": "10s", "cut": "0B"})");
  CHECK(to_text(*polled.which.from) == "polls: 2, after: 9s");
  CHECK(polled.which.window == 10s);
  CHECK(to_text(*rule(R"({"of": "abcd_1234", "from": {"on": "paid"}, "cut": "0B"})").which.from) ==
        "on: paid");

  CHECK(said(R"({"from": {"polls": 2}, "cut": "0B"})") ==
        "22: 'polls' counts the polls of one resource, and this rule is about all of them: add 'of' to the "
        "rule");
  CHECK(said(R"({"of": "baanx", "from": {"on": "paid"}, "cut": "0B"})") ==
        "37: 'on: paid' is an event of one resource, and this rule is about all of them: add 'of' to the "
        "rule, or "
        "write on: { event: paid, of: … }");
  CHECK(said(R"({"from": {"on": {"event": "paid"}}, "cut": "0B"})") ==
        "22: 'on: paid' is an event of one resource, and this rule is about all of them: add 'of' to the "
        "rule, or "
        "write on: { event: paid, of: … }");
  CHECK(said(R"({"of": "abcd_1234", "from": {"on": "payed"}, "cut": "0B"})")
            .starts_with("47: unknown event 'payed', did you mean 'paid'?"));
  CHECK(said(R"({"from": "30s", "cut": "0B"})") ==
        "21: 'from' is a moment, found the text '30s': write { after: 30s }");
  CHECK(said(R"({"from": "2026-03-01T10:00:00Z", "cut": "0B"})") ==
        "21: 'from' is a moment, found the text '2026-03-01T10:00:00Z': write { at: 2026-03-01T10:00:00Z }");
  CHECK(said(R"({"from": {"at": "2026-03-01T08:00:00Z"}, "cut": "0B"})").starts_with("28: 'at' lies before"));
  CHECK(said(R"({"from": {"aftr": "30s"}, "cut": "0B"})") ==
        "22: unknown key 'aftr' in a moment, did you mean 'after'?");
}

TEST_CASE("what a window waits for elsewhere is noted for later", "[core][weather]") {
  const auto noted = read(R"({"from": {"on": {"event": "paid", "of": "abcd_1234"}}, "cut": "0B"})");

  CHECK(noted.mistakes.empty());
  REQUIRE(noted.elsewhere.size() == 1);
  CHECK(noted.elsewhere.front().trigger ==
        OnElsewhere{.what = OnElsewhere::What::Event, .word = "paid", .of = "abcd_1234"});
}

TEST_CASE("all mistakes of all rules are told at once", "[core][weather]") {
  const auto mistakes =
      read(
          R"([{"first": 0}, {"of": "nobody", "jitter": "1%", "cut": "1"}, {"from": {"polls": 0}, "for": "5"}])")
          .mistakes;

  std::vector<std::string> places;
  for (const auto& mistake : mistakes) places.push_back(mistake.substr(0, mistake.find(": ")));
  CHECK(places == std::vector<std::string>{"x.yaml:1:13", "x.yaml:1:23", "x.yaml:1:34", "x.yaml:1:44",
                                           "x.yaml:1:67", "x.yaml:1:73", "x.yaml:1:83", "x.yaml:1:92",
                                           "x.yaml:1:103"});
}

// --- Which answers

TEST_CASE("a rule picks the first, the Nth, each Nth, or all", "[core][weather]") {
  const auto [which, expected] =
      GENERATE(std::pair{R"("first": 3)", "xxx......."}, std::pair{R"("nth": 3)", "..x......."},
               std::pair{R"("every": 3)", "..x..x..x."}, std::pair{R"("name": "n")", "xxxxxxxxxx"},
               std::pair{R"("chance": "0%")", ".........."}, std::pair{R"("chance": "100%")", "xxxxxxxxxx"});
  Sky sky;

  sky.add(cat("{", which, R"(, "http_status": 500})"));

  CHECK(sky.answers(10) == expected);
}

TEST_CASE("a chance is drawn from the seed and the rule's name", "[core][weather]") {
  const auto drawn = [](std::uint64_t seed, std::string_view name) {
    Sky sky{seed};
    sky.add(cat(R"({"name": ")", name, R"(", "chance": "30%", "http_status": 500})"));
    return sky.answers(1000);
  };

  const auto once = drawn(1, "a");
  CHECK(drawn(1, "a") == once);
  CHECK(drawn(2, "a") != once);
  CHECK(drawn(1, "b") != once);
  const auto taken = std::count(once.begin(), once.end(), 'x');
  CHECK(taken > 250);
  CHECK(taken < 350);
}

TEST_CASE("a chance of 0% changes nothing, not even what others draw", "[core][weather]") {
  Sky without;
  without.add(R"({"name": "b", "chance": "50%", "http_status": 500, "latency": "1s", "jitter": "50%"})");
  Sky with;
  with.add(R"({"name": "a", "chance": "0%", "http_status": 503, "latency": "1s", "jitter": "50%"})");
  with.add(R"({"name": "b", "chance": "50%", "http_status": 500, "latency": "1s", "jitter": "50%"})");

  for (int i = 0; i < 100; ++i) {
    const auto one = without.ask();
    const auto other = with.ask();
    CHECK(status_of(one) == status_of(other));
    CHECK(one.latency == other.latency);
  }
}

TEST_CASE("a rule is about an operation, a provider, a resource, or all", "[core][weather]") {
  Sky sky;

  SECTION("an operation") {
    sky.add(R"({"operation": "baanx/get_order", "http_status": 500})");
    CHECK(sky.ask().rule != nullptr);
    CHECK(sky.ask("file_order/42", "file_order/list_files").rule == nullptr);
  }
  SECTION("a provider") {
    sky.add(R"({"of": "baanx", "http_status": 500})");
    CHECK(sky.ask().rule != nullptr);
    CHECK(sky.ask("").rule != nullptr);
    CHECK(sky.ask("file_order/42", "file_order/list_files").rule == nullptr);
  }
  SECTION("a resource, its parts included") {
    sky.add(R"({"of": "abcd_1234", "http_status": 500})");
    CHECK(sky.ask("baanx/abcd_1234").rule != nullptr);
    CHECK(sky.ask("baanx/abcd_1234/2").rule != nullptr);
    CHECK(sky.ask("baanx/abcd_12345").rule == nullptr);
    CHECK(sky.ask("").rule == nullptr);
  }
  SECTION("all") {
    sky.add(R"({"http_status": 500})");
    CHECK(sky.ask("").rule != nullptr);
    CHECK(sky.ask("file_order/42", "file_order/list_files").rule != nullptr);
  }
}

TEST_CASE("only answers that fit are counted", "[core][weather]") {
  Sky sky;
  sky.add(R"({"of": "abcd_1234", "nth": 2, "http_status": 500})");

  CHECK(sky.ask("baanx/other").rule == nullptr);
  CHECK(sky.ask("baanx/abcd_1234").rule == nullptr);
  CHECK(sky.ask("baanx/other").rule == nullptr);
  CHECK(sky.ask("baanx/abcd_1234").rule != nullptr);
}

// --- When

TEST_CASE("a window is open from its moment on, for so long", "[core][weather]") {
  Sky sky;

  SECTION("after a delay") {
    sky.add(R"({"from": {"after": "30s"}, "for": "10s", "http_status": 429})");
    sky.wait(30s - 1us);
    CHECK(sky.answers(1) == ".");
    sky.wait(1us);
    const auto first = sky.ask();
    CHECK(status_of(first) == 429);
    CHECK(first.window_end == kNine + 40s);
    sky.wait(10s - 1us);
    CHECK(sky.answers(1) == "x");
    sky.wait(1us);
    CHECK(sky.answers(1) == ".");
  }
  SECTION("without an end") {
    sky.add(R"({"from": {"after": "30s"}, "http_status": 429})");
    CHECK(sky.answers(1) == ".");
    sky.wait(24h * 365);
    CHECK(sky.answers(1) == "x");
    CHECK(sky.ask().window_end == std::nullopt);
  }
  SECTION("without a begin: from the start") {
    sky.add(R"({"for": "10s", "http_status": 429})");
    CHECK(sky.answers(1) == "x");
    sky.wait(10s);
    CHECK(sky.answers(1) == ".");
  }
  SECTION("at an instant") {
    sky.add(R"({"from": {"at": "2026-03-01T09:01:00Z"}, "for": "10s", "http_status": 429})");
    CHECK(sky.answers(1) == ".");
    sky.wait(1min);
    CHECK(sky.answers(1) == "x");
  }
  SECTION("with a poll, counted after its answer") {
    sky.add(R"({"of": "abcd_1234", "from": {"polls": 2, "after": "9s"}, "for": "10s", "http_status": 429})");
    sky.weather().polled("baanx/abcd_1234", sky.now());
    sky.weather().polled("baanx/other", sky.now());
    sky.wait(1h);
    CHECK(sky.answers(1) == ".");
    sky.weather().polled("baanx/abcd_1234", sky.now());
    CHECK(sky.answers(1) == ".");
    sky.wait(9s);
    CHECK(sky.answers(1) == "x");
    sky.weather().polled("baanx/abcd_1234", sky.now());
    sky.wait(10s);
    CHECK(sky.answers(1) == ".");
  }
  SECTION("with an event, once") {
    sky.add(R"({"of": "abcd_1234", "from": {"on": "paid"}, "for": "10s", "http_status": 429})");
    sky.weather().happened("baanx/other", "paid", sky.now());
    sky.weather().happened("baanx/abcd_1234", "created", sky.now());
    CHECK(sky.answers(1) == ".");
    sky.weather().happened("baanx/abcd_1234", "paid", sky.now());
    CHECK(sky.answers(1) == "x");
    sky.wait(10s);
    sky.weather().happened("baanx/abcd_1234", "paid", sky.now());
    CHECK(sky.answers(1) == ".");
  }
  SECTION("with something elsewhere") {
    sky.add(R"({"from": {"on": {"signal": "storm"}}, "for": "10s", "http_status": 429})");
    sky.weather().happened_elsewhere({.what = OnElsewhere::What::Signal, .word = "calm", .of = ""},
                                     sky.now());
    CHECK(sky.answers(1) == ".");
    sky.weather().happened_elsewhere({.what = OnElsewhere::What::Signal, .word = "storm", .of = ""},
                                     sky.now());
    CHECK(sky.answers(1) == "x");
  }
}

TEST_CASE("a rule counts only within its window", "[core][weather]") {
  Sky sky;
  sky.add(R"({"from": {"after": "30s"}, "first": 2, "http_status": 500})");

  CHECK(sky.answers(5) == ".....");
  sky.wait(30s);
  CHECK(sky.answers(5) == "xx...");
}

TEST_CASE("a rule that is added later counts from then on", "[core][weather]") {
  Sky sky;
  sky.wait(1h);
  CHECK(sky.answers(3) == "...");
  sky.add(R"({"first": 2, "from": {"after": "5s"}, "http_status": 500})");

  CHECK(sky.answers(1) == ".");
  sky.wait(5s);
  CHECK(sky.answers(3) == "xx.");
}

// --- Several rules

TEST_CASE("the first rule from the top that fires is used, and those below count too", "[core][weather]") {
  Sky sky;
  sky.add(R"({"first": 2, "http_status": 500})");
  sky.add(R"({"first": 3, "http_status": 503})");

  CHECK(status_of(sky.ask()) == 500);
  CHECK(status_of(sky.ask()) == 500);
  CHECK(status_of(sky.ask()) == 503);
  CHECK(status_of(sky.ask()) == 0);
  const auto& rules = sky.weather().rules();
  CHECK(rules[0].fitted == 4);
  CHECK(rules[0].fired == 2);
  CHECK(rules[0].used == 2);
  CHECK(rules[1].fitted == 4);
  CHECK(rules[1].fired == 3);
  CHECK(rules[1].used == 1);
}

TEST_CASE("latency adds up, also that of a rule whose answer another one took", "[core][weather]") {
  Sky sky;
  sky.add(R"({"name": "slow", "latency": "2s"})");
  sky.add(R"({"name": "broken", "nth": 1, "http_status": 500})");
  sky.add(R"({"name": "both", "first": 2, "cut": "0B", "latency": "3s"})");

  const auto first = sky.ask();
  CHECK(status_of(first) == 500);
  CHECK(first.latency == 5s);
  const auto told = effects_of(first);
  REQUIRE(told.size() == 3);
  CHECK(told[0].rule->name == "slow");
  CHECK(told[0].text == "2s late");
  CHECK(told[1].rule->name == "broken");
  CHECK(told[1].text == "answered 500");
  CHECK(told[2].rule->name == "both");
  CHECK(told[2].text == "3s late");

  const auto second = sky.ask();
  CHECK(second.rule->name == "both");
  CHECK(second.latency == 5s);
  REQUIRE(effects_of(second).size() == 2);
  CHECK(effects_of(second)[1].text == "cut after 0 bytes, 3s late");

  const auto third = sky.ask();
  CHECK(third.rule == nullptr);
  CHECK(third.latency == 2s);
  CHECK(effects_of(third).size() == 1);
}

TEST_CASE("an answer without weather is told nothing about", "[core][weather]") {
  Sky sky;
  const auto decision = sky.ask();

  CHECK(decision.rule == nullptr);
  CHECK(decision.latency == Duration{});
  CHECK(effects_of(decision).empty());
}

TEST_CASE("jitter varies a latency to both sides, and no further", "[core][weather]") {
  Sky sky;
  sky.add(R"({"latency": "2s", "jitter": "25%"})");
  Duration shortest = 1h;
  Duration longest{};

  for (int i = 0; i < 1000; ++i) {
    const auto latency = sky.ask().latency;
    shortest = std::min(shortest, latency);
    longest = std::max(longest, latency);
  }

  CHECK(shortest >= 1500ms);
  CHECK(shortest < 1550ms);
  CHECK(longest <= 2500ms);
  CHECK(longest > 2450ms);
}

TEST_CASE("latencies longer than a session do not overflow", "[core][weather]") {
  Sky sky;
  for (int i = 0; i < 100; ++i) sky.add(R"({"latency": "2932896d", "jitter": "100%"})");

  CHECK(sky.ask().latency == kLastInstant - kFirstInstant);
}

TEST_CASE("a rule is removed by its name, and the others keep their count", "[core][weather]") {
  Sky sky;
  sky.add(R"({"name": "a", "http_status": 500})");
  sky.add(R"({"name": "b", "first": 3, "http_status": 503})");
  CHECK(sky.answers(1) == "x");

  CHECK_FALSE(sky.weather().remove("c"));
  CHECK(sky.weather().remove("a"));
  CHECK_FALSE(sky.weather().remove("a"));

  CHECK(sky.answers(3) == "xx.");
  sky.weather().clear();
  CHECK(sky.weather().rules().empty());
}

// --- Rate limits

TEST_CASE("beyond a rate limit answers are refused until its window ends", "[core][weather]") {
  Sky sky;
  sky.wait(30s);
  sky.add(R"({"rate_limit": {"allow": 2, "per": "1m"}})");

  CHECK(sky.answers(2) == "..");
  const auto third = sky.ask();
  REQUIRE(third.rule != nullptr);
  CHECK(third.wait == 30s);  // windows are counted from the session's start
  sky.wait(29s + 1ms);
  CHECK(sky.ask().wait == 999ms);
  sky.wait(999ms);
  CHECK(sky.answers(3) == "..x");
}

TEST_CASE("a rate limit counts what a rule above it takes, and leaves what it allows to those below",
          "[core][weather]") {
  Sky sky;
  sky.add(R"({"first": 1, "http_status": 500})");
  sky.add(R"({"rate_limit": {"allow": 2, "per": "1m"}, "latency": "1s"})");
  sky.add(R"({"http_status": 503})");

  CHECK(status_of(sky.ask()) == 500);
  const auto second = sky.ask();
  CHECK(status_of(second) == 503);
  CHECK(second.latency == Duration{});
  const auto third = sky.ask();
  CHECK(std::holds_alternative<WeatherRule::RateLimit>(third.rule->what));
  CHECK(third.latency == 1s);
}

TEST_CASE("a limit of nothing refuses everything", "[core][weather]") {
  Sky sky;
  sky.add(R"({"rate_limit": {"allow": 0, "per": "1s"}})");

  CHECK(sky.answers(3) == "xxx");
}

// --- Answers

TEST_CASE("a status is answered with the provider's body, else with ours", "[core][weather]") {
  const WeatherRule::Status status{.status = 503};

  SECTION("the provider's") {
    const Response own{.status = 500,
                       .headers = {{"Content-Type", "application/json"}, {"retry-after", "7"}},
                       .body = text_body(R"({"message":"down"})")};
    const auto response = weather_response(status, 20s, kNine, own);
    CHECK(response.status == 503);
    CHECK(text_of(response.body) == R"({"message":"down"})");
    CHECK(response.headers == Headers{{"Content-Type", "application/json"}, {"Retry-After", "20"}});
  }
  SECTION("ours") {
    const auto response = weather_response(status, std::nullopt, kNine);
    CHECK(response.status == 503);
    CHECK(response.headers == Headers{{"Content-Type", "application/problem+json"}});
    CHECK(Json::parse(text_of(response.body))["title"] == "Service Unavailable");
  }
  SECTION("no error, no body") {
    const auto response = weather_response({.status = 202}, std::nullopt, kNine);
    CHECK(response.status == 202);
    CHECK(response.headers.empty());
    CHECK(text_of(response.body).empty());
  }
  SECTION("never a body where HTTP has none") {
    const auto code = GENERATE(204, 205, 304);
    const Response own{.headers = {{"Content-Type", "text/plain"}}, .body = text_body("x")};
    const auto response = weather_response({.status = code}, std::nullopt, kNine, own);
    CHECK(response.status == code);
    CHECK(response.headers.empty());
    CHECK(text_of(response.body).empty());
  }
}

TEST_CASE("Retry-After is whole seconds or a date, never too early", "[core][weather]") {
  const auto told = [](WeatherRule::Status::Form form, Duration wait, Instant now) {
    const auto response = weather_response({.status = 503, .form = form}, wait, now);
    return *find_header(response.headers, "Retry-After");
  };
  using Form = WeatherRule::Status::Form;

  CHECK(told(Form::Seconds, 20s, kNine) == "20");
  CHECK(told(Form::Seconds, 1ms, kNine) == "1");
  CHECK(told(Form::Seconds, 0s, kNine) == "0");
  CHECK(told(Form::Date, 20s, kNine) == "Sun, 01 Mar 2026 09:00:20 GMT");
  CHECK(told(Form::Date, 20s, kNine + 1ms) == "Sun, 01 Mar 2026 09:00:21 GMT");
  CHECK(told(Form::Date, 20s, kLastInstant) == "Fri, 31 Dec 9999 23:59:59 GMT");
  const auto limited = rate_limit_response(999ms, kNine);
  CHECK(limited.status == 429);
  CHECK(*find_header(limited.headers, "Retry-After") == "1");
}

TEST_CASE("broken JSON is what no parser takes", "[core][weather]") {
  const std::string body =
      GENERATE(R"({"id":"abcd_1234","status":"STARTED"})", "{}", "[]", " { } \n\n\n\n\n\n", "[1]", "123",
               "\"text\"", "", "null", "no JSON", R"({"a":"ééééééééé"})");
  const Response right{.headers = {{"Content-Type", "application/json; charset=utf-8"}},
                       .body = text_body(body)};

  const auto response = malformed_response(right, WeatherRule::Malformed::BrokenJson);

  const std::string text{text_of(response.body)};
  CAPTURE(body, text);
  CHECK_FALSE(text.empty());
  CHECK_FALSE(Json::accept(text));
  CHECK_FALSE(find_invalid_utf8(text).has_value());
  CHECK(response.status == 200);
  CHECK(*find_header(response.headers, "Content-Type") == "application/json; charset=utf-8");
}

TEST_CASE("what has no body, or no text, becomes broken JSON all the same", "[core][weather]") {
  const auto empty = malformed_response({.status = 204}, WeatherRule::Malformed::BrokenJson);
  CHECK(empty.status == 200);
  CHECK(*find_header(empty.headers, "Content-Type") == "application/json");
  CHECK_FALSE(Json::accept(text_of(empty.body)));

  const Response part{
      .status = 206,
      .headers = {{"Content-Type", "application/octet-stream"}, {"Content-Range", "bytes 0-9/20"}},
      .body = Generated{.content = {.seed = 1, .name = "a", .size = 20}, .length = 10}};
  const auto broken = malformed_response(part, WeatherRule::Malformed::BrokenJson);
  CHECK(broken.status == 200);
  CHECK(broken.headers == Headers{{"Content-Type", "application/json"}});
  CHECK_FALSE(Json::accept(text_of(broken.body)));
}

TEST_CASE("invalid bytes stand within a text, so that only who looks at bytes sees them", "[core][weather]") {
  const auto spoilt = [](std::string body) {
    const Response right{.headers = {{"Content-Type", "application/json"}},
                         .body = text_body(std::move(body))};
    return std::string{text_of(malformed_response(right, WeatherRule::Malformed::InvalidUtf8).body)};
  };

  CHECK(spoilt(R"({"id":"abcd"})") ==
        "{\"id\":\"\xff\xfe"
        "abcd\"}");
  CHECK(spoilt(R"({"id": "abcd"})") ==
        "{\"id\": \"\xff\xfe"
        "abcd\"}");
  CHECK(spoilt("[12]") ==
        "[1\xff\xfe"
        "2]");
  CHECK(find_invalid_utf8(spoilt("")).has_value());
  CHECK(find_invalid_utf8(spoilt("éé")) == 2);
}

TEST_CASE("an empty answer is 200 without a body", "[core][weather]") {
  const Response right{
      .status = 404, .headers = {{"Content-Type", "application/json"}}, .body = text_body("{}")};
  const auto response = malformed_response(right, WeatherRule::Malformed::Empty);

  CHECK(response.status == 200);
  CHECK(text_of(response.body).empty());
}

TEST_CASE("a firewall's page has nothing of the provider's answer", "[core][weather]") {
  const Response right{.status = 404,
                       .headers = {{"Content-Type", "application/json"}, {"ETag", "\"1\""}},
                       .body = text_body(R"({"secret":"s"})")};
  const auto response = malformed_response(right, WeatherRule::Malformed::Html);

  CHECK(response.status == 200);
  CHECK(find_header(response.headers, "ETag") == nullptr);
  CHECK(find_header(response.headers, "Content-Type")->starts_with("text/html"));
  CHECK(text_of(response.body).find("Request Rejected") != std::string_view::npos);
  CHECK(text_of(response.body).find("secret") == std::string_view::npos);
}

TEST_CASE("what a rule does has words", "[core][weather]") {
  const auto [written, told] = GENERATE(
      std::pair{R"("http_status": 503)", "answered 503"},
      std::pair{R"("http_status": 503, "processed": true)", "answered 503, the work was done"},
      std::pair{R"("rate_limit": {"allow": 10, "per": "1m"})", "answered 429, more than 10 in 1m"},
      std::pair{R"("cut": "300KB")", "cut after 300000 bytes"},
      std::pair{R"("reset": "1B")", "reset after 1 byte"},
      std::pair{R"("stall": "1KB")", "silent after 1000 bytes"},
      std::pair{R"("drip": "100B/s")", "sent at 100 bytes a second"},
      std::pair{R"("malformed": "html")", "a firewall's page instead"},
      std::pair{R"("malformed": "json")", "broken JSON"},
      std::pair{R"("malformed": "utf8")", "invalid UTF-8"},
      std::pair{R"("malformed": "empty")", "200 without body"}, std::pair{R"("latency": "2s")", "2s late"},
      std::pair{R"("latency": "2s", "jitter": "12.5%", "cut": "0B")", "cut after 0 bytes, 2s ± 12.5% late"});

  CHECK(to_text(rule(cat("{", written, "}"))) == told);
}
