#pragma once

#include "core/instant.hpp"
#include "core/message.hpp"
#include "core/rules.hpp"

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <vector>

namespace mock::core {

/// Who broke the promise.
enum class Side { Client, Provider, Receiver, Scenario };
std::string_view to_text(Side side);

/// A broken promise as the one who noticed it can tell it: without the exchange that it belongs to. Its text
/// must be enough to mend the client without opening our source.
struct Violation {
  Rule rule;
  Side side = Side::Client;
  /// What it is about: `header X-Client-ID`, `query page`, `path orderId`, `request body /items/0/quantity`,
  /// `response body /paidAt`, `response header Content-Type`.
  std::string where;
  std::string found;     ///< `nothing`, `'abc'`, `the number 5`
  std::string expected;  ///< `a UUID`
  std::string hint;      ///< what to do, one sentence; may be empty
};

/// A violation in its context.
struct Finding {
  Violation violation;
  Severity severity = Severity::Error;  ///< after `expect: severity`
  bool declared = false;                ///< `expect: violations` names its code: it does not fail the run
  std::string operation{};              ///< `baanx/get_order`; empty if none matched
  ExchangeId exchange = 0;              ///< 0: it belongs to no exchange
  std::string request_line{};           ///< `GET /v1/order/abcd_1234`; empty without an exchange
  Instant at;
};

/// Findings of one session, grouped by code, operation and place. A client that errs a million times costs
/// the memory of `kKeptPerGroup` findings; the counts are exact.
class FindingGroups {
 public:
  static constexpr std::size_t kKeptPerGroup = 20;
  /// Beyond so many groups further ones are counted under their code alone.
  static constexpr std::size_t kMostGroups = 100;

  struct Group {
    std::vector<Finding> first;  ///< the first `kKeptPerGroup`, in full
    std::uint64_t count = 0;
    Instant last_at;
    [[nodiscard]] const Finding& example() const { return first.front(); }
  };

  void add(Finding finding);
  /// In the order in which each group's first finding came.
  [[nodiscard]] const std::deque<Group>& groups() const { return groups_; }
  /// How many findings of that code there were.
  [[nodiscard]] std::uint64_t count(std::string_view code) const;
  [[nodiscard]] std::uint64_t total() const { return total_; }

 private:
  std::deque<Group> groups_;
  std::map<std::string, std::size_t> index_;
  std::map<std::string, std::uint64_t, std::less<>> counts_;
  std::uint64_t total_ = 0;
};

}  // namespace mock::core
