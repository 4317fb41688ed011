#pragma once

#include "core/command.hpp"
#include "core/instant.hpp"
#include "core/message.hpp"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>

namespace mock::core {

/// Whether a request said which session it is for. By omission: it came to `default` because it named none,
/// although there are others that control calls have made; its client may have lost the prefix (DECISIONS
/// 23).
enum class Addressed : std::uint8_t { ByName, ByOmission };

/// A request as a session was given it.
struct IncomingRequest {
  Request request;
  std::string prefix;  ///< what stood before the target: `/~NAME`, or nothing
  Addressed addressed = Addressed::ByName;
  bool operator==(const IncomingRequest&) const = default;
};

/// Everything that can go into a session. The same inputs in the same order give the same events (DECISIONS
/// 15): that is what bundles, replay and forks are made of.
struct Input {
  /// Time went on, by a command or a `wait`, and nothing else happened.
  struct Time {
    /// The clock `auto` went there by itself, during a `wait`.
    bool by_itself = false;
  };
  struct Transfer {
    ExchangeId exchange = 0;
    TransferEnd end;
  };
  struct Close {};
  using What =
      std::variant<Time, std::shared_ptr<const IncomingRequest>, std::shared_ptr<const MalformedRequest>,
                   Transfer, std::shared_ptr<const Command>, Close>;

  Instant at;  ///< what the session's clock showed
  What what;   ///< no null pointers
};

/// Sees every input of a session before it is worked on, in order, while the session is locked: it must not
/// wait and must not throw.
class InputSink {
 public:
  virtual ~InputSink() = default;
  virtual void on_input(const std::string& session, std::uint64_t round, const Input& input) = 0;
};

/// How much memory the recorded inputs of all sessions together may take. May be shared between threads.
class InputBudget {
 public:
  static constexpr std::size_t kProcess = 64U << 20U;
  static constexpr std::size_t kSession = 8U << 20U;

  explicit InputBudget(std::size_t most = kProcess, std::size_t most_per_session = kSession)
      : most_(most), most_per_session_(most_per_session) {}
  [[nodiscard]] std::size_t most_per_session() const { return most_per_session_; }
  /// False if there is no room for it.
  bool take(std::size_t bytes);
  void give_back(std::size_t bytes) { used_ -= bytes; }

 private:
  const std::size_t most_;
  const std::size_t most_per_session_;
  std::atomic<std::size_t> used_{0};
};

/// The inputs of one round, for `bundle` and `fork`. All or nothing: as soon as one of them finds no room,
/// they are all dropped, for a past with holes is worth nothing (DECISIONS 14). Equal requests share their
/// memory.
class InputLog {
 public:
  /// `budget` outlives this; null: it keeps nothing.
  explicit InputLog(InputBudget* budget);
  ~InputLog();
  InputLog(const InputLog&) = delete;
  InputLog& operator=(const InputLog&) = delete;

  void add(const Input& input);
  /// The request as a value that it may share with earlier ones.
  std::shared_ptr<const IncomingRequest> share(const Request& request, std::string_view prefix,
                                               Addressed addressed);

  /// Whether nothing was dropped.
  [[nodiscard]] bool is_complete() const { return complete_; }
  [[nodiscard]] const std::deque<Input>& inputs() const { return inputs_; }
  [[nodiscard]] std::size_t bytes() const { return bytes_; }

 private:
  void drop();
  /// False if there is no room; then all is dropped.
  bool take(std::size_t bytes);

  InputBudget* budget_;
  bool complete_ = true;
  std::size_t bytes_ = 0;
  std::deque<Input> inputs_;
  std::unordered_map<std::uint64_t, std::shared_ptr<const IncomingRequest>> lately_;
};

}  // namespace mock::core
