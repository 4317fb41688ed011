#pragma once

#include <span>
#include <string_view>

namespace mock::app {

/// A file that the build put into the program (tools/embed), so that the binary alone is enough.
struct EmbeddedFile {
  std::string_view name;
  std::string_view text;  ///< lives as long as the program
};

/// The contracts, as bundles for `validation::make_contract` (their documents were checked when they were
/// embedded): `baanx/documented` is contracts/baanx/documented.openapi.yaml, `musement` is
/// contracts/musement/openapi.yaml. By name, as those below.
std::span<const EmbeddedFile> embedded_contracts();

/// The shipped scenarios, as they were written: `baanx/payment_completes`, `tour`.
std::span<const EmbeddedFile> embedded_scenarios();

/// The JSON Schema of the scenario language in one document, for editors; empty if the checkout has none.
std::string_view embedded_scenario_schema();

}  // namespace mock::app
