#pragma once

#include "core/message.hpp"
#include "transport/bodies.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>

namespace mock::transport {

/// Waits that long; less if nobody is there any more.
using Pause = std::function<void(std::chrono::microseconds time)>;

/// After how many bytes of the body the fault ends the sending; nothing if it lets the whole body through.
/// What becomes of the connection then is the server's (`Engine::Outcome`).
std::optional<std::uint64_t> end_of_sending(const core::Fault& fault);

/// A sink that hands on to `sink` as much of a body as the fault lets through, as slowly as it wants, and
/// answers false where the fault ends the sending. For one body.
BodySink with_fault(const core::Fault& fault, BodySink sink, Pause pause);

}  // namespace mock::transport
