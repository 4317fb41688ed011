#include "core/generated_content.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <set>
#include <string>

using namespace mock::core;

namespace {

std::string stretch(const GeneratedContent& content, std::uint64_t offset, std::size_t length) {
  std::string bytes(length, '\0');
  generate(content, offset, bytes);
  return bytes;
}

std::string hex(const std::string& bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const char c : bytes) {
    text += kDigits[static_cast<unsigned char>(c) / 16U];
    text += kDigits[static_cast<unsigned char>(c) % 16U];
  }
  return text;
}

const GeneratedContent kContent{.seed = 42, .name = "a.dat", .size = 100'000'000'000};

}  // namespace

// Computed by a few lines of Python from the description of SplitMix64 and FNV-1a, not by this code.
TEST_CASE("generated content is the same on every machine and in every release",
          "[core][generated_content]") {
  CHECK(hex(stretch(kContent, 0, 20)) == "3751dc61036ce5cb9c03eaf97c31c7df0fe43129");
  CHECK(hex(stretch(kContent, 99'999'999'990, 10)) == "ee574f57b4588a1079d6");
  CHECK(hex(stretch({.seed = 0, .name = "", .size = 8}, 0, 8)) == "c1698d675db0f343");
}

TEST_CASE("any stretch can be read on its own", "[core][generated_content]") {
  const auto whole = stretch(kContent, 0, 100);

  for (std::size_t offset = 0; offset < 40; ++offset) {
    for (std::size_t length = 0; length < 40; ++length) {
      REQUIRE(stretch(kContent, offset, length) == whole.substr(offset, length));
    }
  }
}

TEST_CASE("another seed, name or size is another content", "[core][generated_content]") {
  std::set<std::string> contents;
  for (const std::uint64_t seed : {0U, 1U, 2U}) {
    for (const auto* name : {"", "a", "b", "ab"}) {
      for (const std::uint64_t size : {16U, 17U}) {
        contents.insert(stretch({.seed = seed, .name = name, .size = size}, 0, 16));
      }
    }
  }

  CHECK(contents.size() == 24);
}

TEST_CASE("generated content looks like chance: it compresses no better than that",
          "[core][generated_content]") {
  std::array<std::size_t, 256> counts{};
  for (const char c : stretch(kContent, 1'000, 256 * 1'000)) ++counts[static_cast<unsigned char>(c)];

  CHECK(*std::ranges::min_element(counts) > 850);
  CHECK(*std::ranges::max_element(counts) < 1'150);
}

TEST_CASE("the end of the greatest content can be read", "[core][generated_content]") {
  constexpr auto kMost = std::numeric_limits<std::uint64_t>::max();
  const GeneratedContent content{.seed = 1, .name = "x", .size = kMost};

  CHECK(stretch(content, kMost - 3, 3) == stretch(content, kMost - 5, 5).substr(2));
  CHECK(stretch(content, kMost, 0).empty());
}
