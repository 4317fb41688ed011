#include "admin/answers.hpp"

#include <utility>

namespace mock::admin {

core::Response json_answer(int status, const core::Json& body) {
  return {.status = status,
          .headers = {{"Content-Type", "application/json"}},
          .body = core::text_body(core::to_text(body) + "\n")};
}

core::Response text_answer(std::string_view content_type, std::string text) {
  return {.status = 200,
          .headers = {{"Content-Type", std::string{content_type}}},
          .body = core::text_body(std::move(text))};
}

core::Response no_content() { return {.status = 204}; }

core::Json problem_json(int status, std::string_view sentence, const std::vector<std::string>& mistakes) {
  core::Json details{{"type", "about:blank"},
                     {"title", std::string{core::reason_phrase(status)}},
                     {"status", status},
                     {"detail", std::string{sentence}}};
  if (!mistakes.empty()) details["errors"] = mistakes;
  return details;
}

core::Response problem(const core::Json& details) {
  core::Response response = json_answer(details.at("status").get<int>(), details);
  response.headers.front().value = "application/problem+json";
  return response;
}

core::Response problem(int status, std::string_view sentence, const std::vector<std::string>& mistakes) {
  return problem(problem_json(status, sentence, mistakes));
}

core::Response problem(const Refused& refused) {
  return problem(refused.status, refused.sentence, refused.mistakes);
}

}  // namespace mock::admin
