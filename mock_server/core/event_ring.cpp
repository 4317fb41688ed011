#include "core/event_ring.hpp"

#include <algorithm>

namespace mock::core {
namespace {

/// Roughly what an exchange holds. A response's text is counted although other exchanges may share it.
std::size_t bytes_of(const Exchange& exchange) {
  std::size_t bytes = sizeof(Exchange) + exchange.request.target.size() + exchange.request.body.size();
  for (const auto* headers : {&exchange.request.headers, &exchange.response.headers}) {
    for (const auto& header : *headers) bytes += sizeof(Header) + header.name.size() + header.value.size();
  }
  return bytes + text_of(exchange.response.body).size();
}

}  // namespace

void EventRing::add(const Event& event) {
  if (const auto* answered = std::get_if<ExchangeAnswered>(&event.what)) {
    add(event.number, answered->exchange);
    return;
  }
  events_.push_back(event);
  if (events_.size() > limits_.events) events_.pop_front();
}

void EventRing::add(std::uint64_t number, std::shared_ptr<const Exchange> exchange) {
  exchange_bytes_ += bytes_of(*exchange);
  exchanges_.push_back({number, std::move(exchange)});
  while (exchanges_.size() > limits_.exchanges ||
         (exchange_bytes_ > limits_.exchange_bytes && exchanges_.size() > 1)) {
    exchange_bytes_ -= bytes_of(*exchanges_.front().exchange);
    exchanges_.pop_front();
  }
}

std::shared_ptr<const Exchange> EventRing::exchange(ExchangeId id) const {
  const auto found =
      std::lower_bound(exchanges_.begin(), exchanges_.end(), id,
                       [](const Kept& kept, ExchangeId wanted) { return kept.exchange->id < wanted; });
  return found == exchanges_.end() || found->exchange->id != id ? nullptr : found->exchange;
}

std::vector<Event> EventRing::events_after(std::uint64_t number, std::size_t most) const {
  auto event = std::upper_bound(events_.begin(), events_.end(), number,
                                [](std::uint64_t wanted, const Event& kept) { return wanted < kept.number; });
  auto exchange =
      std::upper_bound(exchanges_.begin(), exchanges_.end(), number,
                       [](std::uint64_t wanted, const Kept& kept) { return wanted < kept.number; });
  std::vector<Event> events;
  while (events.size() < most && (event != events_.end() || exchange != exchanges_.end())) {
    if (exchange == exchanges_.end() || (event != events_.end() && event->number < exchange->number)) {
      events.push_back(*event++);
    } else {
      events.push_back({.number = exchange->number,
                        .at = exchange->exchange->at,
                        .what = ExchangeAnswered{exchange->exchange}});
      ++exchange;
    }
  }
  return events;
}

}  // namespace mock::core
