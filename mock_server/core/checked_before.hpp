#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>
#include <unordered_set>

namespace mock::core {

/// Remembers what was checked and found right, by a hash of 64 bits: an answer that was checked once need not
/// be checked again. It forgets everything at `kMost` entries.
class CheckedBefore {
 public:
  static constexpr std::size_t kMost = 1024;

  [[nodiscard]] bool contains(std::uint64_t key) const { return keys_.contains(key); }
  void insert(std::uint64_t key) {
    if (keys_.size() >= kMost) keys_.clear();
    keys_.insert(key);
  }

 private:
  std::unordered_set<std::uint64_t> keys_;
};

/// Puts several texts into one hash; the boundaries between them count.
class HashBuilder {
 public:
  HashBuilder& add(std::string_view text) {
    hash_ = (hash_ ^ std::hash<std::string_view>{}(text)) * 0x9e3779b97f4a7c15U + text.size();
    return *this;
  }
  HashBuilder& add(std::uint64_t number) {
    hash_ = (hash_ ^ number) * 0x9e3779b97f4a7c15U + 1;
    return *this;
  }
  [[nodiscard]] std::uint64_t value() const { return hash_ ^ (hash_ >> 32U); }

 private:
  std::uint64_t hash_ = 0xcbf29ce484222325U;
};

}  // namespace mock::core
