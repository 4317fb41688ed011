#include "admin/answers.hpp"
#include "admin/handlers.hpp"
#include "admin/requests.hpp"
#include "admin/session_json.hpp"
#include "core/operation.hpp"
#include "core/text.hpp"

#include <utility>

namespace mock::admin {

namespace {

using core::cat;

/// 201 with the place of the new session.
core::Response created(const SessionSummary& session) {
  auto response = json_answer(201, to_json(session));
  response.headers.push_back(
      {"Location", cat(AdminApi::kRoot, "/sessions/", core::encode_segment(session.name))});
  return response;
}

/// What was waited for did not come: a conflict, so that `curl -f` fails. It tells what a success tells, and
/// what is there instead.
core::Response unmet(const core::Condition& condition, const std::string& seen, const core::Json& told) {
  auto details = problem_json(409, cat("waited for ", core::to_text(condition), ", seen: ", seen));
  for (const auto& [key, value] : told.items()) details[key] = value;
  details["seen"] = seen;
  return problem(details);
}

}  // namespace

core::Response list_sessions(const Call& call) {
  core::Json sessions = core::Json::array();
  for (const auto& session : call.control.sessions()) sessions.push_back(to_json(session));
  return json_answer(200, {{"sessions", std::move(sessions)}});
}

core::Response create_session(const Call& call) {
  return answer(read_create_session(call.request),
                [&](const CreateSession& wish) { return answer(call.control.create(wish), created); });
}

core::Response get_session(const Call& call) {
  return answer(call.control.session(call.session()),
                [](const SessionSummary& session) { return json_answer(200, to_json(session)); });
}

core::Response delete_session(const Call& call) {
  return answer(call.control.remove(call.session()), [](Nothing) { return no_content(); });
}

core::Response reset_session(const Call& call) {
  return answer(read_reset_session(call.request), [&](const ResetSession& wish) {
    return answer(call.control.reset(call.session(), wish),
                  [](const SessionSummary& session) { return json_answer(200, to_json(session)); });
  });
}

core::Response fork_session(const Call& call) {
  return answer(read_fork_session(call.request), [&](const ForkSession& wish) {
    return answer(call.control.fork(call.session(), wish), created);
  });
}

core::Response get_clock(const Call& call) {
  return answer(call.control.session(call.session()), [](const SessionSummary& session) {
    if (!session.waits_for.empty())
      return problem(503, cat("it has no clock yet: ", core::join(session.waits_for)));
    return json_answer(200, clock_json(session));
  });
}

core::Response advance_clock(const Call& call) {
  return answer(read_advance(call.request), [&](const Advance& wish) {
    return answer(call.control.advance(call.session(), wish), [&](const Advanced& advanced) {
      const auto told = to_json(call.session(), advanced, call.options.secrets);
      if (advanced.met == false) return unmet(*wish.until, advanced.seen, told);
      return json_answer(200, told);
    });
  });
}

core::Response wait_for(const Call& call) {
  return answer(read_wait(call.request), [&](const WaitFor& wish) {
    return answer(call.control.wait(call.session(), wish.condition, wish.timeout), [&](const Waited& waited) {
      if (!waited.met) return unmet(wish.condition, waited.seen, to_json(waited));
      return json_answer(200, to_json(waited));
    });
  });
}

}  // namespace mock::admin
