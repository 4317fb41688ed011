#include "journal/secrets.hpp"

#include "core/text.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>
#include <vector>

namespace mock::journal {
namespace {

/// What a masked value keeps.
constexpr std::size_t kKept = 4;
constexpr std::string_view kEllipsis = "…";

/// How a place spells characters that are more than one byte of it.
enum class Spelling { Plain, Json, Url };

bool is_hex(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

unsigned hex_digit(char c) {
  if (c <= '9') return static_cast<unsigned>(c - '0');
  return static_cast<unsigned>((c | 0x20) - 'a') + 10U;
}

bool all_hex(std::string_view text, std::size_t length) {
  return text.size() >= length &&
         std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(length), is_hex);
}

/// The length of the character that `text` begins with, as its place spells it. Never 0.
std::size_t unit_length(std::string_view text, Spelling spelling) {
  if (spelling == Spelling::Url && text[0] == '%' && all_hex(text.substr(1), 2)) return 3;
  if (spelling == Spelling::Json && text[0] == '\\' && text.size() > 1) {
    return text[1] == 'u' && all_hex(text.substr(2), 4) ? 6 : 2;
  }
  return std::max<std::size_t>(core::utf8_character_length(text), 1);
}

std::string masked(std::string_view secret, Spelling spelling) {
  if (secret.empty()) return {};
  std::array<std::size_t, kKept> last_starts{};
  std::size_t units = 0;
  for (std::size_t at = 0; at < secret.size(); at += unit_length(secret.substr(at), spelling)) {
    last_starts[units++ % kKept] = at;
  }
  if (units <= kKept) return std::string{kEllipsis};
  return core::cat(kEllipsis, secret.substr(last_starts[units % kKept]));
}

/// Schemes of `Authorization` that our providers' clients use. What begins with none of them is a secret as a
/// whole.
bool is_scheme(std::string_view word) {
  constexpr std::array<std::string_view, 4> kSchemes{"Basic", "Bearer", "Digest", "Token"};
  return std::any_of(kSchemes.begin(), kSchemes.end(),
                     [&](std::string_view scheme) { return core::equal_ignoring_case(scheme, word); });
}

std::string masked_credentials(std::string_view value) {
  const auto blank = value.find(' ');
  const auto scheme = value.substr(0, blank);
  if (!is_scheme(scheme)) return masked(value, Spelling::Plain);
  if (blank == std::string_view::npos) return std::string{value};
  return core::cat(scheme, " ", masked(value.substr(blank + 1), Spelling::Plain));
}

/// `%41` as A. Good enough to compare names with.
std::string percent_decoded(std::string_view text) {
  std::string decoded;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '%' && all_hex(text.substr(at + 1), 2)) {
      decoded += static_cast<char>(hex_digit(text[at + 1]) * 16U + hex_digit(text[at + 2]));
      at += 2;
    } else {
      decoded += text[at];
    }
  }
  return decoded;
}

/// `\u0041` as A; characters beyond ASCII, which no secret's name has, become `?`.
std::string json_decoded(std::string_view text) {
  std::string decoded;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = unit_length(text.substr(at), Spelling::Json);
    if (length == 6 && text[at] == '\\') {
      unsigned code = 0;
      for (std::size_t i = 2; i < 6; ++i) code = code * 16U + hex_digit(text[at + i]);
      decoded += code < 0x80U ? static_cast<char>(code) : '?';
    } else {
      decoded += text[at + length - 1];
    }
    at += length;
  }
  return decoded;
}

// --- Parameters: name=value, in URLs and forms
// -----------------------------------------------------------------------

/// Where parameters stand, which says where they begin and end.
enum class Around { Url, Form, Prose };

bool ends_value(char c, Around around) {
  if (c == '&') return true;
  if (around == Around::Form) return false;
  if (c == '#') return true;
  return around == Around::Prose && (static_cast<unsigned char>(c) <= 0x20U || c == '"' || c == '\'' ||
                                     c == '<' || c == '>' || c == '\\');
}

bool begins_parameter(char c, Around around) {
  if (around == Around::Form) return c == '&';
  return c == '?' || c == '&' || c == '#' || c == ';';
}

/// The length of a parameter's name that `text` begins with; 0 if it begins with none, or with one that is
/// longer than any that we look for.
std::size_t name_length(std::string_view text) {
  constexpr std::size_t kLongestName = 192;
  for (std::size_t i = 0; i < text.size() && i <= kLongestName; ++i) {
    const char c = text[i];
    if (c == '=') return i;
    if (c == '&' || c == '?' || c == '"' || static_cast<unsigned char>(c) <= 0x20U) return 0;
  }
  return 0;
}

std::string with_masked_parameters(std::string_view text, Around around) {
  std::string shown;
  shown.reserve(text.size());
  bool at_parameter = around == Around::Form;
  for (std::size_t at = 0; at < text.size();) {
    if (at_parameter) {
      at_parameter = false;
      const std::size_t length = name_length(text.substr(at));
      if (length > 0 && is_secret_name(percent_decoded(text.substr(at, length)))) {
        const std::size_t begin = at + length + 1;
        std::size_t end = begin;
        while (end < text.size() && !ends_value(text[end], around)) ++end;
        shown.append(text.substr(at, length + 1));
        shown += masked(text.substr(begin, end - begin), Spelling::Url);
        at = end;
        continue;
      }
    }
    at_parameter = begins_parameter(text[at], around);
    shown += text[at++];
  }
  return shown;
}

// --- Members of JSON
// -------------------------------------------------------------------------------------------------

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

/// Copies a text and masks secret members on the way. It looks at no more than quotes, brackets and colons,
/// so that broken JSON is masked as well as the rest, and nothing but masked values changes.
class MemberMasker {
 public:
  explicit MemberMasker(std::string_view text) : text_{text} { shown_.reserve(text.size()); }

  std::string run() {
    while (at_ < text_.size()) step();
    return std::move(shown_);
  }

 private:
  void step() {
    const char c = text_[at_];
    if (c == '"') return quoted();
    if (c == '{' || c == '[') return open();
    if (c == '}' || c == ']') return close();
    if (c == ',') next_is_secret_ = false;
    if (c == ',' || c == ':' || is_blank(c)) {
      shown_ += c;
      ++at_;
      return;
    }
    word();
  }

  [[nodiscard]] bool is_secret() const { return next_is_secret_ || secret_depth_; }

  /// A name, if a colon follows, or a value.
  void quoted() {
    std::size_t end = at_ + 1;
    while (end < text_.size() && text_[end] != '"') end += text_[end] == '\\' ? 2 : 1;
    end = std::min(end, text_.size());
    const auto inner = text_.substr(at_ + 1, end - at_ - 1);
    const bool is_closed = end < text_.size();
    at_ = is_closed ? end + 1 : end;

    const bool is_name = colon_follows();
    shown_ += '"';
    shown_ += !is_name && is_secret() ? masked(inner, Spelling::Json) : std::string{inner};
    if (is_closed) shown_ += '"';
    next_is_secret_ = is_name && is_secret_name(json_decoded(inner));
  }

  [[nodiscard]] bool colon_follows() const {
    std::size_t next = at_;
    while (next < text_.size() && is_blank(text_[next])) ++next;
    return next < text_.size() && text_[next] == ':';
  }

  void open() {
    ++depth_;
    if (next_is_secret_ && !secret_depth_) secret_depth_ = depth_;
    next_is_secret_ = false;
    shown_ += text_[at_++];
  }

  void close() {
    if (secret_depth_ == depth_) secret_depth_.reset();
    if (depth_ > 0) --depth_;
    next_is_secret_ = false;
    shown_ += text_[at_++];
  }

  /// A number, true, false, null, or what is no JSON. Masked, it becomes a text.
  void word() {
    const std::size_t begin = at_;
    while (at_ < text_.size() &&
           std::string_view{"\"{}[],: \t\n\r"}.find(text_[at_]) == std::string_view::npos)
      ++at_;
    const auto found = text_.substr(begin, at_ - begin);
    const bool tells = found != "null" && found != "true" && found != "false";
    shown_ +=
        is_secret() && tells ? core::cat("\"", masked(found, Spelling::Plain), "\"") : std::string{found};
    next_is_secret_ = false;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::string shown_;
  bool next_is_secret_ = false;
  std::size_t depth_ = 0;
  std::optional<std::size_t> secret_depth_;
};

std::string with_masked_members(std::string_view text) { return MemberMasker{text}.run(); }

bool looks_like_json(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  const auto first = std::find_if_not(text.begin(), text.end(), is_blank);
  return first != text.end() && (*first == '{' || *first == '[' || *first == '"');
}

// --- Findings
// --------------------------------------------------------------------------------------------------------

/// `header Authorization`, `query token`, `request body /user/password`
bool is_place_of_secret(std::string_view where) {
  while (!where.empty()) {
    const auto end = std::min(where.find_first_of(" /"), where.size());
    if (is_secret_name(where.substr(0, end))) return true;
    where.remove_prefix(std::min(end + 1, where.size()));
  }
  return false;
}

/// What stands between the quotes of `the token 'abc'`, or after `the number `. Other words tell no secret.
std::string masked_found(std::string_view found) {
  const auto first = found.find('\'');
  const auto last = found.rfind('\'');
  if (first != last) {
    const auto value = found.substr(first + 1, last - first - 1);
    return core::cat(found.substr(0, first + 1), masked_credentials(value), found.substr(last));
  }
  constexpr std::string_view kNumber = "the number ";
  if (found.starts_with(kNumber)) {
    return core::cat(kNumber, masked(found.substr(kNumber.size()), Spelling::Plain));
  }
  return std::string{found};
}

}  // namespace

bool is_secret_name(std::string_view name) {
  constexpr std::array<std::string_view, 6> kNames{"authorization", "proxyauthorization", "cookie",
                                                   "setcookie",     "xsecretkey",         "otpcode"};
  constexpr std::array<std::string_view, 3> kEndings{"token", "password", "secret"};
  constexpr std::size_t kLongest = 128;
  if (name.size() > kLongest) name.remove_prefix(name.size() - kLongest);
  std::string plain = core::to_lower(name);
  std::erase_if(plain, [](char c) { return c == '-' || c == '_'; });
  return std::find(kNames.begin(), kNames.end(), plain) != kNames.end() ||
         std::any_of(kEndings.begin(), kEndings.end(),
                     [&](std::string_view ending) { return plain.ends_with(ending); });
}

std::string shown_header_value(const core::Header& header, Secrets secrets) {
  if (secrets == Secrets::Shown) return header.value;
  if (is_secret_name(header.name)) return masked_credentials(header.value);
  return with_masked_parameters(header.value, Around::Prose);
}

std::string shown_target(std::string_view target, Secrets secrets) {
  if (secrets == Secrets::Shown) return std::string{target};
  return with_masked_parameters(target, Around::Url);
}

std::string shown_body(std::string_view body, Secrets secrets) {
  if (secrets == Secrets::Shown) return std::string{body};
  return with_masked_parameters(with_masked_members(body),
                                looks_like_json(body) ? Around::Prose : Around::Form);
}

std::string shown_prose(std::string_view text, Secrets secrets) {
  if (secrets == Secrets::Shown) return std::string{text};
  return with_masked_parameters(with_masked_members(text), Around::Prose);
}

core::Violation shown_violation(core::Violation violation, Secrets secrets) {
  if (secrets == Secrets::Shown) return violation;
  if (is_place_of_secret(violation.where)) violation.found = masked_found(violation.found);
  violation.found = shown_prose(violation.found, secrets);
  violation.expected = shown_prose(violation.expected, secrets);
  violation.hint = shown_prose(violation.hint, secrets);
  return violation;
}

core::Finding shown_finding(core::Finding finding, Secrets secrets) {
  finding.violation = shown_violation(std::move(finding.violation), secrets);
  finding.request_line = shown_target(finding.request_line, secrets);
  return finding;
}

}  // namespace mock::journal
