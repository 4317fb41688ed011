#include "unit/providers/file_order_play.hpp"

#include <catch2/generators/catch_generators.hpp>

namespace mock::tests {
namespace {

struct Row {
  std::string_view line;     ///< stands in line 5
  std::string_view message;  ///< after `x.yaml:5:`
};

/// The problems of a scenario whose line 5 is `line`, below `before`.
std::vector<std::string> lines_of(std::string_view before, std::string_view line,
                                  const core::ScenarioFiles* files = nullptr) {
  return read_file_order(core::cat(before, line, "\n"), files).problems.lines();
}

void check_row(std::string_view before, const Row& row, const core::ScenarioFiles* files = nullptr) {
  CAPTURE(row.line);
  const auto lines = lines_of(before, row.line, files);
  REQUIRE(lines.size() == 1);
  CHECK(lines[0] == core::cat("x.yaml:5:", row.message));
}

TEST_CASE("mistakes in files are told with their place", "[file_order][section]") {
  constexpr std::string_view kBefore = "file_order:\n  orders:\n    - id: 42\n      sub_orders:\n";
  const auto row = GENERATE(
      // SCENARIOS 6
      Row{"          files: { filename: a.dat, size: 100Mb }",
          "43: unknown unit 'Mb': write 100MB (100,000,000 bytes) or 100MiB (104,857,600 bytes)"},
      Row{"          files: { filname: a.dat, filename: a.dat, size: 1KB }",
          "20: unknown key 'filname' in a file, did you mean 'filename'?"},
      Row{"          files: { filename: a.dat, size: 1KB, disturb: { nth: 1 } }",
          "48: unknown key 'disturb' in a file, known: filename, repeat, size, path, content, state, "
          "unrealistic, checksum, fields"},
      Row{"          files: { size: 1KB }",
          "18: a file needs 'filename': write { filename: file.dat, size: 4KB }"},
      Row{"          files: { filename: a.dat }",
          "18: a file needs a content: write size: 4KB (generated), content: … (a text) or path: … (a file "
          "below the "
          "scenario's folder)"},
      Row{"          files: { filename: a.dat, size: 1KB, content: hello }",
          "48: a file has one content, found 'size' (5:37) and 'content': keep one of 'size', 'path' and "
          "'content'"},
      Row{"          files: { filename: data/a.dat, size: 1KB }",
          "30: 'filename' is a name without folders, found 'data/a.dat': write a.dat; the file that it is "
          "filled from "
          "is 'path'"},
      Row{"          files: { filename: \"\", size: 1KB }",
          "30: 'filename' must not be empty: write file.dat"},
      Row{"          files: { filename: '..', size: 1KB }", "30: 'filename' names a folder, found '..'"},
      Row{"          files: { filename: \"a\\tb\", size: 1KB }",
          "30: 'filename' has no control characters, found 'a\\x09b'"},
      Row{"          files: { filename: part.dat, size: 1KB, repeat: 120 }",
          "30: 'repeat: 120' numbers its copies: 'filename' needs 3 times # in a row, found 0: write "
          "part-###.dat"},
      Row{"          files: { filename: 'part-###.dat', size: 1KB, repeat: 0 }",
          "65: 'repeat' is a number from 1 to 1000000, found '0'"},
      Row{"          files: { filename: a.dat, size: 2GB }",
          "43: a generated file over 1GB needs 'checksum': write checksum: computed (starting waits for it, "
          "about 1.5s "
          "for each GB) or the 32 hexadecimal digits, if you know them"},
      Row{"          files: { filename: a.dat, size: 2GB, checksum: 12ab }",
          "58: 'checksum' is 'computed' or an MD5 of 32 hexadecimal digits, found '12ab': write checksum: "
          "computed"},
      Row{"          files: { filename: a.dat, size: 2GB, checksum: F3FBC55040C2113D49220F81C8CFDB52 }",
          "58: 'checksum' is written in lower case: write f3fbc55040c2113d49220f81c8cfdb52"},
      Row{"          files: { filename: a.dat, size: 1GB, checksum: f3fbc55040c2113d49220f81c8cfdb52 }",
          "58: up to 1GB a checksum is computed when a page first lists the file, and always true: leave "
          "'checksum' out, or add 'unrealistic: true' if the list is to lie"},
      Row{"          files: { filename: a.dat, path: a.dat }",
          "43: 'path' needs the folder that a scenario lies in, and this one was sent as text: write "
          "'content' or 'size'"},
      Row{"          files: { filename: a.dat, size: 1KB, fields: { filesize: 3 } }",
          "58: the contract has no field 'filesize' here, did you mean 'fileSize'? 'unrealistic: true' "
          "beside 'fields' "
          "lets it pass"},
      Row{"          files: []",
          "11: a sub-order needs at least one file: write files: { filename: file.dat, size: 4KB }"},
      Row{"          { files: { filename: a.dat, size: 1KB }, available: { on: downloaded } }",
          "69: the first sub-order has none before it that could be downloaded: write after: 5s, or leave "
          "'available' "
          "out"});

  check_row(kBefore, row);
}

TEST_CASE("a file that its folder does not give is told with the reason", "[file_order][section]") {
  const FolderOfOne folder;

  check_row(
      "file_order:\n  orders:\n    - id: 42\n      sub_orders:\n",
      {"          files: { filename: a.dat, path: missing.dat }", "43: 'path': 'missing.dat' is no file"},
      &folder);
}

TEST_CASE("mistakes in orders are told with their place", "[file_order][section]") {
  constexpr std::string_view kBefore = "file_order:\n  orders:\n    - id: 7\n      label: mine\n";
  const auto row = GENERATE(
      // SCENARIOS 6
      Row{"    - id: 042",
          "11: a number has no leading zero, found '042' (some YAML readers take it for 34): write 42"},
      Row{"    - { label: mine }", "7: a file order needs 'id', a whole number: write id: 42"},
      Row{"    - { id: 9223372036854775808 }", "13: 'id' is at most 9223372036854775807"},
      Row{"    - { id: 42, repeat: 0 }", "25: 'repeat' is a number from 1 to 100000, found '0'"},
      Row{"    - { id: 5, repeat: 3 }",
          "7: two orders are called 7, the other one stands at 3:7: give one of them another id"},
      Row{"    - { id: 42, owner: anna }",
          "24: 'owner' is one of 'users', found 'anna': add users to this provider's section"},
      Row{"    - { id: 42, expires: { after: 1h } }",
          "17: unknown key 'expires' in a file order, known: id, repeat, owner, label, unrealistic, "
          "sub_orders, timeline, "
          "fields"},
      Row{"    - { id: 42, label: aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeef }",
          "24: 'label' has at most 50 characters, found 51"},
      Row{"    - { id: 42, timeline: { after: 5s, status: COMPLETED } }",
          "48: 'COMPLETED' is no status of a file order, known: RUNNING, PENDING, PAUSED, DONE, "
          "DONE_WITH_WARNING, FAILED, "
          "EXPIRED, DELETED, ERROR; a finished order is DONE"},
      Row{"    - { id: 42, timeline: { after: 5s, status: DELETED } }",
          "48: a file order cannot go from RUNNING to DELETED, and its sub-orders end it no sooner than "
          "after "
          "5s: let this step come later, or add 'unrealistic: true' to it if you mean it"},
      Row{"    - { id: 42, timeline: [ { after: 5s, status: PAUSED }, { after: 5s, status: DONE } ] }",
          "81: a file order cannot go from PAUSED (5:50) to DONE, from PAUSED it goes to RUNNING, EXPIRED, "
          "DELETED or ERROR: remove a step, or add 'unrealistic: true' to this one if you mean it"},
      Row{"    - { id: 42, timeline: { on: download, status: DONE } }",
          "33: unknown event 'download', did you mean 'downloaded'? A file order has created, downloaded, "
          "paused, "
          "resumed, retried, "
          "deleted, expired; a word of your own is on: { signal: download }"},
      Row{"    - { id: 42, fields: 3 }",
          "25: 'fields' is a mapping of the provider's fields, found '3': write fields: { metadata: … }"});

  check_row(kBefore, row);
}

TEST_CASE("mistakes in the section are told with their place", "[file_order][section]") {
  constexpr std::string_view kBefore = "file_order:\n  orders:\n    - id: 7\n      label: mine\n";
  const auto row = GENERATE(
      Row{"  page_size: 0", "14: 'page_size' is a number from 1 to 2000, found '0'"},
      Row{"  page_size: 2001", "14: 'page_size' is a number from 1 to 2000, found '2001'"},
      Row{"  dialect: server",
          "3: unknown key 'dialect' in the file_order section, known: page_size, clients, users, orders"},
      Row{"  users: { email: a@b.c, tokens: t }",
          "10: a file_order user needs 'name': write { name: anna, tokens: her-token }"},
      Row{"  clients: { client_secret: s }",
          "12: a file_order client needs 'client_id': write { client_id: your_client_id }"},
      Row{"  users: { name: anna, role: PROJECT_ADMINS, tokens: t }",
          "30: 'role' is one of REGISTERED_USER, PROJECT_ADMIN or INSTANCE_ADMIN, found "
          "'PROJECT_ADMINS', did you "
          "mean 'PROJECT_ADMIN'?"});

  check_row(kBefore, row);
}

TEST_CASE("too many files are refused before they cost memory", "[file_order][section]") {
  const auto read = read_file_order(
      "file_order: { orders: { id: 1, repeat: 100000, sub_orders: { files: { filename: a-####, size: 1B, "
      "repeat: 1001 } } } }");

  REQUIRE(read.problems.lines().size() == 1);
  CHECK(read.problems.lines()[0] ==
        "x.yaml:1:23: at most 100000000 files in all orders of a scenario, copies included: make 'repeat' "
        "smaller");
}

TEST_CASE("all mistakes are told at once, and nothing is played", "[file_order][section]") {
  const auto read = read_file_order(R"(
file_order:
  page_sice: 5
  orders:
    - { id: 042, owner: nobody }
    - { id: 1, sub_orders: { files: [ { filename: a, size: 5 }, { size: 1KB } ] } }
)");

  CHECK(read.plan == nullptr);
  CHECK(read.problems.lines().size() == 5);
}

TEST_CASE("steps that nothing brings in this version are noted", "[file_order][section]") {
  const auto read = read_file_order(
      "file_order: { orders: { id: 1, timeline: [ { after: 5s, status: PAUSED }, { on: resumed, status: "
      "RUNNING } ] } }");

  CHECK(read.plan != nullptr);
  REQUIRE(read.problems.notes().size() == 1);
  CHECK(read.problems.notes()[0].message ==
        "nothing in this version makes 'resumed' happen to a file order: this waits for ever unless a "
        "move comes");
}

TEST_CASE("everything that this version has is read", "[file_order][section]") {
  const FolderOfOne folder;
  const auto read = read_file_order(R"(
file_order:
  page_size: 10
  clients: [ client, { client_id: other, client_secret: secret } ]
  users:
    - { name: anna, email: anna@example.com, password: secret, role: PROJECT_ADMIN, tokens: [ a, { token: b, lifetime: 1h } ] }
  orders:
    - id: 42
      repeat: 2
      owner: anna
      label: my order
      unrealistic: true
      fields: { unheard: of }
      timeline:
        - status: PENDING
        - { at: 2026-03-01T10:00:00Z, status: RUNNING }
        - { polls: 3, after: 5s, status: DONE, fields: { metadata: { number: 3 } } }
      sub_orders:
        - available: { at: 2026-03-01T11:00:00Z }
          files: [ { filename: a.dat, size: 1KiB }, { filename: b.dat, path: b.dat, state: AVAILABLE } ]
        - { available: { on: downloaded }, files: { filename: 'c-##', content: x, repeat: 10, fields: { productId: 1 } } }
)",
                                    &folder);

  for (const auto& line : read.problems.lines()) UNSCOPED_INFO(line);
  CHECK(read.problems.lines().empty());
  CHECK(read.plan != nullptr);
}

TEST_CASE("a section without orders answers 404 to every order", "[file_order][section]") {
  FileOrderPlay play{"file_order: {}"};

  CHECK(play.list().status == 404);
  CHECK(play.plan().references().empty());
}

}  // namespace
}  // namespace mock::tests
