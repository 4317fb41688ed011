#include "journal/message_json.hpp"

#include "core/overloaded.hpp"
#include "core/text.hpp"
#include "journal/base64.hpp"
#include "journal/printable.hpp"

#include <cstddef>
#include <utility>
#include <variant>

namespace mock::journal {
namespace {

core::Json to_json(const core::Generated& generated) {
  return {{"name", valid_utf8(generated.content.name)},
          {"seed", generated.content.seed},
          {"size_bytes", generated.content.size},
          {"offset_bytes", generated.offset},
          {"length_bytes", generated.length}};
}

core::Json to_json(const core::FileStretch& stretch) {
  return {
      {"path", valid_utf8(stretch.path)}, {"offset_bytes", stretch.offset}, {"length_bytes", stretch.length}};
}

core::Json to_json(const core::Archive& archive, Secrets secrets) {
  core::Json entries = core::Json::array();
  for (const auto& entry : archive.entries) {
    core::Json json{{"name", valid_utf8(entry.name)}, {"modified", core::to_iso(entry.modified)}};
    std::visit(core::Overloaded{
                   [&](const core::Text& text) { put(json, "content", shown_body(*text.bytes, secrets)); },
                   [&](const core::Generated& generated) { json["generated"] = to_json(generated); },
                   [&](const core::FileStretch& stretch) { json["file"] = to_json(stretch); }},
               entry.content);
    entries.push_back(std::move(json));
  }
  return entries;
}

}  // namespace

void put(core::Json& object, std::string_view key, const std::string& bytes) {
  if (core::find_invalid_utf8(bytes)) {
    object[core::cat(key, "_base64")] = base64(bytes);
  } else {
    object[std::string{key}] = bytes;
  }
}

void put_or_null(core::Json& object, std::string_view key, const std::string& bytes) {
  if (bytes.empty()) {
    object[std::string{key}] = nullptr;
  } else {
    put(object, key, bytes);
  }
}

core::Json to_json(const core::Headers& headers, Secrets secrets) {
  core::Json list = core::Json::array();
  for (const auto& header : headers) {
    core::Json one = core::Json::object();
    put(one, "name", header.name);
    put(one, "value", shown_header_value(header, secrets));
    list.push_back(std::move(one));
  }
  return list;
}

core::Json to_json(const core::Request& request, Secrets secrets) {
  core::Json json = core::Json::object();
  put(json, "method", request.method);
  put(json, "target", shown_target(request.target, secrets));
  json["headers"] = to_json(request.headers, secrets);
  put(json, "body", shown_body(request.body, secrets));
  return json;
}

core::Json to_json(const core::Response& response, Secrets secrets) {
  core::Json json{{"status", response.status}, {"headers", to_json(response.headers, secrets)}};
  std::visit(core::Overloaded{
                 [&](const core::Text& text) { put(json, "body", shown_body(*text.bytes, secrets)); },
                 [&](const core::Generated& generated) { json["body_generated"] = to_json(generated); },
                 [&](const core::FileStretch& stretch) { json["body_file"] = to_json(stretch); },
                 [&](const core::Archive& archive) { json["body_archive"] = to_json(archive, secrets); },
                 [&](const core::Live&) { json["body_live"] = true; }},
             response.body);
  return json;
}

std::string describe(const core::Body& body) {
  return std::visit(core::Overloaded{[](const core::Text&) { return std::string{}; },
                                     [](const core::Generated& generated) {
                                       return core::cat(std::to_string(generated.length), " bytes of ",
                                                        printable(generated.content.name, 80));
                                     },
                                     [](const core::FileStretch& stretch) {
                                       return core::cat(std::to_string(stretch.length), " bytes of ",
                                                        printable(stretch.path, 80));
                                     },
                                     [](const core::Archive& archive) {
                                       const std::size_t count = archive.entries.size();
                                       return core::cat("a zip of ", std::to_string(count),
                                                        count == 1 ? " file" : " files");
                                     },
                                     [](const core::Live&) { return std::string{"a live stream"}; }},
                    body);
}

}  // namespace mock::journal
