#include "providers/file_order/noun.hpp"

#include <algorithm>
#include <array>

namespace mock::providers::file_order {

namespace {

core::Noun make_noun() {
  core::Noun noun{
      .name = "file order",
      .statuses = {"RUNNING", "PENDING", "PAUSED", "DONE", "DONE_WITH_WARNING", "FAILED", "EXPIRED",
                   "DELETED", "ERROR"},
      .transitions = {{"PENDING", "RUNNING"},
                      {"PENDING", "DONE"},
                      {"PENDING", "DONE_WITH_WARNING"},
                      {"PENDING", "FAILED"},
                      {"PENDING", "PAUSED"},
                      {"PENDING", "EXPIRED"},
                      {"RUNNING", "PAUSED"},
                      {"RUNNING", "DONE"},
                      {"RUNNING", "DONE_WITH_WARNING"},
                      {"RUNNING", "FAILED"},
                      {"RUNNING", "EXPIRED"},
                      {"PAUSED", "RUNNING"},
                      {"PAUSED", "EXPIRED"},
                      {"PAUSED", "DELETED"},
                      {"DONE", "DONE_WITH_WARNING"},
                      {"DONE", "EXPIRED"},
                      {"DONE", "DELETED"},
                      {"DONE_WITH_WARNING", "RUNNING"},
                      {"DONE_WITH_WARNING", "EXPIRED"},
                      {"DONE_WITH_WARNING", "DELETED"},
                      {"FAILED", "RUNNING"},
                      {"FAILED", "DELETED"},
                      {"EXPIRED", "DELETED"}},
      .events = {{"created", true},
                 {"downloaded"},
                 {"paused"},
                 {"resumed"},
                 {"retried"},
                 {"deleted"},
                 {"expired", true}},
      .slips = {{"COMPLETED", "a finished order is DONE"},
                {"FINISHED", "a finished order is DONE"},
                {"SUCCESS", "a finished order is DONE"},
                {"WARNING", "an order that lacks some of its files is DONE_WITH_WARNING"},
                {"CANCELLED", "a cancelled order is DELETED"},
                {"SUSPENDED", "an order that was stopped is PAUSED"}},
  };
  // A failure while cancelling can hit any order.
  for (const auto status : noun.statuses) {
    if (status != "ERROR") noun.transitions.emplace_back(status, "ERROR");
  }
  return noun;
}

}  // namespace

const core::Noun& file_order_noun() {
  static const core::Noun noun = make_noun();
  return noun;
}

const core::Noun& timeline_noun() {
  static const core::Noun noun = [] {
    core::Noun all = file_order_noun();
    all.transitions.emplace_back(kRunning, kDeleted);
    return all;
  }();
  return noun;
}

const core::Noun& sub_order_noun() {
  static const core::Noun noun{
      .name = "file order's sub-order",
      .statuses = {"PENDING", "AVAILABLE", "ERROR"},
      .transitions = {{"PENDING", "AVAILABLE"}, {"PENDING", "ERROR"}},
      .events = {{.name = "downloaded", .happens_once = true}},
      .slips = {{"DONE", "a sub-order whose files can be fetched is AVAILABLE"},
                {"FAILED", "a sub-order all of whose files failed is ERROR"}},
  };
  return noun;
}

bool is_over(std::string_view status) {
  constexpr std::array kOver = {kDone,    kDoneWithWarning,         kFailed, std::string_view{"EXPIRED"},
                                kDeleted, std::string_view{"ERROR"}};
  return std::ranges::find(kOver, status) != kOver.end();
}

bool has_lost_its_files(std::string_view status) { return status == "EXPIRED" || status == kDeleted; }

bool is_call_of_the_client(std::string_view event) {
  constexpr std::array<std::string_view, 4> kCalls = {"paused", "resumed", "retried", "deleted"};
  return std::ranges::find(kCalls, event) != kCalls.end();
}

}  // namespace mock::providers::file_order
