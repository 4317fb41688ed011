#include "app/checksums.hpp"

#include "core/text.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <filesystem>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <system_error>
#include <vector>

namespace mock::app {
namespace {

constexpr std::size_t kPiece = 1U << 18U;

class Digest {
 public:
  Digest(const EVP_MD* kind, const char* why_not) : context_(EVP_MD_CTX_new(), &EVP_MD_CTX_free) {
    if (context_ == nullptr || EVP_DigestInit_ex(context_.get(), kind, nullptr) != 1) {
      throw std::runtime_error(why_not);
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

void add_body(Digest& digest, const core::Text& text) { digest.add(text.bytes->data(), text.bytes->size()); }

void add_body(Digest& digest, const core::Generated& generated) {
  std::vector<char> piece(std::min<std::uint64_t>(kPiece, generated.length));
  for (std::uint64_t done = 0; done < generated.length;) {
    const auto count =
        static_cast<std::size_t>(std::min<std::uint64_t>(piece.size(), generated.length - done));
    core::generate(generated.content, generated.offset + done, std::span{piece}.first(count));
    digest.add(piece.data(), count);
    done += count;
  }
}

void add_body(Digest& digest, const core::FileStretch& stretch) {
  std::ifstream file{stretch.path, std::ios::binary};
  file.seekg(static_cast<std::streamoff>(stretch.offset));
  std::vector<char> piece(kPiece);
  for (std::uint64_t left = stretch.length; left > 0 && file;) {
    file.read(piece.data(), static_cast<std::streamsize>(std::min<std::uint64_t>(piece.size(), left)));
    digest.add(piece.data(), static_cast<std::size_t>(file.gcount()));
    left -= static_cast<std::uint64_t>(file.gcount());
  }
}

void add_body(Digest& /*digest*/, const core::Archive& /*archive*/) {
  assert(false && "an archive is made while it is sent, nothing lists its checksum");
}

void add_body(Digest& /*digest*/, const core::Live& /*live*/) {
  assert(false && "a stream of events is no file");
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

/// What tells a changed file, together with its path.
std::string stamp_of(const std::string& path) {
  std::error_code error;
  const auto size = std::filesystem::file_size(path, error);
  if (error) return "none";
  const auto changed = std::filesystem::last_write_time(path, error).time_since_epoch().count();
  return core::cat(std::to_string(size), "/", std::to_string(changed));
}

}  // namespace

std::string OpensslChecksums::md5(const core::Body& body) {
  const std::string key = key_of(body);
  const auto* file = std::get_if<core::FileStretch>(&body);
  // Looked at before it is read: what changes in between is read again.
  const std::string stamp = file == nullptr ? std::string{} : stamp_of(file->path);
  if (auto known = recall(key, stamp); !known.empty()) return known;
  Digest md5{EVP_md5(), "OpenSSL has no MD5 here (FIPS mode?), and file orders show MD5 checksums"};
  std::visit([&](const auto& kind) { add_body(md5, kind); }, body);
  std::string hex = md5.hex();
  if (!key.empty()) remember(key, stamp, hex);
  return hex;
}

std::string OpensslChecksums::sha256_of_file(const std::string& path) {
  const std::string key = core::cat("s/", path);
  const std::string stamp = stamp_of(path);
  if (auto known = recall(key, stamp); !known.empty()) return known;
  std::error_code error;
  const auto size = std::filesystem::file_size(path, error);
  Digest sha256{EVP_sha256(), "OpenSSL has no SHA-256 here, and bundles tell files by it"};
  add_body(sha256, core::FileStretch{.path = path, .offset = 0, .length = error ? 0 : size});
  std::string hex = sha256.hex();
  remember(key, stamp, hex);
  return hex;
}

/// Empty if it is not known.
std::string OpensslChecksums::recall(const std::string& key, const std::string& stamp) {
  const std::lock_guard lock{mutex_};
  const auto known = known_.find(key);
  return known == known_.end() || known->second.stamp != stamp ? std::string{} : known->second.hex;
}

void OpensslChecksums::remember(const std::string& key, const std::string& stamp, const std::string& hex) {
  const std::lock_guard lock{mutex_};
  known_.insert_or_assign(key, Known{.stamp = stamp, .hex = hex});
}

}  // namespace mock::app
