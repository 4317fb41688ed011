#pragma once

#include "core/contract.hpp"
#include "core/json.hpp"
#include "core/mapping.hpp"
#include "core/moment.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace mock::core {

/// The files beside a scenario, for `path:`. Implemented by `loading`.
class ScenarioFiles {
 public:
  struct File {
    std::string path;        ///< absolute
    std::uint64_t size = 0;  ///< in bytes
  };
  virtual ~ScenarioFiles() = default;
  /// The file of that relative path, or why it may not be used: the rest of a sentence.
  [[nodiscard]] virtual std::variant<File, std::string> find(const std::string& relative_path) const = 0;
};

/// What reading a provider's section needs besides the section itself.
struct ScenarioReader {
  const Contract* contract = nullptr;  ///< of the provider; never null
  std::optional<Instant> start;        ///< `clock: start`, or the fixed start of a manual clock
  std::uint64_t seed = 1;
  const ScenarioFiles* files = nullptr;  ///< null: `path:` is refused
  /// Where triggers on other resources are noted; null: they are refused.
  std::vector<NotedElsewhere>* elsewhere = nullptr;

  /// The schema of an operation's JSON answer with its `$ref`s expanded; null if there is none.
  [[nodiscard]] Json response_schema(std::string_view method, std::string_view path_template,
                                     int status) const;
};

/// Reads a `wire` value (SCENARIOS 2.2): free JSON in the provider's spelling. Where `shape` knows a field,
/// its type decides (a text field takes `0x3a11` as text); elsewhere a bare JSON number or literal is one,
/// anything else is text. A name that the shape does not know is refused unless `unknown_names` allows it.
/// Null removes (RFC 7396).
enum class UnknownNames { Refused, Allowed };
Json read_wire(const Node& node, const Json& shape, UnknownNames unknown_names, Problems& problems);

/// Reads the wire value under `key`, which must be a mapping (`fields`, `metadata`): null if it is absent or
/// was refused. `unrealistic` lets unknown names pass.
Json read_wire_mapping(Mapping& owner, std::string_view key, const Json& shape, bool unrealistic);

/// Where `member` stands in the mapping under `key`; line 0 if it does not, or is removed there (null).
Place wire_member_place(Mapping& owner, std::string_view key, std::string_view member);

/// The schema of the member `name` of objects that fit `shape`, looked for in `properties`, also within
/// `allOf`, `anyOf`, `oneOf`, `if`, `then`, `else`; null if it is not known there. With `name` empty: of an
/// array's items.
Json member_shape(const Json& shape, std::string_view name);

/// `part-###.dat` and 7: `part-007.dat`. A pattern without `#` is answered as it stands.
std::string numbered(std::string_view pattern, std::uint64_t number);

/// Reads `repeat` of a mapping whose `pattern_key` holds a `####` pattern: how many of it there are. 1 if
/// absent. Refuses 0, more than `most`, a pattern without `#` or with too few of them.
std::uint64_t read_repeat(Mapping& mapping, std::string_view pattern_key, std::uint64_t most);

}  // namespace mock::core
