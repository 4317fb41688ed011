#include "app/outside.hpp"

#include "core/text.hpp"

#include <chrono>
#include <memory>

namespace mock::app {

core::Reply OutsideLog::refuse(core::Request request, core::Response response,
                               std::vector<core::Violation> violations) {
  // No session, no clock of a session.
  const core::Instant at = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
  const std::lock_guard lock{mutex_};
  core::Exchange exchange{.id = ++exchanges_,
                          .at = at,
                          .request = std::move(request),
                          .response = std::move(response),
                          .violations = std::move(violations)};
  exchange.response.headers.push_back(
      {"X-Understudy-Exchange", core::cat("outside-", std::to_string(exchange.id))});
  core::Reply reply{.response = exchange.response};
  const auto shared = std::make_shared<const core::Exchange>(std::move(exchange));
  tell(at, core::ExchangeAnswered{shared});
  for (const core::Violation& violation : shared->violations) {
    core::Finding finding{
        .violation = violation,
        .severity = violation.rule.severity,
        .exchange = shared->id,
        .request_line = core::shortened(core::cat(shared->request.method, " ", shared->request.target)),
        .at = at};
    tell(at, core::FindingMade{finding});
    findings_.add(std::move(finding));
  }
  return reply;
}

/// The caller holds the lock.
template <typename What>
void OutsideLog::tell(core::Instant at, What what) {
  const core::Event event{.number = ++events_, .at = at, .what = std::move(what)};
  for (core::EventSink* sink : sinks_) sink->on_event({}, event);
  latest_.add(event);
}

admin::Outside OutsideLog::outside() const {
  const std::lock_guard lock{mutex_};
  admin::Outside outside{.exchanges = {}, .findings = findings_.groups()};
  for (const auto& kept : latest_.exchanges()) outside.exchanges.push_back(kept.exchange);
  return outside;
}

std::uint64_t OutsideLog::finding_count() const {
  const std::lock_guard lock{mutex_};
  return findings_.total();
}

}  // namespace mock::app
