#include "core/command.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace mock::core {
namespace {

constexpr std::array<std::pair<Command::Kind, std::string_view>, 5> kNames = {{
    {Command::Kind::Move, "move"},
    {Command::Kind::Signal, "signal"},
    {Command::Kind::AddOrder, "add_order"},
    {Command::Kind::AddWeather, "add_weather"},
    {Command::Kind::RemoveWeather, "remove_weather"},
}};

}  // namespace

std::string_view to_text(Command::Kind kind) {
  const auto* found = std::ranges::find(kNames, kind, &decltype(kNames)::value_type::first);
  return found == kNames.end() ? std::string_view{} : found->second;
}

std::optional<Command::Kind> parse_command_kind(std::string_view name) {
  const auto* found = std::ranges::find(kNames, name, &decltype(kNames)::value_type::second);
  return found == kNames.end() ? std::nullopt : std::optional{found->first};
}

}  // namespace mock::core
