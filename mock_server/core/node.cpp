#include "core/node.hpp"

#include "core/text.hpp"

#include <algorithm>
#include <string_view>

namespace mock::core {

namespace {

/// Would be read as a number or a literal where the provider's free JSON stands, so its quotes mean
/// something.
bool looks_like_json_scalar(std::string_view text) {
  if (text == "true" || text == "false" || text == "null") return true;
  return !text.empty() && text.find_first_of("0123456789") != std::string_view::npos &&
         text.find_first_not_of("0123456789+-.eE") == std::string_view::npos;
}

/// Whether `text` would be read as something else inside `{ }` without quotes (YAML 1.2.2 §7.3.3, plain
/// scalars).
bool needs_quotes(std::string_view text) {
  if (text.empty()) return true;
  if (text.front() == ' ' || text.back() == ' ' || text.back() == ':') return true;
  if (std::string_view{"#&*!|>'\"%@`"}.find(text.front()) != std::string_view::npos) return true;
  const bool lone_indicator = std::string_view{"-?:"}.find(text.front()) != std::string_view::npos &&
                              (text.size() == 1 || text[1] == ' ' || text[1] == '-');
  if (lone_indicator) return true;
  if (text.find_first_of(",[]{}") != std::string_view::npos) return true;
  if (text.find(": ") != std::string_view::npos || text.find(" #") != std::string_view::npos) return true;
  return std::ranges::any_of(
      text, [](char byte) { return static_cast<unsigned char>(byte) < 0x20 || byte == 0x7F; });
}

std::string in_double_quotes(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string shown = "\"";
  for (const char byte : text) {
    const auto value = static_cast<unsigned char>(byte);
    if (byte == '"' || byte == '\\') {
      shown += {'\\', byte};
    } else if (byte == '\n') {
      shown += "\\n";
    } else if (byte == '\t') {
      shown += "\\t";
    } else if (value < 0x20 || value == 0x7F) {
      shown += {'\\', 'x', kDigits[value >> 4U], kDigits[value & 0xFU]};
    } else {
      shown += byte;
    }
  }
  shown += '"';
  return shown;
}

std::string scalar_text(std::string_view text, bool quoted) {
  const bool quotes_mean_something = quoted && looks_like_json_scalar(text);
  return needs_quotes(text) || quotes_mean_something ? in_double_quotes(text) : std::string{text};
}

std::string sequence_text(const Node& node) {
  std::string text = "[";
  for (const auto& item : node.items) {
    if (text.size() > 1) text += ", ";
    text += to_flow_text(item);
  }
  return text + "]";
}

std::string mapping_text(const Node& node) {
  if (node.entries.empty()) return "{}";
  std::string text = "{ ";
  for (const auto& [key, key_place, value] : node.entries) {
    if (text.size() > 2) text += ", ";
    text += cat(scalar_text(key, false), ":");
    if (!value.is_empty()) text += cat(" ", to_flow_text(value));
  }
  return text + " }";
}

}  // namespace

std::string to_text(Place place) {
  return cat(std::to_string(place.line), ":", std::to_string(place.column));
}

std::string shown_line(Place place) {
  if (place.call == 0) return to_text(place);
  return cat("control call ", std::to_string(place.call), ", ", to_text(place));
}

std::string where(std::string_view file, Place place) {
  if (place.line == 0) return std::string{file};
  return place.call == 0 ? cat(file, ":", to_text(place)) : shown_line(place);
}

std::string to_flow_text(const Node& node) {
  switch (node.kind) {
    case Node::Kind::Sequence:
      return sequence_text(node);
    case Node::Kind::Mapping:
      return mapping_text(node);
    case Node::Kind::Scalar:
      break;
  }
  return node.is_empty() ? std::string{} : scalar_text(node.text, node.quoted);
}

}  // namespace mock::core
