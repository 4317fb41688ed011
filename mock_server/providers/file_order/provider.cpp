#include "providers/file_order/provider.hpp"

#include "providers/file_order/errors.hpp"
#include "providers/file_order/operations.hpp"
#include "providers/file_order/section.hpp"

#include <array>

namespace mock::providers::file_order {

std::span<const core::Operation> FileOrderProvider::operations() const {
  static constexpr std::array kOperations{kListFiles, kListFilesWithoutUser, kGetCatalogFile};
  return kOperations;
}

// The dialect `server` comes with a later version; until then there is one contract.
std::string_view FileOrderProvider::contract_for(const core::Node& /*section*/) const {
  return "file_order/guide";
}

std::unique_ptr<const core::Plan> FileOrderProvider::configure(const core::Node& section,
                                                               const core::ScenarioReader& reader,
                                                               core::Problems& problems,
                                                               core::KnownKeys* known_keys) const {
  return read_section(section, reader, problems, known_keys);
}

core::Response FileOrderProvider::method_not_allowed(std::string_view allow) const {
  return refuse_method(allow);
}

/// 403 and 404 have no body there (UPSTREAMS 3.3); the guide shows none for anything else.
std::optional<core::Response> FileOrderProvider::error_response(int status) const {
  return status == 403 || status == 404 ? std::optional{core::Response{.status = status}} : std::nullopt;
}

}  // namespace mock::providers::file_order
