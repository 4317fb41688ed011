#include "providers/file_order/page_cache.hpp"

#include <utility>

namespace mock::providers::file_order {

std::shared_ptr<const std::string> PageCache::find(const Key& key) const {
  for (const Entry& entry : entries_) {
    if (entry.page != nullptr && entry.key.order == key.order && entry.key.version == key.version &&
        entry.key.request == key.request && entry.origin == key.origin) {
      return entry.page;
    }
  }
  return nullptr;
}

void PageCache::keep(const Key& key, std::shared_ptr<const std::string> page) {
  if (page->size() > kLargestPage) return;
  Entry& entry = entries_[oldest_];
  entry.key = key;
  entry.origin = key.origin;
  entry.key.origin = {};
  entry.page = std::move(page);
  oldest_ = (oldest_ + 1) % kPages;
}

}  // namespace mock::providers::file_order
