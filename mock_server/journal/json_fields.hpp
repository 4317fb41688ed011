#pragma once

#include "core/instant.hpp"
#include "core/json.hpp"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mock::journal {

/// Reads the members of one JSON object strictly: for files that we wrote ourselves, and that may have been
/// cut, edited or made up since. The first mistake is kept as a sentence; what is read after it means
/// nothing.
class JsonFields {
 public:
  /// `name` is what messages call the object: `a request`. `mistake` is shared by all objects of one text and
  /// empty while there is none. Both arguments outlive this. What is no object is a mistake.
  JsonFields(const core::Json& object, std::string name, std::string& mistake);

  [[nodiscard]] bool has(std::string_view key) const { return find(key) != nullptr; }
  /// The text of a member that may be missing, or something else: empty then.
  [[nodiscard]] std::string text_if_any(std::string_view key) const;

  // Each reads a member that must be there.

  bool is_null(std::string_view key);

  std::uint64_t number(std::string_view key, std::uint64_t least = 0,
                       std::uint64_t most = std::numeric_limits<std::uint64_t>::max());
  bool boolean(std::string_view key);
  std::string text(std::string_view key);
  /// `key`, or `key` + `_base64`; one of the two.
  std::string bytes(std::string_view key);
  /// The same; empty for null.
  std::string bytes_or_null(std::string_view key);
  core::Instant instant(std::string_view key);
  std::optional<core::Instant> instant_or_null(std::string_view key);
  /// An empty one after a mistake.
  const core::Json& object(std::string_view key);
  const core::Json& list(std::string_view key);

  /// `'KEY' of NAME is EXPECTED, found …`
  void refuse(std::string_view key, std::string_view expected);
  void mistake(std::string sentence);
  /// Refuses members that nobody asked for. Afterwards: whether there is no mistake at all.
  bool finish();

 private:
  [[nodiscard]] const core::Json* find(std::string_view key) const;
  /// Null if it is not there; that is a mistake.
  const core::Json* member(std::string_view key);

  const core::Json& json_;
  std::string name_;
  std::string& mistake_;
  std::vector<std::string> known_;
};

}  // namespace mock::journal
