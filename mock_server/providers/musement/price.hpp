#pragma once

#include "core/json.hpp"
#include "core/quantities.hpp"

namespace mock::providers::musement {

/// A Price object: `{"currency": "USD", "value": 21, "formatted_value": "$ 21.00", "formatted_iso_value":
/// "$21.00"}`. The value is a JSON number in whole units of the currency, without a point where there are no
/// cents.
core::Json price_json(const core::Money& money);

/// So many times that price.
core::Money times(const core::Money& money, std::uint64_t quantity);

}  // namespace mock::providers::musement
