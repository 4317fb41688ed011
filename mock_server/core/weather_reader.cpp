#include "core/known_names.hpp"
#include "core/text.hpp"
#include "core/weather.hpp"

#include <algorithm>
#include <array>
#include <variant>

namespace mock::core {
namespace {

constexpr std::uint32_t kWhole = 10'000;  ///< 100% in hundredths of a percent

constexpr std::array<std::string_view, 4> kPicks = {"first", "nth", "every", "chance"};
constexpr std::array<std::string_view, 7> kEffects = {"http_status", "rate_limit", "cut",      "reset",
                                                      "stall",       "drip",       "malformed"};
constexpr std::array<std::string_view, 3> kOfStatus = {"retry_after", "retry_after_form", "processed"};
constexpr std::array<std::string_view, 2> kForms = {"seconds", "date"};
constexpr std::array<std::string_view, 4> kMalformed = {"html", "json", "utf8", "empty"};

bool contains(const std::vector<std::string>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// Those of `keys` that the mapping has, in the order of the file; a doubled one once.
std::vector<const Node::Entry*> written(const Mapping& mapping, std::span<const std::string_view> keys) {
  std::vector<const Node::Entry*> entries;
  for (const auto& entry : mapping.node().entries) {
    const bool is_doubled = std::any_of(entries.begin(), entries.end(),
                                        [&](const Node::Entry* other) { return other->key == entry.key; });
    if (!is_doubled && std::find(keys.begin(), keys.end(), entry.key) != keys.end())
      entries.push_back(&entry);
  }
  return entries;
}

/// `a rule picks in one way, found 'first' (5:5) and 'nth': keep one`
void refuse_second(Mapping& mapping, std::span<const std::string_view> keys, std::string_view claim,
                   std::string_view advice) {
  const auto found = written(mapping, keys);
  for (std::size_t i = 1; i < found.size(); ++i) {
    mapping.error(found[i]->key_place,
                  cat(claim, ", found '", found[0]->key, "' (", to_text(found[0]->key_place), ") and '",
                      found[i]->key, "': ", advice));
  }
}

std::string read_name(Mapping& mapping, const WeatherSurroundings& around) {
  if (auto name = mapping.text("name")) {
    if (name->empty()) {
      mapping.error(mapping.value_place("name"),
                    "a rule's name is a word or more: write one, or leave it out");
    } else if (contains(around.names_taken, *name)) {
      const auto place = around.name_places.find(*name);
      const auto where =
          place == around.name_places.end() ? std::string{} : cat(" (", to_text(place->second), ")");
      mapping.error(mapping.value_place("name"), cat("another rule", where, " is called ", in_quotes(*name),
                                                     ": give this one its own name"));
    }
    return *std::move(name);
  }
  std::size_t number = around.rules_before + 1;
  while (contains(around.names_taken, cat("weather ", std::to_string(number)))) ++number;
  return cat("weather ", std::to_string(number));
}

/// The provider of a reference that names one, or that only one provider has; else empty.
std::string provider_of(std::string_view reference, const KnownNames& names) {
  std::string only;
  for (const auto& provider : names.played) {
    if (reference == provider || reference.starts_with(cat(provider, "/"))) return provider;
    if (!contains(names.references, cat(provider, "/", reference))) continue;
    if (!only.empty()) return {};
    only = provider;
  }
  return only;
}

void refuse_two_providers(Mapping& mapping, const WeatherRule& rule, const KnownNames& names) {
  if (rule.operation.empty() || !contains(names.references, rule.of)) return;
  const auto asked = rule.operation.substr(0, rule.operation.find('/'));
  const auto meant = provider_of(rule.of, names);
  if (meant.empty() || !contains(names.played, asked) || meant == asked) return;
  mapping.error(mapping.value_place("of"),
                cat(in_quotes(rule.of), " is of ", meant, ", and no answer of ", in_quotes(rule.operation),
                    " is about it: write an operation of ", meant, ", or leave one of them out"));
}

// --- Which

std::uint64_t read_ordinal(Mapping& mapping, std::string_view key) {
  const auto number = mapping.integer(key);
  if (number && *number == 0) {
    mapping.error(
        mapping.value_place(key),
        cat(in_quotes(key), " counts answers from 1, found '0': remove the rule if it shall take none"));
  }
  return number.value_or(0);
}

/// Reads a percentage that is at most 100%.
std::uint32_t read_share(Mapping& mapping, std::string_view key, std::string_view why) {
  const auto share = mapping.percent(key);
  if (share && *share > kWhole) {
    mapping.error(mapping.value_place(key), cat(in_quotes(key), " is at most 100%, found ",
                                                in_quotes(percent_text(*share)), ": ", why));
  }
  return std::min(share.value_or(0), kWhole);
}

void read_pick(Mapping& mapping, Which& which) {
  refuse_second(mapping, kPicks, "a rule picks in one way", "keep one");
  constexpr std::array kNumbered = {Which::Pick::First, Which::Pick::Nth, Which::Pick::Every};
  for (std::size_t i = 0; i < kNumbered.size(); ++i) {
    const auto number = read_ordinal(mapping, kPicks.at(i));
    if (number == 0) continue;
    which.pick = kNumbered.at(i);
    which.number = number;
  }
  const auto chance = read_share(mapping, "chance", "no answer can be taken more often than always");
  if (!mapping.has("chance")) return;
  which.pick = Which::Pick::Chance;
  which.chance = chance;
}

/// What to write where `from` holds a text: `{ after: 30s }`.
std::string moment_instead_of(const std::string& text) {
  if (std::holds_alternative<Duration>(parse_duration(text, "after"))) return cat("{ after: ", text, " }");
  if (parse_instant(text)) return cat("{ at: ", text, " }");
  return "a trigger, a delay or both, such as { after: 30s } or { on: paid }";
}

/// The event that `on` names without saying whose it is; nothing if it says so, or is no event.
const std::string* event_of_nobody(const Node& on) {
  if (on.is_scalar()) return on.is_empty() || on.unset ? nullptr : &on.text;
  const std::string* event = nullptr;
  for (const auto& entry : on.entries) {
    if (entry.key == "of") return nullptr;
    if (entry.key == "event" && entry.value.is_scalar()) event = event_of_nobody(entry.value);
  }
  return event;
}

/// `polls` and a bare `on` speak of the rule's resource.
void refuse_moment_of_nobody(Mapping& from) {
  constexpr std::string_view kOfAll =
      " of one resource, and this rule is about all of them: add 'of' to the rule";
  for (const auto& entry : from.node().entries) {
    if (entry.key == "polls") from.error(entry.key_place, cat("'polls' counts the polls", kOfAll));
    const auto* const event = entry.key == "on" ? event_of_nobody(entry.value) : nullptr;
    if (event == nullptr) continue;
    const auto word = shortened(*event, 40);
    from.error(entry.key_place,
               cat("'on: ", word, "' is an event", kOfAll, ", or write on: { event: ", word, ", of: … }"));
  }
}

/// A noun that has whatever event `on` names: where nobody knows whose it is, that is no reason to call it
/// unknown.
Noun noun_of_nobody(const Node& from) {
  Noun noun{.name = "resource"};
  for (const auto& entry : from.entries) {
    const auto* const event = entry.key == "on" ? event_of_nobody(entry.value) : nullptr;
    if (event != nullptr) noun.events.push_back({*event});
  }
  return noun;
}

std::optional<Moment> read_from(Mapping& mapping, const std::string& of, const WeatherSurroundings& around) {
  const Node* const node = mapping.find("from");
  if (node == nullptr) return std::nullopt;
  if (node->is_scalar()) {
    mapping.error(node->place, cat("'from' is a moment, found the text ", in_quotes(node->text, 40),
                                   ": write ", moment_instead_of(node->text)));
    return std::nullopt;
  }
  auto from = mapping.mapping("from", "a moment");
  if (!from) return std::nullopt;
  const bool is_about_all = !mapping.has("of") || contains(around.names->played, of);
  const Noun* const noun = is_about_all || of.empty() || !around.noun_of ? nullptr : around.noun_of(of);
  if (is_about_all) refuse_moment_of_nobody(*from);
  const Noun any = noun_of_nobody(*node);
  Moment moment = read_moment(*from, noun == nullptr ? any : *noun, around.start, around.elsewhere);
  from->finish();
  return moment;
}

Which read_which(Mapping& mapping, const std::string& of, const WeatherSurroundings& around) {
  Which which;
  read_pick(mapping, which);
  which.from = read_from(mapping, of, around);
  which.window = mapping.duration("for");
  if (which.window == Duration{}) {
    mapping.error(mapping.value_place("for"),
                  "'for' is longer than 0s: write how long it lasts, or leave it out to last to the end");
  }
  return which;
}

// --- What

void refuse_without_status(Mapping& mapping) {
  for (const auto* entry : written(mapping, kOfStatus)) {
    const bool is_limit = entry->key == "retry_after" && !written(mapping, std::array{kEffects[1]}).empty();
    mapping.error(entry->key_place,
                  cat(in_quotes(entry->key), " belongs to 'http_status', which is not here: ",
                      is_limit ? "leave it out, a rate limit tells by itself when it ends"
                               : "add http_status: 503, or leave it out"));
  }
}

std::optional<WeatherRule::Status> read_status(Mapping& mapping) {
  WeatherRule::Status read;
  const auto status = mapping.integer("http_status");
  read.retry_after = mapping.duration("retry_after");
  const auto form = mapping.word("retry_after_form", kForms);
  read.processed = mapping.boolean("processed").value_or(false);
  if (!mapping.has("http_status")) {
    refuse_without_status(mapping);
    return std::nullopt;
  }
  if (status && (*status < 200 || *status > 599)) {
    mapping.error(
        mapping.value_place("http_status"),
        cat("'http_status' is a number from 200 to 599, found '", std::to_string(*status), "'",
            *status / 100 == 1 ? ": what begins with 1 is no final answer, another one must follow" : ""));
  } else if (status) {
    read.status = static_cast<int>(*status);
  }
  if (mapping.has("retry_after_form") && !mapping.has("retry_after")) {
    mapping.error(
        mapping.key_place("retry_after_form"),
        "'retry_after_form' is how 'retry_after' is written, which is not here: add retry_after: 20s, or "
        "leave it out");
  }
  if (form && *form == kForms[1]) read.form = WeatherRule::Status::Form::Date;
  return read;
}

std::optional<WeatherRule::RateLimit> read_rate_limit(Mapping& mapping) {
  auto limit = mapping.mapping("rate_limit", "a rate limit");
  if (!limit) return std::nullopt;
  const auto allow = limit->integer("allow");
  const auto per = limit->duration("per");
  for (const std::string_view key : {"allow", "per"}) {
    if (limit->has(key)) continue;
    limit->error(limit->place(),
                 cat("a rate limit needs ", in_quotes(key), ": write { allow: 10, per: 1m }"));
  }
  if (per == Duration{}) {
    limit->error(limit->value_place("per"), "'per' is longer than 0s: write { allow: 10, per: 1m }");
  }
  limit->finish();
  if (!allow || !per || *per == Duration{}) return std::nullopt;
  return WeatherRule::RateLimit{.allow = *allow, .per = *per};
}

std::optional<Fault> read_fault(Mapping& mapping) {
  struct Sized {
    std::string_view key;
    Fault::Kind kind;
  };
  constexpr std::array kSized = {Sized{"cut", Fault::Kind::Cut}, Sized{"reset", Fault::Kind::Reset},
                                 Sized{"stall", Fault::Kind::Stall}};
  std::optional<Fault> fault;
  for (const auto& [key, kind] : kSized) {
    if (const auto bytes = mapping.size(key)) fault = {.kind = kind, .bytes = *bytes};
  }
  if (const auto rate = mapping.rate("drip")) {
    if (*rate == 0) {
      mapping.error(mapping.value_place("drip"),
                    "'drip' is at least 1B/s, found '0B/s': silence is stall: 0B");
    }
    fault = {.kind = Fault::Kind::Drip, .bytes = std::max<std::uint64_t>(*rate, 1)};
  }
  return fault;
}

std::optional<WeatherRule::Malformed> read_malformed(Mapping& mapping) {
  const auto word = mapping.word("malformed", kMalformed);
  if (!word) return std::nullopt;
  constexpr std::array kHow = {WeatherRule::Malformed::Html, WeatherRule::Malformed::BrokenJson,
                               WeatherRule::Malformed::InvalidUtf8, WeatherRule::Malformed::Empty};
  return kHow.at(
      static_cast<std::size_t>(std::find(kMalformed.begin(), kMalformed.end(), *word) - kMalformed.begin()));
}

/// Of two the last one is answered; that they are two is a mistake already.
WeatherRule::What read_what(Mapping& mapping) {
  refuse_second(mapping, kEffects, "a rule does one thing", "write two rules, or keep one");
  WeatherRule::What what;
  if (const auto status = read_status(mapping)) what = *status;
  if (const auto limit = read_rate_limit(mapping)) what = *limit;
  if (const auto fault = read_fault(mapping)) what = *fault;
  if (const auto malformed = read_malformed(mapping)) what = *malformed;
  if (written(mapping, kEffects).empty() && !mapping.has("latency")) {
    mapping.error(mapping.place(),
                  cat("a rule says what happens to an answer: add latency, ", join(kEffects, "or")));
  }
  return what;
}

void read_latency(Mapping& mapping, WeatherRule& rule) {
  rule.latency = mapping.duration("latency").value_or(Duration{});
  rule.jitter = read_share(mapping, "jitter", "nothing is answered before it was asked");
  if (mapping.has("jitter") && !mapping.has("latency")) {
    mapping.error(
        mapping.key_place("jitter"),
        "'jitter' is by how much 'latency' varies, which is not here: add latency: 2s, or leave it out");
  }
}

}  // namespace

WeatherRule read_weather_rule(Mapping& mapping, const WeatherSurroundings& around) {
  WeatherRule rule;
  rule.place = mapping.place();
  if (!mapping.node().is_mapping()) return rule;
  rule.operation = read_operation(mapping, *around.names);
  rule.of = read_reference(mapping, *around.names);
  refuse_two_providers(mapping, rule, *around.names);
  rule.name = read_name(mapping, around);
  rule.which = read_which(mapping, rule.of, around);
  read_latency(mapping, rule);
  rule.what = read_what(mapping);
  mapping.finish();
  return rule;
}

std::vector<WeatherRule> read_weather(Mapping& owner, std::string_view key, WeatherSurroundings around) {
  std::vector<WeatherRule> rules;
  for (const Node* node : owner.list(key)) {
    Mapping mapping = owner.child(*node, "a weather rule");
    rules.push_back(read_weather_rule(mapping, around));
    ++around.rules_before;
    around.names_taken.push_back(rules.back().name);
    around.name_places.try_emplace(rules.back().name, rules.back().place);
  }
  return rules;
}

}  // namespace mock::core
