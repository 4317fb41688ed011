// The clients of the briefs, in their own languages, against the real program.

#include "support/folder.hpp"
#include "support/process.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <string>
#include <vector>

using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;
using test::Ended;

namespace {

/// Plays a scenario on the clock that goes ahead with the polls: what the pages wait in seconds need not be
/// waited.
Ended play(const std::string& scenario, std::vector<std::string> client) {
  std::vector<std::string> command{UNDERSTUDY_BINARY, "run", scenario, "--clock", "auto", "--"};
  command.insert(command.end(), client.begin(), client.end());
  return test::run(std::move(command), {{"POLL_INTERVAL_MS", "0"}});
}

std::string client(const std::string& file) {
  return std::string{UNDERSTUDY_SOURCE_DIR} + "/tests/clients/" + file;
}

}  // namespace

TEST_CASE("the brief's Node loop sees a payment complete", "[clients][node]") {
  const Ended ended = play("baanx/payment_completes", {"node", client("baanx_poll.mjs")});

  INFO(ended.err);
  CHECK(ended.code == 0);
  CHECK_THAT(ended.out, ContainsSubstring("COMPLETED 20"));
}

TEST_CASE("the brief's Node loop sees a payment fail, with its reason", "[clients][node]") {
  const Ended ended = play("baanx/payment_fails", {"node", client("baanx_poll.mjs")});

  INFO(ended.err);
  CHECK(ended.code == 0);
  CHECK(ended.out == "FAILED\n");
  CHECK_THAT(ended.err, ContainsSubstring("card_declined"));
}

TEST_CASE("the brief's Python loop sees a payment complete, and another expire", "[clients][python]") {
  const Ended completes = play("baanx/payment_completes", {"/usr/bin/python3", client("baanx_poll.py")});
  INFO(completes.err);
  CHECK(completes.code == 0);
  CHECK(completes.out == "COMPLETED\n");

  const Ended expires = play("baanx/payment_expires", {"/usr/bin/python3", client("baanx_poll.py")});
  INFO(expires.err);
  CHECK(expires.code == 0);
  CHECK(expires.out == "EXPIRED\n");
}

TEST_CASE("a client that does not give up at 498 is told so", "[clients]") {
  const Ended ended =
      test::run({UNDERSTUDY_BINARY, "run", "baanx/wrong_client", "--", "sh", "-c",
                 "for i in 1 2; do curl -s -H 'X-Client-ID: your_client_id' -H 'Authorization: Bearer "
                 "tour-token' $BAANX_BASE_URL/v1/order/abcd_1234; done"});

  CHECK(ended.code == 1);
  CHECK_THAT(ended.out, ContainsSubstring("Invalid client key"));
  CHECK_THAT(ended.err, ContainsSubstring("SCENARIO-REQUESTS"));
}

TEST_CASE("a downloader sees 204, 206 and 200, and every file with its checksum", "[clients][python]") {
  // Polls and downloads alone move it, so that no machine is too slow for what is expected.
  const test::Folder folder;
  const std::string scenario = folder.write("blocks.yaml", R"(
understudy: 1
clock: manual
file_order:
  users: { name: anna, tokens: tour-token }
  orders:
    - id: 42
      sub_orders:
        - { available: { polls: 2 }, files: { filename: file.txt, size: 1523654B } }
        - { available: { on: downloaded }, files: { filename: part-##.dat, size: 4KB, repeat: 60 } }
)");

  const Ended ended =
      test::run({UNDERSTUDY_BINARY, "run", scenario, "--", "/usr/bin/python3", client("file_order_poll.py")},
                {{"POLL_INTERVAL_MS", "0"}});

  INFO(ended.err);
  CHECK(ended.code == 0);
  CHECK_THAT(ended.out, StartsWith("204 206 200\nfile.txt part-01.dat"));
  CHECK_THAT(ended.out, ContainsSubstring("part-60.dat"));
}

TEST_CASE("the briefs' curl lines work on the tour, placeholders filled in", "[clients][curl]") {
  const std::string lines = R"sh(
    curl -s --request GET \
      --url $BAANX_BASE_URL/v1/order/abcd_1234 \
      --header 'Authorization: Bearer tour-token' \
      --header 'X-Client-ID: your_client_id'
    echo
    baseUrl=$MUSEMENT_BASE_URL
    curl -s -X GET $baseUrl'/orders/8e9e5c6e-ea7d-4934-8753-f00954f30d00' \
      -H 'X-Musement-Application: tour' \
      -H 'X-Musement-Version: 3.4.0' \
      -H 'Authorization: Bearer tour-token'
    echo
    curl -s -o /dev/null -w '%{http_code}' "$FILE_ORDER_BASE_URL/api/v1/rs-order/orders/42/files/available" \
      -H "Authorization: Bearer tour-token"
  )sh";

  const Ended ended =
      test::run({UNDERSTUDY_BINARY, "run", "tour", "--clock", "manual", "--", "sh", "-c", lines});

  INFO(ended.err);
  CHECK(ended.code == 0);
  CHECK_THAT(ended.out, ContainsSubstring("\"orderId\":\"abcd_1234\",\"status\":\"STARTED\""));
  CHECK_THAT(ended.out, ContainsSubstring("\"status\":\"PENDING\""));
  CHECK_THAT(ended.out, ContainsSubstring("11045e18-e3ca-42e1-acb4-0d5be75036fd"));
  CHECK(ended.out.ends_with("204"));
}

TEST_CASE("after ten seconds of the tour everything has moved", "[clients][curl]") {
  const std::string lines = R"sh(
    order() { curl -s -H 'X-Client-ID: your_client_id' -H 'Authorization: Bearer tour-token' $BAANX_BASE_URL/v1/order/abcd_1234; }
    files() { curl -s -o /dev/null -w '%{http_code}\n' -H 'Authorization: Bearer tour-token' \
      $FILE_ORDER_BASE_URL/api/v1/rs-order/user/orders/42/files/available; }
    until order | grep -q COMPLETED; do :; done
    until [ "$(files)" = 200 ]; do :; done
    files
    curl -s -H 'X-Musement-Application: tour' -H 'Authorization: Bearer tour-token' \
      $MUSEMENT_BASE_URL/orders/8e9e5c6e-ea7d-4934-8753-f00954f30d00
  )sh";

  const Ended ended = play("tour", {"sh", "-c", lines});

  INFO(ended.err);
  CHECK(ended.code == 0);
  CHECK_THAT(ended.out, ContainsSubstring("200"));
  CHECK_THAT(ended.out, ContainsSubstring("\"vouchers\":[{\"url\":\"http://127.0.0.1:"));
}
