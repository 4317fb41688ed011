#pragma once

#include "app/checksums.hpp"
#include "app/scenario_library.hpp"
#include "app/session_slot.hpp"
#include "journal/bundle.hpp"

#include <string>

namespace mock::app {

/// What a bundle says of a round first. Reads the scenario's files for their checksums, unless they are
/// known.
journal::Beginning beginning_of(const Past& past, OpensslChecksums& checksums);

/// The bundle of a round, as far as it has come: plays it again and writes down what happens.
std::string bundle_of(const Past& past, OpensslChecksums& checksums);

/// Computes the checksums that `beginning_of` will want, which may take long.
void prepare_bundles(const LoadedScenario& loaded, OpensslChecksums& checksums);

}  // namespace mock::app
