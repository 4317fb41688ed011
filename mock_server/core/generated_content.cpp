#include "core/generated_content.hpp"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cstring>

namespace mock::core {

namespace {

/// The golden ratio in 64 bits: SplitMix64's step. Number `i` of its sequence can be computed on its own,
/// which is what gives constant-time access to any place.
constexpr std::uint64_t kStep = 0x9E3779B97F4A7C15U;
constexpr std::size_t kBlock = sizeof(std::uint64_t);

/// SplitMix64's output function (Steele, Lea, Flood 2014; constants by Stafford, variant 13).
constexpr std::uint64_t mix(std::uint64_t value) {
  value = (value ^ (value >> 30U)) * 0xBF58476D1CE4E5B9U;
  value = (value ^ (value >> 27U)) * 0x94D049BB133111EBU;
  return value ^ (value >> 31U);
}

/// FNV-1a. `std::hash` differs between standard libraries.
constexpr std::uint64_t hash(std::string_view text) {
  std::uint64_t value = 0xCBF29CE484222325U;
  for (const char c : text) value = (value ^ static_cast<unsigned char>(c)) * 0x100000001B3U;
  return value;
}

/// Block `index` of the content, its first byte lowest, whatever the machine.
std::uint64_t block(std::uint64_t key, std::uint64_t index) {
  const std::uint64_t value = mix(key + (index + 1) * kStep);
  return std::endian::native == std::endian::little ? value : __builtin_bswap64(value);
}

}  // namespace

void generate(const GeneratedContent& content, std::uint64_t offset, std::span<char> out) {
  assert(offset <= content.size && out.size() <= content.size - offset);
  const std::uint64_t key = mix(mix(mix(content.seed) + hash(content.name)) + content.size);

  char* to = out.data();
  std::size_t left = out.size();
  std::uint64_t index = offset / kBlock;
  if (const std::size_t skip = offset % kBlock; skip != 0) {
    const std::uint64_t value = block(key, index++);
    char bytes[kBlock];
    std::memcpy(bytes, &value, kBlock);
    const std::size_t count = std::min(left, kBlock - skip);
    std::copy_n(bytes + skip, count, to);
    to += count;
    left -= count;
  }
  for (; left >= kBlock; left -= kBlock, to += kBlock) {
    const std::uint64_t value = block(key, index++);
    std::memcpy(to, &value, kBlock);
  }
  if (left > 0) {
    const std::uint64_t value = block(key, index);
    std::memcpy(to, &value, left);
  }
}

}  // namespace mock::core
