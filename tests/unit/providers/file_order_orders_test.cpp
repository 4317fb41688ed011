#include "unit/providers/file_order_play.hpp"

#include <catch2/generators/catch_generators.hpp>

namespace mock::tests {
namespace {

constexpr std::string_view kTwoBatches = R"(
file_order:
  orders:
    - id: 42
      sub_orders:
        - { available: { after: 5s }, files: { filename: file.txt, size: 1523654B } }
        - { available: { after: 5s }, files: { filename: file2.txt, size: 1523654B } }
)";

TEST_CASE("an order shows nothing, then some files, then all of them and that it is over",
          "[file_order][orders]") {
  FileOrderPlay play{kTwoBatches};

  CHECK(play.list().status == 204);
  CHECK(core::text_of(play.list().body).empty());
  play.advance_to(kNine + 5s - 1us);
  CHECK(play.list().status == 204);
  play.advance_to(kNine + 5s);
  CHECK(play.list().status == 206);
  CHECK(play.names() == std::vector<std::string>{"file.txt"});
  play.advance_to(kNine + 10s);
  CHECK(play.list().status == 200);
  CHECK(play.names() == std::vector<std::string>{"file.txt", "file2.txt"});
}

TEST_CASE("the path of the guide's curl line is the same operation", "[file_order][orders]") {
  FileOrderPlay play{kTwoBatches};
  play.advance_by(5s);

  const auto& response = play.get("/api/v1/rs-order/orders/42/files/available");

  CHECK(response.status == 206);
  CHECK(core::find_header(response.headers, "Content-Type") != nullptr);
}

TEST_CASE("an order without sub-orders gets two files after five seconds", "[file_order][orders]") {
  FileOrderPlay play{"file_order: { orders: { id: 42 } }"};

  CHECK(play.list().status == 204);
  play.advance_by(5s);
  CHECK(play.list().status == 200);
  CHECK(play.names() == std::vector<std::string>{"file.txt", "file2.txt"});
  CHECK(play.page().at("content")[0].at("fileSize") == 1000);
}

TEST_CASE("the log tells batches as steps and the order's end as following", "[file_order][orders]") {
  FileOrderPlay play{kTwoBatches};

  play.advance_by(10s);

  REQUIRE(play.steps.size() == 2);
  CHECK(play.steps[0].resource == "file_order/42/1");
  CHECK(play.steps[0].from == "PENDING");
  CHECK(play.steps[0].to == "AVAILABLE");
  CHECK(play.steps[1].line == core::Place{7, 11});
  REQUIRE(play.followed.size() == 1);
  CHECK(play.followed[0].resource == "file_order/42");
  CHECK(play.followed[0].from == "RUNNING");
  CHECK(play.followed[0].to == "DONE");
}

TEST_CASE("a poll is page 0, answered 2xx", "[file_order][orders]") {
  FileOrderPlay play{R"(
file_order:
  users: { name: anna, tokens: hers }
  orders:
    - id: 42
      sub_orders:
        - { available: { polls: 2 }, files: { filename: a.dat, size: 1KB } }
        - { available: { polls: 1 }, files: { filename: b.dat, size: 1KB } }
)"};
  play.token = "wrong";
  for (int i = 0; i < 3; ++i) CHECK(play.list().status == 401);
  play.token = "hers";
  for (int i = 0; i < 3; ++i) CHECK(play.list("42", "?page=1").status == 204);

  CHECK(play.list().status == 204);
  CHECK(play.list().status == 204);  // the second poll's answer shows the old state
  CHECK(play.list().status == 206);
  CHECK(play.list().status == 200);
}

// SCENARIOS 2.7, row 7.
TEST_CASE("a sub-order that waits for the download of the one before comes half a minute after its last byte",
          "[file_order][orders]") {
  FileOrderPlay play{R"(
file_order:
  orders:
    - id: 42
      sub_orders:
        - { available: { after: 10s }, files: [ { filename: a.dat, size: 100MB }, { filename: b.txt, content: hello } ] }
        - { available: { on: downloaded, after: 30s }, files: { filename: c.dat, size: 4KB } }
)"};
  play.advance_to(kNine + 10s);
  play.fetch_file("b.txt");
  play.advance_to(kNine + 1min);
  const auto link = play.uri("a.dat");
  play.get(link);
  play.advance_to(kNine + 2min);

  SECTION("read to its end") {
    play.end_transfer(true);
    CHECK(play.list().status == 204);  // fetched files leave the list
    play.advance_to(kNine + 2min + 30s - 1us);
    CHECK(play.list().status == 204);
    play.advance_to(kNine + 2min + 30s);
    CHECK(play.list().status == 200);
    CHECK(play.names() == std::vector<std::string>{"c.dat"});
    CHECK(play.events == std::vector<std::string>{"file_order/42 created", "file_order/42/1 downloaded",
                                                  "file_order/42 downloaded"});
  }
  SECTION("cut: it never comes") {
    play.end_transfer(false);
    play.advance_by(24h);
    CHECK(play.list().status == 206);
    CHECK(play.names() == std::vector<std::string>{"a.dat"});
    CHECK(play.timetable().next_due() == std::nullopt);
  }
}

TEST_CASE("a batch of which nothing can be read counts as downloaded at once", "[file_order][orders]") {
  FileOrderPlay play{R"(
file_order:
  orders:
    - id: 42
      sub_orders:
        - { available: { after: 10s }, files: { filename: broken.dat, size: 1MB, state: ERROR } }
        - { available: { on: downloaded, after: 30s }, files: { filename: c.dat, size: 4KB } }
)"};

  play.advance_to(kNine + 39s);
  CHECK(play.list().status == 204);
  play.advance_to(kNine + 40s);
  CHECK(play.names() == std::vector<std::string>{"c.dat"});
  CHECK(play.followed.at(0).to == "DONE_WITH_WARNING");
}

TEST_CASE("an early download does not serve a later batch", "[file_order][orders]") {
  FileOrderPlay play{R"(
file_order:
  orders:
    - id: 42
      sub_orders:
        - files: { filename: a.dat, size: 1KB }
        - { available: { after: 10s }, files: { filename: b.dat, size: 1KB } }
        - { available: { on: downloaded }, files: { filename: c.dat, size: 1KB } }
)"};
  play.fetch_file("a.dat");

  play.advance_to(kNine + 1min);
  CHECK(play.list().status == 206);
  CHECK(play.names() == std::vector<std::string>{"b.dat"});
  play.fetch_file("b.dat");
  CHECK(play.list().status == 200);
}

TEST_CASE("the order ends as its files did", "[file_order][orders]") {
  struct Row {
    std::string_view sub_orders;
    std::string_view outcome;
    std::size_t listed;
  };
  const auto row = GENERATE(
      Row{"{ files: { filename: a.dat, size: 1KB } }", "DONE", 1},
      Row{"{ files: [ { filename: a.dat, size: 1KB }, { filename: b.dat, size: 1KB, state: ERROR } ] }",
          "DONE_WITH_WARNING", 1},
      Row{"{ files: { filename: 'a-##.dat', size: 1KB, state: ERROR, repeat: 10 } }", "FAILED", 0},
      Row{"[]", "DONE_WITH_WARNING", 0});
  FileOrderPlay play{core::cat("file_order: { orders: { id: 42, sub_orders: ", row.sub_orders, " } }")};

  CHECK(play.list().status == 200);
  CHECK(play.page().at("content").size() == row.listed);
  CHECK(play.page().at("metadata").at("totalPages") == row.listed);
  REQUIRE(play.followed.size() == 1);
  CHECK(play.followed[0].to == row.outcome);
}

TEST_CASE("while an order is not RUNNING, batches that come due wait", "[file_order][orders]") {
  SECTION("PAUSED") {
    FileOrderPlay play{R"(
file_order:
  orders:
    - id: 42
      timeline: [ { after: 5s, status: PAUSED }, { after: 1m, status: RUNNING } ]
      sub_orders:
        - { available: { after: 10s }, files: { filename: a.dat, size: 1KB } }
        - { available: { after: 10s }, files: { filename: b.dat, size: 1KB } }
)"};
    play.advance_to(kNine + 64s);
    CHECK(play.list().status == 204);
    play.advance_to(kNine + 65s);
    CHECK(play.names() == std::vector<std::string>{"a.dat"});
    play.advance_to(kNine + 75s - 1us);
    CHECK(play.list().status == 206);
    play.advance_to(kNine + 75s);  // its turn was the instant at which the first one really came
    CHECK(play.list().status == 200);
  }
  SECTION("PENDING at creation") {
    FileOrderPlay play{R"(
file_order:
  orders:
    - id: 42
      timeline: [ status: PENDING, { after: 5s, status: RUNNING } ]
      sub_orders: { files: { filename: a.dat, size: 1KB } }
)"};
    CHECK(play.list().status == 204);
    REQUIRE(play.steps.size() == 1);
    CHECK(play.steps[0].from == "PENDING");
    CHECK(play.steps[0].to == "PENDING");
    play.advance_to(kNine + 5s);
    CHECK(play.list().status == 200);
  }
}

TEST_CASE("a timeline wins over what the batches would say", "[file_order][orders]") {
  SECTION("an outcome of its own is waited for") {
    FileOrderPlay play{R"(
file_order:
  orders: { id: 42, timeline: { after: 1h, status: FAILED }, sub_orders: { files: { filename: a.dat, size: 1KB } } }
)"};
    CHECK(play.list().status == 206);
    play.advance_by(1h);
    CHECK(play.list().status == 200);
    CHECK(play.names() == std::vector<std::string>{"a.dat"});
    CHECK(play.followed.empty());
  }
  SECTION("what can follow on the outcome does not hold it up") {
    FileOrderPlay play{R"(
file_order:
  orders: { id: 42, timeline: { after: 7d, status: EXPIRED }, sub_orders: { files: { filename: a.dat, size: 1KB } } }
)"};
    CHECK(play.list().status == 200);
    const auto link = play.uri("a.dat");
    play.advance_by(24h * 7);
    CHECK(play.list().status == 200);
    CHECK(play.names().empty());
    CHECK(play.get(link).status == 404);
  }
  SECTION("calls that may never come do not hold it up") {
    FileOrderPlay play{R"(
file_order:
  orders:
    id: 42
    timeline: [ { on: paused, status: PAUSED }, { on: resumed, status: RUNNING } ]
    sub_orders: { files: { filename: a.dat, size: 1KB } }
)"};
    CHECK(play.list().status == 200);
  }
  SECTION("DONE makes all batches available") {
    FileOrderPlay play{R"(
file_order:
  orders:
    id: 42
    timeline: { after: 1m, status: DONE }
    sub_orders:
      - { available: { after: 1h }, files: { filename: a.dat, size: 1KB } }
      - { available: { on: downloaded }, files: { filename: b.dat, size: 1KB } }
)"};
    CHECK(play.list().status == 204);
    play.advance_by(1min);
    CHECK(play.list().status == 200);
    CHECK(play.names() == std::vector<std::string>{"a.dat", "b.dat"});
    play.advance_by(2h);
    CHECK(play.names().size() == 2);
    CHECK(play.steps.size() == 3);
  }
  SECTION("a FAILED order gets no more files") {
    FileOrderPlay play{R"(
file_order:
  orders: { id: 42, timeline: { after: 1s, status: FAILED }, sub_orders: { available: { after: 5s }, files: { filename: a.dat, size: 1KB } } }
)"};
    play.advance_by(1min);
    CHECK(play.list().status == 200);
    CHECK(play.names().empty());
  }
}

TEST_CASE("a timeline may wait until everything so far was downloaded", "[file_order][orders]") {
  FileOrderPlay play{R"(
file_order:
  orders:
    id: 42
    timeline: { on: downloaded, after: 5s, status: EXPIRED }
    sub_orders:
      - files: [ { filename: a.dat, size: 1KB }, { filename: b.dat, size: 1KB } ]
      - files: { filename: c.dat, size: 1KB }
)"};
  play.fetch_file("c.dat");
  play.fetch_file("a.dat");
  play.advance_by(1min);
  CHECK(play.names() == std::vector<std::string>{"b.dat"});

  play.fetch_file("b.dat");
  play.advance_by(5s);

  CHECK(play.steps.back().to == "EXPIRED");
  CHECK(play.list().status == 200);
  CHECK(play.names().empty());
}

TEST_CASE("orders do not touch each other", "[file_order][orders]") {
  FileOrderPlay play{R"(
file_order:
  orders:
    - { id: 42, sub_orders: { files: { filename: a.dat, size: 1KB } } }
    - { id: 7, repeat: 3, sub_orders: { files: { filename: a.dat, size: 1KB } } }
)"};
  const auto first = play.page("42").at("content")[0];
  const auto second = play.page("8").at("content")[0];

  CHECK(first.at("checksum") == second.at("checksum"));
  CHECK(first.at("uri") != second.at("uri"));
  play.fetch(second.at("uri"));
  CHECK(play.last.resource == "8");
  CHECK(play.names("8").empty());
  CHECK(play.names("42").size() == 1);
  CHECK(play.names("9").size() == 1);
  CHECK(play.list("10").status == 404);
  CHECK(play.plan().references() == std::vector<std::string>{"42", "7", "8", "9"});
}

TEST_CASE("a waiting timeline has a name for the report", "[file_order][orders]") {
  FileOrderPlay play{kTwoBatches};

  CHECK(play.state().resource_of(0) == "file_order/42/1");
  play.advance_by(5s);
  CHECK(play.state().resource_of(1) == "file_order/42/2");
}

}  // namespace
}  // namespace mock::tests
