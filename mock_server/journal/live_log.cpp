#include "journal/live_log.hpp"

#include "core/json.hpp"
#include "core/text.hpp"
#include "journal/finding_text.hpp"
#include "journal/message_json.hpp"
#include "journal/printable.hpp"

#include <array>
#include <chrono>
#include <string_view>
#include <utility>
#include <variant>

namespace mock::journal {
namespace {

constexpr std::size_t kWidth = 110;
/// What a finding is moved in by: as wide as `09:00:05  `.
constexpr std::string_view kIndent = "          ";

std::string two_digits(unsigned number) {
  return {static_cast<char>('0' + number / 10 % 10), static_cast<char>('0' + number % 10)};
}

/// `09:00:05`, with `.250` where the clock is not at a whole second, as on a real one.
std::string time_of_day(core::Instant at) {
  const auto civil = core::civil(at);
  std::string text =
      core::cat(two_digits(civil.hour), ":", two_digits(civil.minute), ":", two_digits(civil.second));
  if (civil.microsecond != 0) {
    const unsigned millisecond = civil.microsecond / 1000;
    text += core::cat(".", std::to_string(millisecond / 100), two_digits(millisecond % 100));
  }
  return text;
}

std::string date(core::Instant at) { return core::to_iso(at).substr(0, 10); }

std::string at_line(core::Place place) {
  if (place.line == 0) return {};
  return core::cat(place.call == 0 ? "  (line " : "  (", core::shown_line(place), ")");
}

Style style_of_status(int status) {
  if (status >= 500) return Style::Red;
  if (status >= 400) return Style::Yellow;
  return status >= 300 ? Style::Cyan : Style::Green;
}

/// The word that makes an answer worth reading: the status of an order, or what an error says. Of an answer
/// that is no small JSON object, nothing.
std::string told(const core::Response& response, Secrets secrets) {
  constexpr std::size_t kLargest = 16 * 1024;
  constexpr std::size_t kLongest = 60;
  constexpr std::array<std::string_view, 4> kOfErrors{"message", "detail", "error", "title"};
  if (const std::string content = describe(response.body); !content.empty()) return content;
  const auto body = core::text_of(response.body);
  if (body.empty() || body.size() > kLargest || body.find('{') == std::string_view::npos) return {};
  const auto parsed = core::parse_json(body);
  const auto* json = std::get_if<core::ParsedJson>(&parsed);
  if (json == nullptr || !json->value.is_object()) return {};

  const auto text_at = [&](std::string_view name) {
    const auto member = json->value.find(std::string{name});
    const bool is_text = member != json->value.end() && member->is_string();
    return is_text ? printable(shown_prose(member->get<std::string>(), secrets), kLongest) : std::string{};
  };
  if (response.status < 400) return text_at("status");
  for (const auto name : kOfErrors) {
    if (auto text = text_at(name); !text.empty()) return text;
  }
  return {};
}

/// Writes the lines of one kind of event.
class Writer {
 public:
  Writer(const std::string& session, core::Instant at, Colour colour, Secrets secrets)
      : at_{at},
        session_{session.empty() || session == "default" ? "" : core::cat("[", printable(session, 64), "] ")},
        colour_{colour},
        secrets_{secrets} {}

  void operator()(const core::SessionStarted& started) {
    std::string past;
    if (!started.forked_from.empty()) {
      past = core::cat("forked from ", printable(started.forked_from, 64), " at event ",
                       std::to_string(started.forked_at), ", ");
    } else if (started.round > 1) {
      past = core::cat("round ", std::to_string(started.round), ", ");
    }
    line(core::cat(paint(core::cat("▶ ", printable(started.scenario)), Style::Bold), "  ", past,
                   paint(core::cat(date(at_), ", seed ", std::to_string(started.seed)), Style::Dim)));
  }

  void operator()(const core::StepTaken& taken) {
    line(core::cat(printable(taken.resource), "  ", change(taken.from, taken.to),
                   paint(at_line(taken.line), Style::Dim)));
  }

  void operator()(const core::StatusFollowed& followed) {
    line(core::cat(printable(followed.resource), "  ", change(followed.from, followed.to),
                   paint("  (follows its parts)", Style::Dim)));
  }

  void operator()(const core::EventHappened& happened) {
    line(core::cat(printable(happened.resource), "  ", paint(printable(happened.event), Style::Cyan)));
  }

  void operator()(const core::MoveMade& move) {
    std::string dropped;
    if (move.steps_dropped > 0) {
      dropped = core::cat("  (", std::to_string(move.steps_dropped),
                          move.steps_dropped == 1 ? " step dropped)" : " steps dropped)");
    }
    line(core::cat(printable(move.resource), "  ", paint("moved to", Style::Cyan), " ",
                   paint(printable(move.status), Style::Bold), paint(dropped, Style::Dim)));
  }

  void operator()(const core::SignalSent& sent) {
    line(core::cat(paint("signal", Style::Cyan), " ", printable(sent.signal)));
  }

  void operator()(const core::OrderAdded& added) {
    line(core::cat(printable(added.resource), "  ", paint("order added", Style::Cyan)));
  }

  void operator()(const core::WeatherChanged& changed) {
    line(core::cat(printable(changed.rule), "  ",
                   paint(changed.removed ? "rule removed" : "rule added", Style::Cyan)));
  }

  /// Below its exchange, as a finding.
  void operator()(const core::RuleFired& fired) {
    const std::string rule = paint(core::cat("~ ", printable(fired.rule)), Style::Yellow);
    lines_.push_back(core::cat(kIndent, paint(session_, Style::Dim), rule, "  ", printable(fired.effect),
                               paint(at_line(fired.line), Style::Dim)));
  }

  void operator()(const core::ClockSkipped& skipped) {
    const bool same_day = date(skipped.to) == date(at_);
    const std::string to =
        same_day ? time_of_day(skipped.to) : core::cat(date(skipped.to), " ", time_of_day(skipped.to));
    line(core::cat(paint(core::cat("clock → ", to), Style::Cyan),
                   paint(core::cat("  (", printable(skipped.because), ")"), Style::Dim)));
  }

  void operator()(const core::ExchangeAnswered& answered) {
    const core::Exchange& exchange = *answered.exchange;
    const int status = exchange.response.status;
    const std::string target = printable(shown_target(exchange.request.target, secrets_), 200);
    std::string text = core::cat(paint(printable(exchange.request.method, 40), Style::Bold), " ", target,
                                 "  ", paint(std::to_string(status), style_of_status(status)));
    if (const std::string word = told(exchange.response, secrets_); !word.empty())
      text += core::cat(" ", word);

    std::string about =
        core::cat("  #", std::to_string(exchange.id), " ",
                  exchange.operation.empty() ? "no operation" : printable(exchange.operation));
    const bool is_in_target = exchange.request.target.find(exchange.resource) != std::string::npos;
    if (!exchange.resource.empty() && !is_in_target) about += core::cat(" ", printable(exchange.resource));
    about += at_line(exchange.line);
    line(core::cat(text, paint(about, Style::Dim)));
  }

  void operator()(const core::TransferEnded& ended) {
    const std::string bytes = std::to_string(ended.end.bytes_sent);
    const std::string exchange = core::cat("#", std::to_string(ended.exchange));
    line(ended.end.complete
             ? paint(core::cat(exchange, " sent in full, ", bytes, " bytes"), Style::Dim)
             : paint(core::cat(exchange, " broke off after ", bytes, " bytes"), Style::Yellow));
  }

  /// Below its exchange, so without the time; one that belongs to none stands for itself.
  void operator()(const core::FindingMade& made) {
    const core::Finding finding = shown_finding(made.finding, secrets_);
    const auto& violation = finding.violation;
    std::string title = paint(core::cat(mark_of(finding), " ", violation.rule.code), style_of(finding));
    if (!violation.where.empty()) title += core::cat("  ", printable(violation.where));
    if (finding.declared) title += paint("  (declared)", Style::Dim);
    if (finding.exchange == 0) {
      line(title);
    } else {
      lines_.push_back(core::cat(kIndent, paint(session_, Style::Dim), title));
    }
    if (finding.declared) return;
    const std::string indent = core::cat(kIndent, "  ");
    for (auto& text : evidence_lines(evidence(violation), indent, kWidth, colour_))
      lines_.push_back(std::move(text));
  }

  void operator()(const core::SessionClosed& closed) {
    const Style style = closed.outcome == core::to_text(core::Outcome::Passed)   ? Style::Green
                        : closed.outcome == core::to_text(core::Outcome::Failed) ? Style::Red
                                                                                 : Style::Yellow;
    line(paint(core::cat("■ ", printable(closed.outcome)), style));
  }

  std::vector<std::string> take() { return std::move(lines_); }

 private:
  [[nodiscard]] std::string paint(std::string_view text, Style style) const {
    return styled(text, style, colour_);
  }

  void line(std::string_view text) {
    lines_.push_back(core::cat(paint(time_of_day(at_), Style::Dim), "  ", paint(session_, Style::Dim), text));
  }

  [[nodiscard]] std::string change(std::string_view from, std::string_view to) const {
    if (from == to)
      return core::cat("a step was taken", to.empty() ? "" : ", the status stays ", printable(to));
    const std::string after = paint(printable(to), Style::Bold);
    return from.empty() ? core::cat("→ ", after) : core::cat(printable(from), " → ", after);
  }

  core::Instant at_;
  std::string session_;  ///< `[name] `, or nothing
  Colour colour_;
  Secrets secrets_;
  std::vector<std::string> lines_;
};

}  // namespace

std::vector<std::string> live_lines(const std::string& session, const core::Event& event, Colour colour,
                                    Secrets secrets) {
  Writer writer{session, event.at, colour, secrets};
  std::visit(writer, event.what);
  return writer.take();
}

std::vector<std::string> LiveLog::lines(const std::string& session, const core::Event& event) {
  const auto* started = std::get_if<core::SessionStarted>(&event.what);
  if (started != nullptr) pasts_.erase(session);
  if (started != nullptr && !started->forked_from.empty() && event.number < started->forked_at) {
    pasts_.emplace(session, *started);
    return {};
  }
  const auto past = pasts_.find(session);
  if (past == pasts_.end()) return lines_of(session, event);
  if (event.number < past->second.forked_at) return {};
  // The last event of the past: from its instant on, the fork goes its own way.
  const core::Event fork{.number = event.number, .at = event.at, .what = std::move(past->second)};
  pasts_.erase(past);
  return lines_of(session, fork);
}

std::vector<std::string> LiveLog::lines_of(const std::string& session, const core::Event& event) {
  std::vector<std::string> all;
  const bool starts = std::holds_alternative<core::SessionStarted>(event.what);  // its line has the date
  const auto before = seen_.find(session);
  const bool is_new_day = !starts && before != seen_.end() && date(before->second) != date(event.at);
  if (is_new_day) all.push_back(styled(core::cat("── ", date(event.at), " ──"), Style::Dim, colour_));
  for (auto& line : live_lines(session, event, colour_, secrets_)) all.push_back(std::move(line));

  if (std::holds_alternative<core::SessionClosed>(event.what)) {
    seen_.erase(session);
  } else {
    seen_[session] = event.at;
  }
  return all;
}

}  // namespace mock::journal
