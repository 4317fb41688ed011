#pragma once

#include "app/tally.hpp"
#include "core/event.hpp"

#include <cstdint>
#include <vector>

namespace mock::app {

/// Sees the events of one session for its slot: counts them for the whole server, and collects them for an
/// `advance` that tells what happened in it. Used under the slot's lock.
class SessionTap final : public core::EventSink {
 public:
  struct Collected {
    static constexpr std::size_t kMost = 10'000;
    std::vector<core::Event> events;
    std::uint64_t more = 0;  ///< that came after so many
  };

  explicit SessionTap(Tally& tally) : tally_(tally) {}

  void on_event(const std::string& session, const core::Event& event) override {
    if (is_muted_) return;
    tally_.on_event(session, event);
    if (collected_ == nullptr) return;
    if (collected_->events.size() < Collected::kMost) {
      collected_->events.push_back(event);
    } else {
      ++collected_->more;
    }
  }

  /// Collects while it lives. One at a time.
  class Collecting {
   public:
    explicit Collecting(SessionTap& tap) : tap_(tap) { tap_.collected_ = &collected; }
    ~Collecting() { tap_.collected_ = nullptr; }
    Collecting(const Collecting&) = delete;
    Collecting& operator=(const Collecting&) = delete;

    Collected collected;

   private:
    SessionTap& tap_;
  };

  /// Counts and collects nothing while it lives.
  class Muted {
   public:
    explicit Muted(SessionTap& tap) : tap_(tap) { tap_.is_muted_ = true; }
    ~Muted() { tap_.is_muted_ = false; }
    Muted(const Muted&) = delete;
    Muted& operator=(const Muted&) = delete;

   private:
    SessionTap& tap_;
  };

 private:
  Tally& tally_;
  Collected* collected_ = nullptr;
  bool is_muted_ = false;
};

}  // namespace mock::app
