#include "providers/file_order/section.hpp"

#include "core/text.hpp"
#include "providers/file_order/noun.hpp"
#include "providers/file_order/operations.hpp"
#include "providers/file_order/page.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <string_view>
#include <utility>

namespace mock::providers::file_order {

namespace {

constexpr std::uint64_t kMostOrders = 100'000;
constexpr std::uint64_t kMostFilesOfAnEntry = 1'000'000;
/// Over all orders, copies included: a bit of memory each (state.cpp), and far within the 40 bits of a
/// transfer's number.
constexpr std::uint64_t kMostFiles = 100'000'000;
/// The server's ids are signed 64-bit numbers.
constexpr std::uint64_t kLargestId = std::numeric_limits<std::int64_t>::max();
/// Larger contents take seconds to sum up, which a first listing must not wait for (DECISIONS 11).
constexpr std::uint64_t kMostBytesSummedLate = 1'000'000'000;
constexpr std::size_t kLongestFilename = 255;
constexpr std::size_t kLongestLabel = 50;  // TOO_MANY_CHARACTERS_IN_LABEL (UPSTREAMS 3.4)

/// What the reading functions share.
struct Reading {
  const core::ScenarioReader* reader;
  core::Guests users;
  core::Json page_shape;  ///< of the JSON that an order's `fields` change
  core::Json file_shape;
};

// --- Who is let in

/// The guide and the server code name these; what other roles there are makes no difference here.
void read_role(core::Mapping& entry, core::Person& user) {
  constexpr std::array<std::string_view, 3> kRoles{"REGISTERED_USER", "PROJECT_ADMIN", "INSTANCE_ADMIN"};
  user.role = entry.word("role", kRoles).value_or(std::string{kRoles.front()});
}

/// Nothing asks for them before the token endpoint is played; they are checked all the same.
void check_clients(core::Mapping& section) {
  for (const core::Node* node : section.list("clients")) {
    if (node->is_scalar()) continue;  // `clients: [a]` for `[{ client_id: a }]`
    core::Mapping entry = section.child(*node, "a file_order client");
    entry.text("client_id");
    entry.text("client_secret");
    if (!entry.has("client_id")) {
      entry.error(entry.place(),
                  "a file_order client needs 'client_id': write { client_id: your_client_id }");
    }
    entry.finish();
  }
}

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

FileGroup read_file(core::Mapping& entry, const Reading& reading) {
  constexpr std::array<std::string_view, 2> kStates{"AVAILABLE", "ERROR"};
  FileGroup group;
  group.place = entry.place();
  read_filename(entry, group);
  read_content(entry, group, reading.reader->files);
  group.is_readable = entry.word("state", kStates) != kStates[1];
  const bool unrealistic = entry.boolean("unrealistic").value_or(false);
  read_checksum(entry, group, unrealistic);
  group.fields = core::read_wire_mapping(entry, "fields", reading.file_shape, unrealistic);
  entry.finish();
  return group;
}

// --- Sub-orders

SubOrderPlan read_sub_order(core::Mapping& entry, bool is_first, const Reading& reading) {
  SubOrderPlan sub_order;
  sub_order.place = entry.place();
  if (auto available = entry.mapping("available", "a moment")) {
    sub_order.available = core::read_moment(*available, file_order_noun(), reading.reader->start);
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
    sub_order.files.push_back(read_file(file, reading));
  }
  if (sub_order.files.empty()) {
    entry.error(entry.key_place("files"),
                "a sub-order needs at least one file: write files: { filename: file.dat, size: 4KB }");
  }
  entry.finish();
  return sub_order;
}

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

std::vector<SubOrderPlan> read_sub_orders(core::Mapping& order, const Reading& reading) {
  if (!order.has("sub_orders")) return default_sub_orders(order.place());
  std::vector<SubOrderPlan> sub_orders;
  std::vector<core::Step> steps;
  for (const core::Node* node : order.list("sub_orders")) {
    core::Mapping entry = order.child(*node, "a sub-order");
    sub_orders.push_back(read_sub_order(entry, sub_orders.empty(), reading));
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

void note_what_never_comes(const OrderPlan& order, core::Problems& problems) {
  const auto note = [&](const core::Moment& moment, core::Place place) {
    const auto* on = std::get_if<core::On>(&moment.trigger);
    if (on == nullptr || (on->event != "expired" && !is_call_of_the_client(on->event))) return;
    problems.note(place, core::cat("nothing in this version makes ", core::in_quotes(on->event),
                                   " happen to a file order: this waits for ever"));
  };
  for (const auto& step : order.timeline) note(step.moment, step.place);
  for (const auto& sub_order : order.sub_orders) note(sub_order.available, sub_order.place);
}

OrderPlan read_order(core::Mapping& entry, const Reading& reading) {
  OrderPlan order;
  order.place = entry.place();
  read_ids(entry, order);
  order.owner = core::read_owner(entry, reading.users, "users");
  order.owner_place = entry.value_place("owner");
  read_label(entry, order);
  const bool unrealistic = entry.boolean("unrealistic").value_or(false);
  order.sub_orders = read_sub_orders(entry, reading);
  number_files(order.sub_orders);
  order.timeline = core::read_timeline<core::Step>(entry, "a step", file_order_noun(), reading.page_shape,
                                                   *reading.reader);
  order.fields = core::read_wire_mapping(entry, "fields", reading.page_shape, unrealistic);
  note_what_never_comes(order, entry.problems());
  entry.finish();
  return order;
}

void refuse_doubled_ids(const std::vector<OrderPlan>& orders, core::Problems& problems) {
  std::vector<const OrderPlan*> by_id;
  by_id.reserve(orders.size());
  for (const auto& order : orders) by_id.push_back(&order);
  std::ranges::stable_sort(by_id, {}, &OrderPlan::id);
  const OrderPlan* reaches_farthest = nullptr;
  for (const OrderPlan* order : by_id) {
    if (reaches_farthest != nullptr && order->id < reaches_farthest->id + reaches_farthest->count) {
      const auto [first, second] = std::ranges::minmax(reaches_farthest->place, order->place);
      problems.error(
          second, core::cat("two orders are called ", std::to_string(order->id), ", the other one stands at ",
                            core::to_text(first), ": give one of them another id"));
    }
    if (reaches_farthest == nullptr ||
        order->id + order->count > reaches_farthest->id + reaches_farthest->count) {
      reaches_farthest = order;
    }
  }
}

void refuse_too_many_files(const std::vector<OrderPlan>& orders, core::Problems& problems) {
  std::uint64_t files = 0;
  for (const auto& order : orders) {
    files += order.file_count() * order.count;
    if (files <= kMostFiles) continue;
    problems.error(order.place,
                   core::cat("at most ", std::to_string(kMostFiles),
                             " files in all orders of a scenario, copies included: make 'repeat' smaller"));
    return;
  }
}

std::uint64_t read_page_size(core::Mapping& section) {
  const auto size = section.integer("page_size");
  if (!size) return 50;  // the guide's default
  if (*size == 0 || *size > kMostFilesOfAPage) {
    section.error(section.value_place("page_size"),
                  core::cat("'page_size' is a number from 1 to ", std::to_string(kMostFilesOfAPage),
                            ", found '", std::to_string(*size), "'"));
  }
  return *size;
}

}  // namespace

std::unique_ptr<const FileOrderPlan> read_section(const core::Node& section,
                                                  const core::ScenarioReader& reader,
                                                  core::Problems& problems, core::KnownKeys* known_keys) {
  const std::size_t errors_before = problems.error_count();
  core::Mapping mapping{section, "the file_order section", problems, known_keys};
  auto plan = std::make_unique<FileOrderPlan>();
  plan->seed = reader.seed;
  plan->page_size = read_page_size(mapping);
  check_clients(mapping);
  if (mapping.has("users")) plan->users_place = mapping.key_place("users");
  plan->users = core::read_users(mapping, "file_order", read_role);

  const auto page_shape = reader.response_schema(kListFiles.method, kListFiles.path, 200);
  const Reading reading{.reader = &reader,
                        .users = plan->users,
                        .page_shape = page_shape,
                        .file_shape = core::member_shape(core::member_shape(page_shape, "content"), {})};
  for (const core::Node* node : mapping.list("orders")) {
    core::Mapping order = mapping.child(*node, "a file order");
    plan->orders.push_back(read_order(order, reading));
  }
  mapping.finish();
  refuse_doubled_ids(plan->orders, problems);
  refuse_too_many_files(plan->orders, problems);
  if (problems.error_count() != errors_before) return nullptr;
  return plan;
}

}  // namespace mock::providers::file_order
