#include "providers/file_order/order_reader.hpp"

#include "core/text.hpp"
#include "providers/file_order/noun.hpp"
#include "providers/file_order/operations.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace mock::providers::file_order {

namespace {

constexpr std::uint64_t kMostOrders = 100'000;
constexpr std::uint64_t kMostFilesOfAnEntry = 1'000'000;
/// The server's ids are signed 64-bit numbers.
constexpr std::uint64_t kLargestId = std::numeric_limits<std::int64_t>::max();
/// Larger contents take seconds to sum up, which a first listing must not wait for (DECISIONS 11).
constexpr std::uint64_t kMostBytesSummedLate = 1'000'000'000;
constexpr std::size_t kLongestFilename = 255;
constexpr std::size_t kLongestLabel = 50;  // TOO_MANY_CHARACTERS_IN_LABEL (UPSTREAMS 3.4)

// --- Files

/// What speaks against a name, as the rest of a sentence; nothing if it can be one.
std::optional<std::string> objection_to_filename(std::string_view name) {
  if (name.empty()) return "must not be empty: write file.dat";
  if (name.find_first_of("/\\") != std::string_view::npos) {
    const auto begin = name.find_last_of("/\\") + 1;
    return core::cat("is a name without folders, found ", core::in_quotes(name), ": write ",
                     begin == name.size() ? std::string_view{"file.dat"} : name.substr(begin),
                     "; the file that it is filled from is 'path'");
  }
  if (name == "." || name == "..") return core::cat("names a folder, found ", core::in_quotes(name));
  if (name.size() > kLongestFilename) {
    return core::cat("has at most ", std::to_string(kLongestFilename), " bytes, found ",
                     std::to_string(name.size()));
  }
  const bool has_control = std::ranges::any_of(name, [](char character) {
    const auto byte = static_cast<unsigned char>(character);
    return byte < 0x20 || byte == 0x7f;
  });
  if (has_control) return core::cat("has no control characters, found ", core::in_quotes(name));
  return std::nullopt;
}

void read_filename(core::Mapping& entry, FileGroup& group) {
  const auto name = entry.text("filename");
  group.count = core::read_repeat(entry, "filename", kMostFilesOfAnEntry);
  group.numbered = entry.has("repeat");
  if (name) {
    group.pattern = *name;
    if (const auto objection = objection_to_filename(*name)) {
      entry.error(entry.value_place("filename"), core::cat("'filename' ", *objection));
    }
  } else if (!entry.has("filename")) {
    entry.error(entry.place(), "a file needs 'filename': write { filename: file.dat, size: 4KB }");
  }
}

/// `path`: a file below the scenario's folder.
std::optional<core::FileStretch> read_path(core::Mapping& entry, const core::ScenarioFiles* files) {
  const auto path = entry.text("path");
  if (!path) return std::nullopt;
  if (files == nullptr) {
    entry.error(
        entry.value_place("path"),
        "'path' needs the folder that a scenario lies in, and this one was sent as text: write 'content' or "
        "'size'");
    return std::nullopt;
  }
  auto found = files->find(*path);
  if (const auto* objection = std::get_if<std::string>(&found)) {
    entry.error(entry.value_place("path"), core::cat("'path': ", core::in_quotes(*path), " ", *objection));
    return std::nullopt;
  }
  auto& file = std::get<core::ScenarioFiles::File>(found);
  return core::FileStretch{.path = std::move(file.path), .offset = 0, .length = file.size};
}

void read_content(core::Mapping& entry, FileGroup& group, const core::ScenarioFiles* files) {
  constexpr std::array<std::string_view, 3> kKeys{"size", "path", "content"};
  std::optional<std::string_view> chosen;
  for (const auto key : kKeys) {
    if (!entry.has(key)) continue;
    if (!chosen) {
      chosen = key;
      continue;
    }
    entry.error(entry.key_place(key), core::cat("a file has one content, found '", *chosen, "' (",
                                                core::to_text(entry.key_place(*chosen)), ") and '", key,
                                                "': keep one of 'size', 'path' and 'content'"));
  }
  if (!chosen) {
    entry.error(entry.place(),
                "a file needs a content: write size: 4KB (generated), content: … (a text) or path: … (a "
                "file below the scenario's folder)");
  }
  if (const auto size = entry.size("size")) group.content = GeneratedSize{.bytes = *size};
  if (auto stretch = read_path(entry, files)) group.content = *std::move(stretch);
  if (auto text = entry.text("content"))
    group.content = std::get<core::Text>(core::text_body(*std::move(text)));
}

/// A checksum is always true, so that it may be stated only where nobody wants to wait for it (DECISIONS 11).
void read_checksum(core::Mapping& entry, FileGroup& group, bool unrealistic) {
  const bool is_large = group.size() > kMostBytesSummedLate;
  const auto checksum = entry.text("checksum");
  if (!checksum) {
    const bool is_generated = std::holds_alternative<GeneratedSize>(group.content);
    if (is_large && is_generated && group.is_readable && !entry.has("checksum")) {
      entry.error(entry.value_place("size"),
                  "a generated file over 1GB needs 'checksum': write checksum: computed (starting waits for "
                  "it, about "
                  "1.5s for each GB) or the 32 hexadecimal digits, if you know them");
    }
    return;
  }
  const core::Place place = entry.value_place("checksum");
  if (*checksum == "computed") {
    group.checksum_first = group.is_readable;
    return;
  }
  const auto is_digit = [](char character) {
    return (character >= '0' && character <= '9') || (character >= 'a' && character <= 'f');
  };
  const std::string lower = core::to_lower(*checksum);
  if (lower.size() != 32 || !std::ranges::all_of(lower, is_digit)) {
    entry.error(place, core::cat("'checksum' is 'computed' or an MD5 of 32 hexadecimal digits, found ",
                                 core::in_quotes(*checksum), ": write checksum: computed"));
  } else if (lower != *checksum) {
    entry.error(place, core::cat("'checksum' is written in lower case: write ", lower));
  } else if (!is_large && !unrealistic) {
    entry.error(place,
                "up to 1GB a checksum is computed when a page first lists the file, and always true: leave "
                "'checksum' out, or add 'unrealistic: true' if the list is to lie");
  } else {
    group.checksum = *checksum;
  }
}

// --- Sub-orders

/// ○ Two files of 1KB after 5 s (SCENARIOS 3.4), with the names of the guide's sample.
std::vector<SubOrderPlan> default_sub_orders(core::Place place) {
  SubOrderPlan sub_order{
      .available = {.trigger = {}, .after = std::chrono::seconds{5}}, .files = {}, .place = place};
  for (const auto* name : {"file.txt", "file2.txt"}) {
    FileGroup& file = sub_order.files.emplace_back();
    file.pattern = name;
    file.content = GeneratedSize{.bytes = 1000};
    file.place = place;
  }
  return {std::move(sub_order)};
}

void number_files(std::vector<SubOrderPlan>& sub_orders) {
  std::uint64_t position = 0;
  for (auto& sub_order : sub_orders) {
    for (auto& group : sub_order.files) position += std::exchange(group.first, position) + group.count;
  }
}

// --- Orders

/// `id` and `repeat`: the id is a number, so the copies simply count on from it.
void read_ids(core::Mapping& entry, OrderPlan& order) {
  order.id = entry.integer("id").value_or(0);
  if (!entry.has("id")) entry.error(entry.place(), "a file order needs 'id', a whole number: write id: 42");
  if (order.id > kLargestId) {
    entry.error(entry.value_place("id"), core::cat("'id' is at most ", std::to_string(kLargestId)));
    order.id = 0;
  }
  order.count = entry.integer("repeat").value_or(1);
  if (order.count == 0 || order.count > kMostOrders) {
    entry.error(entry.value_place("repeat"),
                core::cat("'repeat' is a number from 1 to ", std::to_string(kMostOrders), ", found '",
                          std::to_string(order.count), "'"));
    order.count = 1;
  }
}

void read_label(core::Mapping& entry, OrderPlan& order) {
  order.label = entry.text("label").value_or("");
  const auto characters = std::ranges::count_if(
      order.label, [](char character) { return (static_cast<unsigned char>(character) & 0xc0U) != 0x80U; });
  if (static_cast<std::size_t>(characters) > kLongestLabel) {
    entry.error(entry.value_place("label"), core::cat("'label' has at most ", std::to_string(kLongestLabel),
                                                      " characters, found ", std::to_string(characters)));
  }
}

void note_if_never(const core::Moment& moment, core::Place place, core::Problems& problems) {
  const auto* on = std::get_if<core::On>(&moment.trigger);
  if (on == nullptr || (on->event != "expired" && !is_call_of_the_client(on->event))) return;
  problems.note(place, core::cat("nothing in this version makes ", core::in_quotes(on->event),
                                 " happen to a file order: this waits for ever unless a move comes"));
}

void note_what_never_comes(const std::vector<core::Step>& timeline, core::Problems& problems) {
  for (const auto& step : timeline) note_if_never(step.moment, step.place, problems);
}

bool is_delay(const core::Moment& moment) { return std::holds_alternative<std::monostate>(moment.trigger); }

/// When the last sub-order comes, counted from the order's creation; nothing if only playing shows it.
std::optional<core::Duration> end_of_sub_orders(const OrderPlan& order) {
  core::Duration end{};
  for (const auto& sub_order : order.sub_orders) {
    if (!is_delay(sub_order.available)) return std::nullopt;
    end += sub_order.available.after;
  }
  return end;
}

/// `timeline_noun` lets an order go from RUNNING to DELETED, because its sub-orders may have ended it by
/// then. Where the file alone shows that they have not, that is refused.
void refuse_early_deletion(const OrderPlan& order, core::Problems& problems) {
  const auto end = end_of_sub_orders(order);
  if (!end || order.first_status() != kRunning) return;
  core::Duration now{};
  for (const auto& step : order.timeline) {
    if (!is_delay(step.moment)) return;
    now += step.moment.after;
    if (step.status.empty() || step.status == kRunning) continue;
    if (step.status != kDeleted || step.unrealistic || now > *end) return;
    problems.error(step.status_place,
                   core::cat("a file order cannot go from RUNNING to DELETED, and its sub-orders end it no "
                             "sooner than after ",
                             core::to_text(*end),
                             ": let this step come later, or add 'unrealistic: true' to it if you mean it"));
    return;
  }
}

}  // namespace

OrderReader::OrderReader(const core::Guests& users, const core::ScenarioReader& reader)
    // Braces around a Json would make an array of it.
    : users_{users},
      reader_{reader},
      page_shape_(reader.response_schema(kListFiles.method, kListFiles.path, 200)),
      file_shape_(core::member_shape(core::member_shape(page_shape_, "content"), {})) {}

OrderPlan OrderReader::read(core::Mapping& entry) const {
  OrderPlan order;
  order.place = entry.place();
  read_ids(entry, order);
  order.owner = core::read_owner(entry, users_, "users");
  order.owner_place = entry.value_place("owner");
  read_label(entry, order);
  const bool unrealistic = entry.boolean("unrealistic").value_or(false);
  order.sub_orders = read_sub_orders(entry);
  number_files(order.sub_orders);
  order.timeline = core::read_timeline<core::Step>(entry, "a step", timeline_noun(), page_shape_, reader_);
  order.fields = core::read_wire_mapping(entry, "fields", page_shape_, unrealistic);
  refuse_early_deletion(order, entry.problems());
  note_what_never_comes(order.timeline, entry.problems());
  for (const auto& sub_order : order.sub_orders) {
    note_if_never(sub_order.available, sub_order.place, entry.problems());
  }
  entry.finish();
  return order;
}

std::vector<SubOrderPlan> OrderReader::read_sub_orders(core::Mapping& order) const {
  if (!order.has("sub_orders")) return default_sub_orders(order.place());
  std::vector<SubOrderPlan> sub_orders;
  std::vector<core::Step> steps;
  for (const core::Node* node : order.list("sub_orders")) {
    core::Mapping entry = order.child(*node, "a sub-order");
    sub_orders.push_back(read_sub_order(entry, sub_orders.empty()));
    steps.emplace_back().moment = sub_orders.back().available;
    steps.back().place = entry.value_place("available");
  }
  // The list is a timeline.
  std::vector<const core::Step*> moments;
  moments.reserve(steps.size());
  for (const auto& step : steps) moments.push_back(&step);
  core::check_steps(moments, file_order_noun(), order.problems());
  return sub_orders;
}

SubOrderPlan OrderReader::read_sub_order(core::Mapping& entry, bool is_first) const {
  SubOrderPlan sub_order;
  sub_order.place = entry.place();
  if (auto available = entry.mapping("available", "a moment")) {
    sub_order.available = core::read_moment(*available, file_order_noun(), reader_.start, reader_.elsewhere);
    available->finish();
    const auto* on = std::get_if<core::On>(&sub_order.available.trigger);
    if (is_first && on != nullptr && on->event == "downloaded") {
      available->error(
          available->value_place("on"),
          "the first sub-order has none before it that could be downloaded: write after: 5s, or leave "
          "'available' out");
    }
  }
  for (const core::Node* node : entry.list("files")) {
    core::Mapping file = entry.child(*node, "a file");
    sub_order.files.push_back(read_file(file));
  }
  if (sub_order.files.empty()) {
    entry.error(entry.key_place("files"),
                "a sub-order needs at least one file: write files: { filename: file.dat, size: 4KB }");
  }
  entry.finish();
  return sub_order;
}

FileGroup OrderReader::read_file(core::Mapping& entry) const {
  constexpr std::array<std::string_view, 2> kStates{"AVAILABLE", "ERROR"};
  FileGroup group;
  group.place = entry.place();
  read_filename(entry, group);
  read_content(entry, group, reader_.files);
  group.is_readable = entry.word("state", kStates) != kStates[1];
  const bool unrealistic = entry.boolean("unrealistic").value_or(false);
  read_checksum(entry, group, unrealistic);
  group.fields = core::read_wire_mapping(entry, "fields", file_shape_, unrealistic);
  entry.finish();
  return group;
}

std::vector<core::Step> OrderReader::read_timeline(const core::Node& timeline, std::string_view from,
                                                   core::Problems& problems) const {
  auto steps = core::read_timeline<core::Step>(timeline, "a step", timeline_noun(), page_shape_, reader_,
                                               from, problems);
  note_what_never_comes(steps, problems);
  return steps;
}

}  // namespace mock::providers::file_order
