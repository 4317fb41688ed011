// understudy_embed ROOT OUTPUT DEPFILE: writes a C++ file with what the program carries: the contracts and
// scenarios of the checkout ROOT. Contracts are turned into JSON and checked on the way, keyword by keyword,
// and all their schemas are compiled; a mistake in one stops the build with its place. DEPFILE tells the
// build what OUTPUT hangs on: every file and every folder, so that a file that comes or goes is noticed.

#include "core/json.hpp"
#include "core/problems.hpp"
#include "core/text.hpp"
#include "loading/schema_bundle.hpp"
#include "loading/yaml_json.hpp"
#include "validation/bundle.hpp"
#include "validation/contract_error.hpp"
#include "validation/openapi_contract.hpp"

#include <algorithm>
#include <exception>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace {

namespace fs = std::filesystem;
using mock::core::cat;
using mock::core::Json;

/// By name; `std::map`, so that the output depends on nothing but the files.
using Texts = std::map<std::string, std::string>;

/// What is wrong with the files, a line each.
using Complaints = std::vector<std::string>;

constexpr std::string_view kDocumentEnding = ".openapi.yaml";

std::string read_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  if (!file) throw std::runtime_error(cat(path.string(), ": cannot be read"));
  return text;
}

/// The files below `folder` whose names end so, in order.
std::vector<fs::path> files_below(const fs::path& folder, std::string_view ending) {
  std::vector<fs::path> files;
  if (!fs::is_directory(folder)) return files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file() && entry.path().string().ends_with(ending)) files.push_back(entry.path());
  }
  std::ranges::sort(files);
  return files;
}

std::string without_ending(std::string name, std::string_view ending) {
  return name.substr(0, name.size() - ending.size());
}

/// Reads the files of one checkout; complaints name them as one finds them there.
class Reader {
 public:
  Reader(fs::path root, Complaints& complaints) : root_(std::move(root)), complaints_(complaints) {}

  std::optional<Json> yaml(const fs::path& path) {
    mock::core::Problems problems(shown(path));
    auto value = mock::loading::read_yaml_as_json(read_file(path), problems);
    for (auto& line : problems.lines()) complaints_.push_back(std::move(line));
    return value;
  }

  std::optional<Json> json(const fs::path& path) {
    auto parsed = mock::core::parse_json(read_file(path));
    if (const auto* problem = std::get_if<mock::core::JsonProblem>(&parsed)) {
      complaints_.push_back(cat(shown(path), ": at byte ", std::to_string(problem->offset), ": found ",
                                problem->found, ", expected ", problem->expected));
      return std::nullopt;
    }
    auto& [value, duplicates] = std::get<mock::core::ParsedJson>(parsed);
    for (const auto& duplicate : duplicates) {
      complaints_.push_back(cat(shown(path), "#", duplicate.pointer, ": the same name twice in one object"));
    }
    return std::move(value);
  }

  [[nodiscard]] std::string shown(const fs::path& path) const {
    return fs::relative(path, root_).generic_string();
  }

 private:
  fs::path root_;
  Complaints& complaints_;
};

/// Every text under a `$ref`, wherever it stands.
void for_each_reference(const Json& value, const std::function<void(const std::string&)>& use) {
  if (!value.is_structured()) return;
  for (const auto& [name, inner] : value.items()) {
    if (value.is_object() && name == "$ref" && inner.is_string()) use(inner.get_ref<const std::string&>());
    for_each_reference(inner, use);
  }
}

/// The files that a document refers to, and those that they refer to. What is not there is left out; the
/// check of the contract says so with its place.
Json referenced_files(const Json& document, const fs::path& folder, Reader& reader) {
  Json files = Json::object();
  const std::function<void(const Json&, const std::string&)> collect = [&](const Json& from,
                                                                           const std::string& name) {
    for_each_reference(from, [&](const std::string& reference) {
      const auto path = mock::validation::resolve_path(reference.substr(0, reference.find('#')), name);
      if (path.empty() || files.contains(path) || !fs::is_regular_file(folder / path)) return;
      auto file = reader.json(folder / path);
      if (!file) return;
      files[path] = *file;
      collect(*file, path);
    });
  };
  collect(document, "");
  return files;
}

/// `baanx/documented` of contracts/baanx/documented.openapi.yaml, `musement` of
/// contracts/musement/openapi.yaml.
std::string contract_name(const fs::path& document) {
  const auto folder = document.parent_path().filename().string();
  const auto file = document.filename().string();
  return file == "openapi.yaml" ? folder : cat(folder, "/", without_ending(file, kDocumentEnding));
}

Texts contracts(const fs::path& root, Reader& reader, Complaints& complaints) {
  Texts bundles;
  for (const auto& path : files_below(root / "contracts", "openapi.yaml")) {
    const auto file = path.filename().string();
    if (file != "openapi.yaml" && !file.ends_with(kDocumentEnding)) continue;
    const auto document = reader.yaml(path);
    if (!document) continue;
    const Json bundle{{"name", contract_name(path)},
                      {"openapi", *document},
                      {"files", referenced_files(*document, path.parent_path(), reader)}};
    try {
      mock::validation::make_contract(bundle, mock::validation::Compile::AtOnce);
    } catch (const mock::validation::ContractError& error) {
      complaints.emplace_back(error.what());
    }
    bundles[contract_name(path)] = mock::core::to_text(bundle);
  }
  return bundles;
}

Texts scenarios(const fs::path& root) {
  Texts texts;
  const auto folder = root / "scenarios";
  for (const auto& path : files_below(folder, ".yaml")) {
    texts[without_ending(fs::relative(path, folder).generic_string(), ".yaml")] = read_file(path);
  }
  return texts;
}

std::string scenario_schema(const fs::path& root, Reader& reader) {
  const auto folder = root / "scenarios";
  const auto path = folder / "scenario.schema.json";
  if (!fs::is_regular_file(path)) return {};
  const auto schema = reader.json(path);
  if (!schema) return {};
  const auto lookup = [&](std::string_view name) -> std::optional<Json> {
    return fs::is_regular_file(folder / name) ? reader.json(folder / name) : std::nullopt;
  };
  return mock::loading::bundle_schema(*schema, lookup).dump(2);
}

/// `text` as string literals one after the other: of one raw string each, short enough for any compiler.
std::string literal(std::string_view text) {
  constexpr std::size_t kLongestPiece = 12'000;
  constexpr std::string_view kDelimiter = "understudy";
  if (text.find(cat(")", kDelimiter, "\"")) != std::string_view::npos ||
      text.find('\0') != std::string_view::npos) {
    throw std::runtime_error("a file holds what ends a raw string literal, or a zero byte");
  }
  std::string pieces;
  do {
    auto length = std::min(kLongestPiece, text.size());
    // Not within a character.
    while (length < text.size() && (static_cast<unsigned char>(text[length]) & 0xC0U) == 0x80U) --length;
    pieces += cat("\n    R\"", kDelimiter, "(", text.substr(0, length), ")", kDelimiter, "\"");
    text.remove_prefix(length);
  } while (!text.empty());
  return pieces;
}

void write_texts(std::ostream& out, const Texts& texts, std::string_view name) {
  std::size_t number = 0;
  for (const auto& [key, text] : texts) {
    out << "constexpr std::string_view k" << name << number++ << " =" << literal(text) << ";\n\n";
  }
  // An array cannot be empty, a span of nothing can.
  out << "constexpr EmbeddedFile k" << name << "[] = {\n";
  number = 0;
  for (const auto& [key, text] : texts)
    out << "    {" << literal(key).substr(5) << ", k" << name << number++ << "},\n";
  if (texts.empty()) out << "    {},\n";
  out << "};\n\n";
}

std::string generated(const Texts& contracts, const Texts& scenarios, const std::string& schema) {
  std::ostringstream out;
  out << "// Written by tools/embed.\n\n#include \"app/embedded.hpp\"\n\nnamespace mock::app {\n\nnamespace "
         "{\n\n";
  write_texts(out, contracts, "Contracts");
  write_texts(out, scenarios, "Scenarios");
  out << "constexpr std::string_view kSchema =" << literal(schema) << ";\n\n}  // namespace\n\n";
  out << "std::span<const EmbeddedFile> embedded_contracts() { return std::span(kContracts).first("
      << contracts.size()
      << "); }\n\nstd::span<const EmbeddedFile> embedded_scenarios() { return std::span(kScenarios).first("
      << scenarios.size() << "); }\n\nstd::string_view embedded_scenario_schema() { return kSchema; }\n\n"
      << "}  // namespace mock::app\n";
  return std::move(out).str();
}

/// A rule as make writes it.
std::string dependencies(const fs::path& root, const fs::path& output) {
  const auto escaped = [](const fs::path& path) {
    std::string text;
    for (const char c : path.generic_string()) text += c == ' ' ? std::string("\\ ") : std::string(1, c);
    return text;
  };
  std::vector<fs::path> paths;
  for (const auto* folder : {"contracts", "scenarios"}) {
    paths.push_back(root / folder);
    for (const auto& entry : fs::recursive_directory_iterator(root / folder)) {
      const auto ending = entry.path().extension();
      if (entry.is_directory() || ending == ".yaml" || ending == ".json") paths.push_back(entry.path());
    }
  }
  std::ranges::sort(paths);
  std::string rule = cat(escaped(output), ":");
  for (const auto& path : paths) rule += cat(" \\\n  ", escaped(path));
  return rule + "\n";
}

void write_file(const fs::path& path, const std::string& text) {
  fs::create_directories(path.parent_path());
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << text;
  file.close();
  if (!file) throw std::runtime_error(cat(path.string(), ": cannot be written"));
}

int embed(const fs::path& root, const fs::path& output, const fs::path& depfile) {
  Complaints complaints;
  Reader reader(root, complaints);
  const auto contract_texts = contracts(root, reader, complaints);
  const auto scenario_texts = scenarios(root);
  const auto schema = scenario_schema(root, reader);
  for (const auto& complaint : complaints) std::cerr << complaint << '\n';
  if (!complaints.empty()) return 1;

  write_file(output, generated(contract_texts, scenario_texts, schema));
  write_file(depfile, dependencies(root, output));
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::cerr << "usage: understudy_embed ROOT OUTPUT DEPFILE\n";
    return 2;
  }
  try {
    return embed(fs::absolute(argv[1]).lexically_normal(), fs::absolute(argv[2]), fs::absolute(argv[3]));
  } catch (const std::exception& error) {
    std::cerr << "understudy_embed: " << error.what() << '\n';
    return 1;
  }
}
