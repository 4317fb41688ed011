#include "admin/guard.hpp"

#include "admin/answers.hpp"
#include "core/text.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cstddef>
#include <string>

namespace mock::admin {

namespace {

using core::cat;
using core::in_quotes;

/// `127.0.0.1` of `127.0.0.1:8420`; an IPv6 address keeps its brackets.
std::string_view host_of(std::string_view authority) {
  const auto bracket = authority.rfind(']');
  const auto colon = authority.find(':', bracket == std::string_view::npos ? 0 : bracket);
  return authority.substr(0, colon);
}

bool is_address(std::string_view host) {
  std::array<unsigned char, 16> address{};
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') {
    const std::string inner{host.substr(1, host.size() - 2)};
    return inet_pton(AF_INET6, inner.c_str(), address.data()) == 1;
  }
  return inet_pton(AF_INET, std::string{host}.c_str(), address.data()) == 1;
}

/// Names that no name server can make point elsewhere (RFC 6761 §6.3), and those that were allowed.
bool is_ours(std::string_view host, const AdminOptions& options) {
  const std::string name = core::to_lower(host);
  if (is_address(name) || name == "localhost" || name.ends_with(".localhost")) return true;
  return std::ranges::any_of(options.allowed_hosts, [&](const std::string& allowed) {
    return core::equal_ignoring_case(host_of(allowed), name);
  });
}

std::optional<core::Response> refuse_host(const core::Request& request, const AdminOptions& options) {
  const auto authority = authority_of(request);
  if (authority.empty()) {
    return problem(400, "the request has no Host header: send the address that it goes to (RFC 9110 §7.2)");
  }
  const auto host = host_of(authority);
  if (is_ours(host, options)) return std::nullopt;
  return problem(421, cat("the control API answers to IP addresses and to localhost, found the Host ",
                          in_quotes(authority), ": use one of these, or start with --allow-host ",
                          core::shortened(host, 80),
                          " (a name that others can point at this machine lets their web pages in)"));
}

/// Browsers say with each request whose page it is (Fetch §3.1, Fetch Metadata §2.3); nobody else sends these
/// headers.
std::optional<core::Response> refuse_other_origin(const core::Request& request) {
  if (const auto* site = core::find_header(request.headers, "Sec-Fetch-Site");
      site != nullptr && *site != "same-origin" && *site != "none") {
    return problem(403, cat("a web page of another site may not use the control API, found Sec-Fetch-Site: ",
                            in_quotes(*site)));
  }
  const auto* origin = core::find_header(request.headers, "Origin");
  if (origin == nullptr) return std::nullopt;
  const auto slashes = origin->find("://");
  const auto authority = slashes == std::string::npos ? *origin : origin->substr(slashes + 3);
  if (core::equal_ignoring_case(authority, authority_of(request))) return std::nullopt;
  return problem(403, cat("a web page of another origin may not use the control API, found Origin: ",
                          in_quotes(*origin)));
}

/// Takes as long for every text of that length, wherever the first difference is.
bool equal_in_constant_time(std::string_view given, std::string_view expected) {
  unsigned difference = given.size() == expected.size() ? 0 : 1;
  for (std::size_t i = 0; i < given.size(); ++i) {
    const char other = expected[i % expected.size()];
    difference |=
        static_cast<unsigned char>(given[i]) ^ static_cast<unsigned>(static_cast<unsigned char>(other));
  }
  return difference == 0;
}

std::optional<core::Response> refuse_without_token(const core::Request& request,
                                                   const AdminOptions& options) {
  constexpr std::string_view kScheme = "Bearer ";
  if (options.token.empty()) return std::nullopt;
  const auto* header = core::find_header(request.headers, "Authorization");
  const bool is_bearer =
      header != nullptr && header->size() > kScheme.size() &&
      core::equal_ignoring_case(std::string_view{*header}.substr(0, kScheme.size()), kScheme);
  if (is_bearer && equal_in_constant_time(std::string_view{*header}.substr(kScheme.size()), options.token)) {
    return std::nullopt;
  }
  auto refusal =
      problem(401, is_bearer ? "this is not the token that the server was started with (--admin-token)"
                             : "the control API asks for a token: send the header Authorization: Bearer "
                               "TOKEN with the one that the server was started with (--admin-token)");
  refusal.headers.push_back({"WWW-Authenticate", is_bearer ? R"(Bearer error="invalid_token")" : "Bearer"});
  return refusal;
}

}  // namespace

std::optional<core::Response> turn_away(const core::Request& request, const AdminOptions& options) {
  if (auto refusal = refuse_host(request, options)) return refusal;
  if (auto refusal = refuse_other_origin(request)) return refusal;
  return refuse_without_token(request, options);
}

std::string_view authority_of(const core::Request& request) {
  const std::string_view target = request.target;
  if (const auto slashes = target.find("://");
      slashes != std::string_view::npos && !target.starts_with('/')) {
    const auto authority = target.substr(slashes + 3);
    return authority.substr(0, authority.find_first_of("/?#"));
  }
  const auto* host = core::find_header(request.headers, "Host");
  return host == nullptr ? std::string_view{} : std::string_view{*host};
}

}  // namespace mock::admin
