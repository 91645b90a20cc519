// A template and its twin in the other language, YAML and JSON, give one model and one diagram. The
// templates stand in the shared folder; differing_twins.txt beside this file lists those that
// upstream has written differently.

#include "analyzer/driver/twins.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "analyzer/driver/analyze.h"
#include "tests/templates/canonical.h"

extern "C" const char weir_knowledge_begin[], weir_knowledge_end[];

namespace weir::templates {
namespace {
namespace fs = std::filesystem;

constexpr const char* kTemplates = "corpora/aws-cloudformation__aws-cloudformation-templates";

const Knowledge& built_in_knowledge() {
  static const Result<Knowledge> knowledge = open_knowledge(
      std::span<const std::byte>(reinterpret_cast<const std::byte*>(weir_knowledge_begin),
                                 reinterpret_cast<const std::byte*>(weir_knowledge_end)));
  return *knowledge;
}

std::string bytes_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// Stem, relative to the templates → what differs.
std::map<std::string, std::string> exceptions() {
  std::map<std::string, std::string> result;
  std::ifstream file(std::string(WEIR_SOURCE_DIR) + "/tests/templates/differing_twins.txt");
  for (std::string line; std::getline(file, line);) {
    const std::size_t colon = line.find(": ");
    if (!line.empty() && line[0] != '#' && colon != line.npos)
      result[line.substr(0, colon)] = line.substr(colon + 2);
  }
  return result;
}

/// One template as far as the diagram. Both twins have the same path, so that nothing is named
/// apart.
void read(const fs::path& path, const Knowledge& knowledge, Analysis& analysis) {
  analysis.project.systems.emplace_back("twins");
  analysis.project.configs.emplace_back();
  const FileId file = analysis.sources.add_file("twin.template", bytes_of(path));
  analysis.project.files.push_back({file, Dialect::cloudformation, true, 0});
  infer(analysis, knowledge, {});
}

/// What is different, one line each; empty if nothing is.
std::vector<std::string> differences(const fs::path& yaml, const fs::path& json,
                                     const Knowledge& knowledge) {
  Analysis one, other;
  read(yaml, knowledge, one);
  read(json, knowledge, other);
  const auto first = canonical(one.model, one.sources),
             second = canonical(other.model, other.sources);
  std::vector<std::string> lines;
  for (const auto& [name, text] : first) {
    const auto twin = second.find(name);
    if (twin == second.end()) {
      lines.push_back("only in YAML: " + name);
    } else if (twin->second != text) {
      lines.push_back(name + "\n--- YAML\n" + text + "\n--- JSON\n" + twin->second);
    }
  }
  for (const auto& [name, text] : second) {
    if (first.count(name) == 0) lines.push_back("only in JSON: " + name);
  }
  for (const std::string& line : compare_twins(one.dfd, other.dfd, knowledge.catalog, {}))
    lines.push_back(line);
  if (one.model.units.size() != 1 || other.model.units.size() != 1)
    lines.push_back("is not one template");
  return lines;
}

TEST(TemplateTwins, YamlAndJsonSayTheSame) {
  const char* shared = std::getenv("WEIR_SHARED");
  if (shared == nullptr) GTEST_SKIP() << "WEIR_SHARED is not set";
  const fs::path root = fs::path(shared) / kTemplates;
  const Knowledge& knowledge = built_in_knowledge();
  std::map<std::string, std::string> expected = exceptions();
  std::size_t pairs = 0;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(root)) {
    fs::path json = entry.path(), yaml = json;
    if (json.extension() != ".json") continue;
    if (!fs::exists(yaml.replace_extension(".yaml")) && !fs::exists(yaml.replace_extension(".yml")))
      continue;
    ++pairs;
    const std::string stem =
        fs::path(json).replace_extension("").lexically_relative(root).generic_string();
    const std::vector<std::string> found = differences(yaml, json, knowledge);
    const bool differs = expected.erase(stem) != 0;
    if (differs == !found.empty()) continue;
    std::string text;
    for (const std::string& line : found) text += line + "\n";
    ADD_FAILURE() << stem
                  << (differs ? " is the same in both languages: it needs no exception"
                              : "\n" + text);
  }
  for (const auto& [stem, reason] : expected) ADD_FAILURE() << "there are no twins " << stem;
  EXPECT_GT(pairs, 100u);
}

}  // namespace
}  // namespace weir::templates
