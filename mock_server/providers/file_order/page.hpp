#pragma once

#include "core/generated_content.hpp"
#include "core/operation.hpp"
#include "providers/file_order/order.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace mock::providers::file_order {

/// Spring cuts larger pages to this (UPSTREAMS 3.8).
inline constexpr std::uint64_t kMostFilesOfAPage = 2000;

/// Which page of a list a client asks for.
struct PageRequest {
  std::uint64_t number = 0;  ///< from 0
  std::uint64_t size = 50;   ///< 1 to `kMostFilesOfAPage`
  bool operator==(const PageRequest&) const = default;
};

/// Reads `page` and `size` as Spring does (○ UPSTREAMS 3.8, read from library behaviour): never a 400. What
/// is no number of 32 bits counts as absent, a page below 0 is page 0, a size below 1 is the default, one
/// above the limit the limit.
PageRequest read_page_request(const core::Target& target, std::uint64_t default_size);

/// What the files of a page are shown with.
struct PageContext {
  std::string_view origin;     ///< of links, no slash at the end
  std::uint64_t seed = 1;      ///< of the session
  core::Checksums& checksums;  ///< asked for the files of this page and no others
};

/// The JSON of a page: what the guide's sample shows, with `size` for its `size:` (DECISIONS 13).
std::string render_page(const Order& order, const PageRequest& request, const PageContext& context);

/// The file's checksum as lists and links have it: MD5, or what the author states.
std::string checksum_of(const FileRef& file, std::uint64_t seed, core::Checksums& checksums);
/// The file's media type as lists have it.
std::string media_type_of(const FileRef& file);

}  // namespace mock::providers::file_order
