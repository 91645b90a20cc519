// The fewest mitigations that stop what was found on an asset.

#include "analyzer/rule/remedies.h"

#include <gmock/gmock.h>

#include "tests/rule/sample.h"

namespace weir {
namespace {

using sample::RuleText;
using sample::Sample;
using testing::ElementsAre;

RuleText at_hops(std::string at) {
  RuleText rule;
  rule.satisfied = "exists ((g:guardrail)-[:protects]->(p))";
  rule.enough = true;
  rule.at = std::move(at);
  return rule;
}

struct Solved {
  explicit Solved(Sample& sample) : findings(sample.find()) {
    for (const Finding& finding : findings) all.push_back(&finding);
    found = remedies(sample.system.dfd, sample.catalog, all);
  }
  std::vector<Finding> findings;
  std::vector<const Finding*> all;
  std::vector<Remedy> found;
};

TEST(Remedies, OneMitigationWhereAllWaysMeet) {
  Sample sample({at_hops("process")});
  const NodeId second = sample.system.add(GraphNodeKind::process, "process", "Door", sample.system.at("Api:"));
  sample.system.flow(sample.system.user, second, "entry", "another door", sample.system.at("Api:"));
  sample.system.flow(second, sample.system.chat, "invoke", "it calls", sample.system.at("Api:"));
  const Solved solved(sample);
  ASSERT_EQ(solved.found.size(), 1u);
  EXPECT_EQ(solved.found[0].asset, sample.system.letters) << "of equally sensitive stores the first";
  EXPECT_EQ(solved.found[0].stopped, 1u);
  ASSERT_EQ(solved.found[0].steps.size(), 1u);
  EXPECT_EQ(solved.found[0].steps[0].mitigation, "guardrail");
  EXPECT_THAT(solved.found[0].steps[0].at, ElementsAre(sample.system.chat));
}

TEST(Remedies, NoHopThatIsGuardedAlready) {
  Sample sample({at_hops("process")});
  const NodeId second = sample.system.add(GraphNodeKind::process, "process", "Door", sample.system.at("Api:"));
  sample.system.flow(sample.system.user, second, "entry", "another door", sample.system.at("Api:"));
  sample.system.flow(second, sample.system.chat, "invoke", "it calls", sample.system.at("Api:"));
  sample.system.protect(second);
  const Solved solved(sample);
  ASSERT_EQ(solved.found.size(), 1u);
  EXPECT_THAT(solved.found[0].steps[0].at, ElementsAre(sample.system.api)) << "the nearest to the start";
  EXPECT_TRUE(solved.findings[0].mitigations[0].on_some_paths);
}

TEST(Remedies, NothingWhereNoPlaceMayCarryIt) {
  Sample sample({at_hops("model")});
  const Solved solved(sample);
  ASSERT_EQ(solved.found.size(), 1u);
  EXPECT_EQ(solved.found[0].stopped, 0u);
  EXPECT_TRUE(solved.found[0].steps.empty());
}

TEST(Remedies, AnyOtherMitigationIsPutAtWhatIsReported) {
  RuleText rule;
  rule.enough = true;
  Sample sample({rule});
  const Solved solved(sample);
  ASSERT_EQ(solved.found.size(), 1u);
  EXPECT_THAT(solved.found[0].steps[0].at, ElementsAre(sample.system.chat));
}

TEST(Remedies, WhatIsNotEnoughStopsNothing) {
  Sample sample;
  const Solved solved(sample);
  EXPECT_TRUE(solved.found[0].steps.empty());
}

}  // namespace
}  // namespace weir
