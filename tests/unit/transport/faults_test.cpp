#include "transport/faults.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

using namespace mock;
using namespace mock::transport;
using namespace std::chrono_literals;
using Kind = core::Fault::Kind;

namespace {

/// A wire that takes everything, and a clock that never makes anybody wait.
struct Fixture {
  explicit Fixture(core::Fault fault)
      : sink(with_fault(
            fault,
            [this](std::string_view piece) {
              pieces.emplace_back(piece);
              return !hung_up;
            },
            [this](std::chrono::microseconds time) { pauses.push_back(time); })) {}

  [[nodiscard]] std::string sent() const {
    std::string all;
    for (const auto& piece : pieces) all += piece;
    return all;
  }

  bool hung_up = false;
  std::vector<std::string> pieces;
  std::vector<std::chrono::microseconds> pauses;
  BodySink sink;
};

}  // namespace

TEST_CASE("without a fault a body passes as it is", "[transport][faults]") {
  Fixture play{{}};

  CHECK(play.sink("abc"));
  CHECK(play.sink("de"));

  CHECK(play.pieces == std::vector<std::string>{"abc", "de"});
  CHECK(play.pauses.empty());
  CHECK_FALSE(end_of_sending({}));
}

TEST_CASE("a fault with a point lets pass what comes before it", "[transport][faults]") {
  const auto kind = GENERATE(Kind::Cut, Kind::Reset, Kind::Stall);

  SECTION("within a piece") {
    Fixture play{{.kind = kind, .bytes = 4}};
    CHECK(play.sink("abc"));
    CHECK_FALSE(play.sink("def"));
    CHECK(play.sent() == "abcd");
  }
  SECTION("at the end of a piece") {
    Fixture play{{.kind = kind, .bytes = 3}};
    CHECK_FALSE(play.sink("abc"));
    CHECK(play.sent() == "abc");
  }
  SECTION("beyond the body") {
    Fixture play{{.kind = kind, .bytes = 1'000'000'000'000}};
    CHECK(play.sink("abc"));
    CHECK(play.sink("def"));
    CHECK(play.sent() == "abcdef");
  }
  CHECK(end_of_sending({.kind = kind, .bytes = 4}) == 4);
}

TEST_CASE("a body that drips goes in small portions, each when its time has come", "[transport][faults]") {
  struct Row {
    std::uint64_t rate;
    std::size_t bytes;
    std::size_t portion;
    std::chrono::seconds whole;
  };
  const auto row = GENERATE(Row{1, 1'000, 1, 1'000s}, Row{9, 900, 1, 100s}, Row{100, 10'000, 10, 100s},
                            Row{10'000, 1'000'005, 1'000, 100s}, Row{0, 100, 1, 100s});
  const std::string body(row.bytes, 'x');
  Fixture play{{.kind = Kind::Drip, .bytes = row.rate}};

  CHECK(play.sink(body.substr(0, 7)));
  CHECK(play.sink(body.substr(7)));

  CHECK(play.sent() == body);
  CHECK(std::ranges::max(play.pieces, {}, &std::string::size).size() == row.portion);
  CHECK(std::ranges::is_sorted(play.pauses));  // nobody waited, so that all are counted from the start
  CHECK(play.pauses.front() <= 1s);
  CHECK(play.pauses.back() > row.whole - 10s);
  CHECK(play.pauses.back() <= row.whole + 1ms);
  CHECK_FALSE(end_of_sending({.kind = Kind::Drip, .bytes = row.rate}));
}

TEST_CASE("a body that drips fast is sent in pieces as large as any", "[transport][faults]") {
  Fixture play{{.kind = Kind::Drip, .bytes = UINT64_MAX}};

  CHECK(play.sink(std::string(1'000'000, 'x')));

  CHECK(play.pieces.size() == 4);
  CHECK(play.pieces.front().size() == kPieceBytes);
}

TEST_CASE("nothing drips onto a wire that takes no more", "[transport][faults]") {
  Fixture play{{.kind = Kind::Drip, .bytes = 10}};
  play.hung_up = true;

  CHECK_FALSE(play.sink("abc"));

  CHECK(play.pieces.size() == 1);
}

TEST_CASE("an empty piece is a question, and reaches the wire", "[transport][faults]") {
  const auto kind = GENERATE(Kind::None, Kind::Cut, Kind::Drip);
  Fixture play{{.kind = kind, .bytes = 10}};

  CHECK(play.sink(""));
  play.hung_up = true;
  CHECK_FALSE(play.sink(""));

  CHECK(play.pieces.size() == 2);
  CHECK(play.pauses.empty());
}
