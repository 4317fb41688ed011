#include "admin/answers.hpp"
#include "admin/handlers.hpp"
#include "admin/query.hpp"
#include "admin/requests.hpp"

#include <utility>

namespace mock::admin {

namespace {

core::Response carry_out(const Call& call, core::Command command, int status) {
  return answer(call.control.carry_out(call.session(), command),
                [&](const core::Done& done) { return json_answer(status, done); });
}

/// The body is the command: the session reads it, with the checks of a scenario.
core::Response tell(const Call& call, core::Command::Kind kind, int status) {
  return answer(read_command(call.request), [&](const std::string& text) {
    return carry_out(call, {.kind = kind, .text = text}, status);
  });
}

}  // namespace

core::Response make_move(const Call& call) { return tell(call, core::Command::Kind::Move, 200); }
core::Response send_signal(const Call& call) { return tell(call, core::Command::Kind::Signal, 200); }
core::Response add_order(const Call& call) { return tell(call, core::Command::Kind::AddOrder, 201); }
core::Response add_weather(const Call& call) { return tell(call, core::Command::Kind::AddWeather, 201); }

core::Response remove_weather(const Call& call) {
  Query query{call.target};
  const auto name = query.text("name");
  if (const auto refused = query.finish()) return problem(*refused);
  core::Json text = core::Json::object();
  if (name) text["name"] = *name;
  return carry_out(call, {.kind = core::Command::Kind::RemoveWeather, .text = core::to_text(text)}, 200);
}

}  // namespace mock::admin
