#pragma once

namespace mock::core {

/// One function of several, for `std::visit`: a lambda for each kind.
template <typename... Cases>
struct Overloaded : Cases... {
  using Cases::operator()...;
};
template <typename... Cases>
Overloaded(Cases...) -> Overloaded<Cases...>;

}  // namespace mock::core
