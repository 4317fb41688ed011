#include "app/session_registry.hpp"

#include "core/text.hpp"

namespace mock::app {

SessionRegistry::Reservation::~Reservation() {
  if (registry_ == nullptr) return;
  const std::lock_guard lock{registry_->mutex_};
  registry_->by_name_.erase(identity_.name);
}

void SessionRegistry::Reservation::add(std::shared_ptr<SessionSlot> slot, std::string alias) && {
  SessionRegistry& registry = *std::exchange(registry_, nullptr);
  const std::lock_guard lock{registry.mutex_};
  registry.by_name_[identity_.name] = slot;
  if (!alias.empty() && registry.by_name_.try_emplace(alias, slot).second) {
    registry.aliases_.emplace(identity_.serial, std::move(alias));
  }
  if (identity_.is_made) ++registry.made_;
  registry.by_serial_.emplace(identity_.serial, std::move(slot));
}

std::optional<SessionRegistry::Reservation> SessionRegistry::reserve(std::string name, Maker maker) {
  const std::lock_guard lock{mutex_};
  if (!by_name_.try_emplace(name, nullptr).second) return std::nullopt;
  const auto lingering = lingering_.find(name);
  const std::uint64_t first_round = lingering == lingering_.end() ? 1 : lingering->second.last_round + 1;
  return std::optional<Reservation>{std::in_place, *this,
                                    SessionSlot::Identity{.name = std::move(name),
                                                          .serial = ++serials_,
                                                          .is_named = maker == Maker::CommandLine,
                                                          .is_made = maker == Maker::ControlCall,
                                                          .first_round = first_round}};
}

std::shared_ptr<SessionSlot> SessionRegistry::find(std::string_view name) const {
  const std::lock_guard lock{mutex_};
  const auto found = by_name_.find(name);
  return found == by_name_.end() ? nullptr : found->second;
}

void SessionRegistry::remove(const std::shared_ptr<SessionSlot>& slot) {
  const std::uint64_t last_round = slot->last_round();  // it is retired: nothing changes it any more
  const std::lock_guard lock{mutex_};
  if (by_serial_.erase(slot->identity().serial) == 0) return;
  by_name_.erase(slot->name());
  if (const auto alias = aliases_.find(slot->identity().serial); alias != aliases_.end()) {
    by_name_.erase(alias->second);
    aliases_.erase(alias);
  }
  if (slot->identity().is_made) --made_;
  if (slot->open_transfers() == 0) return;
  Lingering& lingering = lingering_[slot->name()];
  lingering.last_round = last_round;
  lingering.transfers += slot->open_transfers();
}

std::shared_ptr<SessionSlot> SessionRegistry::end_transfer(std::string_view name, std::uint64_t round) {
  const std::lock_guard lock{mutex_};
  const auto found = by_name_.find(name);
  if (found != by_name_.end() && found->second != nullptr && round >= found->second->identity().first_round) {
    found->second->transfer_over();
    return found->second;
  }
  const auto lingering = lingering_.find(name);
  if (lingering != lingering_.end() && --lingering->second.transfers == 0) lingering_.erase(lingering);
  return nullptr;
}

std::vector<std::shared_ptr<SessionSlot>> SessionRegistry::all() const {
  const std::lock_guard lock{mutex_};
  std::vector<std::shared_ptr<SessionSlot>> slots;
  slots.reserve(by_serial_.size());
  for (const auto& [serial, slot] : by_serial_) slots.push_back(slot);
  return slots;
}

std::size_t SessionRegistry::size() const {
  const std::lock_guard lock{mutex_};
  return by_serial_.size();
}

std::vector<std::string> SessionRegistry::aliases_of(const SessionSlot& slot) const {
  const std::lock_guard lock{mutex_};
  const auto alias = aliases_.find(slot.identity().serial);
  return alias == aliases_.end() ? std::vector<std::string>{} : std::vector{alias->second};
}

std::string SessionRegistry::some_names() const {
  constexpr std::size_t kMostShown = 10;
  const std::lock_guard lock{mutex_};
  std::vector<std::string> names;
  for (const auto& [serial, slot] : by_serial_) {
    names.push_back(slot->name());
    if (const auto alias = aliases_.find(serial); alias != aliases_.end()) names.push_back(alias->second);
    if (names.size() >= kMostShown) break;
  }
  return core::cat(core::join(names), names.size() < by_name_.size() ? ", …" : "");
}

}  // namespace mock::app
