// The program as its users start it: exit codes, what stands on which stream, reports.

#include "core/json.hpp"
#include "support/folder.hpp"
#include "support/process.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <algorithm>
#include <sstream>
#include <string>
#include <variant>
#include <vector>

using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;
using test::Ended;
using test::Folder;
using test::Process;

namespace {

const std::string kProgram = UNDERSTUDY_BINARY;
const std::string kCurlOrder =
    "curl -s -H 'X-Client-ID: your_client_id' -H 'Authorization: Bearer tour-token' "
    "$BAANX_BASE_URL/v1/order/abcd_1234";

Ended understudy(std::vector<std::string> arguments, const Process::Environment& environment = {}) {
  arguments.insert(arguments.begin(), kProgram);
  return test::run(std::move(arguments), environment);
}

const std::string kHeaders =
    " -H 'X-Client-ID: your_client_id' -H 'Authorization: Bearer tour-token' -H 'Content-Type: "
    "application/json' ";

/// What `curl` printed, the status code behind it; `arguments` as a shell reads them.
std::string curl(const std::string& arguments) {
  return test::run({"sh", "-c", "curl -s -w ' %{http_code}'" + kHeaders + arguments}).out;
}

/// Each line as JSON.
std::vector<mock::core::Json> json_lines(const std::string& text) {
  std::vector<mock::core::Json> lines;
  std::istringstream stream{text};
  for (std::string line; std::getline(stream, line);) {
    auto parsed = mock::core::parse_json(line);
    REQUIRE(std::holds_alternative<mock::core::ParsedJson>(parsed));
    lines.push_back(std::move(std::get<mock::core::ParsedJson>(parsed).value));
  }
  return lines;
}

std::string replaced(std::string text, std::string_view what, std::string_view by) {
  const auto place = text.find(what);
  REQUIRE(place != std::string::npos);
  return text.replace(place, what.size(), by);
}

/// One order, which is there at once and COMPLETED after an hour.
constexpr std::string_view kHour =
    "understudy: 1\nclock: manual\nbaanx:\n  orders:\n    id: abcd_1234\n    timeline:\n"
    "      - status: STARTED\n      - { after: 1h, status: COMPLETED }\n";

/// The base URL that a ready line tells.
std::string url_of(const std::string& output) {
  const std::string_view kReady = "understudy ready ";
  const auto begin = output.find(kReady) + kReady.size();
  return output.substr(begin, output.find('\n', begin) - begin);
}

}  // namespace

TEST_CASE("run gives the command its base URLs and passes on what went right", "[cli][run]") {
  const Ended ended = understudy({"run", "baanx/payment_completes", "--", "sh", "-c", kCurlOrder});

  INFO(ended.err);
  CHECK(ended.code == 0);
  CHECK_THAT(ended.out, ContainsSubstring("\"status\":\"STARTED\""));
  CHECK_THAT(ended.err, ContainsSubstring("passed"));
}

TEST_CASE("the environment holds a base URL for each provider", "[cli][run]") {
  const Ended ended =
      understudy({"run", "tour", "--", "sh", "-c",
                  "echo $UNDERSTUDY_URL $BAANX_BASE_URL $FILE_ORDER_BASE_URL $MUSEMENT_BASE_URL"});

  std::istringstream words{ended.out};
  std::string url, baanx, file_order, musement;
  words >> url >> baanx >> file_order >> musement;
  CHECK_THAT(url, StartsWith("http://127.0.0.1:"));
  CHECK(baanx == url);
  CHECK(file_order == url);
  CHECK(musement == url + "/api/v3");
}

TEST_CASE("run's exit code says what happened", "[cli][run]") {
  struct Row {
    std::vector<std::string> command;
    int code;
  };
  const auto row = GENERATE(values<Row>({
      {{"sh", "-c", kCurlOrder}, 0},
      {{"true"}, 3},                                                    // nothing was checked
      {{"sh", "-c", "curl -s $BAANX_BASE_URL/v1/order/abcd_1234"}, 1},  // no credentials
      {{"sh", "-c", "curl -s $UNDERSTUDY_URL/v1/nothing"}, 1},          // no such path
      {{"sh", "-c", "exit 7"}, 7},
      {{"sh", "-c", "kill -9 $$"}, 128 + 9},
      {{"no-such-command-anywhere"}, 127},
      {{"/"}, 126},
  }));

  std::vector<std::string> arguments{"run", "baanx/payment_completes", "--quiet", "--"};
  arguments.insert(arguments.end(), row.command.begin(), row.command.end());
  const Ended ended = understudy(arguments);

  INFO(row.command.back() << "\n" << ended.err);
  CHECK(ended.code == row.code);
}

TEST_CASE("a command that hangs is ended with its children", "[cli][run]") {
  const Ended ended =
      understudy({"run", "tour", "--timeout", "200ms", "--", "sh", "-c", "cat /dev/zero | cat >/dev/null"});

  CHECK(ended.code == 124);
}

TEST_CASE("a command has default signals and none of our sockets", "[cli][run]") {
  SECTION("a closed pipe ends it quietly") {
    const Ended ended = understudy({"run", "tour", "--quiet", "--", "sh", "-c", "yes | head -1"});
    CHECK(ended.out == "y\n");
    CHECK_THAT(ended.err, !ContainsSubstring("Broken pipe"));
  }
  SECTION("descriptors") {
    const Ended ended = understudy({"run", "tour", "--quiet", "--", "sh", "-c", "ls -l /proc/self/fd"});
    CHECK_THAT(ended.out, !ContainsSubstring("socket"));
    CHECK_THAT(ended.out, !ContainsSubstring("eventpoll"));
  }
}

TEST_CASE("reports are written, their endings choose the format", "[cli][report]") {
  const Folder folder;
  const Ended ended =
      understudy({"run", "baanx/wrong_client", "--report", folder.path("out.xml"), "--report",
                  folder.path("out.json"), "--report", folder.path("out.txt"), "--", "sh", "-c", kCurlOrder});

  INFO(ended.err);
  CHECK(ended.code == 0);  // the violation is declared
  CHECK_THAT(folder.read("out.xml"), ContainsSubstring("<testsuite"));
  CHECK_THAT(folder.read("out.json"), ContainsSubstring("AUTH-UNKNOWN-CLIENT"));
  CHECK_THAT(folder.read("out.txt"), ContainsSubstring("AUTH-UNKNOWN-CLIENT"));
}

TEST_CASE("a report that cannot be written is a sentence and exit code 2", "[cli][report]") {
  const Ended ended = understudy({"run", "baanx/payment_completes", "--report", "/no/such/folder/out.xml",
                                  "--", "sh", "-c", kCurlOrder});

  CHECK(ended.code == 2);
  CHECK_THAT(ended.err, ContainsSubstring("/no/such/folder/out.xml"));
}

TEST_CASE("mistakes of the command line are one sentence and exit code 2", "[cli]") {
  struct Row {
    std::vector<std::string> arguments;
    std::string sentence;
  };
  const auto row = GENERATE(values<Row>({
      {{}, "subcommand"},
      {{"sreve"}, "sreve"},
      {{"serve", "--prot", "1"}, "--prot"},
      {{"serve", "--port", "70000"}, "70000"},
      {{"serve", "--clock", "fast"}, "real, manual, auto or x60"},
      {{"serve", "--report", "out.pdf"}, ".xml (JUnit), .json, .txt"},
      {{"serve", "no/such/file.yaml"}, "no such file"},
      {{"serve", "baanx/payment_complete"}, "did you mean 'baanx/payment_completes'?"},
      {{"serve", "--listen", "192.0.2.1", "--port", "0"}, "192.0.2.1"},
      {{"run", "tour"}, "run needs a command"},
      {{"run", "--", "true"}, "SCENARIO"},
      {{"run", "tour", "--timeout", "5", "--", "true"}, "needs a unit"},
      {{"serve", "--set", "NAME"}, "NAME=VALUE"},
      {{"check"}, "PATH"},
      {{"check", "no/such/folder"}, "no/such/folder"},
      {{"serve", "tour", "tour"}, "another name, NAME=tour"},
      {{"serve", "--no-admin", "--admin-port", "0"}, "contradict"},
      {{"serve", "--no-admin", "--allow-host", "understudy"}, "--no-admin leaves it out"},
      {{"serve", "--no-admin", "--admin-token", "secret"}, "--no-admin leaves it out"},
      {{"serve", "--admin-token", ""}, "--admin-token"},
      {{"serve", "--port", "8421", "--admin-port", "8421"}, "the port of everything else"},
      {{"serve", "--watch"}, "scenario files"},
      {{"serve", "tour", "--watch"}, "scenario files"},
      {{"serve", "scenarios/tour.yaml", "--watch=often"}, "--watch=reset"},
      {{"run", "tour", "--watch", "--", "true"}, "--watch"},
      {{"serve", "--bundle", "x"}, "--bundle"},
      {{"serve", "--empty", "--auto-sessions"}, "first scenario"},
      {{"serve", "--keep-exchanges", "0"}, "from 1 to"},
      {{"serve", "--keep-inputs", "5"}, "unit"},
      {{"serve", "--scenarios", "no/such/folder"}, "no/such/folder"},
      {{"serve", "--journal", "no/such/folder/journal"}, "cannot be written: No such file"},
      {{"run", "tour", "--bundle", "no/such/folder/bundle", "--", "true"}, "no/such/folder/bundle"},
      {{"run", "tour", "--journal", "x", "--bundle", "x", "--", "true"}, "the same file"},
      {{"replay"}, "BUNDLE"},
      {{"replay", "no/such/bundle"}, "No such file"},
      {{"replay", "/"}, "it is a folder"},
  }));

  const Ended ended = understudy(row.arguments);

  INFO(ended.err);
  CHECK(ended.code == 2);
  CHECK(ended.out.empty());
  CHECK_THAT(ended.err, ContainsSubstring(row.sentence));
  CHECK(std::count(ended.err.begin(), ended.err.end(), '\n') == 1);
}

TEST_CASE("version and help are no mistakes", "[cli]") {
  CHECK_THAT(understudy({"--version"}).out, StartsWith("understudy 0."));
  CHECK_THAT(understudy({"--help"}).out, ContainsSubstring("Exit codes"));
  CHECK_THAT(understudy({"run", "--help"}).out, ContainsSubstring("-- COMMAND"));
  CHECK(understudy({"serve", "--help"}).code == 0);
}

TEST_CASE("check tells all mistakes of all files", "[cli][check]") {
  const Folder folder;
  const std::string first =
      folder.write("a.yaml", "understudy: 1\nbaanx: { orders: { id: a, staus: x } }\nabuot: y\n");
  const std::string second = folder.write("b.yaml", "understudy: 1\nbaanx: [\n");

  const Ended ended = understudy({"check", folder.path("")});

  INFO(ended.err);
  CHECK(ended.code == 2);
  CHECK_THAT(ended.err, ContainsSubstring("a.yaml:2:27: unknown key 'staus'"));
  CHECK_THAT(ended.err,
             ContainsSubstring("a.yaml:3:1: unknown key 'abuot' in a scenario, did you mean 'about'?"));
  CHECK_THAT(ended.err, ContainsSubstring("b.yaml:"));
}

TEST_CASE("check of what we ship finds nothing, of an empty folder checks nothing", "[cli][check]") {
  const Folder folder;

  CHECK(understudy({"check", std::string{UNDERSTUDY_SOURCE_DIR} + "/scenarios"}).code == 0);
  CHECK(understudy({"check", folder.path("")}).code == 3);
}

TEST_CASE("serve says it is ready once it answers, and ends in order", "[cli][serve]") {
  const Folder folder;
  Process server{{kProgram, "serve", "--port", "0", "--port-file", folder.path("port"), "--report",
                  folder.path("out.json")}};
  const std::string url = url_of(server.wait_for_output("\n"));

  CHECK(folder.read("port") == url.substr(url.rfind(':') + 1) + "\n");
  const Ended curl = test::run({"curl", "-s", "-H", "X-Client-ID: your_client_id", "-H",
                                "Authorization: Bearer tour-token", url + "/v1/order/abcd_1234"});
  CHECK_THAT(curl.out, ContainsSubstring("abcd_1234"));
  server.wait_for_error_output("/v1/order/abcd_1234");
  server.signal(SIGTERM);
  const Ended ended = server.wait();

  INFO(ended.err);
  CHECK(ended.code == 0);
  CHECK(ended.out == "understudy ready " + url + "\n");
  CHECK_THAT(folder.read("out.json"), ContainsSubstring("passed"));
}

TEST_CASE("without a scenario the tour is served, with three lines to try that work", "[cli][serve]") {
  Process server{{kProgram, "serve", "--port", "0"}};
  server.wait_for_output("understudy ready");
  const std::string text = server.wait_for_error_output("/files/available");

  std::istringstream lines{text};
  int tried = 0;
  for (std::string line; std::getline(lines, line);) {
    const auto begin = line.find("curl ");
    if (begin == std::string::npos) continue;
    ++tried;
    const Ended curl = test::run({"sh", "-c", line.substr(begin) + " -s -o /dev/null -w '%{http_code}'"});
    CHECK_THAT(curl.out, StartsWith("20"));
  }

  CHECK(tried == 3);
}

TEST_CASE("a port in use is a sentence and exit code 2", "[cli][serve]") {
  Process first{{kProgram, "serve", "--port", "0"}};
  const std::string url = url_of(first.wait_for_output("\n"));

  const Ended second = understudy({"serve", "--port", url.substr(url.rfind(':') + 1)});

  CHECK(second.code == 2);
  CHECK_THAT(second.err, ContainsSubstring("in use"));
}

TEST_CASE("several scenarios play side by side, each in a session of its own", "[cli][serve]") {
  Process server{{kProgram, "serve", "baanx/payment_completes", "other=baanx/wrong_client", "--port", "0"}};
  const std::string url = url_of(server.wait_for_output("\n"));
  const auto status_at = [&](const std::string& base) {
    return test::run({"curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", "-H",
                      "X-Client-ID: your_client_id", "-H", "Authorization: Bearer tour-token",
                      base + "/v1/order/abcd_1234"})
        .out;
  };

  CHECK(status_at(url) == "200");
  CHECK(status_at(url + "/~default") == "200");
  CHECK(status_at(url + "/~payment_completes") == "200");
  CHECK(status_at(url + "/%7Eother") == "498");
  CHECK(status_at(url + "/~nobody") == "404");
  server.signal(SIGINT);
  CHECK(server.wait().code == 1);  // the unknown session is a finding outside every session
}

TEST_CASE("schema prints the schema of the scenario language", "[cli][schema]") {
  const Ended ended = understudy({"schema"});

  CHECK(ended.code == 0);
  CHECK_THAT(ended.out, ContainsSubstring("https://json-schema.org/draft/2020-12/schema"));
}

TEST_CASE("the environment says where the control API is, and which server answers", "[cli][run][control]") {
  const std::string print =
      "echo $UNDERSTUDY_URL $UNDERSTUDY_ADMIN_URL $UNDERSTUDY_INSTANCE; curl -s $UNDERSTUDY_ADMIN_URL/health";
  SECTION("on the port of everything else") {
    const Ended ended = understudy({"run", "tour", "--quiet", "--", "sh", "-c", print});

    std::istringstream words{ended.out};
    std::string url, admin_url, instance;
    words >> url >> admin_url >> instance;
    CHECK(admin_url == url + "/_understudy");
    CHECK(!instance.empty());
    CHECK_THAT(ended.out, ContainsSubstring("\"instance\":\"" + instance));
  }
  SECTION("on a port of its own") {
    const Ended ended = understudy({"run", "tour", "--quiet", "--admin-port", "0", "--", "sh", "-c",
                                    print + "; curl -s $UNDERSTUDY_URL/_understudy/health"});

    std::istringstream words{ended.out};
    std::string url, admin_url;
    words >> url >> admin_url;
    CHECK_THAT(admin_url, StartsWith("http://127.0.0.1:"));
    CHECK(admin_url != url + "/_understudy");
    CHECK_THAT(ended.out, ContainsSubstring("\"ready\":true"));
    CHECK_THAT(ended.out, ContainsSubstring("has a port of its own"));
  }
  SECTION("nowhere, even if somebody else's is known") {
    const Ended ended =
        understudy({"run", "tour", "--quiet", "--no-admin", "--", "sh", "-c",
                    "echo \"[${UNDERSTUDY_ADMIN_URL-unset}][${UNDERSTUDY_ADMIN_TOKEN-unset}]\""},
                   {{"UNDERSTUDY_ADMIN_URL", "http://somewhere"}, {"UNDERSTUDY_ADMIN_TOKEN", "theirs"}});

    CHECK(ended.out == "[unset][unset]\n");
  }
}

TEST_CASE("the control API asks for the token, wherever that came from", "[cli][run][control]") {
  const std::string ask =
      "curl -s -o /dev/null -w '%{http_code} ' $UNDERSTUDY_ADMIN_URL/sessions; "
      "curl -s -o /dev/null -w '%{http_code}' -H \"Authorization: Bearer $UNDERSTUDY_ADMIN_TOKEN\" "
      "$UNDERSTUDY_ADMIN_URL/sessions";
  SECTION("an argument") {
    CHECK(understudy({"run", "tour", "-q", "--admin-token", "sesame", "--", "sh", "-c", ask}).out ==
          "401 200");
  }
  SECTION("the environment") {
    CHECK(understudy({"run", "tour", "-q", "--", "sh", "-c", ask}, {{"UNDERSTUDY_ADMIN_TOKEN", "sesame"}})
              .out == "401 200");
  }
}

TEST_CASE("a host that is allowed may be named, another one may not", "[cli][serve][control]") {
  Process server{{kProgram, "serve", "--port", "0", "--allow-host", "understudy"}};
  const std::string url = url_of(server.wait_for_output("\n"));
  const auto as_host = [&](const std::string& host) {
    return curl("-o /dev/null -H 'Host: " + host + "' " + url + "/_understudy/health");
  };

  CHECK(as_host("understudy") == " 200");
  CHECK(as_host("evil.example") != " 200");
}

TEST_CASE("on the clock auto a client that never sleeps sees each status", "[cli][run][clock]") {
  const Ended ended = understudy({"run", "baanx/payment_completes", "--clock", "auto", "--", "sh", "-c",
                                  "for i in 1 2 3; do " + kCurlOrder + "; done"});

  INFO(ended.err);
  CHECK(ended.code == 0);
  CHECK_THAT(ended.out, ContainsSubstring("STARTED"));
  CHECK_THAT(ended.out, ContainsSubstring("COMPLETED"));
}

TEST_CASE("who serves a manual clock is told how to move it", "[cli][serve][clock]") {
  const Folder folder;
  Process server{{kProgram, "serve", folder.write("hour.yaml", std::string{kHour}), "--port", "0"}};
  const std::string url = url_of(server.wait_for_output("\n"));
  const std::string text = server.wait_for_error_output("-d '{\"by\": \"1h\"}'\n");
  const auto begin = text.find("curl -X POST");
  REQUIRE(begin != std::string::npos);

  CHECK_THAT(curl(url + "/v1/order/abcd_1234"), ContainsSubstring("STARTED"));
  test::run({"sh", "-c", text.substr(begin, text.find('\n', begin) - begin)});
  CHECK_THAT(curl(url + "/v1/order/abcd_1234"), ContainsSubstring("COMPLETED"));
}

TEST_CASE("names of scenarios are looked up in one's own folder first", "[cli][serve]") {
  const Folder folder;
  folder.write("tour.yaml", std::string{kHour});

  const Ended ended = understudy({"run", "tour", "--scenarios", folder.path(""), "-q", "--", "sh", "-c",
                                  kCurlOrder + "; curl -s $UNDERSTUDY_ADMIN_URL/sessions"});

  INFO(ended.err);
  CHECK_THAT(ended.out, ContainsSubstring("STARTED"));
  CHECK_THAT(ended.out, ContainsSubstring("manual"));
}

TEST_CASE("the journal holds every event, whatever their number, and no secret", "[cli][journal]") {
  constexpr int kRequests = 40;
  const Folder folder;
  const Ended ended = understudy(
      {"run", "baanx/payment_completes", "--keep-exchanges", "3", "--journal", folder.path("journal"), "-q",
       "--", "sh", "-c", "for i in $(seq " + std::to_string(kRequests) + "); do " + kCurlOrder + "; done"});

  INFO(ended.err);
  CHECK(ended.code == 0);
  const std::string text = folder.read("journal");
  std::uint64_t number = 0;
  int exchanges = 0;
  for (const auto& event : json_lines(text)) {
    CHECK(event.at("number") == ++number);
    if (event.at("event") == "exchange") ++exchanges;
  }
  CHECK(exchanges == kRequests);
  CHECK_THAT(text, ContainsSubstring("session_closed"));
  CHECK_THAT(text, !ContainsSubstring("tour-token"));

  understudy({"run", "baanx/payment_completes", "--show-secrets", "--journal", folder.path("open"), "-q",
              "--", "sh", "-c", kCurlOrder});
  CHECK_THAT(folder.read("open"), ContainsSubstring("Bearer tour-token"));
}

TEST_CASE("the journal is there while it is written", "[cli][journal]") {
  const Folder folder;
  Process server{{kProgram, "serve", "--port", "0", "--journal", folder.path("journal")}};
  const std::string url = url_of(server.wait_for_output("\n"));
  curl(url + "/v1/order/abcd_1234");

  Process reader{{"tail", "-n", "+1", "-f", folder.path("journal")}};
  reader.wait_for_output("/v1/order/abcd_1234");
}

TEST_CASE("a journal that cannot be written to its end is a sentence and exit code 2", "[cli][journal]") {
  SECTION("the disk is full") {
    const Ended ended = understudy(
        {"run", "baanx/payment_completes", "--journal", "/dev/full", "--", "sh", "-c", kCurlOrder});

    CHECK(ended.code == 2);
    CHECK_THAT(ended.err, ContainsSubstring("the journal /dev/full is not complete: No space left"));
  }
  SECTION("but the command's own code comes first") {
    CHECK(understudy({"run", "tour", "--journal", "/dev/full", "--", "sh", "-c", "exit 7"}).code == 7);
  }
}

TEST_CASE("a bundle plays again as it was, and a difference is named", "[cli][replay]") {
  const Folder folder;
  const std::string bundle = folder.path("run.bundle");
  const Ended ran =
      understudy({"run", "baanx/payment_completes", "--clock", "auto", "--bundle", bundle, "--", "sh", "-c",
                  "for i in 1 2 3; do " + kCurlOrder +
                      "; done; curl -s -X POST $UNDERSTUDY_ADMIN_URL/sessions/default/reset; " + kCurlOrder});
  INFO(ran.err);
  REQUIRE(ran.code == 0);
  CHECK_THAT(ran.err, ContainsSubstring(bundle + " holds secrets"));

  SECTION("the same") {
    const Ended replayed = understudy({"replay", bundle});

    INFO(replayed.err);
    CHECK(replayed.code == 0);
    CHECK_THAT(replayed.out, StartsWith("the same: 2 rounds, "));
  }
  SECTION("from standard input") {
    CHECK(test::run({"sh", "-c", kProgram + " replay - <" + bundle}).code == 0);
  }
  SECTION("an event that came otherwise") {
    folder.write("changed", replaced(folder.read("run.bundle"), R"(\"status\":\"STARTED\")",
                                     R"(\"status\":\"VOIDED\")"));
    const Ended replayed = understudy({"replay", folder.path("changed")});

    CHECK(replayed.code == 1);
    CHECK(replayed.out.empty());
    CHECK_THAT(replayed.err, ContainsSubstring("/response/body: /status\n"));
    CHECK_THAT(replayed.err, ContainsSubstring("found     'STARTED'"));
    CHECK_THAT(replayed.err, ContainsSubstring("expected  'VOIDED'"));
    CHECK_THAT(replayed.err, ContainsSubstring("not the same: 1 event differs"));
    CHECK_THAT(replayed.err, !ContainsSubstring("\033["));
  }
  SECTION("an input that was another one") {
    folder.write("changed", replaced(folder.read("run.bundle"), R"("input":{"at":)", R"("input":{"ta":)"));

    CHECK(understudy({"replay", folder.path("changed")}).code == 2);
  }
  SECTION("a bundle of another version") {
    folder.write("changed", replaced(folder.read("run.bundle"), R"("understudy_bundle":1)",
                                     R"("understudy_bundle":999)"));
    const Ended replayed = understudy({"replay", folder.path("changed")});

    CHECK(replayed.code == 2);
    CHECK_THAT(replayed.err, ContainsSubstring("999"));
  }
  SECTION("no bundle at all") {
    CHECK(understudy({"replay", folder.write("text", "hello\n")}).code == 2);
    CHECK(understudy({"replay", folder.write("empty", "")}).code == 3);
  }
}

TEST_CASE("the bundle of a session plays again, too", "[cli][replay][control]") {
  const Folder folder;
  const Ended ran =
      understudy({"run", "tour", "-q", "--", "sh", "-c",
                  kCurlOrder + " >/dev/null; curl -sf $UNDERSTUDY_ADMIN_URL/sessions/default/bundle"});

  CHECK(understudy({"replay", folder.write("bundle", ran.out)}).code == 0);
}

TEST_CASE("a bundle that cannot be written to its end is a sentence and exit code 2", "[cli][replay]") {
  const Ended ended =
      understudy({"run", "baanx/payment_completes", "--bundle", "/dev/full", "--", "sh", "-c", kCurlOrder});

  CHECK(ended.code == 2);
  CHECK_THAT(ended.err, ContainsSubstring("/dev/full"));
}

TEST_CASE("a variable may be brought by the command that run starts", "[cli][run][variables]") {
  const Folder folder;
  const std::string file =
      folder.write("named.yaml", "understudy: 1\nbaanx:\n  orders: { id: \"${ORDER_OF_THE_TEST}\" }\n");
  const std::string bring =
      "curl -sf -o /dev/null -X POST -H 'Content-Type: application/json' "
      "-d '{\"variables\": {\"ORDER_OF_THE_TEST\": \"abcd_1234\"}}' "
      "$UNDERSTUDY_ADMIN_URL/sessions/default/reset; ";

  SECTION("it does") {
    const Ended ended = understudy({"run", file, "--", "sh", "-c", bring + kCurlOrder});

    INFO(ended.err);
    CHECK(ended.code == 0);
    CHECK_THAT(ended.out, ContainsSubstring("abcd_1234"));
  }
  SECTION("it does not") {
    const Ended ended = understudy({"run", file, "--", "sh", "-c", kCurlOrder});

    CHECK(ended.code == 2);
    CHECK_THAT(ended.out, ContainsSubstring("ORDER_OF_THE_TEST"));
    CHECK_THAT(ended.err, ContainsSubstring("ORDER_OF_THE_TEST"));
  }
  SECTION("its own code comes first") {
    CHECK(understudy({"run", file, "--", "sh", "-c", "exit 7"}).code == 7);
  }
  SECTION("without a control API nobody could") {
    const Ended ended = understudy({"run", file, "--no-admin", "--", "sh", "-c", "echo started"});

    CHECK(ended.code == 2);
    CHECK(ended.out.empty());
    CHECK_THAT(ended.err, ContainsSubstring("named.yaml:3:"));
  }
}

TEST_CASE("serve says which session waits for a variable, and how to bring it", "[cli][serve][variables]") {
  const Folder folder;
  const std::string file =
      folder.write("named.yaml", "understudy: 1\nbaanx:\n  orders: { id: \"${ORDER_OF_THE_TEST}\" }\n");
  Process server{{kProgram, "serve", file, "--port", "0"}};
  const std::string url = url_of(server.wait_for_output("\n"));

  const std::string text = server.wait_for_error_output("/reset");
  CHECK_THAT(text, ContainsSubstring("ORDER_OF_THE_TEST"));
  CHECK_THAT(text, ContainsSubstring("curl"));
  CHECK_THAT(curl(url + "/v1/order/abcd_1234"), ContainsSubstring("ORDER_OF_THE_TEST"));
}

TEST_CASE("a changed scenario file is told, and played once its session is reset", "[cli][serve][watch]") {
  const Folder folder;
  const std::string file = folder.write("hour.yaml", std::string{kHour});
  const auto status_at = [](const std::string& url, const std::string& order) {
    return curl(url + "/v1/order/" + order);
  };

  SECTION("by whoever reads the line") {
    Process server{{kProgram, "serve", file, "--watch", "--port", "0"}};
    const std::string url = url_of(server.wait_for_output("\n"));
    folder.write("hour.yaml", replaced(std::string{kHour}, "STARTED", "PENDING"));
    server.wait_for_error_output("hour.yaml:7:");  // PENDING is no status of Baanx: told with its line
    folder.write("hour.yaml", replaced(std::string{kHour}, "abcd_1234", "efgh_5678"));
    server.wait_for_error_output("/_understudy/sessions/default/reset");

    CHECK_THAT(status_at(url, "abcd_1234"), ContainsSubstring("STARTED"));
    CHECK_THAT(curl("-X POST " + url + "/_understudy/sessions/default/reset"), ContainsSubstring(" 200"));
    CHECK_THAT(status_at(url, "efgh_5678"), ContainsSubstring("STARTED"));
  }
  SECTION("at once, if that was asked for") {
    Process server{{kProgram, "serve", file, "--watch=reset", "--port", "0"}};
    const std::string url = url_of(server.wait_for_output("\n"));
    folder.write("hour.yaml", replaced(std::string{kHour}, "abcd_1234", "efgh_5678"));
    server.wait_for_error_output("round 2");

    CHECK_THAT(status_at(url, "efgh_5678"), ContainsSubstring("STARTED"));
  }
}

TEST_CASE("unknown sessions come to exist, and unnamed ones are refused, if serve is told so",
          "[cli][serve][sessions]") {
  Process server{
      {kProgram, "serve", "baanx/payment_completes", "--auto-sessions", "--no-default", "--port", "0"}};
  const std::string url = url_of(server.wait_for_output("\n"));

  CHECK_THAT(curl(url + "/~one/v1/order/abcd_1234"), ContainsSubstring("STARTED"));
  CHECK_THAT(curl(url + "/_understudy/sessions/one"), ContainsSubstring("payment_completes"));
  CHECK_THAT(curl(url + "/v1/order/abcd_1234"), ContainsSubstring(" 404"));
}

TEST_CASE("who waits when the server stops is answered, not left alone", "[cli][serve][stop]") {
  Process server{{kProgram, "serve", "--port", "0", "--grace", "1m"}};
  const std::string url = url_of(server.wait_for_output("\n"));
  Process waiting{{"curl", "-s", "-w", " %{http_code}", "--json",
                   R"({"request": {"operation": "baanx/get_order"}, "timeout": "1h"})",
                   url + "/_understudy/sessions/default/wait"}};
  Process stream{{"curl", "-sN", url + "/_understudy/sessions/default/events"}};
  stream.wait_for_output("session_started");
  // Both have begun when the counter says so.
  test::run({"sh", "-c",
             "until curl -s " + url + "/_understudy/metrics | grep -q '^understudy_waits 2'; do :; done"});

  server.signal(SIGTERM);

  CHECK(stream.wait().code == 0);
  CHECK(waiting.wait().code == 0);
  CHECK(server.wait().code == 3);
}

TEST_CASE("a second signal stops at once", "[cli][serve][stop]") {
  const Folder folder;
  const std::string file = folder.write(
      "slow.yaml", std::string{kHour} + "weather: { operation: baanx/get_order, latency: 10m }\n");
  Process server{{kProgram, "serve", file, "--port", "0", "--grace", "10m"}};
  const std::string url = url_of(server.wait_for_output("\n"));
  Process slow{{"sh", "-c", "exec curl -s" + kHeaders + url + "/v1/order/abcd_1234"}};
  server.wait_for_error_output("GET /v1/order/abcd_1234");

  server.signal(SIGTERM);
  server.wait_for_error_output("one more signal stops at once");
  server.signal(SIGTERM);

  CHECK_THAT(server.wait().err, ContainsSubstring("passed"));
}
