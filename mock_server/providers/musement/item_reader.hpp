#pragma once

#include "core/mapping.hpp"
#include "core/scenario_reader.hpp"
#include "providers/musement/item.hpp"
#include "providers/musement/product.hpp"

#include <string_view>
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

/// An item that a move brings a timeline for, as it will be when that begins.
struct ItemSituation {
  std::string_view status;
  bool paid = true;  ///< its order is
};

/// Reads and checks such a timeline: a list of steps, or one.
std::vector<ItemStep> read_item_timeline(const core::Node& timeline, const ItemSituation& item,
                                         const core::Json& item_shape, const core::ScenarioReader& reader,
                                         core::Problems& problems);

}  // namespace mock::providers::musement
