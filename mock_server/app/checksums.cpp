#include "app/checksums.hpp"

#include "core/text.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <vector>

namespace mock::app {
namespace {

constexpr std::size_t kPiece = 1U << 18U;

class Md5 {
 public:
  Md5() : context_(EVP_MD_CTX_new(), &EVP_MD_CTX_free) {
    if (context_ == nullptr || EVP_DigestInit_ex(context_.get(), EVP_md5(), nullptr) != 1) {
      throw std::runtime_error("OpenSSL has no MD5 here (FIPS mode?), and file orders show MD5 checksums");
    }
  }
  void add(const char* bytes, std::size_t count) { EVP_DigestUpdate(context_.get(), bytes, count); }
  std::string hex() {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int length = 0;
    EVP_DigestFinal_ex(context_.get(), digest.data(), &length);
    static constexpr char kDigits[] = "0123456789abcdef";
    std::string text;
    for (unsigned int i = 0; i < length; ++i) {
      text += kDigits[digest[i] >> 4U];
      text += kDigits[digest[i] & 0xfU];
    }
    return text;
  }

 private:
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context_;
};

void add_body(Md5& md5, const core::Text& text) { md5.add(text.bytes->data(), text.bytes->size()); }

void add_body(Md5& md5, const core::Generated& generated) {
  std::vector<char> piece(std::min<std::uint64_t>(kPiece, generated.length));
  for (std::uint64_t done = 0; done < generated.length;) {
    const auto count =
        static_cast<std::size_t>(std::min<std::uint64_t>(piece.size(), generated.length - done));
    core::generate(generated.content, generated.offset + done, std::span{piece}.first(count));
    md5.add(piece.data(), count);
    done += count;
  }
}

void add_body(Md5& md5, const core::FileStretch& stretch) {
  std::ifstream file{stretch.path, std::ios::binary};
  file.seekg(static_cast<std::streamoff>(stretch.offset));
  std::vector<char> piece(kPiece);
  for (std::uint64_t left = stretch.length; left > 0 && file;) {
    file.read(piece.data(), static_cast<std::streamsize>(std::min<std::uint64_t>(piece.size(), left)));
    md5.add(piece.data(), static_cast<std::size_t>(file.gcount()));
    left -= static_cast<std::uint64_t>(file.gcount());
  }
}

void add_body(Md5& /*md5*/, const core::Archive& /*archive*/) {
  assert(false && "an archive is made while it is sent, nothing lists its checksum");
}

/// What the checksum depends on. Texts are short and need no memory of ours.
std::string key_of(const core::Body& body) {
  if (const auto* generated = std::get_if<core::Generated>(&body)) {
    return core::cat("g/", std::to_string(generated->content.seed), "/",
                     std::to_string(generated->content.size), "/", std::to_string(generated->offset), "/",
                     std::to_string(generated->length), "/", generated->content.name);
  }
  if (const auto* file = std::get_if<core::FileStretch>(&body)) {
    return core::cat("f/", std::to_string(file->offset), "/", std::to_string(file->length), "/", file->path);
  }
  return {};
}

}  // namespace

std::string OpensslChecksums::md5(const core::Body& body) {
  const std::string key = key_of(body);
  if (!key.empty()) {
    const std::lock_guard lock{mutex_};
    if (const auto known = known_.find(key); known != known_.end()) return known->second;
  }
  Md5 md5;
  std::visit([&](const auto& kind) { add_body(md5, kind); }, body);
  std::string hex = md5.hex();
  if (!key.empty()) {
    const std::lock_guard lock{mutex_};
    known_.emplace(key, hex);
  }
  return hex;
}

}  // namespace mock::app
