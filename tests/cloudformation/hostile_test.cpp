// Templates that are made to hurt: they end, in counted work, with something unknown.

#include <gtest/gtest.h>

#include "tests/cloudformation/lowering_fixture.h"

namespace weir::cloudformation {
namespace {

TEST(Hostile, AChainOfConditionsIsCutOff) {
  std::string text = "Conditions:\n  C0: !Equals [a, a]\n";
  for (int i = 1; i < 5000; ++i) {
    text += "  C" + std::to_string(i) + ": !Not [!Condition C" + std::to_string(i - 1) + "]\n";
  }
  const Lowered lowered(text + "Resources: {X: {Type: T::T::T, Condition: C4999}}\n");
  ASSERT_EQ(lowered.model.resources.size(), 1u);
  EXPECT_NE(lowered.model.resources[0].exists, kAlways) << "not decided, so not always";
  EXPECT_EQ(lowered.model.diagnostics[0].code, "malformed-template");
}

TEST(Hostile, ManyUndecidedPartsOfOneTextAreNotMultiplied) {
  std::string text = "Parameters:\n";
  std::string sub;
  for (int i = 0; i < 40; ++i) {
    const std::string name = "P" + std::to_string(i);
    text += "  " + name + ": {Type: String, AllowedValues: [a, b, c, d]}\n";
    sub += "${" + name + "}";
  }
  const Lowered lowered(text + "Resources: {X: {Type: T::T::T, Properties: {A: !Sub '" + sub +
                        "'}}}\n");
  const ValueId value = lowered.attribute("X", {"A"});
  EXPECT_EQ(lowered.model.values[value].kind, ValueKind::text) << "its holes stay choices";
  EXPECT_EQ(lowered.model.values.item_count(value), 40u);
  EXPECT_LT(lowered.model.values.size(), 2000u);
}

TEST(Hostile, TextsThatMultiplyEndInTheBudget) {
  std::string text =
      "Parameters:\n  P: {Type: String, Default: '" + std::string(100'000, 'x') + "'}\n";
  text += "Resources:\n  X:\n    Type: T::T::T\n    Properties:\n      A:\n";
  std::string item = "        - !Sub '";
  for (int i = 0; i < 100; ++i) item += "${P}";
  for (int i = 0; i < 400; ++i) text += item + "'\n";  // 4 GB, were it built
  const Lowered lowered(text);
  const ValueId list = lowered.attribute("X", {"A"});
  ASSERT_EQ(lowered.model.values.item_count(list), 400u);
  const Value& last = lowered.model.values[lowered.model.values.item(list, 399)];
  EXPECT_EQ(last.kind, ValueKind::unknown);
  EXPECT_EQ(last.unknown, UnknownKind::budget);
}

bool is_over_budget(const Lowered& lowered, ValueId value) {
  const Value& v = lowered.model.values[value];
  return v.kind == ValueKind::unknown && v.unknown == UnknownKind::budget;
}

TEST(Hostile, SubsInsideSubsDoNotMultiply) {
  // each level ten times the one within: 10^40 parts, were they made
  std::string value = "!Ref 'AWS::Region'";
  for (int i = 0; i < 40; ++i) {
    value = "!Sub ['${a}${a}${a}${a}${a}${a}${a}${a}${a}${a}', {a: " + value + "}]";
  }
  const Lowered lowered("Resources: {X: {Type: T::T::T, Properties: {A: " + value + "}}}\n");
  const Lowered few(
      "Resources: {X: {Type: T::T::T, Properties: {A: !Sub ['${a}${a}', {a: !Sub "
      "'${AWS::Region}-${AWS::Region}'}]}}}\n");
  EXPECT_LT(lowered.model.values.size(), 1000u) << "variables are evaluated once";
  ASSERT_FALSE(lowered.model.diagnostics.empty());
  EXPECT_EQ(lowered.model.diagnostics[0].code, "budget");
  EXPECT_EQ(few.model.values.item_count(few.attribute("X", {"A"})), 6u)
      << "R-R and R-R: holes stay apart";
}

TEST(Hostile, AJoinCountsItsDelimiters) {
  std::string items = "y";
  for (int i = 0; i < 2000; ++i) items += ", y";
  const auto joined = [&](std::size_t delimiter) {
    return Lowered("Resources: {X: {Type: T::T::T, Properties: {A: !Join ['" +
                   std::string(delimiter, 'x') + "', [" + items + "]]}}}\n");
  };
  const Lowered small = joined(100), large = joined(1000);
  EXPECT_EQ(small.model.values.string(small.attribute("X", {"A"})).size(), 202'001u);
  EXPECT_TRUE(is_over_budget(large, large.attribute("X", {"A"}))) << "2 MB";
}

TEST(Hostile, NestedIfsStayAsLongAsTheyAreWritten) {
  std::string text = "Parameters: {P: {Type: String}}\nConditions:\n";
  std::string value = "last";
  for (int i = 0; i < 60; ++i) {
    text += "  C" + std::to_string(i) + ": !Equals [!Sub '${P}-" + std::to_string(i) + "', x]\n";
    value = "!If [C" + std::to_string(i) + ", v" + std::to_string(i) + ", " + value + "]";
  }
  const Lowered lowered(text + "Resources: {X: {Type: T::T::T, Properties: {A: " + value + "}}}\n");
  EXPECT_EQ(lowered.model.values.item_count(lowered.attribute("X", {"A"})), 61u);
}

}  // namespace
}  // namespace weir::cloudformation
