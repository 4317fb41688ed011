#include "providers/baanx/provider.hpp"

#include "providers/baanx/errors.hpp"
#include "providers/baanx/plan.hpp"

#include <array>
#include <string>

namespace mock::providers::baanx {

std::span<const core::Operation> BaanxProvider::operations() const {
  static constexpr std::array kOperations{kGetOrder};
  return kOperations;
}

// The dialect `observed` comes with a later version; until then there is one contract.
std::string_view BaanxProvider::contract_for(const core::Node& /*section*/) const {
  return "baanx/documented";
}

std::unique_ptr<const core::Plan> BaanxProvider::configure(const core::Node& section,
                                                           const core::ScenarioReader& reader,
                                                           core::Problems& problems,
                                                           core::KnownKeys* known_keys) const {
  return read_plan(section, reader, problems, known_keys);
}

core::Response BaanxProvider::method_not_allowed(std::string_view allow) const {
  auto response = refuse(Refusal::MethodNotAllowed);
  response.headers.push_back({"Allow", std::string{allow}});
  return response;
}

std::optional<core::Response> BaanxProvider::error_response(int status) const {
  return refusal_of_status(status);
}

}  // namespace mock::providers::baanx
