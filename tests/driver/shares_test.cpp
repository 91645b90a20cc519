// What the Terraform roots of one run share: many small ones take no longer than a large one, and
// one that needs more than most has it.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <utility>

#include "analyzer/driver/analyze.h"
#include "analyzer/driver/discover.h"
#include "parsers/terraform/budget.h"
#include "tests/driver/built_in.h"

namespace weir {
namespace {

namespace fs = std::filesystem;

/// A repository of roots in a folder of its own.
class Repository {
 public:
  Repository() { fs::remove_all(folder_); }
  ~Repository() { fs::remove_all(folder_); }
  Repository(const Repository&) = delete;
  Repository& operator=(const Repository&) = delete;

  void add(const std::string& root, const std::string& text) const {
    fs::create_directories(folder_ / root);
    std::ofstream(folder_ / root / "main.tf") << text;
  }

  void infer(Analysis& analysis, unsigned jobs = 2) const {
    Result<Project> project = discover({{folder_.string()}, {}, {}}, analysis.sources);
    ASSERT_TRUE(project.ok());
    analysis.project = std::move(*project);
    AnalyzeOptions options;
    options.jobs = jobs;
    weir::infer(analysis, built_in_knowledge(), options);
  }

  /// Units that were not evaluated whole.
  std::size_t cut_off(unsigned jobs = 2) const {
    Analysis analysis;
    infer(analysis, jobs);
    std::size_t count = 0;
    for (const Diagnostic& diagnostic : analysis.diagnostics)
      count += diagnostic.code == "budget" ? 1 : 0;
    return count;
  }

 private:
  fs::path folder_ = fs::path(testing::TempDir()) / "weir-shares" /
                     testing::UnitTest::GetInstance()->current_test_info()->name();
};

std::string bucket(const std::string& name) {
  return "resource \"aws_s3_bucket\" \"b\" {\n  bucket = " + name + "\n}\n";
}
/// Takes some forty steps for each pair.
std::string pairs(int left, int right) {
  return bucket("join(\",\", flatten([for a in range(" + std::to_string(left) +
                ") : [for b in range(" + std::to_string(right) + ") : a + b]]))");
}
std::string state_of(const std::string& name) {
  return "data \"terraform_remote_state\" \"" + name +
         "\" {\n  backend = \"s3\"\n  config = {\n    bucket = \"states\"\n    key = \"" + name +
         "\"\n  }\n}\n";
}
std::string kept_as(const std::string& name) {
  return "terraform {\n  backend \"s3\" {\n    bucket = \"states\"\n    key = \"" + name +
         "\"\n  }\n}\n";
}

TEST(Shares, ManySmallRootsTakeNoLongerThanALargeOne) {
  const Repository repository;
  for (int i = 0; i < 100; ++i) repository.add("r" + std::to_string(i), pairs(1000, 1000));
  Analysis analysis;
  repository.infer(analysis);
  EXPECT_EQ(analysis.model.resources.size(), 100u);
  EXPECT_LT(analysis.model.values.size(), terraform::kSharedSteps);
}

TEST(Shares, WhatMostDoNotNeedIsThereForTheOthers) {
  const Repository repository;
  for (int i = 0; i < 100; ++i) repository.add("r" + std::to_string(i), bucket("\"b\""));
  ASSERT_LT(terraform::first_share(100), 30'000u);
  repository.add("large", pairs(60, 60));
  repository.add("other", pairs(60, 60));
  EXPECT_EQ(repository.cut_off(), 0u);
}

TEST(Shares, AreTheSameForAnyNumberOfThreads) {
  const Repository repository;
  for (int i = 0; i < 30; ++i) repository.add("r" + std::to_string(i), pairs(8 + 8 * i, 50));
  const std::size_t cut_off = repository.cut_off(1);
  EXPECT_GT(cut_off, 0u);
  EXPECT_LT(cut_off, 30u);
  EXPECT_EQ(repository.cut_off(4), cut_off);
}

TEST(Shares, StatesOfOthersAddNoMoreThanALimit) {
  terraform::Budget budget(terraform::kLeastShare);
  budget.add_module_elsewhere(10u << 20);
  EXPECT_TRUE(budget.spend(terraform::kLeastShare + terraform::kStepsForStates));
  EXPECT_FALSE(budget.wants_more());
  EXPECT_FALSE(budget.spend(1));
  EXPECT_TRUE(budget.wants_more());
}

TEST(Shares, OneLargeModuleIsNotCountedWholeForAllItsCallers) {
  terraform::Budget budget(terraform::kLeastShare);
  budget.add_module(10u << 20);
  EXPECT_TRUE(budget.spend((1 + terraform::kSharesForModules) * terraform::kLeastShare));
  EXPECT_FALSE(budget.spend(1));
}

TEST(Shares, ARootThatIsAloneHasAllThatOneMayTake) {
  terraform::Budget budget(terraform::first_share(1));
  budget.add_module(10u << 20);
  EXPECT_TRUE(budget.spend(limits::kModuleSteps));
  EXPECT_FALSE(budget.spend(1));
  EXPECT_FALSE(budget.wants_more());
}

TEST(Shares, HundredsOfRootsThatReadTwoStatesAreWhole) {
  const Repository repository;
  std::string outputs;
  for (int i = 0; i < 40; ++i)
    outputs += "output \"o" + std::to_string(i) + "\" {\n  value = aws_s3_bucket.b.arn\n}\n";
  repository.add("network", kept_as("network") + bucket("\"n\"") + outputs);
  repository.add("platform", kept_as("platform") + state_of("network") +
                                 bucket("data.terraform_remote_state.network.outputs.o1") +
                                 outputs);
  for (int i = 0; i < 300; ++i)
    repository.add("app" + std::to_string(i),
                   state_of("network") + state_of("platform") +
                       bucket("data.terraform_remote_state.platform.outputs.o2"));
  EXPECT_EQ(repository.cut_off(), 0u);
}

}  // namespace
}  // namespace weir
