#include "core/json.hpp"

#include "core/text.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <utility>

template class nlohmann::basic_json<nlohmann::ordered_map>;

namespace mock::core {

namespace {

// --- Comparing ---------------------------------------------------------------------------------------------

bool equal_integers(const Json& left, const Json& right) {
  if (left.is_number_unsigned() == right.is_number_unsigned()) return left == right;
  const auto& positive = left.is_number_unsigned() ? left : right;
  const auto& other = left.is_number_unsigned() ? right : left;
  return std::cmp_equal(positive.get<std::uint64_t>(), other.get<std::int64_t>());
}

/// Exact: nlohmann's `==` turns the integer into a double first, and 2^53 + 1 into 2^53.
bool equal_integer_and_float(const Json& integer, double number) {
  constexpr double kTwoTo63 = 9223372036854775808.0;
  constexpr double kTwoTo64 = 18446744073709551616.0;
  if (std::trunc(number) != number) return false;
  if (integer.is_number_unsigned()) {
    return number >= 0 && number < kTwoTo64 &&
           static_cast<std::uint64_t>(number) == integer.get<std::uint64_t>();
  }
  return number >= -kTwoTo63 && number < kTwoTo63 &&
         static_cast<std::int64_t>(number) == integer.get<std::int64_t>();
}

bool equal_numbers(const Json& left, const Json& right) {
  if (left.is_number_float() && right.is_number_float()) return left == right;
  if (left.is_number_float()) return equal_integer_and_float(right, left.get<double>());
  if (right.is_number_float()) return equal_integer_and_float(left, right.get<double>());
  return equal_integers(left, right);
}

using Members = std::vector<const Json::object_t::value_type*>;

Members sorted_members(const Json::object_t& object) {
  Members members;
  members.reserve(object.size());
  for (const auto& member : object) members.push_back(&member);
  std::ranges::sort(members, {}, [](const auto* member) -> const std::string& { return member->first; });
  return members;
}

bool equal_objects(const Json::object_t& left, const Json::object_t& right) {
  if (left.size() != right.size()) return false;
  const auto is_same_member = [](const auto* one, const auto* other) {
    return one->first == other->first && equal(one->second, other->second);
  };
  return std::ranges::equal(sorted_members(left), sorted_members(right), is_same_member);
}

// --- Building ----------------------------------------------------------------------------------------------

/// Builds the value from what the parser reports. We do not leave that to nlohmann's own builder, because it
/// looks for each name among all members before it (100,000 members: twelve seconds) and drops doubled ones
/// without a word.
class Builder : public nlohmann::json_sax<Json> {
 public:
  [[nodiscard]] ParsedJson take() { return {std::move(root_), std::move(duplicates_)}; }
  /// How far the parser had read when it refused the text.
  [[nodiscard]] std::size_t refused_at() const { return refused_at_; }

  bool null() override { return add(nullptr); }
  bool boolean(bool value) override { return add(value); }
  bool number_integer(number_integer_t value) override { return add(value); }
  bool number_unsigned(number_unsigned_t value) override { return add(value); }
  bool number_float(number_float_t value, const string_t& /*text*/) override { return add(value); }
  bool string(string_t& value) override { return add(std::move(value)); }
  bool binary(binary_t& value) override { return add(Json::binary(std::move(value))); }

  bool start_object(std::size_t /*size*/) override { return open(/*is_array=*/false); }
  bool start_array(std::size_t /*size*/) override { return open(/*is_array=*/true); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }

  bool key(string_t& name) override {
    levels_.back().members.emplace_back(std::move(name), nullptr);
    return true;
  }

  bool parse_error(std::size_t position, const std::string& /*token*/,
                   const nlohmann::detail::exception& /*error*/) override {
    refused_at_ = position;
    return false;
  }

 private:
  using Member = std::pair<std::string, Json>;

  /// An object or array that is still open.
  struct Level {
    bool is_array = false;
    std::vector<Json> items;
    std::vector<Member> members;  ///< as written; doubled ones are still there
  };

  bool add(Json value) {
    if (levels_.empty()) {
      root_ = std::move(value);
    } else if (Level& level = levels_.back(); level.is_array) {
      level.items.push_back(std::move(value));
    } else {
      level.members.back().second = std::move(value);
    }
    return true;
  }

  bool open(bool is_array) {
    levels_.emplace_back().is_array = is_array;
    return true;
  }

  bool close() {
    Level level = std::move(levels_.back());
    levels_.pop_back();
    return add(level.is_array ? Json(std::move(level.items)) : object_of(level.members));
  }

  /// The members once each: the last value, at the place of the first.
  Json object_of(std::vector<Member>& members) {
    const auto is_repeated = move_repeated(members);
    Json object = Json::object();
    // `ordered_map` would look for each name among all before it; the vector that it is does not.
    auto& list = static_cast<Json::object_t::Container&>(object.get_ref<Json::object_t&>());
    list.reserve(members.size());
    for (std::size_t i = 0; i < members.size(); ++i) {
      if (!is_repeated[i]) {
        list.emplace_back(std::move(members[i].first), std::move(members[i].second));
      }
    }
    return object;
  }

  /// Moves the value of each repeated member to where its name stood first, and says which ones these were.
  std::vector<bool> move_repeated(std::vector<Member>& members) {
    struct Name {
      std::size_t first = 0;
      bool is_told = false;
    };
    std::unordered_map<std::string_view, Name> names;
    names.reserve(members.size());
    std::vector<bool> is_repeated(members.size());
    for (std::size_t i = 0; i < members.size(); ++i) {
      const auto [known, is_new] = names.try_emplace(members[i].first, Name{.first = i});
      if (is_new) {
        continue;
      }
      is_repeated[i] = true;
      members[known->second.first].second = std::move(members[i].second);
      if (!std::exchange(known->second.is_told, true) && duplicates_.size() < kMaxDuplicateKeys) {
        duplicates_.push_back({pointer_to(members[i].first)});
      }
    }
    return is_repeated;
  }

  /// To a member of the object that was just closed, through those still open.
  [[nodiscard]] std::string pointer_to(std::string_view name) const {
    std::string text;
    for (const auto& level : levels_) {
      const bool is_array = level.is_array;
      text +=
          cat("/", is_array ? std::to_string(level.items.size()) : pointer_token(level.members.back().first));
    }
    return cat(text, "/", pointer_token(name));
  }

  Json root_;
  std::vector<Level> levels_;
  std::vector<DuplicateKey> duplicates_;
  std::size_t refused_at_ = 0;
};

// --- Saying what is wrong ----------------------------------------------------------------------------------
//
// nlohmann finds mistakes, but tells them as a parser does ("invalid literal; last read: '[Na'"). So we let
// it find the place and walk there by ourselves, token by token, to see what stands there and what could
// have.

constexpr std::string_view kBlanks = " \t\r\n";
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

std::string hex(unsigned value, std::size_t width) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text(width, '0');
  for (std::size_t i = width; i > 0; --i, value >>= 4U) text[i - 1] = kDigits[value & 0xFU];
  return text;
}

struct Token {
  std::size_t begin = 0;
  std::string_view text;  ///< empty at the end of the text
  [[nodiscard]] std::size_t end() const { return begin + text.size(); }
  [[nodiscard]] bool is(char letter) const { return text.size() == 1 && text[0] == letter; }
  [[nodiscard]] bool is_string() const { return text.starts_with('"'); }
  [[nodiscard]] bool is_punctuation() const {
    return text.size() == 1 && std::string_view{"{}[],:"}.find(text[0]) != std::string_view::npos;
  }
};

/// Past the closing quote of the string that begins `text`; the whole length if it has none.
std::size_t string_length(std::string_view text) {
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == '"') {
      return i + 1;
    }
  }
  return text.size();
}

Token next_token(std::string_view text, std::size_t from) {
  const std::size_t begin = std::min(text.find_first_not_of(kBlanks, from), text.size());
  const auto rest = text.substr(begin);
  if (rest.empty()) return {begin, rest};
  if (rest[0] == '"') return {begin, rest.substr(0, string_length(rest))};
  if (std::string_view{"{}[],:"}.find(rest[0]) != std::string_view::npos) return {begin, rest.substr(0, 1)};
  return {begin, rest.substr(0, rest.find_first_of(" \t\r\n{}[],:\""))};
}

/// What the grammar allows at a point of the text.
class Expectation {
 public:
  [[nodiscard]] bool wants_name() const { return state_ == State::Name || state_ == State::NameOrEnd; }
  [[nodiscard]] bool wants_value() const { return state_ == State::Value || state_ == State::ValueOrEnd; }
  [[nodiscard]] bool is_after_comma() const { return after_comma_; }

  [[nodiscard]] std::string text() const {
    switch (state_) {
      case State::Value:
        return "a value";
      case State::ValueOrEnd:
        return "a value or ']'";
      case State::Name:
        return "a member name in double quotes";
      case State::NameOrEnd:
        return "a member name in double quotes or '}'";
      case State::Colon:
        return "':' after the member name";
      case State::CommaOrEnd:
        return open_.back() == '{' ? "',' or '}'" : "',' or ']'";
      case State::End:
        return "nothing after the value";
    }
    return {};
  }

  void pass(const Token& token) {
    after_comma_ = token.is(',');
    if (token.is('{') || token.is('[')) {
      open_ += token.text;
      state_ = token.is('{') ? State::NameOrEnd : State::ValueOrEnd;
    } else if (token.is(',')) {
      state_ = open_.ends_with('{') ? State::Name : State::Value;
    } else if (token.is(':')) {
      state_ = State::Value;
    } else if (token.is_string() && wants_name()) {
      state_ = State::Colon;
    } else {
      if ((token.is('}') || token.is(']')) && !open_.empty()) open_.pop_back();
      state_ = open_.empty() ? State::End : State::CommaOrEnd;
    }
  }

 private:
  enum class State { Value, ValueOrEnd, Name, NameOrEnd, Colon, CommaOrEnd, End };
  State state_ = State::Value;
  std::string open_;  ///< the brackets that are open, outermost first
  bool after_comma_ = false;
};

/// The first character of a number that makes it none (RFC 8259 §6); the length if it is one.
std::size_t number_length(std::string_view text) {
  std::size_t at = text.starts_with('-') ? 1 : 0;
  const auto skip_digits = [&] {
    const std::size_t begin = at;
    at = std::min(text.find_first_not_of("0123456789", at), text.size());
    return at > begin;
  };
  const auto sees = [&](std::string_view letters) {
    return at < text.size() && letters.find(text[at]) != std::string_view::npos;
  };

  if (sees("0")) {
    ++at;
  } else if (!skip_digits()) {
    return at;
  }
  if (sees(".")) {
    ++at;
    if (!skip_digits()) return at;
  }
  if (sees("eE")) {
    ++at;
    if (sees("+-")) ++at;
    if (!skip_digits()) return at;
  }
  return at;
}

bool is_number(std::string_view word) {
  return word.find_first_of("0123456789") != std::string_view::npos && number_length(word) == word.size() &&
         word.back() >= '0' && word.back() <= '9';
}

bool is_literal(std::string_view word) { return word == "true" || word == "false" || word == "null"; }

bool is_word(const Token& token) {
  return !token.text.empty() && !token.is_string() && !token.is_punctuation();
}

bool is_misspelt_word(const Token& token) {
  return is_word(token) && !is_number(token.text) && !is_literal(token.text);
}

JsonProblem number_problem(const Token& token) {
  const std::string shown = in_quotes(token.text, 40);
  const std::string bare = shown.substr(1, shown.size() - 2);
  const auto digits = token.text.substr(token.text.find_first_not_of("+-") == 1 ? 1 : 0);
  const auto say = [&](std::string_view what, std::string_view expected) {
    return JsonProblem{cat(what, " (", bare, ")"), std::string{expected}, token.begin};
  };

  if (is_number(token.text)) return say("a number that is too large", "a number up to 1.8e308");
  if (token.text[0] == '+') return say("a number with a plus sign", "the number without the sign");
  if (digits.starts_with("0x") || digits.starts_with("0X"))
    return say("a hexadecimal number", "decimal digits");
  if (digits.size() > 1 && digits[0] == '0' && digits[1] >= '0' && digits[1] <= '9') {
    return say("a number with a leading zero", "the number without the zero, or a text in double quotes");
  }
  if (digits.starts_with('.') || digits.ends_with('.') || digits.find(".e") != std::string_view::npos) {
    return say("a number with no digit on one side of its point", "digits on both sides, such as 0.5");
  }
  return say("a malformed number", "a number such as 42, -0.5 or 1e3, or a text in double quotes");
}

JsonProblem word_problem(const Token& token, const Expectation& expectation) {
  const std::string shown = in_quotes(token.text, 40);
  const std::string lower = to_lower(token.text);
  const auto unsigned_word = lower.substr(lower.find_first_not_of("+-") == 1 ? 1 : 0);
  const char first = token.text[0];

  if (first == '/' || first == '#') return {"a comment", "JSON without comments", token.begin};
  if (first == '\'') return {"a text in single quotes", "double quotes", token.begin};
  if (expectation.wants_name()) return {cat("the bare word ", shown), expectation.text(), token.begin};
  if (unsigned_word == "nan" || unsigned_word == "inf" || unsigned_word == "infinity") {
    return {cat("a number that JSON does not know (", token.text, ")"), "a finite number or null",
            token.begin};
  }
  if (is_literal(lower)) return {shown, cat(lower, " in small letters"), token.begin};
  if (lower == "none" || lower == "undefined" || lower == "nil") return {shown, "null", token.begin};
  if (unsigned_word.find_first_of("0123456789.") == 0) return number_problem(token);
  return {cat("the bare word ", shown), "a value; a text stands in double quotes", token.begin};
}

std::optional<unsigned> four_hex_digits(std::string_view text) {
  if (text.size() < 4) return std::nullopt;
  unsigned value = 0;
  for (const char letter : text.substr(0, 4)) {
    const auto digit = std::string_view{"0123456789abcdef"}.find(to_lower({&letter, 1}));
    if (digit == std::string_view::npos) return std::nullopt;
    value = value * 16 + static_cast<unsigned>(digit);
  }
  return value;
}

/// What is wrong with the escape at the start of `text`; nothing found if it is right. Its length is left in
/// `length`.
JsonProblem escape_problem(std::string_view text, std::size_t& length) {
  length = 2;
  if (text.size() < 2) return {"a lone backslash", "an escape, such as \\\\", 0};
  if (std::string_view{"\"\\/bfnrt"}.find(text[1]) != std::string_view::npos) return {};
  if (text[1] != 'u') {
    return {cat("the unknown escape ", in_quotes(text.substr(0, 2))),
            R"(one of \" \\ \/ \b \f \n \r \t \uXXXX)", 0};
  }
  const auto first = four_hex_digits(text.substr(2));
  if (!first) return {cat("the escape ", in_quotes(text.substr(0, 6))), "\\u and four hexadecimal digits", 0};
  length = 6;
  if (*first < 0xD800U || *first > 0xDFFFU) return {};

  const bool is_high = *first <= 0xDBFFU;
  const auto second = text.substr(6).starts_with("\\u") ? four_hex_digits(text.substr(8)) : std::nullopt;
  length = 12;
  if (is_high && second && *second >= 0xDC00U && *second <= 0xDFFFU) return {};
  return {cat("half of a surrogate pair (", text.substr(0, 6), ")"),
          "both halves, such as \\ud83d\\ude00, or the character itself", 0};
}

JsonProblem control_character_problem(char byte, std::size_t offset) {
  if (byte == '\n' || byte == '\r')
    return {"a line break inside a string", "a closing quote before it, or \\n", offset};
  if (byte == '\t') return {"a tab inside a string", "\\t", offset};
  const auto value = static_cast<unsigned char>(byte);
  return {cat("a control character inside a string (\\x", hex(value, 2), ")"), cat("\\u", hex(value, 4)),
          offset};
}

/// What is wrong inside a string, or nothing.
std::optional<JsonProblem> string_problem(const Token& token) {
  const auto text = token.text;
  for (std::size_t i = 1; i < text.size();) {
    std::size_t length = 1;
    if (text[i] == '"') return std::nullopt;
    if (static_cast<unsigned char>(text[i]) < 0x20)
      return control_character_problem(text[i], token.begin + i);
    if (text[i] == '\\') {
      auto problem = escape_problem(text.substr(i), length);
      problem.offset = token.begin + i;
      if (!problem.found.empty()) return problem;
    }
    i += length;
  }
  return JsonProblem{"a string without its closing quote", "'\"' at its end", token.begin};
}

bool is_malformed(const Token& token) {
  return is_misspelt_word(token) || (token.is_string() && string_problem(token));
}

JsonProblem misplaced(const Token& token, const Expectation& expectation) {
  const std::string expected = expectation.text();
  if (token.text.empty()) {
    return {token.begin == 0 ? "an empty text" : "the end of the text", expected, token.begin};
  }
  if (token.is_string()) {
    const auto content = token.text.substr(1, token.text.size() - 2);
    return {cat("the string ", in_quotes(content, 40)), expected, token.begin};
  }
  const bool is_trailing_comma = expectation.is_after_comma() && (token.is('}') || token.is(']'));
  return {cat(in_quotes(token.text, 40), is_trailing_comma ? " after a comma" : ""), expected, token.begin};
}

/// What stands where the parser stopped: `stop` counts the bytes that it had read.
JsonProblem describe(std::string_view text, std::size_t stop) {
  Expectation expectation;
  Token token = next_token(text, 0);
  // The parser reads past the end of a misspelt word or an open string before it notices.
  while (!token.text.empty() && token.end() < stop && !is_malformed(token)) {
    expectation.pass(token);
    token = next_token(text, token.end());
  }

  if (token.is_string()) {
    if (const auto problem = string_problem(token)) return *problem;
  }
  if (is_misspelt_word(token)) return word_problem(token, expectation);
  if (is_number(token.text) && expectation.wants_value()) return number_problem(token);
  return misplaced(token, expectation);
}

/// What must not reach the parser: it would take a NUL for the end of the text, and our callers recurse per
/// level.
std::optional<JsonProblem> find_hazard(std::string_view text) {
  if (const auto at = find_invalid_utf8(text)) {
    const auto byte = static_cast<unsigned char>(text[*at]);
    return JsonProblem{cat("a byte that is no UTF-8 (\\x", hex(byte, 2), ")"), "text in UTF-8", *at};
  }
  if (text.starts_with(kByteOrderMark))
    return JsonProblem{"a byte order mark", "JSON without one (RFC 8259 §8.1)", 0};
  if (const auto at = text.find('\0'); at != std::string_view::npos) {
    return JsonProblem{"a NUL byte", "JSON text; inside a string \\u0000", at};
  }

  std::size_t depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"') {
      i += string_length(text.substr(i)) - 1;
    } else if (text[i] == '{' || text[i] == '[') {
      if (++depth <= kMaxJsonDepth) continue;
      const std::string limit = std::to_string(kMaxJsonDepth);
      return JsonProblem{cat("nesting deeper than ", limit, " levels"), cat("at most ", limit, " levels"), i};
    } else if ((text[i] == '}' || text[i] == ']') && depth > 0) {
      --depth;
    }
  }
  return std::nullopt;
}

}  // namespace

std::string to_text(const Json& value) { return value.dump(-1, ' ', false, Json::error_handler_t::replace); }

bool equal(const Json& left, const Json& right) {
  if (left.is_number() && right.is_number()) return equal_numbers(left, right);
  if (left.type() != right.type()) return false;
  if (left.is_object())
    return equal_objects(left.get_ref<const Json::object_t&>(), right.get_ref<const Json::object_t&>());
  if (left.is_array()) return std::equal(left.begin(), left.end(), right.begin(), right.end(), equal);
  return left == right;
}

std::variant<ParsedJson, JsonProblem> parse_json(std::string_view text) {
  if (auto hazard = find_hazard(text)) return *std::move(hazard);
  Builder builder;
  if (!Json::sax_parse(text.begin(), text.end(), &builder)) return describe(text, builder.refused_at());
  return builder.take();
}

std::optional<std::size_t> find_invalid_utf8(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t length = utf8_character_length(text.substr(at));
    if (length == 0) return at;
    at += length;
  }
  return std::nullopt;
}

std::string pointer_token(std::string_view name) {
  std::string token;
  for (const char letter : name) {
    if (letter == '~') {
      token += "~0";
    } else if (letter == '/') {
      token += "~1";
    } else {
      token += letter;
    }
  }
  return token;
}

void merge_patch(Json& target, const Json& patch) { target.merge_patch(patch); }

}  // namespace mock::core
