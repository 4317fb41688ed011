#include "cli/journal_file.hpp"

#include "cli/options.hpp"
#include "support/folder.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <algorithm>
#include <array>
#include <string>
#include <thread>
#include <unistd.h>
#include <vector>

using namespace mock;
using Catch::Matchers::ContainsSubstring;

namespace {

core::Event signal(std::uint64_t number, std::size_t length = 10) {
  return {.number = number, .at = {}, .what = core::SignalSent{std::string(length, 's')}};
}

/// A pipe that a journal can be written to by its path.
class Pipe {
 public:
  Pipe() { REQUIRE(pipe(ends_.data()) == 0); }
  ~Pipe() {
    stop_reading();
    close(ends_[1]);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;

  [[nodiscard]] std::string path() const { return "/proc/self/fd/" + std::to_string(ends_[1]); }
  void stop_reading() {
    if (ends_[0] >= 0) close(std::exchange(ends_[0], -1));
  }

 private:
  std::array<int, 2> ends_{-1, -1};
};

/// More than a pipe and what may wait together hold.
constexpr std::size_t kTooMuch = 9U << 20U;

}  // namespace

TEST_CASE("no line of many threads is lost or mixed with another", "[cli][journal]") {
  constexpr int kThreads = 8;
  constexpr std::uint64_t kEvents = 2'000;
  const test::Folder folder;
  cli::JournalFile journal{folder.path("journal"), journal::Secrets::Masked};

  std::vector<std::thread> threads;
  for (int thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([&, thread] {
      for (std::uint64_t number = 1; number <= kEvents; ++number) {
        journal.on_event("s" + std::to_string(thread), signal(number));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();

  CHECK(journal.finish().empty());
  const std::string text = folder.read("journal");
  CHECK(std::count(text.begin(), text.end(), '\n') == kThreads * kEvents);
  CHECK(text.ends_with("}\n"));
  CHECK_THAT(text, !ContainsSubstring("}{"));
}

TEST_CASE("a file that cannot be made is refused at once", "[cli][journal]") {
  CHECK_THROWS_AS((cli::JournalFile{"no/such/folder/journal", journal::Secrets::Masked}), cli::UsageError);
}

TEST_CASE("what came before is written over", "[cli][journal]") {
  const test::Folder folder;
  folder.write("journal", "of last week\n");

  cli::JournalFile journal{folder.path("journal"), journal::Secrets::Masked};
  journal.on_event("default", signal(1));
  journal.finish();

  CHECK_THAT(folder.read("journal"), !ContainsSubstring("last week"));
}

TEST_CASE("a full disk is told, and holds nobody up", "[cli][journal]") {
  cli::JournalFile journal{"/dev/full", journal::Secrets::Masked};

  journal.on_event("default", signal(1, kTooMuch));
  journal.on_event("default", signal(2, kTooMuch));
  journal.on_event("default", signal(3));

  CHECK_THAT(journal.finish(), ContainsSubstring("/dev/full is not complete: No space left"));
}

TEST_CASE("a reader that goes is told, and does not end the program", "[cli][journal]") {
  Pipe pipe;
  cli::JournalFile journal{pipe.path(), journal::Secrets::Masked};

  pipe.stop_reading();
  journal.on_event("default", signal(1));

  CHECK_THAT(journal.finish(), ContainsSubstring("Broken pipe"));
}

TEST_CASE("who waits for a reader that never reads can be let go", "[cli][journal]") {
  const Pipe pipe;
  cli::JournalFile journal{pipe.path(), journal::Secrets::Masked};

  std::thread maker{[&] {
    journal.on_event("default", signal(1, kTooMuch));
    journal.on_event("default", signal(2, kTooMuch));
    journal.on_event("default", signal(3));
  }};
  journal.give_up();
  maker.join();

  CHECK_THAT(journal.finish(), ContainsSubstring("nobody reads it"));
}
