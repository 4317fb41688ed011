#include "core/text.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

using namespace mock::core;

namespace {

std::optional<std::string> nearest_of(std::string_view word, const std::vector<std::string>& candidates) {
  return nearest(word, candidates);
}

}  // namespace

TEST_CASE("pieces of all kinds of text become one string", "[core][text]") {
  const std::string owned = "b";

  CHECK(cat("a", owned, std::string_view{"c"}) == "abc");
  CHECK(cat("", "") == "");
}

TEST_CASE("quoted text shows what a terminal would obey or not show", "[core][text]") {
  struct Row {
    std::string_view text;
    std::string_view shown;
  };
  using namespace std::string_view_literals;
  const auto row =
      GENERATE(Row{"staus", "'staus'"}, Row{"", "''"}, Row{"a\nb", "'a\\x0ab'"},
               Row{"\x1b[31m", "'\\x1b[31m'"}, Row{"\x7f", "'\\x7f'"}, Row{"a\0b"sv, "'a\\x00b'"},
               Row{"Zürich ✓ 😀", "'Zürich ✓ 😀'"}, Row{"\xc2\x9b", "'\\xc2\\x9b'"},
               Row{"a\xff\xc3", "'a\\xff\\xc3'"}, Row{"\xed\xa0\x80", "'\\xed\\xa0\\x80'"},
               Row{"\xc0\xaf", "'\\xc0\\xaf'"}, Row{"\xf4\x90\x80\x80", "'\\xf4\\x90\\x80\\x80'"});

  CHECK(in_quotes(row.text) == row.shown);
}

TEST_CASE("a long text is shortened in the middle", "[core][text]") {
  CHECK(in_quotes("0123456789", 10) == "'0123456789'");
  CHECK(in_quotes("0123456789a", 10) == "'0123…89a'");
  CHECK(in_quotes("abc", 0) == "'…'");
  CHECK(in_quotes(std::string(1'000'000, 'x')).size() == 82);
}

TEST_CASE("shortening never cuts a character in two", "[core][text]") {
  const std::string text = "ää😀✓✓😀ää";

  for (std::size_t limit = 0; limit < text.size(); ++limit) {
    const auto shown = in_quotes(text, limit);

    CAPTURE(limit, shown);
    CHECK(shown.find("\\x") == std::string::npos);
    CHECK(shown.find("…") != std::string::npos);
    CHECK(shown.size() <= std::max<std::size_t>(limit, 3) + 2);
  }
}

TEST_CASE("shortening survives bytes that are no characters", "[core][text]") {
  CHECK(in_quotes(std::string(100, '\x80'), 5) == "'…'");
  CHECK(in_quotes(std::string(100, '\xff'), 5) == "'\\xff…\\xff'");
}

TEST_CASE("words are joined as a sentence lists them", "[core][text]") {
  const std::array<std::string_view, 3> words = {"a", "b", "c"};

  CHECK(join(words) == "a, b, c");
  CHECK(join(words, "or") == "a, b or c");
  CHECK(join(std::span{words}.first(2), "or") == "a or b");
  CHECK(join(std::span{words}.first(1), "or") == "a");
  CHECK(join(std::span{words}.first(0), "or").empty());
  CHECK(join(std::vector<std::string>{"x", "y"}) == "x, y");
}

TEST_CASE("a slip is near to what was meant", "[core][text]") {
  struct Row {
    std::string_view word;
    std::string_view meant;
  };
  const auto row = GENERATE(Row{"staus", "status"}, Row{"sttaus", "status"}, Row{"statuss", "status"},
                            Row{"stauts", "status"}, Row{"STATUS", "status"}, Row{"payed", "paid"},
                            Row{"abcd_1243", "abcd_1234"}, Row{"ok", "OK"}, Row{"afer", "after"});
  const std::vector<std::string> known = {"status", "paid", "abcd_1234", "OK", "after"};

  CHECK(nearest(row.word, known) == row.meant);
}

TEST_CASE("a word that shares too little is near to nothing", "[core][text]") {
  const auto word = GENERATE("", "x", "foo", "polls", "completely different");

  CHECK(nearest_of(word, {"status", "paid", "on", "y", ""}) == std::nullopt);
}

TEST_CASE("of equally near candidates the first is taken, and a nearer one wins", "[core][text]") {
  CHECK(nearest_of("card", {"cart", "care"}) == "cart");
  CHECK(nearest_of("card", {"care", "cart"}) == "care");
  CHECK(nearest_of("cards", {"carts", "Cards"}) == "Cards");
}

TEST_CASE("no candidate and huge words are answered at once", "[core][text]") {
  CHECK(nearest_of("status", {}) == std::nullopt);
  CHECK(nearest_of(std::string(1'000'000, 'a'), {std::string(1'000'000, 'a')}) == std::nullopt);
}

TEST_CASE("a proposal is a whole question or nothing", "[core][text]") {
  const std::array<std::string_view, 2> known = {"status", "after"};

  CHECK(did_you_mean("staus", known) == ", did you mean 'status'?");
  CHECK(did_you_mean("vouchers", known).empty());
  CHECK(did_you_mean("staus", std::vector<std::string>{"status"}) == ", did you mean 'status'?");
}

TEST_CASE("header names are compared without case, other bytes as they are", "[core][text]") {
  CHECK(equal_ignoring_case("Content-TYPE", "content-type"));
  CHECK_FALSE(equal_ignoring_case("content-type", "content-typ"));
  CHECK_FALSE(equal_ignoring_case("Ä", "ä"));
  CHECK_FALSE(equal_ignoring_case("[", "{"));
  CHECK(to_lower("X-Client-ID Ä") == "x-client-id Ä");
}

TEST_CASE("a character is as long as RFC 3629 says", "[core][text]") {
  CHECK(utf8_character_length("a") == 1);
  CHECK(utf8_character_length("ä!") == 2);
  CHECK(utf8_character_length("✓") == 3);
  CHECK(utf8_character_length("😀") == 4);
  CHECK(utf8_character_length("") == 0);
  CHECK(utf8_character_length("\xf0\x9f\x98") == 0);
}

TEST_CASE("whole numbers are decimal digits without sign and leading zero", "[core][text]") {
  CHECK(parse_decimal("0") == 0);
  CHECK(parse_decimal("42") == 42);
  CHECK(parse_decimal("18446744073709551615") == 18446744073709551615ULL);

  const auto refused =
      GENERATE("", "042", "00", "-1", "+1", " 1", "1 ", "0x2a", "1e3", "1.0", "18446744073709551616");
  CAPTURE(refused);
  CHECK(parse_decimal(refused) == std::nullopt);
}
