#include "analyzer/report/difference/difference.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace weir {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Fact fact(FactKind kind, std::string subject, std::string text,
          std::map<std::string, std::string> details = {}) {
  Fact result;
  result.kind = kind;
  result.key = std::string(kFactKinds[static_cast<std::size_t>(kind)]) + "|" + std::move(subject);
  result.text = std::move(text);
  result.details = std::move(details);
  return result;
}

Fact element(const std::string& address) { return fact(FactKind::element, address, address); }
Fact finding(const std::string& address, const std::string& band) {
  Fact result =
      fact(FactKind::finding, "rule|" + address, "rule: " + address, {{"severity", band}});
  result.weight = band == "high" ? 8 : 5;
  return result;
}
Fact control(const std::string& target) {
  return fact(FactKind::mitigation, target + ",Guard|protects", "Guard protects " + target);
}
Fact exposure(const std::string& address) {
  return fact(FactKind::exposure, address + "|exposes", address + " can be reached");
}

/// One line a change: "bearing kind change text".
std::vector<std::string> told(const std::vector<Fact>& before, const std::vector<Fact>& now) {
  constexpr std::array<std::string_view, 3> kBearings = {"worse", "neutral", "better"},
                                            kChanges = {"came", "went", "changed"};
  std::vector<std::string> lines;
  for (const Change& change : differences(before, now))
    lines.push_back(std::string(kBearings[static_cast<std::size_t>(change.bearing)]) + " " +
                    std::string(kFactKinds[static_cast<std::size_t>(change.fact.kind)]) + " " +
                    std::string(kChanges[static_cast<std::size_t>(change.kind)]) + " " +
                    change.fact.text);
  return lines;
}

TEST(Differences, NoneOfTheSame) {
  const std::vector<Fact> facts = {element("A"), finding("A", "high"), control("A")};
  EXPECT_THAT(told(facts, facts), ElementsAre());
}

TEST(Differences, TheMostDangerousFirst) {
  EXPECT_THAT(told({element("A")}, {element("B"), element("A"), finding("A", "medium"),
                                    finding("B", "high"), control("B")}),
              ElementsAre("worse finding came rule: B", "worse finding came rule: A",
                          "neutral element came B", "better mitigation came Guard protects B"));
}

TEST(Differences, AControlThatGoesIsWorseWhileItsTargetStays) {
  EXPECT_THAT(told({element("A"), control("A")}, {element("A")}),
              ElementsAre("worse mitigation went Guard protects A"));
  EXPECT_THAT(told({element("A"), control("A")}, {}),
              ElementsAre("neutral mitigation went Guard protects A", "neutral element went A"));
}

TEST(Differences, AWayInIsWorseIntoWhatWasThere) {
  EXPECT_THAT(told({element("A")}, {element("A"), exposure("A")}),
              ElementsAre("worse exposure came A can be reached"));
  EXPECT_THAT(told({}, {element("A"), exposure("A")}),
              ElementsAre("neutral exposure came A can be reached", "neutral element came A"));
  EXPECT_THAT(told({element("A"), exposure("A")}, {element("A")}),
              ElementsAre("better exposure went A can be reached"));
}

TEST(Differences, AccessFromOutsideIsWorseToWhatWasThere) {
  Fact access = fact(FactKind::access, "Partner,A|read", "Partner may read A");
  access.from_outside = true;
  EXPECT_THAT(told({element("A")}, {element("A"), access}),
              ElementsAre("worse access came Partner may read A"));
  access.from_outside = false;
  EXPECT_THAT(told({element("A")}, {element("A"), access}),
              ElementsAre("neutral access came Partner may read A"));
}

TEST(Differences, AFlowFromOutsideIsWorseToWhatWasThere) {
  Fact flow = fact(FactKind::flow, "internet-user,A|entry", "Internet user → A (entry)");
  flow.from_outside = true;
  EXPECT_THAT(told({element("A")}, {element("A"), flow}),
              ElementsAre("worse flow came Internet user → A (entry)"));
  EXPECT_THAT(told({}, {element("A"), flow}),
              ElementsAre("neutral flow came Internet user → A (entry)", "neutral element came A"));
  EXPECT_THAT(told({element("A"), flow}, {element("A")}),
              ElementsAre("better flow went Internet user → A (entry)"));
}

TEST(Differences, AccessToEverythingIsWorseForWhoWasThere) {
  Fact access = fact(FactKind::access, "Role,*|write", "Role may write *");
  access.everything = true;
  EXPECT_THAT(told({element("Role")}, {element("Role"), access}),
              ElementsAre("worse access came Role may write *"));
  EXPECT_THAT(told({}, {element("Role"), access}),
              ElementsAre("neutral access came Role may write *", "neutral element came Role"));
}

TEST(Differences, WhatChangedIsNamed) {
  Fact before = element("A"), now = element("A");
  before.details = {{"kms_key", "key"}, {"size", "1"}, {"same", "x"}};
  now.details = {{"size", "2"}, {"same", "x"}};
  const std::vector<Change> changes = differences({before}, {now});
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_THAT(changes[0].changes, ElementsAre("kms_key: key → none", "size: 1 → 2"));
  EXPECT_THAT(told({finding("A", "medium")}, {finding("A", "high")}),
              ElementsAre("worse finding changed rule: A"));
}

TEST(Differences, AFlowThatLosesItsEncryptionIsWorse) {
  const auto flow = [](const char* encrypted) {
    return fact(FactKind::flow, "A,B|request", "A → B (request)", {{"encrypted", encrypted}});
  };
  EXPECT_THAT(told({flow("true")}, {flow("false")}),
              ElementsAre("worse flow changed A → B (request)"));
  EXPECT_THAT(told({flow("false")}, {flow("true")}),
              ElementsAre("better flow changed A → B (request)"));
  EXPECT_THAT(told({flow("true")}, {flow("unknown")}),
              ElementsAre("neutral flow changed A → B (request)"));
}

TEST(Differences, ASettingThatIsLessSafeIsWorse) {
  const auto database = [](const char* open, double safety) {
    Fact result = element("Db");
    result.details = {{"publicly_accessible", open}, {"size", open}};
    result.safety = {{"publicly_accessible", safety}};
    return result;
  };
  EXPECT_THAT(told({database("false", 0)}, {database("true", -1)}),
              ElementsAre("worse element changed Db"));
  EXPECT_THAT(told({database("true", -1)}, {database("false", 0)}),
              ElementsAre("better element changed Db"));
  Fact unknown = database("unknown", 0);
  unknown.safety.clear();
  EXPECT_THAT(told({database("false", 0)}, {unknown}), ElementsAre("neutral element changed Db"));
}

TEST(Differences, ASettingAtWhichANewFindingStandsIsWorse) {
  Fact before = element("Db"), now = element("Db");
  before.details = {{"engine", "new"}, {"size", "1"}};
  now.details = {{"engine", "old"}, {"size", "1"}};
  const Fact at_engine = fact(FactKind::finding, "rule|Db||engine", "rule: Db", {{"severity", "low"}});
  const Fact at_size = fact(FactKind::finding, "rule|Db||size", "rule: Db", {{"severity", "low"}});
  EXPECT_THAT(told({before}, {now, at_engine}),
              ElementsAre("worse finding came rule: Db", "worse element changed Db"));
  EXPECT_THAT(told({before}, {now, at_size}),
              ElementsAre("worse finding came rule: Db", "neutral element changed Db"));
}

TEST(Differences, AnItemOfAControlThatGoesIsWorseIfItDidSomething) {
  Fact filter = fact(FactKind::setting, "Guard/filter[ATTACK],Guard", "ATTACK of Guard");
  filter.safety = {{"strength", 3}};
  EXPECT_THAT(told({element("Guard"), filter}, {element("Guard")}),
              ElementsAre("worse setting went ATTACK of Guard"));
  filter.safety = {{"strength", 0}};
  EXPECT_THAT(told({element("Guard"), filter}, {element("Guard")}),
              ElementsAre("neutral setting went ATTACK of Guard"));
}

TEST(Differences, ASuppressionThatHidesAFindingIsWorse) {
  const Fact accepted =
      fact(FactKind::suppression, "rule|A", "rule: A is accepted: why", {{"severity", "high"}});
  const std::vector<std::string> hidden = told({finding("A", "high")}, {accepted});
  EXPECT_THAT(hidden, ElementsAre("worse suppression came rule: A is accepted: why",
                                  "neutral finding went rule: A"));
}

TEST(Differences, AFindingWhoseFileIsNotReadAnyMoreIsWorse) {
  Fact hidden = finding("A", "high"), mended = finding("B", "high");
  hidden.file = "a.yaml";
  mended.file = "b.yaml";
  const std::vector<Change> changes = differences({hidden, mended}, {}, {"a.yaml"});
  ASSERT_EQ(changes.size(), 2U);
  EXPECT_EQ(changes[0].bearing, Bearing::worse);
  EXPECT_EQ(changes[0].fact.text, "rule: A");
  EXPECT_THAT(changes[0].changes, ElementsAre(HasSubstr("a.yaml is there and is not read any more")));
  EXPECT_EQ(changes[1].bearing, Bearing::better);
}

TEST(Differences, ElementsThatMoveIntoAStackOrModuleAreTheSame) {
  EXPECT_THAT(told({element("Queue")}, {element("Inner/Queue")}), ElementsAre());
  EXPECT_THAT(told({element("aws_sqs_queue.q")}, {element("module.a.aws_sqs_queue.q")}),
              ElementsAre());
}

TEST(WriteDifference, NamesCannotBreakTheTable) {
  const std::vector<Change> changes =
      differences({}, {fact(FactKind::element, "x", "a|b\n<script>\x1b[2J")});
  const std::string markdown = write_difference_markdown(changes, {"main", "work"});
  EXPECT_EQ(markdown.find("<script>"), std::string::npos);
  EXPECT_EQ(markdown.find("a|b"), std::string::npos);
  EXPECT_EQ(write_difference_text(changes, {"main", "work"}, false).find('\x1b'),
            std::string::npos);
  const auto written = nlohmann::json::parse(write_difference_json(changes, {"main", "work"}));
  EXPECT_EQ(written["summary"]["neutral"], 1);
  EXPECT_EQ(written["changes"][0]["kind"], "element");
}

TEST(WriteDifference, ManyRowsAreCounted) {
  std::vector<Fact> facts;
  for (int i = 0; i < 130; ++i) facts.push_back(element("E" + std::to_string(i)));
  EXPECT_THAT(write_difference_markdown(differences({}, facts), {"a", "b"}),
              HasSubstr("and 30 more changes."));
}

}  // namespace
}  // namespace weir
