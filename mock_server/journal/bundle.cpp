#include "journal/bundle.hpp"

#include "core/overloaded.hpp"
#include "core/text.hpp"
#include "journal/event_json.hpp"
#include "journal/json_fields.hpp"
#include "journal/message_json.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <memory>
#include <utility>

namespace mock::journal {
namespace {

constexpr std::string_view kVersionKey = "understudy_bundle";

// --- Writing
// -------------------------------------------------------------------------------------------------

core::Json request_json(const core::Request& request) { return to_json(request, Secrets::Shown); }

core::Json clock_json(const core::ClockSettings& clock) {
  return {{"mode", core::to_text(clock)},
          {"start", clock.start ? core::Json(core::to_iso(*clock.start)) : core::Json{}},
          {"max_skip_microseconds", clock.max_skip.count()}};
}

core::Json variables_json(const std::map<std::string, std::string, std::less<>>& variables) {
  core::Json list = core::Json::array();
  for (const auto& [name, value] : variables) {
    core::Json one = core::Json::object();
    put(one, "name", name);
    put(one, "value", value);
    list.push_back(std::move(one));
  }
  return list;
}

core::Json files_json(const std::vector<BundledFile>& files) {
  core::Json list = core::Json::array();
  for (const auto& file : files) {
    core::Json one = core::Json::object();
    put(one, "name", file.name);
    one["size_bytes"] = file.size;
    one["sha256"] = file.sha256;
    list.push_back(std::move(one));
  }
  return list;
}

core::Json input_json(const core::Input& input) {
  core::Json json{{"at", core::to_iso(input.at)}};
  std::visit(core::Overloaded{[&](const core::Input::Time& time) {
                                json["time"] = {{"by_itself", time.by_itself}};
                              },
                              [&](const std::shared_ptr<const core::IncomingRequest>& incoming) {
                                core::Json request = request_json(incoming->request);
                                put(request, "prefix", incoming->prefix);
                                request["named_no_session"] =
                                    incoming->addressed == core::Addressed::ByOmission;
                                json["request"] = std::move(request);
                              },
                              [&](const std::shared_ptr<const core::MalformedRequest>& malformed) {
                                core::Json one{{"status", malformed->status}};
                                put(one, "found", malformed->found);
                                put(one, "expected", malformed->expected);
                                one["read_so_far"] = request_json(malformed->read_so_far);
                                json["malformed"] = std::move(one);
                              },
                              [&](const core::Input::Transfer& transfer) {
                                json["transfer"] = {{"exchange", transfer.exchange},
                                                    {"sent_bytes", transfer.end.bytes_sent},
                                                    {"complete", transfer.end.complete}};
                              },
                              [&](const std::shared_ptr<const core::Command>& command) {
                                core::Json one{{"kind", std::string{core::to_text(command->kind)}}};
                                put(one, "text", command->text);
                                json["command"] = std::move(one);
                              },
                              [&](const core::Input::Close&) { json["close"] = core::Json::object(); }},
             input.what);
  return json;
}

/// `{"session":"default","round":1,"KEY":VALUE}`
std::string line_of(const std::string& session, std::uint64_t round, std::string_view key,
                    std::string_view value) {
  core::Json head = core::Json::object();
  put(head, "session", session);
  head["round"] = round;
  std::string text = core::to_text(head);
  text.pop_back();
  return core::cat(text, ",\"", key, "\":", value, "}");
}

// --- Reading
// -------------------------------------------------------------------------------------------------

core::Headers read_headers(const core::Json& list, std::string& mistake) {
  core::Headers headers;
  headers.reserve(list.size());
  for (const auto& one : list) {
    JsonFields fields{one, "a header", mistake};
    headers.push_back({.name = fields.bytes("name"), .value = fields.bytes("value")});
    fields.finish();
  }
  return headers;
}

/// All members but those that its caller adds.
core::Request read_request(JsonFields& fields, std::string& mistake) {
  return {.method = fields.bytes("method"),
          .target = fields.bytes("target"),
          .headers = read_headers(fields.list("headers"), mistake),
          .body = fields.bytes("body")};
}

core::Input::What read_incoming(const core::Json& json, std::string& mistake) {
  JsonFields fields{json, "a request", mistake};
  auto incoming = std::make_shared<core::IncomingRequest>();
  incoming->request = read_request(fields, mistake);
  incoming->prefix = fields.bytes("prefix");
  incoming->addressed =
      fields.boolean("named_no_session") ? core::Addressed::ByOmission : core::Addressed::ByName;
  fields.finish();
  return std::shared_ptr<const core::IncomingRequest>{std::move(incoming)};
}

core::Input::What read_malformed(const core::Json& json, std::string& mistake) {
  JsonFields fields{json, "a malformed request", mistake};
  auto malformed = std::make_shared<core::MalformedRequest>();
  malformed->status = static_cast<int>(fields.number("status", 100, 999));
  malformed->found = fields.bytes("found");
  malformed->expected = fields.bytes("expected");
  JsonFields request{fields.object("read_so_far"), "a request", mistake};
  malformed->read_so_far = read_request(request, mistake);
  request.finish();
  fields.finish();
  return std::shared_ptr<const core::MalformedRequest>{std::move(malformed)};
}

core::Input::What read_transfer(const core::Json& json, std::string& mistake) {
  JsonFields fields{json, "a transfer", mistake};
  core::Input::Transfer transfer{
      .exchange = fields.number("exchange", 1),
      .end = {.bytes_sent = fields.number("sent_bytes"), .complete = fields.boolean("complete")}};
  fields.finish();
  return transfer;
}

std::string known_command_kinds() {
  using Kind = core::Command::Kind;
  std::vector<std::string_view> names;
  for (const auto kind : {Kind::Move, Kind::Signal, Kind::AddOrder, Kind::AddWeather, Kind::RemoveWeather}) {
    names.push_back(core::to_text(kind));
  }
  return core::join(names, "or");
}

core::Input::What read_command(const core::Json& json, std::string& mistake) {
  JsonFields fields{json, "a command", mistake};
  auto command = std::make_shared<core::Command>();
  if (const auto kind = core::parse_command_kind(fields.text("kind"))) {
    command->kind = *kind;
  } else {
    fields.refuse("kind", known_command_kinds());
  }
  command->text = fields.bytes("text");
  fields.finish();
  return std::shared_ptr<const core::Command>{std::move(command)};
}

core::Input::What read_time(const core::Json& json, std::string& mistake) {
  JsonFields fields{json, "a time", mistake};
  core::Input::Time time{.by_itself = fields.boolean("by_itself")};
  fields.finish();
  return time;
}

core::Input::What read_close(const core::Json& json, std::string& mistake) {
  JsonFields{json, "a close", mistake}.finish();
  return core::Input::Close{};
}

struct InputKind {
  std::string_view key;
  core::Input::What (*read)(const core::Json& json, std::string& mistake);
};
constexpr std::array kInputKinds{
    InputKind{.key = "time", .read = read_time},
    InputKind{.key = "request", .read = read_incoming},
    InputKind{.key = "malformed", .read = read_malformed},
    InputKind{.key = "transfer", .read = read_transfer},
    InputKind{.key = "command", .read = read_command},
    InputKind{.key = "close", .read = read_close},
};

core::Input read_input(const core::Json& json, std::string& mistake) {
  JsonFields fields{json, "an input", mistake};
  core::Input input{.at = fields.instant("at"), .what = core::Input::Close{}};
  const auto kind = std::find_if(kInputKinds.begin(), kInputKinds.end(),
                                 [&](const InputKind& one) { return fields.has(one.key); });
  if (kind == kInputKinds.end()) {
    std::vector<std::string_view> keys;
    for (const auto& one : kInputKinds) keys.push_back(one.key);
    fields.mistake(core::cat("an input has one of ", core::join(keys, "or"), ", found none of them"));
  } else {
    input.what = kind->read(fields.object(kind->key), mistake);
  }
  fields.finish();
  return input;
}

core::ClockSettings read_clock(const core::Json& json, std::string& mistake) {
  constexpr auto kLongest = static_cast<std::uint64_t>((core::kLastInstant - core::kFirstInstant).count());
  JsonFields fields{json, "a clock", mistake};
  core::ClockSettings clock;
  if (const auto mode = core::parse_clock_mode(fields.text("mode"))) {
    clock = *mode;
  } else {
    fields.refuse("mode", core::clock_modes());
  }
  clock.start = fields.instant_or_null("start");
  const std::uint64_t most = fields.number("max_skip_microseconds", 0, kLongest);
  clock.max_skip = core::Duration{static_cast<core::Duration::rep>(most)};
  fields.finish();
  return clock;
}

std::map<std::string, std::string, std::less<>> read_variables(const core::Json& list, std::string& mistake) {
  std::map<std::string, std::string, std::less<>> variables;
  for (const auto& one : list) {
    JsonFields fields{one, "a variable", mistake};
    std::string name = fields.bytes("name");
    std::string value = fields.bytes("value");
    if (variables.contains(name))
      fields.mistake(core::cat("variable ", core::in_quotes(name), " stands twice"));
    fields.finish();
    variables.emplace(std::move(name), std::move(value));
  }
  return variables;
}

bool is_sha256(std::string_view text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

std::vector<BundledFile> read_files(const core::Json& list, std::string& mistake) {
  std::vector<BundledFile> files;
  for (const auto& one : list) {
    JsonFields fields{one, "a file", mistake};
    files.push_back(
        {.name = fields.bytes("name"), .size = fields.number("size_bytes"), .sha256 = fields.text("sha256")});
    if (!is_sha256(files.back().sha256)) fields.refuse("sha256", "64 hexadecimal digits in lower case");
    fields.finish();
  }
  return files;
}

/// Before anything else is read: a bundle of another version may look different throughout.
void check_version(JsonFields& fields) {
  const std::uint64_t version = fields.number(kVersionKey, 1);
  if (version == kBundleVersion) return;
  const std::string program = fields.text_if_any("understudy");
  fields.mistake(core::cat("this bundle was written by version ", std::to_string(version),
                           " of the format, this program reads ", std::to_string(kBundleVersion),
                           ": replay it with the understudy that wrote it",
                           program.empty() ? "" : core::cat(", ", core::shortened(program, 40))));
}

std::uint64_t read_forked_at(JsonFields& fields, bool is_fork) {
  if (is_fork) return fields.number("forked_at", 1);
  if (!fields.is_null("forked_at")) fields.refuse("forked_at", "null where 'forked_from' is");
  return 0;
}

Beginning read_beginning(JsonFields& fields, std::string& mistake) {
  check_version(fields);
  Beginning beginning;
  beginning.version = fields.bytes("understudy");
  beginning.session = fields.bytes("session");
  beginning.round = fields.number("round", 1);
  beginning.scenario = fields.bytes("scenario");
  beginning.file = fields.bytes("file");
  beginning.folder = fields.bytes_or_null("folder");
  beginning.variables = read_variables(fields.list("variables"), mistake);
  beginning.seed = fields.number("seed");
  beginning.clock = read_clock(fields.object("clock"), mistake);
  beginning.start = fields.instant("start");
  beginning.files = read_files(fields.list("files"), mistake);
  beginning.forked_from = fields.bytes_or_null("forked_from");
  beginning.forked_at = read_forked_at(fields, !beginning.forked_from.empty());
  beginning.text = fields.bytes("text");
  fields.finish();
  return beginning;
}

InputLine read_input_line(JsonFields& fields, std::string& mistake) {
  InputLine line{.session = fields.bytes("session"),
                 .round = fields.number("round", 1),
                 .input = read_input(fields.object("input"), mistake)};
  fields.finish();
  return line;
}

EventLine read_event_line(JsonFields& fields) {
  EventLine line{.session = fields.bytes("session"),
                 .round = fields.number("round", 1),
                 .event = core::to_text(fields.object("event"))};
  fields.finish();
  return line;
}

}  // namespace

std::string bundle_line(const Beginning& beginning) {
  core::Json json = core::Json::object();
  json[std::string{kVersionKey}] = kBundleVersion;
  put(json, "understudy", beginning.version);
  put(json, "session", beginning.session);
  json["round"] = beginning.round;
  put(json, "scenario", beginning.scenario);
  put(json, "file", beginning.file);
  put_or_null(json, "folder", beginning.folder);
  json["variables"] = variables_json(beginning.variables);
  json["seed"] = beginning.seed;
  json["clock"] = clock_json(beginning.clock);
  json["start"] = core::to_iso(beginning.start);
  json["files"] = files_json(beginning.files);
  put_or_null(json, "forked_from", beginning.forked_from);
  json["forked_at"] = beginning.forked_from.empty() ? core::Json{} : core::Json(beginning.forked_at);
  put(json, "text", beginning.text);
  return core::to_text(json);
}

std::string bundle_line(const std::string& session, std::uint64_t round, const core::Input& input) {
  return line_of(session, round, "input", core::to_text(input_json(input)));
}

std::string bundle_line(const std::string& session, std::uint64_t round, const core::Event& event) {
  return line_of(session, round, "event", bundled_event(session, event));
}

std::string bundled_event(const std::string& session, const core::Event& event) {
  return to_line(session, event, Secrets::Shown);
}

std::variant<Beginning, InputLine, EventLine, std::string> read_bundle_line(std::string_view line) {
  const auto parsed = core::parse_json(line);
  if (const auto* problem = std::get_if<core::JsonProblem>(&parsed)) {
    return core::cat("a line of a bundle is a JSON object: found ", problem->found, " at byte ",
                     std::to_string(problem->offset), ", expected ", problem->expected);
  }
  const auto& [json, duplicates] = std::get<core::ParsedJson>(parsed);
  if (!duplicates.empty()) {
    return core::cat("the key ", core::in_quotes(duplicates.front().pointer), " stands twice in one line");
  }

  std::string mistake;
  JsonFields fields{json, "a line of a bundle", mistake};
  std::variant<Beginning, InputLine, EventLine, std::string> read;
  if (fields.has(kVersionKey)) {
    read = read_beginning(fields, mistake);
  } else if (fields.has("input")) {
    read = read_input_line(fields, mistake);
  } else if (fields.has("event")) {
    read = read_event_line(fields);
  } else {
    fields.mistake(
        core::cat("a line of a bundle has '", kVersionKey, "', 'input' or 'event', found none of them"));
  }
  if (mistake.empty()) return read;
  return mistake;
}

}  // namespace mock::journal
