#pragma once

#include "core/provider.hpp"
#include "loading/yaml_reader.hpp"
#include "support/fake_stage.hpp"
#include "support/schema_contract.hpp"

#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mock::tests {

inline constexpr core::Instant kNineOClock{std::chrono::sys_days{std::chrono::year{2026} / 3 / 1} +
                                           std::chrono::hours{9}};

/// A provider's section as it was read, and what was said about it.
struct ReadSection {
  std::unique_ptr<const core::Plan> plan;  ///< nullptr: refused
  std::vector<std::string> said;           ///< `x.yaml:5:24: unknown key …`, notes included
};

/// Reads `yaml`, a section without its name, as the file `x.yaml`.
inline ReadSection read_section(const core::Provider& provider, const core::Contract& contract,
                                std::string_view yaml, std::optional<core::Instant> start = kNineOClock,
                                core::KnownKeys* known_keys = nullptr) {
  core::Problems problems{"x.yaml"};
  const auto node = loading::read_yaml(yaml, problems);
  ReadSection read;
  if (node) {
    const core::ScenarioReader reader{.contract = &contract, .start = start, .seed = 1, .files = nullptr};
    read.plan = provider.configure(*node, reader, problems, known_keys);
  }
  read.said = problems.lines();
  return read;
}

/// One provider that plays a section on a clock that the test moves, starting on 2026-03-01 at nine.
class ProviderPlay {
 public:
  ProviderPlay(const core::Provider& provider, const core::Contract& contract, std::string_view yaml)
      : provider_{provider}, plan_{read(provider, contract, yaml)}, stage{kNineOClock} {
    stage.play(*plan_);
  }

  /// GET of the provider's first operation with these headers.
  core::Answer get(std::string_view path, core::Headers headers, std::vector<core::Violation> violations = {},
                   std::string_view origin = "http://127.0.0.1:8420") {
    const core::Request request{.method = "GET", .target = std::string{path}, .headers = std::move(headers)};
    const auto target = core::parse_target(path);
    const auto& operation = provider_.operations().front();
    const auto parameters = core::match_path(operation.path, *target);
    if (!parameters) throw std::runtime_error("no path of the operation: " + std::string{path});
    return stage.ask({.operation = operation,
                      .request = request,
                      .target = *target,
                      .path = *parameters,
                      .violations = violations,
                      .origin = origin});
  }

  [[nodiscard]] const core::Plan& plan() const { return *plan_; }

 private:
  static std::unique_ptr<const core::Plan> read(const core::Provider& provider,
                                                const core::Contract& contract, std::string_view yaml) {
    auto section = read_section(provider, contract, yaml);
    if (section.plan == nullptr)
      throw std::runtime_error(section.said.empty() ? "refused without a word" : section.said.front());
    return std::move(section.plan);
  }

  const core::Provider& provider_;
  std::unique_ptr<const core::Plan> plan_;

 public:
  FakeStage stage;
};

/// The body of an answer as JSON; null if it is none.
inline core::Json json_of(const core::Answer& answer) {
  return core::Json::parse(core::text_of(answer.response.body), nullptr, /*allow_exceptions=*/false);
}

/// The codes of what an answer found fault with, in its order.
inline std::vector<std::string> codes_of(const core::Answer& answer) {
  std::vector<std::string> codes;
  for (const auto& violation : answer.violations) codes.emplace_back(violation.rule.code);
  return codes;
}

}  // namespace mock::tests
