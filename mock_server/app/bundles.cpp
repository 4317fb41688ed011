#include "app/bundles.hpp"

#include "core/session.hpp"

#include <understudy_version.hpp>

#include <filesystem>

namespace mock::app {
namespace {

/// Writes the lines of one session's events.
class EventWriter final : public core::EventSink {
 public:
  EventWriter(std::uint64_t round, std::string& lines) : round_(round), lines_(lines) {}
  void on_event(const std::string& session, const core::Event& event) override {
    lines_ += journal::bundle_line(session, round_, event);
    lines_ += '\n';
  }

 private:
  std::uint64_t round_;
  std::string& lines_;
};

}  // namespace

journal::Beginning beginning_of(const Past& past, OpensslChecksums& checksums) {
  const LoadedScenario& loaded = *past.plan.loaded;
  const core::Scenario& scenario = *loaded.scenario;
  journal::Beginning beginning{.version = std::string{kVersion},
                               .session = past.session,
                               .round = past.round,
                               .scenario = scenario.name,
                               .file = scenario.file,
                               .text = *loaded.text,
                               .folder = loaded.folder,
                               .variables = loaded.variables,
                               .seed = scenario.seed,
                               .clock = scenario.clock,
                               .start = past.start,
                               .files = {},
                               .forked_from = past.forked_from,
                               .forked_at = past.forked_at};
  for (const auto& file : loaded.files) {
    std::error_code error;
    const auto size = std::filesystem::file_size(file.path, error);
    beginning.files.push_back(
        {.name = file.name, .size = error ? 0 : size, .sha256 = checksums.sha256_of_file(file.path)});
  }
  return beginning;
}

std::string bundle_of(const Past& past, OpensslChecksums& checksums) {
  std::string lines = journal::bundle_line(beginning_of(past, checksums)) + '\n';
  EventWriter writer{past.round, lines};
  core::SessionOptions options = options_for(past, checksums);
  options.sinks.push_back(&writer);
  core::Session session{past.plan.loaded->scenario, std::move(options)};
  for (const core::Input& input : past.inputs) {
    // What came due by itself stands before the input, as it came.
    session.advance_to(input.at);
    lines += journal::bundle_line(past.session, past.round, input) + '\n';
    session.repeat(input);
  }
  session.advance_to(past.now);
  return lines;
}

void prepare_bundles(const LoadedScenario& loaded, OpensslChecksums& checksums) {
  for (const auto& file : loaded.files) checksums.sha256_of_file(file.path);
}

}  // namespace mock::app
