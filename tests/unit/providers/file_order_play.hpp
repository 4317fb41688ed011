#pragma once

#include "core/json.hpp"
#include "core/operation.hpp"
#include "core/text.hpp"
#include "loading/yaml_reader.hpp"
#include "providers/file_order/provider.hpp"
#include "support/fake_stage.hpp"

#include <catch2/catch_test_macros.hpp>

#include <cstdint>
#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mock::tests {

using namespace std::chrono_literals;

/// 2026-03-01T09:00:00Z, where the worked examples of SCENARIOS 2.7 start.
inline constexpr core::Instant kNine =
    std::chrono::sys_days{std::chrono::year{2026} / 3 / 1} + std::chrono::hours{9};

/// The schema of a page as the contract has it, with `$ref`s expanded, and nothing else.
class GuideContract : public core::Contract, public core::OperationContract {
 public:
  GuideContract() {
    std::ifstream file{std::string{UNDERSTUDY_SOURCE_DIR} +
                       "/contracts/file_order/schemas/available_files.json"};
    document_ = core::Json::parse(file);
    page_ = expanded(document_.at("$defs").at("page"));
  }
  [[nodiscard]] std::string_view name() const override { return "file_order/guide"; }
  [[nodiscard]] const core::OperationContract* find(std::string_view, std::string_view) const override {
    return this;
  }
  [[nodiscard]] std::vector<core::Violation> check_webhook(std::string_view, const core::Headers&,
                                                           std::string_view) const override {
    return {};
  }
  [[nodiscard]] std::vector<core::Violation> check_request(const core::Request&, const core::Target&,
                                                           const core::PathParameters&) const override {
    return {};
  }
  [[nodiscard]] std::vector<core::Violation> check_response(const core::Response&) const override {
    return {};
  }
  [[nodiscard]] core::Json response_schema(int) const override { return page_; }

 private:
  [[nodiscard]] core::Json expanded(const core::Json& schema) const {
    if (schema.is_object() && schema.contains("$ref")) {
      return expanded(document_.at(core::Json::json_pointer{schema.at("$ref").get<std::string>().substr(1)}));
    }
    core::Json result = schema;
    if (result.is_structured()) {
      for (auto& part : result) part = expanded(part);
    }
    return result;
  }

  core::Json document_;
  core::Json page_;
};

/// Digits that differ with the content, and a record of what was asked for.
class CountingChecksums : public core::Checksums {
 public:
  std::string md5(const core::Body& body) override {
    ++asked;
    std::string what{core::text_of(body)};
    if (const auto* generated = std::get_if<core::Generated>(&body)) {
      what = core::cat(generated->content.name, " ", std::to_string(generated->content.size));
    }
    if (const auto* file = std::get_if<core::FileStretch>(&body)) what = file->path;
    std::string digits(32, '0');
    std::uint64_t hash = 14695981039346656037U;
    for (const char character : what) hash = (hash ^ static_cast<unsigned char>(character)) * 1099511628211U;
    for (std::size_t i = 0; i < 16; ++i) digits[i] = "0123456789abcdef"[(hash >> (4 * i)) & 0xfU];
    return digits;
  }
  std::size_t asked = 0;
};

/// Any relative path is a file of 12 bytes, except one.
class FolderOfOne : public core::ScenarioFiles {
 public:
  [[nodiscard]] std::variant<File, std::string> find(const std::string& relative_path) const override {
    if (relative_path == "missing.dat") return "is no file";
    return File{.path = "/scenarios/" + relative_path, .size = 12};
  }
};

/// A section read from a scenario's text, or what is wrong with it.
struct ReadSection {
  core::Problems problems{"x.yaml"};
  std::unique_ptr<const core::Plan> plan;
};

inline ReadSection read_file_order(std::string_view yaml, const core::ScenarioFiles* files = nullptr) {
  static const GuideContract contract;
  static const providers::file_order::FileOrderProvider provider;
  ReadSection read;
  const auto root = loading::read_yaml(yaml, read.problems);
  if (!root) return read;
  for (const auto& entry : root->entries) {
    if (entry.key != "file_order") continue;
    const core::ScenarioReader reader{.contract = &contract, .start = kNine, .seed = 1, .files = files};
    read.plan = provider.configure(entry.value, reader, read.problems, nullptr);
  }
  return read;
}

/// A client that plays against one section: it asks and fetches, and time goes by.
class FileOrderPlay : public FakeStage {
 public:
  explicit FileOrderPlay(std::string_view yaml, const core::ScenarioFiles* files = nullptr)
      : FakeStage{kNine}, section_{read_file_order(yaml, files)} {
    for (const auto& line : section_.problems.lines()) UNSCOPED_INFO(line);
    REQUIRE(section_.plan != nullptr);
    play(*section_.plan);
  }

  [[nodiscard]] core::Checksums& checksums() override { return sums; }
  [[nodiscard]] const core::Plan& plan() const { return *section_.plan; }

  /// Whose bearer the client sends; none if empty.
  std::string token = "any-token";
  CountingChecksums sums;
  core::Answer last;

  /// GETs a path, as it stands in a request or in a link.
  const core::Response& get(std::string target_text) {
    constexpr std::string_view kOrigin = "http://127.0.0.1:8420";
    if (target_text.starts_with(kOrigin)) target_text.erase(0, kOrigin.size());
    const auto target = core::parse_target(target_text);
    REQUIRE(target);
    core::Request request{.method = "GET", .target = target_text, .headers = {}, .body = {}};
    if (!token.empty()) request.headers.push_back({"Authorization", "Bearer " + token});
    for (const auto& operation : provider_.operations()) {
      const auto path = core::match_path(operation.path, *target);
      if (!path) continue;
      last = ask({.operation = operation,
                  .request = request,
                  .target = *target,
                  .path = *path,
                  .violations = {},
                  .origin = kOrigin});
      return last.response;
    }
    FAIL("no operation has the path " << target_text);
    return last.response;
  }

  const core::Response& list(std::string_view order = "42", std::string_view query = {}) {
    return get(core::cat("/api/v1/rs-order/user/orders/", order, "/files/available", query));
  }
  /// The page that `list` answers with.
  core::Json page(std::string_view order = "42", std::string_view query = {}) {
    const auto& response = list(order, query);
    REQUIRE((response.status == 200 || response.status == 206));
    return core::Json::parse(core::text_of(response.body));
  }
  std::vector<std::string> names(std::string_view order = "42", std::string_view query = {}) {
    std::vector<std::string> names;
    const auto files = page(order, query).at("content");
    for (const auto& file : files) names.push_back(file.at("filename"));
    return names;
  }
  /// The link of a listed file.
  std::string uri(std::string_view filename, std::string_view order = "42") {
    const auto files = page(order).at("content");
    for (const auto& file : files) {
      if (file.at("filename") == filename) return file.at("uri");
    }
    FAIL(filename << " is not listed");
    return {};
  }
  /// Reads a link to its end.
  void fetch(const std::string& link) {
    REQUIRE(get(link).status == 200);
    end_transfer(true);
  }
  void fetch_file(std::string_view filename, std::string_view order = "42") { fetch(uri(filename, order)); }
  void end_transfer(bool complete) {
    REQUIRE(last.transfer);
    const auto length = core::length_of(last.response.body).value();
    state().transfer_ended(*last.transfer,
                           {.bytes_sent = complete ? length : length / 2, .complete = complete}, *this);
    advance_by(0s);
  }

 private:
  providers::file_order::FileOrderProvider provider_;
  ReadSection section_;
};

}  // namespace mock::tests
