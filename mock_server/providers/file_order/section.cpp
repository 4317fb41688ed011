#include "providers/file_order/section.hpp"

#include "core/text.hpp"
#include "providers/file_order/order_reader.hpp"
#include "providers/file_order/page.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace mock::providers::file_order {

namespace {

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

  const OrderReader orders{plan->users, reader};
  for (const core::Node* node : mapping.list("orders")) {
    core::Mapping order = mapping.child(*node, "a file order");
    plan->orders.push_back(orders.read(order));
  }
  mapping.finish();
  refuse_doubled_ids(plan->orders, problems);
  refuse_too_many_files(plan->orders, problems);
  if (problems.error_count() != errors_before) return nullptr;
  return plan;
}

}  // namespace mock::providers::file_order
