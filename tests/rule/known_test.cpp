#include "analyzer/rule/known.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace weir {
namespace {

using testing::ElementsAre;
using testing::Optional;

constexpr std::nullopt_t kNew = std::nullopt;

KnownFinding finding(std::vector<std::string> identities, std::string file = "a.yaml",
                     std::string unit = "", std::string band = "high") {
  return {std::move(identities), std::move(file), std::move(unit), std::move(band), ""};
}

std::vector<std::optional<std::size_t>> match(const std::vector<KnownFinding>& before,
                                              const std::vector<KnownFinding>& now) {
  return match_findings(before, now).now;
}

TEST(MatchFindings, OfTwoAlikeTheSecondIsNew) {
  EXPECT_THAT(match({finding({"r|A||"})}, {finding({"r|A||"}), finding({"r|A||"})}),
              ElementsAre(Optional(0), kNew));
}

TEST(MatchFindings, TheSameFileComesFirst) {
  const std::vector<KnownFinding> before = {finding({"r|A||"}, "a.yaml"),
                                            finding({"r|A||"}, "b.yaml")};
  EXPECT_THAT(match(before, {finding({"r|A||"}, "c.yaml"), finding({"r|A||"}, "a.yaml"),
                             finding({"r|A||"}, "b.yaml")}),
              ElementsAre(kNew, Optional(0), Optional(1)))
      << "the moved one does not take what the others are";
}

TEST(MatchFindings, ThenTheSameUnitThenAnywhere) {
  const std::vector<KnownFinding> before = {finding({"r|A||"}, "a.tf", "one"),
                                            finding({"r|A||"}, "b.tf", "two")};
  EXPECT_THAT(
      match(before, {finding({"r|A||"}, "new.tf", "two"), finding({"r|A||"}, "other.tf", "three")}),
      ElementsAre(Optional(1), Optional(0)));
}

TEST(MatchFindings, EachIdentityThatWasFoldedMustBeKnown) {
  const std::vector<KnownFinding> before = {finding({"r|B||", "r|C||"})};
  EXPECT_THAT(match(before, {finding({"r|A||", "r|B||", "r|C||"})}), ElementsAre(kNew))
      << "A is new";
  EXPECT_THAT(match(before, {finding({"r|C||", "r|B||"})}), ElementsAre(Optional(0)))
      << "another one stands first";
  EXPECT_THAT(match(before, {finding({"r|B||"}), finding({"r|C||"})}),
              ElementsAre(Optional(0), Optional(0)))
      << "split";
  EXPECT_THAT(match({finding({"r|B||"}), finding({"r|C||"})}, {finding({"r|B||", "r|C||"})}),
              ElementsAre(Optional(0)))
      << "merged";
}

TEST(MatchFindings, WhatIsNewOfAFindingThatIsKnownInPart) {
  const auto added = [](const std::vector<KnownFinding>& before, const KnownFinding& now) {
    return match_findings(before, {&now, 1}).added.front();
  };
  const std::vector<KnownFinding> before = {finding({"r|B||", "r|C||"})};
  EXPECT_THAT(added(before, finding({"r|A||", "r|B||", "r|C||", "r|D||"})), ElementsAre(0, 3));
  EXPECT_THAT(added(before, finding({"r|C||", "r|B||"})), ElementsAre());
  EXPECT_THAT(added(before, finding({"r|A||"})), ElementsAre()) << "new as a whole";
}

TEST(NamedOnlyBy, AddressesFirstThenWhatPathsGoThrough) {
  const KnownFinding roles = finding({"r|A|u,v|p", "r|module.x.A|u,v|p", "r|B|u,w|p"});
  EXPECT_THAT(named_only_by(roles, {1, 2}), ElementsAre("module.x.A", "B"));
  EXPECT_THAT(named_only_by(finding({"r|A|invoke,u|", "r|A|invoke,w|"}), {1}), ElementsAre("w"));
  EXPECT_THAT(named_only_by(finding({"r|A||", "r|A||"}), {1}), ElementsAre());
}

TEST(MatchFindings, UnderAnotherConditionItIsNew) {
  KnownFinding test = finding({"r|A||"}), production = test, always = test;
  test.holds = "Env is test";
  production.holds = "Env is prod";
  EXPECT_THAT(match({test}, {production}), ElementsAre(kNew));
  EXPECT_THAT(match({test}, {always}), ElementsAre(kNew));
  EXPECT_THAT(match({always}, {test}), ElementsAre(Optional(0)));
}

TEST(MatchFindings, OfTwoTheOneThatIsNoWorseIsTaken) {
  EXPECT_THAT(match({finding({"r|A||"}, "a", "", "medium"), finding({"r|A||"}, "a", "", "high")},
                    {finding({"r|A||"}, "a", "", "high")}),
              ElementsAre(Optional(1)));
}

TEST(MatchFindings, WhatGotWorseIsNew) {
  EXPECT_THAT(match({finding({"r|A||"}, "a", "", "medium")}, {finding({"r|A||"}, "a", "", "high")}),
              ElementsAre(kNew));
  EXPECT_THAT(
      match({finding({"r|A||"}, "a", "", "critical")}, {finding({"r|A||"}, "a", "", "low")}),
      ElementsAre(Optional(0)));
}

TEST(MatchFindings, StacksAndModulesAroundAnAddressComeLast) {
  const std::vector<KnownFinding> before = {finding({"r|Queue|Queue,Worker,reads|"}),
                                            finding({"r|Other||"})};
  EXPECT_THAT(match(before, {finding({"r|Inner/Queue|Inner/Queue,Inner/Worker,reads|"}),
                             finding({"r|Third||"})}),
              ElementsAre(Optional(0), kNew));
  EXPECT_THAT(match({finding({"r|module.sandbox.t.x||"})}, {finding({"r|module.payments.t.x||"})}),
              ElementsAre(kNew))
      << "another module's";
  EXPECT_THAT(match({finding({"r|Legacy/variable[PASSWORD]||"})},
                    {finding({"r|Payments/variable[PASSWORD]||"})}),
              ElementsAre(kNew))
      << "another function's";
}

TEST(WithoutNesting, OfStacksAndModules) {
  EXPECT_EQ(without_nesting("r|Outer/Inner/Queue|Outer/A,reads|kms"), "r|Queue|A,reads|kms");
  EXPECT_EQ(without_nesting("r|Inner/Role/statement[0]||"), "r|Role/statement[0]||");
  EXPECT_EQ(without_nesting("r|Role/statement[0]||"), "r|Role/statement[0]||")
      << "an item of the role";
  EXPECT_EQ(without_nesting("r|module.a.module.b.aws_sqs_queue.q||"), "r|aws_sqs_queue.q||");
  EXPECT_EQ(without_nesting("r|module.a[\"x.y\"].aws_sqs_queue.q[0]||"), "r|aws_sqs_queue.q||");
  EXPECT_EQ(without_nesting("r|aws_sqs_queue.q[\"prod/api\"]||"),
            "r|aws_sqs_queue.q[\"prod/api\"]||")
      << "a key";
  EXPECT_EQ(without_nesting("r|web:api.example.com/v1||"), "r|web:api.example.com/v1||")
      << "no stack";
  EXPECT_EQ(without_nesting("r|module.a||"), "r|module.a||") << "nothing is left";
  EXPECT_EQ(without_nesting("r|module.w.aws_sqs_queue.q|deliver,module.w.aws_sqs_queue.q|"),
            "r|aws_sqs_queue.q|aws_sqs_queue.q,deliver|")
      << "as it is sorted outside of the module";
  EXPECT_EQ(without_nesting(""), "");
}

}  // namespace
}  // namespace weir
