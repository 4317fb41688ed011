#include "journal/finding_text.hpp"

#include "core/text.hpp"
#include "journal/printable.hpp"

#include <algorithm>

namespace mock::journal {
namespace {

/// As wide as the longest label, `expected`, and two blanks.
constexpr std::size_t kLabelWidth = 10;

}  // namespace

std::string rule_link(std::string_view code) {
  return core::cat("contracts/README.md#", core::to_lower(code));
}

std::vector<Evidence> evidence(const core::Violation& violation) {
  std::vector<Evidence> all;
  const auto add = [&](std::string_view label, const std::string& text) {
    if (!text.empty()) all.push_back({.label = label, .text = printable(text)});
  };
  add("found", violation.found);
  add("expected", violation.expected);
  add("hint", violation.hint);
  add("see", rule_link(violation.rule.code));
  return all;
}

std::vector<std::string> evidence_lines(const std::vector<Evidence>& evidence, std::string_view indent,
                                        std::size_t width, Colour colour) {
  constexpr std::size_t kNarrowest = 20;
  const std::size_t taken = indent.size() + kLabelWidth;
  const std::size_t room = std::max(kNarrowest, width > taken ? width - taken : 0);
  std::vector<std::string> lines;
  for (const auto& [label, text] : evidence) {
    bool first = true;
    for (const auto& piece : wrapped(text, room)) {
      const std::string shown_label =
          first ? styled(padded(label, kLabelWidth), Style::Dim, colour) : std::string(kLabelWidth, ' ');
      lines.push_back(core::cat(indent, shown_label, piece));
      first = false;
    }
  }
  return lines;
}

std::string_view mark_of(const core::Finding& finding) {
  if (finding.declared) return "✓";
  switch (finding.severity) {
    case core::Severity::Error:
      return "✗";
    case core::Severity::Warning:
      return "!";
    case core::Severity::Note:
    case core::Severity::Ignore:
      return "·";
  }
  return "";
}

Style style_of(const core::Finding& finding) {
  if (finding.declared) return Style::Green;
  switch (finding.severity) {
    case core::Severity::Error:
      return Style::Red;
    case core::Severity::Warning:
      return Style::Yellow;
    case core::Severity::Note:
    case core::Severity::Ignore:
      return Style::Cyan;
  }
  return Style::Plain;
}

Style style_of(core::Outcome outcome) {
  switch (outcome) {
    case core::Outcome::Passed:
      return Style::Green;
    case core::Outcome::Failed:
      return Style::Red;
    case core::Outcome::NothingChecked:
      return Style::Yellow;
  }
  return Style::Plain;
}

std::string times(std::uint64_t count) {
  return count == 1 ? "once" : core::cat(std::to_string(count), " times");
}

std::vector<bool> failing(const core::SessionReport& session) {
  std::vector<bool> result;
  for (const auto& group : session.findings) {
    const core::Finding& example = group.example();
    result.push_back(!example.declared && example.severity >= session.fail_on);
  }
  return result;
}

std::vector<std::string> not_judged(const core::SessionReport& session) {
  const auto rules = core::all_rules();
  const bool polling_has_rules = std::any_of(
      rules.begin(), rules.end(), [](const core::Rule& rule) { return rule.code.starts_with("POLL-"); });
  if (!polling_has_rules)
    return {"how often the client polls and how long it waits: there are no rules for it yet"};
  if (session.clock == "manual" || session.clock == "auto") {
    return {core::cat("how long the client waits between polls: its sleep cannot be seen on the clock '",
                      session.clock, "', unless the scenario sets min_interval")};
  }
  return {};
}

}  // namespace mock::journal
