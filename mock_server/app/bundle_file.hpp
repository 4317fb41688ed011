#pragma once

#include "core/event.hpp"
#include "core/input.hpp"
#include "journal/bundle.hpp"

#include <fstream>
#include <map>
#include <mutex>
#include <stdexcept>
#include <string>

namespace mock::app {

/// A bundle that cannot be written: one sentence.
class BundleNotWritten : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Writes every round of every session into one file while it is played: all beginnings, inputs and events,
/// whatever their number (`run --bundle FILE`). It holds secrets, since replay needs them. May be shared
/// between threads.
///
///     BundleFile bundle{"run.bundle"};
///     MockServer server{{.plays = …, .bundle = &bundle}};
///     …
///     server.close();
///     bundle.finish();
class BundleFile final : public core::EventSink, public core::InputSink {
 public:
  /// Throws `BundleNotWritten` if the file cannot be made.
  explicit BundleFile(const std::string& path);

  /// A round begins; before its first input and event.
  void begin(const journal::Beginning& beginning);
  void on_input(const std::string& session, std::uint64_t round, const core::Input& input) override;
  void on_event(const std::string& session, const core::Event& event) override;
  /// No more is coming from the session of that name, unless another one begins.
  void forget(const std::string& session);

  /// Writes what is not written yet. Throws `BundleNotWritten` if anything could not be (a full disk).
  void finish();
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  void write(const std::string& line);

  const std::string path_;
  std::mutex mutex_;
  std::ofstream file_;  ///< guarded by mutex_
  std::map<std::string, std::uint64_t, std::less<>>
      rounds_;  ///< the present one of each session; guarded by mutex_
};

}  // namespace mock::app
