// The program as its users start it: exit codes, what stands on which stream, reports.

#include "support/folder.hpp"
#include "support/process.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <algorithm>
#include <sstream>
#include <string>
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
      {{"serve", "--clock", "fast"}, "real, manual or x60"},
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
