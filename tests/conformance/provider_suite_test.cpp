// What every registered provider must hold, whoever wrote it. A new provider is in here by being registered.

#include "app/contract_library.hpp"
#include "app/mock_server.hpp"
#include "core/json.hpp"
#include "core/random.hpp"
#include "journal/event_json.hpp"
#include "providers/registry.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/generators/catch_generators_range.hpp>

#include <algorithm>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

using namespace mock;
using namespace std::chrono_literals;

namespace {

std::vector<const core::Provider*> providers_under_test() {
  const auto all = providers::all_providers();
  return {all.begin(), all.end()};
}

/// A server that plays this provider alone, with an empty section and a manual clock.
std::unique_ptr<app::MockServer> play_empty_section(const core::Provider& provider) {
  return std::make_unique<app::MockServer>(app::MockServerOptions{
      .plays = {{.scenario = "empty",
                 .yaml = "understudy: 1\nclock: manual\n" + std::string{provider.id()} + ": {}\n"}}});
}

/// Every scenario that we ship and that plays this provider.
std::vector<std::string> shipped_scenarios(const core::Provider& provider) {
  std::vector<std::string> files;
  const auto folder = std::filesystem::path{UNDERSTUDY_SOURCE_DIR} / "scenarios" / provider.id();
  for (const auto& entry : std::filesystem::directory_iterator{folder}) {
    if (entry.path().extension() == ".yaml") files.push_back(entry.path().string());
  }
  std::sort(files.begin(), files.end());
  return files;
}

/// The path of an operation with something in the place of its parameters.
std::string path_with(std::string_view path_template, std::string_view value) {
  std::string path;
  for (std::size_t i = 0; i < path_template.size(); ++i) {
    if (path_template[i] != '{') {
      path += path_template[i];
      continue;
    }
    path += value;
    i = path_template.find('}', i);
  }
  return path;
}

core::Request request_for(const core::Operation& operation, std::string_view parameter) {
  return {.method = std::string{operation.method},
          .target = path_with(operation.path, parameter),
          .headers = {{"Host", "localhost"},
                      {"Authorization", "Bearer tour-token"},
                      {"X-Client-ID", "your_client_id"},
                      {"X-Musement-Application", "tour"}},
          .body = {}};
}

/// What `serve` proposes for this scenario: the first order, with credentials that are let in.
core::Request example_of(const std::string& file, const core::Provider& provider) {
  app::EmbeddedContracts contracts;
  core::Problems problems{file};
  const auto scenario = app::ScenarioLoader{contracts}.load(file, {}, app::UnsetVariables::Refused, problems);
  REQUIRE(scenario != nullptr);
  for (const core::Part& part : scenario->parts) {
    if (part.provider != &provider) continue;
    core::Request request = part.plan->example_request().value_or(core::Request{});
    request.headers.push_back({"Host", "localhost"});
    // A scenario about a wrong client is asked by one.
    for (core::Header& header : request.headers) {
      if (header.name == "X-Client-ID") header.value = "your_client_id";
    }
    return request;
  }
  return {};
}

void check_own_side(const core::FindingGroups& findings) {
  for (const auto& group : findings.groups()) {
    const core::Violation& violation = group.example().violation;
    INFO(violation.where << ": found " << violation.found << ", expected " << violation.expected);
    CHECK(violation.side != core::Side::Provider);
  }
}

}  // namespace

TEST_CASE("a provider's operations have unique names and contracts", "[conformance]") {
  const core::Provider& provider = *GENERATE(Catch::Generators::from_range(providers_under_test()));
  CAPTURE(provider.id());
  app::EmbeddedContracts contracts;
  const auto contract = contracts.get(provider.contract_for(core::Node{}));
  REQUIRE(contract != nullptr);

  std::set<std::pair<std::string_view, std::string_view>> routes;
  for (const core::Operation& operation : provider.operations()) {
    CAPTURE(operation.id, operation.path);
    CHECK(contract->find(operation.method, operation.path) != nullptr);
    CHECK(routes.emplace(operation.method, operation.path).second);
  }
}

TEST_CASE("an unknown key in a provider's section is refused", "[conformance]") {
  const core::Provider& provider = *GENERATE(Catch::Generators::from_range(providers_under_test()));
  CAPTURE(provider.id());

  CHECK_THROWS_AS(
      app::MockServer(app::MockServerOptions{
          .plays = {{.scenario = "x",
                     .yaml = "understudy: 1\n" + std::string{provider.id()} + ": { no_such_key: 1 }\n"}}}),
      app::ScenariosRefused);
}

TEST_CASE("a section that is no mapping is refused", "[conformance]") {
  const core::Provider& provider = *GENERATE(Catch::Generators::from_range(providers_under_test()));
  const std::string section = GENERATE("text", "[]", "[{}]", "5", "''");
  CAPTURE(provider.id(), section);

  CHECK_THROWS_AS(
      app::MockServer(app::MockServerOptions{
          .plays = {{.scenario = "x",
                     .yaml = "understudy: 1\n" + std::string{provider.id()} + ": " + section + "\n"}}}),
      app::ScenariosRefused);
}

TEST_CASE("an unknown resource is a business answer within the contract", "[conformance]") {
  const core::Provider& provider = *GENERATE(Catch::Generators::from_range(providers_under_test()));
  const auto server = play_empty_section(provider);
  for (const core::Operation& operation : provider.operations()) {
    CAPTURE(provider.id(), operation.path);
    const auto reply = server->handle(request_for(operation, "987654"));
    CHECK(reply.response.status == 404);
  }
  check_own_side(server->findings());
}

TEST_CASE("without credentials a provider refuses within its contract, and it is a finding",
          "[conformance]") {
  const core::Provider& provider = *GENERATE(Catch::Generators::from_range(providers_under_test()));
  const auto server = play_empty_section(provider);
  for (const core::Operation& operation : provider.operations()) {
    CAPTURE(provider.id(), operation.path);
    core::Request request = request_for(operation, "1");
    request.headers = {{"Host", "localhost"}};
    CHECK(server->handle(std::move(request)).response.status >= 400);
  }
  CHECK(server->findings().total() >= provider.operations().size());
  check_own_side(server->findings());
}

TEST_CASE("another method on a provider's path is 405 with Allow", "[conformance]") {
  const core::Provider& provider = *GENERATE(Catch::Generators::from_range(providers_under_test()));
  const auto server = play_empty_section(provider);
  for (const core::Operation& operation : provider.operations()) {
    core::Request request = request_for(operation, "1");
    request.method = "PROPFIND";
    const auto reply = server->handle(std::move(request));
    CHECK(reply.response.status == 405);
    REQUIRE(core::find_header(reply.response.headers, "Allow") != nullptr);
    CHECK(core::find_header(reply.response.headers, "Allow")->find(operation.method) != std::string::npos);
  }
  CHECK(server->findings().count("CONTRACT-UNKNOWN-METHOD") == provider.operations().size());
}

TEST_CASE("every shipped scenario answers its example request within the contract at each of its steps",
          "[conformance]") {
  const core::Provider& provider = *GENERATE(Catch::Generators::from_range(providers_under_test()));
  for (const std::string& file : shipped_scenarios(provider)) {
    CAPTURE(file);
    app::MockServer server{
        {.plays = {{.scenario = file}}, .clock = core::ClockSettings{.mode = core::ClockMode::Manual}}};
    const core::Request example = example_of(file, provider);
    std::set<int> statuses;
    for (int hour = 0; hour < 100; ++hour) {
      const core::Reply reply = server.handle(example);
      statuses.insert(reply.response.status);
      // A listed file can be fetched.
      const std::string_view body = core::text_of(reply.response.body);
      if (const auto link = body.find("http://localhost/api/v1/rs-catalog/");
          link != std::string_view::npos) {
        core::Request follow = example;
        follow.target = body.substr(link + 16, body.find('"', link) - link - 16);
        CHECK(server.handle(follow).response.status == 200);
      }
      server.advance(hour < 40 ? core::Duration{3s} : core::Duration{1h});
    }
    check_own_side(server.findings());
    // Scenarios about refusals are refused, all others answer.
    const bool is_about_refusal = file.find("wrong_client") != std::string::npos;
    CHECK((*statuses.begin() / 100 == 2) != is_about_refusal);
    CHECK((server.findings().total() == 0) != is_about_refusal);
  }
}

TEST_CASE("no request makes a provider lose its session", "[conformance]") {
  const core::Provider& provider = *GENERATE(Catch::Generators::from_range(providers_under_test()));
  const auto server = play_empty_section(provider);
  core::Random random{1, "hostile requests"};
  const std::vector<std::string> pieces = {
      "",   "/",  "%00", "%2F",   "%",    "%zz", "..", "~",
      "?",  "=&", "#",   "\x01",  "\xff", "{",   "}",  std::string(3000, 'a'),
      "42", "-1", "1e9", "page=", "size="};
  for (int i = 0; i < 2000; ++i) {
    const auto& operations = provider.operations();
    core::Request request =
        request_for(operations[random.next() % operations.size()], pieces[random.next() % pieces.size()]);
    for (std::uint64_t n = random.next() % 4; n > 0; --n)
      request.target += pieces[random.next() % pieces.size()];
    if (random.next() % 3 == 0)
      request.headers[random.next() % 4].value = pieces[random.next() % pieces.size()];
    if (random.next() % 3 == 0) request.body = pieces[random.next() % pieces.size()];
    const auto reply = server->handle(std::move(request));
    CHECK(reply.response.status >= 200);
    CHECK(reply.response.status < 500);
  }
  check_own_side(server->findings());
  server->close();
  CHECK(server->verdict().outcome == core::Outcome::Failed);
}

TEST_CASE("the same inputs give the same events, byte for byte", "[conformance][determinism]") {
  const core::Provider& provider = *GENERATE(Catch::Generators::from_range(providers_under_test()));
  for (const std::string& file : shipped_scenarios(provider)) {
    CAPTURE(file);
    const auto play = [&] {
      journal::EventLines lines;
      app::MockServer server{{.plays = {{.scenario = file}},
                              .clock = core::ClockSettings{.mode = core::ClockMode::Manual},
                              .sinks = {&lines}}};
      const core::Request example = example_of(file, provider);
      for (int i = 0; i < 30; ++i) {
        server.handle(example);
        for (const core::Operation& operation : provider.operations())
          server.handle(request_for(operation, "nobody"));
        server.advance(i < 20 ? core::Duration{7s} : core::Duration{24h});
      }
      server.close();
      return lines.lines();
    };
    const auto first = play();
    CHECK(first.size() > 30);
    CHECK(first == play());
  }
}
