// From matches to findings: one finding for each place, its words, its path, what it is the same
// as.

#include "analyzer/rule/finding.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "tests/rule/sample.h"

namespace weir {
namespace {

using sample::RuleText;
using sample::Sample;
using testing::ElementsAre;
using testing::HasSubstr;

TEST(Finding, SaysTheStatementOfTheTalk) {
  Sample sample;
  sample.system.dfd.targets[0].members = {sample.system.records};
  const auto findings = sample.find();
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(
      findings[0].statement.text,
      "An external threat actor with access to the public facing application, can inject "
      "malicious prompts which overwrite existing system prompts, which leads to PHI records "
      "held in Records being returned to the caller, negatively impacting the confidentiality "
      "of the PHI data in Records.");
  EXPECT_EQ(findings[0].report,
            "Prompts from internet-user reach m-1, and Chat can put PHI records of Records into "
            "the answer.");
  EXPECT_EQ(findings[0].message, findings[0].report + " " + findings[0].statement.text);
}

TEST(Finding, MatchesAtOnePlaceAreOneFinding) {
  Sample sample;
  const auto findings = sample.find();
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].occurrences, 2u);
  EXPECT_THAT(findings[0].report, HasSubstr("PHI and personal records of Letters and Records"));
}

TEST(Finding, StandsAtTheFirstEvidenceOfTheReportedFlow) {
  Sample sample;
  const auto findings = sample.find();
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].span, sample.system.at("m-1"));
  EXPECT_EQ(findings[0].address, "Chat");
}

TEST(Finding, APropertyIsReportedWhereItsValueStands) {
  RuleText rule;
  rule.query =
      "match (store:data_store) where store.data != absent report store.data \"x {store}\"";
  rule.impact = "a leak";
  rule.assets = {"the data in {store}"};
  Sample sample({rule});
  const auto findings = sample.find();
  ASSERT_EQ(findings.size(), 2u);
  EXPECT_EQ(findings[0].span, sample.system.at("phi}"));
  EXPECT_EQ(findings[1].span, sample.system.at("phi, pii"));
}

TEST(Finding, AnAbsentPropertyIsReportedAtTheHeaderOfItsBlock) {
  RuleText rule;
  rule.query = "match (store:data_store) where store.data = absent report store.data \"x {store}\"";
  rule.impact = "a leak";
  rule.assets = {};
  Sample sample({rule});
  sample.system.dfd.nodes[sample.system.records.index()].properties.clear();
  const auto findings = sample.find();
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].span, sample.system.at("Records:"));
}

TEST(Finding, WhatAFlowDoesNotSayIsReportedAtTheBlockThatWouldHoldIt) {
  RuleText rule;
  rule.query =
      "match (who:external_entity)-[way:entry]->(x:process) where way.auth != \"iam\" report "
      "way.auth "
      "\"x\"";
  rule.source = rule.action = rule.impact = "x";
  rule.assets = {};
  Sample sample({rule});
  Flow& entry = sample.system.dfd.flows[0];
  EXPECT_EQ(sample.find()[0].span, sample.system.at("Api:"));  // nobody says where: its evidence
  entry.header = sample.system.at("Records:");
  EXPECT_EQ(sample.find()[0].span, entry.header);
  PropertyValue byDefault;
  byDefault.state = PropertyState::text;
  byDefault.text = "none";
  byDefault.block = sample.system.at("Letters:");
  entry.properties = {{sample.catalog.property("auth"), byDefault}};
  EXPECT_EQ(sample.find()[0].span, byDefault.block);
  entry.properties[0].value.span = sample.system.at("phi}");
  EXPECT_EQ(sample.find()[0].span, sample.system.at("phi}"));
}

TEST(Finding, WhatAnInnerBlockLeavesOutIsReportedThere) {
  RuleText rule;
  rule.query = "match (store:data_store) where store.data = absent report store.data \"x {store}\"";
  rule.impact = "a leak";
  rule.assets = {};
  Sample sample({rule});
  Property& data = sample.system.dfd.nodes[sample.system.records.index()].properties[0];
  data.value = {};
  data.value.block = sample.system.at("Tags: {data: phi}");
  const auto findings = sample.find();
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].span, data.value.block);
}

/// A list of data classes, each at the first place of a text.
PropertyValue classes(const Sample& sample,
                      std::vector<std::pair<std::string, std::string_view>> items) {
  PropertyValue list;
  list.state = PropertyState::list;
  list.span = sample.system.at(items.front().second);
  for (auto& [name, place] : items) {
    PropertyValue item;
    item.state = PropertyState::text;
    item.text = std::move(name);
    item.span = sample.system.at(place);
    list.items.push_back(std::move(item));
  }
  return list;
}

RuleText rule_about_data(std::string_view condition) {
  RuleText rule;
  rule.query = "match (store:data_store) where " + std::string(condition) +
               " report store.data \"{store.data} in {store}\"";
  rule.impact = "a leak";
  rule.assets = {};
  return rule;
}

TEST(Finding, AListIsReportedAtTheItemThatFulfilsTheCondition) {
  for (const char* condition :
       {"some store.data = \"phi\"", "some store.data in [\"phi\"]", "\"phi\" in store.data"}) {
    Sample sample({rule_about_data(condition)});
    Dfd& dfd = sample.system.dfd;
    dfd.nodes[sample.system.records.index()].properties.clear();
    dfd.nodes[sample.system.letters.index()].properties[0].value =
        classes(sample, {{"pii", "pii"}, {"phi", "phi, pii"}});
    const auto findings = sample.find();
    ASSERT_EQ(findings.size(), 1u) << condition;
    EXPECT_EQ(findings[0].span, sample.system.at("phi, pii")) << condition;
    EXPECT_EQ(findings[0].report, "PHI in Letters.") << condition;
  }
}

TEST(Finding, AChoiceOfListsSaysWhatHoldsTogether) {
  Sample sample({rule_about_data("every store.data in [\"phi\", \"pii\"]")});
  Dfd& dfd = sample.system.dfd;
  const AtomId stage = dfd.guards.atom("Stage", {"prod", "dev"});
  dfd.nodes[sample.system.records.index()].properties.clear();
  PropertyValue choice;
  choice.state = PropertyState::choice;
  choice.items = {classes(sample, {{"pii", "pii"}}),
                  classes(sample, {{"pii", "pii"}, {"phi", "phi, pii"}})};
  choice.guards = {dfd.guards.is(stage, 0), dfd.guards.is(stage, 1)};
  choice.span = choice.items[0].span;
  choice.items[0].items.push_back(choice.items[0].items[0]);
  choice.items[0].items[1].text = "cards";
  dfd.nodes[sample.system.letters.index()].properties[0].value = choice;
  const auto findings = sample.find();
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].report, "Personal and PHI in Letters.");
}

TEST(Finding, WhatAConditionLeavesOutIsReportedAtTheHeader) {
  for (const bool in_block : {false, true}) {
    Sample sample({rule_about_data("store.data = absent")});
    Dfd& dfd = sample.system.dfd;
    const AtomId stage = dfd.guards.atom("Stage", {"prod", "dev"});
    PropertyValue choice;
    choice.state = PropertyState::choice;
    choice.items = {classes(sample, {{"pii", "pii"}})};
    choice.guards = {dfd.guards.is(stage, 0)};
    choice.span = choice.items[0].span;
    if (in_block) choice.block = sample.system.at("Tags: {data: phi}");
    dfd.nodes[sample.system.records.index()].properties[0].value = choice;
    const auto findings = sample.find();
    ASSERT_EQ(findings.size(), 1u);
    EXPECT_EQ(findings[0].span, in_block ? choice.block : sample.system.at("Records:"));
    EXPECT_EQ(findings[0].report, "(none) in Records.");
  }
}

TEST(Finding, WhatNeedsAnotherValueThanTheDefaultRanksOneLower) {
  for (const std::size_t by_default : {std::size_t{0}, std::size_t{1}}) {
    Sample sample({rule_about_data("some store.data = \"phi\"")});
    Dfd& dfd = sample.system.dfd;
    AtomTraits traits;
    traits.by_default = by_default;
    const AtomId stage = dfd.guards.atom("Stage", {"prod", "dev"}, traits);
    PropertyValue choice;
    choice.state = PropertyState::choice;
    choice.items = {classes(sample, {{"phi", "phi, pii"}}), classes(sample, {{"pii", "pii"}})};
    choice.guards = {dfd.guards.is(stage, 0), dfd.guards.is(stage, 1)};
    choice.span = choice.items[0].span;
    dfd.nodes[sample.system.records.index()].properties.clear();
    dfd.nodes[sample.system.letters.index()].properties[0].value = choice;
    const auto findings = sample.find();
    ASSERT_EQ(findings.size(), 1u);
    EXPECT_EQ(findings[0].precision, by_default == 0 ? Precision::high : Precision::medium);
    EXPECT_EQ(findings[0].holds,
              by_default == 0 ? "Stage is \"prod\"" : "Stage is \"prod\" (its default is \"dev\")");
  }
}

/// Reports where a store's data is said.
RuleText rule_at_data() {
  RuleText rule;
  rule.query =
      "match (store:data_store) where store.data != absent report store.data \"x {store}\"";
  rule.impact = "a leak";
  rule.assets = {};
  return rule;
}

TEST(Finding, ThePlacesThatAValuePassedAreRelatedTheUseFirst) {
  Sample sample({rule_at_data()});
  Dfd& dfd = sample.system.dfd;
  const auto text = [&](std::string_view what) { return sample.system.at(what); };
  dfd.passages.push_back({text("Letters:"), "var.data", {}});
  dfd.passages.push_back({text("Chat:"), "local.data", PassageId(0)});
  dfd.passages.push_back({text("phi, pii"), "", PassageId(1)});  // where it is written: no news
  dfd.nodes[sample.system.letters.index()].properties[0].value.passage = PassageId(2);
  const auto findings = sample.find();
  ASSERT_EQ(findings.size(), 2u);
  EXPECT_EQ(findings[0].related.size(), 1u);
  ASSERT_EQ(findings[1].related.size(), 3u);
  EXPECT_EQ(findings[1].related[0].message, "used here as var.data");
  EXPECT_EQ(findings[1].related[0].span, text("Letters:"));
  EXPECT_EQ(findings[1].related[0].address, "Letters");
  EXPECT_EQ(findings[1].related[1].message, "passed on here as local.data");
  EXPECT_EQ(findings[1].related[2].message, "Letters");
}

TEST(Finding, WhatIsOnlyADefaultSaysSo) {
  Sample sample({rule_at_data()});
  Dfd& dfd = sample.system.dfd;
  dfd.passages.push_back({sample.system.at("Letters:"), "parameter Data's default", {}});
  dfd.nodes[sample.system.letters.index()].properties[0].value.passage = PassageId(0);
  const auto findings = sample.find();
  ASSERT_EQ(findings.size(), 2u);
  EXPECT_EQ(findings[0].by_default, "");
  EXPECT_EQ(findings[1].by_default, "parameter Data's default");
  EXPECT_NE(findings[1].message.find(" It is so by parameter Data's default."), std::string::npos);
}

TEST(Finding, ThePathReadsFromTheActorToTheAsset) {
  Sample sample;
  const auto findings = sample.find();
  ASSERT_EQ(findings.size(), 1u);
  std::vector<std::string> messages;
  for (const PathStepInfo& step : findings[0].path) messages.push_back(step.message);
  EXPECT_THAT(messages, ElementsAre("internet-user → Api (entry): its public endpoint",
                                    "Api → Chat (invoke): the route's integration",
                                    "Chat → m-1 (prompt): the model it is given",
                                    "Letters → Chat (read): the statement allows it"));
}

TEST(Finding, IdentityHasNoPathLineOrUnit) {
  Sample one;
  Sample two({RuleText()}, "Records", "elsewhere/other.yaml");
  two.system.dfd.units[0].path = "elsewhere/other.yaml";
  EXPECT_EQ(one.find()[0].identity, two.find()[0].identity);
  EXPECT_EQ(
      one.find()[0].identity,
      "prompts-reach-records|Chat|Api,Chat,Letters,entry,internet-user,invoke,m-1,prompt,read|");
}

TEST(Finding, NamesAreNotChanged) {
  Sample sample({RuleText()}, "Rec](evil)\x1b[31m");
  EXPECT_THAT(sample.find()[0].report, HasSubstr("Rec](evil)\x1b[31m"));
}

TEST(Finding, MitigationsAreSaidWithTheirVerdict) {
  Sample sample;
  EXPECT_EQ(sample.find()[0].mitigations[0].verdict, query::Verdict::absent);
  sample.system.protect(sample.system.model);
  const auto findings = sample.find();
  EXPECT_EQ(findings[0].mitigations[0].verdict, query::Verdict::present);
  EXPECT_EQ(findings[0].mitigations[0].detail, "by Guardrail");
}

TEST(Finding, AGuardSaysWhenItHolds) {
  Sample sample;
  Dfd& dfd = sample.system.dfd;
  const AtomId stage = dfd.guards.atom("Stage", {"prod", "dev"});
  dfd.flows[2].exists = dfd.guards.is(stage, 0);
  const auto findings = sample.find();
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_THAT(findings[0].message, HasSubstr(" This holds when Stage is \"prod\"."));
}

TEST(Finding, ResilienceIsSaidTheSameWayWithTheFaultAsTheSource) {
  RuleText rule;
  rule.kind = RuleKind::resilience;
  rule.query = "match (store:data_store) report store \"x\"";
  rule.source = "the loss of a zone";
  rule.prerequisites = "one copy of {store}";
  rule.action = "stop every call";
  rule.impact = "an outage";
  rule.goals = {};
  rule.assets = {};
  EXPECT_EQ(Sample({rule}).find()[0].statement.text,
            "The loss of a zone with one copy of Records, can stop every call, which leads to an "
            "outage.");
}

TEST(Fold, OneFindingForEachRuleAndLine) {
  RuleText rule;
  rule.query = "match (store:data_store) report store \"keep {store} safe\"";
  rule.impact = "a leak";
  rule.assets = {};
  Sample sample({rule});
  sample.system.dfd.nodes[sample.system.letters.index()].header = sample.system.at("Records");
  const auto findings = sample.find();
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].occurrences, 2u);
}

TEST(Fold, AWorseFindingTakesInWhatItsRuleFolds) {
  RuleText milder;
  milder.id = "a-milder-rule";
  RuleText worse;
  worse.folds = {"a-milder-rule"};
  const auto findings = Sample({milder, worse}).find();
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_TRUE(findings[0].identity.starts_with("prompts-reach-records|"));
}

TEST(Fold, AWorseFindingTakesInWhatLiesOnAPartOfItsPath) {
  RuleText milder;
  milder.id = "a-milder-rule";
  milder.query =
      "match (actor:external_entity)-[p:entry|invoke+]->(chat:process)-[ask:prompt]->(model:model) report chat \"x\"";
  milder.impact = "a leak";
  milder.assets = {"the data"};
  RuleText worse;
  worse.folds = {"a-milder-rule"};
  const auto findings = Sample({milder, worse}).find();
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_TRUE(findings[0].identity.starts_with("prompts-reach-records|"));
  milder.query =
      "match (actor:external_entity)-[p:entry]->(chat:process) report chat \"x\"";
  Sample apart({milder, worse});
  const NodeId stranger = apart.system.add(GraphNodeKind::process, "process", "Other", apart.system.at("Api:"));
  apart.system.flow(apart.system.user, stranger, "entry", "another door", apart.system.at("Api:"));
  apart.system.dfd.flows.erase(apart.system.dfd.flows.begin());
  EXPECT_EQ(apart.find().size(), 1u) << "only the milder one is left, on a path of its own";
}

/// Findings at one line of a program, which made what stands at these places of templates.
std::vector<Finding> made_by_one_line(const Sample& sample, const Finding& finding,
                                      std::initializer_list<std::string_view> places) {
  std::vector<Finding> findings;
  for (const std::string_view place : places) {
    findings.push_back(finding);
    findings.back().span = sample.system.at("Records:");
    findings.back().occurrences = 1;
    findings.back().generated = sample.system.at(place);
  }
  return findings;
}

TEST(Fold, WhatALineMakesForEachStageIsOneFindingWithAllItsPlaces) {
  Sample sample;
  auto findings = made_by_one_line(sample, sample.find().front(), {"Api:", "Chat:", "Chat:"});
  sort_and_fold(sample.system.sources, sample.rules, findings);
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].occurrences, 2u);
  const auto& related = findings[0].related;
  EXPECT_TRUE(std::any_of(related.begin(), related.end(), [&](const Related& place) {
    return place.message == kGenerated && place.span == sample.system.at("Chat:");
  }));
}

TEST(Fold, ResourcesThatOneLineMakesStayApart) {
  RuleText milder;
  milder.id = "a-milder-rule";
  RuleText worse;
  worse.folds = {"a-milder-rule"};
  Sample sample({milder, worse});
  const auto found = sample.find();
  ASSERT_EQ(found.size(), 1u);
  auto findings = made_by_one_line(sample, found.front(), {"Api:", "Chat:"});
  findings[1].identity += "another";
  for (Finding& finding : findings) finding.path.clear();
  sort_and_fold(sample.system.sources, sample.rules, findings);
  EXPECT_EQ(findings.size(), 2u);
  findings[1].rule = sample.rules.find("a-milder-rule");
  sort_and_fold(sample.system.sources, sample.rules, findings);
  EXPECT_EQ(findings.size(), 2u);
}

TEST(Fold, TheOrderOfTheInputDoesNotMatter) {
  RuleText other;
  other.id = "another-rule";
  Sample sample({RuleText(), other});
  auto findings = sample.find();
  ASSERT_EQ(findings.size(), 2u);
  const std::string expected = dump(findings, sample.system.sources);
  std::reverse(findings.begin(), findings.end());
  sort_and_fold(sample.system.sources, sample.rules, findings);
  EXPECT_EQ(dump(findings, sample.system.sources), expected);
  EXPECT_TRUE(expected.starts_with("app/template.yaml:4:10 another-rule Chat: ")) << expected;
}

TEST(Severity, Bands) {
  EXPECT_EQ(severity_band(9.0), "critical");
  EXPECT_EQ(severity_band(8.9), "high");
  EXPECT_EQ(severity_band(6.9), "medium");
  EXPECT_EQ(severity_band(0.1), "low");
}

}  // namespace
}  // namespace weir
