#include "core/input.hpp"

#include "core/checked_before.hpp"

#include <utility>

namespace mock::core {
namespace {

/// A client that sends ever new requests must not make us remember them all a second time.
constexpr std::size_t kMostShared = 64;

std::uint64_t hash_of(const Request& request, std::string_view prefix) {
  HashBuilder hash;
  hash.add(prefix).add(request.method).add(request.target);
  for (const auto& header : request.headers) hash.add(header.name).add(header.value);
  return hash.add(request.body).value();
}

std::size_t bytes_of(const Request& request) {
  std::size_t bytes = sizeof(Request) + request.method.size() + request.target.size() + request.body.size();
  for (const auto& header : request.headers)
    bytes += sizeof(Header) + header.name.size() + header.value.size();
  return bytes;
}

struct BytesOf {
  std::size_t operator()(const std::shared_ptr<const MalformedRequest>& malformed) const {
    return bytes_of(malformed->read_so_far) + malformed->found.size() + malformed->expected.size();
  }
  std::size_t operator()(const std::shared_ptr<const Command>& command) const {
    return sizeof(Command) + command->text.size();
  }
  /// Requests are counted by `share`, all else lies within the input.
  template <typename Other>
  std::size_t operator()(const Other&) const {
    return 0;
  }
};

}  // namespace

bool InputBudget::take(std::size_t bytes) {
  std::size_t used = used_.load(std::memory_order_relaxed);
  do {
    if (bytes > most_ || used > most_ - bytes) return false;
  } while (!used_.compare_exchange_weak(used, used + bytes, std::memory_order_relaxed));
  return true;
}

InputLog::InputLog(InputBudget* budget) : budget_(budget), complete_(budget != nullptr) {}

InputLog::~InputLog() { drop(); }

void InputLog::add(const Input& input) {
  if (!complete_) return;
  // Many small steps of time are one large one: the events are the same.
  if (const auto* time = std::get_if<Input::Time>(&input.what); time != nullptr && !inputs_.empty()) {
    const auto* before = std::get_if<Input::Time>(&inputs_.back().what);
    if (before != nullptr && !before->by_itself && !time->by_itself) {
      inputs_.back().at = input.at;
      return;
    }
  }
  if (take(sizeof(Input) + std::visit(BytesOf{}, input.what))) inputs_.push_back(input);
}

std::shared_ptr<const IncomingRequest> InputLog::share(const Request& request, std::string_view prefix,
                                                       Addressed addressed) {
  const auto copy = [&] {
    return std::make_shared<const IncomingRequest>(
        IncomingRequest{.request = request, .prefix = std::string{prefix}, .addressed = addressed});
  };
  if (!complete_) return copy();
  const std::uint64_t hash = hash_of(request, prefix);
  if (const auto known = lately_.find(hash); known != lately_.end()) {
    const IncomingRequest& before = *known->second;
    if (before.request == request && before.prefix == prefix && before.addressed == addressed)
      return known->second;
  }
  auto shared = copy();
  if (!take(sizeof(IncomingRequest) + bytes_of(request) + prefix.size())) return shared;
  if (lately_.size() >= kMostShared) lately_.clear();
  lately_.insert_or_assign(hash, shared);
  return shared;
}

bool InputLog::take(std::size_t bytes) {
  if (bytes_ + bytes > budget_->most_per_session() || !budget_->take(bytes)) {
    drop();
    complete_ = false;
    return false;
  }
  bytes_ += bytes;
  return true;
}

void InputLog::drop() {
  if (budget_ != nullptr) budget_->give_back(bytes_);
  bytes_ = 0;
  inputs_.clear();
  lately_.clear();
}

}  // namespace mock::core
