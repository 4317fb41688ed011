#include "journal/text_report.hpp"

#include "core/text.hpp"
#include "journal/finding_text.hpp"
#include "journal/printable.hpp"
#include "journal/rounds.hpp"

#include <algorithm>
#include <cstddef>
#include <set>
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
  /// `start` stands before the first line, as many blanks before the others.
  void paragraph(std::string_view start, std::string_view text) {
    std::string indent{start};
    for (const auto& piece : wrapped(text, kWidth - start.size())) {
      line(core::cat(indent, piece));
      indent.assign(start.size(), ' ');
    }
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

void write_title(Page& page, const core::SessionReport& session, std::string_view suffix) {
  const auto outcome = session.verdict.outcome;
  page.line(core::cat(page.paint(core::cat(printable(session.session), suffix, ": ", core::to_text(outcome)),
                                 style_of(outcome)),
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
  const std::size_t shown = std::min(kShown, session.steps_left.size());
  page.heading("steps not taken");
  for (std::size_t i = 0; i < shown; ++i) {
    const core::StepLeft& left = session.steps_left[i];
    const std::string when =
        left.due ? core::cat("due at ", core::to_iso(*left.due)) : "its trigger has not come";
    page.line(core::cat("    ", printable(left.resource), "  { ", printable(left.moment), " }  ", when));
  }
  const std::uint64_t more = session.steps_left.size() - shown + session.more_steps_left;
  if (more > 0) page.line(core::cat("    … and ", std::to_string(more), " more"));
}

void write_not_judged(Page& page, const core::SessionReport& session) {
  const auto sentences = not_judged(session);
  if (sentences.empty()) return;
  page.heading("not judged");
  for (const auto& sentence : sentences) page.paragraph("    ", printable(sentence));
}

void write_session(Page& page, const core::SessionReport& session, std::string_view suffix) {
  write_title(page, session, suffix);
  write_exchanges(page, session);
  write_findings(page, session);
  write_steps_left(page, session);
  write_not_judged(page, session);
}

void write_never_played(Page& page, const core::NeverPlayed& never_played) {
  page.line(core::cat(page.paint(core::cat(printable(never_played.session), ": never played"),
                                 style_of(core::Outcome::NothingChecked)),
                      "  ", printable(never_played.scenario)));
  for (const auto& mistake : never_played.mistakes) page.paragraph("  - ", printable_prose(mistake));
  page.line();
}

void write_outside(Page& page, const core::RunReport& report) {
  if (report.outside.empty()) return;
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

/// A run that checked something and is no success nevertheless has to say why.
void write_missing(Page& page, const core::RunReport& report) {
  if (report.outcome != core::Outcome::NothingChecked || !core::checked_anything(report)) return;
  std::vector<std::string> files;
  for (const auto& file : core::scenarios_never_used(report)) files.push_back(printable(file));
  if (files.empty()) return;
  page.paragraph("", core::cat("named on the command line, and no request matched: ", core::join(files)));
  page.line();
}

void write_summary(Page& page, const core::RunReport& report) {
  std::set<std::string_view> sessions;
  for (const auto& session : report.sessions) sessions.insert(session.session);
  std::string text = core::cat("understudy ", printable(report.version), ": ",
                               page.paint(core::to_text(report.outcome), style_of(report.outcome)), ", ",
                               count_of(sessions.size(), "session"));
  if (sessions.size() < report.sessions.size()) {
    text += core::cat(", ", count_of(report.sessions.size(), "round"));
  }
  if (!report.never_played.empty()) {
    text += core::cat(", ", std::to_string(report.never_played.size()), " never played");
  }
  page.line(text);
  if (const auto pieces = not_listed(report); !pieces.empty()) {
    page.paragraph("  ", core::cat("not listed: ", core::join(pieces)));
  }
}

}  // namespace

std::string text_report(const core::SessionReport& session, std::string_view suffix, Colour colour,
                        Secrets secrets) {
  Page page{colour, secrets};
  write_session(page, session, suffix);
  return page.take();
}

std::string text_report(const core::RunReport& report, Colour colour, Secrets secrets) {
  Page page{colour, secrets};
  const auto suffixes = round_suffixes(report);
  for (std::size_t i = 0; i < suffixes.size(); ++i) {
    write_session(page, report.sessions[i], suffixes[i]);
    page.line();
  }
  for (const auto& never_played : report.never_played) write_never_played(page, never_played);
  write_outside(page, report);
  write_missing(page, report);
  write_summary(page, report);
  return page.take();
}

}  // namespace mock::journal
