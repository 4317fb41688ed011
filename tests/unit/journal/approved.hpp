#pragma once

#include <catch2/catch_test_macros.hpp>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace mock::tests {

inline std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const auto end = text.find('\n');
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return lines;
}

/// The first line in which they differ, in words; empty if they are the same, byte for byte.
inline std::string difference(std::string_view approved, std::string_view actual) {
  if (approved == actual) return {};
  const auto want = lines_of(approved);
  const auto have = lines_of(actual);
  const std::string none = "(no such line)";
  for (std::size_t i = 0; i < want.size() || i < have.size(); ++i) {
    const std::string& old_line = i < want.size() ? want[i] : none;
    const std::string& new_line = i < have.size() ? have[i] : none;
    if (old_line == new_line) continue;
    return "line " + std::to_string(i + 1) + ":\n- " + old_line + "\n+ " + new_line;
  }
  return "the line break at the end";
}

/// Fails unless `actual` is the approved file `tests/golden/journal/NAME`, byte for byte. What came instead
/// is left in `received/` of the build folder, and the message says how to approve it.
inline void check_approved(const std::string& name, const std::string& actual) {
  namespace fs = std::filesystem;
  const fs::path source{std::string{UNDERSTUDY_SOURCE_DIR}};
  const fs::path all_received = fs::path{std::string{UNDERSTUDY_BINARY}}.parent_path() / "received";
  const fs::path received = all_received / "journal" / name;

  std::ifstream file{source / "tests/golden/journal" / name, std::ios::binary};
  std::ostringstream approved;
  if (file) approved << file.rdbuf();
  const std::string changed = difference(approved.str(), actual);
  if (changed.empty()) {
    fs::remove(received);  // of an earlier run
    return;
  }
  fs::create_directories(received.parent_path());
  std::ofstream{received, std::ios::binary} << actual;
  FAIL_CHECK(name << " is not as approved, " << changed
                  << "\n\nTo approve whatever was received, in the checkout:\ncp -r "
                  << fs::proximate(all_received, source).string() << "/. tests/golden");
}

}  // namespace mock::tests
