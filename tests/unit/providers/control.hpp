#pragma once

#include "loading/yaml_reader.hpp"
#include "support/fake_stage.hpp"

#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace mock::tests {

/// Brings timelines and orders to a play while it goes on, written as in a scenario.
class Control {
 public:
  Control(FakeStage& stage, const core::Contract& contract) : stage_{stage}, contract_{contract} {}

  /// What was wrong with, or to be noted about, the last one: `body:1:24: unknown key …`.
  std::vector<std::string> said;

  /// Moves a resource to `status` with a new timeline; false if that was refused.
  bool move(std::string_view reference, std::string_view status, std::string_view timeline) {
    return read(timeline, [&](const core::Node& node, core::Problems& problems) {
      return stage_.bring_timeline(reference, node, status, reader(), problems);
    });
  }
  /// False if it was refused.
  bool add_order(std::string_view order) {
    return read(order, [&](const core::Node& node, core::Problems& problems) {
      const auto index = stage_.add_order(node, reader(), problems);
      if (index) added = *index;
      return index.has_value();
    });
  }
  /// The index of the order that was added last.
  std::size_t added = 0;

 private:
  [[nodiscard]] core::ScenarioReader reader() {
    return {.contract = &contract_,
            .start = stage_.start(),
            .seed = stage_.seed(),
            .files = nullptr,
            .elsewhere = &elsewhere_};
  }

  template <typename Bring>
  bool read(std::string_view yaml, const Bring& bring) {
    core::Problems problems{"body"};
    const auto node = loading::read_yaml(yaml, problems);
    if (!node) throw std::runtime_error(problems.lines().front());
    const bool is_done = bring(*node, problems);
    said = problems.lines();
    return is_done;
  }

  FakeStage& stage_;
  const core::Contract& contract_;
  std::vector<core::NotedElsewhere> elsewhere_;
};

}  // namespace mock::tests
