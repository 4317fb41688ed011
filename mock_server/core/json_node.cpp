#include "core/json_node.hpp"

#include "core/json.hpp"
#include "core/text.hpp"

#include <algorithm>
#include <cassert>

namespace mock::core {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";

/// Tells line and column of offsets that only grow.
class Places {
 public:
  Places(std::string_view text, std::uint32_t call)
      : text_(text), place_{.line = 1, .column = 1, .call = call} {}

  Place at(std::size_t offset) {
    for (; seen_ < std::min(offset, text_.size()); ++seen_) {
      const char byte = text_[seen_];
      if (byte == '\n') {
        ++place_.line;
        place_.column = 1;
      } else if (!is_inside_character(byte)) {
        ++place_.column;
      }
    }
    return place_;
  }

 private:
  /// Counted with the first byte of its character.
  static bool is_inside_character(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U; }

  std::string_view text_;
  std::size_t seen_ = 0;
  Place place_;
};

/// Walks through a text that is known to be JSON, nested no deeper than `kMaxJsonDepth`.
///
/// nlohmann's parser tells no positions; so it judges the text first, and what is left is easy.
class Walk {
 public:
  Walk(std::string_view text, std::uint32_t call) : text_(text), places_(text, call) {}

  Node value() {
    const char first = next();
    Node node;
    node.place = places_.at(at_);
    if (first == '{') {
      read_object(node);
    } else if (first == '[') {
      read_array(node);
    } else if (first == '"') {
      node.text = string();
      node.quoted = true;
    } else if (const auto word = bare_word(); word != "null") {
      node.text = word;
    }
    return node;
  }

 private:
  void read_object(Node& node) {
    node.kind = Node::Kind::Mapping;
    while (next_in_list() != '}') {
      Node::Entry& entry = node.entries.emplace_back();
      entry.key_place = places_.at(at_);
      entry.key = string();
      next();
      ++at_;  // the colon
      entry.value = value();
    }
    ++at_;
  }

  void read_array(Node& node) {
    node.kind = Node::Kind::Sequence;
    while (next_in_list() != ']') node.items.push_back(value());
    ++at_;
  }

  /// Goes to the next character that is no blank, and tells it.
  char next() {
    at_ = text_.find_first_not_of(kBlanks, at_);
    assert(at_ != std::string_view::npos && "the text was judged to be JSON");
    return text_[at_];
  }

  /// Past the opening bracket or a comma.
  char next_in_list() {
    if (const char letter = next(); letter == '{' || letter == '[' || letter == ',') ++at_;
    return next();
  }

  std::string string() {
    const std::size_t begin = at_++;
    while (text_[at_] != '"') at_ += text_[at_] == '\\' ? 2 : 1;
    ++at_;
    return Json::parse(text_.substr(begin, at_ - begin)).get<std::string>();
  }

  std::string_view bare_word() {
    const std::size_t begin = at_;
    at_ = std::min(text_.find_first_of(" \t\r\n,]}", begin), text_.size());
    return text_.substr(begin, at_ - begin);
  }

  std::string_view text_;
  std::size_t at_ = 0;
  Places places_;
};

}  // namespace

std::optional<Node> read_json_node(std::string_view text, Problems& problems, std::uint32_t call) {
  const auto parsed = parse_json(text);
  if (const auto* problem = std::get_if<JsonProblem>(&parsed)) {
    problems.error(Places{text, call}.at(problem->offset),
                   cat("this is no JSON: found ", problem->found, ", expected ", problem->expected));
    return std::nullopt;
  }
  return Walk{text, call}.value();
}

}  // namespace mock::core
