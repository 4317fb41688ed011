#pragma once

#include "core/message.hpp"

#include <cstddef>
#include <functional>
#include <string_view>

namespace mock::transport {

/// No piece of a body is longer.
inline constexpr std::size_t kPieceBytes = 256U * 1024U;

/// Takes the next piece, which is valid during the call. False: send no more.
using BodySink = std::function<bool(std::string_view piece)>;

/// Hands a body to `sink` piece by piece, in constant memory whatever its length. False if `sink` wanted no
/// more, or if a file could not be read to the end of its stretch.
bool write_body(const core::Body& body, const BodySink& sink);

}  // namespace mock::transport
