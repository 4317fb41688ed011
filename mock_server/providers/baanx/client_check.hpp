#pragma once

#include "core/finding.hpp"
#include "core/message.hpp"
#include "core/node.hpp"
#include "providers/baanx/errors.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace mock::providers::baanx {

/// Which header carries the client id (`client_header`). The page about orders has `X-Client-ID`, all other
/// pages and both known clients `x-client-key`.
enum class ClientHeader : std::uint8_t { Either, XClientId, XClientKey };

/// An entry of `clients`. Nothing in this version asks for the secret.
struct Client {
  std::string client_id;
  std::string client_secret;
  core::Place place;
};

/// Which integrations are let in.
struct Clients {
  ClientHeader header = ClientHeader::Either;
  bool anyone = true;  ///< no `clients` in the scenario: any id will do, but the header is needed
  std::vector<Client> known;
  core::Place place;  ///< of `clients`; line 0: not there
};

/// What a request's client header turned out to be: both empty if it is in order.
struct ClientVerdict {
  std::optional<Refusal> refusal;
  std::optional<core::Violation> violation;
};
ClientVerdict judge_client(const core::Headers& headers, const Clients& clients);

}  // namespace mock::providers::baanx
