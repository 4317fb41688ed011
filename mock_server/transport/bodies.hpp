#pragma once

#include "core/message.hpp"

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace mock::transport {

/// No piece of a body is longer.
inline constexpr std::size_t kPieceBytes = 256U * 1024U;

/// Takes the next piece, which is valid during the call. An empty one (there are some in live bodies) only
/// asks whether it is worth going on. False: send no more.
using BodySink = std::function<bool(std::string_view piece)>;

/// Puts the next piece of a live body into `piece`, or leaves that empty. False: the body has ended.
using NextPiece = std::function<bool(core::PieceSource& source, std::string& piece)>;

/// Hands a body to `sink` piece by piece, in constant memory whatever its length; a live one as `next` says.
/// False if `sink` wanted no more, or if a file could not be read to the end of its stretch.
bool write_body(const core::Body& body, const BodySink& sink, const NextPiece& next);

}  // namespace mock::transport
