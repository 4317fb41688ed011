#pragma once

#include "admin/control.hpp"
#include "core/message.hpp"
#include "journal/secrets.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace mock::admin {

struct AdminOptions {
  std::string token;  ///< asked for as `Authorization: Bearer …`; empty: none is
  /// Hosts that requests may name besides IP literals, `localhost` and `*.localhost` (DNS rebinding,
  /// DECISIONS 39).
  std::vector<std::string> allowed_hosts;
  journal::Secrets secrets = journal::Secrets::Masked;
  /// The contract `admin` as the build embeds it (validation/bundle.hpp), for `openapi.json`; outlives the
  /// API.
  std::string_view contract{};
};

/// The control API under `/_understudy/`, as contracts/admin/openapi.yaml describes it. Pure: request in,
/// response out; what it does is done by `control`. May be shared between threads.
class AdminApi {
 public:
  static constexpr std::string_view kRoot = "/_understudy";

  /// `control` must outlive this.
  AdminApi(Control& control, AdminOptions options) : control_(&control), options_(std::move(options)) {}

  /// Whether a target is the control API's: `/_understudy` and all below it.
  [[nodiscard]] static bool owns(std::string_view target);
  /// Whether the answer may take long (`wait`, `advance`): then `handle` must be called on a thread that may
  /// wait.
  [[nodiscard]] static bool waits(const core::Request& request);

  [[nodiscard]] core::Response handle(const core::Request& request) const;

 private:
  Control* control_;
  AdminOptions options_;
};

}  // namespace mock::admin
