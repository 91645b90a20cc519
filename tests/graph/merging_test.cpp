// Split resources: which completes which, by references, names and equations, and which may.

#include "analyzer/graph/merging.h"

#include <gtest/gtest.h>

#include "tests/graph/small_catalog.h"

namespace weir::graph_test {
namespace {

using Texts = std::vector<std::string>;

/// Stages with settings, named by the part; methods, named by the whole.
class MergingTest : public ::testing::Test {
 protected:
  MergingTest() {
    c_.add({.name = "stage",
            .type = "Stage",
            .kind = ConceptKind::data_store,
            .physical_name = "Name",
            .merges = {{.key = "settings", .type = "Settings", .join = {{{"Stage", ""}}}},
                       {.key = "tags", .type = "Tags", .join = {{{"Stages[*]", ""}}}, .many = true},
                       {.key = "owner",
                        .type = "Owner",
                        .join = {{{"", "^Owner"}}, {{"Team", "Team"}, {"Desk", "Desk"}}},
                        .inverse = true}}});
    c_.add({.name = "team", .type = "Team", .kind = ConceptKind::data_store});
  }

  ResourceId stage(std::string_view address,
                   std::vector<std::pair<std::string, ValueId>> attributes,
                   Guard exists = kAlways) {
    return m_.resource(address, "Stage", m_.map(attributes), exists);
  }

  /// "whole.key part" of everything merged, with "?" where it only may be, and when.
  Texts merged() {
    Dfd dfd;
    dfd.guards = m_.model.guards;
    const Catalog view = c_.view();
    Inference inference(m_.model, view, dfd);
    for (const Resource& one : m_.model.resources)
      inference.concept_of.push_back(view.concept_of(Language::cloudformation, one.type));
    into_ = merge_parts(inference);
    Texts out;
    for (std::size_t i = 0; i < inference.source.merged.size(); ++i)
      for (const MergedPart& part : inference.source.merged[i]) {
        std::string text = m_.model.resources[i].address + "." + std::string(part.key) + " " +
                           m_.model[part.resource].address;
        if (part.unsure.valid()) text += "?";
        if (part.guard != kAlways) text += " when " + dfd.guards.describe(part.guard);
        out.push_back(std::move(text));
      }
    return out;
  }

  SmallCatalog c_;
  SmallModel m_;
  std::vector<MergedInto> into_;
};

TEST_F(MergingTest, AReferenceAndANameLeadToTheSameStage) {
  stage("Live", {{"Name", m_.text("live")}});
  m_.resource("ByReference", "Settings", m_.map({{"Stage", m_.ref("Live", "Name")}}));
  m_.resource("ByName", "Tags", m_.map({{"Stages", m_.list({m_.text("live"), m_.text("test")})}}));
  m_.resource("OfAnother", "Settings", m_.map({{"Stage", m_.text("test")}}));
  m_.resource("OfALonger", "Settings",
              m_.map({{"Stage", m_.join({m_.ref("Live", "Name"), m_.text("-2")})}}));
  EXPECT_EQ(merged(), (Texts{"Live.settings ByReference", "Live.tags ByName"}));
  EXPECT_EQ(into_[1].whole, ResourceId(0u));
  EXPECT_FALSE(into_[3].whole.valid() || into_[3].perhaps);
}

TEST_F(MergingTest, NamesWithTheSameHolesAreTheSame) {
  stage("Live", {{"Name", m_.join({m_.text("live-"), m_.parameter("Suffix")})}});
  m_.resource("Same", "Settings",
              m_.map({{"Stage", m_.join({m_.text("live-"), m_.parameter("Suffix")})}}));
  m_.resource("Tags", "Tags",
              m_.map({{"Stages", m_.list({m_.join({m_.text("test-"), m_.parameter("Suffix")})})}}));
  EXPECT_EQ(merged(), (Texts{"Live.settings Same"}));
}

TEST_F(MergingTest, AnUnknownMayBeAnyAndClaimsNone) {
  stage("Live", {{"Name", m_.text("live-1")}});
  stage("Test", {{"Name", m_.text("test-1")}});
  stage("Nameless", {});
  m_.resource("Any", "Settings", m_.map({{"Stage", m_.parameter("P")}}));
  m_.resource("Some", "Tags",
              m_.map({{"Stages", m_.list({m_.join({m_.text("live-"), m_.parameter("P")})})}}));
  EXPECT_EQ(merged(), (Texts{"Live.settings Any?", "Live.tags Some?", "Test.settings Any?",
                             "Nameless.settings Any?"}));
  EXPECT_FALSE(into_[3].whole.valid());
  EXPECT_TRUE(into_[3].perhaps && into_[4].perhaps);
}

TEST_F(MergingTest, AStageOfUnknownNameMayBeTheOneThatIsNamed) {
  stage("Live", {{"Name", m_.parameter("P")}});
  m_.resource("Named", "Settings", m_.map({{"Stage", m_.text("live")}}));
  EXPECT_EQ(merged(), (Texts{"Live.settings Named?"}));
}

TEST_F(MergingTest, WhatAnotherStackNamesIsDeclaredThere) {
  stage("Live", {{"Name", m_.text("live")}});
  const ValueId imported = m_.model.values.add_unknown(UnknownKind::import, "an export", "X", {});
  m_.resource("S", "Settings", m_.map({{"Stage", imported}}));
  EXPECT_EQ(merged(), Texts{});
}

TEST_F(MergingTest, WhereThereCanBeOneOnlyAKnownOneLeavesNoDoubt) {
  stage("Live", {{"Name", m_.text("live")}});
  m_.resource("Known", "Settings", m_.map({{"Stage", m_.text("live")}}));
  m_.resource("Any", "Settings", m_.map({{"Stage", m_.parameter("P")}}));
  m_.resource("Tags", "Tags", m_.map({{"Stages", m_.list({m_.text("live")})}}));
  m_.resource("AnyTags", "Tags", m_.map({{"Stages", m_.list({m_.parameter("P")})}}));
  EXPECT_EQ(merged(), (Texts{"Live.settings Known", "Live.tags Tags", "Live.tags AnyTags?"}));
}

TEST_F(MergingTest, TwoOfOneNameCannotBeToldApartUnlessTheyExcludeEachOther) {
  const AtomId use = m_.model.guards.atom("condition Use", {"true", "false"});
  const Guard yes = m_.model.guards.is(use, 0);
  stage("A", {{"Name", m_.text("live")}}, yes);
  stage("B", {{"Name", m_.text("live")}}, m_.model.guards.negate(yes));
  m_.resource("S", "Settings", m_.map({{"Stage", m_.text("live")}}));
  EXPECT_EQ(merged(), (Texts{"A.settings S", "B.settings S"}));
  stage("C", {{"Name", m_.text("live")}});
  EXPECT_EQ(merged(), (Texts{"A.settings S?", "B.settings S?", "C.settings S?"}));
}

TEST_F(MergingTest, AChoiceBelongsToEachUnderItsGuard) {
  const AtomId use = m_.model.guards.atom("condition Use", {"true", "false"});
  const Guard yes = m_.model.guards.is(use, 0);
  stage("A", {{"Name", m_.text("a")}});
  stage("B", {{"Name", m_.text("b")}});
  m_.resource("S", "Settings",
              m_.map({{"Stage", m_.choice({{yes, m_.ref("A")},
                                           {m_.model.guards.negate(yes), m_.text("b")}})}}));
  EXPECT_EQ(merged(), (Texts{"A.settings S when condition Use is true",
                             "B.settings S when condition Use is false"}));
}

TEST_F(MergingTest, EquationsHoldAllTogetherAndAreTriedAfterTheReference) {
  m_.resource("Blue", "Team", m_.map({}));
  m_.resource("One", "Owner", m_.map({{"Team", m_.ref("Blue")}, {"Desk", m_.text("1")}}));
  m_.resource("Two", "Owner", m_.map({{"Team", m_.ref("Blue", "Arn")}, {"Desk", m_.text("2")}}));
  m_.resource("None", "Owner", m_.map({{"Team", m_.ref("Blue")}}));
  m_.resource("Empty", "Owner", m_.map({}));
  stage("ByReference",
        {{"Owner", m_.ref("One", "Desk")}, {"Team", m_.ref("Blue")}, {"Desk", m_.text("2")}});
  stage("ByValues", {{"Owner", m_.text("2")}, {"Team", m_.ref("Blue")}, {"Desk", m_.text("2")}});
  stage("ByTheOther", {{"Team", m_.ref("Blue")}, {"Desk", m_.ref("One", "Desk")}});
  stage("Neither", {{"Team", m_.ref("Blue")}});
  stage("Different", {{"Team", m_.ref("Blue")}, {"Desk", m_.text("3")}});
  stage("Half", {{"Desk", m_.text("2")}});
  stage("Empty", {});
  EXPECT_EQ(merged(), (Texts{"ByReference.owner One", "ByValues.owner Two", "ByTheOther.owner One",
                             "Neither.owner None"}));
}

TEST_F(MergingTest, AnUnknownInAnEquationLeavesItOpen) {
  m_.resource("Blue", "Team", m_.map({}));
  m_.resource("Red", "Team", m_.map({}));
  m_.resource("One", "Owner", m_.map({{"Team", m_.ref("Blue")}, {"Desk", m_.parameter("P")}}));
  m_.resource("Two", "Owner", m_.map({{"Team", m_.ref("Red")}, {"Desk", m_.text("2")}}));
  stage("S", {{"Team", m_.ref("Blue")}, {"Desk", m_.text("2")}});
  stage("T", {{"Team", m_.ref("Red")}, {"Desk", m_.text("2")}});
  stage("WithoutDesk", {{"Team", m_.ref("Blue")}});
  EXPECT_EQ(merged(), (Texts{"S.owner One?", "T.owner Two"}));
}

}  // namespace
}  // namespace weir::graph_test
