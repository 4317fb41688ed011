#include "admin/answers.hpp"
#include "admin/exchange_json.hpp"
#include "admin/handlers.hpp"
#include "admin/mistakes.hpp"
#include "admin/query.hpp"
#include "admin/report_text.hpp"
#include "admin/state_json.hpp"
#include "core/text.hpp"
#include "journal/finding_text.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <ranges>
#include <utility>

namespace mock::admin {

namespace {

using core::cat;
using core::in_quotes;

constexpr std::uint64_t kUsualPage = 100;
constexpr std::uint64_t kLargestPage = 1000;

/// Looks at a session with `look`, which answers.
template <typename Look>
core::Response look_at(const Call& call, Look look) {
  core::Response response;
  const auto looked =
      call.control.look(call.session(), [&](const core::Session& session) { response = look(session); });
  return answer(looked, [&](Nothing) { return std::move(response); });
}

/// Whether an exchange is about what a reference means: `abcd_1234`, `baanx/abcd_1234`, or all of `baanx`.
bool is_about(const core::Exchange& exchange, std::string_view of) {
  const auto provider = std::string_view{exchange.operation}.substr(0, exchange.operation.find('/'));
  return of == exchange.resource || of == provider || of == cat(provider, "/", exchange.resource);
}

/// What is wrong with the words of a filter in this session: a misspelt one would find nothing, for ever.
std::optional<Refused> refuse_words(const core::Session& session, const core::Condition::RequestSeen& words) {
  if (words.operation.empty() && words.of.empty()) return std::nullopt;
  return refusal_of(session.mistakes_in({.what = words}), "query");
}

/// A stretch of a session's resources, as it numbers them.
struct Stretch {
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// All of a provider. Precondition: the session plays it.
Stretch stretch_of_provider(const core::Session& session, std::string_view provider) {
  const auto& parts = session.scenario().parts;
  const auto found =
      std::ranges::find_if(parts, [&](const core::Part& part) { return part.provider->id() == provider; });
  const auto [begin, count] = session.resources_of(static_cast<std::size_t>(found - parts.begin()));
  return {.begin = begin, .end = begin + count};
}

/// What `of` means: an order with its parts, which stand right behind it, one part, or all of a provider.
/// Precondition: it means something.
Stretch stretch_of(const core::Session& session, std::string_view of) {
  const auto named = session.find_resource(of);
  if (!named) return stretch_of_provider(session, of);
  Stretch stretch{.begin = *named, .end = *named + 1};
  if (session.resource(*named).view.is_part) return stretch;
  const auto count = session.resource_count();
  while (stretch.end < count && session.resource(stretch.end).view.is_part) ++stretch.end;
  return stretch;
}

}  // namespace

core::Response list_exchanges(const Call& call) {
  Query query{call.target};
  const core::Condition::RequestSeen wanted{.operation = query.text("operation").value_or(""),
                                            .of = query.text("of").value_or("")};
  const auto after = query.number("after", 0, std::numeric_limits<std::uint64_t>::max()).value_or(0);
  const auto limit = query.number("limit", 1, kLargestPage).value_or(kUsualPage);
  if (const auto refused = query.finish()) return problem(*refused);

  return look_at(call, [&](const core::Session& session) {
    if (const auto refused = refuse_words(session, wanted)) return problem(*refused);
    core::Json page = core::Json::array();
    core::Json next_after;
    const auto& kept = session.journal().exchanges();
    const auto first = std::ranges::upper_bound(
        kept, after, {}, [](const core::EventRing::Kept& one) { return one.exchange->id; });
    for (const auto& [number, exchange] : std::ranges::subrange{first, kept.end()}) {
      const bool fits = (wanted.operation.empty() || exchange->operation == wanted.operation) &&
                        (wanted.of.empty() || is_about(*exchange, wanted.of));
      if (!fits) continue;
      if (page.size() == limit) {
        next_after = page.back().at("id");
        break;
      }
      page.push_back(summary_json(*exchange, session.scenario().file, call.options.secrets));
    }
    return json_answer(200, {{"exchanges", std::move(page)},
                             {"next_after", std::move(next_after)},
                             {"total", session.exchange_count()},
                             {"in_memory", kept.size()}});
  });
}

core::Response get_exchange(const Call& call) {
  const auto id = core::parse_decimal(call.parameter("id"));
  if (!id) return problem(400, cat("exchanges are numbered from 1, found ", in_quotes(call.parameter("id"))));
  return look_at(call, [&](const core::Session& session) {
    if (const auto exchange = session.journal().exchange(*id)) {
      const auto& scenario = session.scenario();
      return json_answer(200, to_json(*exchange, scenario.file, scenario.expect, call.options.secrets));
    }
    const auto made = std::to_string(session.exchange_count());
    if (*id == 0 || *id > session.exchange_count()) {
      return problem(
          404, cat("there is no exchange ", std::to_string(*id), " in this round, which has had ", made));
    }
    return problem(410, cat("exchange ", std::to_string(*id), " is gone from memory, which keeps the latest ",
                            std::to_string(session.journal().exchanges().size()), " of ", made,
                            ": --keep-exchanges N keeps more, --journal FILE writes all of them to disk"));
  });
}

core::Response list_findings(const Call& call) {
  return look_at(call, [&](const core::Session& session) {
    const auto report = session.report();
    const auto fails = journal::failing(report);
    core::Json groups = core::Json::array();
    for (std::size_t i = 0; i < report.findings.size(); ++i) {
      groups.push_back(to_json(report.findings[i], fails[i], call.options.secrets));
    }
    return json_answer(200, {{"findings", std::move(groups)}, {"total", session.findings().total()}});
  });
}

/// Nothing sends webhooks in this version.
core::Response list_deliveries(const Call& call) {
  return look_at(call, [](const core::Session&) {
    return json_answer(200, {{"deliveries", core::Json::array()}});
  });
}

core::Response list_orders(const Call& call) {
  Query query{call.target};
  const auto of = query.text("of");
  const auto after = query.text("after");
  const auto limit = query.number("limit", 1, kLargestPage).value_or(kUsualPage);
  if (const auto refused = query.finish()) return problem(*refused);

  return look_at(call, [&](const core::Session& session) {
    if (of && !session.find_resource(*of)) {
      if (const auto refused = refuse_words(session, {.operation = {}, .of = *of})) return problem(*refused);
    }
    auto [index, end] = of ? stretch_of(session, *of) : Stretch{.begin = 0, .end = session.resource_count()};
    if (after) {
      const auto last_seen = session.find_resource(*after);
      if (!last_seen)
        return problem(400, cat("'after' is the name of the last order seen, found ", in_quotes(*after)));
      index = std::max(index, *last_seen + 1);
    }
    core::Json page = core::Json::array();
    while (index < end && page.size() < limit) {
      page.push_back(to_json(session.resource(index++), session.scenario().file));
    }
    const auto next_after = index < end ? page.back().at("name") : core::Json{};
    return json_answer(
        200, {{"orders", std::move(page)}, {"next_after", next_after}, {"total", session.resource_count()}});
  });
}

core::Response get_weather(const Call& call) {
  return look_at(call, [](const core::Session& session) { return json_answer(200, weather_json(session)); });
}

core::Response get_report(const Call& call) {
  return report_answer(call, [&] { return call.control.report(call.session()); });
}

core::Response get_bundle(const Call& call) {
  return answer(call.control.bundle(call.session()), [&](std::string text) {
    auto response = text_answer("application/jsonl", std::move(text));
    response.headers.push_back(
        {"Content-Disposition", cat("attachment; filename=\"", call.session(), ".jsonl\"")});
    return response;
  });
}

core::Response get_events(const Call& call) {
  const auto* last = core::find_header(call.request.headers, "Last-Event-ID");
  return answer(call.control.events(call.session(), last == nullptr ? std::nullopt : std::optional{*last}),
                [](const std::shared_ptr<core::PieceSource>& source) {
                  return core::Response{.status = 200,
                                        .headers = {{"Content-Type", "text/event-stream"}},
                                        .body = core::Live{source}};
                });
}

}  // namespace mock::admin
