#include "transport/request_head.hpp"

#include "core/text.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace mock::transport {

namespace {

using core::cat;
using core::in_quotes;
using core::MalformedRequest;

/// Thrown by nobody: what a step of the reading answers when it refuses.
using Refusal = std::optional<MalformedRequest>;

MalformedRequest malformed(int status, std::string found, std::string expected) {
  return {.status = status, .found = std::move(found), .expected = std::move(expected), .read_so_far = {}};
}

/// RFC 9110 §5.6.2
constexpr auto kTokenBytes = [] {
  std::array<bool, 256> table{};
  for (const char c : std::string_view{"!#$%&'*+-.^_`|~"}) table[static_cast<unsigned char>(c)] = true;
  for (unsigned c = '0'; c <= '9'; ++c) table[c] = true;
  for (unsigned c = 'a'; c <= 'z'; ++c) table[c] = true;
  for (unsigned c = 'A'; c <= 'Z'; ++c) table[c] = true;
  return table;
}();

bool is_token(std::string_view text) {
  return !text.empty() &&
         std::ranges::all_of(text, [](char c) { return kTokenBytes[static_cast<unsigned char>(c)]; });
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

MalformedRequest too_long_target(std::uint64_t length) {
  return malformed(414, cat("a request target of ", grouped(length), " bytes or more"),
                   cat("at most ", grouped(kMostTargetBytes), " bytes"));
}

Refusal read_request_line(std::string_view line, RequestHead& head) {
  const std::string form = "'METHOD target HTTP/1.1', one blank between each (RFC 9112 §3)";
  const auto first = line.find(' ');
  const auto last = line.rfind(' ');
  if (first == std::string_view::npos || first == last) {
    return malformed(400, cat("the request line ", in_quotes(line)), form);
  }
  const auto method = line.substr(0, first);
  const auto target = line.substr(first + 1, last - first - 1);
  const auto version = line.substr(last + 1);

  if (!is_token(method))
    return malformed(400, cat("the method ", in_quotes(method)), "a token (RFC 9110 §9.1)");
  head.request.method = method;
  if (target.size() > kMostTargetBytes) return too_long_target(target.size());
  const bool has_blank =
      std::ranges::any_of(target, [](char c) { return static_cast<unsigned char>(c) <= ' ' || c == '\x7f'; });
  if (target.empty() || has_blank) return malformed(400, cat("the request line ", in_quotes(line)), form);
  head.request.target = target;
  if (version == "HTTP/1.1") return std::nullopt;
  if (version == "HTTP/1.0") {
    head.minor_version = 0;
    return std::nullopt;
  }
  if (!version.starts_with("HTTP/")) return malformed(400, cat("the request line ", in_quotes(line)), form);
  return malformed(505, cat("the version ", in_quotes(version)), "HTTP/1.1 (this server speaks no HTTP/2)");
}

Refusal read_header_line(std::string_view line, core::Headers& headers) {
  if (line.front() == ' ' || line.front() == '\t') {
    return malformed(400, cat("the folded header line ", in_quotes(line)),
                     "each header on one line (RFC 9112 §5.2)");
  }
  const auto colon = line.find(':');
  const auto name = line.substr(0, colon);
  if (colon == std::string_view::npos || !is_token(name)) {
    return malformed(400, cat("the header line ", in_quotes(line)),
                     "'Name: value', no blank before the colon (RFC 9112 §5)");
  }
  const auto value = trimmed(line.substr(colon + 1));
  if (value.find('\r') != std::string_view::npos || value.find('\0') != std::string_view::npos) {
    return malformed(400, cat("the header line ", in_quotes(line)), "no CR and no NUL in it (RFC 9110 §5.5)");
  }
  headers.push_back({.name = std::string{name}, .value = std::string{value}});
  return std::nullopt;
}

/// Calls `take` with each member of a comma-separated list that is not empty.
template <typename Take>
void for_each_member(std::string_view list, Take take) {
  while (true) {
    const auto comma = list.find(',');
    if (const auto member = trimmed(list.substr(0, comma)); !member.empty()) take(member);
    if (comma == std::string_view::npos) return;
    list.remove_prefix(comma + 1);
  }
}

/// The fields that say how the message goes on, in all their lines.
struct FramingFields {
  std::size_t hosts = 0;
  const std::string* content_length = nullptr;
  const std::string* other_content_length = nullptr;  ///< one that differs
  std::string transfer_encoding;
  bool has_transfer_encoding = false;
  bool keep_alive = false;
};

FramingFields collect(RequestHead& head) {
  FramingFields fields;
  for (const auto& [name, value] : head.request.headers) {
    // Most fields are none of these, and their length shows it.
    switch (name.size()) {
      case 4:
        if (core::equal_ignoring_case(name, "Host")) ++fields.hosts;
        break;
      case 6:
        if (core::equal_ignoring_case(name, "Expect") && core::equal_ignoring_case(value, "100-continue")) {
          head.expects_continue = true;
        }
        break;
      case 10:
        if (!core::equal_ignoring_case(name, "Connection")) break;
        for_each_member(value, [&](std::string_view option) {
          if (core::equal_ignoring_case(option, "close")) head.close = true;
          if (core::equal_ignoring_case(option, "keep-alive")) fields.keep_alive = true;
        });
        break;
      case 14:
        if (!core::equal_ignoring_case(name, "Content-Length")) break;
        if (fields.content_length == nullptr) fields.content_length = &value;
        if (*fields.content_length != value) fields.other_content_length = &value;
        break;
      case 17:
        if (!core::equal_ignoring_case(name, "Transfer-Encoding")) break;
        if (fields.has_transfer_encoding) fields.transfer_encoding += ", ";
        fields.transfer_encoding += value;
        fields.has_transfer_encoding = true;
        break;
      default:
        break;
    }
  }
  return fields;
}

Refusal judge_length(const std::string& value, std::size_t body_limit, RequestHead& head) {
  const bool digits =
      !value.empty() && std::ranges::all_of(value, [](char c) { return c >= '0' && c <= '9'; });
  if (!digits)
    return malformed(400, cat("Content-Length ", in_quotes(value)), "decimal digits (RFC 9110 §8.6)");
  const auto significant =
      std::string_view{value}.substr(std::min(value.find_first_not_of('0'), value.size()));
  const auto length =
      significant.empty() ? std::optional<std::uint64_t>{0} : core::parse_decimal(significant);
  if (!length || *length > body_limit) {
    return malformed(
        413, cat("a body of ", length ? grouped(*length) : std::string{significant.substr(0, 40)}, " bytes"),
        cat("at most ", grouped(body_limit), " bytes"));
  }
  head.framing = RequestHead::Framing::Length;
  head.length = *length;
  return std::nullopt;
}

Refusal judge_transfer_encoding(const std::string& value, RequestHead& head) {
  std::size_t chunked = 0;
  std::string other;
  bool chunked_last = false;
  for_each_member(value, [&](std::string_view coding) {
    chunked_last = core::equal_ignoring_case(coding, "chunked");
    if (chunked_last) {
      ++chunked;
    } else {
      other = coding;
    }
  });
  if (head.minor_version == 0) {
    return malformed(400, "Transfer-Encoding in an HTTP/1.0 request", "Content-Length (RFC 9112 §6.1)");
  }
  if (chunked != 1 || !chunked_last) {
    return malformed(400, cat("Transfer-Encoding ", in_quotes(value)),
                     "'chunked', once and last (RFC 9112 §6.1)");
  }
  if (!other.empty()) {
    return malformed(501, cat("the transfer coding ", in_quotes(other)), "'chunked' alone (RFC 9112 §6.1)");
  }
  head.framing = RequestHead::Framing::Chunked;
  return std::nullopt;
}

Refusal judge_framing(RequestHead& head, std::size_t body_limit) {
  const auto fields = collect(head);
  if (head.minor_version == 0 && !fields.keep_alive) head.close = true;

  if (fields.hosts > 1 || (fields.hosts == 0 && head.minor_version == 1)) {
    return malformed(400, fields.hosts == 0 ? "no Host header" : "several Host headers",
                     "exactly one (RFC 9112 §3.2)");
  }
  if (fields.has_transfer_encoding && fields.content_length != nullptr) {
    return malformed(400, "both Content-Length and Transfer-Encoding", "one of them (RFC 9112 §6.2)");
  }
  if (fields.other_content_length != nullptr) {
    return malformed(400,
                     cat("Content-Length ", in_quotes(*fields.content_length), " and ",
                         in_quotes(*fields.other_content_length)),
                     "one length (RFC 9112 §6.3)");
  }
  if (fields.has_transfer_encoding) return judge_transfer_encoding(fields.transfer_encoding, head);
  if (fields.content_length != nullptr) return judge_length(*fields.content_length, body_limit, head);
  return std::nullopt;
}

Refusal read_lines(std::string_view text, std::size_t body_limit, RequestHead& head) {
  for (std::size_t count = 0;; ++count) {
    const auto end = text.find('\n');
    if (end == 0 || text[end - 1] != '\r') {
      return malformed(400, "a line that ends with a bare line feed", "CRLF (RFC 9112 §2.2)");
    }
    const auto line = text.substr(0, end - 1);
    text.remove_prefix(end + 1);
    if (line.empty()) break;
    if (count > kMostHeaders) {
      return malformed(431, cat("more than ", grouped(kMostHeaders), " header fields"), "fewer");
    }
    auto refusal = count == 0 ? read_request_line(line, head) : read_header_line(line, head.request.headers);
    if (refusal) return refusal;
  }
  return judge_framing(head, body_limit);
}

}  // namespace

std::string grouped(std::uint64_t number) {
  auto text = std::to_string(number);
  for (std::size_t i = text.size(); i > 3; i -= 3) text.insert(i - 3, 1, ',');
  return text;
}

std::optional<std::size_t> find_head_end(std::string_view input, std::size_t searched) {
  // The end may have begun within what was searched: an empty line is LF LF or LF CR LF.
  auto line_feed = input.find('\n', searched < 2 ? 0 : searched - 2);
  while (line_feed != std::string_view::npos) {
    auto next = line_feed + 1;
    if (next < input.size() && input[next] == '\r') ++next;
    if (next < input.size() && input[next] == '\n') return next + 1;
    line_feed = input.find('\n', line_feed + 1);
  }
  return std::nullopt;
}

std::optional<MalformedRequest> refuse_early(std::string_view input) {
  if (input.empty()) return std::nullopt;
  if (input.front() == '\x16') {
    return malformed(400, "a TLS handshake", "plain HTTP: the base URL starts with http://, not https://");
  }
  const auto line = input.substr(0, input.find('\n'));
  // The longest method of the registry has 17 letters (UPDATEREDIRECTREF).
  if (line.size() > kMostTargetBytes + 64) {
    const auto blank = line.find(' ');
    auto refusal = too_long_target(line.size() - std::min(line.size(), blank + 1));
    if (blank != std::string_view::npos && is_token(line.substr(0, blank))) {
      refusal.read_so_far.method = line.substr(0, blank);
      refusal.read_so_far.target = line.substr(blank + 1, kMostTargetBytes);
    }
    return refusal;
  }
  if (input.size() > kMostHeadBytes) {
    return malformed(431, cat("a head of more than ", grouped(kMostHeadBytes), " bytes"),
                     "an empty line that ends it before (RFC 9112 §2.1)");
  }
  return std::nullopt;
}

std::variant<RequestHead, MalformedRequest> read_request_head(std::string_view head, std::size_t body_limit) {
  RequestHead read;
  read.request.headers.reserve(8);
  if (auto refusal = read_lines(head, body_limit, read)) {
    refusal->read_so_far = std::move(read.request);
    return *std::move(refusal);
  }
  return read;
}

}  // namespace mock::transport
