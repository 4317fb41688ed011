#pragma once

#include "core/node.hpp"
#include "core/problems.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mock::loading {

/// How much YAML is read, and what is said where somebody wants more. The texts outlive the call.
struct YamlLimits {
  std::size_t bytes = 4U << 20U;
  std::size_t depth = 32;  ///< lists and mappings within each other
  std::string_view instead_of_size = "'repeat' writes many orders or files as one entry";
  std::string_view instead_of_anchors = "'products' and 'repeat' do that job";
};

/// A YAML text that is fit for a parser: of bearable size, UTF-8 without control characters, line breaks made
/// `\n`, the byte order mark taken off. Knows where each byte of it stood. Not to be shared between threads.
class SourceText {
 public:
  /// The raw pass. Nothing if the text is refused; then `problems` says why.
  static std::optional<SourceText> check(std::string_view raw, const YamlLimits& limits,
                                         core::Problems& problems);

  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] std::size_t size() const { return text_.size(); }
  /// The byte at `offset`; `\n` beyond the end.
  [[nodiscard]] char at(std::size_t offset) const { return offset < text_.size() ? text_[offset] : '\n'; }

  /// Lines count from 0 here, as the parser counts them. Both are brought within the text.
  [[nodiscard]] std::size_t offset(std::size_t line, std::size_t byte_column) const;
  [[nodiscard]] std::size_t line_of(std::size_t offset) const;
  [[nodiscard]] std::size_t line_start(std::size_t line) const { return line_starts_[line]; }
  /// Without its line break.
  [[nodiscard]] std::string_view line(std::size_t line) const;
  /// Of the first byte of a line that is no blank (nor tab); of its break if there is none.
  [[nodiscard]] std::size_t first_in_line(std::size_t line) const;
  /// Counted from 1, in characters. Cheap if asked for in the order of the text.
  [[nodiscard]] core::Place place(std::size_t offset) const;

  /// The first tab in the indentation of each line that has one and is neither empty nor a comment; the
  /// dashes of list entries are indentation, so `-<tab>a: 1`, about whose column readers differ, counts. Only
  /// the parser knows which of them belong to a quoted or block text, where they are fine.
  [[nodiscard]] const std::vector<std::size_t>& tabs() const { return tabs_; }

  /// Puts `byte`, an ASCII one, in the place of another, so that parsing can go on behind a mistake.
  void replace(std::size_t offset, char byte) { text_[offset] = byte; }

 private:
  explicit SourceText(std::string text);

  std::string text_;
  std::vector<std::size_t> line_starts_;
  std::vector<std::size_t> tabs_;
  bool is_ascii_ = true;
  mutable std::size_t last_offset_ = 0;  ///< what `place` was asked for last, and its answer
  mutable core::Place last_place_{1, 1};
};

}  // namespace mock::loading
