#pragma once

#include "core/event.hpp"
#include "core/json.hpp"
#include "journal/secrets.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mock::journal {

/// What README.md calls that kind of event: `step_taken`. Static.
std::string_view kind_of(const core::Event& event);

/// An event as JSON. README.md documents the keys: each kind of event has always the same ones, in the same
/// order; what is not there is null. The texts in it are UTF-8, whatever the client sent.
core::Json to_json(const std::string& session, const core::Event& event, Secrets secrets = Secrets::Masked);

/// The same on one line, without the line break at its end. Never throws but for want of memory.
std::string to_line(const std::string& session, const core::Event& event, Secrets secrets = Secrets::Masked);

/// An exchange, as it stands in its event: the keys from `exchange` on.
core::Json to_json(const core::Exchange& exchange, Secrets secrets);

/// A finding, as it stands in events and in reports.
core::Json to_json(const core::Finding& finding, Secrets secrets);

/// Keeps the line of every event: two runs are the same if their lines are. Not safe to share between
/// threads.
class EventLines final : public core::EventSink {
 public:
  explicit EventLines(Secrets secrets = Secrets::Masked) : secrets_{secrets} {}
  void on_event(const std::string& session, const core::Event& event) override {
    lines_.push_back(to_line(session, event, secrets_));
  }
  [[nodiscard]] const std::vector<std::string>& lines() const { return lines_; }
  [[nodiscard]] std::vector<std::string> take() { return std::exchange(lines_, {}); }

 private:
  Secrets secrets_;
  std::vector<std::string> lines_;
};

}  // namespace mock::journal
