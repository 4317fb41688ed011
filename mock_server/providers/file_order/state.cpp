#include "providers/file_order/state.hpp"

#include "core/rules.hpp"
#include "core/text.hpp"
#include "providers/file_order/noun.hpp"
#include "providers/file_order/operations.hpp"
#include "providers/file_order/order_reader.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <utility>

namespace mock::providers::file_order {

namespace {

/// The number of a transfer: the order's index above these bits, the file's position in them.
constexpr unsigned kPositionBits = 40;

/// PROJECT_ADMIN and INSTANCE_ADMIN see everybody's orders (UPSTREAMS 3.2).
bool sees_everything(const core::Person& person) {
  return person.role == "PROJECT_ADMIN" || person.role == "INSTANCE_ADMIN";
}

core::Violation forbidden(const Order& order, std::string_view parameter, const core::Person& person) {
  const std::string& owner = *order.plan().owner;
  return {.rule = core::rules::kForbidden,
          .side = core::Side::Client,
          .where = core::cat("path ", parameter),
          .found = core::cat(parameter == "orderId" ? "" : "a file of ", "order ", std::to_string(order.id()),
                             ", which belongs to ", core::in_quotes(owner)),
          .expected = core::cat("something of ", core::in_quotes(person.name), ", whose bearer this is"),
          .hint = core::cat("send a bearer of ", core::in_quotes(owner), ", or give ",
                            core::in_quotes(person.name), " the role PROJECT_ADMIN in the scenario")};
}

/// RFC 6266 §4: the plain form for what it can say, the extended one (RFC 8187) for all else.
std::string content_disposition(std::string_view name) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string plain;
  std::string extended;
  bool is_plain = true;
  for (const char character : name) {
    const auto byte = static_cast<unsigned char>(character);
    const bool is_ascii = byte < 0x80;
    is_plain = is_plain && is_ascii;
    if (character == '"' || character == '\\') plain += '\\';
    plain += is_ascii ? character : '_';
    const bool is_word = (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
                         (byte >= 'a' && byte <= 'z') || byte == '.' || byte == '-' || byte == '_';
    if (is_word) {
      extended += character;
    } else {
      extended += '%';
      extended += kDigits[byte >> 4U];
      extended += kDigits[byte & 0xfU];
    }
  }
  std::string value = core::cat("attachment; filename=\"", plain, "\"");
  if (!is_plain) value += core::cat("; filename*=UTF-8''", extended);
  return value;
}

}  // namespace

FileOrderState::FileOrderState(const FileOrderPlan& plan, core::Stage& stage) : plan_{&plan} {
  std::size_t count = 0;
  for (const auto& order : plan.orders) count += static_cast<std::size_t>(order.count);
  orders_.reserve(count);
  resource_of_order_.reserve(count);
  tracks_.reserve(count);
  by_id_.reserve(count);
  by_urn_.reserve(count);
  for (const auto& order : plan.orders) create(order, stage.seed());
  first_added_ = orders_.size();
  for (auto& order : orders_) order.start(stage);
}

void FileOrderState::create(const OrderPlan& plan, std::uint64_t seed) {
  for (std::uint64_t copy = 0; copy < plan.count; ++copy) {
    const std::size_t index = orders_.size();
    const Order& order = orders_.emplace_back(plan, plan.id + copy, seed, index, tracks_);
    by_id_.emplace(order.id(), index);
    by_urn_.emplace(order.first_urn().high, index);
    resource_of_order_.push_back(resource_count_);
    resource_count_ += 1 + plan.sub_orders.size();
  }
  files_ += plan.file_count() * plan.count;
}

core::Answer FileOrderState::answer(const core::Call& call, core::Stage& stage) {
  return call.operation.id == kListFiles.id ? list_files(call, stage) : get_catalog_file(call, stage);
}

/// The guide's answers: 204 = not over and nothing listed, 206 = not over and something listed, 200 = over.
/// They tell about the order, not about the page (DECISIONS 13).
core::Answer FileOrderState::list_files(const core::Call& call, core::Stage& stage) {
  core::Answer answer;
  const Subject subject = find_order(call.parameter("orderId"));
  if (!let_in(call, subject, "orderId", Refusal::UnknownOrder, stage, answer)) return answer;

  const Order& order = *subject.order;
  const PageRequest request = read_page_request(call.target, plan_->page_size);
  answer.line = order.line();
  if (request.number == 0) answer.polled = order.timelines();
  if (!is_over(order.status()) && order.listed().size() == 0) {
    answer.response = {.status = 204};
    return answer;
  }
  answer.response = {.status = is_over(order.status()) ? 200 : 206,
                     .headers = {{"Content-Type", "application/json"}},
                     .body = page(subject, request, call.origin, stage)};
  return answer;
}

/// The `uri` of a list. A complete transfer of it counts as downloaded (○ DECISIONS 13). A Range header is
/// ignored, as RFC 9110 §14.2 allows: always the whole content.
core::Answer FileOrderState::get_catalog_file(const core::Call& call, core::Stage& stage) {
  core::Answer answer;
  const Subject subject = find_file(call.parameter("productUrn"));
  if (!let_in(call, subject, "productUrn", Refusal::UnknownFile, stage, answer)) return answer;

  answer.line = subject.order->line();
  const auto file = subject.order->available_file(subject.position);
  if (!file || checksum_of(*file, stage.seed(), stage.checksums()) != call.parameter("checksum")) {
    answer.response = refuse(Refusal::UnknownFile, call.target.path, stage.now());
    return answer;
  }
  answer.response = {.status = 200,
                     .headers = {{"Content-Type", media_type_of(*file)},
                                 {"Content-Disposition", content_disposition(file->name())},
                                 {"Accept-Ranges", "none"}},
                     .body = file->body(stage.seed())};
  answer.transfer = std::uint64_t{subject.order_index} << kPositionBits | subject.position;
  return answer;
}

FileOrderState::Subject FileOrderState::find_order(std::string_view id) const {
  const auto number = core::parse_decimal(id);
  const auto found = number ? by_id_.find(*number) : by_id_.end();
  if (found == by_id_.end()) return {};
  return {.order = &orders_[found->second], .order_index = found->second};
}

FileOrderState::Subject FileOrderState::find_file(std::string_view urn) const {
  const auto parsed = parse_urn(urn);
  const auto found = parsed ? by_urn_.find(parsed->high) : by_urn_.end();
  if (found == by_urn_.end()) return {};
  const Order& order = orders_[found->second];
  const auto position = position_of(*parsed, order.first_urn());
  if (!position || !order.plan().file(*position)) return {};
  return {.order = &order, .order_index = found->second, .position = *position};
}

/// A path that breaks the contract names nothing that exists, so its answer is the 404 (○ no source shows
/// another); page and size fall back to their defaults.
bool FileOrderState::let_in(const core::Call& call, const Subject& subject, std::string_view parameter,
                            Refusal unknown, core::Stage& stage, core::Answer& answer) {
  if (subject.order != nullptr) answer.resource = std::to_string(subject.order->id());
  const auto refuse_with = [&](Refusal refusal, core::Place line) {
    answer.response = refuse(refusal, call.target.path, stage.now());
    answer.line = line;
    return false;
  };

  auto bearer =
      core::judge_bearer(call.request.headers, plan_->users, stage.start(), stage.now(), expired_before_);
  if (bearer.violation) answer.violations.push_back(*std::move(bearer.violation));
  if (!bearer.let_in) return refuse_with(Refusal::NotAuthenticated, plan_->users_place);
  if (subject.order == nullptr) return refuse_with(unknown, {});

  const OrderPlan& order = subject.order->plan();
  if (!order.owner || bearer.person == nullptr || bearer.person->name == *order.owner ||
      sees_everything(*bearer.person)) {
    return true;
  }
  answer.violations.push_back(forbidden(*subject.order, parameter, *bearer.person));
  return refuse_with(Refusal::NotYours, order.owner_place);
}

core::Body FileOrderState::page(const Subject& subject, const PageRequest& request, std::string_view origin,
                                core::Stage& stage) {
  const PageCache::Key key{.order = subject.order_index,
                           .version = subject.order->version(),
                           .request = request,
                           .origin = origin};
  auto rendered = pages_.find(key);
  if (rendered == nullptr) {
    rendered = std::make_shared<const std::string>(render_page(
        *subject.order, request, {.origin = origin, .seed = stage.seed(), .checksums = stage.checksums()}));
    pages_.keep(key, rendered);
  }
  return core::Text{std::move(rendered)};
}

void FileOrderState::take_step(std::size_t key, std::size_t step, core::Stage& stage) {
  const Track track = tracks_[key];
  Order& order = orders_[track.order];
  if (track.steps != nullptr) {
    order.take_own_step((*track.steps)[step], stage);
  } else {
    order.take_sub_order(track.sub_order, stage);
  }
}

std::string FileOrderState::resource_of(std::size_t key) const {
  const Track& track = tracks_[key];
  const Order& order = orders_[track.order];
  return track.steps != nullptr ? order.reference() : order.reference_of(track.sub_order);
}

core::StepOutline FileOrderState::outline(std::size_t key, std::size_t step) const {
  const Track& track = tracks_[key];
  if (track.steps == nullptr) {
    const SubOrderPlan& sub_order = orders_[track.order].plan().sub_orders[track.sub_order];
    return {.status = sub_order.outcome(), .line = sub_order.place};
  }
  const core::Step& outlined = (*track.steps)[step];
  return {.status = outlined.status, .line = outlined.place};
}

core::ResourceView FileOrderState::resource(std::size_t index) const {
  const Position position = resource_position(index);
  const Order& order = orders_[position.order];
  return position.number == 0 ? order.view() : order.view_of(position.number - 1);
}

FileOrderState::Position FileOrderState::resource_position(std::size_t resource) const {
  const auto after = std::ranges::upper_bound(resource_of_order_, resource);
  const auto order = static_cast<std::size_t>(after - resource_of_order_.begin()) - 1;
  return {.order = order, .number = resource - resource_of_order_[order]};
}

std::optional<std::size_t> FileOrderState::find_resource(std::string_view reference) const {
  if (const Subject of_file = find_file(reference); of_file.order != nullptr) {
    return resource_of_order_[of_file.order_index];
  }
  const auto slash = reference.find('/');
  const Subject found = find_order(reference.substr(0, slash));
  if (found.order == nullptr) return std::nullopt;
  const std::size_t order = resource_of_order_[found.order_index];
  if (slash == std::string_view::npos) return order;
  const auto number = core::parse_decimal(reference.substr(slash + 1));
  if (!number || *number == 0 || *number > found.order->plan().sub_orders.size()) return std::nullopt;
  return order + static_cast<std::size_t>(*number);
}

void FileOrderState::set_status(std::size_t index, std::string_view status, core::Place line,
                                core::Stage& stage) {
  order_at(index).become(status, line, stage);
}

Order& FileOrderState::order_at(std::size_t resource) {
  const Position position = resource_position(resource);
  assert(position.number == 0 && "a sub-order is never moved: its view says that it is immovable");
  return orders_[position.order];
}

bool FileOrderState::bring_timeline(std::size_t index, const core::Node& steps, std::string_view from,
                                    const core::ScenarioReader& reader, core::Problems& problems,
                                    core::Stage& stage) {
  const std::size_t errors_before = problems.error_count();
  auto read = OrderReader{plan_->users, reader}.read_timeline(steps, from, problems);
  if (problems.error_count() != errors_before) return false;
  order_at(index).bring_timeline(brought_.emplace_back(std::move(read)), stage);
  return true;
}

std::optional<std::size_t> FileOrderState::add_order(const core::Node& order,
                                                     const core::ScenarioReader& reader,
                                                     core::Problems& problems, core::Stage& stage) {
  const std::size_t errors_before = problems.error_count();
  core::Mapping mapping{order, "a file order", problems};
  OrderPlan read = OrderReader{plan_->users, reader}.read(mapping);
  // An id that could not be read is 0.
  if (read.id != 0 || problems.error_count() == errors_before) refuse_taken_ids(read, problems);
  refuse_too_many_files(read, problems);
  if (!read.checksums_needed(stage.seed()).empty()) {
    problems.error(
        read.place,
        "'checksum: computed' is for scenarios, where starting waits for it: an order that is added to a "
        "session in play must state the 32 digits");
  }
  if (problems.error_count() != errors_before) return std::nullopt;
  const OrderPlan& plan = added_.emplace_back(std::move(read));
  const std::size_t first = orders_.size();
  create(plan, stage.seed());
  for (std::size_t i = first; i < orders_.size(); ++i) orders_[i].start(stage);
  return resource_of_order_[first];
}

void FileOrderState::refuse_taken_ids(const OrderPlan& plan, core::Problems& problems) const {
  for (std::uint64_t copy = 0; copy < plan.count; ++copy) {
    const auto found = by_id_.find(plan.id + copy);
    if (found == by_id_.end()) continue;
    const std::string where =
        found->second < first_added_
            ? core::cat("stands at ", core::to_text(orders_[found->second].plan().place), " of the scenario")
            : "was added before";
    problems.error(plan.place, core::cat("two orders are called ", std::to_string(plan.id + copy),
                                         ", the other one ", where, ": give this one another id"));
    return;
  }
}

void FileOrderState::refuse_too_many_files(const OrderPlan& plan, core::Problems& problems) const {
  if (plan.file_count() * plan.count <= kMostFiles - files_) return;
  problems.error(plan.place, core::cat("at most ", std::to_string(kMostFiles),
                                       " files in all orders of a session, copies included, and it has ",
                                       std::to_string(files_), ": make 'repeat' smaller"));
}

void FileOrderState::transfer_ended(std::uint64_t transfer, const core::TransferEnd& end,
                                    core::Stage& stage) {
  if (!end.complete) return;
  orders_[static_cast<std::size_t>(transfer >> kPositionBits)].downloaded(
      transfer & ((std::uint64_t{1} << kPositionBits) - 1), stage);
}

}  // namespace mock::providers::file_order
