#include "journal/junit_report.hpp"

#include "core/text.hpp"
#include "journal/finding_text.hpp"
#include "journal/printable.hpp"
#include "journal/text_report.hpp"

#include <pugixml.hpp>

#include <algorithm>
#include <optional>
#include <string_view>
#include <vector>

namespace mock::journal {
namespace {

struct Failure {
  std::string type;
  std::string message;
  std::string details;
};

struct TestCase {
  std::string name;
  std::optional<Failure> failure{};
};

struct TestSuite {
  std::string name;
  std::string class_name;
  std::optional<core::Instant> timestamp{};
  std::vector<TestCase> cases{};
  std::string output{};

  [[nodiscard]] std::size_t failures() const {
    return static_cast<std::size_t>(std::count_if(
        cases.begin(), cases.end(), [](const TestCase& one) { return one.failure.has_value(); }));
  }
};

// --- What is tested
// --------------------------------------------------------------------------------------------------

/// CI systems split class names at dots, into packages: `baanx.payment_completes`.
std::string class_name_of(const std::string& scenario) {
  std::string name = printable(scenario);
  std::replace(name.begin(), name.end(), '/', '.');
  return name.empty() ? "understudy" : name;
}

/// Names stay the same from run to run, so that CI can tell what is new: no count and no instant in them.
std::string name_of(const core::Finding& finding) {
  std::string name{finding.violation.rule.code};
  if (!finding.operation.empty()) name += core::cat(" at ", printable(finding.operation));
  if (!finding.violation.where.empty()) name += core::cat(": ", printable(finding.violation.where, 200));
  return name;
}

std::string details_of(const core::FindingGroups::Group& group, const core::Finding& example) {
  constexpr std::size_t kWidth = 110;
  std::vector<Evidence> lines{{.label = "code", .text = std::string{example.violation.rule.code}}};
  if (!example.violation.where.empty()) {
    lines.push_back({.label = "where", .text = printable(example.violation.where)});
  }
  for (auto& line : evidence(example.violation)) lines.push_back(std::move(line));
  lines.push_back({.label = "seen", .text = times(group.count)});
  constexpr std::size_t kShown = 5;
  const std::size_t shown = std::min(kShown, group.first.size());
  for (std::size_t i = 0; i < shown; ++i) {
    const core::Finding& finding = group.first[i];
    std::string text = core::to_iso(finding.at);
    if (finding.exchange != 0) {
      text += core::cat(" #", std::to_string(finding.exchange), " ", printable(finding.request_line, 200));
    }
    lines.push_back({.label = "", .text = std::move(text)});
  }
  if (group.count > shown) {
    lines.push_back({.label = "", .text = core::cat("… the last at ", core::to_iso(group.last_at))});
  }
  std::string text = "\n";
  for (const auto& line : evidence_lines(lines, "", kWidth, Colour::Off)) text += core::cat(line, "\n");
  return text;
}

TestCase failed_case(core::FindingGroups::Group group, Secrets secrets) {
  for (auto& finding : group.first) finding = shown_finding(std::move(finding), secrets);
  const core::Finding& example = group.example();
  return {.name = name_of(example),
          .failure = Failure{.type = std::string{example.violation.rule.code},
                             .message = core::cat("found ", printable(example.violation.found), ", expected ",
                                                  printable(example.violation.expected)),
                             .details = details_of(group, example)}};
}

TestCase nothing_checked() {
  return {.name = "something was checked",
          .failure = Failure{
              .type = "NOTHING-CHECKED",
              .message = "nothing was checked: no request matched an operation of a provider",
              .details = "\nThe client did not come, or asked another address. Compare its base URL with the "
                         "one that understudy printed or put into the environment.\n"}};
}

TestSuite suite_of(const core::SessionReport& session, Secrets secrets) {
  TestSuite suite{.name = session.session == "default" || session.session.empty()
                              ? printable(session.scenario)
                              : core::cat(printable(session.session), " (", printable(session.scenario), ")"),
                  .class_name = class_name_of(session.scenario),
                  .timestamp = session.start,
                  .output = text_report(session, Colour::Off, secrets)};
  const auto fails = failing(session);
  for (const auto& [operation, count] : session.operations) {
    bool is_right = !operation.empty();
    for (std::size_t i = 0; i < fails.size(); ++i) {
      if (fails[i] && session.findings[i].example().operation == operation) is_right = false;
    }
    if (is_right) suite.cases.push_back({.name = printable(operation)});
  }
  for (std::size_t i = 0; i < fails.size(); ++i) {
    if (fails[i]) suite.cases.push_back(failed_case(session.findings[i], secrets));
  }
  if (session.verdict.outcome == core::Outcome::NothingChecked) suite.cases.push_back(nothing_checked());
  if (session.verdict.outcome == core::Outcome::Failed && suite.failures() == 0) {
    // Whatever the reason: what failed must not look green.
    std::string reasons = core::join(session.verdict.reasons);
    suite.cases.push_back(
        {.name = "verdict",
         .failure = Failure{.type = "FAILED", .message = printable(reasons), .details = "\n"}});
  }
  return suite;
}

std::vector<TestSuite> suites_of(const core::RunReport& report, Secrets secrets) {
  std::vector<TestSuite> suites;
  for (const auto& session : report.sessions) suites.push_back(suite_of(session, secrets));
  if (!report.outside.empty()) {
    suites.push_back({.name = "outside every session", .class_name = "understudy"});
    for (const auto& group : report.outside) suites.back().cases.push_back(failed_case(group, secrets));
  }
  const bool looks_green =
      std::all_of(suites.begin(), suites.end(), [](const TestSuite& suite) { return suite.failures() == 0; });
  if (looks_green && report.outcome != core::Outcome::Passed) {
    suites.push_back({.name = "understudy", .class_name = "understudy", .cases = {nothing_checked()}});
  }
  return suites;
}

// --- As XML
// ----------------------------------------------------------------------------------------------------------

/// Texts come printable; U+FFFE and U+FFFF are left, which are UTF-8 and no characters of XML 1.0 (§2.2).
std::string xml_text(std::string_view text) {
  std::string valid = valid_utf8(text);
  for (const std::string_view forbidden :
       {std::string_view{"\xEF\xBF\xBE"}, std::string_view{"\xEF\xBF\xBF"}}) {
    for (auto at = valid.find(forbidden); at != std::string::npos; at = valid.find(forbidden, at)) {
      valid.replace(at, forbidden.size(), "\xEF\xBF\xBD");
    }
  }
  return valid;
}

void set(pugi::xml_node node, const char* name, std::string_view value) {
  node.append_attribute(name).set_value(xml_text(value).c_str());
}

void set(pugi::xml_node node, const char* name, std::size_t value) {
  node.append_attribute(name).set_value(static_cast<unsigned long long>(value));
}

/// `2026-03-01T09:00:00`: the date-times of JUnit have no zone and no fraction.
std::string timestamp(core::Instant instant) { return core::to_iso(instant).substr(0, 19); }

// A session's clock says nothing about how long a test took, and readers insist on a duration.
void set_time(pugi::xml_node node) { set(node, "time", "0"); }

void write(pugi::xml_node parent, const TestSuite& suite) {
  pugi::xml_node node = parent.append_child("testsuite");
  set(node, "name", suite.name);
  set(node, "tests", suite.cases.size());
  set(node, "failures", suite.failures());
  set(node, "errors", std::size_t{0});
  set(node, "skipped", std::size_t{0});
  set_time(node);
  if (suite.timestamp) set(node, "timestamp", timestamp(*suite.timestamp));
  for (const auto& one : suite.cases) {
    pugi::xml_node test = node.append_child("testcase");
    set(test, "name", one.name);
    set(test, "classname", suite.class_name);
    set_time(test);
    if (!one.failure) continue;
    pugi::xml_node failure = test.append_child("failure");
    set(failure, "message", one.failure->message);
    set(failure, "type", one.failure->type);
    failure.text().set(xml_text(one.failure->details).c_str());
  }
  if (!suite.output.empty()) node.append_child("system-out").text().set(xml_text(suite.output).c_str());
}

struct StringWriter : pugi::xml_writer {
  std::string text;
  void write(const void* data, std::size_t size) override {
    text.append(static_cast<const char*>(data), size);
  }
};

}  // namespace

std::string junit_report(const core::RunReport& report, Secrets secrets) {
  const auto suites = suites_of(report, secrets);
  std::size_t tests = 0;
  std::size_t failures = 0;
  for (const auto& suite : suites) {
    tests += suite.cases.size();
    failures += suite.failures();
  }

  pugi::xml_document document;
  pugi::xml_node declaration = document.append_child(pugi::node_declaration);
  set(declaration, "version", "1.0");
  set(declaration, "encoding", "UTF-8");
  pugi::xml_node root = document.append_child("testsuites");
  set(root, "name", core::cat("understudy ", printable(report.version)));
  set(root, "tests", tests);
  set(root, "failures", failures);
  set(root, "errors", std::size_t{0});
  set_time(root);
  for (const auto& suite : suites) write(root, suite);

  StringWriter writer;
  document.save(writer, "  ", pugi::format_default, pugi::encoding_utf8);
  return std::move(writer.text);
}

}  // namespace mock::journal
