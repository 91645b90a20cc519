// Where a value stands: the wildcard of a policy, wherever it is written, leads back to its own
// byte.

#include <gtest/gtest.h>

#include "tests/cloudformation/lowering_fixture.h"

namespace weir::cloudformation {
namespace {

/// The first action of the first statement of resource P's policy stands exactly at the only `*` of
/// the file.
void expect_wildcard_at_its_byte(const Lowered& lowered, const std::string& document,
                                 const std::string& key) {
  const ValueId value = lowered.attribute("P", {document, "Statement", "0", key, "0"});
  ASSERT_TRUE(value.valid()) << lowered.dump();
  EXPECT_EQ(lowered.model.values.string(value), "*");
  const Span place = lowered.place(value);
  const std::string_view text = lowered.sources.text(lowered.file);
  EXPECT_EQ(place, (Span{lowered.file, static_cast<std::uint32_t>(text.find('*')),
                         static_cast<std::uint32_t>(text.find('*') + 1)}))
      << "found: " << lowered.sources.text(place);
}

TEST(WildcardSpan, InAYamlStatement) {
  expect_wildcard_at_its_byte(Lowered(R"(
Resources:
  P:
    Type: AWS::SQS::QueuePolicy
    Properties:
      PolicyDocument:
        Statement: {Effect: Allow, Action: '*', Principal: none}
)"),
                              "PolicyDocument", "Action");
}

TEST(WildcardSpan, InAStatementInsideAJsonString) {
  expect_wildcard_at_its_byte(
      Lowered(
          R"({"Resources": {"P": {"Type": "AWS::SQS::QueuePolicy", "Properties": {"PolicyDocument":
  "{\"Statement\": [{\"Effect\": \"Allow\", \"Action\": \"*\"}]}"}}}})",
          {}, true),
      "PolicyDocument", "Action");
}

TEST(WildcardSpan, InAStatementInsideABlockScalar) {
  expect_wildcard_at_its_byte(Lowered(R"(
Resources:
  P:
    Type: AWS::SQS::QueuePolicy
    Properties:
      PolicyDocument: |
        {
          "Statement": [
            {"Effect": "Allow", "Action": ["*"]}
          ]
        }
)"),
                              "PolicyDocument", "Action");
}

TEST(WildcardSpan, InAFoldedScalarBehindASub) {
  expect_wildcard_at_its_byte(Lowered(R"(
Resources:
  Q: {Type: AWS::SQS::Queue}
  P:
    Type: AWS::SQS::QueuePolicy
    Properties:
      PolicyDocument: !Sub >
        {"Statement": [
          {"Effect": "Allow", "Resource": "${Q.Arn}",
           "Action": "*"}]}
)"),
                              "PolicyDocument", "Action");
}

TEST(WildcardSpan, BehindASubOfItsOwn) {
  expect_wildcard_at_its_byte(Lowered(R"(
Resources:
  P:
    Type: AWS::SQS::QueuePolicy
    Properties:
      PolicyDocument:
        Statement:
          - {Effect: Allow, Action: !Sub '*'}
)"),
                              "PolicyDocument", "Action");
}

TEST(WildcardSpan, InATextJoinedFromPieces) {
  expect_wildcard_at_its_byte(Lowered(R"(
Resources:
  P:
    Type: AWS::SQS::QueuePolicy
    Properties:
      PolicyDocument: !Join
        - ''
        - - '{"Statement": [{"Effect": "Allow", '
          - '"Action": "*"'
          - '}]}'
)"),
                              "PolicyDocument", "Action");
}

TEST(WildcardSpan, InAParameterThatIsUsedAsThePolicysAction) {
  expect_wildcard_at_its_byte(Lowered(R"(
Parameters:
  Actions: {Type: String, Default: '*'}
Resources:
  P:
    Type: AWS::SQS::QueuePolicy
    Properties:
      PolicyDocument:
        Statement:
          - {Effect: Allow, Action: !Ref Actions}
)"),
                              "PolicyDocument", "Action");
}

TEST(Spans, TheEndOfASubIsFoundBehindItsHoles) {
  const Lowered lowered(R"(
Resources:
  B: {Type: AWS::S3::Bucket}
  P:
    Type: AWS::SQS::QueuePolicy
    Properties:
      PolicyDocument:
        Statement: {Effect: Allow, Action: 's3:*', Resource: !Sub 'arn:${AWS::Partition}:s3:::${B}/*'}
)");
  const ValueStore& values = lowered.model.values;
  const ValueId text =
      lowered.attribute("P", {"PolicyDocument", "Statement", "0", "Resource", "0"});
  ASSERT_EQ(values[text].kind, ValueKind::text);
  EXPECT_EQ(lowered.written(text), "arn:${AWS::Partition}:s3:::${B}/*");
  EXPECT_EQ(lowered.written(values.item(text, 1)), "${AWS::Partition}");
  EXPECT_EQ(lowered.written(values.item(text, 3)), "${B}");
  EXPECT_EQ(lowered.written(values.item(text, 4)), "/*");
}

TEST(Spans, AJoinedTextNeverReachesBackToTheParameter) {
  const Lowered lowered(R"(
Parameters:
  Name: {Type: String, Default: clinic}
Resources:
  X: {Type: T::T::T, Properties: {A: !Sub 'x-${Name}-y'}}
)");
  const ValueId value = lowered.attribute("X", {"A"});
  EXPECT_EQ(lowered.model.values.string(value), "x-clinic-y");
  EXPECT_EQ(lowered.written(value), "x-${Name}-y");
}

TEST(Content, InlinePoliciesOfARoleAreBroughtIntoOneForm) {
  const Lowered lowered(R"(
Parameters: {Env: {Type: String}}
Conditions: {IsProd: !Equals [!Ref Env, prod]}
Resources:
  R:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          Effect: Allow
          Principal: {Service: lambda.amazonaws.com}
          Action: sts:AssumeRole
      Policies:
        - PolicyName: one
          PolicyDocument: {Statement: [{Effect: Deny, NotAction: a, Resource: !Ref J}]}
        - Fn::If:
            - IsProd
            - {PolicyName: two, PolicyDocument: {Statement: []}}
            - !Ref AWS::NoValue
  J: {Type: AWS::Test::Json}
)");
  EXPECT_EQ(lowered.dump(), R"(  parameter Env: unknown(parameter Env: given at deployment)
R AWS::IAM::Role @5:3
  AssumeRolePolicyDocument:
    Statement:
      -
        Effect: "allow"
        Principal:
          -
            type: "Service"
            value: "lambda.amazonaws.com"
        Action:
          - "sts:AssumeRole"
  Policies:
    -
      PolicyName: "one"
      PolicyDocument:
        Statement:
          -
            Effect: "deny"
            NotAction:
              - "a"
            Resource:
              - ref(J)
    - choice{
      when parameter Env is "prod":
        PolicyName: "two"
        PolicyDocument:
          Statement: []
      }
J AWS::Test::Json @20:3
)");
}

TEST(Content, JsonTextsAreParsed) {
  const Lowered lowered(R"(
Resources:
  J: {Type: AWS::Test::Json, Properties: {Body: !Sub '{"a": ["${AWS::Region}/x", 1]}'}}
)");
  EXPECT_EQ(lowered.dump(), R"(J AWS::Test::Json @3:3
  Body:
    a:
      - unknown(pseudo AWS::Region: known at deployment only) + "/x"
      - 1
)");
}

}  // namespace
}  // namespace weir::cloudformation
