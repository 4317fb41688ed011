#pragma once

#include "core/instant.hpp"
#include "core/known_names.hpp"
#include "core/mapping.hpp"
#include "core/message.hpp"
#include "core/moment.hpp"
#include "core/noun.hpp"
#include "core/random.hpp"
#include "core/timeline.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace mock::core {

/// Which answers a rule is about (SCENARIOS 2.8). Shared by `weather` and, later, `disturb`.
struct Which {
  enum class Pick : std::uint8_t { All, First, Nth, Every, Chance };
  Pick pick = Pick::All;
  std::uint64_t number = 0;  ///< of `first`, `nth`, `every`; not 0 then
  std::uint32_t chance = 0;  ///< in hundredths of a percent, 0 to 10,000
  /// Begin of its window; its turn is the session's start, or the instant at which the rule was added.
  /// Absent: then.
  std::optional<Moment> from;
  std::optional<Duration>
      window;  ///< `for`, not 0s; absent: without end. The window's last instant is not in it.
};

/// One rule of `weather`: what happens to answers on their way.
struct WeatherRule {
  struct Status {
    int status = 500;  ///< 200 to 599
    std::optional<Duration> retry_after;
    enum class Form : std::uint8_t { Seconds, Date } form = Form::Seconds;
    bool processed = false;  ///< the provider does its work, and answers so nevertheless
  };
  struct RateLimit {
    std::uint64_t allow = 0;
    Duration per{};
  };
  enum class Malformed : std::uint8_t { Html, BrokenJson, InvalidUtf8, Empty };
  using What = std::variant<std::monostate, Status, RateLimit, Fault, Malformed>;

  std::string name;       ///< `weather 2` unless the file gives one
  std::string operation;  ///< `baanx/get_order`; empty: any
  std::string of;         ///< a reference, or a provider; empty: any
  Which which;
  What what;  ///< monostate: only late
  Duration latency{};
  std::uint32_t jitter = 0;  ///< ± of `latency`, in hundredths of a percent
  Place place;
};

/// What reading rules needs to know of what stands around them.
struct WeatherSurroundings {
  const KnownNames* names = nullptr;  ///< for `operation` and `of`; never null
  /// The noun of what a reference means; null if it means a provider, or nothing. For a bare `on` in `from`.
  std::function<const Noun*(std::string_view reference)> noun_of;
  std::optional<Instant> start;  ///< of the session, for `from: { at: … }`
  std::vector<NotedElsewhere>* elsewhere = nullptr;
  /// For default names: the first rule read is `weather (rules_before + 1)`, or the next number that is free.
  std::size_t rules_before = 0;
  std::vector<std::string> names_taken{};  ///< of those rules
  /// Where those stand that this file defines, for messages.
  std::map<std::string, Place, std::less<>> name_places{};
};

/// Reads one rule of `weather`, all keys of it, and finishes the mapping (`a weather rule`). Mistakes go to
/// its problems.
WeatherRule read_weather_rule(Mapping& mapping, const WeatherSurroundings& around);
/// Reads a list of them.
std::vector<WeatherRule> read_weather(Mapping& owner, std::string_view key, WeatherSurroundings around);

/// What the rules of a session make of its answers. Pure; each rule draws from a stream of its own (seed and
/// name).
class Weather {
 public:
  Weather(std::uint64_t seed, Instant start) : seed_(seed), start_(start) {}

  /// A rule's `of` is a resource's name by now (`baanx/abcd_1234`), or a provider's id, or empty. It counts
  /// from now on.
  void add(WeatherRule rule, Instant now);
  /// False if there is none of that name.
  bool remove(std::string_view name);
  void clear() { rules_.clear(); }

  /// An answer that is about to be made.
  struct Subject {
    std::string_view operation;  ///< `baanx/get_order`
    std::string_view resource;   ///< `baanx/abcd_1234`; empty if it is about none that is known
  };
  struct Decision {
    const WeatherRule* rule =
        nullptr;                   ///< the first from the top that fires, those that are only late left out
    std::optional<Duration> wait;  ///< what its Retry-After says: of `http_status` or `rate_limit`
    Duration latency{};            ///< of all that fire, jitter included
    std::vector<const WeatherRule*> late;  ///< those that it adds up from
    std::vector<Duration> late_by;         ///< what each of them adds
    std::optional<Instant> window_end;     ///< of `rule`, if its window has an end
  };
  /// Counts the answer with every rule that fits it. The pointers hold until a rule is added or removed.
  Decision decide(const Subject& subject, Instant now);

  // What the moments in `from` wait for. Names as rules have them by now: `baanx/abcd_1234`. A rule's window
  // begins at the instant at which its moment is due, whoever looks then.
  void polled(std::string_view resource, Instant now);
  void happened(std::string_view resource, std::string_view event, Instant now);
  void happened_elsewhere(const OnElsewhere& what, Instant now);

  /// A rule in force, and how it went so far.
  struct Rule {
    WeatherRule rule;
    Timeline from;  ///< of one moment; of none if the rule has no window
    Instant added;
    std::uint64_t fitted = 0;  ///< answers that fitted its operation, resource and window
    std::uint64_t fired = 0;   ///< those of them that it picked, a rate limit: refused
    std::uint64_t used = 0;    ///< those of them that it took part in; the others a rule above took
    Random random;
    Instant limit_window;  ///< begin of the rate limit's window that `in_window` counts
    std::uint64_t in_window = 0;
  };
  [[nodiscard]] const std::vector<Rule>& rules() const { return rules_; }

 private:
  std::uint64_t seed_;
  Instant start_;
  std::vector<Rule> rules_;
};

/// The answer that a rule's status makes. `own` is the provider's error body for it, if it has one; without
/// one a status from 400 gets problem details of ours, a lower one nothing. 204, 205 and 304 never have a
/// body (RFC 9110 §6.4.1). `wait` becomes `Retry-After` in whole seconds, rounded up (RFC 9110 §10.2.3).
Response weather_response(const WeatherRule::Status& status, std::optional<Duration> wait, Instant now,
                          std::optional<Response> own = std::nullopt);
/// The answer of a rate limit: 429 with `Retry-After`.
Response rate_limit_response(Duration wait, Instant now, std::optional<Response> own = std::nullopt);
/// An answer that a firewall or a broken server makes of a right one.
Response malformed_response(Response response, WeatherRule::Malformed how);

/// `answered 503`, `cut after 300000 bytes`, `2s late`: all that a rule does.
std::string to_text(const WeatherRule& rule);
/// What each rule did that took part in an answer, from the top, for `RuleFired`. A rule that a rule above it
/// took the answer from has only made it late.
struct WeatherEffect {
  const WeatherRule* rule = nullptr;  ///< never null
  std::string text;                   ///< with the latency that was drawn: `answered 503, 1s870ms late`
};
std::vector<WeatherEffect> effects_of(const Weather::Decision& decision);

}  // namespace mock::core
