#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace mock::core {

/// A stream of numbers that depends on the session's seed and the stream's name alone: the same on every
/// machine (SplitMix64). Streams of different names do not disturb each other.
class Random {
 public:
  Random(std::uint64_t seed, std::string_view stream);
  std::uint64_t next();

 private:
  std::uint64_t state_;
};

/// A version 4 UUID (RFC 9562 §5.4) drawn from the stream.
std::string draw_uuid(Random& random);

}  // namespace mock::core
