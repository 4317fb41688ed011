#include "providers/musement/wire.hpp"

#include "core/scenario_reader.hpp"
#include "core/text.hpp"
#include "providers/musement/uuid.hpp"

#include <array>
#include <cstdio>

namespace mock::providers::musement {

std::optional<std::string> read_uuid(core::Mapping& mapping, std::string_view key) {
  auto text = mapping.text(key);
  if (!text || parse_uuid(*text)) return text;
  mapping.error(
      mapping.value_place(key),
      core::cat("'", key, "' is a UUID, found ", core::in_quotes(*text),
                ": write one as in 8e9e5c6e-ea7d-4934-8753-f00954f30d00, or leave it out to have it drawn"));
  return std::nullopt;
}

std::string date_text(core::Instant instant) {
  const auto time = core::civil(instant);
  std::array<char, 40> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02u:%02u:%02u+0000", time.year, time.month,
                time.day, time.hour, time.minute, time.second);
  return text.data();
}

}  // namespace mock::providers::musement
