#include "providers/musement/uuid.hpp"

namespace mock::providers::musement {
namespace {

std::optional<std::uint64_t> hexadecimal_digit(char c) {
  if (c >= '0' && c <= '9') return static_cast<std::uint64_t>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<std::uint64_t>(c - 'a' + 10);
  if (c >= 'A' && c <= 'F') return static_cast<std::uint64_t>(c - 'A' + 10);
  return std::nullopt;
}

}  // namespace

std::optional<Uuid> parse_uuid(std::string_view text) {
  constexpr std::string_view kShape = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
  constexpr std::size_t kBeginOfLowerHalf = 19;
  if (text.size() != kShape.size()) return std::nullopt;
  Uuid uuid;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (kShape[i] == '-') {
      if (text[i] != '-') return std::nullopt;
      continue;
    }
    const auto digit = hexadecimal_digit(text[i]);
    if (!digit) return std::nullopt;
    std::uint64_t& half = i < kBeginOfLowerHalf ? uuid.high : uuid.low;
    half = half << 4U | *digit;
  }
  return uuid;
}

}  // namespace mock::providers::musement
