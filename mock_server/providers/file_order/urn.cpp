#include "providers/file_order/urn.hpp"

#include "core/random.hpp"
#include "core/text.hpp"

#include <cassert>

namespace mock::providers::file_order {

namespace {

constexpr std::string_view kBegin = "URN:AIP:DATA:understudy:";
constexpr std::string_view kEnd = ":V1";
constexpr std::string_view kUuidShape = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
constexpr std::uint64_t kPositionBits = (std::uint64_t{1} << 48) - 1;

std::optional<std::uint64_t> hex_digit(char digit) {
  if (digit >= '0' && digit <= '9') return static_cast<std::uint64_t>(digit - '0');
  if (digit >= 'a' && digit <= 'f') return static_cast<std::uint64_t>(digit - 'a' + 10);
  return std::nullopt;
}

}  // namespace

Urn draw_urn(std::uint64_t seed, std::uint64_t order_id) {
  core::Random random{seed, core::cat("file_order/urn/", std::to_string(order_id))};
  // Version 4 and variant of RFC 9562 §5.4.
  const std::uint64_t high = (random.next() & 0xffff'ffff'ffff'0fffU) | 0x4000U;
  const std::uint64_t low = (random.next() & 0x3fff'ffff'ffff'ffffU) | 0x8000'0000'0000'0000U;
  return {.high = high, .low = low};
}

Urn urn_at(const Urn& first, std::uint64_t position) {
  assert(position <= kPositionBits);  // section.cpp refuses orders with more files
  return {.high = first.high, .low = first.low ^ position};
}

std::optional<std::uint64_t> position_of(const Urn& urn, const Urn& first) {
  const std::uint64_t difference = urn.low ^ first.low;
  if (urn.high != first.high || difference > kPositionBits) return std::nullopt;
  return difference;
}

std::string to_text(const Urn& urn) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text{kBegin};
  std::size_t written = 0;
  for (const char shape : kUuidShape) {
    if (shape == '-') {
      text += '-';
      continue;
    }
    const std::uint64_t half = written < 16 ? urn.high : urn.low;
    text += kDigits[(half >> (60 - 4 * (written % 16))) & 0xfU];
    ++written;
  }
  return text.append(kEnd);
}

std::optional<Urn> parse_urn(std::string_view text) {
  if (text.size() != kBegin.size() + kUuidShape.size() + kEnd.size() || !text.starts_with(kBegin) ||
      !text.ends_with(kEnd)) {
    return std::nullopt;
  }
  text = text.substr(kBegin.size(), kUuidShape.size());
  Urn urn;
  std::size_t read = 0;
  for (std::size_t i = 0; i < kUuidShape.size(); ++i) {
    if (kUuidShape[i] == '-') {
      if (text[i] != '-') return std::nullopt;
      continue;
    }
    const auto digit = hex_digit(text[i]);
    if (!digit) return std::nullopt;
    std::uint64_t& half = read < 16 ? urn.high : urn.low;
    half = half << 4U | *digit;
    ++read;
  }
  return urn;
}

}  // namespace mock::providers::file_order
