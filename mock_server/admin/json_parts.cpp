#include "admin/json_parts.hpp"

#include "core/text.hpp"

#include <chrono>

namespace mock::admin {

core::Json or_null(std::string_view text) {
  return text.empty() ? core::Json{} : core::Json(std::string{text});
}

core::Json or_null(std::optional<core::Instant> instant) {
  return instant ? core::Json(core::to_iso(*instant)) : core::Json{};
}

core::Json seconds(core::Duration duration) {
  const auto whole = std::chrono::floor<std::chrono::seconds>(duration);
  if (whole == duration) return core::Json(whole.count());
  return core::Json(std::chrono::duration<double>{duration}.count());
}

core::Json line_of(const std::string& file, core::Place place) {
  if (place.line == 0) return {};
  return core::Json(core::where(file, place));
}

}  // namespace mock::admin
