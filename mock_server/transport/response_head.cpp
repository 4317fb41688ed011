#include "transport/response_head.hpp"

#include "core/text.hpp"

#include <algorithm>

namespace mock::transport {

namespace {

/// Fields that would contradict what is on the wire.
bool is_ours(std::string_view name) {
  switch (name.size()) {
    case 10:
      return core::equal_ignoring_case(name, "Connection") || core::equal_ignoring_case(name, "Keep-Alive");
    case 14:
      return core::equal_ignoring_case(name, "Content-Length");
    case 17:
      return core::equal_ignoring_case(name, "Transfer-Encoding");
    default:
      return false;
  }
}

/// A value that came from a client must not end the line.
void append_clean(std::string& text, std::string_view value) {
  const auto begin = text.size();
  text.append(value);
  std::replace_if(
      text.begin() + static_cast<std::ptrdiff_t>(begin), text.end(),
      [](char c) { return c == '\r' || c == '\n' || c == '\0'; }, ' ');
}

void append_field(std::string& text, std::string_view name, std::string_view value) {
  append_clean(text, name);
  text += ": ";
  append_clean(text, value);
  text += "\r\n";
}

/// Written once a second.
const std::string& http_date(core::Instant now) {
  thread_local std::chrono::sys_seconds written_for{std::chrono::seconds::min()};
  thread_local std::string text;
  if (const auto second = std::chrono::floor<std::chrono::seconds>(now); second != written_for) {
    written_for = second;
    text = core::to_http_date(now);
  }
  return text;
}

}  // namespace

std::string render_response_head(const core::Response& response, const ResponseFraming& framing,
                                 core::Instant now) {
  std::string text;
  text.reserve(512);
  text += "HTTP/1.1 ";
  text += std::to_string(response.status);
  text += ' ';
  text += core::reason_phrase(response.status);
  text += "\r\n";

  bool dated = false;
  for (const auto& [name, value] : response.headers) {
    if (is_ours(name)) continue;
    if (core::equal_ignoring_case(name, "Date")) dated = true;
    append_field(text, name, value);
  }
  if (!dated) append_field(text, "Date", http_date(now));

  if (allows_body(response.status)) {
    if (framing.length) {
      append_field(text, "Content-Length", std::to_string(*framing.length));
    } else if (framing.chunked) {
      append_field(text, "Transfer-Encoding", "chunked");
    }
  }
  if (framing.close) {
    append_field(text, "Connection", "close");
  } else {
    if (framing.explicit_keep_alive) append_field(text, "Connection", "keep-alive");
    append_field(text, "Keep-Alive", core::cat("timeout=", std::to_string(framing.keep_alive.count())));
  }
  text += "\r\n";
  return text;
}

}  // namespace mock::transport
