#include "journal/base64.hpp"

#include "core/random.hpp"

#include <catch2/catch_test_macros.hpp>

#include <string>
#include <string_view>
#include <utility>

using namespace mock;

TEST_CASE("base64 writes and reads the vectors of RFC 4648", "[journal][base64]") {
  const std::pair<std::string_view, std::string_view> rows[] = {{"", ""},
                                                                {"f", "Zg=="},
                                                                {"fo", "Zm8="},
                                                                {"foo", "Zm9v"},
                                                                {"foob", "Zm9vYg=="},
                                                                {"fooba", "Zm9vYmE="},
                                                                {"foobar", "Zm9vYmFy"},
                                                                {"\xff\xfe\xfd", "//79"},
                                                                {"\xfb\xef\xbe", "++++"}};

  for (const auto& [bytes, text] : rows) {
    INFO(text);
    CHECK(journal::base64(bytes) == text);
    CHECK(journal::from_base64(text) == bytes);
  }
}

TEST_CASE("any bytes come back from base64 as they went", "[journal][base64]") {
  core::Random random{1, "base64"};
  for (std::size_t size = 0; size < 200; ++size) {
    std::string bytes;
    while (bytes.size() < size) bytes += static_cast<char>(random.next());

    CHECK(journal::from_base64(journal::base64(bytes)) == bytes);
  }
}

TEST_CASE("what base64 does not write is not read", "[journal][base64]") {
  for (const std::string_view text :
       {"Z", "Zg", "Zm8", "Zg=", "Zm9v=", "Zm9v====", "====", "=", "==", "Z===", "Zg==Zg==", "=Zg=", "Zm9v\n",
        "Zm 9v", "Zm9-", "Zm9_", "Zm9\xff", "Zh==", "Zm9="}) {
    INFO(text);
    CHECK_FALSE(journal::from_base64(text).has_value());
  }
}
