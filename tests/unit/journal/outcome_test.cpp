#include "core/report.hpp"
#include "unit/journal/story.hpp"

#include <catch2/catch_test_macros.hpp>

#include <string>
#include <utility>
#include <vector>

using namespace mock;
using namespace mock::tests;
using core::Outcome;

namespace {

core::SessionReport round_of(core::SessionReport report, std::uint64_t round) {
  report.round = round;
  return report;
}

core::SessionReport idle(const std::string& session, const std::string& scenario, bool named) {
  auto report = idle_report();
  report.session = session;
  report.scenario = scenario;
  report.file = "scenarios/" + scenario + ".yaml";
  report.named = named;
  return report;
}

Outcome outcome_of(std::vector<core::SessionReport> sessions) {
  return core::outcome_of({.sessions = std::move(sessions)});
}

}  // namespace

TEST_CASE("a run passes if something was checked and nothing failed", "[journal][outcome]") {
  CHECK(outcome_of({passed_report()}) == Outcome::Passed);
  CHECK(outcome_of({passed_report(), round_of(passed_report(), 2)}) == Outcome::Passed);
}

TEST_CASE("a run without a check is no success", "[journal][outcome]") {
  CHECK(outcome_of({}) == Outcome::NothingChecked);
  CHECK(outcome_of({idle("default", "a/b", true)}) == Outcome::NothingChecked);
  CHECK(outcome_of({idle("mine", "a/b", false)}) == Outcome::NothingChecked);
}

TEST_CASE("one failed round fails the run, whatever came after it", "[journal][outcome]") {
  auto later = round_of(passed_report(), 2);
  later.session = "checkout";

  CHECK(outcome_of({failed_report(), later}) == Outcome::Failed);
  CHECK(core::outcome_of({.sessions = {passed_report()}, .more_failed = 1}) == Outcome::Failed);
}

TEST_CASE("a finding that belongs to no session fails the run", "[journal][outcome]") {
  core::RunReport report{.sessions = {passed_report()}};
  report.outside = run_report().outside;

  CHECK(core::outcome_of(report) == Outcome::Failed);
}

TEST_CASE("a scenario that was named on the command line has to be used in some round",
          "[journal][outcome]") {
  SECTION("it was not") {
    CHECK(outcome_of({passed_report(), idle("tour", "musement/tour", true)}) == Outcome::NothingChecked);
  }
  SECTION("it was used before its session was reset") {
    auto after = round_of(idle("default", passed_report().scenario, true), 2);

    CHECK(outcome_of({passed_report(), after}) == Outcome::Passed);
  }
  SECTION("it was used in a session that a control call made") {
    auto made = passed_report();
    made.session = "worker-1";
    made.named = false;

    CHECK(outcome_of({idle("default", made.scenario, true), made}) == Outcome::Passed);
  }
  SECTION("another file of the same name was used") {
    auto same_name = idle("x-2", passed_report().scenario, true);
    same_name.file = "n2/payment_completes.yaml";

    CHECK(outcome_of({passed_report(), same_name}) == Outcome::NothingChecked);
    CHECK(core::scenarios_never_used({.sessions = {passed_report(), same_name}}) ==
          std::vector<std::string>{"n2/payment_completes.yaml"});
  }
  SECTION("a session that a control call made need not be used") {
    CHECK(outcome_of({passed_report(), idle("worker-1", "musement/tour", false)}) == Outcome::Passed);
  }
}

TEST_CASE("a scenario that could not be played keeps the run from passing", "[journal][outcome]") {
  core::RunReport report{.sessions = {passed_report()},
                         .never_played = {{.session = "hooks", .scenario = "a/b", .mistakes = {"no URL"}}}};

  CHECK(core::outcome_of(report) == Outcome::NothingChecked);

  report.sessions.push_back(failed_report());
  CHECK(core::outcome_of(report) == Outcome::Failed);
}

TEST_CASE("rounds that passed and are not listed were checked", "[journal][outcome]") {
  CHECK(core::outcome_of({.more_passed = 5}) == Outcome::Passed);
  CHECK(core::outcome_of({.unused = 5}) == Outcome::NothingChecked);
}

TEST_CASE("a scenario that was never used is told once, by its file", "[journal][outcome]") {
  const core::RunReport report{.sessions = {idle("a", "x/y", true), round_of(idle("a", "x/y", true), 2),
                                            passed_report(), idle("b", "x/z", false)}};

  CHECK(core::scenarios_never_used(report) == std::vector<std::string>{"scenarios/x/y.yaml"});
}
