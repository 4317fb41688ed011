#pragma once

#include "core/message.hpp"

#include <cstdint>
#include <span>
#include <string>

namespace mock::core {

/// Writes bytes `[offset, offset + out.size())` of the content into `out`. Depends on seed, name and size
/// alone, reads any place in constant time, and is the same on every machine. Precondition: offset +
/// out.size() <= content.size.
void generate(const GeneratedContent& content, std::uint64_t offset, std::span<char> out);

/// Checksums of contents, remembered for the whole process. Implemented by `app` with OpenSSL; may take long
/// (650 MB/s), reads files. Safe to share between threads.
class Checksums {
 public:
  virtual ~Checksums() = default;
  /// 32 lower-case hexadecimal digits (RFC 1321). A file that cannot be read has the checksum of what could
  /// be.
  virtual std::string md5(const Body& body) = 0;
};

}  // namespace mock::core
