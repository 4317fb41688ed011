#pragma once

#include "core/operation.hpp"

namespace mock::providers::file_order {

/// The path of the guide's table.
inline constexpr core::Operation kListFiles{
    .id = "list_files",
    .method = "GET",
    .path = "/api/v1/rs-order/user/orders/{orderId}/files/available",
};
/// The path of the guide's own curl line, and of the real server.
inline constexpr core::Operation kListFilesWithoutUser{
    .id = "list_files",
    .method = "GET",
    .path = "/api/v1/rs-order/orders/{orderId}/files/available",
};
/// Where the `uri` of a listed file points to.
inline constexpr core::Operation kGetCatalogFile{
    .id = "get_catalog_file",
    .method = "GET",
    .path = "/api/v1/rs-catalog/{productUrn}/files/{checksum}",
};

}  // namespace mock::providers::file_order
