#include "providers/file_order/file.hpp"

#include "core/scenario_reader.hpp"

namespace mock::providers::file_order {

std::string FileGroup::name(std::uint64_t index) const {
  return numbered ? core::numbered(pattern, index + 1) : pattern;
}

std::uint64_t FileGroup::size() const {
  if (const auto* generated = std::get_if<GeneratedSize>(&content)) return generated->bytes;
  if (const auto* stretch = std::get_if<core::FileStretch>(&content)) return stretch->length;
  return std::get<core::Text>(content).bytes->size();
}

core::Body FileGroup::body(std::uint64_t index, std::uint64_t seed) const {
  if (const auto* generated = std::get_if<GeneratedSize>(&content)) {
    return core::Generated{.content = {.seed = seed, .name = name(index), .size = generated->bytes},
                           .offset = 0,
                           .length = generated->bytes};
  }
  if (const auto* stretch = std::get_if<core::FileStretch>(&content)) return *stretch;
  return std::get<core::Text>(content);
}

}  // namespace mock::providers::file_order
