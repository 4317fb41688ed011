#include "core/access.hpp"

#include "core/text.hpp"

#include <algorithm>
#include <map>

namespace mock::core {
namespace {

/// A secret for people to recognise: its last four characters (DECISIONS 36).
std::string masked(std::string_view secret) {
  return secret.size() <= 4 ? "'…'" : cat("'…", secret.substr(secret.size() - 4), "'");
}

/// The token of `Bearer <token>`; the scheme is compared without case (RFC 9110 §11.1).
std::optional<std::string_view> token_of(std::string_view authorization) {
  constexpr std::string_view kScheme = "Bearer ";
  if (authorization.size() < kScheme.size() ||
      !equal_ignoring_case(authorization.substr(0, kScheme.size()), kScheme)) {
    return std::nullopt;
  }
  const auto begin = authorization.find_first_not_of(' ', kScheme.size());
  if (begin == std::string_view::npos) return std::nullopt;
  return authorization.substr(begin);
}

Violation bearer_violation(Rule rule, std::string found, std::string expected, std::string hint) {
  return {.rule = rule,
          .side = Side::Client,
          .where = "header Authorization",
          .found = std::move(found),
          .expected = std::move(expected),
          .hint = std::move(hint)};
}

}  // namespace

const Person* Guests::find(std::string_view name) const {
  const auto found =
      std::find_if(people.begin(), people.end(), [&](const Person& p) { return p.name == name; });
  return found == people.end() ? nullptr : &*found;
}

std::optional<std::string> Guests::example_token(const std::optional<std::string>& owner) const {
  if (anyone) return "any-token";
  for (const Person& person : people) {
    if (!person.tokens.empty() && (!owner || person.name == *owner)) return person.tokens.front().token;
  }
  return std::nullopt;
}

Bearer judge_bearer(const Headers& headers, const Guests& guests, Instant session_start, Instant now,
                    std::set<std::string>& expired_before) {
  const std::string* authorization = find_header(headers, "Authorization");
  if (authorization == nullptr) {
    return {.violation = bearer_violation(rules::kMissingBearer, "nothing", "Bearer <token> (RFC 6750 §2.1)",
                                          "send the header Authorization: Bearer <token>")};
  }
  const auto token = token_of(*authorization);
  if (!token) {
    const auto scheme = authorization->substr(0, authorization->find(' '));
    if (equal_ignoring_case(scheme, "Bearer")) {
      return {.violation = bearer_violation(rules::kMissingBearer, "Bearer without a token",
                                            "Bearer <token> (RFC 6750 §2.1)",
                                            "the token is empty: is the variable that holds it set?")};
    }
    return {.violation = bearer_violation(rules::kMissingBearer, cat("the scheme ", in_quotes(scheme, 20)),
                                          "Bearer <token> (RFC 6750 §2.1)",
                                          "put the word Bearer and one blank in front of the token")};
  }
  if (guests.anyone) return {.let_in = true};
  for (const auto& person : guests.people) {
    for (const auto& known : person.tokens) {
      if (known.token != *token) continue;
      if (!known.lifetime || now < add(session_start, *known.lifetime))
        return {.let_in = true, .person = &person};
      if (expired_before.insert(known.token).second) return {};
      return {.violation = bearer_violation(
                  rules::kExpiredBearer,
                  cat("the token ", masked(*token), ", which expired at ",
                      to_iso(add(session_start, *known.lifetime)), " and was refused before"),
                  "a token that is still valid", "take a new token after the first 401")};
    }
  }
  return {.violation = bearer_violation(
              rules::kUnknownBearer, cat("the token ", masked(*token)), "a token that this scenario knows",
              "use one of the tokens of the scenario, or leave out the list that holds them "
              "to let any in")};
}

std::vector<Token> read_tokens(Mapping& mapping) {
  std::vector<Token> tokens;
  for (const Node* node : mapping.list("tokens")) {
    if (node->is_scalar()) {
      tokens.push_back({.token = node->text, .lifetime = std::nullopt});
      continue;
    }
    Mapping token = mapping.child(*node, "a token");
    auto text = token.text("token");
    const auto lifetime = token.duration("lifetime");
    token.finish();
    if (text) {
      tokens.push_back({.token = std::move(*text), .lifetime = lifetime});
    } else if (!token.has("token")) {
      token.error(token.place(),
                  "a token needs 'token': write { token: …, lifetime: 1h }, or the token alone");
    }
  }
  return tokens;
}

Guests read_users(Mapping& section, std::string_view provider,
                  const std::function<void(Mapping&, Person&)>& read_more) {
  Guests users;
  if (!section.has("users")) return users;
  users.anyone = false;
  const std::string what = cat("a ", provider, " user");
  for (const Node* node : section.list("users")) {
    Mapping entry = section.child(*node, what);
    Person& user = users.people.emplace_back();
    user.place = entry.place();
    user.name = entry.text("name").value_or("");
    user.email = entry.text("email").value_or(user.name);
    user.password = entry.text("password").value_or("");
    user.tokens = read_tokens(entry);
    if (read_more) read_more(entry, user);
    if (!entry.has("name")) {
      entry.error(entry.place(), cat(what, " needs 'name': write { name: anna, tokens: her-token }"));
    }
    entry.finish();
  }
  check_guests(users, section.problems());
  const bool has_token = std::any_of(users.people.begin(), users.people.end(),
                                     [](const Person& user) { return !user.tokens.empty(); });
  if (!has_token) {
    section.problems().note(
        section.key_place("users"),
        "no user has tokens, so every bearer is refused (nobody can log in in this version): "
        "write tokens: some-token");
  }
  return users;
}

void check_guests(const Guests& guests, Problems& problems) {
  std::map<std::string_view, const Person*> by_name;
  std::map<std::string_view, const Person*> by_token;
  for (const auto& person : guests.people) {
    if (const auto [first, is_new] = by_name.try_emplace(person.name, &person); !is_new) {
      problems.error(person.place, cat(in_quotes(person.name), " stands here twice (first at ",
                                       to_text(first->second->place), "): give one of them another name"));
    }
    for (const auto& token : person.tokens) {
      const auto [first, is_new] = by_token.try_emplace(token.token, &person);
      if (!is_new && first->second != &person) {
        problems.error(person.place, cat("the token of ", in_quotes(first->second->name), " is given to ",
                                         in_quotes(person.name), " as well: a token belongs to one"));
      }
    }
  }
}

std::optional<std::string> read_owner(Mapping& mapping, const Guests& guests, std::string_view list_key) {
  auto owner = mapping.text("owner");
  if (!owner) return std::nullopt;
  if (guests.find(*owner) == nullptr) {
    std::vector<std::string> names;
    for (const auto& person : guests.people) names.push_back(person.name);
    mapping.error(
        mapping.value_place("owner"),
        cat("'owner' is one of '", list_key, "', found ", in_quotes(*owner), did_you_mean(*owner, names),
            names.empty() ? cat(": add ", list_key, " to this provider's section") : std::string{}));
  }
  return owner;
}

}  // namespace mock::core
