#include "providers/file_order/file_set.hpp"
#include "providers/file_order/media_type.hpp"
#include "providers/file_order/noun.hpp"
#include "providers/file_order/urn.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <set>
#include <string>

namespace mock::providers::file_order {
namespace {

TEST_CASE("a set of files finds its k-th member", "[file_order][parts]") {
  FileSet files;
  CHECK(files.slice(0, 10).empty());
  files.add_range(3, 200);
  CHECK(files.size() == 200);

  CHECK(files.slice(0, 3) == std::vector<std::uint64_t>{3, 4, 5});
  CHECK(files.slice(198, 10) == std::vector<std::uint64_t>{201, 202});
  CHECK(files.slice(200, 10).empty());
  CHECK(files.slice(0, 0).empty());
  CHECK(files.remove(4));
  CHECK_FALSE(files.remove(4));
  CHECK_FALSE(files.remove(2));
  CHECK_FALSE(files.remove(100'000));
  CHECK(files.slice(1, 2) == std::vector<std::uint64_t>{5, 6});
  files.add_range(0, 5);  // a part of it is there already
  CHECK(files.size() == 203);
  files.clear();
  CHECK(files.size() == 0);
}

TEST_CASE("slices of every size put together are the whole set", "[file_order][parts]") {
  FileSet files;
  files.add_range(0, 1000);
  std::vector<std::uint64_t> left;
  for (std::uint64_t i = 0; i < 1000; ++i) {
    if (i % 3 == 0 || i / 64 == 5) {
      files.remove(i);
    } else {
      left.push_back(i);
    }
  }

  const auto size = GENERATE(std::uint64_t{1}, std::uint64_t{7}, std::uint64_t{64}, std::uint64_t{999});
  std::vector<std::uint64_t> together;
  for (std::uint64_t skip = 0; skip < left.size(); skip += size) {
    const auto slice = files.slice(skip, size);
    together.insert(together.end(), slice.begin(), slice.end());
  }

  CHECK(together == left);
}

TEST_CASE("a URN leads back to its file", "[file_order][parts]") {
  const Urn first = draw_urn(1, 42);
  std::set<std::string> seen;

  for (const std::uint64_t position : {0ULL, 1ULL, 50ULL, 99'999ULL, (1ULL << 48) - 1}) {
    const auto text = to_text(urn_at(first, position));
    const auto parsed = parse_urn(text);
    REQUIRE(parsed);
    CHECK(position_of(*parsed, first) == position);
    CHECK_FALSE(position_of(*parsed, draw_urn(1, 43)));
    CHECK_FALSE(position_of(*parsed, draw_urn(2, 42)));
    CHECK(text.starts_with("URN:AIP:DATA:understudy:"));
    CHECK(text.ends_with(":V1"));
    CHECK(text[24 + 14] == '4');
    CHECK(std::string_view{"89ab"}.find(text[24 + 19]) != std::string_view::npos);
    CHECK(seen.insert(text).second);
  }
}

TEST_CASE("what is no URN of ours is none", "[file_order][parts]") {
  const auto right = to_text(draw_urn(1, 42));
  REQUIRE(parse_urn(right));

  CHECK_FALSE(parse_urn(""));
  CHECK_FALSE(parse_urn(right + "0"));
  CHECK_FALSE(parse_urn(right.substr(1)));
  for (const std::size_t at : {0, 23, 24, 32, 40, 61}) {
    auto wrong = right;
    wrong.at(at) = 'X';
    CHECK_FALSE(parse_urn(wrong));
  }
}

TEST_CASE("the media type follows the ending", "[file_order][parts]") {
  CHECK(media_type("file.txt") == "application/text");
  CHECK(media_type("FILE.TXT") == "application/text");
  CHECK(media_type("archive.tar.gz") == "application/gzip");
  CHECK(media_type("a.dat") == "application/octet-stream");
  CHECK(media_type("txt") == "application/octet-stream");
  CHECK(media_type("a.") == "application/octet-stream");
}

TEST_CASE("the state machine is the server's", "[file_order][parts]") {
  const auto& noun = file_order_noun();

  CHECK(noun.first_status() == "RUNNING");
  CHECK(noun.can_go("PENDING", "RUNNING"));
  CHECK(noun.can_go("DONE", "EXPIRED"));
  CHECK(noun.can_go("FAILED", "RUNNING"));
  CHECK(noun.can_go("DELETED", "ERROR"));
  CHECK_FALSE(noun.can_go("DONE", "RUNNING"));
  CHECK_FALSE(noun.can_go("DONE", "PAUSED"));
  CHECK_FALSE(noun.can_go("RUNNING", "DELETED"));
  for (const auto status : {"RUNNING", "PENDING", "PAUSED"}) CHECK_FALSE(is_over(status));
  for (const auto status : {"DONE", "DONE_WITH_WARNING", "FAILED", "EXPIRED", "DELETED", "ERROR"}) {
    CHECK(is_over(status));
  }
}

}  // namespace
}  // namespace mock::providers::file_order
