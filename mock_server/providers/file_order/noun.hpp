#pragma once

#include "core/noun.hpp"

#include <string_view>

namespace mock::providers::file_order {

// The statuses of a REGARDS order (UPSTREAMS 3.7), as far as our code speaks of them.
inline constexpr std::string_view kRunning = "RUNNING";
inline constexpr std::string_view kDone = "DONE";
inline constexpr std::string_view kDoneWithWarning = "DONE_WITH_WARNING";
inline constexpr std::string_view kFailed = "FAILED";
inline constexpr std::string_view kDeleted = "DELETED";

/// The file order with its state machine (UPSTREAMS 3.7). It begins as RUNNING, unless a timeline says
/// PENDING (DECISIONS 27).
const core::Noun& file_order_noun();

/// The same for the steps of a timeline: what comes after RUNNING may follow on the end that the sub-orders
/// brought meanwhile, so that DELETED is possible, too.
const core::Noun& timeline_noun();

/// A sub-order as others may refer to it. ○ It has no status of its own on the wire; these are the words for
/// its files (UPSTREAMS 3.7).
const core::Noun& sub_order_noun();

/// The order will not change by itself any more: the guide's 200. ○ The guide has no rule for FAILED,
/// EXPIRED, DELETED and ERROR; a client that polls until 200 must not wait for ever, so they count as over.
bool is_over(std::string_view status);

/// The records of all its files are gone (UPSTREAMS 3.7): EXPIRED and DELETED.
bool has_lost_its_files(std::string_view status);

/// Whether the event comes from a call of the client alone (`pause`, `resume`, …), so that it may never come.
bool is_call_of_the_client(std::string_view event);

}  // namespace mock::providers::file_order
