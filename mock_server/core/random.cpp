#include "core/random.hpp"

namespace mock::core {
namespace {

/// FNV-1a, 64 bits.
std::uint64_t hash_of(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325U;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
  return hash;
}

}  // namespace

Random::Random(std::uint64_t seed, std::string_view stream) : state_(seed ^ hash_of(stream)) {}

std::uint64_t Random::next() {
  state_ += 0x9e3779b97f4a7c15U;
  std::uint64_t z = state_;
  z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
  z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
  return z ^ (z >> 31U);
}

std::string draw_uuid(Random& random) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::uint64_t high = random.next();
  std::uint64_t low = random.next();
  high = (high & 0xffffffffffff0fffU) | 0x4000U;            // version 4
  low = (low & 0x3fffffffffffffffU) | 0x8000000000000000U;  // variant of RFC 9562 §4.1
  std::string text;
  text.reserve(36);
  for (int i = 0; i < 32; ++i) {
    if (i == 8 || i == 12 || i == 16 || i == 20) text += '-';
    const std::uint64_t half = i < 16 ? high : low;
    text += kDigits[(half >> (60 - 4 * (i % 16))) & 0xfU];
  }
  return text;
}

}  // namespace mock::core
