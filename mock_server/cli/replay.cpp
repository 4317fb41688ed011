#include "app/replay.hpp"

#include "cli/commands.hpp"
#include "cli/event_difference.hpp"
#include "cli/terminal.hpp"
#include "cli/verdict.hpp"
#include "core/json.hpp"
#include "core/text.hpp"
#include "journal/colour.hpp"
#include "journal/printable.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>
#include <string_view>
#include <variant>

namespace mock::cli {
namespace {

using journal::Colour;
using journal::Style;

std::string counted(std::uint64_t number, std::string_view noun) {
  return core::cat(std::to_string(number), " ", noun, number == 1 ? "" : "s");
}

app::ReplayResult play_again(std::istream& bundle, const ReplayOptions& options) {
  ProgressLine line;
  app::ReplayOptions settings{.folder = options.folder};
  settings.progress = [&](std::uint64_t lines) { line.show(counted(lines, "line") + " so far"); };
  // Nothing was written, which is no mistake in what was.
  if (bundle.peek() == std::istream::traits_type::eof()) return {};
  return app::replay(bundle, settings);
}

app::ReplayResult play_again(const ReplayOptions& options) {
  if (options.bundle == "-") return play_again(std::cin, options);
  std::error_code error;
  if (std::filesystem::is_directory(options.bundle, error)) {
    throw UsageError(core::cat("the bundle ", options.bundle, " cannot be read: it is a folder"));
  }
  std::ifstream file{options.bundle, std::ios::binary};
  if (!file) {
    throw UsageError(core::cat("the bundle ", options.bundle, " cannot be read: ", std::strerror(errno)));
  }
  return play_again(file, options);
}

/// `exchange`, `step_taken`; empty if the line does not say.
std::string kind_in(std::string_view line) {
  const auto parsed = core::parse_json(line);
  const auto* json = std::get_if<core::ParsedJson>(&parsed);
  if (json == nullptr || !json->value.is_object()) return {};
  const auto kind = json->value.find("event");
  return kind != json->value.end() && kind->is_string() ? kind->get<std::string>() : std::string{};
}

std::string shown_line(const std::string& line, journal::Secrets secrets) {
  return journal::printable(journal::shown_body(line, secrets));
}

std::string difference_text(const app::ReplayDifference& difference, Colour colour,
                            journal::Secrets secrets) {
  const auto paint = [&](std::string_view text, Style style) { return journal::styled(text, style, colour); };
  const auto labelled = [&](std::string_view label, const std::string& text) {
    return core::cat("      ", paint(journal::padded(label, 10), Style::Dim), text, "\n");
  };
  const std::string kind = kind_in(difference.expected.empty() ? difference.found : difference.expected);
  std::string text = core::cat(paint("✗", Style::Red), " event ", std::to_string(difference.event));
  if (!kind.empty()) text += core::cat(" (", journal::printable(kind), ")");
  text += core::cat(" of session ", journal::printable(difference.session));
  if (difference.round > 1) text += core::cat(", round ", std::to_string(difference.round));
  if (difference.line > 0) text += core::cat(", line ", std::to_string(difference.line), " of the bundle");
  text += "\n";

  if (difference.expected.empty()) {
    return text + labelled("found", shown_line(difference.found, secrets)) +
           labelled("expected", "nothing, the bundle has no such event");
  }
  if (difference.found.empty()) {
    return text + labelled("found", "nothing, it did not come") +
           labelled("expected", shown_line(difference.expected, secrets));
  }
  const Differences differences = differences_between(difference.expected, difference.found, secrets);
  for (const Difference& place : differences.first) {
    text += core::cat("    ", paint(place.where, Style::Bold), "\n", labelled("found", place.found),
                      labelled("expected", place.expected));
  }
  if (differences.more > 0) {
    text += core::cat("    … and ", counted(differences.more, "place"), " more\n");
  }
  return text;
}

std::string summary(const app::ReplayResult& result) {
  return core::cat(counted(result.rounds, "round"), ", ", counted(result.inputs, "input"), ", ",
                   counted(result.events, "event"));
}

}  // namespace

int replay(const ReplayOptions& options) {
  const app::ReplayResult result = play_again(options);
  const std::string name = options.bundle == "-" ? "standard input" : options.bundle;
  const Colour colour = colour_of_stderr();
  for (const app::ReplayDifference& difference : result.first) {
    say(difference_text(difference, colour, options.secrets));
  }
  const std::uint64_t more =
      result.differences - std::min<std::uint64_t>(result.differences, result.first.size());
  if (more > 0) say(core::cat("… and ", counted(more, "event"), " more\n"));
  for (const std::string& note : result.notes) say(core::cat(name, ": ", note, "\n"));
  for (const std::string& mistake : result.mistakes) say(core::cat(name, ": ", mistake, "\n"));

  if (result.differences > 0) {
    say(core::cat("not the same: ", counted(result.differences, "event"),
                  result.differences == 1 ? " differs" : " differ", " in ", summary(result), "\n"));
  }
  if (!result.mistakes.empty()) return kUsage;
  if (result.differences > 0) return kBroken;
  if (result.events == 0) {
    say(core::cat(name, ": it holds no event, so nothing was compared\n"));
    return kNothingChecked;
  }
  return print(core::cat("the same: ", summary(result), "\n")) ? kPassed : kUsage;
}

}  // namespace mock::cli
