#include "core/weather.hpp"

#include "core/text.hpp"

#include <algorithm>
#include <variant>

namespace mock::core {
namespace {

constexpr std::uint32_t kWhole = 10'000;  ///< 100% in hundredths of a percent
constexpr Duration kLongest = kLastInstant - kFirstInstant;

/// The moment at which a rule's window begins; without a window none at all.
Timeline begin_of_window(const Which& which, Instant added) {
  std::vector<Moment> moments;
  if (which.from || which.window) moments.push_back(which.from.value_or(Moment{}));
  return Timeline{std::move(moments), added};
}

bool waits_for_its_window(const Weather::Rule& rule) { return !rule.from.is_over() && !rule.from.next_due(); }

bool is_open(const Weather::Rule& rule, Instant now) {
  if (rule.from.moments().empty()) return true;
  const auto begin = rule.from.next_due();
  if (!begin || now < *begin) return false;
  return !rule.rule.which.window || now - *begin < *rule.rule.which.window;
}

std::optional<Instant> end_of_window(const Weather::Rule& rule) {
  const auto begin = rule.from.next_due();
  if (!begin || !rule.rule.which.window) return std::nullopt;
  return add(*begin, *rule.rule.which.window);
}

/// `baanx/get_order` is of `baanx`, `musement/8e9e…/1` of `musement/8e9e…`.
bool is_part_of(std::string_view name, std::string_view whole) {
  return name.size() > whole.size() && name.starts_with(whole) && name[whole.size()] == '/';
}

/// A rule about an operation, and about a resource with its parts, a provider, or all.
bool fits(const WeatherRule& rule, const Weather::Subject& subject) {
  if (!rule.operation.empty() && rule.operation != subject.operation) return false;
  return rule.of.empty() || rule.of == subject.resource || is_part_of(subject.resource, rule.of) ||
         is_part_of(subject.operation, rule.of);
}

/// Whether the answer that was counted last is one of those that the rule is about. What is certain draws
/// nothing, so that 0% and 100% are as no chance at all.
bool picks(Weather::Rule& rule) {
  const Which& which = rule.rule.which;
  switch (which.pick) {
    case Which::Pick::All:
      return true;
    case Which::Pick::First:
      return rule.fitted <= which.number;
    case Which::Pick::Nth:
      return rule.fitted == which.number;
    case Which::Pick::Every:
      return rule.fitted % which.number == 0;
    case Which::Pick::Chance:
      if (which.chance == 0 || which.chance >= kWhole) return which.chance != 0;
      return rule.random.next() % kWhole < which.chance;
  }
  return false;
}

/// Counts an answer in its window of the rate limit. Where the answer is beyond the limit: how long the
/// window lasts from now.
std::optional<Duration> beyond_limit(Weather::Rule& rule, const WeatherRule::RateLimit& limit, Instant start,
                                     Instant now) {
  const Instant begin = now - (now - start) % limit.per;
  if (begin != rule.limit_window) {
    rule.limit_window = begin;
    rule.in_window = 0;
  }
  if (++rule.in_window <= limit.allow) return std::nullopt;
  return limit.per - (now - begin);
}

/// `latency` ± `jitter` of it.
Duration draw_latency(const WeatherRule& rule, Random& random) {
  // Divided first: a latency may be as long as a session.
  const auto latency = rule.latency.count();
  const auto spread = latency / kWhole * rule.jitter + latency % kWhole * rule.jitter / kWhole;
  if (spread == 0) return rule.latency;
  const auto choices = static_cast<std::uint64_t>(spread) * 2 + 1;
  return Duration{latency - spread + static_cast<Duration::rep>(random.next() % choices)};
}

void make_late(Weather::Rule& rule, Weather::Decision& decision) {
  if (rule.rule.latency == Duration{}) return;
  const Duration by = draw_latency(rule.rule, rule.random);
  decision.latency += std::min(by, kLongest - std::min(decision.latency, kLongest));
  decision.late.push_back(&rule.rule);
  decision.late_by.push_back(by);
}

}  // namespace

void Weather::add(WeatherRule rule, Instant now) {
  Random random{seed_, cat("weather/", rule.name)};
  Timeline from = begin_of_window(rule.which, now);
  rules_.push_back({.rule = std::move(rule), .from = std::move(from), .added = now, .random = random});
}

bool Weather::remove(std::string_view name) {
  const auto found =
      std::find_if(rules_.begin(), rules_.end(), [&](const Rule& rule) { return rule.rule.name == name; });
  if (found == rules_.end()) return false;
  rules_.erase(found);
  return true;
}

Weather::Decision Weather::decide(const Subject& subject, Instant now) {
  Decision decision;
  for (Rule& rule : rules_) {
    if (!fits(rule.rule, subject) || !is_open(rule, now)) continue;
    ++rule.fitted;
    const auto* limit = std::get_if<WeatherRule::RateLimit>(&rule.rule.what);
    const auto until_window_ends = limit == nullptr ? std::nullopt : beyond_limit(rule, *limit, start_, now);
    const bool is_picked = picks(rule);  // asked in any case: what it draws shall not hang on the limit
    if (!is_picked || (limit != nullptr && !until_window_ends)) continue;
    ++rule.fired;
    make_late(rule, decision);
    const bool is_only_late = std::holds_alternative<std::monostate>(rule.rule.what);
    const bool is_first = !is_only_late && decision.rule == nullptr;
    if (is_first || rule.rule.latency != Duration{}) ++rule.used;
    if (!is_first) continue;
    decision.rule = &rule.rule;
    decision.window_end = end_of_window(rule);
    const auto* status = std::get_if<WeatherRule::Status>(&rule.rule.what);
    decision.wait = status == nullptr ? until_window_ends : status->retry_after;
  }
  return decision;
}

void Weather::polled(std::string_view resource, Instant now) {
  for (Rule& rule : rules_) {
    if (rule.rule.of == resource && waits_for_its_window(rule)) rule.from.poll(now);
  }
}

void Weather::happened(std::string_view resource, std::string_view event, Instant now) {
  for (Rule& rule : rules_) {
    if (rule.rule.of == resource && waits_for_its_window(rule)) rule.from.happened(event, now);
  }
}

void Weather::happened_elsewhere(const OnElsewhere& what, Instant now) {
  for (Rule& rule : rules_) {
    if (waits_for_its_window(rule)) rule.from.happened_elsewhere(what, now);
  }
}

}  // namespace mock::core
