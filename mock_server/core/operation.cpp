#include "core/operation.hpp"

#include "core/text.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace mock::core {

namespace {

/// Blanks in a query may be written `+` (WHATWG URL, application/x-www-form-urlencoded); in a path `+` is
/// itself.
enum class Plus { Itself, Blank };

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// Nothing if a `%` is not followed by two hexadecimal digits.
std::optional<std::string> decode(std::string_view text, Plus plus) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+' && plus == Plus::Blank) {
      decoded += ' ';
    } else if (text[i] != '%') {
      decoded += text[i];
    } else {
      if (text.size() - i < 3) return std::nullopt;
      const int high = hex_value(text[i + 1]);
      const int low = hex_value(text[i + 2]);
      if (high < 0 || low < 0) return std::nullopt;
      decoded += static_cast<char>(high * 16 + low);
      i += 2;
    }
  }
  return decoded;
}

/// Calls `take` with each piece; stops, and answers false, as soon as `take` does.
template <typename Take>
bool split(std::string_view text, char separator, Take take) {
  while (true) {
    const auto end = text.find(separator);
    if (!take(text.substr(0, end))) return false;
    if (end == std::string_view::npos) return true;
    text.remove_prefix(end + 1);
  }
}

/// The segments of a path or template, still encoded. `/` has none; `/a/` has `a` and an empty one.
std::vector<std::string_view> split_path(std::string_view path) {
  std::vector<std::string_view> segments;
  if (path.starts_with('/')) path.remove_prefix(1);
  if (path.empty()) return segments;
  split(path, '/', [&](std::string_view segment) {
    segments.push_back(segment);
    return true;
  });
  return segments;
}

/// `http://host:1/a?b` becomes `/a?b`; anything without such a scheme stays as it is.
std::string_view without_authority(std::string_view target) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!equal_ignoring_case(target.substr(0, scheme.size()), scheme)) continue;
    const auto end = target.find_first_of("/?", scheme.size());
    return end == std::string_view::npos ? std::string_view{} : target.substr(end);
  }
  return target;
}

bool read_query(std::string_view text, std::vector<std::pair<std::string, std::string>>& query) {
  return split(text, '&', [&](std::string_view pair) {
    if (pair.empty()) return true;
    const auto equals = pair.find('=');
    auto name = decode(pair.substr(0, equals), Plus::Blank);
    auto value =
        decode(equals == std::string_view::npos ? std::string_view{} : pair.substr(equals + 1), Plus::Blank);
    if (!name || !value) return false;
    query.emplace_back(*std::move(name), *std::move(value));
    return true;
  });
}

/// The name in `{orderId}`, or nothing for a literal segment.
std::optional<std::string_view> parameter_name(std::string_view segment) {
  if (segment.size() < 3 || segment.front() != '{' || segment.back() != '}') return std::nullopt;
  return segment.substr(1, segment.size() - 2);
}

// What a difference between a path and a template costs. The figures matter only relative to each other: one
// segment too many or too few is still near, one wrong word is not, and a base URL in front (or its absence)
// hardly counts.
constexpr int kPrefixSegment = 10;
constexpr int kOtherCase = 10;
constexpr int kMisspelt = 25;
constexpr int kExtraOrMissing = 60;
constexpr int kOtherWord = 120;
constexpr int kMostCost = 100;
/// A client can send thousands of segments; nothing of ours has a dozen.
constexpr std::size_t kMostSegments = 24;
constexpr std::size_t kLongestWord = 64;

struct Likeness {
  int cost = 0;
  int literals = 0;  ///< how many telling words are the same
  [[nodiscard]] bool better_than(const Likeness& other) const {
    return cost != other.cost ? cost < other.cost : literals > other.literals;
  }
};

int word_cost(std::string_view word, std::string_view literal) {
  if (word == literal) return 0;
  if (equal_ignoring_case(word, literal)) return kOtherCase;
  if (word.size() > kLongestWord) return kOtherWord;
  return nearest(word, std::span{&literal, 1}) ? kMisspelt : kOtherWord;
}

/// `api` and `v3` are in every path of somebody.
bool is_telling(std::string_view literal) {
  const bool is_version = literal.size() > 1 && literal[0] == 'v' &&
                          literal.find_first_not_of("0123456789", 1) == std::string_view::npos;
  return !is_version && literal != "api";
}

/// An edit distance over segments. A literal may be the first one to count: whatever stands before it on
/// either side is a prefix.
Likeness compare(const std::vector<std::string_view>& path, const std::vector<std::string_view>& wanted) {
  std::array<std::array<Likeness, kMostSegments + 1>, kMostSegments + 1> best{};
  for (std::size_t i = 0; i <= path.size(); ++i) {
    for (std::size_t j = 0; j <= wanted.size(); ++j) {
      if (i == 0 && j == 0) continue;
      auto& cell = best[i][j];
      cell.cost = static_cast<int>(i + j) * kExtraOrMissing;
      const auto offer = [&cell](Likeness before, int cost, int literals) {
        const Likeness candidate{before.cost + cost, before.literals + literals};
        if (candidate.better_than(cell)) cell = candidate;
      };
      if (i > 0) offer(best[i - 1][j], path[i - 1].empty() ? kPrefixSegment : kExtraOrMissing, 0);
      if (j > 0) offer(best[i][j - 1], kExtraOrMissing, 0);
      if (i == 0 || j == 0) continue;
      if (parameter_name(wanted[j - 1])) {
        offer(best[i - 1][j - 1], path[i - 1].empty() ? kOtherWord : 0, 0);
        continue;
      }
      const int cost = word_cost(path[i - 1], wanted[j - 1]);
      const int literals = cost < kOtherWord && is_telling(wanted[j - 1]) ? 1 : 0;
      offer(best[i - 1][j - 1], cost, literals);
      if (cost < kOtherWord) offer(Likeness{static_cast<int>(i + j - 2) * kPrefixSegment, 0}, cost, literals);
    }
  }
  return best[path.size()][wanted.size()];
}

}  // namespace

std::optional<Target> parse_target(std::string_view target) {
  const auto relative = without_authority(target);
  const auto question = relative.find('?');
  Target parsed{.path = std::string{relative.substr(0, question)}, .segments = {}, .query = {}};
  if (parsed.path.empty() && relative.size() != target.size()) parsed.path = "/";  // RFC 9110 §4.2.3
  if (!parsed.path.starts_with('/')) return std::nullopt;

  for (const auto segment : split_path(parsed.path)) {
    auto decoded = decode(segment, Plus::Itself);
    if (!decoded) return std::nullopt;
    parsed.segments.push_back(*std::move(decoded));
  }
  if (question != std::string_view::npos && !read_query(relative.substr(question + 1), parsed.query)) {
    return std::nullopt;
  }
  return parsed;
}

std::string encode_segment(std::string_view text) {
  constexpr std::string_view kUnreserved =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    if (kUnreserved.find(c) != std::string_view::npos) {
      encoded += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    encoded += '%';
    encoded += kDigits[byte >> 4U];
    encoded += kDigits[byte & 0xFU];
  }
  return encoded;
}

const std::string* find_query(const Target& target, std::string_view name) {
  const auto found = std::ranges::find(target.query, name, &std::pair<std::string, std::string>::first);
  return found == target.query.end() ? nullptr : &found->second;
}

std::optional<PathParameters> match_path(std::string_view path_template, const Target& target) {
  PathParameters parameters;
  if (path_template.starts_with('/')) path_template.remove_prefix(1);
  std::size_t index = 0;
  const auto take = [&](std::string_view wanted) {
    if (index == target.segments.size()) return false;
    const auto& segment = target.segments[index++];
    const auto name = parameter_name(wanted);
    if (!name) return segment == wanted;
    if (segment.empty()) return false;
    parameters.emplace_back(*name, segment);
    return true;
  };
  if (!path_template.empty() && !split(path_template, '/', take)) return std::nullopt;
  if (index != target.segments.size()) return std::nullopt;
  return parameters;
}

std::optional<std::string> nearest_path(std::string_view path, std::span<const std::string_view> templates) {
  const auto segments = split_path(path.substr(0, path.find('?')));
  if (segments.empty() || segments.size() > kMostSegments) return std::nullopt;

  std::optional<std::string> found;
  Likeness best{kMostCost + 1, 0};
  for (const auto candidate : templates) {
    const auto wanted = split_path(candidate);
    if (wanted.size() > kMostSegments) continue;
    const auto likeness = compare(segments, wanted);
    if (likeness.literals == 0 || !likeness.better_than(best) || likeness.cost > kMostCost) continue;
    best = likeness;
    found = std::string{candidate};
  }
  return found;
}

}  // namespace mock::core
