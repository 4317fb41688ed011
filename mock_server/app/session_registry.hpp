#pragma once

#include "app/session_slot.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace mock::app {

/// The sessions of a server by their names. May be shared between threads; its lock is held for a look-up,
/// never while a session is locked by somebody, and a session's lock is never taken under it.
class SessionRegistry {
 public:
  /// A name that nobody else can take while this lives. `add` makes a session of it.
  class Reservation {
   public:
    Reservation(SessionRegistry& registry, SessionSlot::Identity identity)
        : registry_(&registry), identity_(std::move(identity)) {}
    Reservation(Reservation&& other) noexcept
        : registry_(std::exchange(other.registry_, nullptr)), identity_(std::move(other.identity_)) {}
    Reservation& operator=(Reservation&& other) = delete;
    ~Reservation();

    [[nodiscard]] const SessionSlot::Identity& identity() const { return identity_; }
    /// From now on the session is found, under `alias` as well unless that is empty or taken.
    void add(std::shared_ptr<SessionSlot> slot, std::string alias = {}) &&;

   private:
    SessionRegistry* registry_;
    SessionSlot::Identity identity_;
  };

  enum class Maker : std::uint8_t { CommandLine, Implied, ControlCall };

  /// Nothing if the name is taken.
  std::optional<Reservation> reserve(std::string name, Maker maker);
  /// Null if nothing is called so. What is found may be retired a moment later.
  [[nodiscard]] std::shared_ptr<SessionSlot> find(std::string_view name) const;
  /// A retired session is found no more, and its names are free.
  void remove(const std::shared_ptr<SessionSlot>& slot);

  /// The session that a transfer of that round belongs to, whose end has not been told before; null if it is
  /// gone.
  [[nodiscard]] std::shared_ptr<SessionSlot> end_transfer(std::string_view name, std::uint64_t round);

  /// In the order in which they were made.
  [[nodiscard]] std::vector<std::shared_ptr<SessionSlot>> all() const;
  [[nodiscard]] std::size_t size() const;
  /// Whether there are any that control calls have made.
  [[nodiscard]] bool has_made_ones() const { return made_ > 0; }
  [[nodiscard]] std::vector<std::string> aliases_of(const SessionSlot& slot) const;
  /// The first names, aliases included, for messages: `default, payment_expires, …`; empty if there is none.
  [[nodiscard]] std::string some_names() const;

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };
  /// Transfers of removed sessions that go on. A new session of the name begins with a later round, so that
  /// their ends are not taken for those of its own.
  struct Lingering {
    std::uint64_t last_round = 0;
    std::uint64_t transfers = 0;
  };

  mutable std::mutex mutex_;
  std::unordered_map<std::string, std::shared_ptr<SessionSlot>, Hash, std::equal_to<>>
      by_name_;                                                      ///< null: reserved; guarded by mutex_
  std::map<std::uint64_t, std::shared_ptr<SessionSlot>> by_serial_;  ///< guarded by mutex_
  std::map<std::uint64_t, std::string> aliases_;                     ///< by serial; guarded by mutex_
  std::map<std::string, Lingering, std::less<>> lingering_;          ///< guarded by mutex_
  std::uint64_t serials_ = 0;                                        ///< guarded by mutex_
  std::atomic<std::size_t> made_{0};                                 ///< by control calls
};

}  // namespace mock::app
