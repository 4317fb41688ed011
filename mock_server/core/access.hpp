#pragma once

#include "core/finding.hpp"
#include "core/mapping.hpp"
#include "core/message.hpp"

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace mock::core {

/// A bearer that needs no login (SCENARIOS 3.1 `tokens`).
struct Token {
  std::string token;
  std::optional<Duration> lifetime;  ///< from session start; absent: endless
};

/// Somebody behind a bearer: an entry of `users`, or in musement of `clients`.
struct Person {
  std::string name;
  std::string email;
  std::string password;
  std::string role;
  std::vector<Token> tokens;
  Place place;
};

/// The people and bearers that one provider lets in. Absent list: any bearer will do, and nobody is known by
/// name.
struct Guests {
  bool anyone = true;
  std::vector<Person> people;

  [[nodiscard]] const Person* find(std::string_view name) const;
  /// A bearer that may see what belongs to `owner` (absent: to everyone); nothing if nobody who may has one.
  [[nodiscard]] std::optional<std::string> example_token(const std::optional<std::string>& owner) const;
};

/// What a request's bearer turned out to be.
struct Bearer {
  bool let_in = false;
  const Person* person = nullptr;           ///< null where anyone is let in
  std::optional<Violation> violation = {};  ///< why not; none for the first 401 after a token expired
};

/// Judges the `Authorization` header (RFC 6750 §2.1). `expired_before` remembers which expired tokens were
/// refused once already: using one again is a broken promise, the first time is not (DECISIONS 2).
Bearer judge_bearer(const Headers& headers, const Guests& guests, Instant session_start, Instant now,
                    std::set<std::string>& expired_before);

/// Reads `tokens:` (texts, or mappings of `token` and `lifetime`).
std::vector<Token> read_tokens(Mapping& mapping);
/// Reads `users:` of a provider's section. `read_more` reads the keys that only this provider's users have.
Guests read_users(Mapping& section, std::string_view provider,
                  const std::function<void(Mapping&, Person&)>& read_more = {});
/// Refuses a token that two people have, and names that come twice.
void check_guests(const Guests& guests, Problems& problems);
/// Reads `owner:`; refuses one that is no guest.
std::optional<std::string> read_owner(Mapping& mapping, const Guests& guests, std::string_view list_key);

}  // namespace mock::core
