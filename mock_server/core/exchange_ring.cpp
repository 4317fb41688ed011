#include "core/exchange_ring.hpp"

namespace mock::core {
namespace {

/// Roughly what an exchange holds. A response's text is counted although other exchanges may share it.
std::size_t bytes_of(const Exchange& exchange) {
  constexpr std::size_t kHeaderCost = sizeof(Header);
  std::size_t bytes = sizeof(Exchange) + exchange.request.target.size() + exchange.request.body.size();
  for (const auto& header : exchange.request.headers)
    bytes += kHeaderCost + header.name.size() + header.value.size();
  for (const auto& header : exchange.response.headers)
    bytes += kHeaderCost + header.name.size() + header.value.size();
  return bytes + text_of(exchange.response.body).size();
}

}  // namespace

void ExchangeRing::add(std::shared_ptr<const Exchange> exchange) {
  bytes_ += bytes_of(*exchange);
  exchanges_.push_back(std::move(exchange));
  while (exchanges_.size() > kMostExchanges || (bytes_ > kMostBytes && exchanges_.size() > 1)) {
    bytes_ -= bytes_of(*exchanges_.front());
    exchanges_.pop_front();
  }
}

}  // namespace mock::core
