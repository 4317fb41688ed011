#include "providers/baanx/errors.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <cstddef>
#include <string>
#include <utility>

namespace mock::providers::baanx {
namespace {

struct Row {
  Refusal refusal;
  int status;
  std::string_view body;
};

/// 404: the page "Get Order Status". 401, 403, 498, 499, 500: the provider's page for card transactions; that
/// orders use the same texts is likely, not stated. 405: ours.
constexpr std::array kTable{
    Row{Refusal::MissingClient, 499, R"({"message":"Missing client key"})"},
    Row{Refusal::UnknownClient, 498, R"({"message":"Invalid client key"})"},
    Row{Refusal::NotAuthenticated, 401, R"({"message":"Not authenticated"})"},
    Row{Refusal::NotAuthorized, 403, R"({"message":"Not authorized"})"},
    Row{Refusal::OrderNotFound, 404, R"({"error":"Order not found"})"},
    Row{Refusal::MethodNotAllowed, 405, R"({"message":"Method not allowed"})"},
    Row{Refusal::InternalServerError, 500, R"({"message":"Internal server error"})"},
};

}  // namespace

core::Response refuse(Refusal refusal) {
  for (const Row& row : kTable) {
    if (row.refusal == refusal) return json_response(row.status, core::text_body(std::string{row.body}));
  }
  assert(false && "every refusal has a row in the table above");
  return json_response(500, core::text_body({}));
}

std::optional<core::Response> refusal_of_status(int status) {
  const auto* const row =
      std::find_if(kTable.begin(), kTable.end(), [&](const Row& one) { return one.status == status; });
  return row == kTable.end() ? std::nullopt : std::optional{refuse(row->refusal)};
}

core::Response json_response(int status, core::Body body) {
  return {.status = status, .headers = {{"Content-Type", "application/json"}}, .body = std::move(body)};
}

}  // namespace mock::providers::baanx
