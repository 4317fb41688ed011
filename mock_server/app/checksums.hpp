#pragma once

#include "core/generated_content.hpp"

#include <map>
#include <mutex>
#include <string>

namespace mock::app {

/// MD5 by OpenSSL, remembered for the whole process: sessions of the same scenario share their files.
class OpensslChecksums final : public core::Checksums {
 public:
  std::string md5(const core::Body& body) override;

 private:
  std::mutex mutex_;
  std::map<std::string, std::string> known_;  ///< guarded by mutex_
};

}  // namespace mock::app
