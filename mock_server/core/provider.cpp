#include "core/provider.hpp"

#include <algorithm>
#include <cassert>

namespace mock::core {

const std::string& Call::parameter(std::string_view name) const {
  const auto found =
      std::find_if(path.begin(), path.end(), [&](const auto& pair) { return pair.first == name; });
  assert(found != path.end() && "a provider asks for parameters of its own path template");
  return found->second;
}

void ProviderState::transfer_ended(std::uint64_t /*transfer*/, const TransferEnd& /*end*/, Stage& /*stage*/) {
}

std::optional<Response> Provider::error_response(int) const { return std::nullopt; }

}  // namespace mock::core
