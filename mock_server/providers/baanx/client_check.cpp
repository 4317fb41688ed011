#include "providers/baanx/client_check.hpp"

#include "core/rules.hpp"
#include "core/text.hpp"

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <utility>

namespace mock::providers::baanx {
namespace {

constexpr std::string_view kXClientId = "X-Client-ID";
constexpr std::string_view kXClientKey = "x-client-key";

struct Sent {
  std::string_view name;
  const std::string* value = nullptr;
};

Sent sent_as(const core::Headers& headers, std::string_view name) {
  return {.name = name, .value = core::find_header(headers, name)};
}

/// A few ids, so that a finding stays readable with a thousand of them.
std::string listed(const std::vector<Client>& clients) {
  constexpr std::size_t kShown = 5;
  std::vector<std::string_view> ids;
  for (std::size_t i = 0; i < clients.size() && i < kShown; ++i) ids.push_back(clients[i].client_id);
  std::string text = core::join(ids);
  if (clients.size() > kShown) text += core::cat(" and ", std::to_string(clients.size() - kShown), " more");
  return text;
}

ClientVerdict missing(core::Rule rule, std::string where, std::string found, std::string expected,
                      std::string hint) {
  return {.refusal = Refusal::MissingClient,
          .violation = core::Violation{.rule = rule,
                                       .side = core::Side::Client,
                                       .where = std::move(where),
                                       .found = std::move(found),
                                       .expected = std::move(expected),
                                       .hint = std::move(hint)}};
}

ClientVerdict judge_missing(const Clients& clients, const Sent& accepted, const Sent& other) {
  const bool either = clients.header == ClientHeader::Either;
  if (accepted.value != nullptr) {
    return missing(core::rules::kMissingClient, core::cat("header ", accepted.name), "an empty value",
                   "a client id", core::cat("send the client id as the value of ", accepted.name));
  }
  if (!either && other.value != nullptr) {
    return missing(core::rules::kWrongClientHeader, core::cat("header ", accepted.name),
                   core::cat("only ", other.name), std::string{accepted.name},
                   core::cat("send the client id as ", accepted.name,
                             "; this scenario's client_header takes no other, "
                             "'client_header: either' takes both"));
  }
  return missing(core::rules::kMissingClient, core::cat("header ", accepted.name), "nothing",
                 either ? core::cat("a client id, as ", kXClientId, " or ", kXClientKey)
                        : core::cat("a client id, as ", accepted.name),
                 core::cat("send the header ", accepted.name, ": ",
                           clients.known.empty() ? "your_client_id" : clients.known.front().client_id));
}

}  // namespace

ClientVerdict judge_client(const core::Headers& headers, const Clients& clients) {
  Sent accepted = sent_as(headers, clients.header == ClientHeader::XClientKey ? kXClientKey : kXClientId);
  Sent other = sent_as(headers, clients.header == ClientHeader::XClientKey ? kXClientId : kXClientKey);
  if (clients.header == ClientHeader::Either && accepted.value == nullptr && other.value != nullptr) {
    std::swap(accepted, other);
  }
  if (accepted.value == nullptr || accepted.value->empty()) return judge_missing(clients, accepted, other);

  const std::string& id = *accepted.value;
  const bool is_known =
      clients.anyone || std::any_of(clients.known.begin(), clients.known.end(),
                                    [&](const Client& client) { return client.client_id == id; });
  if (is_known) return {};
  std::vector<std::string> ids;
  for (const auto& client : clients.known) ids.push_back(client.client_id);
  const auto near = core::nearest(id, ids);
  return {.refusal = Refusal::UnknownClient,
          .violation = core::Violation{
              .rule = core::rules::kUnknownClient,
              .side = core::Side::Client,
              .where = core::cat("header ", accepted.name),
              .found = core::in_quotes(id),
              .expected = core::cat("one of this scenario's clients (", listed(clients.known), ")"),
              .hint = near ? core::cat("send ", core::in_quotes(*near))
                           : "send one of these, or leave 'clients' out of the scenario to let any in"}};
}

}  // namespace mock::providers::baanx
