#include "journal/json_fields.hpp"

#include "core/text.hpp"
#include "journal/base64.hpp"

#include <algorithm>
#include <utility>

namespace mock::journal {
namespace {

/// What stands there, in a few words.
std::string shown(const core::Json& value) {
  if (value.is_object()) return "an object";
  if (value.is_array()) return "a list";
  if (value.is_string()) return core::in_quotes(value.get_ref<const std::string&>());
  return core::to_text(value);
}

const core::Json& empty_object() {
  static const core::Json kEmpty = core::Json::object();
  return kEmpty;
}

const core::Json& empty_list() {
  static const core::Json kEmpty = core::Json::array();
  return kEmpty;
}

}  // namespace

JsonFields::JsonFields(const core::Json& object, std::string name, std::string& mistake)
    : json_{object}, name_{std::move(name)}, mistake_{mistake} {
  if (!object.is_object()) this->mistake(core::cat(name_, " is an object, found ", shown(object)));
}

const core::Json* JsonFields::find(std::string_view key) const {
  if (!json_.is_object()) return nullptr;
  const auto found = json_.find(std::string{key});
  return found == json_.end() ? nullptr : &*found;
}

const core::Json* JsonFields::member(std::string_view key) {
  known_.emplace_back(key);
  const core::Json* found = find(key);
  if (found == nullptr) mistake(core::cat(name_, " has no '", key, "'"));
  return found;
}

std::string JsonFields::text_if_any(std::string_view key) const {
  const core::Json* value = find(key);
  return value != nullptr && value->is_string() ? value->get<std::string>() : std::string{};
}

bool JsonFields::is_null(std::string_view key) {
  const core::Json* value = member(key);
  return value != nullptr && value->is_null();
}

std::uint64_t JsonFields::number(std::string_view key, std::uint64_t least, std::uint64_t most) {
  const core::Json* value = member(key);
  if (value == nullptr) return least;
  if (value->is_number_unsigned()) {
    const auto number = value->get<std::uint64_t>();
    if (number >= least && number <= most) return number;
  }
  std::string expected = core::cat("a whole number from ", std::to_string(least));
  if (most != std::numeric_limits<std::uint64_t>::max()) expected += core::cat(" to ", std::to_string(most));
  refuse(key, expected);
  return least;
}

bool JsonFields::boolean(std::string_view key) {
  const core::Json* value = member(key);
  if (value == nullptr) return false;
  if (value->is_boolean()) return value->get<bool>();
  refuse(key, "true or false");
  return false;
}

std::string JsonFields::text(std::string_view key) {
  const core::Json* value = member(key);
  if (value == nullptr) return {};
  if (value->is_string()) return value->get<std::string>();
  refuse(key, "a text");
  return {};
}

std::string JsonFields::bytes(std::string_view key) {
  const std::string encoded = core::cat(key, "_base64");
  if (!has(encoded)) {
    known_.push_back(encoded);
    return text(key);
  }
  known_.emplace_back(key);
  if (has(key))
    mistake(core::cat(name_, " has '", key, "' as well as '", encoded, "', expected one of them"));
  const std::string digits = text(encoded);
  if (auto decoded = from_base64(digits)) return std::move(*decoded);
  refuse(encoded, "base64 with padding and without line breaks (RFC 4648 §4)");
  return {};
}

std::string JsonFields::bytes_or_null(std::string_view key) {
  const core::Json* value = find(key);
  if (value == nullptr || !value->is_null()) return bytes(key);
  known_.emplace_back(key);
  return {};
}

core::Instant JsonFields::instant(std::string_view key) {
  const core::Json* value = member(key);
  if (value == nullptr) return {};
  if (value->is_string()) {
    if (const auto instant = core::parse_instant(value->get_ref<const std::string&>())) return *instant;
  }
  refuse(key, "an instant, as 2026-03-01T09:00:00Z");
  return {};
}

std::optional<core::Instant> JsonFields::instant_or_null(std::string_view key) {
  const core::Json* value = find(key);
  if (value == nullptr || !value->is_null()) return instant(key);
  known_.emplace_back(key);
  return std::nullopt;
}

const core::Json& JsonFields::object(std::string_view key) {
  const core::Json* value = member(key);
  if (value == nullptr) return empty_object();
  if (value->is_object()) return *value;
  refuse(key, "an object");
  return empty_object();
}

const core::Json& JsonFields::list(std::string_view key) {
  const core::Json* value = member(key);
  if (value == nullptr) return empty_list();
  if (value->is_array()) return *value;
  refuse(key, "a list");
  return empty_list();
}

void JsonFields::refuse(std::string_view key, std::string_view expected) {
  const core::Json* value = find(key);
  mistake(core::cat("'", key, "' of ", name_, " is ", expected, ", found ",
                    value == nullptr ? "nothing" : shown(*value)));
}

void JsonFields::mistake(std::string sentence) {
  if (mistake_.empty()) mistake_ = std::move(sentence);
}

bool JsonFields::finish() {
  if (json_.is_object()) {
    for (const auto& [key, value] : json_.items()) {
      if (std::find(known_.begin(), known_.end(), key) != known_.end()) continue;
      mistake(
          core::cat("unknown key ", core::in_quotes(key), " in ", name_, core::did_you_mean(key, known_)));
      break;
    }
  }
  return mistake_.empty();
}

}  // namespace mock::journal
