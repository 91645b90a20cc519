// The same input gives the same bytes, whatever the number of threads, the order of paths and the
// working directory.

#include <gtest/gtest.h>

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "analyzer/driver/analyze.h"
#include "analyzer/driver/discover.h"
#include "analyzer/report/report.h"
#include "analyzer/report/resilience.h"
#include "sarif/sarif.h"
#include "tests/driver/built_in.h"

namespace weir {
namespace {

const std::filesystem::path kSystem =
    std::filesystem::path(WEIR_SOURCE_DIR) / "fixtures/systems/patient-assistant";

/// SARIF, text and diagrams of one run, one after the other.
std::string everything(const std::vector<std::string>& paths, unsigned jobs) {
  Analysis analysis;
  Result<Project> project = discover({paths, {}, {}}, analysis.sources);
  EXPECT_TRUE(project.ok());
  if (!project.ok()) return {};
  analysis.project = std::move(*project);
  AnalyzeOptions options;
  options.jobs = jobs;
  infer(analysis, built_in_knowledge(), options);
  evaluate_rules(analysis, built_in_knowledge(), options, "2026-01-01");
  const std::string graph = dump(analysis.dfd, built_in_knowledge().catalog, analysis.sources);
  const resilience::Input input = resilience_input(analysis, built_in_knowledge());
  const resilience::Report report = resilience::report_of(input);
  auto failures = resilience::failures_asked(input, report, "all");
  const ResilienceResults resilient{analysis.sources, input, report, resilience::outcomes_of(input, report, failures->failures), 0, false};
  const Results results = results_of(analysis, built_in_knowledge());
  EXPECT_FALSE(results.findings.empty());
  SarifOptions sarif;
  sarif.all_rules = true;
  TextOptions text;
  text.verbose = true;
  const DiagramOptions diagram;
  return graph + write_sarif(results, sarif) + write_text(results, text) + write_json(results) +
         write_markdown(results, resilience::lifecycle_of(input)) + write_resilience_text(resilient, text) +
         write_resilience_markdown(resilient) + write_resilience_json(resilient) +
         write_diagram_json(results.dfd, results.catalog, results.sources, 0, diagram) +
         write_diagram_mermaid(results, diagram) + write_diagram_dot(results, diagram);
}

class WorkingDirectory {
 public:
  explicit WorkingDirectory(const std::filesystem::path& path) {
    std::filesystem::current_path(path);
  }
  ~WorkingDirectory() { std::filesystem::current_path(before_); }
  WorkingDirectory(const WorkingDirectory&) = delete;
  WorkingDirectory& operator=(const WorkingDirectory&) = delete;

 private:
  std::filesystem::path before_ = std::filesystem::current_path();
};

const std::string kFlawed = (kSystem / "cloudformation-flawed").string();
const std::string kHardened = (kSystem / "cloudformation-hardened").string();

TEST(Determinism, ThreadsDoNotShow) {
  EXPECT_EQ(everything({kFlawed, kHardened}, 1), everything({kFlawed, kHardened}, 4));
}

TEST(Determinism, TheOrderOfPathsDoesNotShow) {
  EXPECT_EQ(everything({kFlawed, kHardened}, 2), everything({kHardened, kFlawed}, 2));
}

TEST(Determinism, TheWorkingDirectoryDoesNotShow) {
  const std::string here = everything({kFlawed}, 1);
  const WorkingDirectory elsewhere(kSystem);
  EXPECT_EQ(here, everything({kFlawed}, 1));
  EXPECT_EQ(here, everything({"cloudformation-flawed"}, 1));
}

}  // namespace
}  // namespace weir
