#include "journal/colour.hpp"

#include "core/text.hpp"

namespace mock::journal {
namespace {

std::string_view sequence(Style style) {
  switch (style) {
    case Style::Plain:
      return "";
    case Style::Bold:
      return "\x1b[1m";
    case Style::Dim:
      return "\x1b[2m";
    case Style::Red:
      return "\x1b[31m";
    case Style::Green:
      return "\x1b[32m";
    case Style::Yellow:
      return "\x1b[33m";
    case Style::Cyan:
      return "\x1b[36m";
  }
  return "";
}

}  // namespace

std::string styled(std::string_view text, Style style, Colour colour) {
  if (colour == Colour::Off || style == Style::Plain || text.empty()) return std::string{text};
  return core::cat(sequence(style), text, "\x1b[0m");
}

}  // namespace mock::journal
