// An identity with more permissions than anybody reads: the diagram stays small, and says so.

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>

#include "analyzer/driver/analyze.h"
#include "analyzer/driver/discover.h"
#include "tests/driver/built_in.h"

namespace weir {
namespace {

constexpr int kQueues = 20;
constexpr int kStatements = 2000;

/// A function with a role of many statements, each for one of a few queues.
std::string many_statements() {
  std::string text = "Resources:\n";
  for (int i = 0; i < kQueues; ++i)
    text += "  Queue" + std::to_string(i) + ": {Type: AWS::SQS::Queue}\n";
  text +=
      "  Worker: {Type: AWS::Lambda::Function, Properties: {Role: !GetAtt Role.Arn}}\n"
      "  Role:\n    Type: AWS::IAM::Role\n    Properties:\n      AssumeRolePolicyDocument: {}\n"
      "      Policies:\n        - PolicyName: many\n          PolicyDocument:\n"
      "            Statement:\n";
  for (int i = 0; i < kStatements; ++i)
    text += "              - {Effect: Allow, Action: 'sqs:SendMessage', Resource: !GetAtt Queue" +
            std::to_string(i % kQueues) + ".Arn}\n";
  return text;
}

TEST(ManyPermissions, ThoseAlikeAreOneAndTheReaderIsTold) {
  const std::filesystem::path folder =
      std::filesystem::path(testing::TempDir()) / "weir_many_permissions";
  std::filesystem::create_directories(folder);
  std::ofstream(folder / "template.yaml") << many_statements();
  Analysis analysis;
  Result<Project> project = discover({{folder.string()}, {}, {}}, analysis.sources);
  ASSERT_TRUE(project.ok());
  analysis.project = std::move(*project);
  infer(analysis, built_in_knowledge(), AnalyzeOptions());

  // what is said a hundred times of each queue is said once, and of nothing else
  ASSERT_EQ(analysis.dfd.access.size(), static_cast<std::size_t>(kQueues));
  for (const Access& access : analysis.dfd.access) {
    EXPECT_EQ(analysis.dfd.targets[access.target.index()].members.size(), 1u);
    EXPECT_LE(access.evidence.size(), 8u);
  }
  EXPECT_TRUE(std::any_of(
      analysis.diagnostics.begin(), analysis.diagnostics.end(),
      [](const Diagnostic& diagnostic) { return diagnostic.code == "too-many-permissions"; }));
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace weir
