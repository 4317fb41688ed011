#pragma once

#include "app/bundle_file.hpp"
#include "app/checksums.hpp"
#include "app/round_archive.hpp"
#include "app/tally.hpp"
#include "app/ticker.hpp"
#include "app/wait_limit.hpp"
#include "core/event_ring.hpp"
#include "core/input.hpp"

#include <atomic>
#include <vector>

namespace mock::app {

/// What all sessions of a server share. Slots hold it together with the server, for the answer of a stream
/// may outlive the server that began it.
struct Surroundings {
  Surroundings(std::size_t most_input_bytes, std::size_t most_input_bytes_per_session)
      : inputs(most_input_bytes, most_input_bytes_per_session) {}

  std::vector<core::EventSink*> sinks;        ///< outlive the sessions
  std::vector<core::InputSink*> input_sinks;  ///< outlive the sessions
  BundleFile* bundle = nullptr;               ///< null: rounds are not written down
  core::JournalLimits journal_limits;
  core::InputBudget inputs;
  OpensslChecksums checksums;
  RoundArchive archive;
  Tally tally;
  WaitLimit waits;
  Ticker ticker;
  std::atomic<bool> stopping{false};  ///< waits and streams come to their end
};

}  // namespace mock::app
