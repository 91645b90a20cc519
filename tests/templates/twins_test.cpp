// A template and its twin in the other language, YAML and JSON, give one model and one diagram. The
// templates stand in the shared folder; differing_twins.txt beside this file lists those that
// upstream has written differently.

#include "analyzer/driver/twins.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "analyzer/driver/analyze.h"
#include "tests/templates/canonical.h"
#include "tests/templates/reading.h"

namespace weir::templates {
namespace {
namespace fs = std::filesystem;

constexpr const char* kTemplates = "corpora/aws-cloudformation__aws-cloudformation-templates";

/// What is different, one line each; empty if nothing is.
std::vector<std::string> differences(const fs::path& yaml, const fs::path& json) {
  Analysis one, other;
  read_template("twin.template", bytes_of(yaml), {}, one);
  read_template("twin.template", bytes_of(json), {}, other);
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
  for (const std::string& line :
       compare_twins(one.dfd, other.dfd, built_in_knowledge().catalog, {}))
    lines.push_back(line);
  if (one.model.units.size() != 1 || other.model.units.size() != 1)
    lines.push_back("is not one template");
  return lines;
}

TEST(TemplateTwins, YamlAndJsonSayTheSame) {
  const char* shared = std::getenv("WEIR_SHARED");
  if (shared == nullptr) GTEST_SKIP() << "WEIR_SHARED is not set";
  const fs::path root = fs::path(shared) / kTemplates;
  std::map<std::string, std::string> expected = reasons_in("differing_twins.txt");
  std::size_t pairs = 0;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(root)) {
    fs::path json = entry.path(), yaml = json;
    if (json.extension() != ".json") continue;
    if (!fs::exists(yaml.replace_extension(".yaml")) && !fs::exists(yaml.replace_extension(".yml")))
      continue;
    ++pairs;
    const std::string stem =
        fs::path(json).replace_extension("").lexically_relative(root).generic_string();
    const std::vector<std::string> found = differences(yaml, json);
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
