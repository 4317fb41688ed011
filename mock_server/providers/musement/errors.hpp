#pragma once

#include "core/message.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace mock::providers::musement {

/// Why Musement does not answer with what was asked for.
enum class Refusal : std::uint8_t {
  MissingApplication,
  UnknownApplication,
  NotAuthenticated,
  UnknownMarket,
  InvalidHeader,
  OrderNotFound,
  ForeignOrder,
  MethodNotAllowed,
};

/// The whole answer to a refused request. Status, code and message of each refusal stand in one table, in
/// errors.cpp.
core::Response refuse(Refusal refusal);
/// The answer of that status, if one is in the table.
std::optional<core::Response> refusal_of_status(int status);

/// `application/json`, without a charset: no source shows one.
core::Response json_response(int status, core::Body body);

}  // namespace mock::providers::musement
