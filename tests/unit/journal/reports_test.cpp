#include "journal/reports.hpp"

#include "core/json.hpp"
#include "journal/junit_report.hpp"
#include "journal/text_report.hpp"
#include "unit/journal/approved.hpp"
#include "unit/journal/story.hpp"

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <string>
#include <string_view>

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

TEST_CASE("a thousand steps that were not taken are counted, and the first ones listed", "[journal][text]") {
  auto session = passed_report();
  session.steps_left.assign(1000, {.resource = "baanx/a", .moment = "on: paid", .due = std::nullopt});

  const std::string text = journal::text_report(session, journal::Colour::Off);

  CHECK(count(text, "baanx/a  {") == 20);
  CHECK(has(text, "… and 980 more"));
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
  session.verdict.reasons.emplace_back("1 × AUTH-UNKNOWN-CLIENT at baanx/get_order");

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
}

TEST_CASE("the JSON report has its keys even where there is nothing to tell", "[journal][json]") {
  const auto json = core::Json::parse(written("a.json", {.version = "0.1.0"}));

  CHECK(json["schema_version"] == 1);
  CHECK(json["outcome"] == "nothing checked");
  CHECK(json["sessions"].empty());
  CHECK(json["outside"].is_array());
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
