#pragma once

#include "core/report.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace mock::journal {

/// Of each listed session, in their order, what tells its round from others: `, round 2`; empty for the only
/// one.
std::vector<std::string> round_suffixes(const core::RunReport& report);

/// Of each listed session, in their order, whether it is missed: it checked nothing, and therefore the run is
/// no success. A round that nobody used is none if the session was used in another round.
std::vector<bool> missed(const core::RunReport& report);

/// `1 round`, `3 rounds`
std::string count_of(std::uint64_t number, std::string_view one);

/// `1200 more rounds passed`, …: what happened and is not listed, a piece each.
std::vector<std::string> not_listed(const core::RunReport& report);

}  // namespace mock::journal
