#include "providers/musement/product.hpp"

#include "core/instant.hpp"
#include "core/random.hpp"
#include "core/scenario_reader.hpp"
#include "core/text.hpp"
#include "providers/musement/iso_duration.hpp"
#include "providers/musement/price.hpp"
#include "providers/musement/wire.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <optional>
#include <utility>
#include <variant>

namespace mock::providers::musement {
namespace {

constexpr std::int64_t kMostCents = 100'000'000;  // so that no sum of an order overflows

void read_max_confirmation_time(core::Mapping& mapping, Product& product) {
  auto text = mapping.text("max_confirmation_time");
  if (!text) return;
  if (const auto duration = parse_iso_duration(*text)) {
    product.max_confirmation_time = std::move(*text);
    product.max_confirmation = *duration;
    product.states_confirmation_time = true;
    return;
  }
  const auto ours = core::parse_duration(*text, "max_confirmation_time");
  const auto* duration = std::get_if<core::Duration>(&ours);
  mapping.error(
      mapping.value_place("max_confirmation_time"),
      core::cat("'max_confirmation_time' is spelt as the provider does, an ISO 8601 duration, found ",
                core::in_quotes(*text), ": write ",
                duration != nullptr ? to_iso_duration(*duration) : "P0D, PT30M or P2D"));
}

void read_id(core::Mapping& mapping, Product& product) {
  auto id = mapping.text("id");
  if (!id) return;
  const bool is_digits = !id->empty() && id->size() <= 20 &&
                         std::all_of(id->begin(), id->end(), [](char c) { return c >= '0' && c <= '9'; });
  if (!is_digits) {
    mapping.error(mapping.value_place("id"),
                  core::cat("a product's 'id' is a text of at most 20 digits, found ", core::in_quotes(*id),
                            ": write id: 4711"));
    return;
  }
  product.id = std::move(*id);
}

void read_price(core::Mapping& mapping, Product& product) {
  const auto price = mapping.money("price");
  if (!price) return;
  if (price->cents > kMostCents) {
    mapping.error(mapping.value_place("price"), "no price of ours is above 1000000.00: write a lower one");
    return;
  }
  product.price = *price;
}

std::string product_date(core::Instant created) {
  const auto time = core::civil(core::add(created, std::chrono::hours{24 * 7}));
  std::array<char, 24> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02u-%02u 10:00", time.year, time.month, time.day);
  return text.data();
}

core::Json price_tag() {
  core::Json tag = core::Json::object();
  tag["price_feature"] = "Tour";
  tag["ticket_holder"] = "Adult";
  tag["price_feature_code"] = "tour";
  tag["ticket_holder_code"] = "adult";
  return tag;
}

}  // namespace

Product ProductReader::read(core::Mapping& mapping) {
  Product product;
  product.place = mapping.place();
  read_id(mapping, product);
  product.activity_uuid = read_uuid(mapping, "activity").value_or("");
  if (auto title = mapping.text("title")) product.title = std::move(*title);
  read_price(mapping, product);
  read_max_confirmation_time(mapping, product);
  product.fields = core::read_wire_mapping(mapping, "fields", shape, /*unrealistic=*/false);
  draw_what_is_missing(product);
  return product;
}

Product ProductReader::make_default() {
  Product product;
  draw_what_is_missing(product);
  return product;
}

void ProductReader::draw_what_is_missing(Product& product) {
  if (product.id.empty()) {
    core::Random random{seed, core::cat("musement/product/", std::to_string(++drawn))};
    product.id = std::to_string(100'000'000U + random.next() % 900'000'000U);
  }
  if (product.activity_uuid.empty()) {
    core::Random random{seed, core::cat("musement/activity/", product.id)};
    product.activity_uuid = core::draw_uuid(random);
  }
}

core::Json product_json(const Product& product, core::Instant created, std::string_view origin) {
  const auto price = price_json(product.price);
  const auto nothing = price_json({.cents = 0, .currency = product.price.currency});
  core::Json json = core::Json::object();
  json["type"] = "musement";
  json["id"] = product.id;
  json["title"] = product.title;
  json["activity_uuid"] = product.activity_uuid;
  json["max_confirmation_time"] = product.max_confirmation_time;
  json["date"] = product_date(created);
  json["price_tag"] = price_tag();
  json["api_url"] = core::cat(origin, "/api/v3/activities/", product.activity_uuid);
  json["url"] = core::cat("https://www.musement.com/us/activities/", product.activity_uuid);
  json["cover_image_url"] = core::cat("https://images.musement.com/cover/", product.activity_uuid, ".jpg");
  json["min_buy"] = 1;
  json["max_buy"] = 10;
  json["meeting_point"] = "Main entrance";
  json["meeting_point_markdown"] = "Main entrance";
  json["meeting_point_html"] = "<p>Main entrance</p>";
  json["original_retail_price"] = price;
  json["original_retail_price_without_service_fee"] = price;
  json["retail_price"] = price;
  json["retail_price_without_service_fee"] = price;
  json["discount_amount"] = nothing;
  json["service_fee"] = nothing;
  json["supplier_price"] = price;
  if (!product.fields.is_null()) core::merge_patch(json, product.fields);
  return json;
}

}  // namespace mock::providers::musement
