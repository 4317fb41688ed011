#include "core/problem_details.hpp"

#include "core/json.hpp"

namespace mock::core {

Response problem_details(int status, const std::string& detail) {
  const Json body{{"type", "about:blank"},
                  {"title", std::string{reason_phrase(status)}},
                  {"status", status},
                  {"detail", detail}};
  return {.status = status,
          .headers = {{"Content-Type", "application/problem+json"}},
          .body = text_body(to_text(body))};
}

}  // namespace mock::core
