#include "admin/admin_api.hpp"

#include "admin/answers.hpp"
#include "admin/guard.hpp"
#include "admin/operation.hpp"
#include "admin/query.hpp"
#include "core/operation.hpp"
#include "core/text.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace mock::admin {

namespace {

using core::cat;
using core::in_quotes;

struct Match {
  const Operation* operation = nullptr;
  core::PathParameters path;
};

/// The target as the operations' paths are written: somebody who asks for the index may write a slash at its
/// end.
std::optional<core::Target> target_of(std::string_view text) {
  auto target = core::parse_target(text);
  if (target && target->segments.size() == 2 && target->segments.back().empty()) target->segments.pop_back();
  return target;
}

/// HEAD is GET whose body the transport keeps back (RFC 9110 §9.3.2).
std::string_view effective(std::string_view method) { return method == "HEAD" ? "GET" : method; }

/// Every operation whose path fits, whatever its method.
std::vector<Match> matches_of(const core::Target& target) {
  std::vector<Match> matches;
  for (const auto& operation : all_operations()) {
    if (auto path = core::match_path(operation.route.path, target))
      matches.push_back({&operation, *std::move(path)});
  }
  return matches;
}

const Match* find(const std::vector<Match>& matches, std::string_view method) {
  const auto found = std::ranges::find_if(
      matches, [&](const Match& match) { return match.operation->route.method == effective(method); });
  return found == matches.end() ? nullptr : &*found;
}

core::Response unknown_path(const core::Target& target) {
  std::vector<std::string_view> paths;
  for (const auto& operation : all_operations()) paths.push_back(operation.route.path);
  const auto nearest = core::nearest_path(target.path, paths);
  return problem(404, cat("the control API has no path ", in_quotes(target.path),
                          nearest ? cat(", nearest: ", *nearest) : std::string{}, "; GET ", AdminApi::kRoot,
                          " lists all of them"));
}

core::Response unknown_method(const core::Request& request, const std::vector<Match>& matches) {
  std::vector<std::string_view> methods;
  for (const auto& match : matches) {
    methods.push_back(match.operation->route.method);
    if (match.operation->route.method == "GET") methods.emplace_back("HEAD");
  }
  const auto allow = core::join(methods);
  auto refusal = problem(405, cat("the method ", in_quotes(request.method), " is not for ",
                                  matches.front().operation->route.path, ", which takes ", allow));
  refusal.headers.push_back({"Allow", allow});
  return refusal;
}

core::Response dispatch(Control& control, const AdminOptions& options, const core::Request& request) {
  if (auto refusal = turn_away(request, options)) return *std::move(refusal);
  const auto target = target_of(request.target);
  if (!target) {
    return problem(400, cat("the target ", in_quotes(request.target),
                            " cannot be decoded: each % needs two hexadecimal digits after it"));
  }
  const auto matches = matches_of(*target);
  if (matches.empty()) return unknown_path(*target);
  const auto* match = find(matches, request.method);
  if (match == nullptr) return unknown_method(request, matches);
  if (match->operation->needs != Operation::Needs::Query) {
    if (const auto refused = Query{*target}.finish()) return problem(*refused);
  }
  return match->operation->answer(
      {.control = control, .options = options, .request = request, .target = *target, .path = match->path});
}

}  // namespace

bool AdminApi::owns(std::string_view target) {
  // Asked with every request: most are told apart by one character.
  if (target.size() > 1 && target[0] == '/' && target[1] != '_' && target[1] != '%') return false;
  if (const auto parsed = core::parse_target(target)) {
    return !parsed->segments.empty() && parsed->segments.front() == kRoot.substr(1);
  }
  return target.starts_with(kRoot);
}

bool AdminApi::waits(const core::Request& request) {
  const auto target = target_of(request.target);
  if (!target) return false;
  const auto matches = matches_of(*target);
  const auto* match = find(matches, request.method);
  return match != nullptr && match->operation->needs == Operation::Needs::Time;
}

core::Response AdminApi::handle(const core::Request& request) const {
  auto response = dispatch(*control_, options_, request);
  response.headers.push_back({"Cache-Control", "no-store"});
  return response;
}

}  // namespace mock::admin
