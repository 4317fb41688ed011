#include "journal/text_report.hpp"

#include "core/text.hpp"
#include "journal/finding_text.hpp"
#include "journal/printable.hpp"

#include <algorithm>
#include <string_view>
#include <vector>

namespace mock::journal {
namespace {

constexpr std::size_t kWidth = 110;

/// Writes line by line, in one colour setting.
class Page {
 public:
  Page(Colour colour, Secrets secrets) : colour_{colour}, secrets_{secrets} {}

  void line(std::string_view text = {}) {
    text_ += text;
    text_ += '\n';
  }
  void heading(std::string_view text) {
    line();
    line(core::cat("  ", paint(text, Style::Bold)));
  }
  void paragraph(std::string_view indent, std::string_view text) {
    for (const auto& piece : wrapped(text, kWidth - indent.size())) line(core::cat(indent, piece));
  }
  [[nodiscard]] std::string paint(std::string_view text, Style style) const {
    return styled(text, style, colour_);
  }
  [[nodiscard]] Colour colour() const { return colour_; }
  [[nodiscard]] Secrets secrets() const { return secrets_; }
  std::string take() { return std::move(text_); }

 private:
  Colour colour_;
  Secrets secrets_;
  std::string text_;
};

std::string printable_prose(std::string_view text) {
  std::string flat{text};
  std::replace(flat.begin(), flat.end(), '\n', ' ');
  return printable(flat, 2000);
}

void write_title(Page& page, const core::SessionReport& session) {
  const auto outcome = session.verdict.outcome;
  page.line(core::cat(
      page.paint(core::cat(printable(session.session), ": ", core::to_text(outcome)), style_of(outcome)),
      "  ", printable(session.scenario)));
  if (!session.about.empty()) page.paragraph("  ", printable_prose(session.about));
  for (const auto& reason : session.verdict.reasons) page.paragraph("  - ", printable(reason));
  page.line();
  page.line(core::cat("  file   ", printable(session.file)));
  page.line(core::cat("  clock  ", printable(session.clock), ", ", core::to_iso(session.start), " to ",
                      core::to_iso(session.end), " (", core::to_text(session.end - session.start), ")"));
  page.line(core::cat("  seed   ", std::to_string(session.seed)));
}

std::string by_status(const Page& page, const core::OperationCount& count) {
  std::string text;
  for (const auto& [status, number] : count.by_status) {
    const Style style = status >= 500 ? Style::Red : status >= 400 ? Style::Yellow : Style::Green;
    text += core::cat(text.empty() ? "" : ", ", page.paint(std::to_string(status), style), " × ",
                      std::to_string(number));
  }
  return text;
}

void write_exchanges(Page& page, const core::SessionReport& session) {
  page.heading(core::cat("exchanges: ", std::to_string(session.exchanges)));
  std::size_t widest = 0;
  const auto name_of = [](const std::string& operation) {
    return operation.empty() ? std::string{"(no operation)"} : printable(operation);
  };
  for (const auto& [operation, count] : session.operations)
    widest = std::max(widest, width_of(name_of(operation)));
  for (const auto& [operation, count] : session.operations) {
    page.line(core::cat("    ", padded(name_of(operation), widest), "  ", by_status(page, count)));
  }
}

void write_group(Page& page, const core::FindingGroups::Group& group) {
  const core::Finding example = shown_finding(group.example(), page.secrets());
  const auto& violation = example.violation;
  page.line(core::cat("    ",
                      page.paint(core::cat(mark_of(example), " ", violation.rule.code), style_of(example)),
                      "  ", printable(violation.where)));
  std::string about = core::cat(core::to_text(example.severity), " of the ", core::to_text(violation.side));
  if (example.declared) about += ", declared by the scenario";
  if (!example.operation.empty()) about += core::cat(", at ", printable(example.operation));
  page.line(core::cat("      ", page.paint(about, Style::Dim)));

  std::vector<Evidence> lines = evidence(violation);
  lines.push_back(
      {.label = "seen", .text = core::cat(times(group.count), ", at ", core::to_iso(example.at))});
  if (group.count > 1) lines.back().text += core::cat(" first, ", core::to_iso(group.last_at), " last");
  if (example.exchange != 0) {
    lines.push_back({.label = "request",
                     .text = core::cat("#", std::to_string(example.exchange), " ",
                                       printable(example.request_line, 200))});
  }
  for (const auto& line : evidence_lines(lines, "      ", kWidth, page.colour())) page.line(line);
}

/// What makes the session fail first, then the rest; each in the order of its coming.
void write_findings(Page& page, const core::SessionReport& session) {
  if (session.findings.empty()) return;
  const std::vector<bool> fails = failing(session);
  for (const bool failing_ones : {true, false}) {
    if (std::find(fails.begin(), fails.end(), failing_ones) == fails.end()) continue;
    page.heading(failing_ones ? "findings" : "declared, or no reason to fail");
    bool first = true;
    for (std::size_t i = 0; i < fails.size(); ++i) {
      if (fails[i] != failing_ones) continue;
      if (!first) page.line();
      first = false;
      write_group(page, session.findings[i]);
    }
  }
}

void write_steps_left(Page& page, const core::SessionReport& session) {
  if (session.steps_left.empty()) return;
  constexpr std::size_t kShown = 20;
  page.heading("steps not taken");
  for (std::size_t i = 0; i < std::min(kShown, session.steps_left.size()); ++i) {
    const core::StepLeft& left = session.steps_left[i];
    const std::string when =
        left.due ? core::cat("due at ", core::to_iso(*left.due)) : "its trigger has not come";
    page.line(core::cat("    ", printable(left.resource), "  { ", printable(left.moment), " }  ", when));
  }
  if (session.steps_left.size() > kShown) {
    page.line(core::cat("    … and ", std::to_string(session.steps_left.size() - kShown), " more"));
  }
}

void write_not_judged(Page& page, const core::SessionReport& session) {
  const auto sentences = not_judged(session);
  if (sentences.empty()) return;
  page.heading("not judged");
  for (const auto& sentence : sentences) page.paragraph("    ", printable(sentence));
}

void write_session(Page& page, const core::SessionReport& session) {
  write_title(page, session);
  write_exchanges(page, session);
  write_findings(page, session);
  write_steps_left(page, session);
  write_not_judged(page, session);
}

}  // namespace

std::string text_report(const core::SessionReport& session, Colour colour, Secrets secrets) {
  Page page{colour, secrets};
  write_session(page, session);
  return page.take();
}

std::string text_report(const core::RunReport& report, Colour colour, Secrets secrets) {
  Page page{colour, secrets};
  for (const auto& session : report.sessions) {
    write_session(page, session);
    page.line();
  }
  if (!report.outside.empty()) {
    page.line(page.paint("outside every session: failed", Style::Red));
    page.heading("findings");
    bool first = true;
    for (const auto& group : report.outside) {
      if (!first) page.line();
      first = false;
      write_group(page, group);
    }
    page.line();
  }
  const std::size_t sessions = report.sessions.size();
  page.line(core::cat("understudy ", printable(report.version), ": ",
                      page.paint(core::to_text(report.outcome), style_of(report.outcome)), ", ",
                      std::to_string(sessions), sessions == 1 ? " session" : " sessions"));
  return page.take();
}

}  // namespace mock::journal
