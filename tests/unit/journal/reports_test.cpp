#include "journal/reports.hpp"

#include "core/json.hpp"
#include "journal/junit_report.hpp"
#include "journal/rounds.hpp"
#include "journal/text_report.hpp"
#include "unit/journal/approved.hpp"
#include "unit/journal/story.hpp"

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <vector>

using namespace mock;
using namespace mock::tests;

namespace {

std::string written(std::string_view path, const core::RunReport& report) {
  return journal::find_report_format(path)->write(report, journal::Secrets::Masked);
}

bool has(std::string_view text, std::string_view piece) { return text.find(piece) != std::string_view::npos; }

std::size_t count(std::string_view text, std::string_view piece) {
  std::size_t number = 0;
  for (auto found = text.find(piece); found != std::string_view::npos; found = text.find(piece, found + 1))
    ++number;
  return number;
}

/// XML 1.0 §2.2: no control characters but tab and line breaks, no U+FFFE, no U+FFFF; references to them
/// count.
bool has_xml_characters_only(std::string_view text) {
  const bool no_controls = std::all_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) >= 0x20U || c == '\n' || c == '\t' || c == '\r';
  });
  return no_controls && !core::find_invalid_utf8(text) && !has(text, "\xEF\xBF\xBE") &&
         !has(text, "\xEF\xBF\xBF") && !has(text, "&#0") && !has(text, "&#1;") && !has(text, "&#27;");
}

}  // namespace

TEST_CASE("each report is as approved", "[journal][reports][golden]") {
  check_approved("report.xml", written("report.xml", run_report()));
  check_approved("report.json", written("report.json", run_report()));
  check_approved("report.txt", written("report.txt", run_report()));
  check_approved("report_in_colour.txt", journal::text_report(run_report(), journal::Colour::On));
  check_approved("report_of_rounds.xml", written("report.xml", rounds_report()));
  check_approved("report_of_rounds.json", written("report.json", rounds_report()));
  check_approved("report_of_rounds.txt", written("report.txt", rounds_report()));
}

TEST_CASE("the ending of a path chooses the report", "[journal][reports]") {
  CHECK(journal::find_report_format("out/report.xml")->name == "JUnit");
  CHECK(journal::find_report_format("a.b/Report.JSON")->ending == ".json");
  CHECK(journal::find_report_format("report.xml.txt")->ending == ".txt");

  for (const std::string_view path :
       {"", "report", "xml", ".xml", "out.xml/report", "report.xml ", "report.pdf"}) {
    INFO(path);
    CHECK(journal::find_report_format(path) == nullptr);
  }
}

TEST_CASE("an unknown ending is told with those that are known", "[journal][reports]") {
  CHECK(journal::unknown_ending("a/b.pdf") ==
        "unknown report ending '.pdf', known: .xml (JUnit), .json, .txt");
  CHECK(journal::unknown_ending("report") ==
        "the report 'report' has no ending, known: .xml (JUnit), .json, .txt");
}

TEST_CASE("no report tells a secret unless asked to", "[journal][reports][secrets]") {
  for (const auto& format : journal::report_formats()) {
    INFO(format.ending);
    CHECK_FALSE(has(format.write(run_report(), journal::Secrets::Masked), "hunter2!"));
    CHECK(has(format.write(run_report(), journal::Secrets::Shown), "hunter2!"));
  }
}

TEST_CASE("no report lets a client write a control character", "[journal][reports]") {
  auto session = failed_report();
  session.about = "line\nbreak \x1b[31m";
  session.scenario = session.file = session.clock = std::string{"\0\x1b\x9b\xff\xEF\xBF\xBF]]>&<\"", 12};
  auto& violation = session.findings[0].first[0].violation;
  violation.where = violation.found = violation.expected = violation.hint = session.scenario;
  session.operations[session.scenario] = {.exchanges = 1, .by_status = {{200, 1}}};

  for (const auto& format : journal::report_formats()) {
    INFO(format.ending);
    const std::string text = format.write(run_of(session), journal::Secrets::Shown);

    CHECK_FALSE(core::find_invalid_utf8(text));
    CHECK_FALSE(has(text, "\x1b"));
    if (format.ending == ".xml") CHECK(has_xml_characters_only(text));
  }
}

TEST_CASE("a huge text does not make a huge report for people", "[journal][reports]") {
  auto session = failed_report();
  session.findings[0].first[0].violation.found = std::string(1 << 20, '\x01');

  CHECK(written(".txt.txt", run_of(session)).size() < 20'000);
  CHECK(written("a.xml", run_of(session)).size() < 40'000);
}

TEST_CASE("a thousand steps that were not taken are counted, and the first ones listed",
          "[journal][reports]") {
  auto session = passed_report();
  session.steps_left.assign(100, {.resource = "baanx/a", .moment = "on: paid", .due = std::nullopt});
  session.more_steps_left = 900;

  for (const auto* path : {"a.txt", "a.xml"}) {
    const std::string text = written(path, run_of(session));
    CHECK(count(text, "baanx/a  {") == 20);
    CHECK(has(text, "… and 980 more"));
  }
  const auto json = core::Json::parse(written("a.json", run_of(session)));
  CHECK(json["sessions"][0]["steps_left"].size() == 100);
  CHECK(json["sessions"][0]["more_steps_left"] == 900);
}

TEST_CASE("only the rounds of a scenario that nobody used are missed, not those of one with the same name",
          "[journal][junit]") {
  auto used = passed_report();
  auto same_name = passed_report();
  same_name.session = "other";
  same_name.file = "n2/payment_completes.yaml";
  same_name.checked = false;
  same_name.verdict = idle_report().verdict;
  auto made = same_name;
  made.session = "worker-1";
  made.named = false;

  CHECK(journal::missed({.sessions = {used, same_name, made}}) == std::vector{false, true, false});
}

TEST_CASE("in JUnit a session that passed has a passed test for each operation that was asked",
          "[journal][junit]") {
  const auto xml = journal::junit_report(run_of(passed_report()));

  CHECK(has(xml, R"(<testcase name="baanx/get_order" classname="baanx.payment_completes")"));
  CHECK(has(xml, R"(tests="1" failures="0")"));
  CHECK(count(xml, "<failure") == 0);
}

TEST_CASE("in JUnit what makes a session fail is a failed test, the rest is told in its output",
          "[journal][junit]") {
  const auto xml = journal::junit_report(run_of(failed_report()));

  CHECK(count(xml, "<failure") == 2);
  CHECK(has(xml, R"(type="CONTRACT-REQUEST-BODY")"));
  CHECK(has(xml, R"(type="CONTRACT-UNKNOWN-PATH")"));
  CHECK(has(xml, "contracts/README.md#contract-request-body"));
  CHECK(has(xml, "AUTH-FORBIDDEN"));           // declared
  CHECK(has(xml, "AUTH-UNKNOWN-CLIENT"));      // a warning
  CHECK(has(xml, "SCENARIO-STEP-NOT-TAKEN"));  // a note
  CHECK(has(xml, R"(<testcase name="baanx/get_order")"));
  CHECK_FALSE(has(xml, R"(<testcase name="baanx/login")"));
}

TEST_CASE("warnings fail in JUnit where they fail the session", "[journal][junit]") {
  auto session = failed_report();
  session.fail_on = core::Severity::Warning;

  CHECK(count(journal::junit_report(run_of(session)), "<failure") == 3);
}

TEST_CASE("nothing that failed looks green in JUnit", "[journal][junit]") {
  SECTION("a session that checked nothing") {
    CHECK(has(journal::junit_report(run_of(idle_report())), R"(type="NOTHING-CHECKED")"));
  }
  SECTION("a run without a session") {
    CHECK(has(journal::junit_report({.version = "0.1.0"}), R"(type="NOTHING-CHECKED")"));
  }
  SECTION("a session that failed for no finding that we know") {
    auto session = passed_report();
    session.verdict = {.outcome = core::Outcome::Failed, .reasons = {"a reason"}};

    CHECK(has(journal::junit_report(run_of(session)), R"(<failure message="a reason")"));
  }
  SECTION("a scenario that could not be played") {
    auto report = run_of(passed_report());
    report.never_played = {
        {.session = "hooks", .scenario = "a/b", .mistakes = {"no WEBHOOK_URL", "no PORT"}}};
    const auto xml = journal::junit_report(report);

    CHECK(has(xml, R"(<failure message="no WEBHOOK_URL" type="NEVER-PLAYED">)"));
    CHECK(has(xml, "no PORT"));
  }
  SECTION("failed rounds that are not listed") {
    auto report = run_of(passed_report());
    report.more_failed = 2;

    CHECK(has(journal::junit_report(report), R"(<failure message="2 more rounds failed" type="FAILED">)"));
  }
  SECTION("a named scenario that nobody used while another one passed") {
    core::RunReport report{.version = "0.1.0", .sessions = {passed_report(), idle_report()}};
    report.outcome = core::outcome_of(report);

    CHECK(has(journal::junit_report(report), R"(type="NOTHING-CHECKED")"));
  }
}

TEST_CASE("nothing that passed looks red in JUnit", "[journal][junit]") {
  const auto report = rounds_report();
  REQUIRE(report.outcome == core::Outcome::Passed);

  const auto xml = journal::junit_report(report);

  CHECK(count(xml, "<failure") == 0);
  CHECK(has(xml, "<skipped message=\"no request matched"));
}

TEST_CASE("in JUnit no two test cases have the same class and name", "[journal][junit]") {
  core::RunReport report = rounds_report();
  for (const char* name : {"worker-1", "worker-2", "payment_completes"}) {
    report.sessions.push_back(passed_report());
    report.sessions.back().session = name;
  }
  const std::string xml = journal::junit_report(report);

  std::set<std::string> seen;
  for (auto found = xml.find("<testcase "); found != std::string::npos;
       found = xml.find("<testcase ", found + 1)) {
    const std::string test = xml.substr(found, xml.find("time=", found) - found);
    INFO(test);
    if (has(test, R"(classname="baanx.payment_completes")")) continue;  // a session named after its scenario
    CHECK(seen.insert(test).second);
  }
  CHECK(has(xml, R"(classname="baanx.payment_completes.worker-2")"));
  CHECK(has(xml, R"(classname="baanx.payment_completes.round 2")"));
}

TEST_CASE("rounds are told where a session has more than one", "[journal][text]") {
  const std::string text = written("a.txt", rounds_report());

  CHECK(has(text, "default, round 1: passed  baanx/payment_completes"));
  CHECK(has(text, "default, round 2: passed"));
  CHECK(has(text, "default, round 3: nothing checked"));
  CHECK(has(text, "passed, 1 session, 3 rounds\n"));
  CHECK(has(text, "not listed: 1200 more rounds passed, 1 round of sessions that nobody used"));
  CHECK_FALSE(has(written("a.txt", run_of(passed_report())), "round"));
}

TEST_CASE("a run that is no success for a scenario that nobody used names it", "[journal][text]") {
  core::RunReport report{.version = "0.1.0", .sessions = {passed_report(), idle_report()}};
  report.outcome = core::outcome_of(report);

  CHECK(has(written("a.txt", report),
            "named on the command line, and no request matched: scenarios/musement/tour.yaml\n"));
}

TEST_CASE("what was never played is told with its reasons", "[journal][text]") {
  const std::string text = written("a.txt", run_report());

  CHECK(has(text, "hooks: never played  musement/webhook_accepted\n  - variable WEBHOOK_URL is not set"));
  CHECK(has(text, ", 1 never played\n"));
}

TEST_CASE("the JSON report has its keys even where there is nothing to tell", "[journal][json]") {
  const auto json = core::Json::parse(written("a.json", {.version = "0.1.0"}));

  CHECK(json["schema_version"] == 1);
  CHECK(json["outcome"] == "nothing checked");
  CHECK(json["sessions"].empty());
  CHECK(json["outside"].is_array());
  CHECK(json["more_passed"] == 0);
  CHECK(json["more_failed"] == 0);
  CHECK(json["unused"] == 0);
  CHECK(json["never_played"].is_array());
}

TEST_CASE("the JSON report counts exactly and keeps the first findings in full", "[journal][json]") {
  const auto json = core::Json::parse(written("a.json", run_of(failed_report(22))));
  const auto& group = json["sessions"][0]["findings"][0];

  CHECK(group["count"] == 22);
  CHECK(group["fails"] == true);
  CHECK(group["examples"].size() == core::FindingGroups::kKeptPerGroup);
  CHECK(group["first_at"] == "2026-03-01T09:00:00Z");
  CHECK(group["last_at"] == "2026-03-01T09:00:21Z");
}

TEST_CASE("colour changes nothing but the colour", "[journal][text]") {
  std::string text = journal::text_report(run_report(), journal::Colour::On);
  for (auto begin = text.find('\x1b'); begin != std::string::npos; begin = text.find('\x1b')) {
    text.erase(begin, text.find('m', begin) + 1 - begin);
  }

  CHECK(text == journal::text_report(run_report(), journal::Colour::Off));
}
