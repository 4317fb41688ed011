#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <vector>

namespace mock::core {

/// A place in a scenario file, or in the body of a control call. Both count from 1; columns count characters,
/// not bytes. Line 0: no place.
struct Place {
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  std::uint32_t call = 0;  ///< 0: it is in the file; else in the control call of that number
  // clang-tidy 14 takes the 0 in the generated comparison for a pointer.
  auto operator<=>(const Place&) const = default;  // NOLINT(modernize-use-nullptr)
};

/// `5:13`
std::string to_text(Place place);
/// `5:13`, `control call 2, 1:24`: for who knows which file is meant.
std::string shown_line(Place place);
/// `x.yaml:5:13`, `control call 2, 1:24`; the file alone if there is no place.
std::string where(std::string_view file, Place place);

/// One value of a scenario file, as it was written: a scalar is its text, and what type it has is decided by
/// the key that it stands under (SCENARIOS 1.2). Built by `loading`, read by `Mapping`.
struct Node {
  enum class Kind { Scalar, Sequence, Mapping };
  struct Entry;

  Kind kind = Kind::Scalar;
  Place place;          ///< of its first character; an empty scalar stands at its key
  std::string text;     ///< scalars: the characters, quotes taken off, variables put in
  bool quoted = false;  ///< scalars: stood in quotes, or was a block text
  /// Scalars: a variable in it has no value here, so nobody knows what the text would be; it stands as it was
  /// written, `${WEBHOOK_URL}`. Already noted. Readers (`Mapping`, `read_wire`) answer nothing for it and say
  /// nothing.
  bool unset = false;
  std::vector<Node> items;  ///< sequences
  /// Mappings, in file order. A doubled key is kept twice, so that it can be refused.
  std::vector<Entry> entries;

  [[nodiscard]] bool is_scalar() const { return kind == Kind::Scalar; }
  [[nodiscard]] bool is_sequence() const { return kind == Kind::Sequence; }
  [[nodiscard]] bool is_mapping() const { return kind == Kind::Mapping; }
  /// A scalar that was not written at all (`key:` and nothing after it).
  [[nodiscard]] bool is_empty() const { return is_scalar() && text.empty() && !quoted; }
};

struct Node::Entry {
  std::string key;
  Place key_place;
  Node value;
};

/// The node as one line of flow YAML, `{ on: paid, after: 47h }`: for messages that propose a better
/// spelling.
std::string to_flow_text(const Node& node);

}  // namespace mock::core
