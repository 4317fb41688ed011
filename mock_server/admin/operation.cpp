#include "admin/operation.hpp"

#include "admin/handlers.hpp"

#include <algorithm>
#include <array>
#include <cassert>

namespace mock::admin {

namespace {

using enum Operation::Needs;

// One line each, so that the table can be read as one.
// clang-format off
constexpr auto kOperations = std::to_array<Operation>({
    {{"get_index", "GET", "/_understudy"}, "this list", get_index},
    {{"get_health", "GET", "/_understudy/health"}, "ready, and the same server as before?", get_health},
    {{"list_sessions", "GET", "/_understudy/sessions"}, "all sessions", list_sessions},
    {{"create_session", "POST", "/_understudy/sessions"}, "a new session", create_session},
    {{"get_session", "GET", "/_understudy/sessions/{name}"}, "one session", get_session},
    {{"delete_session", "DELETE", "/_understudy/sessions/{name}"}, "ends it; its verdict is kept", delete_session},
    {{"reset_session", "POST", "/_understudy/sessions/{name}/reset"}, "ends the round and begins another", reset_session},
    {{"fork_session", "POST", "/_understudy/sessions/{name}/fork"}, "a second session with the same past", fork_session},
    {{"get_clock", "GET", "/_understudy/sessions/{name}/clock"}, "what it shows, and what is due next", get_clock},
    {{"advance_clock", "POST", "/_understudy/sessions/{name}/clock/advance"}, "the clock goes forward", advance_clock, Time},
    {{"wait_for", "POST", "/_understudy/sessions/{name}/wait"}, "instead of sleeping", wait_for, Time},
    {{"list_exchanges", "GET", "/_understudy/sessions/{name}/exchanges"}, "requests and answers", list_exchanges, Query},
    {{"get_exchange", "GET", "/_understudy/sessions/{name}/exchanges/{id}"}, "why this answer?", get_exchange},
    {{"list_findings", "GET", "/_understudy/sessions/{name}/findings"}, "broken promises of this round", list_findings},
    {{"list_deliveries", "GET", "/_understudy/sessions/{name}/deliveries"}, "webhooks", list_deliveries},
    {{"list_orders", "GET", "/_understudy/sessions/{name}/orders"}, "with their timelines, past and to come", list_orders, Query},
    {{"add_order", "POST", "/_understudy/sessions/{name}/orders"}, "one more order", add_order},
    {{"make_move", "POST", "/_understudy/sessions/{name}/moves"}, "puts an order or item into a status", make_move},
    {{"send_signal", "POST", "/_understudy/sessions/{name}/signals"}, "wakes what waits for that word", send_signal},
    {{"get_weather", "GET", "/_understudy/sessions/{name}/weather"}, "the rules in force", get_weather},
    {{"add_weather", "POST", "/_understudy/sessions/{name}/weather"}, "one more rule", add_weather},
    {{"remove_weather", "DELETE", "/_understudy/sessions/{name}/weather"}, "removes a rule (?name=), or all", remove_weather, Query},
    {{"get_report", "GET", "/_understudy/sessions/{name}/report"}, "its verdict (?format=json, txt, xml)", get_report, Query},
    {{"get_bundle", "GET", "/_understudy/sessions/{name}/bundle"}, "what replay needs, with secrets", get_bundle},
    {{"get_events", "GET", "/_understudy/sessions/{name}/events"}, "a live stream of events", get_events},
    {{"list_scenarios", "GET", "/_understudy/scenarios"}, "what can be played", list_scenarios},
    {{"get_scenario", "GET", "/_understudy/scenarios/{scenario}"}, "its text", get_scenario},
    {{"get_scenario_in_folder", "GET", "/_understudy/scenarios/{folder}/{scenario}"}, "its text", get_scenario_in_folder},
    {{"check_scenario", "POST", "/_understudy/scenarios/check"}, "is a scenario right?", check_scenario},
    {{"get_outside", "GET", "/_understudy/outside"}, "what no session was found for", get_outside},
    {{"get_run_report", "GET", "/_understudy/report"}, "the verdict on all sessions", get_run_report, Query},
    {{"get_metrics", "GET", "/_understudy/metrics"}, "counters for Prometheus", get_metrics},
    {{"get_contract", "GET", "/_understudy/openapi.json"}, "the contract of this API", get_contract},
});
// clang-format on

}  // namespace

const std::string& Call::parameter(std::string_view name) const {
  const auto found = std::ranges::find(path, name, &core::PathParameters::value_type::first);
  assert(found != path.end() &&
         "handlers ask for what stands in their path; the contract's test calls them all");
  return found->second;
}

std::span<const Operation> all_operations() { return kOperations; }

}  // namespace mock::admin
