#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <utility>

namespace mock::validation {

/// A value that is made at its first use, once, whichever thread comes first; the others wait for it. If
/// making it throws, the next use tries again.
template <typename Value>
class Lazy {
 public:
  explicit Lazy(std::function<std::unique_ptr<const Value>()> make) : make_(std::move(make)) {}

  const Value& get() const {
    std::call_once(once_, [&] { value_ = make_(); });
    return *value_;
  }

 private:
  const std::function<std::unique_ptr<const Value>()> make_;
  mutable std::once_flag once_;
  mutable std::unique_ptr<const Value> value_;  // written within `once_` only
};

}  // namespace mock::validation
