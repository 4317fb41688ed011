#pragma once

#include "providers/file_order/page.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace mock::providers::file_order {

/// The pages that were rendered last, because polling clients ask for the same ones again and again. Bounded:
/// `kPages` pages of at most `kLargestPage` bytes each. A page is shared with the answers that are on their
/// way.
class PageCache {
 public:
  static constexpr std::size_t kPages = 32;
  static constexpr std::size_t kLargestPage = 128 * 1024;

  struct Key {
    std::size_t order = 0;      ///< which one
    std::uint64_t version = 0;  ///< of the order: a page of an older one is never found again
    PageRequest request;
    std::string_view origin;
  };

  /// Null if it is not there.
  [[nodiscard]] std::shared_ptr<const std::string> find(const Key& key) const;
  /// Keeps the page, in place of the oldest one, unless it is too large.
  void keep(const Key& key, std::shared_ptr<const std::string> page);

 private:
  struct Entry {
    Key key;  ///< its `origin` is `origin` below
    std::string origin;
    std::shared_ptr<const std::string> page;
  };
  std::array<Entry, kPages> entries_;
  std::size_t oldest_ = 0;
};

}  // namespace mock::providers::file_order
