// The clock and the sessions, measured without a socket. Prints one JSON object; tools/bench/measure.py shows
// it.

#include "app/checksums.hpp"
#include "app/contract_library.hpp"
#include "app/mock_server.hpp"
#include "app/scenario_loader.hpp"
#include "core/session.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <string>
#include <vector>

using namespace mock;
using Clock = std::chrono::steady_clock;

namespace {

double seconds_since(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

/// Resident memory of this process, in MB.
double resident_mb() {
  std::ifstream statm{"/proc/self/statm"};
  double pages = 0;
  statm >> pages >> pages;
  constexpr double kPage = 4096;
  return pages * kPage / 1e6;
}

/// So many steps, ten an order, of orders whose steps fall between each other's.
std::string scenario_with(std::size_t events) {
  constexpr std::size_t kSteps = 10;
  constexpr std::size_t kKinds = 10;
  std::string yaml = "understudy: 1\nclock: manual\nbaanx:\n  orders:\n";
  for (std::size_t kind = 0; kind < kKinds; ++kind) {
    yaml += "    - id: order_" + std::to_string(kind) + "_######\n";
    yaml += "      repeat: " + std::to_string(events / kSteps / kKinds) + "\n      timeline:\n";
    for (std::size_t step = 0; step < kSteps; ++step) {
      yaml += "        - { after: " + std::to_string(7 + kind * 3 + step) + "s, metadata: { note: n } }\n";
    }
  }
  return yaml;
}

std::shared_ptr<const core::Scenario> read(const std::string& yaml) {
  static app::EmbeddedContracts contracts;
  core::Problems problems{"bench.yaml"};
  auto scenario =
      app::ScenarioLoader{contracts}.read(yaml, "bench", nullptr, {}, app::UnsetVariables::Refused, problems);
  for (const auto& line : problems.lines()) std::fprintf(stderr, "%s\n", line.c_str());
  return scenario;
}

/// Seconds that it takes to work off all events of a session in one advance; the best of some.
double advance_through(std::size_t events) {
  static app::OpensslChecksums checksums;
  const auto scenario = read(scenario_with(events));
  if (scenario == nullptr) return 0;
  double best = 1e9;
  const int rounds = events >= 1'000'000 ? 2 : 5;
  for (int i = 0; i < rounds; ++i) {
    core::Session session{
        scenario,
        {.name = "bench", .start = core::kManualStart, .clock = scenario->clock, .checksums = &checksums}};
    const auto before = session.event_count();
    const auto begin = Clock::now();
    session.set_time(session.now() + std::chrono::hours{24});
    best = std::min(best, seconds_since(begin));
    if (session.event_count() - before != events) std::fprintf(stderr, "%zu events expected\n", events);
  }
  return best;
}

/// Ten thousand sessions that live side by side.
void measure_sessions() {
  constexpr std::size_t kSessions = 10'000;
  app::MockServer server{{.plays = {{.scenario = "baanx/payment_completes"}}}};
  const double before = resident_mb();
  double slowest = 0;
  const auto begin = Clock::now();
  for (std::size_t i = 0; i < kSessions; ++i) {
    const auto one = Clock::now();
    admin::CreateSession wish;
    wish.name = "s" + std::to_string(i);
    wish.scenario = "baanx/payment_completes";
    if (std::holds_alternative<admin::Refused>(server.control().create(wish)))
      std::fprintf(stderr, "refused\n");
    slowest = std::max(slowest, seconds_since(one));
  }
  const double all = seconds_since(begin);
  std::printf(
      "{\"sessions\":{\"created\":%zu,\"mean_us\":%.1f,\"slowest_us\":%.1f,\"resident_mb\":%.1f,\"kb_each\":%"
      ".2f}",
      kSessions, all * 1e6 / kSessions, slowest * 1e6, resident_mb(),
      (resident_mb() - before) * 1e3 / kSessions);
}

}  // namespace

int main() {
  measure_sessions();  // first, so that the memory of nothing else is taken for theirs
  std::printf(",\"events\":[");
  const char* comma = "";
  for (const std::size_t events : {1'000U, 10'000U, 100'000U, 1'000'000U}) {
    const double seconds = advance_through(events);
    std::printf("%s{\"events\":%zu,\"seconds\":%.6f,\"ns_per_event\":%.1f}", comma, events, seconds,
                seconds * 1e9 / static_cast<double>(events));
    comma = ",";
  }
  std::printf("]}\n");
  return 0;
}
