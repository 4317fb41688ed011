#include "app/bundle_file.hpp"

#include "core/text.hpp"

#include <cerrno>
#include <cstring>

namespace mock::app {

BundleFile::BundleFile(const std::string& path) : path_(path) {
  errno = 0;
  file_.open(path, std::ios::binary | std::ios::trunc);
  if (!file_) {
    throw BundleNotWritten(core::cat("the bundle ", path, " cannot be written: ", std::strerror(errno)));
  }
}

void BundleFile::begin(const journal::Beginning& beginning) {
  const std::string line = journal::bundle_line(beginning);
  const std::lock_guard lock{mutex_};
  rounds_[beginning.session] = beginning.round;
  write(line);
}

void BundleFile::on_input(const std::string& session, std::uint64_t round, const core::Input& input) {
  const std::string line = journal::bundle_line(session, round, input);
  const std::lock_guard lock{mutex_};
  write(line);
}

/// What belongs to no session cannot be played again.
void BundleFile::on_event(const std::string& session, const core::Event& event) {
  if (session.empty()) return;
  std::uint64_t round = 0;
  {
    const std::lock_guard lock{mutex_};
    round = rounds_[session];
  }
  const std::string line = journal::bundle_line(session, round, event);
  const std::lock_guard lock{mutex_};
  write(line);
}

void BundleFile::forget(const std::string& session) {
  const std::lock_guard lock{mutex_};
  rounds_.erase(session);
}

/// The caller holds the lock.
void BundleFile::write(const std::string& line) { file_ << line << '\n'; }

void BundleFile::finish() {
  const std::lock_guard lock{mutex_};
  file_.flush();
  if (!file_) {
    throw BundleNotWritten(
        core::cat("the bundle ", path_, " could not be written to its end: is the disk full?"));
  }
}

}  // namespace mock::app
