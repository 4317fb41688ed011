// Many sessions in one server, driven by many threads: nobody notices the others.

#include "app/mock_server.hpp"
#include "core/json.hpp"
#include "core/random.hpp"
#include "journal/event_json.hpp"

#include <catch2/catch_test_macros.hpp>

#include <array>
#include <atomic>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

using namespace mock;
using namespace std::chrono_literals;
using Kind = core::Command::Kind;

namespace {

constexpr std::size_t kSessions = 200;
constexpr std::size_t kThreads = 16;
constexpr std::size_t kActs = 30;

constexpr std::string_view kScenario = R"(understudy: 1
clock: manual
baanx:
  orders:
    - { id: a, timeline: [ { polls: 2, after: 9s, metadata: { note: seen } }, { after: 1h, status: COMPLETED } ] }
    - { id: b, timeline: { on: { signal: go }, after: 5m, status: FAILED } }
musement:
  orders:
    - uuid: 8e9e5c6e-ea7d-4934-8753-f00954f30d00
      items: { product: { title: Uffizi Gallery, max_confirmation_time: P0D } }
)";

/// The lines of all events, of each session by itself.
class LinesBySession final : public core::EventSink {
 public:
  void on_event(const std::string& session, const core::Event& event) override {
    std::string line = journal::to_line(session, event);
    const std::lock_guard lock{mutex_};
    lines_[session].push_back(std::move(line));
  }
  std::map<std::string, std::vector<std::string>> take() {
    const std::lock_guard lock{mutex_};
    return std::exchange(lines_, {});
  }

 private:
  std::mutex mutex_;
  std::map<std::string, std::vector<std::string>> lines_;  ///< guarded by mutex_
};

app::MockServerOptions options_with(core::EventSink& sink) {
  return {.plays = {{.scenario = "isolation", .yaml = std::string{kScenario}}}, .sinks = {&sink}};
}

/// One session's life: a list of acts that depends on its number alone.
class Life {
 public:
  Life(app::MockServer& server, std::size_t number)
      : server_(&server), random_{number, "life"}, name_("s" + std::to_string(number)) {
    create();
  }

  void act() {
    switch (below(12)) {
      case 0:
        reset();
        break;
      case 1:
        fork();
        break;
      case 2:
        expect_done(server_->control().remove(name_));
        create();
        break;
      case 3:
        command(Kind::Signal, R"({"signal": "go"})");
        break;
      case 4:
        command(Kind::Move, R"({"of": "a", "status": "FAILED"})");
        break;
      case 5:
      case 6:
      case 7:
        advance(name_);
        break;
      default:
        get(name_);
    }
  }

  [[nodiscard]] const std::vector<std::string>& surprises() const { return surprises_; }

 private:
  /// Assertions belong to the test's own thread.
  template <typename T>
  void expect_done(const admin::Result<T>& result) {
    if (const auto* refused = std::get_if<admin::Refused>(&result))
      surprises_.push_back(name_ + ": " + refused->sentence);
  }
  std::uint64_t below(std::uint64_t limit) { return random_.next() % limit; }

  void create() {
    admin::CreateSession wish;
    wish.name = name_;
    wish.scenario = "isolation";
    wish.seed = 1 + below(100);
    expect_done(server_->control().create(wish));
  }
  void reset() {
    admin::ResetSession wish;
    wish.seed = 1 + below(100);
    expect_done(server_->control().reset(name_, wish));
  }
  void fork() {
    const std::string other = name_ + "-fork";
    admin::ForkSession wish{.name = other, .at_event = {}};
    if (below(2) == 0) wish.at_event = 1 + below(3);
    expect_done(server_->control().fork(name_, wish));
    get(other);
    advance(other);
    get(other);
    expect_done(server_->control().remove(other));
  }
  void advance(const std::string& session) {
    admin::Advance wish;
    if (below(3) == 0) {
      wish.until = core::Condition{core::Condition::NextEvent{}};
    } else {
      wish.by = std::chrono::seconds{below(4'000)};
    }
    expect_done(server_->control().advance(session, wish));
  }
  void command(Kind kind, std::string text) {
    static_cast<void>(
        server_->control().carry_out(name_, {.kind = kind, .text = std::move(text)}));  // may be refused
  }
  void get(const std::string& session) {
    static constexpr std::array<std::string_view, 4> kTargets{
        "/v1/order/a", "/v1/order/b", "/api/v3/orders/8e9e5c6e-ea7d-4934-8753-f00954f30d00", "/nowhere"};
    const core::Reply reply =
        server_->handle({.method = "GET",
                         .target = "/~" + session + std::string{kTargets[below(kTargets.size())]},
                         .headers = {{"Host", "localhost"},
                                     {"Authorization", "Bearer t"},
                                     {"X-Client-ID", "c"},
                                     {"X-Musement-Application", "m"}},
                         .body = {}});
    if (reply.session != session) surprises_.push_back(session + ": answered by '" + reply.session + "'");
  }

  app::MockServer* server_;
  core::Random random_;
  std::string name_;
  std::vector<std::string> surprises_;
};

}  // namespace

TEST_CASE("200 sessions driven by 16 threads leave the logs that each leaves alone", "[sessions]") {
  LinesBySession together;
  {
    app::MockServer server{options_with(together)};
    struct Turn {
      std::mutex mutex;
      std::unique_ptr<Life> life;
      std::size_t acts = 0;
    };
    std::vector<Turn> turns(kSessions);
    std::atomic<std::size_t> left{kSessions};
    const auto work = [&](std::size_t thread) {
      core::Random random{thread, "order of turns"};
      while (left > 0) {
        const std::size_t number = random.next() % kSessions;
        Turn& turn = turns[number];
        const std::unique_lock lock{turn.mutex, std::try_to_lock};
        if (!lock || turn.acts == kActs) continue;
        if (turn.life == nullptr) turn.life = std::make_unique<Life>(server, number);
        turn.life->act();
        if (++turn.acts == kActs) --left;
      }
    };
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < kThreads; ++i) threads.emplace_back(work, i);
    for (auto& thread : threads) thread.join();
    for (const Turn& turn : turns) REQUIRE(turn.life->surprises() == std::vector<std::string>{});
    server.close();
  }
  const auto logs = together.take();

  for (std::size_t number = 0; number < kSessions; ++number) {
    LinesBySession alone;
    {
      app::MockServer server{options_with(alone)};
      Life life{server, number};
      for (std::size_t i = 0; i < kActs; ++i) life.act();
      server.close();
    }
    for (const auto& [session, lines] : alone.take()) {
      if (session == "default") continue;
      INFO(session);
      REQUIRE(logs.at(session) == lines);
    }
  }
}

TEST_CASE("One session that all threads pull at survives, and every request is answered", "[sessions]") {
  LinesBySession sink;
  app::MockServer server{options_with(sink)};
  std::atomic<std::uint64_t> answered{0};
  std::atomic<std::uint64_t> otherwise{0};
  const auto work = [&](std::size_t thread) {
    core::Random random{thread, "pull"};
    for (int i = 0; i < 200; ++i) {
      switch (random.next() % 8) {
        case 0:
          static_cast<void>(server.control().remove("shared"));
          break;
        case 1: {
          admin::CreateSession wish;
          wish.name = "shared";
          wish.scenario = "isolation";
          static_cast<void>(server.control().create(wish));
          break;
        }
        case 2:
          static_cast<void>(server.control().reset("shared", {}));
          break;
        case 3: {
          admin::Advance wish;
          wish.by = 1h;
          static_cast<void>(server.control().advance("shared", wish));
          break;
        }
        case 4:
          static_cast<void>(
              server.control().fork("shared", {.name = "fork" + std::to_string(thread), .at_event = {}}));
          static_cast<void>(server.control().remove("fork" + std::to_string(thread)));
          break;
        case 5:
          static_cast<void>(server.control().wait("shared", {core::Condition::Idle{}}, 0ms));
          break;
        default: {
          const auto reply = server.handle({.method = "GET",
                                            .target = "/~shared/v1/order/a",
                                            .headers = {{"Authorization", "Bearer t"}, {"X-Client-ID", "c"}},
                                            .body = {}});
          const int status = reply.response.status;
          ++((status == 200 && reply.session == "shared") || status == 404 ? answered : otherwise);
        }
      }
    }
  };
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < kThreads; ++i) threads.emplace_back(work, i);
  for (auto& thread : threads) thread.join();
  REQUIRE(answered > 0);
  REQUIRE(otherwise == 0);
}
