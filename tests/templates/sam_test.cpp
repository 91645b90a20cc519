// What Weir makes of a template for SAM is what SAM's own translator makes of it. The templates of
// the translator's tests and their translations stand in the shared folder; sam_differences.txt
// beside this file lists where we differ, and why.
//
// For work on the expansion, with WEIR_SHARED set and --gtest_filter='SamTranslation.*':
// WEIR_SAM=summary prints one line for each template and the totals, WEIR_SAM=stem,stem what
// differs in those.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <map>
#include <sstream>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "analyzer/driver/parallel.h"
#include "tests/templates/reading.h"
#include "tests/templates/sam_comparison.h"

namespace weir::templates {
namespace {
namespace fs = std::filesystem;

constexpr const char* kTests = "corpora/aws__serverless-application-model/tests/translator";

struct Case {
  std::string stem;
  fs::path input;
  fs::path translated;  ///< none if the translator refuses the input
};

/// What the translator's tests translate or refuse, by stem. An output for another partition only
/// does not count: Region and partition are those of the commercial one.
std::vector<Case> cases(const fs::path& root) {
  std::vector<Case> result;
  for (const fs::directory_entry& entry : fs::directory_iterator(root / "input")) {
    const std::string stem = entry.path().stem().string();
    const fs::path translated = root / "output" / (stem + ".json");
    const bool refused = stem.starts_with("error_");
    if (refused) result.push_back({stem, entry.path(), {}});
    if (!refused && fs::exists(translated)) result.push_back({stem, entry.path(), translated});
  }
  std::sort(result.begin(), result.end(),
            [](const Case& a, const Case& b) { return a.stem < b.stem; });
  return result;
}

struct Outcome {
  Case of;
  SamComparison found;
  std::size_t diagnostics = 0;
};

/// Most of the translator's templates lack the line that names it, which is not what it refuses
/// them for.
bool says_more(const Diagnostic& diagnostic) {
  return diagnostic.message.find("need the Transform") == std::string::npos;
}

Outcome outcome_of(const Case& one) {
  Outcome outcome{one, {}, 0};
  if (!one.translated.empty()) {
    outcome.found = compare_sam(bytes_of(one.input), bytes_of(one.translated));
  } else {
    Analysis analysis;
    read_sam(bytes_of(one.input), analysis);
    outcome.diagnostics = static_cast<std::size_t>(
        std::count_if(analysis.diagnostics.begin(), analysis.diagnostics.end(), says_more));
  }
  return outcome;
}

std::vector<Outcome> outcomes_of(const std::vector<Case>& cases) {
  std::vector<Outcome> outcomes(cases.size());
  parallel_for(cases.size(), std::thread::hardware_concurrency(),
               [&](std::size_t i) { outcomes[i] = outcome_of(cases[i]); });
  return outcomes;
}

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

/// Takes the exception of this name out; a fault if there is none and should be, or the reverse.
void check(const std::string& name, bool differs, const std::string& difference,
           std::map<std::string, std::string>& exceptions) {
  const bool listed = exceptions.erase(name) != 0;
  if (differs && !listed) ADD_FAILURE() << name << "\n" << difference;
  if (!differs && listed) ADD_FAILURE() << name << " needs no exception";
}

const char* verdict(const std::vector<std::string>& differences) {
  return differences.empty() ? "equal" : "differ";
}

void print_summary(const std::vector<Outcome>& outcomes) {
  std::size_t translated = 0, types = 0, diagrams = 0, models = 0, refused = 0, silent = 0;
  for (const Outcome& outcome : outcomes) {
    const SamComparison& found = outcome.found;
    if (outcome.of.translated.empty()) {
      ++refused;
      if (outcome.diagnostics != 0) continue;
      ++silent;
      std::cout << outcome.of.stem << " silent\n";
      continue;
    }
    ++translated;
    if (found.types.empty()) ++types;
    if (found.diagram.empty()) ++diagrams;
    if (found.models.empty()) ++models;
    std::cout << outcome.of.stem << " types=" << verdict(found.types)
              << " diagram=" << verdict(found.diagram) << " models=" << verdict(found.models);
    if (!found.models.empty()) std::cout << "(" << found.models.size() << ")";
    std::cout << "\n";
  }
  std::cout << "equal of " << translated << ": types " << types << ", diagrams " << diagrams
            << ", models " << models << "; silent of " << refused << " refused: " << silent << "\n";
}

void print_details(const Outcome& outcome) {
  std::cout << "== " << outcome.of.stem << " (- ours, + translator)\n";
  if (outcome.of.translated.empty()) std::cout << outcome.diagnostics << " diagnostics\n";
  std::cout << "-- types\n"
            << joined(outcome.found.types) << "-- models\n"
            << joined(outcome.found.models) << "-- diagram\n"
            << joined(outcome.found.diagram);
}

/// Prints what is wanted instead of comparing: "summary", or stems.
void report(const std::vector<Case>& all, const std::string& wanted) {
  if (wanted == "summary") return print_summary(outcomes_of(all));
  std::istringstream stems(wanted);
  for (std::string stem; std::getline(stems, stem, ',');) {
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const Case& one) { return one.stem == stem; });
    if (found == all.end()) {
      ADD_FAILURE() << "there is no template " << stem;
    } else {
      print_details(outcome_of(*found));
    }
  }
}

TEST(SamTranslation, IsWhatTheTranslatorMakes) {
  const char* shared = std::getenv("WEIR_SHARED");
  if (shared == nullptr) GTEST_SKIP() << "WEIR_SHARED is not set";
  const std::vector<Case> all = cases(fs::path(shared) / kTests);
  if (const char* wanted = std::getenv("WEIR_SAM")) return report(all, wanted);
  std::map<std::string, std::string> exceptions = reasons_in("sam_differences.txt");
  double translated = 0, equal_types = 0, equal_diagrams = 0;
  for (const Outcome& outcome : outcomes_of(all)) {
    const std::string& stem = outcome.of.stem;
    if (outcome.of.translated.empty()) {
      check(stem + " error", outcome.diagnostics == 0, "nothing is said of it", exceptions);
      continue;
    }
    const SamComparison& found = outcome.found;
    ++translated;
    if (found.types.empty()) ++equal_types;
    if (found.diagram.empty()) ++equal_diagrams;
    check(stem + " types", !found.types.empty(), joined(found.types), exceptions);
    check(stem + " diagram", !found.diagram.empty(), joined(found.diagram), exceptions);
  }
  for (const auto& [name, reason] : exceptions) ADD_FAILURE() << "there is no template: " << name;
  EXPECT_GT(translated, 250);
  EXPECT_GE(equal_types, 0.92 * translated);
  EXPECT_GE(equal_diagrams, 0.95 * translated);
}

}  // namespace
}  // namespace weir::templates
