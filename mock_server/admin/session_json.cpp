#include "admin/session_json.hpp"

#include "admin/json_parts.hpp"
#include "core/text.hpp"
#include "journal/event_json.hpp"

#include <utility>

namespace mock::admin {

namespace {

/// What stands before the paths of providers in requests that are for it: nothing for the default session.
std::string prefix_of(const SessionSummary& session) {
  return session.name == "default" ? std::string{} : core::cat("/~", session.name);
}

core::Json verdict_json(const core::Verdict& verdict) {
  return {{"outcome", std::string{core::to_text(verdict.outcome)}}, {"reasons", verdict.reasons}};
}

}  // namespace

core::Json to_json(const SessionSummary& session) {
  core::Json json{{"name", session.name},          {"also", session.also},
                  {"prefix", prefix_of(session)},  {"scenario", session.scenario},
                  {"file", or_null(session.file)}, {"about", or_null(session.about)},
                  {"waits_for", session.waits_for}};
  const bool plays = session.waits_for.empty();
  json["round"] = plays ? core::Json(session.round) : core::Json{};
  json["seed"] = plays ? core::Json(session.seed) : core::Json{};
  json["clock"] = plays ? clock_json(session) : core::Json{};
  json["events"] = session.events;
  json["exchanges"] = session.exchanges;
  json["findings"] = session.findings;
  json["verdict"] = plays ? verdict_json(session.verdict) : core::Json{};
  return json;
}

core::Json clock_json(const SessionSummary& session) {
  return {{"mode", session.clock},
          {"start", core::to_iso(session.start)},
          {"now", core::to_iso(session.now)},
          {"next_due", or_null(session.next_due)}};
}

core::Json to_json(const std::string& session, const Advanced& advanced, journal::Secrets secrets) {
  core::Json events = core::Json::array();
  for (const auto& event : advanced.events) events.push_back(journal::to_json(session, event, secrets));
  return {{"from", core::to_iso(advanced.from)},
          {"now", core::to_iso(advanced.now)},
          {"advanced_seconds", seconds(advanced.now - advanced.from)},
          {"settled", advanced.settled},
          {"met", advanced.met ? core::Json(*advanced.met) : core::Json{}},
          {"next_due", or_null(advanced.next_due)},
          {"events", std::move(events)},
          {"more_events", advanced.more_events}};
}

core::Json to_json(const Waited& waited) {
  return {{"met", waited.met}, {"now", core::to_iso(waited.now)}, {"waited_seconds", seconds(waited.took)}};
}

}  // namespace mock::admin
