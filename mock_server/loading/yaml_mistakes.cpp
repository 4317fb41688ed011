#include "loading/yaml_mistakes.hpp"

#include "core/text.hpp"

#include <algorithm>
#include <array>

namespace mock::loading {
namespace {

using core::cat;

/// YAML 1.2.2 §7.4.2, and where yaml-cpp stops looking for the colon.
constexpr std::size_t kLongestKey = 1024;

bool is_quote(char byte) { return byte == '"' || byte == '\''; }

bool is_opening_bracket(char byte) { return byte == '[' || byte == '{'; }

/// `[a: b]` and, where a bracket is missing, much else is a mapping without braces to the parser: looked
/// through here.
const ParserStop::Open* innermost_bracket(const ParserStop& stop, const SourceText& source) {
  for (auto open = stop.open.rbegin(); open != stop.open.rend() && open->in_brackets; ++open) {
    if (is_opening_bracket(source.at(open->offset))) return &*open;
  }
  return nullptr;
}

/// Where a line's own text begins, behind the dashes of list entries.
std::size_t content_column(const SourceText& source, std::size_t line) {
  auto offset = source.first_in_line(line);
  while (source.at(offset) == '-' && (source.at(offset + 1) == ' ' || source.at(offset + 1) == '\n')) {
    ++offset;
    while (source.at(offset) == ' ') ++offset;
  }
  return offset - source.line_start(line);
}

/// Everything that a row of the table may want to look at.
struct Scene {
  const ParserStop& stop;
  const SourceText& source;
  std::size_t at;     ///< where the parser stopped
  std::size_t line;   ///< counted from 0
  std::size_t first;  ///< first byte of that line which is no blank

  [[nodiscard]] char found() const { return source.at(at); }
  [[nodiscard]] bool at_line_start() const { return at <= first; }
  [[nodiscard]] std::string place(std::size_t offset) const { return core::to_text(source.place(offset)); }
  [[nodiscard]] std::size_t indentation() const { return first - source.line_start(line); }
  [[nodiscard]] std::string_view line_before() const {
    return source.line(line).substr(0, at - source.line_start(line));
  }
  [[nodiscard]] const ParserStop::Open* open_bracket() const { return innermost_bracket(stop, source); }
  /// Nothing but blanks and comments follow.
  [[nodiscard]] bool nothing_follows() const {
    const auto rest = std::string_view{source.text()}.substr(std::min(at, source.size()));
    return rest.find_first_not_of(" \t\n") == std::string_view::npos;
  }
  /// The last line above with something in it, counted from 0.
  [[nodiscard]] std::optional<std::size_t> line_above() const {
    for (auto number = line; number-- > 0;) {
      const auto content = source.first_in_line(number);
      if (source.at(content) != '\n' && source.at(content) != '#') return number;
    }
    return std::nullopt;
  }
};

YamlMistake at(std::size_t offset, std::string message) { return {offset, std::move(message)}; }

std::string blanks(std::size_t count) {
  return count == 1 ? "1 blank" : cat(std::to_string(count), " blanks");
}

/// The quote that is still open at `end`, looked for behind what was read last.
std::optional<std::size_t> open_quote(const Scene& scene, std::size_t end) {
  const auto& source = scene.source;
  auto offset = scene.stop.quotes_end.value_or(scene.stop.last_scalar.value_or(0));
  for (; offset < end; ++offset) {
    const char before = offset == 0 ? '\n' : source.at(offset - 1);
    if (!is_quote(source.at(offset)) || std::string_view{" \t\n[{,:"}.find(before) == std::string_view::npos)
      continue;
    const char quote = source.at(offset);
    auto close = offset + 1;
    while (close < end && source.at(close) != quote)
      close += source.at(close) == '\\' && quote == '"' ? 2 : 1;
    if (close >= end) return offset;
    offset = close;
  }
  return std::nullopt;
}

std::string_view trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

YamlMistake explain_colon(const Scene& scene) {
  const auto& [stop, source, colon, line, first] = scene;
  const bool second_in_line =
      stop.last_key && source.line_of(*stop.last_key) == line && *stop.last_key < colon;
  if (second_in_line) {
    if (stop.quotes_end && *stop.quotes_end <= colon)
      return at(colon, "a second key in one line: write it on a line of its own");
    return at(colon, "': ' inside a bare text begins a new key: put the text in quotes");
  }
  if (colon - first > kLongestKey) {
    return at(first, cat("a key has at most ", std::to_string(kLongestKey), " characters in one line"));
  }
  const auto above = scene.line_above();
  if (!above) return at(colon, "this ':' makes a key where none can stand");
  const auto column_above = content_column(source, *above);
  const bool taken_as_text =
      !stop.last_scalar_is_key &&
      stop.last_scalar_text.ends_with(trimmed(std::string_view{source.text()}.substr(first, colon - first)));
  if (taken_as_text) {
    return at(first, cat("this line is indented deeper than the one above it (line ",
                         std::to_string(*above + 1), "), which has its value already: ",
                         column_above == 0 ? std::string("do not indent it")
                                           : cat("indent it by ", blanks(column_above))));
  }
  if (auto mistake = missing_colon(source, *above)) return *std::move(mistake);
  return at(colon,
            "this ':' makes a key where none can stand: is a quote or a bracket above it not closed, is the "
            "indentation right?");
}

/// Text where a block mapping or list should go on or end.
YamlMistake explain_end_of_block(const Scene& scene) {
  const auto& [stop, source, offset, line, first] = scene;
  if (!scene.at_line_start()) {
    const auto before = scene.line_before().find_last_not_of(" \t");
    const char last = before == std::string_view::npos ? '\n' : scene.line_before()[before];
    if (is_quote(last)) {
      const bool spans_lines = stop.last_scalar && source.line_of(*stop.last_scalar) != line;
      if (spans_lines) {
        return at(*stop.last_scalar, cat("the text in quotes that begins here ends at ",
                                         scene.place(source.line_start(line) + before),
                                         ", and more follows: is its closing quote where it should be?"));
      }
      return at(offset, cat("more text after the closing quote: put all of it into one pair of quotes",
                            last == '\'' ? ", and write a ' inside as ''" : ""));
    }
    if (last == ']' || last == '}')
      return at(offset, cat("more text after the closing '", std::string(1, last), "'"));
    if (scene.found() == ',') return at(offset, "a ',' separates entries only inside [ ] and { }");
    return at(offset, "this text belongs to nothing: write one key and one value in a line");
  }
  const bool in_list = stop.message == "end of sequence not found";
  if (scene.found() == '-' && !in_list && stop.last_key) {
    if (const auto above = scene.line_above()) {
      if (auto mistake = missing_colon(source, *above)) return *std::move(mistake);
    }
    return at(offset, "a list entry where a key is expected: indent it like the other entries of its list");
  }
  std::vector<std::string> columns;
  for (const auto& open : stop.open) {
    if (open.in_brackets) continue;
    auto column = std::to_string(open.offset - source.line_start(source.line_of(open.offset)));
    if (std::find(columns.begin(), columns.end(), column) == columns.end())
      columns.push_back(std::move(column));
  }
  if (const auto above = scene.line_above()) {
    auto column = std::to_string(content_column(source, *above));
    if (std::find(columns.begin(), columns.end(), column) == columns.end())
      columns.push_back(std::move(column));
  }
  const bool fits =
      std::find(columns.begin(), columns.end(), std::to_string(scene.indentation())) != columns.end();
  if (fits && in_list)
    return at(offset,
              "a key where a list entry is expected: begin the line with '- ', or indent it otherwise");
  if (fits) return at(offset, "this line belongs to nothing: write a key, ': ' and its value");
  return at(offset, cat("an indentation of ", blanks(scene.indentation()), " fits no line above: write ",
                        core::join(columns, "or")));
}

YamlMistake explain_brackets(const Scene& scene) {
  const auto& [stop, source, offset, line, first] = scene;
  if (const auto variable = bare_variable(stop, source)) return variable->mistake;
  const auto* bracket = scene.open_bracket();
  if (bracket == nullptr) return at(offset, "a ',' or a closing bracket is missing before this");
  const bool in_braces = source.at(bracket->offset) == '{';
  const std::string opening = in_braces ? "'{'" : "'['";
  const std::string closing = in_braces ? "'}'" : "']'";
  const bool colon_in_later_line =
      scene.found() == ':' && (!stop.last_scalar || source.line_of(*stop.last_scalar) != line);
  if (scene.nothing_follows() || colon_in_later_line || offset <= bracket->offset) {
    return at(bracket->offset, cat("this ", opening, " is never closed: ", closing, " is missing"));
  }
  if (scene.found() == ':') {
    return at(offset,
              "': ' inside a bare text begins a new key: put the text in quotes, or a ',' before the key");
  }
  return at(offset, cat("a ',' or ", closing, " is missing before this (", opening, " is open since ",
                        scene.place(bracket->offset), ")"));
}

YamlMistake explain_closing_bracket(const Scene& scene) {
  const std::string found(1, scene.found());
  const auto* bracket = scene.open_bracket();
  if (bracket != nullptr && (scene.source.at(bracket->offset) == '{') != (scene.found() == '}')) {
    const std::string opening(1, scene.source.at(bracket->offset));
    return at(scene.at,
              cat("this '", found, "' does not fit the '", opening, "' of ", scene.place(bracket->offset)));
  }
  return at(scene.at,
            cat("this '", found, "' closes nothing that is open; a text that begins with it needs quotes"));
}

YamlMistake explain_open_quote(const Scene& scene) {
  if (const auto quote = open_quote(scene, scene.at)) {
    return at(*quote, "the quote that opens here is never closed");
  }
  return at(scene.at, "a quote above is never closed");
}

YamlMistake explain_document_mark(const Scene& scene) {
  const std::string mark(scene.source.line(scene.line).substr(0, 3));
  if (const auto quote = open_quote(scene, scene.at)) {
    return at(*quote, cat("the quote that opens here is not closed before '", mark, "' in line ",
                          std::to_string(scene.line + 1)));
  }
  return at(scene.at, cat("'", mark, "' at the beginning of a line ends the document: indent it"));
}

YamlMistake explain_escape(const Scene& scene) {
  auto backslash = scene.at;
  while (backslash > 0 && scene.source.at(backslash) != '\\' && scene.at - backslash < 12) --backslash;
  if (scene.source.at(backslash) != '\\') return at(scene.at, "an escape that YAML does not know");
  const std::string escape(scene.source.text().substr(backslash, 2));
  return at(
      backslash,
      cat("'", escape, "' is no escape here: write \\\\ for a backslash, or put the text in single quotes"));
}

YamlMistake explain_start_of_text(const Scene& scene) {
  if (scene.nothing_follows()) return at(scene.at, "the file ends in the middle of something");
  return at(scene.at,
            cat("a bare text cannot begin with '", std::string(1, scene.found()), "': put it in quotes"));
}

YamlMistake explain_anchor_or_tag(const Scene& scene) {
  auto offset = scene.at;
  const auto start = scene.source.line_start(scene.line);
  while (offset > start && std::string_view{"&*!"}.find(scene.source.at(offset)) == std::string_view::npos)
    --offset;
  const char sign = scene.source.at(offset);
  if (std::string_view{"&*!"}.find(sign) == std::string_view::npos) offset = scene.at;
  return at(
      offset,
      "a bare text cannot begin with '&', '*' or '!': put it in quotes (anchors, aliases and tags are not "
      "part of this language)");
}

YamlMistake explain_block_text(const Scene& scene) {
  return at(scene.at, "after '|' or '>' the text begins in the next line, indented");
}

YamlMistake explain_tab(const Scene& scene) {
  return at(scene.at, "a tab in the indentation, YAML takes blanks only");
}

YamlMistake explain_directive(const Scene& scene) {
  return at(scene.source.line_start(scene.line), "directives are not part of this language: delete the line");
}

YamlMistake explain_list_in_line(const Scene& scene) {
  return at(scene.at,
            "a list cannot begin in its key's line: begin a new line with '- ', or write it as [ ]");
}

YamlMistake explain_question_mark(const Scene& scene) {
  return at(scene.at, "a key with '?' cannot stand here; a text that begins with '? ' needs quotes");
}

YamlMistake explain_depth(const Scene& scene) {
  return at(scene.at, "too many lists and mappings within each other begin here");
}

struct Row {
  std::string_view
      parser_message;  ///< as in yaml-cpp's exceptions.h; where one ends in detail, its beginning
  YamlMistake (*explain)(const Scene&);
};

constexpr std::array kTable = {
    Row{"illegal map value", explain_colon},
    Row{"end of map not found", explain_end_of_block},
    Row{"end of sequence not found", explain_end_of_block},
    Row{"end of map flow not found", explain_brackets},
    Row{"end of sequence flow not found", explain_brackets},
    Row{"illegal flow end", explain_closing_bracket},
    Row{"illegal EOF in scalar", explain_open_quote},
    Row{"illegal document indicator in scalar", explain_document_mark},
    Row{"unknown escape character", explain_escape},
    Row{"bad character found while scanning hex number", explain_escape},
    Row{"invalid unicode", explain_escape},
    Row{"unknown token", explain_start_of_text},
    Row{"illegal character in scalar", explain_start_of_text},
    Row{"illegal tab when looking for indentation", explain_tab},
    Row{"illegal block entry", explain_list_in_line},
    Row{"illegal map key", explain_question_mark},
    Row{"bad file", explain_depth},
    Row{"cannot set zero indentation for a block scalar", explain_block_text},
    Row{"unexpected character in block scalar", explain_block_text},
    Row{"YAML ", explain_directive},
    Row{"bad YAML version", explain_directive},
    Row{"repeated ", explain_directive},
    Row{"TAG directives", explain_directive},
    Row{"the referenced anchor is not defined", explain_anchor_or_tag},
    Row{"alias", explain_anchor_or_tag},
    Row{"anchor", explain_anchor_or_tag},
    Row{"cannot assign", explain_anchor_or_tag},
    Row{"illegal character found while scanning", explain_anchor_or_tag},
    Row{"tag handle with no suffix", explain_anchor_or_tag},
    Row{"end of verbatim tag not found", explain_anchor_or_tag},
};

/// The bare text around `offset` up to where it ends within brackets, variables in it taken whole.
std::string_view text_with_variables(const SourceText& source, std::size_t begin) {
  auto end = begin;
  bool in_variable = false;
  for (; source.at(end) != '\n'; ++end) {
    const char byte = source.at(end);
    if (byte == '{' && end > begin && source.at(end - 1) == '$') in_variable = true;
    if (!in_variable && std::string_view{",[]{}"}.find(byte) != std::string_view::npos) break;
    if (!in_variable && byte == '#' && source.at(end - 1) == ' ') break;
    if (byte == '}') in_variable = false;
  }
  while (end > begin && source.at(end - 1) == ' ') --end;
  return std::string_view{source.text()}.substr(begin, end - begin);
}

}  // namespace

std::optional<YamlMistake> missing_colon(const SourceText& source, std::size_t line) {
  auto text = source.line(line);
  if (const auto comment = text.find(" #"); comment != std::string_view::npos) text = text.substr(0, comment);
  while (text.ends_with(' ')) text.remove_suffix(1);
  if (text.find(": ") != std::string_view::npos || text.ends_with(':')) return std::nullopt;
  const auto start = source.line_start(line) + content_column(source, line);
  if (const auto colon = text.find(':'); colon != std::string_view::npos) {
    return YamlMistake{source.line_start(line) + colon, "a blank is missing after this ':'"};
  }
  return YamlMistake{start, "a ':' is missing in this line: write a key, ': ' and its value"};
}

std::optional<BareVariable> bare_variable(const ParserStop& stop, const SourceText& source) {
  if (stop.message.find("flow not found") == std::string_view::npos) return std::nullopt;
  if (source.at(stop.at) != '{' || stop.at == 0 || source.at(stop.at - 1) != '$') return std::nullopt;
  if (!stop.last_scalar || *stop.last_scalar >= stop.at) return std::nullopt;

  const auto text = text_with_variables(source, *stop.last_scalar);
  BareVariable variable{.mistake = {.at = stop.at - 1, .message = {}},
                        .begin = *stop.last_scalar,
                        .end = *stop.last_scalar + text.size()};
  if (variable.end <= stop.at) return std::nullopt;
  const auto* bracket = innermost_bracket(stop, source);
  const bool in_braces = bracket != nullptr && source.at(bracket->offset) == '{';
  if (stop.last_scalar_is_key && in_braces) {
    variable.mistake.message = "a variable stands in values, never in keys";
    return variable;
  }
  const auto key = in_braces ? cat(stop.last_key_text, ": ") : std::string{};
  variable.mistake.message =
      cat("a variable inside ", in_braces ? "{ }" : "[ ]", " needs quotes: write ", key, "\"", text, "\"");
  return variable;
}

YamlMistake explain(const ParserStop& stop, const SourceText& source) {
  const auto at_most = std::min(stop.at, source.size());
  const auto line = source.line_of(at_most);
  const Scene scene{stop, source, at_most, line, source.first_in_line(line)};
  for (const auto& row : kTable) {
    if (stop.message.starts_with(row.parser_message)) return row.explain(scene);
  }
  return {at_most, cat("this is no YAML (", stop.message, ")")};
}

}  // namespace mock::loading
