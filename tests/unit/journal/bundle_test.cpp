#include "journal/bundle.hpp"

#include "core/random.hpp"
#include "core/text.hpp"
#include "unit/journal/approved.hpp"
#include "unit/journal/story.hpp"

#include <catch2/catch_test_macros.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

using namespace mock;
using namespace mock::tests;
using journal::Beginning;
using journal::EventLine;
using journal::InputLine;

namespace {

Beginning beginning() {
  return {.version = "0.1.0",
          .session = "checkout",
          .round = 2,
          .scenario = "musement/webhook_accepted",
          .file = "scenarios/musement/webhook_accepted.yaml",
          .text = "understudy: 1\nabout: \"Umlauts: äöü\"\n",
          .folder = "/home/anna/scenarios",
          .variables = {{"PASSWORD", "hunter2!"}, {"WEBHOOK_URL", "http://127.0.0.1:9000"}},
          .seed = 7,
          .clock = {.mode = core::ClockMode::Scaled, .factor = 60, .start = at(), .max_skip = 24h},
          .start = at(250ms),
          .files = {{.name = "a.dat", .size = 5, .sha256 = std::string(64, 'a')}},
          .forked_from = "default",
          .forked_at = 12};
}

core::Input request_input() {
  auto incoming = std::make_shared<core::IncomingRequest>();
  incoming->request = {.method = "POST",
                       .target = "/v1/order?token=abcdefgh",
                       .headers = {{"x-B", "2"}, {"X-a", "1"}, {"x-B", ""}},
                       .body = std::string{"\x00\xff{", 3}};
  incoming->prefix = "/~checkout";
  return {.at = at(5s), .what = std::shared_ptr<const core::IncomingRequest>{incoming}};
}

std::vector<core::Input> one_of_each() {
  auto malformed = std::make_shared<core::MalformedRequest>();
  *malformed = {.status = 414, .found = "a target of 9,000 bytes", .expected = "at most 8,192 bytes"};
  malformed->read_so_far.method = "GET";
  auto command = std::make_shared<core::Command>();
  *command = {.kind = core::Command::Kind::AddWeather, .text = R"({ "latency": "2s" })"};
  return {{.at = at(1s + 1us), .what = core::Input::Time{.by_itself = true}},
          request_input(),
          {.at = at(6s), .what = std::shared_ptr<const core::MalformedRequest>{malformed}},
          {.at = at(7s),
           .what = core::Input::Transfer{.exchange = 3, .end = {.bytes_sent = 17, .complete = true}}},
          {.at = at(8s), .what = std::shared_ptr<const core::Command>{command}},
          {.at = at(9s), .what = core::Input::Close{}}};
}

void check_same(const Beginning& left, const Beginning& right) {
  CHECK(left.version == right.version);
  CHECK(left.session == right.session);
  CHECK(left.round == right.round);
  CHECK(left.scenario == right.scenario);
  CHECK(left.file == right.file);
  CHECK(left.text == right.text);
  CHECK(left.folder == right.folder);
  CHECK(left.variables == right.variables);
  CHECK(left.seed == right.seed);
  CHECK(left.clock == right.clock);
  CHECK(left.start == right.start);
  REQUIRE(left.files.size() == right.files.size());
  for (std::size_t i = 0; i < left.files.size(); ++i) {
    CHECK(left.files[i].name == right.files[i].name);
    CHECK(left.files[i].size == right.files[i].size);
    CHECK(left.files[i].sha256 == right.files[i].sha256);
  }
  CHECK(left.forked_from == right.forked_from);
  CHECK(left.forked_at == right.forked_at);
}

void check_same(const core::Input& left, const core::Input& right) {
  CHECK(left.at == right.at);
  REQUIRE(left.what.index() == right.what.index());
  if (const auto* time = std::get_if<core::Input::Time>(&left.what)) {
    CHECK(time->by_itself == std::get<core::Input::Time>(right.what).by_itself);
  } else if (const auto* request = std::get_if<std::shared_ptr<const core::IncomingRequest>>(&left.what)) {
    CHECK(**request == *std::get<std::shared_ptr<const core::IncomingRequest>>(right.what));
  } else if (const auto* one = std::get_if<std::shared_ptr<const core::MalformedRequest>>(&left.what)) {
    const auto& other = *std::get<std::shared_ptr<const core::MalformedRequest>>(right.what);
    CHECK((*one)->status == other.status);
    CHECK((*one)->found == other.found);
    CHECK((*one)->expected == other.expected);
    CHECK((*one)->read_so_far == other.read_so_far);
  } else if (const auto* transfer = std::get_if<core::Input::Transfer>(&left.what)) {
    const auto& other = std::get<core::Input::Transfer>(right.what);
    CHECK(transfer->exchange == other.exchange);
    CHECK(transfer->end.bytes_sent == other.end.bytes_sent);
    CHECK(transfer->end.complete == other.end.complete);
  } else if (const auto* command = std::get_if<std::shared_ptr<const core::Command>>(&left.what)) {
    const auto& other = *std::get<std::shared_ptr<const core::Command>>(right.what);
    CHECK((*command)->kind == other.kind);
    CHECK((*command)->text == other.text);
  }
}

template <typename Line>
Line read_as(const std::string& line) {
  auto read = journal::read_bundle_line(line);
  if (const auto* sentence = std::get_if<std::string>(&read)) FAIL(*sentence << "\n" << line);
  REQUIRE(std::holds_alternative<Line>(read));
  return std::get<Line>(std::move(read));
}

std::string refusal(const std::string& line) {
  const auto read = journal::read_bundle_line(line);
  INFO(line);
  REQUIRE(std::holds_alternative<std::string>(read));
  return std::get<std::string>(read);
}

/// `line` with the first `from` in it replaced.
std::string changed(std::string line, std::string_view from, std::string_view to) {
  const auto found = line.find(from);
  INFO(line << "\nhas no " << from);
  REQUIRE(found != std::string::npos);
  return line.replace(found, from.size(), to);
}

std::string begin_line() { return journal::bundle_line(beginning()); }
std::string input_line() { return journal::bundle_line("default", 1, request_input()); }

/// Draws values that strain the format.
class Draw {
 public:
  explicit Draw(std::uint64_t seed) : random_{seed, "bundle"} {}

  std::uint64_t number(std::uint64_t below) { return random_.next() % below; }
  bool coin() { return number(2) == 0; }
  std::uint64_t any_number() { return coin() ? number(100) : random_.next(); }
  core::Instant instant() {
    return core::kFirstInstant +
           core::Duration{static_cast<core::Duration::rep>(
               number(static_cast<std::uint64_t>((core::kLastInstant - core::kFirstInstant).count()) + 1))};
  }
  std::string bytes() {
    static constexpr std::string_view kPieces[] = {
        "a",    "\"",   "\\", "\n",           "\x7f",   "ä",       "€", "\xF0\x9F\x98\x80",
        "\xff", "\xc3", "{",  "\xED\xA0\x80", "\u2028", "_base64", "="};
    std::string text;
    for (auto length = number(12); length > 0; --length) {
      text += coin() ? std::string{kPieces[number(std::size(kPieces))]}
                     : std::string(1, static_cast<char>(number(128)));
    }
    return text;
  }
  core::Request request() {
    core::Request request{.method = bytes(), .target = bytes()};
    for (auto count = number(4); count > 0; --count)
      request.headers.push_back({.name = bytes(), .value = bytes()});
    request.body = bytes();
    return request;
  }
  core::Input input() {
    core::Input input{.at = instant(), .what = core::Input::Close{}};
    switch (number(6)) {
      case 0:
        input.what = core::Input::Time{.by_itself = coin()};
        break;
      case 1: {
        auto incoming = std::make_shared<core::IncomingRequest>();
        *incoming = {.request = request(), .prefix = bytes()};
        if (coin()) incoming->addressed = core::Addressed::ByOmission;
        input.what = std::shared_ptr<const core::IncomingRequest>{incoming};
        break;
      }
      case 2: {
        auto malformed = std::make_shared<core::MalformedRequest>();
        *malformed = {.status = static_cast<int>(100 + number(900)),
                      .found = bytes(),
                      .expected = bytes(),
                      .read_so_far = request()};
        input.what = std::shared_ptr<const core::MalformedRequest>{malformed};
        break;
      }
      case 3:
        input.what = core::Input::Transfer{.exchange = 1 + number(1000),
                                           .end = {.bytes_sent = any_number(), .complete = coin()}};
        break;
      case 4: {
        auto command = std::make_shared<core::Command>();
        *command = {.kind = static_cast<core::Command::Kind>(number(5)), .text = bytes()};
        input.what = std::shared_ptr<const core::Command>{command};
        break;
      }
      default:
        break;
    }
    return input;
  }
  Beginning beginning() {
    Beginning drawn{.version = bytes(),
                    .session = bytes(),
                    .round = 1 + number(9),
                    .scenario = bytes(),
                    .file = bytes(),
                    .text = bytes(),
                    .folder = bytes(),
                    .seed = any_number(),
                    .start = instant()};
    for (auto count = number(4); count > 0; --count) drawn.variables.emplace(bytes(), bytes());
    drawn.clock.mode = static_cast<core::ClockMode>(number(4));
    if (drawn.clock.mode == core::ClockMode::Scaled) {
      drawn.clock.factor = static_cast<std::uint32_t>(1 + number(1'000'000));
    }
    if (coin()) drawn.clock.start = instant();
    drawn.clock.max_skip = instant() - core::kFirstInstant;
    for (auto count = number(3); count > 0; --count) {
      drawn.files.push_back({.name = bytes(), .size = any_number(), .sha256 = std::string(64, '0')});
    }
    if (coin()) {
      drawn.forked_from = "x" + bytes();
      drawn.forked_at = 1 + number(100);
    }
    return drawn;
  }

 private:
  core::Random random_;
};

}  // namespace

TEST_CASE("a bundle's lines are as approved", "[journal][bundle][golden]") {
  std::string lines = begin_line() + "\n";
  for (const auto& input : one_of_each()) lines += journal::bundle_line("checkout", 2, input) + "\n";
  for (const auto& event : story()) lines += journal::bundle_line("checkout", 2, event) + "\n";

  check_approved("bundle.jsonl", lines);
}

TEST_CASE("the beginning of a round comes back as it was", "[journal][bundle]") {
  check_same(read_as<Beginning>(begin_line()), beginning());
  check_same(read_as<Beginning>(journal::bundle_line(Beginning{})), Beginning{});
}

TEST_CASE("every kind of input comes back as it was", "[journal][bundle]") {
  for (const auto& input : one_of_each()) {
    const auto line = read_as<InputLine>(journal::bundle_line("checkout", 3, input));

    CHECK(line.session == "checkout");
    CHECK(line.round == 3);
    check_same(line.input, input);
  }
}

TEST_CASE("an event comes back as the text that replay compares", "[journal][bundle]") {
  auto events = story();
  for (auto& event : beginnings()) events.push_back(std::move(event));

  for (const auto& event : events) {
    const auto line = read_as<EventLine>(journal::bundle_line("checkout", 2, event));

    CHECK(line.session == "checkout");
    CHECK(line.round == 2);
    CHECK(line.event == journal::bundled_event("checkout", event));
  }
}

TEST_CASE("whatever goes into a bundle comes out of it, one line each", "[journal][bundle][property]") {
  for (std::uint64_t seed = 1; seed <= 500; ++seed) {
    Draw draw{seed};
    INFO("seed " << seed);
    const Beginning drawn = draw.beginning();
    const std::string session = draw.bytes();
    const core::Input input = draw.input();

    const std::string first = journal::bundle_line(drawn);
    const std::string second = journal::bundle_line(session, seed, input);

    CHECK(first.find('\n') == std::string::npos);
    CHECK(second.find('\n') == std::string::npos);
    CHECK_FALSE(core::find_invalid_utf8(first + second));
    check_same(read_as<Beginning>(first), drawn);
    const auto line = read_as<InputLine>(second);
    CHECK(line.session == session);
    CHECK(line.round == seed);
    check_same(line.input, input);
    CHECK(journal::bundle_line(line.session, line.round, line.input) == second);
  }
}

TEST_CASE("events of any bytes come back as the text that replay compares", "[journal][bundle][property]") {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    Draw draw{seed};
    auto made = exchange(
        seed, draw.request(),
        {.status = 200, .headers = {{draw.bytes(), draw.bytes()}}, .body = core::text_body(draw.bytes())});
    made.resource = draw.bytes();
    const core::Event event{.number = seed,
                            .at = draw.instant(),
                            .what = core::ExchangeAnswered{std::make_shared<const core::Exchange>(made)}};

    const auto line = read_as<EventLine>(journal::bundle_line("default", 1, event));

    CHECK(line.event == journal::bundled_event("default", event));
  }
}

TEST_CASE("nothing in a bundle is masked or shortened", "[journal][bundle][secrets]") {
  auto made = login();
  made.request.body += std::string(1 << 20, 'x');
  const core::Event event{.number = 1,
                          .what = core::ExchangeAnswered{std::make_shared<const core::Exchange>(made)}};

  const std::string text = journal::bundled_event("default", event);

  for (const std::string_view secret : {"0123456789", "abcdefghij", "hunter2!", "123456"}) {
    CHECK(text.find(secret) != std::string::npos);
  }
  CHECK(text.size() > (1 << 20));
  CHECK(begin_line().find("hunter2!") != std::string::npos);
  CHECK(input_line().find("abcdefgh") != std::string::npos);
}

TEST_CASE("a bundle of another version is refused in a sentence, however it looks", "[journal][bundle]") {
  CHECK(refusal(changed(begin_line(), R"("understudy_bundle":1)", R"("understudy_bundle":2)")) ==
        "this bundle was written by version 2 of the format, this program reads 1: replay it with the "
        "understudy "
        "that wrote it, 0.1.0");
  CHECK(refusal(R"({"understudy_bundle":7,"everything":"else"})") ==
        "this bundle was written by version 7 of the format, this program reads 1: replay it with the "
        "understudy "
        "that wrote it");
  CHECK(refusal(R"({"understudy_bundle":"1"})") ==
        "'understudy_bundle' of a line of a bundle is a whole number from 1, found '1'");
}

TEST_CASE("what is no line of a bundle is refused in a sentence", "[journal][bundle]") {
  CHECK(refusal("[]") == "a line of a bundle is an object, found a list");
  CHECK(refusal("null") == "a line of a bundle is an object, found null");
  CHECK(refusal("{}") ==
        "a line of a bundle has 'understudy_bundle', 'input' or 'event', found none of them");
  CHECK(refusal("").starts_with("a line of a bundle is a JSON object: found "));
  CHECK(refusal("hello").starts_with("a line of a bundle is a JSON object: found "));
  CHECK(refusal("{\"event\":{}}\xff").starts_with("a line of a bundle is a JSON object: found "));
  CHECK(refusal(R"({"session":"a","session":"b","round":1,"event":{}})") ==
        "the key '/session' stands twice in one line");
  CHECK(refusal(std::string(100'000, '[')).starts_with("a line of a bundle is a JSON object: found "));
}

TEST_CASE("a line that is wrong says what is wrong and where", "[journal][bundle]") {
  struct Row {
    std::string line;
    std::string sentence;
  };
  const std::string input = input_line();
  const std::string begin = begin_line();
  const std::string command = journal::bundle_line("default", 1, one_of_each()[4]);
  const std::string malformed = journal::bundle_line("default", 1, one_of_each()[2]);
  const std::string transfer = journal::bundle_line("default", 1, one_of_each()[3]);
  const std::vector<Row> rows{
      {changed(input, R"("session":"default",)", ""), "a line of a bundle has no 'session'"},
      {changed(input, R"("round":1)", R"("round":0)"),
       "'round' of a line of a bundle is a whole number from 1, found 0"},
      {changed(input, R"("round":1)", R"("round":1.0)"),
       "'round' of a line of a bundle is a whole number from 1, found 1.0"},
      {changed(input, R"("round":1)", R"("round":-1)"),
       "'round' of a line of a bundle is a whole number from 1, found -1"},
      {changed(input, R"("round":1)", R"("round":1,"rounds":2)"),
       "unknown key 'rounds' in a line of a bundle, did you mean 'round'?"},
      {changed(input, R"("round":1)", R"("round":1,"event":{})"),
       "unknown key 'event' in a line of a bundle"},
      {changed(input, R"("at":"2026-03-01T09:00:05Z")", R"("at":"2026-03-01 09:00")"),
       "'at' of an input is an instant, as 2026-03-01T09:00:00Z, found '2026-03-01 09:00'"},
      {changed(input, R"("at":)", R"("when":)"), "an input has no 'at'"},
      {changed(input, R"("request":)", R"("requested":)"),
       "an input has one of time, request, malformed, transfer, command or close, found none of them"},
      {changed(input, R"("request":)", R"("close":{},"request":)"), "unknown key 'close' in an input"},
      {changed(input, R"("prefix":"/~checkout")", R"("prefix":null)"),
       "'prefix' of a request is a text, found null"},
      {changed(input, R"(,"prefix":"/~checkout")", ""), "a request has no 'prefix'"},
      {changed(input, R"("body_base64":")", R"("body_base64":"?)"),
       "'body_base64' of a request is base64 with padding and without line breaks (RFC 4648 §4), found "
       "'?AP97'"},
      {changed(input, R"("body_base64":)", R"("body":"","body_base64":)"),
       "a request has 'body' as well as 'body_base64', expected one of them"},
      {changed(input, R"("headers":[)", R"("headers":[7,)"), "a header is an object, found 7"},
      {changed(input, R"({"name":"x-B","value":"2"})", R"({"name":"x-B"})"), "a header has no 'value'"},
      {changed(input, R"("named_no_session":false)", R"("named_no_session":0)"),
       "'named_no_session' of a request is true or false, found 0"},
      {changed(malformed, R"("status":414)", R"("status":99)"),
       "'status' of a malformed request is a whole number from 100 to 999, found 99"},
      {changed(transfer, R"("complete":true)", R"("complete":"true")"),
       "'complete' of a transfer is true or false, found 'true'"},
      {changed(begin, R"("mode":"x60")", R"("mode":"fast")"),
       core::cat("'mode' of a clock is ", core::clock_modes(), ", found 'fast'")},
      {changed(begin, R"("max_skip_microseconds":86400000000)",
               R"("max_skip_microseconds":18446744073709551615)"),
       "'max_skip_microseconds' of a clock is a whole number from 0 to 253402300799999999, found "
       "18446744073709551615"},
      {changed(begin, R"("name":"WEBHOOK_URL")", R"("name":"PASSWORD")"), "variable 'PASSWORD' stands twice"},
      {changed(begin, R"("sha256":"aa)", R"("sha256":"AA)"),
       "'sha256' of a file is 64 hexadecimal digits in lower case, found '"
       "AA" +
           std::string(62, 'a') + "'"},
      {changed(begin, R"("forked_from":"default")", R"("forked_from":null)"),
       "'forked_at' of a line of a bundle is null where 'forked_from' is, found 12"},
      {changed(begin, R"("files":[{)", R"("files":{},"x":[{)"),
       "'files' of a line of a bundle is a list, found an object"},
  };

  for (const auto& [line, sentence] : rows) CHECK(refusal(line) == sentence);
  CHECK(
      refusal(changed(command, R"("kind":")", R"("kind":"un)")).starts_with("'kind' of a command is move, "));
}

TEST_CASE("a line that was cut or has a byte changed is read or refused, and nothing else",
          "[journal][bundle][property]") {
  core::Random random{7, "damage"};
  for (const std::string& line :
       {begin_line(), input_line(), journal::bundle_line("default", 1, story().front())}) {
    for (std::size_t size = 0; size < line.size(); ++size) CHECK_FALSE(refusal(line.substr(0, size)).empty());
    for (int i = 0; i < 2'000; ++i) {
      std::string damaged = line;
      damaged[random.next() % damaged.size()] = static_cast<char>(random.next());
      CHECK_NOTHROW(journal::read_bundle_line(damaged));
    }
  }
}

TEST_CASE("no value of a wrong type is taken, wherever it stands", "[journal][bundle][property]") {
  std::vector<std::string> lines{begin_line()};
  for (const auto& input : one_of_each()) lines.push_back(journal::bundle_line("default", 1, input));

  // Every member of every object in turn becomes a list with a number in it, which is right nowhere.
  for (const auto& line : lines) {
    const core::Json whole = core::Json::parse(line);
    const core::Json members = whole.flatten();
    for (const auto& [pointer, value] : members.items()) {
      for (core::Json::json_pointer at{pointer}; !at.empty(); at.pop_back()) {
        core::Json json = whole;
        json[at] = core::Json::array({7});
        INFO(json.dump());
        CHECK_FALSE(refusal(json.dump()).empty());
      }
    }
  }
}
