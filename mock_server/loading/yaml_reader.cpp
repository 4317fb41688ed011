#include "loading/yaml_reader.hpp"

#include "core/text.hpp"
#include "loading/yaml_mistakes.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/node/node.h>  // not used: clang-tidy takes parser.h's forward declaration for our Node
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <array>
#include <exception>
#include <sstream>
#include <utility>

namespace mock::loading {
namespace {

using core::cat;
using core::Node;

constexpr std::string_view kTabMessage = "a tab in the indentation, YAML takes blanks only";
/// A file with more mistakes of these kinds is something else altogether.
constexpr std::size_t kMostMistakes = 50;
/// What 4 MiB of a written-out scenario have; 4 MiB of nothing but `- ` have more, and would cost a gigabyte.
constexpr std::size_t kMostValues = 500'000;
/// Reading goes on behind so many bare variables, in texts of at most that size.
constexpr int kMostBareVariables = 20;
constexpr std::size_t kLongestTextReadAgain = 256U << 10U;

/// Ends the reading from within the parser's callbacks; everything was said. Never leaves this file.
struct Stop {};

/// Builds nodes from yaml-cpp's events. (Its own `Node` hides aliases, drops a second document in silence and
/// takes five times the memory: DECISIONS 28.)
class NodeBuilder final : public YAML::EventHandler {
 public:
  NodeBuilder(const SourceText& source, const YamlLimits& limits, core::Problems& problems)
      : source_(source), limits_(limits), problems_(problems) {}

  [[nodiscard]] bool refused() const { return mistakes_ > 0; }

  /// After the last document: the root, if there is one.
  std::optional<Node> finish() {
    check_tabs(source_.size() + 1);
    for (const auto& [offset, message] : bad_keys_) refuse(offset, message);
    return std::move(root_);
  }

  /// Where the parser gave up. Refuses tabs around there.
  ParserStop stop_at(const YAML::Exception& exception) {
    ParserStop stop{.message = exception.msg,
                    .at = exception.mark.is_null() ? source_.size() : offset_of(exception.mark),
                    .open = {},
                    .last_key = last_key_,
                    .last_key_text = last_key_text_,
                    .last_scalar = last_scalar_,
                    .last_scalar_text = last_scalar_text_,
                    .quotes_end = quotes_end_,
                    .last_scalar_is_key = last_scalar_is_key_};
    for (const auto& frame : stack_) stop.open.push_back({frame.offset, frame.in_brackets});
    const auto line = source_.line_of(stop.at);
    for (const auto tab : source_.tabs()) {
      const auto line_of_tab = source_.line_of(tab);
      if (line_of_tab == line || line_of_tab + 1 == line) refuse(tab, kTabMessage);
    }
    return stop;
  }

  void OnDocumentStart(const YAML::Mark& mark) override {
    const auto offset = reach(mark);
    if (++documents_ == 1) {
      refuse_directives(offset);
      return;
    }
    // Without a mark: the first line was no `key: value`, so it was a document of its own to the parser.
    const auto missing = root_ && root_->is_scalar() && last_scalar_
                             ? missing_colon(source_, source_.line_of(*last_scalar_))
                             : std::nullopt;
    const bool marked = std::string_view{source_.text()}.substr(offset).starts_with("---");
    if (!marked && missing) {
      refuse(missing->at, missing->message);
      throw Stop{};
    }
    refuse(
        offset,
        marked
            ? "a second document begins here: a file holds one"
            : "what began further up has ended, and this does not belong to it: is the indentation right?");
    throw Stop{};
  }
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t) override {
    const auto offset = reach(mark);
    if (wants_key()) {
      const auto word = null_word(offset);
      if (word.empty()) remember_bad_key(offset, "a key is missing here");
      add_key(word, offset, /*quoted=*/false);
      return;
    }
    const auto word = is_value_at(offset) ? null_word(offset) : std::string_view{};
    if (!word.empty()) {
      add(scalar(offset, word, /*quoted=*/false));
      return;
    }
    refuse_glued_colon();
    Node empty;
    empty.place = place_of_nothing(offset);
    add(std::move(empty));
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    const auto offset = reach(mark);
    refuse(offset,
           cat("an alias: ", limits_.instead_of_anchors, "; a text that begins with '*' needs quotes"));
    add_scalar(offset, {}, /*quoted=*/true);
  }

  void OnAnchor(const YAML::Mark& mark, const std::string&) override {
    auto offset = reach(mark);
    while (offset < source_.size() && source_.at(offset) != '&') ++offset;
    refuse(offset,
           cat("an anchor: ", limits_.instead_of_anchors, "; a text that begins with '&' needs quotes"));
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                const std::string& value) override {
    const auto offset = reach(mark);
    refuse_tag(offset, tag);
    const char first = source_.at(offset);
    quotes_end_.reset();
    if (first == '"' || first == '\'') {
      quotes_end_ = end_of_quotes(offset);
      protect(offset, *quotes_end_);
    } else if (first == '|' || first == '>') {
      protect(offset, std::string::npos);
    }
    add_scalar(offset, value, tag == "!");
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                       YAML::EmitterStyle::value style) override {
    start(mark, tag, style, Node::Kind::Sequence);
  }
  void OnSequenceEnd() override { end(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                  YAML::EmitterStyle::value style) override {
    start(mark, tag, style, Node::Kind::Mapping);
  }
  void OnMapEnd() override { end(); }

 private:
  struct Frame {
    Node node;
    std::size_t offset = 0;
    bool in_brackets = false;
    bool has_key = false;  ///< the key of the next value was read
    std::string key;
    core::Place key_place;
    std::size_t key_offset = 0;
    bool key_quoted = false;
  };

  void refuse(std::size_t offset, std::string_view message) {
    problems_.error(source_.place(offset), std::string{message});
    if (++mistakes_ >= kMostMistakes) throw Stop{};
  }

  [[nodiscard]] std::size_t offset_of(const YAML::Mark& mark) const {
    return source_.offset(static_cast<std::size_t>(std::max(mark.line, 0)),
                          static_cast<std::size_t>(std::max(mark.column, 0)));
  }

  /// The offset of an event. Everything before it is settled.
  std::size_t reach(const YAML::Mark& mark) {
    const auto offset = offset_of(mark);
    check_tabs(offset);
    if (++values_ > kMostValues) {
      refuse(offset,
             cat("more than ", std::to_string(kMostValues), " keys and values: ", limits_.instead_of_size));
      throw Stop{};
    }
    return offset;
  }

  /// Texts in quotes and block texts may hold lines that begin with tabs. A block text ends before the next
  /// event.
  void protect(std::size_t from, std::size_t to) {
    protected_from_ = from;
    protected_to_ = to;
  }
  void check_tabs(std::size_t end) {
    const auto& tabs = source_.tabs();
    while (next_tab_ < tabs.size() && tabs[next_tab_] < end) {
      const auto tab = tabs[next_tab_++];
      if (tab < protected_from_ || tab >= protected_to_) refuse(tab, kTabMessage);
    }
    if (end > protected_from_ && protected_to_ == std::string::npos) protect(0, 0);
  }

  void refuse_directives(std::size_t document_start) {
    const auto last = source_.line_of(document_start);
    for (std::size_t line = 0; line < last; ++line) {
      if (source_.line(line).starts_with('%')) {
        refuse(source_.line_start(line), "directives are not part of this language: delete the line");
      }
    }
  }

  /// Quoted texts have the tag `!` and others `?` unless one was written; the event's place is that of the
  /// written one.
  void refuse_tag(std::size_t offset, const std::string& tag) {
    const char first = source_.at(offset);
    const bool written = first == '!' || (first == '&' && tag != "!" && tag != "?");
    if (!written || tag.empty()) return;
    while (offset < source_.size() && source_.at(offset) != '!') ++offset;
    refuse(offset, "a tag: the key decides what type a value has; a text that begins with '!' needs quotes");
  }

  /// yaml-cpp takes a text in quotes that is never closed for one that ends with the file.
  std::size_t end_of_quotes(std::size_t offset) {
    const char quote = source_.at(offset);
    for (auto close = offset + 1; close < source_.size(); ++close) {
      const char byte = source_.at(close);
      if (quote == '"' && byte == '\\') {
        ++close;
      } else if (byte == quote) {
        if (quote == '"' || source_.at(close + 1) != '\'') return close + 1;
        ++close;
      }
    }
    refuse(offset, "the quote that opens here is never closed");
    throw Stop{};
  }

  /// `null`, `~` and the like as they stand at `offset`: yaml-cpp reports them as nothing, here they are
  /// texts.
  [[nodiscard]] std::string_view null_word(std::size_t offset) const {
    constexpr std::array<std::string_view, 4> kWords = {"null", "~", "Null", "NULL"};
    const auto rest = std::string_view{source_.text()}.substr(offset);
    for (const auto word : kWords) {
      if (!rest.starts_with(word)) continue;
      const char next = source_.at(offset + word.size());
      if (std::string_view{" \t\n,]}:"}.find(next) != std::string_view::npos)
        return rest.substr(0, word.size());
    }
    return {};
  }

  /// The place of a missing value is that of the next token, which may be a key `null` further up in the
  /// structure.
  [[nodiscard]] bool is_value_at(std::size_t offset) const {
    if (stack_.empty() || stack_.back().in_brackets) return true;
    const auto column = [&](std::size_t where) { return where - source_.line_start(source_.line_of(where)); };
    return column(offset) > column(stack_.back().offset);
  }

  /// An empty value stands at its key, an empty list entry at its dash.
  [[nodiscard]] core::Place place_of_nothing(std::size_t offset) const {
    if (stack_.empty()) return source_.place(offset);
    const auto& frame = stack_.back();
    if (frame.has_key) return frame.key_place;
    if (frame.in_brackets) return source_.place(offset);
    for (auto line = source_.line_of(offset) + 1; line-- > 0;) {
      const auto text = source_.line(line);
      const auto end = std::min(offset - std::min(offset, source_.line_start(line)), text.size());
      auto before = text.substr(0, end);
      if (const auto comment = before.find('#'); comment != std::string_view::npos)
        before = before.substr(0, comment);
      const auto last = before.find_last_not_of(" \t");
      if (last == std::string_view::npos) continue;
      if (before[last] == '-') return source_.place(source_.line_start(line) + last);
      break;
    }
    return source_.place(offset);
  }

  /// `{ after:9s }` is a key `after:9s` without a value.
  void refuse_glued_colon() {
    if (stack_.empty() || !stack_.back().has_key || stack_.back().key_quoted) return;
    const auto& key = stack_.back().key;
    const auto colon = key.find(':');
    if (colon == std::string::npos || colon == 0 || colon + 1 == key.size()) return;
    refuse(stack_.back().key_offset, cat("a blank is missing after the ':' of ", core::in_quotes(key),
                                         ": write ", key.substr(0, colon), ": ", key.substr(colon + 1)));
  }

  [[nodiscard]] bool wants_key() const {
    return !stack_.empty() && stack_.back().node.is_mapping() && !stack_.back().has_key;
  }

  [[nodiscard]] Node scalar(std::size_t offset, std::string_view text, bool quoted) const {
    Node node;
    node.place = source_.place(offset);
    node.text = text;
    node.quoted = quoted;
    return node;
  }

  void add_scalar(std::size_t offset, std::string_view text, bool quoted) {
    last_scalar_ = offset;
    last_scalar_text_ = text;
    last_scalar_is_key_ = wants_key();
    if (last_scalar_is_key_) {
      add_key(text, offset, quoted);
    } else {
      add(scalar(offset, text, quoted));
    }
  }

  /// Told at the end only: where a bracket is missing, the parser takes what it has for keys before it gives
  /// up.
  void remember_bad_key(std::size_t offset, std::string_view message) {
    if (bad_keys_.size() < kMostMistakes) bad_keys_.emplace_back(offset, message);
  }

  void add_key(std::string_view text, std::size_t offset, bool quoted) {
    if (text == "<<" && !quoted) {
      refuse(offset, cat("'<<' merges nothing here: ", limits_.instead_of_anchors));
    }
    auto& frame = stack_.back();
    frame.has_key = true;
    frame.key = text;
    frame.key_place = source_.place(offset);
    frame.key_offset = offset;
    frame.key_quoted = quoted;
    last_key_ = offset;
    last_key_text_ = text;
  }

  void add(Node node) {
    if (stack_.empty()) {
      root_ = std::move(node);
      return;
    }
    auto& frame = stack_.back();
    if (frame.node.is_sequence()) {
      frame.node.items.push_back(std::move(node));
      return;
    }
    frame.node.entries.push_back({std::move(frame.key), frame.key_place, std::move(node)});
    frame.has_key = false;
  }

  void start(const YAML::Mark& mark, const std::string& tag, YAML::EmitterStyle::value style,
             Node::Kind kind) {
    const auto offset = reach(mark);
    refuse_tag(offset, tag);
    if (stack_.size() >= limits_.depth) {
      refuse(offset,
             cat("more than ", std::to_string(limits_.depth), " lists and mappings within each other"));
      throw Stop{};
    }
    if (wants_key()) {
      remember_bad_key(offset, kind == Node::Kind::Mapping ? "a key is a text, found a mapping"
                                                           : "a key is a text, found a list");
    }
    Frame frame;
    frame.node.kind = kind;
    frame.node.place = source_.place(offset);
    frame.offset = offset;
    frame.in_brackets = style == YAML::EmitterStyle::Flow;
    stack_.push_back(std::move(frame));
  }

  void end() {
    Node node = std::move(stack_.back().node);
    const auto offset = stack_.back().offset;
    stack_.pop_back();
    if (wants_key()) {
      add_key({}, offset, /*quoted=*/true);
    } else {
      add(std::move(node));
    }
  }

  const SourceText& source_;
  const YamlLimits& limits_;
  core::Problems& problems_;
  std::vector<Frame> stack_;
  std::optional<Node> root_;
  std::size_t mistakes_ = 0;
  std::size_t values_ = 0;
  int documents_ = 0;
  std::size_t next_tab_ = 0;
  std::size_t protected_from_ = 0;
  std::size_t protected_to_ = 0;
  std::vector<std::pair<std::size_t, std::string_view>> bad_keys_;
  std::optional<std::size_t> last_key_;
  std::string last_key_text_;
  std::optional<std::size_t> last_scalar_;
  std::string last_scalar_text_;
  std::optional<std::size_t> quotes_end_;
  bool last_scalar_is_key_ = false;
};

/// One way through the text. Nothing if it was refused. `bare_variable` tells of a mistake behind which one
/// can go on.
std::optional<Node> parse(const SourceText& source, const YamlLimits& limits, core::Problems& problems,
                          std::optional<BareVariable>& variable) {
  NodeBuilder builder{source, limits, problems};
  try {
    std::istringstream stream{source.text()};
    YAML::Parser parser{stream};
    while (parser.HandleNextDocument(builder)) {
    }
    auto root = builder.finish();
    if (builder.refused()) return std::nullopt;
    if (!root || root->is_empty()) {
      problems.error({1, 1}, "there is nothing in this file");
      return std::nullopt;
    }
    return root;
  } catch (const Stop&) {
    return std::nullopt;
  } catch (const YAML::Exception& exception) {
    try {
      const ParserStop stop = builder.stop_at(exception);
      if (builder.refused()) return std::nullopt;
      variable = bare_variable(stop, source);
      const YamlMistake mistake = variable ? variable->mistake : explain(stop, source);
      problems.error(source.place(mistake.at), mistake.message);
    } catch (const Stop&) {
    }
    return std::nullopt;
  }
}

}  // namespace

std::optional<Node> read_yaml(std::string_view text, core::Problems& problems, const YamlLimits& limits) {
  try {
    auto source = SourceText::check(text, limits, problems);
    if (!source) return std::nullopt;
    for (int passes = 1;; ++passes) {
      std::optional<BareVariable> variable;
      auto root = parse(*source, limits, problems, variable);
      const bool goes_on = variable && passes < kMostBareVariables && source->size() <= kLongestTextReadAgain;
      if (!goes_on) return passes == 1 ? std::move(root) : std::nullopt;
      for (auto offset = variable->begin; offset < variable->end; ++offset) {
        if (source->at(offset) == '{' || source->at(offset) == '}') source->replace(offset, 'x');
      }
    }
  } catch (const std::exception& exception) {
    // Memory ran out, or the parser has a mistake that no test of ours has met.
    problems.error({}, cat("the file cannot be read (", exception.what(), ")"));
    return std::nullopt;
  }
}

}  // namespace mock::loading
