#include "providers/musement/errors.hpp"

#include "core/json.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <string>
#include <utility>

namespace mock::providers::musement {
namespace {

struct Row {
  Refusal refusal;
  int status;
  std::string_view code;  ///< a string on the wire, and not the HTTP status
  std::string_view message;
};

/// The provider's: 2271 (its guide on the header), 1401 (its sample for "full authentication is required";
/// that 401 has it is our reading), -1 (an unknown market). Ours: all of the others.
constexpr std::array kTable{
    Row{Refusal::MissingApplication, 400, "2271", "The header 'x-musement-application' is mandatory"},
    Row{Refusal::UnknownApplication, 400, "-1", "Unknown application was provided."},
    Row{Refusal::NotAuthenticated, 401, "1401", "Full authentication is required"},
    Row{Refusal::UnknownMarket, 400, "-1", "Unknown market code was provided."},
    Row{Refusal::InvalidHeader, 400, "-1", "Invalid header was provided."},
    Row{Refusal::OrderNotFound, 404, "404", "Order not found"},
    Row{Refusal::ForeignOrder, 404, "404", "Order not found"},
    Row{Refusal::MethodNotAllowed, 405, "405", "Method not allowed"},
};

}  // namespace

core::Response refuse(Refusal refusal) {
  for (const Row& row : kTable) {
    if (row.refusal != refusal) continue;
    core::Json body = core::Json::object();
    body["code"] = row.code;
    body["message"] = row.message;
    return json_response(row.status, core::text_body(core::to_text(body)));
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

}  // namespace mock::providers::musement
