#pragma once

#include "core/json.hpp"
#include "core/mapping.hpp"
#include "core/quantities.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace mock::providers::musement {

/// What an item is a booking of: an entry of `products`, or what stands under an item's `product`.
struct Product {
  std::string id;  ///< digits
  std::string activity_uuid;
  std::string title = "City bus tour";
  core::Money price{.cents = 2100, .currency = "USD"};
  std::string max_confirmation_time = "P0D";  ///< the provider's spelling, as the scenario has it
  core::Duration max_confirmation{};          ///< the same as a duration
  bool states_confirmation_time = false;  ///< the scenario has the key; what it left out it is not held to
  core::Json fields;                      ///< null: none
  core::Place place;

  /// Instant confirmation: the item becomes OK by itself after the payment.
  [[nodiscard]] bool is_instant() const { return max_confirmation == core::Duration{}; }
};

/// What reading products needs: the shape of `items[].product`, the seed, and how many ids were drawn so far.
struct ProductReader {
  core::Json shape;
  std::uint64_t seed = 1;
  std::uint64_t drawn = 0;

  /// Reads all keys of a product but does not finish the mapping. A product without `id` gets one of nine
  /// digits.
  Product read(core::Mapping& mapping);
  /// The product of an item that names none.
  Product make_default();

 private:
  void draw_what_is_missing(Product& product);
};

/// `items[].product` as it is shown. `created` is the order's creation, `origin` the begin of links of ours.
core::Json product_json(const Product& product, core::Instant created, std::string_view origin);

}  // namespace mock::providers::musement
