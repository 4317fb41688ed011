#pragma once

#include "core/expectations.hpp"
#include "core/provider.hpp"
#include "core/weather.hpp"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace mock::core {

/// Which clock a session has.
enum class ClockMode { Real, Scaled, Manual, Auto };

struct ClockSettings {
  ClockMode mode = ClockMode::Real;
  std::uint32_t factor = 1;        ///< of a scaled clock: `x60` plays a minute in a second
  std::optional<Instant> start{};  ///< what the session's clock shows first; absent: see `kManualStart`
  /// How far `auto` goes forward between two requests before it stops with a finding.
  Duration max_skip = std::chrono::days{30};
  bool operator==(const ClockSettings&) const = default;
};
/// Whether time stands still until something moves it: `manual` and `auto`.
bool stands_still(const ClockSettings& clock);
/// Where clocks that stand still start unless told otherwise: 2026-01-01T00:00:00Z.
inline constexpr Instant kManualStart{std::chrono::sys_days{std::chrono::year{2026} / 1 / 1}};

/// `real`, `x60`, `manual`, `auto`
std::string to_text(const ClockSettings& clock);
/// The mode (and factor) that `text` names; nothing if it names none.
std::optional<ClockSettings> parse_clock_mode(std::string_view text);
/// What is expected there, for messages: `real, manual, auto or x60 (any whole number after the x)`.
std::string_view clock_modes();

/// One provider of a scenario, ready to be played.
struct Part {
  const Provider* provider = nullptr;
  std::shared_ptr<const Contract> contract;
  std::shared_ptr<const Plan> plan;
  std::vector<const OperationContract*>
      operations;  ///< of each of `provider->operations()`, in that order; never null
  std::vector<std::string> operation_names;  ///< `baanx/get_order`, in the same order
};

/// A scenario file, read and checked. Never changes; shared by all sessions that play it.
struct Scenario {
  std::string name;  ///< `baanx/payment_completes`, or the file's stem
  std::string file;  ///< as named by whoever loaded it
  std::string about;
  std::uint64_t seed = 1;
  ClockSettings clock;
  std::vector<Part> parts;
  std::vector<const Provider*> providers;  ///< all that exist, those without a section included
  std::vector<WeatherRule> weather;
  bool has_triggers_elsewhere = false;  ///< a step or rule waits for another resource, or for a signal
  Expectations expect;
};

/// Every word that `expect`, `weather` and control calls may use: all operations of all providers, and what
/// the sections define.
KnownNames known_names(const Scenario& scenario);

/// What reading a scenario needs from outside.
struct ScenarioSources {
  std::span<const Provider* const> providers;
  ContractLibrary* contracts = nullptr;  ///< never null
  const ScenarioFiles* files = nullptr;  ///< null: `path:` is refused
  std::string name;
  std::optional<std::uint64_t> seed;   ///< instead of the file's
  std::optional<ClockSettings> clock;  ///< its mode instead of the file's; the file's `start` stays
  KnownKeys* known_keys = nullptr;     ///< for the test of the schema
};

/// Reads the whole file from its root. Nullptr if `problems` has errors, then all of them.
std::shared_ptr<const Scenario> read_scenario(const Node& root, const ScenarioSources& sources,
                                              Problems& problems);

}  // namespace mock::core
