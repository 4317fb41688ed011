#pragma once

#include "core/event.hpp"
#include "journal/colour.hpp"
#include "journal/secrets.hpp"

#include <map>
#include <string>
#include <vector>

namespace mock::journal {

/// What a developer reads while the client runs: the lines of one event, without line breaks, at the time of
/// day (UTC) that the session's clock shows. The name of the session is there if it is not `default`. Nothing
/// a client sent can write a terminal sequence or a line of its own.
///
///     09:00:05  GET /v1/order/abcd_1234  200 STARTED  #2 baanx/get_order
///     09:00:14  baanx/abcd_1234  STARTED → COMPLETED  (line 9:9)
std::vector<std::string> live_lines(const std::string& session, const core::Event& event, Colour colour,
                                    Secrets secrets = Secrets::Masked);

/// The lines of many sessions' events; where a session's clock has come to another day, a line with the date
/// comes first. The past that a fork shares was printed when it happened: it is one line, at the instant of
/// the fork. Not safe to share between threads: whoever writes the lines holds a lock anyway.
class LiveLog {
 public:
  explicit LiveLog(Colour colour, Secrets secrets = Secrets::Masked) : colour_{colour}, secrets_{secrets} {}
  std::vector<std::string> lines(const std::string& session, const core::Event& event);

 private:
  std::vector<std::string> lines_of(const std::string& session, const core::Event& event);

  Colour colour_;
  Secrets secrets_;
  std::map<std::string, core::Instant> seen_;          ///< the last event of each open session
  std::map<std::string, core::SessionStarted> pasts_;  ///< of forks whose past is being played again
};

}  // namespace mock::journal
