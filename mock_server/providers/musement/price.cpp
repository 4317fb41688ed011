#include "providers/musement/price.hpp"

#include "core/text.hpp"

#include <string>
#include <string_view>

namespace mock::providers::musement {
namespace {

/// The samples show dollars and euros; other currencies by their code is ours.
std::string_view symbol_of(std::string_view currency) {
  if (currency == "USD") return "$";
  if (currency == "EUR") return "€";
  if (currency == "GBP") return "£";
  return currency;
}

std::string amount_text(std::int64_t cents) {
  std::string fraction = std::to_string(cents % 100);
  if (fraction.size() < 2) fraction.insert(0, 1, '0');
  return core::cat(std::to_string(cents / 100), ".", fraction);
}

}  // namespace

core::Json price_json(const core::Money& money) {
  const auto amount = amount_text(money.cents);
  const auto symbol = symbol_of(money.currency);
  core::Json price = core::Json::object();
  price["currency"] = money.currency;
  if (money.cents % 100 == 0) {
    price["value"] = money.cents / 100;
  } else {
    price["value"] = static_cast<double>(money.cents) / 100.0;
  }
  price["formatted_value"] = core::cat(symbol, " ", amount);
  price["formatted_iso_value"] = core::cat(symbol, amount);
  return price;
}

core::Money times(const core::Money& money, std::uint64_t quantity) {
  return {.cents = money.cents * static_cast<std::int64_t>(quantity), .currency = money.currency};
}

}  // namespace mock::providers::musement
