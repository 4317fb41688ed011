#include "providers/file_order/page_cache.hpp"
#include "unit/providers/file_order_play.hpp"

#include <catch2/generators/catch_generators.hpp>

#include <set>

namespace mock::tests {
namespace {

constexpr std::string_view kHundredThousand = R"(
file_order:
  orders:
    - id: 42
      sub_orders: { files: { filename: scene-######.dat, size: 4KB, repeat: 100000 } }
)";

std::string with_files(std::uint64_t count) {
  return core::cat(
      "file_order: { orders: { id: 42, sub_orders: { files: { filename: part-######.dat, size: 1KB, repeat: ",
      std::to_string(count), " } } } }");
}

TEST_CASE("a page is the guide's sample", "[file_order][pages]") {
  FileOrderPlay play{
      "file_order: { orders: { id: 42, sub_orders: { files: { filename: file.txt, size: 1523654B } } } }"};

  const auto page = play.page();

  const std::string checksum = page.at("content")[0].at("checksum");
  const std::string uri = page.at("content")[0].at("uri");
  CHECK(core::to_text(page) ==
        core::cat(R"({"metadata":{"number":0,"size":50,"totalElements":1,"totalPages":1},)",
                  R"("content":[{"productId":"product-42-1","checksum":")", checksum,
                  R"(","fileSize":1523654,"filename":"file.txt","mimeType":"application/text","uri":")", uri,
                  R"("}]})"));
  CHECK(uri.starts_with("http://127.0.0.1:8420/api/v1/rs-catalog/URN:AIP:DATA:understudy:"));
  CHECK(uri.ends_with("/files/" + checksum));
  CHECK(*core::find_header(play.last.response.headers, "Content-Type") == "application/json");
}

TEST_CASE("pages are cut as Spring cuts them", "[file_order][pages]") {
  struct Row {
    std::string_view query;
    std::uint64_t number;
    std::uint64_t size;
    std::uint64_t shown;
    std::uint64_t pages;
  };
  const auto row = GENERATE(Row{"", 0, 50, 50, 3}, Row{"?page=2", 2, 50, 20, 3}, Row{"?page=3", 3, 50, 0, 3},
                            Row{"?size=1", 0, 1, 1, 120}, Row{"?page=119&size=1", 119, 1, 1, 120},
                            Row{"?page=120&size=1", 120, 1, 0, 120}, Row{"?size=120", 0, 120, 120, 1},
                            Row{"?size=2000", 0, 2000, 120, 1}, Row{"?size=2001", 0, 2000, 120, 1},
                            Row{"?size=2147483647&page=2147483647", 2147483647, 2000, 0, 1},
                            // Nonsense: a finding of the contract, answered with the defaults.
                            Row{"?page=-1", 0, 50, 50, 3}, Row{"?page=abc&size=xyz", 0, 50, 50, 3},
                            Row{"?size=0", 0, 50, 50, 3}, Row{"?size=-5", 0, 50, 50, 3},
                            Row{"?page=", 0, 50, 50, 3}, Row{"?page=1.5", 0, 50, 50, 3},
                            Row{"?page=99999999999999999999", 0, 50, 50, 3}, Row{"?page=%2B1", 1, 50, 50, 3});
  FileOrderPlay play{with_files(120)};

  const auto page = play.page("42", row.query);

  CAPTURE(row.query);
  CHECK(play.last.response.status == 200);
  CHECK(page.at("metadata").at("number") == row.number);
  CHECK(page.at("metadata").at("size") == row.size);
  CHECK(page.at("metadata").at("totalElements") == 120);
  CHECK(page.at("metadata").at("totalPages") == row.pages);
  CHECK(page.at("content").size() == row.shown);
}

TEST_CASE("without a size the page has the scenario's", "[file_order][pages]") {
  FileOrderPlay play{
      "file_order: { page_size: 7, orders: { id: 42, sub_orders: { files: { filename: a-##, size: 1B, "
      "repeat: 10 } } } }"};

  CHECK(play.names().size() == 7);
  CHECK(play.names("42", "?page=1") == std::vector<std::string>{"a-08", "a-09", "a-10"});
  CHECK(play.names("42", "?size=0").size() == 7);
}

TEST_CASE("all pages together hold every file once", "[file_order][pages]") {
  FileOrderPlay play{with_files(1234)};

  std::set<std::string> names;
  std::set<std::string> uris;
  for (int number = 0; number < 13; ++number) {
    const auto page = play.page("42", core::cat("?size=100&page=", std::to_string(number)));
    for (const auto& file : page.at("content")) {
      names.insert(file.at("filename"));
      uris.insert(file.at("uri"));
    }
  }

  CHECK(names.size() == 1234);
  CHECK(uris.size() == 1234);
}

TEST_CASE("the status is the order's, past the end of the list as well", "[file_order][pages]") {
  FileOrderPlay play{R"(
file_order:
  orders:
    - id: 42
      sub_orders:
        - files: { filename: a.dat, size: 1KB }
        - { available: { after: 5s }, files: { filename: b.dat, size: 1KB } }
)"};

  CHECK(play.list("42", "?page=7").status == 206);
  CHECK(play.page("42", "?page=7").at("content").empty());
  play.advance_by(5s);
  CHECK(play.list("42", "?page=7").status == 200);
  CHECK(play.page("42", "?page=7").at("metadata").at("totalElements") == 2);
}

TEST_CASE("checksums are computed for the files of a page and no others", "[file_order][pages]") {
  FileOrderPlay play{kHundredThousand};
  CHECK(play.sums.asked == 0);

  play.list();
  CHECK(play.sums.asked == 50);
  play.list();
  CHECK(play.sums.asked == 50);  // the page is kept
  play.list("42", "?page=1000");
  CHECK(play.sums.asked == 100);
  CHECK(play.names("42", "?page=1999&size=50").back() == "scene-100000.dat");
}

TEST_CASE("fetching shifts the list", "[file_order][pages]") {
  FileOrderPlay play{with_files(60)};
  CHECK(play.names("42", "?page=1").size() == 10);

  for (int i = 1; i <= 10; ++i)
    play.fetch_file("part-" + std::string(i < 10 ? "00000" : "0000") + std::to_string(i) + ".dat");

  CHECK(play.names().front() == "part-000011.dat");
  CHECK(play.names("42", "?page=1").empty());
  CHECK(play.page().at("metadata").at("totalElements") == 50);
}

TEST_CASE("links begin with the origin of the call, whatever was asked before", "[file_order][pages]") {
  FileOrderPlay play{with_files(1)};
  play.list();
  const auto target = core::parse_target("/api/v1/rs-order/orders/42/files/available");
  const core::Request request{
      .method = "GET", .target = target->path, .headers = {{"Authorization", "Bearer x"}}, .body = {}};
  const providers::file_order::FileOrderProvider provider;
  const auto path = core::match_path(provider.operations()[1].path, *target);

  const auto answer = play.ask({.operation = provider.operations()[1],
                                .request = request,
                                .target = *target,
                                .path = *path,
                                .violations = {},
                                .origin = "http://mock.example/~red"});

  const std::string uri = core::Json::parse(core::text_of(answer.response.body)).at("content")[0].at("uri");
  CHECK(uri.starts_with("http://mock.example/~red/api/v1/rs-catalog/URN:"));
}

TEST_CASE("fields change what is shown, from the order and from the file", "[file_order][pages]") {
  FileOrderPlay play{R"(
file_order:
  orders:
    - id: 42
      fields: { metadata: { totalElements: 99 } }
      timeline: { after: 1m, fields: { metadata: { totalPages: null } } }
      sub_orders:
        - files: { filename: 'a-#.bin', content: hello, repeat: 2, fields: { productId: 4711, mimeType: text/x-mine } }
)"};

  const auto page = play.page();
  CHECK(page.at("metadata").at("totalElements") == 99);
  CHECK(page.at("content")[1].at("productId") == "4711");
  CHECK(page.at("content")[1].at("mimeType") == "text/x-mine");
  CHECK(page.at("content")[1].at("fileSize") == 5);
  play.get(play.uri("a-1.bin"));
  CHECK(*core::find_header(play.last.response.headers, "Content-Type") == "text/x-mine");

  play.advance_by(1min);
  CHECK_FALSE(play.page().at("metadata").contains("totalPages"));
}

TEST_CASE("the same seed gives the same links, another one others", "[file_order][pages]") {
  FileOrderPlay one{with_files(3)};
  FileOrderPlay two{with_files(3)};

  CHECK(core::to_text(one.page()) == core::to_text(two.page()));

  FakeStage other{kNine, 2};
  const auto section = read_file_order(with_files(3));
  auto& state = other.play(*section.plan);
  const auto link =
      core::parse_target(one.uri("part-000001.dat").substr(std::string_view{"http://127.0.0.1:8420"}.size()));
  const providers::file_order::FileOrderProvider provider;
  const auto path = core::match_path(provider.operations()[2].path, *link);
  const core::Request request{
      .method = "GET", .target = link->path, .headers = {{"Authorization", "Bearer x"}}, .body = {}};
  CHECK(state
            .answer({.operation = provider.operations()[2],
                     .request = request,
                     .target = *link,
                     .path = *path,
                     .violations = {},
                     .origin = "http://h"},
                    other)
            .response.status == 404);
}

TEST_CASE("a page is kept in little memory, a large one not at all", "[file_order][pages]") {
  providers::file_order::PageCache cache;
  const providers::file_order::PageCache::Key key{
      .order = 1, .version = 3, .request = {.number = 0, .size = 50}, .origin = "http://a"};
  cache.keep(key, std::make_shared<const std::string>("page"));

  CHECK(cache.find(key) != nullptr);
  CHECK(cache.find({.order = 1, .version = 4, .request = key.request, .origin = key.origin}) == nullptr);
  CHECK(cache.find({.order = 2, .version = 3, .request = key.request, .origin = key.origin}) == nullptr);
  CHECK(cache.find({.order = 1, .version = 3, .request = {.number = 1, .size = 50}, .origin = key.origin}) ==
        nullptr);
  CHECK(cache.find({.order = 1, .version = 3, .request = key.request, .origin = "http://b"}) == nullptr);
  for (std::uint64_t i = 0; i < providers::file_order::PageCache::kPages; ++i) {
    cache.keep({.order = 7, .version = i, .request = key.request, .origin = key.origin},
               std::make_shared<const std::string>("p"));
  }
  CHECK(cache.find(key) == nullptr);
  cache.keep(key,
             std::make_shared<const std::string>(providers::file_order::PageCache::kLargestPage + 1, 'x'));
  CHECK(cache.find(key) == nullptr);
}

}  // namespace
}  // namespace mock::tests
