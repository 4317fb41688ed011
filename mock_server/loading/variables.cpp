#include "loading/variables.hpp"

#include "core/json.hpp"
#include "core/text.hpp"

#include <algorithm>
#include <variant>

namespace mock::loading {
namespace {

using core::cat;
using core::Node;

bool is_letter(char byte) {
  return (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z') || byte == '_';
}
bool is_digit(char byte) { return byte >= '0' && byte <= '9'; }

bool is_name(std::string_view text) {
  return !text.empty() && is_letter(text[0]) &&
         std::all_of(text.begin(), text.end(), [](char byte) { return is_letter(byte) || is_digit(byte); });
}

/// `${NAME}` or `${NAME:-default}`, taken apart.
struct Variable {
  std::string_view name;
  std::optional<std::string_view> fallback;
  std::size_t length = 0;  ///< of all of it
};
struct NoVariable {
  std::string message;
};

constexpr std::string_view kSpelling =
    "write ${NAME} or ${NAME:-default}, or $${ for the characters themselves";

/// `text` begins with `${`.
std::variant<Variable, NoVariable> parse_variable(std::string_view text) {
  const auto close = text.find('}');
  if (close == std::string_view::npos) {
    return NoVariable{cat("the variable ", core::in_quotes(text, 40), " has no '}': ", kSpelling)};
  }
  const auto inside = text.substr(2, close - 2);
  const auto colon = inside.find(":-");
  const auto name = inside.substr(0, colon);
  const auto whole = text.substr(0, close + 1);
  if (!is_name(name)) {
    return NoVariable{
        cat(core::in_quotes(whole, 40), " is no variable, a name is letters, digits and _: ", kSpelling)};
  }
  Variable variable{.name = name, .fallback = std::nullopt, .length = close + 1};
  if (colon != std::string_view::npos) variable.fallback = inside.substr(colon + 2);
  if (variable.fallback && variable.fallback->find("${") != std::string_view::npos) {
    return NoVariable{
        cat("a variable inside the default of ", core::in_quotes(whole, 40), ": variables do not nest")};
  }
  return variable;
}

std::string unset_message(std::string_view name, std::string_view key) {
  const bool is_address = key == "url" || name.ends_with("URL");
  return cat("variable ", name,
             " is not set: give it with --set, in the environment, at creation or reset of the session, or "
             "write a default, ${",
             name, ":-", is_address ? "http://…" : "…", "}");
}

class Expander {
 public:
  using Names = std::set<std::string, std::less<>>;

  Expander(const VariableLookup& lookup, core::Problems& problems, Unset unset, Names* missing)
      : lookup_(lookup), problems_(problems), unset_(unset), missing_(missing) {}

  void expand(Node& node, std::string_view key) {
    if (node.is_scalar() && node.text.find("${") != std::string::npos) expand_scalar(node, key);
    for (auto& item : node.items) expand(item, key);
    for (auto& entry : node.entries) {
      if (entry.key.find("${") != std::string::npos) {
        problems_.error(entry.key_place, "a variable stands in values, never in keys");
      }
      expand(entry.value, entry.key);
    }
  }

 private:
  void expand_scalar(Node& node, std::string_view key) {
    const std::string_view text = node.text;
    std::string expanded;
    std::size_t at = 0;
    for (auto next = text.find("${"); next != std::string_view::npos; next = text.find("${", at)) {
      const bool escaped = next > at && text[next - 1] == '$';
      if (escaped) {
        expanded.append(text.substr(at, next - 1 - at)).append("${");
        at = next + 2;
        continue;
      }
      expanded.append(text.substr(at, next - at));
      const auto parsed = parse_variable(text.substr(next));
      if (const auto* bad = std::get_if<NoVariable>(&parsed)) {
        problems_.error(node.place, bad->message);
        node.unset = true;  // its text is nothing that a reader should judge as well
        return;
      }
      const auto& variable = std::get<Variable>(parsed);
      const auto value = value_of(variable, node, key);
      if (!value) return;
      expanded.append(*value);
      at = next + variable.length;
    }
    expanded.append(text.substr(at));
    node.text = std::move(expanded);
    if (node.text.empty()) node.quoted = true;
  }

  /// Nothing: it was said why, and the node is marked.
  std::optional<std::string> value_of(const Variable& variable, Node& node, std::string_view key) {
    auto value = lookup_(variable.name);
    if (variable.fallback && (!value || value->empty())) value = std::string{*variable.fallback};
    if (!value) {
      if (missing_ != nullptr) missing_->emplace(variable.name);
      auto message = unset_message(variable.name, key);
      if (unset_ == Unset::Note) {
        problems_.note(node.place, std::move(message));
      } else {
        problems_.error(node.place, std::move(message));
      }
      node.unset = true;
      return std::nullopt;
    }
    if (core::find_invalid_utf8(*value))
      return refuse(node, cat("the value of ", variable.name, " is no UTF-8"));
    if (value->find('\0') != std::string::npos)
      return refuse(node, cat("the value of ", variable.name, " has a NUL byte"));
    bytes_ += value->size();
    if (bytes_ > kMostVariableBytes) {
      return refuse(node, cat("with ", variable.name, " the values of variables have more than ",
                              std::to_string(kMostVariableBytes >> 20U), " MiB altogether"));
    }
    return value;
  }

  std::optional<std::string> refuse(Node& node, std::string message) {
    problems_.error(node.place, std::move(message));
    node.unset = true;
    return std::nullopt;
  }

  const VariableLookup& lookup_;
  core::Problems& problems_;
  Unset unset_;
  Names* missing_;
  std::size_t bytes_ = 0;
};

}  // namespace

void expand_variables(Node& root, const VariableLookup& lookup, core::Problems& problems, Unset unset,
                      std::set<std::string, std::less<>>* missing) {
  Expander{lookup, problems, unset, missing}.expand(root, {});
}

}  // namespace mock::loading
