#pragma once

#include "core/instant.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace mock::core {

/// A header field (RFC 9110 §5): name as it was spelt, value without surrounding blanks.
struct Header {
  std::string name;
  std::string value;
  bool operator==(const Header&) const = default;
};
using Headers = std::vector<Header>;

/// The value of the first field of that name, compared without case; nullptr if there is none.
const std::string* find_header(const Headers& headers, std::string_view name);

/// A request as it came: nothing decoded, nothing dropped.
struct Request {
  std::string method;  ///< as sent; methods are case-sensitive (RFC 9110 §9.1)
  std::string target;  ///< the request target as sent, percent-encoding and query included: `/v1/order/a?x=1`
  Headers headers;
  std::string body;
  bool operator==(const Request&) const = default;
};

/// What could not be taken as an HTTP request. It is answered with `status` and becomes a finding.
struct MalformedRequest {
  int status = 400;      ///< what the transport answers: 400, 413, 414, 431, 501 …
  std::string found;     ///< `a request line of 9,000 bytes`
  std::string expected;  ///< `at most 8,192 bytes (RFC 9112 §3)`
  Request read_so_far;   ///< what could be read, possibly nothing
};

/// Bytes that are there. Shared, because the same answer is sent many times.
struct Text {
  std::shared_ptr<const std::string> bytes;  ///< never null
};

/// A stretch of content that is computed from a seed, a name and a size; see generated_content.hpp. Costs no
/// memory.
struct GeneratedContent {
  std::uint64_t seed = 0;
  std::string name;
  std::uint64_t size = 0;  ///< of the whole content, in bytes; another size is another content
  bool operator==(const GeneratedContent&) const = default;
};
struct Generated {
  GeneratedContent content;
  std::uint64_t offset = 0;
  std::uint64_t length = 0;  ///< offset + length <= content.size
};

/// A stretch of a file on disk. A file that shrank meanwhile ends the transfer early.
struct FileStretch {
  std::string path;
  std::uint64_t offset = 0;
  std::uint64_t length = 0;
};

/// A zip made while it is sent; its length is not known beforehand. Entries are stored, not deflated.
struct Archive {
  struct Entry {
    std::string name;
    std::variant<Text, Generated, FileStretch> content;
    Instant modified;
  };
  std::vector<Entry> entries;
};

/// Bytes that come while they are sent: server-sent events. Never an answer of a provider.
class PieceSource {
 public:
  virtual ~PieceSource() = default;
  /// Waits for the next piece and puts it into `piece`, which is empty when this is called. Returns within a
  /// second, with an empty piece if there is nothing: only then can the sender see that the client has gone
  /// or that the server stops. False: there will be no more, and `piece` does not count. Called by one thread
  /// at a time. Must not throw.
  virtual bool next(std::string& piece) = 0;
};
struct Live {
  std::shared_ptr<PieceSource> source;  ///< never null
};

/// The body of a response as a value: `transport` turns it into bytes.
using Body = std::variant<Text, Generated, FileStretch, Archive, Live>;

Body text_body(std::string text);
/// The text of a body that is one, else an empty view.
std::string_view text_of(const Body& body);
/// In bytes; nothing where only sending it shows (`Archive`, `Live`).
std::optional<std::uint64_t> length_of(const Body& body);

/// A response. `Date`, `Connection`, `Content-Length` and `Transfer-Encoding` are the transport's to add.
struct Response {
  int status = 200;
  Headers headers;            ///< includes Content-Type where there is a body
  Body body = text_body({});  ///< empty with 204 and 304; to HEAD it tells the length and is not sent
};

/// The reason phrase for a status, the providers' unregistered ones included: 498 `Invalid Client Key`.
std::string_view reason_phrase(int status);

/// Counts the exchanges of a session, from 1.
using ExchangeId = std::uint64_t;

/// How the sending of a response's body ended: the fifth kind of input, beside requests, time, webhook
/// results and control commands.
struct TransferEnd {
  std::uint64_t bytes_sent = 0;  ///< of the body
  bool complete = false;         ///< every byte was handed to the network
};

/// What goes wrong with an answer on its way, on purpose (SCENARIOS 2.8).
struct Fault {
  enum class Kind : std::uint8_t {
    None,
    Cut,    ///< after so many bytes of the body the connection is closed, as a sender does that has died
    Reset,  ///< after so many bytes of the body the connection is reset (TCP RST)
    Stall,  ///< after so many bytes of the body nothing more comes, until the client gives up
    Drip    ///< the body comes at so many bytes a second
  };
  Kind kind = Kind::None;
  std::uint64_t bytes = 0;  ///< of the body, or bytes a second (at least 1)
  bool operator==(const Fault&) const = default;
};

/// What is done for a request. Delay and faults are data; `transport` carries them out.
struct Reply {
  Response response;
  Duration delay{};  ///< real time, before the first byte
  Fault fault{};
  /// Wants to know how the transfer ended (a file download). The transport then calls `transfer_ended`.
  bool report_transfer = false;
  /// Close the connection afterwards.
  bool close = false;
  std::string session;      ///< whose exchange this is; empty if no session was found
  std::uint64_t round = 0;  ///< of the session, from 1: a reset begins another one
  ExchangeId exchange = 0;
};

}  // namespace mock::core
