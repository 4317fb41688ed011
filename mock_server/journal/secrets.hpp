#pragma once

#include "core/finding.hpp"
#include "core/message.hpp"

#include <string>
#include <string_view>

namespace mock::journal {

/// Whether what we show holds credentials in full (`--show-secrets`) or only their last four characters.
enum class Secrets { Masked, Shown };

/// Whether values under that name are masked: `Authorization`, `Proxy-Authorization`, `Cookie`, `Set-Cookie`,
/// `x-secret-key`, `otpCode` and every name that ends in `token`, `password` or `secret`. Upper and lower
/// case,
/// `-` and `_` make no difference. (DECISIONS 36 has the list; the endings add `access_token` and its like.)
bool is_secret_name(std::string_view name);

// Each returns what may be shown. A masked value is `…` and its last four characters, in the spelling of its
// place
// (`%41` and `\u0041` are one character), and `…` alone if it has no more than four. All take time in
// proportion to the text, and take any bytes.

/// `Bearer …3f2a`: the scheme stays.
std::string shown_header_value(const core::Header& header, Secrets secrets);
/// `/login?user=anna&token=…3f2a`; a request line will do, too.
std::string shown_target(std::string_view target, Secrets secrets);
/// JSON, a form or anything else, told apart by what it looks like: clients send JSON as a form (curl -d
/// does), and broken JSON holds secrets as well.
std::string shown_body(std::string_view body, Secrets secrets);
/// Text of ours that may quote a client: members of quoted JSON and parameters of quoted URLs.
std::string shown_prose(std::string_view text, Secrets secrets);

/// With `found` masked if `where` is a secret's place, and the request line as `shown_target`.
core::Violation shown_violation(core::Violation violation, Secrets secrets);
core::Finding shown_finding(core::Finding finding, Secrets secrets);

}  // namespace mock::journal
