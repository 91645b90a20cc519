// The patient assistant in two languages: one diagram and the same findings, names aside.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <memory>

#include "analyzer/driver/analyze.h"
#include "analyzer/driver/twins.h"
#include "tests/driver/built_in.h"

namespace weir {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const std::string kPatientAssistant = WEIR_SOURCE_DIR "/fixtures/systems/patient-assistant";

std::unique_ptr<Analysis> analysed(const std::string& variant) {
  auto analysis = std::make_unique<Analysis>();
  Result<Project> project = discover({{kPatientAssistant + "/" + variant}, {}, {}}, analysis->sources);
  EXPECT_TRUE(project.ok()) << project.error().message;
  if (!project.ok()) return analysis;
  analysis->project = std::move(*project);
  infer(*analysis, built_in_knowledge(), {});
  evaluate_rules(*analysis, built_in_knowledge(), {}, "2026-01-01");
  return analysis;
}

Twins twins_of(const std::string& variant) {
  std::ifstream in(kPatientAssistant + "/twins-" + variant + ".txt");
  std::vector<std::string> faults;
  Twins twins = read_twins(std::string(std::istreambuf_iterator<char>(in), {}), faults);
  EXPECT_THAT(faults, IsEmpty());
  // each language's own system, as .weir.yaml calls it
  twins.names.emplace_back("patient-assistant-" + variant, "patient-assistant-terraform-" + variant);
  return twins;
}

/// What rules say, the names of `twins` replaced.
std::vector<std::string> findings_of(const Analysis& analysis, const Twins& twins) {
  std::vector<std::string> said;
  for (const Finding& finding : analysis.findings)
    if (finding.suppression == Suppression::none)
      said.push_back(std::string(built_in_knowledge().rules.text(finding.rule->id)) + ": " + in_words_of_first(finding.report, twins));
  std::sort(said.begin(), said.end());
  return said;
}

/// How many findings are not of the lowest band, and nobody's accepted risk.
std::ptrdiff_t of_medium_or_above(const Analysis& analysis) {
  return std::count_if(analysis.findings.begin(), analysis.findings.end(), [](const Finding& finding) {
    return finding.suppression == Suppression::none && finding.severity >= 4.0;
  });
}

class PatientAssistantTwins : public testing::TestWithParam<const char*> {};

TEST_P(PatientAssistantTwins, HaveOneDiagramAndTheSameFindings) {
  const std::string variant = GetParam();
  const auto cloudformation = analysed("cloudformation-" + variant);
  const auto terraform = analysed("terraform-" + variant);
  const Twins twins = twins_of(variant);
  EXPECT_THAT(compare_twins(cloudformation->dfd, terraform->dfd, built_in_knowledge().catalog, twins), IsEmpty());
  EXPECT_EQ(findings_of(*cloudformation, {}), findings_of(*terraform, twins));
  EXPECT_EQ(of_medium_or_above(*cloudformation), variant == "hardened" ? 0 : 41);
  EXPECT_THAT(terraform->dfd.coverage.not_modelled, IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(Variants, PatientAssistantTwins, testing::Values("flawed", "hardened"),
                         [](const auto& variant) { return std::string(variant.param); });

Dfd diagram(std::string_view path, std::string text) {
  Analysis analysis;
  analysis.project.systems.emplace_back("case");
  analysis.project.configs.emplace_back();
  const bool terraform = path.ends_with(".tf");
  analysis.project.files.push_back({analysis.sources.add_file(std::string(path), std::move(text)),
                                    terraform ? Dialect::terraform : Dialect::cloudformation, true, 0});
  infer(analysis, built_in_knowledge(), {});
  return std::move(analysis.dfd);
}

class SmallTwins : public testing::Test {
 protected:
  std::vector<std::string> compared(std::string terraform, std::string_view names) const {
    std::vector<std::string> faults;
    const Twins twins = read_twins(names, faults);
    EXPECT_THAT(faults, IsEmpty());
    return compare_twins(template_, diagram("main.tf", std::move(terraform)), built_in_knowledge().catalog, twins);
  }

  Dfd template_ = diagram("template.yaml",
                          "Resources:\n  Jobs:\n    Type: AWS::SQS::Queue\n    Properties: {VisibilityTimeout: 60}\n");
};

TEST_F(SmallTwins, AreEqualOnceTheNamesAreReplaced) {
  EXPECT_THAT(compared("resource \"aws_sqs_queue\" \"jobs\" {\n  visibility_timeout_seconds = 60\n}\n",
                       "# a remark\nJobs = aws_sqs_queue.jobs\n"),
              IsEmpty());
}

TEST_F(SmallTwins, DifferInANameThatIsNotReplaced) {
  EXPECT_THAT(compared("resource \"aws_sqs_queue\" \"jobs\" {\n  visibility_timeout_seconds = 60\n}\n", ""),
              testing::Contains(HasSubstr("+ data_store aws_sqs_queue.jobs")));
}

TEST_F(SmallTwins, DifferInAPropertyUnlessThatIsAnnounced) {
  const std::string other = "resource \"aws_sqs_queue\" \"jobs\" {\n  visibility_timeout_seconds = 90\n}\n";
  EXPECT_THAT(compared(other, "Jobs = aws_sqs_queue.jobs\n"),
              ElementsAre(HasSubstr("data_store Jobs"), "-   visibility_timeout = 60000", "+   visibility_timeout = 90000"));
  EXPECT_THAT(compared(other, "Jobs = aws_sqs_queue.jobs\nJobs.visibility_timeout: told apart on purpose\n"), IsEmpty());
}

TEST_F(SmallTwins, AnAnnouncedDifferenceThatIsNoneFails) {
  EXPECT_THAT(compared("resource \"aws_sqs_queue\" \"jobs\" {\n  visibility_timeout_seconds = 60\n}\n",
                       "Jobs = aws_sqs_queue.jobs\nJobs.visibility_timeout: told apart on purpose\n"),
              ElementsAre("Jobs.visibility_timeout is the same in both"));
}

TEST(Twins, LinesThatSayNeitherAreFaults) {
  std::vector<std::string> faults;
  read_twins("Jobs aws_sqs_queue.jobs\n", faults);
  EXPECT_THAT(faults, ElementsAre(HasSubstr("expected `first = second`")));
}

}  // namespace
}  // namespace weir
