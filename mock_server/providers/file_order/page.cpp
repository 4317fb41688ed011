#include "providers/file_order/page.hpp"

#include "core/text.hpp"
#include "providers/file_order/media_type.hpp"

#include <algorithm>
#include <charconv>
#include <limits>
#include <optional>

namespace mock::providers::file_order {

namespace {

/// A number as Java's `Integer.parseInt` reads it.
std::optional<std::int32_t> parse_int(const std::string* text) {
  if (text == nullptr) return std::nullopt;
  std::string_view digits = *text;
  if (digits.starts_with('+') && !digits.starts_with("+-")) digits.remove_prefix(1);
  std::int32_t number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
  return number;
}

core::Json render_file(const Order& order, const FileRef& file, const PageContext& context) {
  const std::string checksum = checksum_of(file, context.seed, context.checksums);
  // Every character of it may stand in a path segment as it is (RFC 3986 §3.3).
  std::string uri = core::cat(context.origin, "/api/v1/rs-catalog/",
                              to_text(urn_at(order.first_urn(), file.position)), "/files/", checksum);
  const std::string name = file.name();
  core::Json item{
      // ○ The guide's sample has "product" for two files; a product for each is what their URNs say, too.
      {"productId",
       core::cat("product-", std::to_string(order.id()), "-", std::to_string(file.position + 1))},
      {"checksum", checksum},
      {"fileSize", file.group->size()},
      {"filename", name},
      {"mimeType", std::string{media_type(name)}},
      {"uri", std::move(uri)},
  };
  if (!file.group->fields.is_null()) core::merge_patch(item, file.group->fields);
  return item;
}

}  // namespace

PageRequest read_page_request(const core::Target& target, std::uint64_t default_size) {
  const auto number = parse_int(core::find_query(target, "page")).value_or(0);
  const auto size = parse_int(core::find_query(target, "size")).value_or(0);
  PageRequest request{.number = static_cast<std::uint64_t>(std::max(number, 0)), .size = default_size};
  if (size > 0) request.size = std::min(static_cast<std::uint64_t>(size), kMostFilesOfAPage);
  return request;
}

std::string render_page(const Order& order, const PageRequest& request, const PageContext& context) {
  const std::uint64_t total = order.listed().size();
  core::Json content = core::Json::array();
  for (const auto position : order.listed().slice(request.number * request.size, request.size)) {
    content.push_back(render_file(order, *order.plan().file(position), context));
  }
  core::Json page{{"metadata",
                   {{"number", request.number},
                    {"size", request.size},
                    {"totalElements", total},
                    {"totalPages", (total + request.size - 1) / request.size}}},
                  {"content", std::move(content)}};
  for (const core::Json* patch : order.patches()) core::merge_patch(page, *patch);
  return core::to_text(page);
}

std::string checksum_of(const FileRef& file, std::uint64_t seed, core::Checksums& checksums) {
  return file.group->checksum.empty() ? checksums.md5(file.body(seed)) : file.group->checksum;
}

std::string media_type_of(const FileRef& file) {
  const auto& fields = file.group->fields;
  if (fields.is_object()) {
    if (const auto patched = fields.find("mimeType"); patched != fields.end() && patched->is_string()) {
      return patched->get<std::string>();
    }
  }
  return std::string{media_type(file.name())};
}

}  // namespace mock::providers::file_order
