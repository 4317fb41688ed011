#include "cli/event_difference.hpp"

#include "core/json.hpp"
#include "core/text.hpp"
#include "journal/printable.hpp"

#include <algorithm>
#include <optional>
#include <utility>
#include <variant>

namespace mock::cli {
namespace {

constexpr std::size_t kLongest = 120;  ///< of a value that is shown whole
constexpr std::size_t kBefore = 30;    ///< what is shown of a longer one before the place where it differs

/// The JSON that a text is, if it is a list or an object: a body, most often.
std::optional<core::Json> json_in(const core::Json& text) {
  const auto& bytes = text.get_ref<const std::string&>();
  if (bytes.empty() || (bytes.front() != '{' && bytes.front() != '[')) return std::nullopt;
  auto parsed = core::parse_json(bytes);
  auto* json = std::get_if<core::ParsedJson>(&parsed);
  if (json == nullptr || !json->duplicates.empty()) return std::nullopt;
  return std::move(json->value);
}

std::string names_of(const core::Json& object) {
  std::vector<std::string> names;
  for (const auto& [name, value] : object.items()) names.push_back(name);
  return core::join(names);
}

/// `text` around `at`, beginning and ending with whole characters.
std::string around(std::string_view text, std::size_t at) {
  const auto is_inside = [&](std::size_t place) {
    return place < text.size() && (static_cast<unsigned char>(text[place]) & 0xC0U) == 0x80U;
  };
  std::size_t begin = at > kBefore ? at - kBefore : 0;
  while (is_inside(begin)) --begin;
  std::size_t end = std::min(begin + kLongest, text.size());
  while (is_inside(end)) ++end;
  return core::cat(begin > 0 ? "…" : "", text.substr(begin, end - begin), end < text.size() ? "…" : "");
}

class Comparison {
 public:
  Comparison(journal::Secrets secrets, std::size_t most) : secrets_{secrets}, most_{most} {}

  /// `name` is what the value is called: it says whether it is a secret.
  void compare(const std::string& where, std::string_view name, const core::Json& expected,
               const core::Json& found) {
    if (expected.is_object() && found.is_object()) return compare_objects(where, expected, found);
    if (expected.is_array() && found.is_array()) return compare_lists(where, name, expected, found);
    if (core::to_text(expected) == core::to_text(found)) return;
    if (expected.is_string() && found.is_string() && !is_inside_text_) {
      const auto expected_json = json_in(expected);
      const auto found_json = expected_json ? json_in(found) : std::nullopt;
      if (found_json && compare_inside(where, *expected_json, *found_json)) return;
    }
    add(where, shown(name, expected), shown(name, found));
  }

  Differences take() { return std::move(differences_); }

 private:
  void compare_objects(const std::string& where, const core::Json& expected, const core::Json& found) {
    // Headers are objects with `name` and `value`: their name says what the value is.
    std::string header;
    if (const auto name = expected.find("name"); name != expected.end() && name->is_string()) {
      header = name->get<std::string>();
    }
    const std::size_t before = count();
    for (const auto& [name, value] : expected.items()) {
      const std::string place = core::cat(where, "/", core::pointer_token(name));
      const std::string& meaning = name == "value" && !header.empty() ? header : name;
      if (const auto member = found.find(name); member != found.end()) {
        compare(place, meaning, value, *member);
      } else {
        add(place, shown(meaning, value), "nothing");
      }
    }
    for (const auto& [name, value] : found.items()) {
      if (!expected.contains(name)) {
        add(core::cat(where, "/", core::pointer_token(name)), "nothing", shown(name, value));
      }
    }
    if (count() > before) return;
    const std::string order = names_of(expected);
    const std::string found_order = names_of(found);
    if (order != found_order)
      add(where, core::cat("the order ", order), core::cat("the order ", found_order));
  }

  void compare_lists(const std::string& where, std::string_view name, const core::Json& expected,
                     const core::Json& found) {
    for (std::size_t i = 0; i < std::max(expected.size(), found.size()); ++i) {
      const std::string place = core::cat(where, "/", std::to_string(i));
      if (i >= found.size()) {
        add(place, shown(name, expected[i]), "nothing");
      } else if (i >= expected.size()) {
        add(place, "nothing", shown(name, found[i]));
      } else {
        compare(place, name, expected[i], found[i]);
      }
    }
  }

  /// Two texts that are JSON; false if they differ in nothing but blanks.
  bool compare_inside(const std::string& where, const core::Json& expected, const core::Json& found) {
    const std::size_t before = count();
    is_inside_text_ = true;
    compare(core::cat(where, ": "), {}, expected, found);
    is_inside_text_ = false;
    return count() > before;
  }

  [[nodiscard]] std::string shown(std::string_view name, const core::Json& value) const {
    if (value.is_string()) {
      const auto& text = value.get_ref<const std::string&>();
      if (!journal::is_secret_name(name)) return core::cat("'", journal::shown_body(text, secrets_), "'");
      return core::cat("'", journal::shown_header_value({std::string{name}, text}, secrets_), "'");
    }
    if (secrets_ == journal::Secrets::Masked && journal::is_secret_name(name)) return "…";
    return journal::shown_body(core::to_text(value), secrets_);
  }

  void add(std::string where, std::string expected, std::string found) {
    if (differences_.first.size() >= most_) {
      ++differences_.more;
      return;
    }
    if (expected == found) found += " (not the same behind what is masked: --show-secrets shows it)";
    if (std::max(expected.size(), found.size()) > kLongest) {
      const auto [one, other] = std::mismatch(expected.begin(), expected.end(), found.begin(), found.end());
      const auto at = static_cast<std::size_t>(one - expected.begin());
      expected = around(expected, at);
      found = around(found, at);
    }
    if (where.empty()) where = "the whole";
    differences_.first.push_back({.where = journal::printable(where),
                                  .found = journal::printable(found),
                                  .expected = journal::printable(expected)});
  }

  [[nodiscard]] std::size_t count() const { return differences_.first.size() + differences_.more; }

  const journal::Secrets secrets_;
  const std::size_t most_;
  bool is_inside_text_ = false;
  Differences differences_;
};

}  // namespace

Differences differences_between(std::string_view expected, std::string_view found, journal::Secrets secrets,
                                std::size_t most) {
  const auto expected_json = core::parse_json(expected);
  const auto found_json = core::parse_json(found);
  const auto* left = std::get_if<core::ParsedJson>(&expected_json);
  const auto* right = std::get_if<core::ParsedJson>(&found_json);
  if (left != nullptr && right != nullptr) {
    Comparison values{secrets, most};
    values.compare({}, {}, left->value, right->value);
    Differences differences = values.take();
    if (!differences.first.empty() || expected == found) return differences;
  }
  Comparison texts{secrets, most};
  texts.compare({}, {}, core::Json(std::string{expected}), core::Json(std::string{found}));
  return texts.take();
}

}  // namespace mock::cli
