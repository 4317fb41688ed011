#pragma once

#include "core/generated_content.hpp"

#include <map>
#include <mutex>
#include <string>

namespace mock::app {

/// MD5 and SHA-256 by OpenSSL, remembered for the whole process: sessions of the same scenario share their
/// files.
class OpensslChecksums final : public core::Checksums {
 public:
  /// Of a file: remembered as long as its size and time of change stay.
  std::string md5(const core::Body& body) override;
  /// 64 lower-case hexadecimal digits (FIPS 180-4). Remembered as long as the file's size and time of change
  /// stay. A file that cannot be read has the checksum of what could be.
  std::string sha256_of_file(const std::string& path);

 private:
  struct Known {
    std::string stamp;  ///< of the file; empty for generated content
    std::string hex;
  };
  [[nodiscard]] std::string recall(const std::string& key, const std::string& stamp);
  void remember(const std::string& key, const std::string& stamp, const std::string& hex);

  std::mutex mutex_;
  std::map<std::string, Known> known_;  ///< guarded by mutex_
};

}  // namespace mock::app
