#pragma once

#include "core/contract.hpp"

#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mock::tests {

/// A contract that knows the shape of one operation's 200 and objects to nothing: enough to read a scenario
/// with. The real one is `validation`'s, which unit tests of providers do not need.
class SchemaContract : public core::Contract, private core::OperationContract {
 public:
  /// `schema_file` is relative to the checkout: `contracts/baanx/schemas/order.json`.
  explicit SchemaContract(const std::string& schema_file) {
    std::ifstream file{std::string{UNDERSTUDY_SOURCE_DIR} + "/" + schema_file};
    std::ostringstream text;
    text << file.rdbuf();
    if (!file) throw std::runtime_error("cannot read " + schema_file);
    const auto document = core::Json::parse(text.str());
    schema_ = expanded(document, document);
  }

  [[nodiscard]] std::string_view name() const override { return "test"; }
  [[nodiscard]] const core::OperationContract* find(std::string_view, std::string_view) const override {
    return this;
  }
  [[nodiscard]] std::vector<core::Violation> check_webhook(std::string_view, const core::Headers&,
                                                           std::string_view) const override {
    return {};
  }

 private:
  [[nodiscard]] std::vector<core::Violation> check_request(const core::Request&, const core::Target&,
                                                           const core::PathParameters&) const override {
    return {};
  }
  [[nodiscard]] std::vector<core::Violation> check_response(const core::Response&) const override {
    return {};
  }
  [[nodiscard]] core::Json response_schema(int) const override { return schema_; }

  /// Replaces each `$ref` into the document itself by what it points to.
  static core::Json expanded(const core::Json& value, const core::Json& document) {
    if (value.is_array()) {
      core::Json items = core::Json::array();
      for (const auto& item : value) items.push_back(expanded(item, document));
      return items;
    }
    if (!value.is_object()) return value;
    if (value.contains("$ref")) {
      const auto pointer = value["$ref"].get<std::string>().substr(1);
      return expanded(document.at(core::Json::json_pointer{pointer}), document);
    }
    core::Json object = core::Json::object();
    for (const auto& [name, member] : value.items()) object[name] = expanded(member, document);
    return object;
  }

  core::Json schema_;
};

}  // namespace mock::tests
