#include "loading/source_text.hpp"

#include "core/json.hpp"
#include "core/text.hpp"

#include <algorithm>

namespace mock::loading {
namespace {

using core::cat;
using core::Place;
using core::Problems;

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

/// The parser below recurses per level and looks ahead to the end of a bracket before it tells of its
/// beginning: 4 MiB of `[` cost it four seconds and a gigabyte. Brackets within texts count here as well,
/// which is why the number is so far from what any scenario has; the real limit of depth is kept by the
/// reader.
constexpr std::size_t kMostOpenBrackets = 1000;

bool starts_character(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U; }

std::string hexadecimal(unsigned value, int digits) {
  std::string text;
  for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4)
    text += "0123456789ABCDEF"[(value >> shift) & 0xFU];
  return text;
}

/// Of an offset into a text of any kind, for the refusals before there is a `SourceText`.
Place place_in(std::string_view raw, std::size_t offset) {
  const auto before = raw.substr(0, offset);
  const auto line = std::count(before.begin(), before.end(), '\n') + 1;
  const auto last_break = before.rfind('\n');
  const auto in_line = last_break == std::string_view::npos ? before : before.substr(last_break + 1);
  const auto column = std::count_if(in_line.begin(), in_line.end(), starts_character) + 1;
  return {static_cast<std::uint32_t>(line), static_cast<std::uint32_t>(column)};
}

bool refuse_size(std::string_view raw, const YamlLimits& limits, Problems& problems) {
  if (raw.size() <= limits.bytes) return false;
  problems.error({}, cat("the file has ", std::to_string(raw.size()), " bytes, at most ",
                         std::to_string(limits.bytes >> 20U), " MiB are read: ", limits.instead_of_size));
  return true;
}

bool refuse_encoding(std::string_view raw, Problems& problems) {
  const auto bad = core::find_invalid_utf8(raw);
  if (!bad) return false;
  if (raw.starts_with("\xFF\xFE") || raw.starts_with("\xFE\xFF")) {
    problems.error({1, 1}, "the file is UTF-16: save it as UTF-8");
    return true;
  }
  problems.error(place_in(raw, *bad),
                 cat("the byte 0x", hexadecimal(static_cast<unsigned char>(raw[*bad]), 2),
                     " is no UTF-8: this is no text file, or one in another encoding; save it as UTF-8"));
  return true;
}

/// The code point of a character at `offset` that no YAML text holds (YAML 1.2.2 §5.1), or one that nobody
/// sees.
std::optional<unsigned> forbidden_character(std::string_view raw, std::size_t offset) {
  const auto byte = static_cast<unsigned char>(raw[offset]);
  if (byte == '\t' || byte == '\n') return std::nullopt;
  if (byte == '\r')
    return offset + 1 < raw.size() && raw[offset + 1] == '\n' ? std::nullopt : std::optional<unsigned>{byte};
  if (byte < 0x20 || byte == 0x7F) return byte;
  const auto next = offset + 1 < raw.size() ? static_cast<unsigned char>(raw[offset + 1]) : 0U;
  if (byte == 0xC2 && next < 0xA0 && next != 0x85) return next;
  if (raw.substr(offset).starts_with(kByteOrderMark)) return 0xFEFFU;
  return std::nullopt;
}

bool refuse_characters(std::string_view raw, Problems& problems) {
  for (std::size_t offset = 0; offset < raw.size(); ++offset) {
    const auto found = forbidden_character(raw, offset);
    if (!found) continue;
    const std::string code = hexadecimal(*found, 4);
    const auto place = place_in(raw, offset);
    if (*found == 0) {
      problems.error(place, "a NUL byte: this is no text file");
    } else if (*found == '\r') {
      problems.error(place, "a carriage return without a line feed: end lines with LF or CR LF");
    } else if (*found == 0xFEFFU) {
      problems.error(place, "an invisible character (U+FEFF): delete it");
    } else {
      problems.error(place, cat("the control character U+", code,
                                " cannot stand in a file: in double quotes write \"\\u", code, "\""));
    }
    return true;
  }
  return false;
}

bool refuse_brackets(std::string_view raw, Problems& problems) {
  std::size_t open = 0;
  for (std::size_t offset = 0; offset < raw.size(); ++offset) {
    const char byte = raw[offset];
    if (byte == '[' || byte == '{') {
      if (++open <= kMostOpenBrackets) continue;
      problems.error(place_in(raw, offset), cat("more than ", std::to_string(kMostOpenBrackets),
                                                " brackets are open here: is one of them never closed?"));
      return true;
    }
    if ((byte == ']' || byte == '}') && open > 0) --open;
  }
  return false;
}

std::string with_line_feeds(std::string_view raw) {
  std::string text;
  text.reserve(raw.size());
  for (const char byte : raw) {
    if (byte != '\r') text += byte;  // one without a line feed was refused
  }
  return text;
}

}  // namespace

std::optional<SourceText> SourceText::check(std::string_view raw, const YamlLimits& limits,
                                            Problems& problems) {
  if (refuse_size(raw, limits, problems)) return std::nullopt;
  if (raw.starts_with(kByteOrderMark)) raw.remove_prefix(kByteOrderMark.size());
  if (refuse_encoding(raw, problems)) return std::nullopt;
  if (refuse_characters(raw, problems)) return std::nullopt;
  if (refuse_brackets(raw, problems)) return std::nullopt;
  return SourceText{with_line_feeds(raw)};
}

SourceText::SourceText(std::string text) : text_(std::move(text)) {
  line_starts_.push_back(0);
  for (std::size_t offset = 0; offset < text_.size(); ++offset) {
    if (text_[offset] == '\n') line_starts_.push_back(offset + 1);
    if (static_cast<unsigned char>(text_[offset]) >= 0x80) is_ascii_ = false;
  }
  for (std::size_t number = 0; number < line_starts_.size(); ++number) {
    const auto start = line_starts_[number];
    auto content = first_in_line(number);
    if (at(content) == '\n' || at(content) == '#') continue;
    // The dashes of list entries indent what follows them.
    while (at(content) == '-' && (at(content + 1) == ' ' || at(content + 1) == '\t')) {
      ++content;
      while (at(content) == ' ' || at(content) == '\t') ++content;
    }
    const auto indentation = std::string_view{text_}.substr(start, content - start);
    if (const auto tab = indentation.find('\t'); tab != std::string_view::npos) tabs_.push_back(start + tab);
  }
}

std::size_t SourceText::offset(std::size_t line, std::size_t byte_column) const {
  if (line >= line_starts_.size()) return text_.size();
  return std::min(line_starts_[line] + byte_column, text_.size());
}

std::size_t SourceText::line_of(std::size_t offset) const {
  const auto next = std::upper_bound(line_starts_.begin(), line_starts_.end(), offset);
  return static_cast<std::size_t>(next - line_starts_.begin()) - 1;
}

std::string_view SourceText::line(std::size_t line) const {
  const auto start = line_starts_[line];
  const auto end = line + 1 < line_starts_.size() ? line_starts_[line + 1] - 1 : text_.size();
  return std::string_view{text_}.substr(start, end - start);
}

std::size_t SourceText::first_in_line(std::size_t line) const {
  auto offset = line_starts_[line];
  while (at(offset) == ' ' || at(offset) == '\t') ++offset;
  return offset;
}

core::Place SourceText::place(std::size_t offset) const {
  const auto line = line_of(offset);
  const auto start = line_starts_[line];
  if (is_ascii_)
    return {static_cast<std::uint32_t>(line + 1), static_cast<std::uint32_t>(offset - start + 1)};
  const bool goes_on = line + 1 == last_place_.line && offset >= last_offset_;
  auto column = goes_on ? last_place_.column : 1U;
  for (auto byte = goes_on ? last_offset_ : start; byte < std::min(offset, text_.size()); ++byte) {
    // A character is counted when it ends, so that the first one is column 1.
    if (byte + 1 >= text_.size() || starts_character(text_[byte + 1])) ++column;
  }
  last_offset_ = offset;
  last_place_ = {static_cast<std::uint32_t>(line + 1), column};
  return last_place_;
}

}  // namespace mock::loading
