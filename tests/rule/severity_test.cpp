// What moves a finding's severity from its rule's, and what it says then.

#include "analyzer/rule/severity.h"

#include <gmock/gmock.h>

#include "tests/rule/sample.h"

namespace weir {
namespace {

using findings::moved;
using sample::RuleText;
using sample::Sample;
using testing::HasSubstr;
using testing::Not;

TEST(Severity, StaysWithinOneBandOfItsRule) {
  EXPECT_EQ(moved(8.6, 5), 9.1);
  EXPECT_EQ(moved(5.2, 45), 8.9) << "medium may become high, not critical";
  EXPECT_EQ(moved(9.5, -30), 7.0) << "critical may become high, not medium";
  EXPECT_EQ(moved(3.5, 50), 6.9);
  EXPECT_EQ(moved(7.0, -40), 4.0);
  EXPECT_EQ(moved(0.4, -15), 0.1);
  EXPECT_EQ(moved(9.8, 5), 10.0);
  EXPECT_EQ(moved(5.2, 0), 5.2);
}

TEST(Severity, IsNeverTheBorderOfTwoBands) {
  EXPECT_EQ(moved(8.6, 4), 8.9);
  EXPECT_EQ(moved(8.9, 1), 8.9);
  EXPECT_EQ(moved(9.1, -1), 9.1);
  EXPECT_EQ(moved(9.5, -5), 9.1);
}

RuleText rule_about(std::string query) {
  RuleText rule;
  rule.query = std::move(query);
  rule.impact = "a leak";
  rule.assets = {"the data"};
  return rule;
}

/// The sample with moves, whose user is of a level of trust.
struct Moving : Sample {
  explicit Moving(const RuleText& rule = RuleText(), const std::string& trust = "public")
      : Sample({rule}, "Records", "app/template.yaml", true) {
    PropertyValue value;
    value.state = PropertyState::text;
    value.text = trust;
    for (const NodeId node : {system.user, system.chat})
      system.dfd.nodes[node.index()].properties = {{catalog.property("trust"), value}};
  }
  Finding only() {
    std::vector<Finding> findings = find();
    EXPECT_EQ(findings.size(), 1u);
    return findings.empty() ? Finding{} : findings.front();
  }
};

TEST(Severity, ExposureAndDataAddUpAndAreSaid) {
  Moving sample;
  sample.system.dfd.targets[0].members = {sample.system.records};
  const Finding finding = sample.only();
  EXPECT_EQ(finding.severity, 9.5);
  EXPECT_EQ(finding.severity_why, "internet-user may be anybody and Records holds PHI data");
  EXPECT_THAT(finding.message,
              testing::EndsWith(" Severity 9.5 instead of 8.6: internet-user may be anybody and Records holds PHI data."));
}

TEST(Severity, WhoIsAskedWhoCallsIsNotAnybody) {
  Moving sample;
  sample.system.dfd.nodes[sample.system.chat.index()].properties.front().value.text = "tenant";
  sample.system.dfd.targets[0].members = {sample.system.records};
  EXPECT_EQ(sample.only().severity_why, "Records holds PHI data");
}

TEST(Severity, IsTheRulesWhereNothingMoves) {
  Moving sample(RuleText(), "partner");
  sample.system.dfd.targets[0].members = {sample.system.letters};
  sample.system.dfd.nodes[sample.system.letters.index()].properties.clear();
  sample.system.dfd.nodes[sample.system.records.index()].properties.clear();
  EXPECT_TRUE(sample.find().empty()) << "the query asks for data";
  Moving other(rule_about("match (actor:external_entity)-[p:entry]->(api:process) report api \"x\""), "partner");
  EXPECT_EQ(other.only().severity, 8.6);
  EXPECT_EQ(other.only().severity_why, "");
  EXPECT_THAT(other.only().message, Not(HasSubstr("Severity")));
}

TEST(Severity, WhatTheQueryAsksForIsInItsBase) {
  Moving asked(rule_about("match (actor:external_entity)-[p:entry]->(api:process) where actor.trust = \"public\" report api \"x\""));
  EXPECT_EQ(asked.only().severity, 8.6);
  Moving by_order(rule_about("match (actor:external_entity)-[p:entry]->(api:process) where actor.trust < \"partner\" report api \"x\""));
  EXPECT_EQ(by_order.only().severity, 8.6) << "nothing but public is below partner";
  Moving wider(rule_about("match (actor:external_entity)-[p:entry]->(api:process) where actor.trust < \"organisation\" report api \"x\""));
  EXPECT_EQ(wider.only().severity, 9.1) << "partners are admitted too";
  Moving either(rule_about("match (actor:external_entity)-[p:entry]->(api:process) where actor.trust = \"public\" or actor.trust = \"partner\" report api \"x\""));
  EXPECT_EQ(either.only().severity, 9.1);
  Moving data(rule_about("match (store:data_store) where \"phi\" in store.data report store per store \"x\""));
  for (const Finding& finding : data.find()) EXPECT_EQ(finding.severity, 8.6);
}

TEST(Severity, AnUnknownValueMovesNothing) {
  Moving sample(rule_about("match (actor:external_entity)-[p:entry]->(api:process) report api \"x\""));
  sample.system.dfd.nodes[sample.system.user.index()].properties[0].value.state = PropertyState::unknown;
  EXPECT_EQ(sample.only().severity, 8.6);
}

TEST(Severity, AMitigationThatIsNotEnoughLowersIt) {
  Moving sample(RuleText(), "partner");
  sample.system.dfd.targets[0].members = {sample.system.records};
  sample.system.protect(sample.system.model);
  EXPECT_EQ(sample.only().severity, 8.6) << "0.4 up for the data, 0.4 down";
  EXPECT_EQ(sample.only().severity_why, "");
}

TEST(Severity, TestsCountLess) {
  Moving sample(rule_about("match (actor:external_entity)-[p:entry]->(api:process) report api \"x\""), "partner");
  sample.environments = {{"test", "the folder test"}};
  EXPECT_EQ(sample.only().severity, 7.1);
  EXPECT_THAT(sample.only().message, HasSubstr("Severity 7.1 instead of 8.6: the environment is test (the folder test)."));
  sample.environments = {{"production", "declared"}};
  EXPECT_EQ(sample.only().severity, 8.6);
}

}  // namespace
}  // namespace weir
