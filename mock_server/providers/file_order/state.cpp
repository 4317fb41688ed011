#include "providers/file_order/state.hpp"

#include "core/rules.hpp"
#include "core/text.hpp"
#include "providers/file_order/noun.hpp"
#include "providers/file_order/operations.hpp"

#include <array>
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
  by_id_.reserve(count);
  by_urn_.reserve(count);
  for (const auto& order_plan : plan.orders) {
    for (std::uint64_t copy = 0; copy < order_plan.count; ++copy) {
      const std::size_t index = orders_.size();
      const Order& order =
          orders_.emplace_back(order_plan, order_plan.id + copy, stage.seed(), 2 * index, 2 * index + 1);
      by_id_.emplace(order.id(), index);
      by_urn_.emplace(order.first_urn().high, index);
    }
  }
  for (auto& order : orders_) order.start(stage);
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

FileOrderState::Subject FileOrderState::find_order(const std::string& id) const {
  const auto number = core::parse_decimal(id);
  const auto found = number ? by_id_.find(*number) : by_id_.end();
  if (found == by_id_.end()) return {};
  return {.order = &orders_[found->second], .order_index = found->second};
}

FileOrderState::Subject FileOrderState::find_file(const std::string& urn) const {
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
  Order& order = orders_[key / 2];
  if (key % 2 == 0) {
    order.take_own_step(step, stage);
  } else {
    order.take_sub_order(stage);
  }
}

std::string FileOrderState::resource_of(std::size_t key) const {
  const Order& order = orders_[key / 2];
  return key % 2 == 0 ? order.reference() : order.reference_of_next_sub_order();
}

void FileOrderState::transfer_ended(std::uint64_t transfer, const core::TransferEnd& end,
                                    core::Stage& stage) {
  if (!end.complete) return;
  orders_[static_cast<std::size_t>(transfer >> kPositionBits)].downloaded(
      transfer & ((std::uint64_t{1} << kPositionBits) - 1), stage);
}

}  // namespace mock::providers::file_order
