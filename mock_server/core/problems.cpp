#include "core/problems.hpp"

#include "core/text.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace mock::core {

namespace {

std::string line_of(const std::string& file, const Problems::Problem& problem, std::string_view mark) {
  const std::string place = problem.place.line == 0 ? std::string{} : cat(to_text(problem.place), ":");
  return cat(file, ":", place, " ", mark, problem.message);
}

std::string joined_lines(const Problems& problems) {
  std::string text;
  for (const auto& line : problems.lines()) text += text.empty() ? line : cat("\n", line);
  return text;
}

}  // namespace

void Problems::error(Place place, std::string message) { errors_.insert({place, std::move(message)}); }

void Problems::note(Place place, std::string message) { notes_.insert({place, std::move(message)}); }

std::vector<Problems::Problem> Problems::errors() const { return {errors_.begin(), errors_.end()}; }

std::vector<Problems::Problem> Problems::notes() const { return {notes_.begin(), notes_.end()}; }

std::vector<std::string> Problems::lines() const {
  std::vector<std::string> lines;
  lines.reserve(errors_.size() + notes_.size());
  auto note = notes_.begin();
  const auto take_notes_before = [&](auto is_before) {
    for (; note != notes_.end() && is_before(note->place); ++note)
      lines.push_back(line_of(file_, *note, "note: "));
  };

  for (const auto& error : errors_) {
    take_notes_before([&](Place place) { return place < error.place; });
    lines.push_back(line_of(file_, error, ""));
  }
  take_notes_before([](Place) { return true; });
  return lines;
}

ScenarioError::ScenarioError(Problems problems)
    : problems_(std::move(problems)), what_(joined_lines(problems_)) {}

}  // namespace mock::core
