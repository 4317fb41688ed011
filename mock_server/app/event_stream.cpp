#include "app/event_stream.hpp"

#include "core/text.hpp"
#include "journal/event_stream_text.hpp"

namespace mock::app {
namespace {

using core::cat;

constexpr std::size_t kMostAtOnce = 100;
constexpr std::chrono::milliseconds kPatience{1'000};

/// Without an id: who comes back later goes on where it was.
std::string gap_text(std::uint64_t first, std::uint64_t last) {
  return cat("event: gap\ndata: {\"first\":", std::to_string(first), ",\"last\":", std::to_string(last),
             "}\n\n");
}

std::string reset_text(std::uint64_t round) {
  return cat("event: reset\ndata: {\"round\":", std::to_string(round), "}\n\n");
}

}  // namespace

bool EventStream::next(std::string& piece) {
  const auto news = slot_->follow(followed_, kMostAtOnce, kPatience);
  if (news.is_over) return false;
  if (news.round != followed_.round) {
    piece += reset_text(news.round);
    followed_ = {.round = news.round, .number = 0};
  }
  for (const core::Event& event : news.events) {
    if (event.number > followed_.number + 1) piece += gap_text(followed_.number + 1, event.number - 1);
    piece += journal::sse_event(news.round, slot_->name(), event, secrets_);
    followed_.number = event.number;
  }
  const auto now = std::chrono::steady_clock::now();
  if (piece.empty() && now - last_sent_ >= kHeartbeat) piece = ": still here\n\n";
  if (!piece.empty()) last_sent_ = now;
  return true;
}

}  // namespace mock::app
