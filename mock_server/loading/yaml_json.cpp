#include "loading/yaml_json.hpp"

#include "core/text.hpp"
#include "loading/yaml_reader.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <map>
#include <span>

namespace mock::loading {
namespace {

using core::cat;
using core::Json;
using core::Node;
using core::Problems;

bool is_one_of(std::string_view text, std::span<const std::string_view> words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

constexpr std::array<std::string_view, 4> kNulls = {"null", "Null", "NULL", "~"};
constexpr std::array<std::string_view, 3> kTrues = {"true", "True", "TRUE"};
constexpr std::array<std::string_view, 3> kFalses = {"false", "False", "FALSE"};
constexpr std::array<std::string_view, 12> kNoJsonNumbers = {
    ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF", "-.inf", "-.Inf", "-.INF", ".nan", ".NaN", ".NAN"};

bool is_digit(char byte) { return byte >= '0' && byte <= '9'; }

std::size_t skip_digits(std::string_view text, std::size_t from) {
  while (from < text.size() && is_digit(text[from])) ++from;
  return from;
}

/// `[-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?`
bool is_float(std::string_view text) {
  std::size_t at = !text.empty() && (text[0] == '-' || text[0] == '+') ? 1 : 0;
  const auto whole_end = skip_digits(text, at);
  const bool has_whole = whole_end > at;
  at = whole_end;
  if (at < text.size() && text[at] == '.') {
    const auto fraction_end = skip_digits(text, at + 1);
    if (!has_whole && fraction_end == at + 1) return false;
    at = fraction_end;
  } else if (!has_whole) {
    return false;
  }
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    if (at < text.size() && (text[at] == '-' || text[at] == '+')) ++at;
    const auto exponent_end = skip_digits(text, at);
    if (exponent_end == at) return false;
    at = exponent_end;
  }
  return at == text.size();
}

template <typename Integer>
std::optional<Json> integer(std::string_view digits, int base) {
  Integer value{};
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, base);
  if (error != std::errc{} || end != digits.data() + digits.size() || digits.empty()) return std::nullopt;
  return Json(value);
}

/// The number that a bare text is; a discarded value for one that JSON cannot hold; nothing if it is a text.
std::optional<Json> number(std::string_view text) {
  if (is_one_of(text, kNoJsonNumbers)) return Json(Json::value_t::discarded);
  if (text.starts_with("0x")) return integer<std::uint64_t>(text.substr(2), 16);
  if (text.starts_with("0o")) return integer<std::uint64_t>(text.substr(2), 8);
  if (!is_float(text)) return std::nullopt;
  const auto unsigned_text = text.starts_with('+') ? text.substr(1) : text;
  if (skip_digits(text, text[0] == '-' || text[0] == '+' ? 1 : 0) == text.size()) {
    if (auto value = integer<std::uint64_t>(unsigned_text, 10)) return value;
    if (auto value = integer<std::int64_t>(unsigned_text, 10)) return value;
  }
  double value = 0;
  const auto [end, error] =
      std::from_chars(unsigned_text.data(), unsigned_text.data() + unsigned_text.size(), value);
  if (error != std::errc{} || !std::isfinite(value)) return Json(Json::value_t::discarded);
  return Json(value);
}

Json to_json(const Node& node, Problems& problems);

Json scalar_to_json(const Node& node, Problems& problems) {
  if (node.quoted) return node.text;
  if (node.text.empty() || is_one_of(node.text, kNulls)) return nullptr;
  if (is_one_of(node.text, kTrues)) return true;
  if (is_one_of(node.text, kFalses)) return false;
  auto value = number(node.text);
  if (!value) return node.text;
  if (value->is_discarded()) {
    problems.error(node.place, cat("JSON has no number ", core::in_quotes(node.text),
                                   ": put it in quotes if it is a text"));
    return nullptr;
  }
  return *std::move(value);
}

Json mapping_to_json(const Node& node, Problems& problems) {
  Json object = Json::object();
  auto& members = object.get_ref<Json::object_t&>();
  std::map<std::string_view, core::Place> places;
  members.reserve(node.entries.size());
  for (const auto& entry : node.entries) {
    const auto [first, is_new] = places.emplace(entry.key, entry.key_place);
    if (!is_new) {
      problems.error(entry.key_place, cat("the key ", core::in_quotes(entry.key), " is there already (",
                                          core::to_text(first->second), ")"));
      continue;
    }
    // Not through the map's own interface, which looks through all members before it adds one.
    members.emplace_back(entry.key, to_json(entry.value, problems));
  }
  return object;
}

Json to_json(const Node& node, Problems& problems) {
  if (node.is_scalar()) return scalar_to_json(node, problems);
  if (node.is_mapping()) return mapping_to_json(node, problems);
  Json items = Json::array();
  for (const auto& item : node.items) items.push_back(to_json(item, problems));
  return items;
}

}  // namespace

std::optional<Json> read_yaml_as_json(std::string_view text, Problems& problems, const YamlLimits& limits) {
  const auto errors_before = problems.error_count();
  const auto node = read_yaml(text, problems, limits);
  if (!node) return std::nullopt;
  Json json = to_json(*node, problems);
  if (problems.error_count() > errors_before) return std::nullopt;
  return json;
}

}  // namespace mock::loading
