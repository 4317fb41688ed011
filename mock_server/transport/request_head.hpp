#pragma once

#include "core/message.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>

namespace mock::transport {

/// How long the parts of a request may be. What is longer is refused with 413, 414 or 431.
inline constexpr std::size_t kMostTargetBytes = 8192;
inline constexpr std::size_t kMostHeadBytes = 65'536;
inline constexpr std::size_t kMostHeaders = 100;

/// A request without its body, and how the body is framed (RFC 9112 §6).
struct RequestHead {
  enum class Framing { None, Length, Chunked };

  core::Request request;  ///< its body is still empty
  int minor_version = 1;  ///< of HTTP/1.x
  Framing framing = Framing::None;
  std::uint64_t length = 0;       ///< with `Framing::Length`
  bool expects_continue = false;  ///< `Expect: 100-continue` (RFC 9110 §10.1.1)
  bool close = false;             ///< the client wants no further exchange on this connection
};

/// How many bytes of `input` are a whole head, the empty line included; nothing if it does not end yet.
/// `searched` bytes are known to hold no end (from an earlier call with less input).
std::optional<std::size_t> find_head_end(std::string_view input, std::size_t searched = 0);

/// What can be refused before the head has ended: a TLS handshake, a request line or a head that is too long.
std::optional<core::MalformedRequest> refuse_early(std::string_view input);

/// Reads a whole head (as `find_head_end` found it). Keeps order, spelling and duplicates of header fields.
/// Strict where two readers could disagree on where a message ends, as that is how requests are smuggled (RFC
/// 9112 §11.2): bare line feeds, folded lines, blanks around names and doubtful lengths are refused. After a
/// refusal the connection must end.
std::variant<RequestHead, core::MalformedRequest> read_request_head(std::string_view head,
                                                                    std::size_t body_limit);

/// 1234567 as `1,234,567`: for messages.
std::string grouped(std::uint64_t number);

}  // namespace mock::transport
