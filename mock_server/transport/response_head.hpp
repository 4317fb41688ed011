#pragma once

#include "core/instant.hpp"
#include "core/message.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace mock::transport {

/// What the transport decides about a response's head.
struct ResponseFraming {
  std::optional<std::uint64_t> length;  ///< nothing: not known beforehand
  bool chunked = false;                 ///< only without a length
  bool close = false;                   ///< the connection ends with this response
  bool explicit_keep_alive = false;     ///< an HTTP/1.0 client waits for `Connection: keep-alive`
  std::chrono::seconds keep_alive{60};  ///< how long an idle connection is good for
};

/// Status line and header fields with the empty line. The response's own fields come first, as they are
/// spelt, in their order; those that are the transport's to add are left out of them, but a `Date` of its own
/// holds. 204 and 304 get no length (RFC 9110 §8.6).
std::string render_response_head(const core::Response& response, const ResponseFraming& framing,
                                 core::Instant now);

/// Whether a response of that status has a body at all (RFC 9110 §6.4.1).
constexpr bool allows_body(int status) { return status >= 200 && status != 204 && status != 304; }

}  // namespace mock::transport
