#pragma once

#include "core/mapping.hpp"
#include "core/scenario_reader.hpp"
#include "providers/musement/item.hpp"
#include "providers/musement/product.hpp"

#include <utility>
#include <vector>

namespace mock::providers::musement {

/// What an item's order says about it.
struct ItemContext {
  bool paid = true;
  bool repeated = false;  ///< one of many copies: uuids must be drawn
};

/// Reads and checks the entries of an order's `items`.
class ItemReader {
 public:
  /// `products`: the entries of the section's list, for `product: 4711`. All references must outlive this.
  ItemReader(const std::vector<Product>& products, ProductReader& product_reader, core::Json item_shape,
             const core::ScenarioReader& reader)
      : products_{products},
        product_reader_{product_reader},
        shape_(std::move(item_shape)),
        reader_{reader} {}

  ItemPlan read(core::Mapping& mapping, const ItemContext& context);

 private:
  Product read_product(core::Mapping& item);

  const std::vector<Product>& products_;
  ProductReader& product_reader_;
  core::Json shape_;
  const core::ScenarioReader& reader_;
};

}  // namespace mock::providers::musement
