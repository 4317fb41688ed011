#pragma once

#include "core/json.hpp"
#include "core/message.hpp"
#include "core/node.hpp"

#include <cstdint>
#include <string>
#include <variant>

namespace mock::providers::file_order {

/// Content that is computed from the seed and the file's own name: so many bytes.
struct GeneratedSize {
  std::uint64_t bytes = 0;
};

/// An entry of `files`: one file, or with `repeat` many that differ in their number only. Stays this small
/// however many they are: `scene-######.dat`, 100,000 times.
struct FileGroup {
  using Content = std::variant<GeneratedSize, core::Text, core::FileStretch>;

  std::string pattern;  ///< the name; with `numbered` its `#` stand for the number
  bool numbered = false;
  std::uint64_t count = 1;
  std::uint64_t first = 0;  ///< position of its first file in the order
  Content content;
  std::string checksum;         ///< as the author states it; empty: the MD5 of the content
  bool checksum_first = false;  ///< `checksum: computed`: the session starts when it is known
  bool is_readable = true;      ///< false with `state: ERROR`: never listed
  core::Json fields;            ///< merge patch for each file's JSON; null: none
  core::Place place;

  /// `index` counts the group's files from 0.
  [[nodiscard]] std::string name(std::uint64_t index) const;
  /// In bytes, each.
  [[nodiscard]] std::uint64_t size() const;
  [[nodiscard]] core::Body body(std::uint64_t index, std::uint64_t seed) const;
};

/// A file of an order: its group and where it stands in it.
struct FileRef {
  const FileGroup* group = nullptr;
  std::uint64_t index = 0;     ///< within the group
  std::uint64_t position = 0;  ///< within the order
  std::size_t sub_order = 0;

  [[nodiscard]] std::string name() const { return group->name(index); }
  [[nodiscard]] core::Body body(std::uint64_t seed) const { return group->body(index, seed); }
};

}  // namespace mock::providers::file_order
