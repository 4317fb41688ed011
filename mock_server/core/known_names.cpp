#include "core/known_names.hpp"

#include "core/text.hpp"

#include <algorithm>
#include <vector>

namespace mock::core {
namespace {

bool contains(const std::vector<std::string>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

}  // namespace

std::string read_operation(Mapping& mapping, const KnownNames& names) {
  auto operation = mapping.text("operation");
  if (!operation) return {};
  if (!contains(names.operations, *operation)) {
    mapping.error(mapping.value_place("operation"),
                  cat("no provider of this version has the operation ", in_quotes(*operation),
                      did_you_mean(*operation, names.operations), ", known: ", join(names.operations)));
    return *operation;
  }
  const std::string provider = operation->substr(0, operation->find('/'));
  if (!contains(names.played, provider)) {
    mapping.error(mapping.value_place("operation"),
                  cat("this scenario does not play ", provider, ", so nobody can ask for ",
                      in_quotes(*operation), ": add '", provider, ": {}'"));
  }
  return *operation;
}

std::string read_reference(Mapping& mapping, const KnownNames& names) {
  auto of = mapping.text("of");
  if (!of || !names.references_known) return {};
  if (contains(names.references, *of)) return *of;
  std::string hint = did_you_mean(*of, names.references);
  if (const auto near = nearest(*of, names.references)) {
    const auto place = names.places.find(*near);
    if (place != names.places.end()) {
      hint = cat(", did you mean '", *near, "' (", to_text(place->second), ")?");
    }
  }
  mapping.error(mapping.value_place("of"), cat("nothing here is called ", in_quotes(*of), hint));
  return *of;
}

}  // namespace mock::core
