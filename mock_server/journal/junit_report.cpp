#include "journal/junit_report.hpp"

#include "core/text.hpp"
#include "journal/finding_text.hpp"
#include "journal/printable.hpp"
#include "journal/rounds.hpp"
#include "journal/text_report.hpp"

#include <pugixml.hpp>

#include <algorithm>
#include <cstddef>
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
  std::optional<std::string> skipped{};  ///< why
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
  [[nodiscard]] std::size_t skipped() const {
    return static_cast<std::size_t>(std::count_if(
        cases.begin(), cases.end(), [](const TestCase& one) { return one.skipped.has_value(); }));
  }
};

// --- What is tested
// --------------------------------------------------------------------------------------------------

/// CI systems split class names at dots, into packages, and take cases of the same class and name for one:
/// `baanx.payment_completes`, `baanx.payment_completes.checkout`, `baanx.payment_completes.round 2`. The
/// session is left out where the scenario names it.
std::string class_name_of(const std::string& session, const std::string& scenario, std::string_view suffix) {
  std::string name = printable(scenario);
  const std::string stem = name.substr(name.rfind('/') + 1);
  std::replace(name.begin(), name.end(), '/', '.');
  if (name.empty()) name = "understudy";
  const std::string shown_session = printable(session);
  const bool is_told = session.empty() || session == "default" || shown_session == stem;
  if (!is_told) name += core::cat(".", shown_session);
  if (suffix.starts_with(", ")) name += core::cat(".", suffix.substr(2));
  return name;
}

std::string suite_name_of(const std::string& session, const std::string& scenario, std::string_view suffix) {
  const bool is_first = session == "default" || session.empty();
  if (is_first) return core::cat(printable(scenario), suffix);
  return core::cat(printable(session), suffix, " (", printable(scenario), ")");
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

TestCase not_used() {
  return {.name = "something was checked",
          .skipped = "no request matched an operation of a provider in this round of the session"};
}

TestSuite suite_of(const core::SessionReport& session, std::string_view suffix, bool is_missed,
                   Secrets secrets) {
  TestSuite suite{.name = suite_name_of(session.session, session.scenario, suffix),
                  .class_name = class_name_of(session.session, session.scenario, suffix),
                  .timestamp = session.start,
                  .output = text_report(session, suffix, Colour::Off, secrets)};
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
  if (session.verdict.outcome == core::Outcome::NothingChecked) {
    suite.cases.push_back(is_missed ? nothing_checked() : not_used());
  }
  if (session.verdict.outcome == core::Outcome::Failed && suite.failures() == 0) {
    // Whatever the reason: what failed must not look green.
    std::string reasons = core::join(session.verdict.reasons);
    suite.cases.push_back(
        {.name = "verdict",
         .failure = Failure{.type = "FAILED", .message = printable(reasons), .details = "\n"}});
  }
  return suite;
}

TestSuite suite_of(const core::NeverPlayed& never_played) {
  std::string details = "\n";
  for (const auto& mistake : never_played.mistakes) details += core::cat(printable(mistake, 2000), "\n");
  const std::string message =
      never_played.mistakes.empty() ? "it could not be played" : printable(never_played.mistakes.front());
  return {.name = suite_name_of(never_played.session, never_played.scenario, ""),
          .class_name = class_name_of(never_played.session, never_played.scenario, ""),
          .cases = {{.name = "the scenario was played",
                     .failure = Failure{.type = "NEVER-PLAYED", .message = message, .details = details}}}};
}

TestSuite suite_of_rest(const core::RunReport& report, const std::vector<std::string>& not_listed) {
  TestSuite suite{.name = "rounds that are not listed",
                  .class_name = "understudy",
                  .output = core::cat(core::join(not_listed), "\n")};
  if (report.more_passed > 0) suite.cases.push_back({.name = "rounds that passed"});
  if (report.more_failed > 0) {
    suite.cases.push_back(
        {.name = "rounds that failed",
         .failure = Failure{.type = "FAILED",
                            .message = core::cat(count_of(report.more_failed, "more round"), " failed"),
                            .details = "\nOf very many rounds only the first ones are listed.\n"}});
  }
  if (report.unused > 0) {
    suite.cases.push_back(
        {.name = "rounds that nobody used",
         .skipped = core::cat(count_of(report.unused, "round"), " of sessions that nobody used")});
  }
  return suite;
}

std::vector<TestSuite> suites_of(const core::RunReport& report, Secrets secrets) {
  std::vector<TestSuite> suites;
  const auto suffixes = round_suffixes(report);
  const auto are_missed = missed(report);
  for (std::size_t i = 0; i < suffixes.size(); ++i) {
    suites.push_back(suite_of(report.sessions[i], suffixes[i], are_missed[i], secrets));
  }
  for (const auto& never_played : report.never_played) suites.push_back(suite_of(never_played));
  if (const auto rest = not_listed(report); !rest.empty()) suites.push_back(suite_of_rest(report, rest));
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

// 0, and not left out: the schema that many readers check against demands a duration. Not the session's:
// three days on a manual clock took no time, and a CI that sorts by duration would be misled. Not the real
// one: the same session would give another report each time.
void set_time(pugi::xml_node node) { set(node, "time", "0"); }

void write(pugi::xml_node parent, const TestSuite& suite) {
  pugi::xml_node node = parent.append_child("testsuite");
  set(node, "name", suite.name);
  set(node, "tests", suite.cases.size());
  set(node, "failures", suite.failures());
  set(node, "errors", std::size_t{0});
  set(node, "skipped", suite.skipped());
  set_time(node);
  if (suite.timestamp) set(node, "timestamp", timestamp(*suite.timestamp));
  for (const auto& one : suite.cases) {
    pugi::xml_node test = node.append_child("testcase");
    set(test, "name", one.name);
    set(test, "classname", suite.class_name);
    set_time(test);
    if (one.skipped) set(test.append_child("skipped"), "message", *one.skipped);
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
