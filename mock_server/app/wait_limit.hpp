#pragma once

#include <atomic>
#include <cstddef>
#include <optional>
#include <utility>

namespace mock::app {

/// How many calls may hold a thread at once, waits and streams together (DECISIONS 39). May be shared between
/// threads; outlives its places.
class WaitLimit {
 public:
  static constexpr std::size_t kMost = 256;

  /// Held by who waits, given back at its end.
  class Place {
   public:
    explicit Place(WaitLimit& limit) : limit_(&limit) {}
    Place(Place&& other) noexcept : limit_(std::exchange(other.limit_, nullptr)) {}
    Place& operator=(Place&& other) = delete;
    ~Place() {
      if (limit_ != nullptr) --limit_->taken_;
    }

   private:
    WaitLimit* limit_;
  };

  /// Nothing if all are taken.
  std::optional<Place> take() {
    if (++taken_ <= kMost) return std::optional<Place>{std::in_place, *this};
    --taken_;
    return std::nullopt;
  }
  [[nodiscard]] std::size_t taken() const { return taken_; }

 private:
  std::atomic<std::size_t> taken_{0};
};

}  // namespace mock::app
