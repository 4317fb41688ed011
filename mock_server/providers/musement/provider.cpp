#include "providers/musement/provider.hpp"

#include "providers/musement/errors.hpp"
#include "providers/musement/plan.hpp"

#include <array>
#include <string>

namespace mock::providers::musement {

std::span<const core::Operation> MusementProvider::operations() const {
  static constexpr std::array kOperations{kGetOrder};
  return kOperations;
}

std::string_view MusementProvider::contract_for(const core::Node& /*section*/) const { return "musement"; }

std::unique_ptr<const core::Plan> MusementProvider::configure(const core::Node& section,
                                                              const core::ScenarioReader& reader,
                                                              core::Problems& problems,
                                                              core::KnownKeys* known_keys) const {
  return read_plan(section, reader, problems, known_keys);
}

core::Response MusementProvider::method_not_allowed(std::string_view allow) const {
  auto response = refuse(Refusal::MethodNotAllowed);
  response.headers.push_back({"Allow", std::string{allow}});
  return response;
}

std::optional<core::Response> MusementProvider::error_response(int status) const {
  return refusal_of_status(status);
}

}  // namespace mock::providers::musement
