#pragma once

#include "admin/admin_api.hpp"
#include "admin/control.hpp"
#include "core/message.hpp"
#include "core/operation.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace mock::admin {

/// A request to the control API on its way through it: who sends it was judged, and which operation it is.
struct Call {
  Control& control;
  const AdminOptions& options;
  const core::Request& request;
  const core::Target& target;
  const core::PathParameters& path;

  /// The value of a path parameter. Precondition: the operation's path has it.
  [[nodiscard]] const std::string& parameter(std::string_view name) const;
  /// Of the operations below `sessions/{name}`.
  [[nodiscard]] const std::string& session() const { return parameter("name"); }
};

/// One operation of the control API.
struct Operation {
  /// Time: it may hold its thread for as long as the request says. Query: it reads the query; all others
  /// refuse one.
  enum class Needs : std::uint8_t { Nothing, Time, Query };

  core::Operation route;   ///< `id` is the operationId in contracts/admin
  std::string_view about;  ///< one line, for the index
  core::Response (*answer)(const Call& call);
  Needs needs = Needs::Nothing;
};

/// All of them, in the order of the index. contracts/admin has the same ones.
std::span<const Operation> all_operations();

}  // namespace mock::admin
