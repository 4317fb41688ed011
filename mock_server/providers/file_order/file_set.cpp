#include "providers/file_order/file_set.hpp"

#include <algorithm>
#include <bit>

namespace mock::providers::file_order {

namespace {

constexpr std::uint64_t kBits = 64;

std::uint64_t bit_of(std::uint64_t position) { return std::uint64_t{1} << (position % kBits); }

}  // namespace

void FileSet::add_range(std::uint64_t first, std::uint64_t count) {
  const std::uint64_t end = first + count;
  if (const auto needed = static_cast<std::size_t>((end + kBits - 1) / kBits); words_.size() < needed) {
    words_.resize(needed);
  }
  for (std::uint64_t position = first; position < end; ++position) {
    auto& word = words_[static_cast<std::size_t>(position / kBits)];
    if ((word & bit_of(position)) == 0) ++size_;
    word |= bit_of(position);
  }
}

bool FileSet::remove(std::uint64_t position) {
  const auto index = static_cast<std::size_t>(position / kBits);
  if (index >= words_.size() || (words_[index] & bit_of(position)) == 0) return false;
  words_[index] &= ~bit_of(position);
  --size_;
  return true;
}

void FileSet::clear() {
  words_.clear();
  size_ = 0;
}

std::vector<std::uint64_t> FileSet::slice(std::uint64_t skip, std::uint64_t most) const {
  std::vector<std::uint64_t> members;
  if (skip >= size_ || most == 0) return members;
  members.reserve(static_cast<std::size_t>(std::min(most, size_ - skip)));
  for (std::size_t index = 0; index < words_.size(); ++index) {
    std::uint64_t word = words_[index];
    const auto here = static_cast<std::uint64_t>(std::popcount(word));
    if (skip >= here) {
      skip -= here;
      continue;
    }
    for (; skip > 0; --skip) word &= word - 1;
    for (; word != 0; word &= word - 1) {
      members.push_back(index * kBits + static_cast<std::uint64_t>(std::countr_zero(word)));
      if (members.size() == most) return members;
    }
  }
  return members;
}

}  // namespace mock::providers::file_order
