#pragma once

#include "admin/operation.hpp"
#include "core/message.hpp"

// What the operations of the table in operation.cpp do, a function each, named as in contracts/admin.
// Whatever they are called with, they answer: mistakes of the caller are problem details.

namespace mock::admin {

// server_handlers.cpp: the server as a whole.
core::Response get_index(const Call& call);
core::Response get_health(const Call& call);
core::Response get_outside(const Call& call);
core::Response get_run_report(const Call& call);
core::Response get_metrics(const Call& call);
core::Response get_contract(const Call& call);

// scenario_handlers.cpp: what can be played.
core::Response list_scenarios(const Call& call);
core::Response get_scenario(const Call& call);
core::Response get_scenario_in_folder(const Call& call);
core::Response check_scenario(const Call& call);

// session_handlers.cpp: sessions come and go, and their clocks go forward.
core::Response list_sessions(const Call& call);
core::Response create_session(const Call& call);
core::Response get_session(const Call& call);
core::Response delete_session(const Call& call);
core::Response reset_session(const Call& call);
core::Response fork_session(const Call& call);
core::Response get_clock(const Call& call);
core::Response advance_clock(const Call& call);
core::Response wait_for(const Call& call);

// command_handlers.cpp: a running session is told something.
core::Response make_move(const Call& call);
core::Response send_signal(const Call& call);
core::Response add_order(const Call& call);
core::Response add_weather(const Call& call);
core::Response remove_weather(const Call& call);

// view_handlers.cpp: what a session has come to.
core::Response list_exchanges(const Call& call);
core::Response get_exchange(const Call& call);
core::Response list_findings(const Call& call);
core::Response list_deliveries(const Call& call);
core::Response list_orders(const Call& call);
core::Response get_weather(const Call& call);
core::Response get_report(const Call& call);
core::Response get_bundle(const Call& call);
core::Response get_events(const Call& call);

}  // namespace mock::admin
