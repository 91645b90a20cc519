// Conditions become guards: one model holds every way a template may be deployed.

#include <gtest/gtest.h>

#include "tests/cloudformation/lowering_fixture.h"

namespace weir::cloudformation {
namespace {

/// The guard under which each resource exists, in words.
std::string existence(const Lowered& lowered) {
  std::string result;
  for (const Resource& resource : lowered.model.resources) {
    std::string when = lowered.model.guards.describe(resource.exists);
    if (resource.exists == kAlways) when = "always";
    if (resource.exists == kNever) when = "never";
    result += resource.address + ": " + when + "\n";
  }
  return result;
}

constexpr const char* kStages = R"(
Parameters:
  Env: {Type: String, Default: dev, AllowedValues: [dev, test, prod]}
  Mail: {Type: String, Default: ''}
Conditions:
  IsProd: !Equals [!Ref Env, prod]
  NoMail: !Equals [!Ref Mail, '']
  HasMail: !Not [!Condition NoMail]
  Both: !And [!Condition IsProd, Condition: NoMail]
  Either: {'Fn::Or': [{Condition: IsProd}, {'Fn::Equals': [{Ref: Env}, test]}]}
Resources:
  A: {Type: T::T::T, Condition: IsProd}
  B: {Type: T::T::T, Condition: NoMail}
  C: {Type: T::T::T, Condition: Both}
  D: {Type: T::T::T, Condition: Either}
  E: {Type: T::T::T}
  F: {Type: T::T::T, Condition: HasMail}
)";

TEST(Conditions, ADefaultDecidesUnlessOtherValuesAreAllowed) {
  const Lowered lowered(kStages);
  EXPECT_EQ(existence(lowered), R"(A: parameter Env is "prod"
B: always
C: parameter Env is "prod"
D: parameter Env is not "dev"
E: always
F: never
)");
  ASSERT_EQ(lowered.model.diagnostics.size(), 1u);
  EXPECT_EQ(lowered.model.diagnostics[0].message,
            "1 resource is switched off by the defaults of parameters and not in the diagram: F; "
            "a parameter file may set Mail");
}

TEST(Conditions, AParameterWithoutADefaultIsUndecided) {
  Lowered lowered(R"(
Parameters: {Mail: {Type: String}}
Conditions:
  NoMail: !Equals [!Ref Mail, '']
Resources:
  A: {Type: T::T::T, Condition: NoMail}
)");
  EXPECT_EQ(existence(lowered), "A: parameter Mail is \"\"\n");
}

TEST(Conditions, TheDefaultIsTheFirstOutcome) {
  Lowered lowered(R"(
Parameters: {Env: {Type: String, Default: test, AllowedValues: [dev, test, prod, test]}}
Conditions: {IsProd: !Equals [!Ref Env, prod], IsTest: !Equals [!Ref Env, test]}
Resources:
  A: {Type: T::T::T, Condition: IsProd, Properties: {Name: !Ref Env}}
  B: {Type: T::T::T, Condition: IsTest}
)");
  EXPECT_EQ(lowered.dump().substr(0, lowered.dump().find("A T::T::T")), R"(  parameter Env: choice{
    when parameter Env is "test": "test"
    when parameter Env is "dev": "dev"
    when parameter Env is "prod": "prod"
    }
)");
  EXPECT_FALSE(lowered.model.guards.possible_by_default(lowered.model.resources[0].exists));
  EXPECT_TRUE(lowered.model.guards.possible_by_default(lowered.model.resources[1].exists));
}

TEST(Conditions, AGivenParameterDecides) {
  EXPECT_EQ(existence(Lowered(kStages, {{"Env", "test"}, {"Mail", "a@b.example"}})), R"(A: never
B: never
C: never
D: always
E: always
F: always
)");
}

TEST(Conditions, WhatCannotBeComparedIsAnAtomOfItsOwn) {
  const Lowered lowered(R"(
Parameters: {Net: {Type: String}, Other: {Type: String}}
Conditions:
  Same: !Equals [!Ref Net, !Ref Other]
  InEurope: !Equals [!Ref 'AWS::Region', eu-west-1]
  Mixed: !And [!Condition InEurope, !Equals [!Sub '${Net}-${Other}', x-y]]
  Glued: !Equals [!Sub '${Net}-', '']
Resources:
  A: {Type: T::T::T, Condition: Same}
  B: {Type: T::T::T, Condition: InEurope}
  C: {Type: T::T::T, Condition: Mixed}
  D: {Type: T::T::T, Condition: Glued}
)");
  EXPECT_EQ(existence(lowered), R"(A: condition Same is true
B: AWS::Region is "eu-west-1"
C: AWS::Region is "eu-west-1" and comparison 1 in condition Mixed is true
D: never
)");
}

TEST(Conditions, CyclesAndMissingNamesAreSaid) {
  const Lowered lowered(R"(
Conditions:
  A: !Condition B
  B: !Not [!Condition A]
Resources:
  X: {Type: T::T::T, Condition: A}
  Y: {Type: T::T::T, Condition: Nowhere}
)");
  EXPECT_EQ(lowered.model.diagnostics.size(), 2u);
  EXPECT_NE(lowered.model.resources[0].exists, kAlways);
  EXPECT_NE(lowered.model.resources[1].exists, kAlways);
}

TEST(Conditions, IfIsAChoiceAndNoValueIsAbsence) {
  const Lowered lowered(R"(
Parameters: {Env: {Type: String, AllowedValues: [prod, dev]}}
Conditions: {IsProd: !Equals [!Ref Env, prod]}
Resources:
  X:
    Type: T::T::T
    Properties:
      Size: !If [IsProd, 3, 1]
      Key: !If [IsProd, !Ref Y, !Ref 'AWS::NoValue']
      List: [a, !If [IsProd, b, !Ref 'AWS::NoValue']]
      Gone: !Ref AWS::NoValue
      Nested: !If [IsProd, !If [IsProd, yes-yes, yes-no], no]
      Joined: !Join ['-', [a, !If [IsProd, b, !Ref 'AWS::NoValue'], c]]
      Selected: !Select [1, [!If [IsProd, b, !Ref 'AWS::NoValue'], c, d]]
  Y: {Type: T::T::T}
)");
  EXPECT_EQ(lowered.dump(), R"(  parameter Env: choice{
    when parameter Env is "prod": "prod"
    when parameter Env is "dev": "dev"
    }
X T::T::T @5:3
  Size: choice{
    when parameter Env is "prod": 3
    when parameter Env is "dev": 1
    }
  Key: choice{
    when parameter Env is "prod": ref(Y)
    }
  List:
    - "a"
    - choice{
      when parameter Env is "prod": "b"
      }
  Nested: choice{
    when parameter Env is "prod": "yes-yes"
    when parameter Env is "dev": "no"
    }
  Joined: choice{
    when parameter Env is "prod": "a-b-c"
    when parameter Env is "dev": "a-c"
    }
  Selected: choice{
    when parameter Env is "prod": "c"
    when parameter Env is "dev": "d"
    }
Y T::T::T @15:3
)");
}

TEST(Conditions, AResourceUnderAConditionSeesOnlyWhatCanBeThere) {
  const Lowered lowered(R"(
Parameters: {Env: {Type: String, AllowedValues: [dev, prod]}}
Conditions: {IsProd: !Equals [!Ref Env, prod]}
Resources:
  X:
    Type: T::T::T
    Condition: IsProd
    Properties: {Size: !If [IsProd, 3, 1], Name: !Sub '${Env}-queue'}
)");
  const ValueStore& values = lowered.model.values;
  EXPECT_EQ(values[lowered.attribute("X", {"Size"})].number, 3);
  EXPECT_EQ(values.string(lowered.attribute("X", {"Name"})), "prod-queue");
}

TEST(Conditions, TheTextOfANoEchoParameterStaysOutOfTheModel) {
  for (const char* word : {"true", "'true'", "yes", "on", "\"True\""}) {
    const std::string text = std::string("\nParameters:\n  Pw: {Type: String, NoEcho: ") + word +
                             R"(, Default: hunter2, AllowedValues: [hunter2, hunter3]}
Conditions:
  Weak: !Equals [!Ref Pw, hunter4]
  Empty: !Equals [!Ref Pw, '']
Resources:
  X:
    Type: T::T::T
    Properties:
      Url: !Sub 'https://${Pw}/'
      First: !Select [0, !Split [',', !Ref Pw]]
      Size: !If [Weak, 1, !If [Empty, 2, 3]]
)";
    const Lowered lowered(text);
    EXPECT_EQ(lowered.dump().find("hunter"), std::string::npos) << lowered.dump();
    EXPECT_NE(lowered.dump().find("when parameter Pw is \"value 1\": 1"), std::string::npos)
        << lowered.dump();
    EXPECT_NE(lowered.dump().find("when parameter Pw is \"\": 2"), std::string::npos)
        << lowered.dump();
    EXPECT_EQ(lowered.model.secrets.size(), 4u) << "default, allowed values, both comparisons";
    // a given one decides conditions all the same
    const Lowered given(text, {{"Pw", "hunter4"}});
    EXPECT_EQ(given.model.values[given.attribute("X", {"Size"})].number, 1);
    EXPECT_EQ(given.dump().find("hunter"), std::string::npos) << given.dump();
  }
}

TEST(Conditions, TheDefaultOfANoEchoParameterDecidesUnseen) {
  const Lowered lowered(R"(
Parameters: {Pw: {Type: String, NoEcho: true, Default: hunter2}}
Conditions: {Empty: !Equals [!Ref Pw, '']}
Resources:
  X: {Type: T::T::T, Properties: {Size: !If [Empty, 1, 2], Pw: !Ref Pw}}
)");
  EXPECT_EQ(lowered.model.values[lowered.attribute("X", {"Size"})].number, 2);
  EXPECT_EQ(lowered.dump().find("hunter"), std::string::npos) << lowered.dump();
}

}  // namespace
}  // namespace weir::cloudformation
