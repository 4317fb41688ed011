#include "transport/faults.hpp"

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <utility>

namespace mock::transport {

namespace {

using Clock = std::chrono::steady_clock;

/// Between two portions of a body that drips.
constexpr std::chrono::milliseconds kBetween{100};

BodySink up_to(std::uint64_t bytes, BodySink sink) {
  return [left = bytes, sink = std::move(sink)](std::string_view piece) mutable {
    const auto part = piece.substr(0, static_cast<std::size_t>(std::min<std::uint64_t>(left, piece.size())));
    left -= part.size();
    return sink(part) && left > 0;
  };
}

/// Sends at so many bytes a second: a portion leaves when its last byte has had its time.
class Dripping {
 public:
  Dripping(std::uint64_t bytes_per_second, BodySink sink, Pause pause)
      : rate_(static_cast<double>(std::max<std::uint64_t>(bytes_per_second, 1))),
        portion_(static_cast<std::size_t>(std::clamp<std::uint64_t>(bytes_per_second / 10, 1, kPieceBytes))),
        sink_(std::move(sink)),
        pause_(std::move(pause)) {}

  bool operator()(std::string_view piece) {
    if (piece.empty()) return sink_(piece);
    for (; !piece.empty(); piece.remove_prefix(std::min(portion_, piece.size()))) {
      const auto part = piece.substr(0, portion_);
      await_turn(part.size());
      if (!sink_(part)) return false;
    }
    return true;
  }

 private:
  void await_turn(std::size_t bytes) {
    const auto now = Clock::now();
    // Being woken late is made up for; a client or a source that was slow is not, or a gush would follow.
    due_ = std::max(due_, now - kBetween) +
           std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>{double(bytes) / rate_});
    if (due_ > now) pause_(std::chrono::ceil<std::chrono::microseconds>(due_ - now));
  }

  double rate_;
  std::size_t portion_;
  BodySink sink_;
  Pause pause_;
  Clock::time_point due_ = Clock::now();
};

}  // namespace

std::optional<std::uint64_t> end_of_sending(const core::Fault& fault) {
  switch (fault.kind) {
    case core::Fault::Kind::Cut:
    case core::Fault::Kind::Reset:
    case core::Fault::Kind::Stall:
      return fault.bytes;
    case core::Fault::Kind::None:
    case core::Fault::Kind::Drip:
      break;
  }
  return std::nullopt;
}

BodySink with_fault(const core::Fault& fault, BodySink sink, Pause pause) {
  if (const auto end = end_of_sending(fault)) return up_to(*end, std::move(sink));
  if (fault.kind == core::Fault::Kind::Drip) return Dripping{fault.bytes, std::move(sink), std::move(pause)};
  return sink;
}

}  // namespace mock::transport
