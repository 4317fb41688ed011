#include "transport/engine.hpp"

#include "core/text.hpp"
#include "transport/bodies.hpp"
#include "transport/faults.hpp"
#include "transport/request_head.hpp"
#include "transport/response_head.hpp"

#include <httplib.h>

#include <algorithm>
#include <cstring>
#include <limits>
#include <optional>
#include <utility>

namespace mock::transport {

namespace {

using core::cat;

/// Up to this length a text is sent in one piece with its head.
constexpr std::size_t kOnePieceBytes = 64U * 1024U;

/// What httplib is given to read in place of the client's head: the framing of the body and nothing else. So
/// nothing that a client writes there (`Range`, `Accept`, odd methods, encoded paths) makes httplib do or
/// refuse anything, and what it loses (order and spelling of headers) is not lost to us.
std::string head_for_httplib(const RequestHead& head) {
  std::string text = head.framing != RequestHead::Framing::None ? "POST"
                     : head.request.method == "HEAD"            ? "HEAD"
                                                                : "GET";
  text += " / HTTP/1.1\r\n";
  if (head.framing == RequestHead::Framing::Length)
    text += cat("Content-Length: ", std::to_string(head.length), "\r\n");
  if (head.framing == RequestHead::Framing::Chunked) text += "Transfer-Encoding: chunked\r\n";
  if (head.expects_continue && head.framing != RequestHead::Framing::None) text += "Expect: 100-continue\r\n";
  text += "\r\n";
  return text;
}

core::Reply broken_handler() {
  core::Reply reply;
  reply.response.status = 500;
  reply.response.headers = {{.name = "Content-Type", .value = "text/plain; charset=utf-8"}};
  reply.response.body = core::text_body("The mock server itself failed. This is a bug in Understudy.\n");
  reply.close = true;
  return reply;
}

/// One request and its answer, and the stream through which httplib sees the connection meanwhile.
class Exchange final : public httplib::Stream {
 public:
  struct Surroundings {
    const ServerOptions& options;
    Handler& handler;
    Pool& pool;
    const std::atomic<bool>& stopping;
    const std::atomic<bool>& aborting;
  };

  Exchange(const Surroundings& around, Connection& connection, RequestHead head)
      : around_(around),
        connection_(connection),
        head_(std::move(head)),
        is_head_(head_.request.method == "HEAD"),
        for_httplib_(head_for_httplib(head_)) {}
  /// What came is refused. There may be more of it, so nothing else is read from this connection.
  Exchange(const Surroundings& around, Connection& connection, core::MalformedRequest malformed)
      : around_(around),
        connection_(connection),
        malformed_(std::move(malformed)),
        for_httplib_("GET / HTTP/1.1\r\n\r\n") {
    failed_ = true;
  }

  // Called by httplib, in this order.

  /// With a body.
  void take(httplib::Response& response, const httplib::ContentReader& read_body) {
    auto& body = head_.request.body;
    body.reserve(static_cast<std::size_t>(std::min<std::uint64_t>(head_.length, kOnePieceBytes)));
    const bool whole = read_body([this, &body](const char* bytes, std::size_t count) {
      if (body.size() + count > around_.options.body_limit) {
        body_end_ = BodyEnd::TooLong;
        return false;
      }
      body.append(bytes, count);
      return true;
    });
    if (whole) {
      answer(response);
    } else if (response.status < 400) {
      response.status = 400;  // httplib comes back through `take_error`
    }
  }

  void answer(httplib::Response& response) {
    try {
      reply_ = malformed_ ? around_.handler.reject(*std::move(malformed_)) : handle();
    } catch (...) {
      reply_ = broken_handler();  // `Handler` must not throw; a session in play survives it all the same
    }
    fill(response);
  }

  /// For every status from 400 on, ours as well.
  httplib::Server::HandlerResponse take_error(httplib::Response& response) {
    if (answered_) return httplib::Server::HandlerResponse::Unhandled;
    if (around_.aborting) return httplib::Server::HandlerResponse::Unhandled;  // it is we who hung up
    refuse_body();
    answer(response);
    return httplib::Server::HandlerResponse::Handled;
  }

  /// Instead of httplib's own header fields. Its status line is before it, and is skipped in `write`.
  ssize_t write_head(httplib::Stream& to) {
    const auto& response = reply_.response;
    const ResponseFraming framing{
        .length = length_,
        .chunked = chunked_,
        .close = closes(),
        .explicit_keep_alive = head_.minor_version == 0,
        // A client must give a connection up before we do, or its next request meets the end.
        .keep_alive = std::chrono::duration_cast<std::chrono::seconds>(around_.options.idle_timeout) * 4 / 5,
    };
    const auto text = render_response_head(response, framing, around_.options.now());
    head_length_ = text.size();
    return to.write(text.data(), text.size());
  }

  // Afterwards.

  /// What becomes of the connection. Tells about the transfer, if nothing did yet.
  Engine::Outcome finish(bool sent) {
    if (!sent) failed_ = true;
    report(sent && !failed_write_ && length_ == body_sent_);
    const auto fault = reply_.fault.kind;
    if (failed_write_ || fault == core::Fault::Kind::Cut) return Engine::Outcome::Close;
    if (fault == core::Fault::Kind::Reset) return Engine::Outcome::Reset;
    if (fault == core::Fault::Kind::Stall) return Engine::Outcome::Stall;
    return closes() ? Engine::Outcome::Close : Engine::Outcome::Served;
  }

  // httplib::Stream

  ssize_t read(char* to, size_t count) override {
    if (given_ < for_httplib_.size()) {
      const auto piece = std::string_view{for_httplib_}.substr(given_, count);
      std::memcpy(to, piece.data(), piece.size());
      given_ += piece.size();
      return static_cast<ssize_t>(piece.size());
    }
    if (failed_ || !await_input()) return -1;
    const auto piece = connection_.input().substr(0, count);
    std::memcpy(to, piece.data(), piece.size());
    connection_.use(piece.size());
    return static_cast<ssize_t>(piece.size());
  }

  ssize_t write(const char* bytes, size_t count) override {
    if (failed_write_) return -1;
    std::string_view text{bytes, count};
    const bool is_interim = head_length_ == 0;  // 100 Continue
    if (!is_interim && !head_sent_) text.remove_prefix(text.find('\n') + 1);
    const bool sent = is_interim ? send(text, count, Connection::More::No) : send_counted(text);
    return sent ? static_cast<ssize_t>(count) : -1;
  }

  bool is_readable() const override { return !failed_; }
  bool wait_readable() const override { return !failed_; }
  // Writing waits by itself.
  bool wait_writable() const override { return !failed_write_; }
  bool is_peer_alive() const override { return !failed_write_; }
  void get_remote_ip_and_port(std::string& ip, int& port) const override { clear(ip, port); }
  void get_local_ip_and_port(std::string& ip, int& port) const override { clear(ip, port); }
  socket_t socket() const override { return connection_.descriptor; }
  time_t duration() const override { return 0; }

 private:
  static void clear(std::string& ip, int& port) {
    ip.clear();
    port = 0;
  }

  [[nodiscard]] bool closes() const {
    return failed_ || head_.close || reply_.close || around_.stopping ||
           (!length_ && !chunked_ && has_body_) || cuts_nothing_off();
  }

  /// A cut behind the end leaves a sound answer, which says as any other that its connection ends with it.
  [[nodiscard]] bool cuts_nothing_off() const {
    if (reply_.fault.kind != core::Fault::Kind::Cut) return false;
    return !has_body_ || is_head_ || (length_ && *length_ <= reply_.fault.bytes);
  }

  core::Reply handle() {
    std::optional<Pool::Waiting> waiting;
    if (around_.handler.waits(head_.request)) waiting.emplace(around_.pool);
    return around_.handler.handle(std::move(head_.request));
  }

  /// Fills the connection's input if it is empty.
  bool await_input() {
    while (connection_.input().empty()) {
      switch (connection_.receive()) {
        case Connection::Receipt::Some:
          break;
        case Connection::Receipt::End:
          body_end_ = BodyEnd::HungUp;
          return false;
        case Connection::Receipt::Nothing:
          if (connection_.wait_for_input(around_.pool, around_.options.read_timeout) ==
              Connection::Waited::TooLong) {
            body_end_ = BodyEnd::TooSlow;
            return false;
          }
      }
    }
    return true;
  }

  void refuse_body() {
    failed_ = true;
    const auto came = cat(
        grouped(head_.request.body.size()),
        head_.framing == RequestHead::Framing::Length ? cat(" of ", grouped(head_.length)) : std::string{},
        " bytes of the body");
    core::MalformedRequest malformed;
    if (body_end_ == BodyEnd::HungUp) {
      malformed = {.found = cat("a connection that ended after ", came), .expected = "the whole body"};
    } else if (body_end_ == BodyEnd::TooSlow) {
      malformed = {.status = 408,
                   .found = cat("nothing more for ", std::to_string(around_.options.read_timeout.count()),
                                " ms after ", came),
                   .expected = "the whole body, without such a pause"};
    } else if (body_end_ == BodyEnd::TooLong) {
      malformed = {.status = 413,
                   .found = cat("a body of more than ", grouped(around_.options.body_limit), " bytes"),
                   .expected = cat("at most ", grouped(around_.options.body_limit), " bytes")};
    } else {
      malformed = {.found = cat("a chunk that cannot be read, after ", came),
                   .expected = "chunks, each with its size in hexadecimal digits (RFC 9112 §7.1)"};
    }
    malformed.read_so_far = std::move(head_.request);
    malformed_ = std::move(malformed);
  }

  /// The reply as httplib wants it. Its header fields are of no use to us (`write_head`).
  void fill(httplib::Response& response) {
    answered_ = true;
    const auto& ours = reply_.response;
    response.status = ours.status;
    response.body.clear();
    length_ = core::length_of(ours.body);
    has_body_ = allows_body(ours.status) && length_ != std::uint64_t{0};
    chunked_ = !length_ && head_.minor_version == 1;
    is_live_ = std::holds_alternative<core::Live>(ours.body);
    sends_body_ = has_body_ && !is_head_ && end_of_sending(reply_.fault) != std::uint64_t{0};
    if (sends_body_) {
      const auto text = core::text_of(ours.body);
      if (!text.empty() && text.size() <= kOnePieceBytes && !is_faulty()) {
        response.body = text;
      } else {
        fill_stream(response);
      }
    }
    if (reply_.delay > core::Duration::zero()) connection_.pause(around_.pool, reply_.delay);
  }

  void fill_stream(httplib::Response& response) {
    response.content_length_ = static_cast<std::size_t>(length_.value_or(0));
    response.is_chunked_content_provider_ = chunked_;
    response.content_provider_ = [this](std::size_t, std::size_t, httplib::DataSink& sink) {
      const auto to_wire = [&](std::string_view piece) { return take_piece(piece, sink); };
      const auto pause = [this](auto time) { connection_.pause(around_.pool, time); };
      const auto next = [this](auto& source, auto& piece) { return next_piece(source, piece); };
      if (!write_body(reply_.response.body, with_fault(reply_.fault, to_wire, pause), next)) return false;
      if (!length_) {
        report(true);  // before the client can know that this was all; see `send_counted`
        sink.done();
      }
      return true;
    };
  }

  bool take_piece(std::string_view piece, httplib::DataSink& sink) {
    if (around_.aborting || (is_live_ && connection_.is_hung_up())) return false;
    if (piece.empty()) return true;
    if (!sink.write(piece.data(), piece.size())) return false;
    if (!length_) body_sent_ += piece.size();
    return true;
  }

  /// At the end of the server what is there already is still sent.
  bool next_piece(core::PieceSource& source, std::string& piece) {
    const Pool::Waiting waiting{around_.pool};
    return source.next(piece) && !(piece.empty() && around_.stopping);
  }

  /// Sends a piece of the answer (head and body of a small one together) and counts the bytes of the body. Of
  /// a transfer that is to be reported the last byte waits until the report was taken, so that a client that
  /// has it all cannot ask for the next thing before the handler knows of it.
  bool send_counted(std::string_view text) {
    const std::size_t head = head_sent_ ? 0 : head_length_;
    const std::size_t body = text.size() - head;
    const bool more_soon = body == 0 && sends_body_ && !is_live_ && !is_faulty();
    head_sent_ = true;
    if (!reply_.report_transfer || !length_ || body == 0 || body_sent_ + body < *length_) {
      return send(text, head, more_soon ? Connection::More::Soon : Connection::More::No);
    }
    if (!send(text.substr(0, text.size() - 1), head, Connection::More::Soon)) return false;
    report(true);
    return send(text.substr(text.size() - 1), 0, Connection::More::No);
  }

  /// The first `uncounted` bytes are no part of the body.
  bool send(std::string_view text, std::size_t uncounted, Connection::More more) {
    const std::size_t sent = connection_.send(text, more, around_.pool, around_.options.write_timeout);
    if (length_ && sent > uncounted) body_sent_ += sent - uncounted;
    failed_write_ = sent < text.size();
    return !failed_write_;
  }

  void report(bool complete) {
    if (!reply_.report_transfer || reported_) return;
    reported_ = true;
    const auto bytes = complete ? length_.value_or(body_sent_) : body_sent_;
    around_.handler.transfer_ended(reply_, {.bytes_sent = bytes, .complete = complete});
  }

  [[nodiscard]] bool is_faulty() const { return reply_.fault.kind != core::Fault::Kind::None; }

  enum class BodyEnd { Open, HungUp, TooSlow, TooLong };

  const Surroundings& around_;
  Connection& connection_;
  RequestHead head_;
  bool is_head_ = false;
  std::optional<core::MalformedRequest> malformed_;
  std::string for_httplib_;
  std::size_t given_ = 0;  ///< of `for_httplib_`
  BodyEnd body_end_ = BodyEnd::Open;
  bool failed_ = false;  ///< where the next request begins is not known

  core::Reply reply_;
  bool answered_ = false;
  std::optional<std::uint64_t> length_;
  bool chunked_ = false;
  bool has_body_ = false;    ///< so its head says
  bool sends_body_ = false;  ///< some of it at least
  bool is_live_ = false;
  std::size_t head_length_ = 0;  ///< 0 until the head was written
  bool head_sent_ = false;
  bool failed_write_ = false;
  std::uint64_t body_sent_ = 0;
  bool reported_ = false;
};

/// httplib's callbacks do not say which connection they are for.
thread_local Exchange* current = nullptr;

}  // namespace

class Engine::Http final : public httplib::Server {
 public:
  explicit Http(Exchange::Surroundings around) : around_(around) {
    // With a parameter in it a route is no regular expression. `head_for_httplib` uses no other methods.
    Get("/:", [](const httplib::Request&, httplib::Response& response) { current->answer(response); });
    Post("/:", [](const httplib::Request&, httplib::Response& response,
                  const httplib::ContentReader& read_body) { current->take(response, read_body); });
    set_error_handler(
        [](const httplib::Request&, httplib::Response& response) { return current->take_error(response); });
    set_header_writer([](httplib::Stream& to, httplib::Headers&) { return current->write_head(to); });
    // The limit is kept in `Exchange::take`, which knows then that this was the reason.
    set_payload_max_length(std::numeric_limits<std::size_t>::max());
    svr_sock_ = 0;  // httplib takes the absence of its listening socket for the end of the server
  }
  ~Http() override { abort(); }

  void abort() { svr_sock_ = INVALID_SOCKET; }

  Outcome serve(Connection& connection, bool ended) {
    skip_empty_lines(connection);
    const auto input = connection.input();
    const auto end = find_head_end(input, connection.searched);
    if (!end || *end > kMostHeadBytes) {
      connection.searched = input.size();
      if (auto refusal = refuse_early(input.substr(0, end.value_or(input.size()))))
        return refuse(connection, *std::move(refusal));
      if (!ended) return Outcome::NeedsMore;
      if (input.empty() || around_.stopping) return Outcome::Close;
      return refuse(connection, unfinished_head(connection));
    }
    auto head = read_request_head(input.substr(0, *end), around_.options.body_limit);
    connection.use(*end);
    if (auto* malformed = std::get_if<core::MalformedRequest>(&head))
      return refuse(connection, std::move(*malformed));
    Exchange exchange{around_, connection, std::get<RequestHead>(std::move(head))};
    return run(exchange);
  }

 private:
  /// RFC 9112 §2.2
  static void skip_empty_lines(Connection& connection) {
    const auto input = connection.input();
    const auto first = std::min(input.find_first_not_of("\r\n"), input.size());
    if (first > 0) connection.use(first);
  }

  [[nodiscard]] core::MalformedRequest unfinished_head(const Connection& connection) const {
    const auto came = cat(grouped(connection.input().size()), " bytes of a request's head");
    if (!connection.was_too_slow()) {
      return {.found = cat("a connection that ended after ", came),
              .expected = "an empty line that ends the head"};
    }
    return {.status = 408,
            .found = cat("nothing more for ", std::to_string(around_.options.read_timeout.count()),
                         " ms after ", came),
            .expected = "an empty line that ends the head, without such a pause"};
  }

  Outcome refuse(Connection& connection, core::MalformedRequest malformed) {
    Exchange exchange{around_, connection, std::move(malformed)};
    return run(exchange);
  }

  Outcome run(Exchange& exchange) {
    static const std::string nobody;
    bool closed = false;
    current = &exchange;
    const bool sent = process_request(exchange, nobody, 0, nobody, 0, false, closed, nullptr);
    current = nullptr;
    return exchange.finish(sent);
  }

  const Exchange::Surroundings around_;
};

Engine::Engine(const ServerOptions& options, Handler& handler, Pool& pool, const std::atomic<bool>& stopping,
               const std::atomic<bool>& aborting)
    : http_(std::make_unique<Http>(Exchange::Surroundings{options, handler, pool, stopping, aborting})) {}
Engine::~Engine() = default;

Engine::Outcome Engine::serve(Connection& connection, bool ended) { return http_->serve(connection, ended); }
void Engine::abort() { http_->abort(); }

}  // namespace mock::transport
