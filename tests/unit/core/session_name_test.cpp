#include "core/session_name.hpp"

#include <catch2/catch_test_macros.hpp>

#include <string>

using mock::core::is_session_name;

TEST_CASE("A session's name is letters, digits and ._- and begins with a letter or digit", "[session_name]") {
  CHECK(is_session_name("a"));
  CHECK(is_session_name("0"));
  CHECK(is_session_name("worker-3.retry_2"));
  CHECK(is_session_name(std::string(64, 'x')));
  for (const std::string name : {"", "-a", ".a", "_a", "a b", "a/b", "ü", "a~", "a%41"}) {
    CAPTURE(name);
    CHECK_FALSE(is_session_name(name));
  }
  CHECK_FALSE(is_session_name(std::string(65, 'x')));
}
