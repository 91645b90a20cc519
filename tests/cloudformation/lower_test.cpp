// What a template becomes: input, then the resources as they are dumped.

#include <gtest/gtest.h>

#include "tests/cloudformation/lowering_fixture.h"

namespace weir::cloudformation {
namespace {

/// The dump of the template's resources alone (parameters and outputs left out).
std::string resources(const Lowered& lowered) {
  const std::string dump = lowered.dump();
  std::string result;
  bool inside = false;
  for (std::size_t at = 0; at < dump.size();) {
    const std::size_t end = dump.find('\n', at) + 1;
    const std::string line = dump.substr(at, end - at);
    if (line[0] != ' ') inside = true;
    if (inside) result += line;
    at = end;
  }
  return result;
}

TEST(Lower, AttributesAndWhatStandsBesideThem) {
  const Lowered lowered(R"(
Resources:
  Letters:
    Type: AWS::S3::Bucket
    DeletionPolicy: Retain
    DependsOn: Key
    Properties:
      BucketName: letters
      Versions: 3
      Encrypted: true
      Nothing: null
      Tags:
        - {Key: team, Value: ward}
  Key:
    Type: AWS::KMS::Key
)");
  EXPECT_EQ(resources(lowered), R"(Letters AWS::S3::Bucket @3:3
  BucketName: "letters"
  Versions: 3
  Encrypted: true
  Nothing: null
  Tags:
    -
      Key: "team"
      Value: "ward"
  @DeletionPolicy: "Retain"
  @DependsOn: "Key"
Key AWS::KMS::Key @14:3
)");
}

TEST(Lower, ParametersAreGivenOneOfTheAllowedDefaultOrUnknown) {
  const std::string text = R"(
Parameters:
  Given: {Type: String, Default: ignored}
  Stage: {Type: String, Default: dev, AllowedValues: [dev, prod]}
  Name: {Type: String, Default: clinic}
  Zones: {Type: CommaDelimitedList, Default: 'a, b'}
  Open: {Type: String}
  Stored: {Type: 'AWS::SSM::Parameter::Value<String>', Default: /clinic/name}
  Password: {Type: String, NoEcho: true, Default: hunter2}
Resources:
  X:
    Type: T::T::T
    Properties:
      Values: [!Ref Given, !Ref Stage, !Ref Name, !Ref Zones, !Ref Open, !Ref Stored, !Ref Password]
)";
  EXPECT_EQ(resources(Lowered(text, {{"Given", "from outside"}})), R"(X T::T::T @11:3
  Values:
    - "from outside"
    - choice{
      when parameter Stage is "dev": "dev"
      when parameter Stage is "prod": "prod"
      }
    - "clinic"
    -
      - "a"
      - "b"
    - unknown(parameter Open: given at deployment)
    - unknown(outside /clinic/name: kept in the parameter store)
    - secret unknown(parameter Password: a secret given at deployment)
)");
  const Lowered decided(text, {{"Given", "x"}, {"Stage", "prod"}});
  EXPECT_EQ(decided.model.values.string(decided.attribute("X", {"Values", "1"})), "prod");
}

TEST(Lower, AValuePassedFromAParameterStaysWhereItIsWrittenAndRemembersItsUse) {
  const Lowered lowered(R"(
Parameters:
  Name: {Type: String, Default: clinic}
Resources:
  X: {Type: T::T::T, Properties: {A: !Ref Name}}
)");
  const ValueId value = lowered.attribute("X", {"A"});
  EXPECT_EQ(lowered.written(value), "clinic");
  const OriginId origin = lowered.model.values[value].origin;
  ASSERT_TRUE(origin.valid());
  EXPECT_EQ(lowered.model.values.origin(origin).what, "parameter Name's default");
  EXPECT_NE(lowered.sources.text(lowered.model.values.origin(origin).span).find("Name"),
            std::string::npos);
}

TEST(Lower, ReferencesInShortAndFullForm) {
  const Lowered lowered(R"(
Resources:
  Q: {Type: AWS::SQS::Queue}
  X:
    Type: T::T::T
    Properties:
      Short: [!Ref Q, !GetAtt Q.Arn, !GetAtt [Q, Arn], !Sub '${Q.Arn}']
      Full: [{Ref: Q}, {'Fn::GetAtt': Q.Arn}, {'Fn::GetAtt': [Q, Arn]}, {'Fn::Sub': '${Q}'}]
      Outputs: !GetAtt Q.Outputs.Name
      Missing: !Ref Nobody
)");
  EXPECT_EQ(resources(lowered), R"(Q AWS::SQS::Queue @3:3
X T::T::T @4:3
  Short:
    - ref(Q)
    - ref(Q.Arn)
    - ref(Q.Arn)
    - ref(Q.Arn)
  Full:
    - ref(Q)
    - ref(Q.Arn)
    - ref(Q.Arn)
    - ref(Q)
  Outputs: ref(Q.Outputs.Name)
  Missing: unknown(invalid Nobody: the template has no parameter or resource Nobody)
warning unresolved-reference @10:21: the template has no parameter or resource Nobody
)");
}

TEST(Lower, SubKeepsItsHoles) {
  const Lowered lowered(R"(
Parameters:
  Env: {Type: String, AllowedValues: [dev, prod]}
  Name: {Type: String, Default: clinic}
Resources:
  B: {Type: AWS::S3::Bucket}
  X:
    Type: T::T::T
    Properties:
      Arn: !Sub 'arn:${AWS::Partition}:s3:::${B}/*'
      Literal: !Sub 'for ${!name} only'
      Known: !Sub '${Name}-web'
      Choice: !Sub '${Env}-web'
      Variables: !Sub ['${Who}@${Name}', {Who: !Ref B}]
      Plain: !Sub nothing to see
)");
  EXPECT_EQ(resources(lowered), R"(B AWS::S3::Bucket @6:3
X T::T::T @7:3
  Arn: "arn:" + unknown(pseudo AWS::Partition: known at deployment only) + ":s3:::" + ref(B) + "/*"
  Literal: "for ${name} only"
  Known: "clinic-web"
  Choice: choice{
    when parameter Env is "dev": "dev-web"
    when parameter Env is "prod": "prod-web"
    }
  Variables: ref(B) + "@clinic"
  Plain: "nothing to see"
)");
}

TEST(Lower, JoinSelectSplitAndMappings) {
  const Lowered lowered(R"(
Parameters:
  Env: {Type: String, AllowedValues: [dev, prod]}
  Subnets: {Type: 'List<AWS::EC2::Subnet::Id>'}
Mappings:
  Sizes:
    dev: {Memory: 128}
    prod: {Memory: 512}
Resources:
  R: {Type: AWS::IAM::Role}
  X:
    Type: T::T::T
    Properties:
      Join: !Join [':', [a, 1, !Ref R]]
      JoinUnknown: !Join [',', !Ref Subnets]
      Select: !Select [1, !Split ['/', one/two/three]]
      SelectFirst: !Select [0, !Ref Subnets]
      SelectOther: !Select [1, !Ref Subnets]
      OutOfRange: !Select [2, [a, b]]
      Memory: !FindInMap [Sizes, !Ref Env, Memory]
      ByRegion: !FindInMap [Sizes, !Ref 'AWS::Region', Memory]
      NoSuch: !FindInMap [Sizes, stage, Memory]
      Fallback: !FindInMap [Sizes, stage, Memory, {DefaultValue: 64}]
      Encoded: !Base64
        Fn::Join: ['', ['#!/bin/sh ', !Ref R]]
      Imported: !ImportValue network-VpcId
      Zone: !Select [0, !GetAZs '']
)");
  EXPECT_EQ(resources(lowered), R"(R AWS::IAM::Role @10:3
X T::T::T @11:3
  Join: "a:1:" + ref(R)
  JoinUnknown: unknown(parameter Subnets joined by ",": given at deployment)
  Select: "two"
  SelectFirst: unknown(parameter Subnets[0]: given at deployment)
  SelectOther: unknown(parameter Subnets[1]: given at deployment)
  OutOfRange: unknown(invalid: Fn::Select asks for item 2 of a list of 2)
  Memory: choice{
    when parameter Env is "dev": 128
    when parameter Env is "prod": 512
    }
  ByRegion: unknown(pseudo Sizes.${AWS::Region}.Memory: looked up by what is known at deployment only)
  NoSuch: unknown(invalid Sizes.stage.Memory: the template has no mapping Sizes.stage.Memory)
  Fallback: 64
  Encoded: "#!/bin/sh " + ref(R)
  Imported: unknown(import network-VpcId: exported by another stack)
  Zone: unknown(pseudo Fn::GetAZs[0]: the Region's zones are known at deployment only)
warning malformed-template @19:27: Fn::Select asks for item 2 of a list of 2
warning unresolved-reference @22:26: the template has no mapping Sizes.stage.Memory
note not-resolved @26:30: Fn::ImportValue: no single export of that name is among the files read
)");
}

TEST(Lower, DynamicReferencesAreSecretAndUnknownOrReferences) {
  const Lowered lowered(R"(
Resources:
  S: {Type: AWS::SecretsManager::Secret}
  X:
    Type: T::T::T
    Properties:
      Whole: '{{resolve:secretsmanager:db:SecretString:password}}'
      Inside: 'postgres://app:{{resolve:ssm-secure:/db/pw}}@db/{{resolve:ssm:/db/name}}'
      Joined: !Join ['', ['{{resolve:secretsmanager:', !Ref S, '::password}}']]
)");
  EXPECT_EQ(resources(lowered), R"(S AWS::SecretsManager::Secret @3:3
X T::T::T @4:3
  Whole: secret unknown(outside {{resolve:secretsmanager:db:SecretString:password}}: resolved at deployment)
  Inside: "postgres://app:" + secret unknown(outside {{resolve:ssm-secure:/db/pw}}: resolved at deployment) + "@db/" + unknown(outside {{resolve:ssm:/db/name}}: resolved at deployment)
  Joined: secret ref(S.SecretString:password)
)");
}

TEST(Lower, WhatATransformHidesIsHandedOver) {
  const Lowered lowered(R"(
Transform: [MyMacro, AWS::LanguageExtensions]
Resources:
  Fn::ForEach::Topics: [T, !GetAZs '', {'T${T}': {Type: AWS::SNS::Topic}}]
  Child: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: child.yaml}}
  F:
    Type: AWS::Lambda::Function
    Properties:
      Api: !Ref MadeApi
      Fn::Transform: {Name: OtherMacro}
)");
  EXPECT_EQ(resources(lowered), R"(Transform::MyMacro Fn::Transform @2:13
  handed over: transform MyMacro makes what the template does not show
  attributes: unknown(unsupported: transform MyMacro makes what the template does not show)
Fn::ForEach::Topics Fn::ForEach @4:3
  handed over: the loop's resources are not expanded
  attributes: unknown(unsupported: the loop's resources are not expanded)
Child AWS::CloudFormation::Stack @5:3
  handed over: a nested stack: its template is not among the files read
  TemplateURL: "child.yaml"
F AWS::Lambda::Function @6:3
  handed over: Fn::Transform adds attributes that are not in the template
  Api: unknown(unsupported MadeApi: not in the template; a transform or loop may make it)
  Fn::Transform: unknown(unsupported: Fn::Transform is not evaluated)
note not-resolved @4:36: Fn::ForEach::Topics is not unrolled: Fn::GetAZs is not known before deployment
note not-resolved @2:13: transform MyMacro makes what the template does not show
note not-resolved @4:3: the loop's resources are not expanded
note not-resolved @5:3: Child is a nested stack: its template is not among the files read
note not-resolved @9:17: MadeApi is not in the template; a transform or loop may make it
note not-resolved @10:7: Fn::Transform is not evaluated
)");
}

TEST(Lower, AModuleIsHandedOverAndItsResourcesMayBeNamed) {
  const Lowered lowered(R"(
Resources:
  Net: {Type: !Rain::Module 'https://x.example/net.yml'}
  X: {Type: T::T::T, Properties: {A: !Ref NetVpc, B: !GetAtt Net.Id}}
)");
  EXPECT_EQ(resources(lowered), R"(Net Rain::Module @3:3
  handed over: a module: its resources are not in the template
  attributes: unknown(unsupported: a module: its resources are not in the template)
X T::T::T @4:3
  A: unknown(unsupported NetVpc: not in the template; a transform or loop may make it)
  B: ref(Net.Id)
note not-resolved @3:3: a module: its resources are not in the template
note not-resolved @4:43: NetVpc is not in the template; a transform or loop may make it
)");
}

TEST(Lower, OutputsAndExports) {
  const Lowered lowered(R"(
Parameters: {Env: {Type: String}}
Conditions: {IsProd: !Equals [!Ref Env, prod]}
Resources: {Q: {Type: AWS::SQS::Queue, Condition: IsProd}}
Outputs:
  Url: {Condition: IsProd, Value: !Ref Q, Export: {Name: !Sub '${AWS::StackName}-Url'}}
)");
  EXPECT_EQ(lowered.dump(), R"(  parameter Env: unknown(parameter Env: given at deployment)
  output Url: choice{
    when parameter Env is "prod": ref(Q)
    }
    exported as: unknown(pseudo AWS::StackName: known at deployment only) + "-Url"
Q AWS::SQS::Queue when parameter Env is "prod" @4:13
)");
}

TEST(Lower, AJsonTemplateReadsLikeItsYamlTwin) {
  const Lowered yaml(R"(
Resources:
  X: {Type: T::T::T, Properties: {A: !Sub '${AWS::Region}/a', B: [1, true], C: !GetAtt Y.Arn}}

  Y: {Type: T::T::T}
)");
  const Lowered json(R"(
{"Resources":
{ "X": {"Type": "T::T::T", "Properties": {"A": {"Fn::Sub": "${AWS::Region}/a"}, "B": [1, true],
  "C": {"Fn::GetAtt": ["Y", "Arn"]}}},
  "Y": {"Type": "T::T::T"}}}
)",
                     {}, true);
  EXPECT_EQ(yaml.dump(), json.dump());
}

TEST(Lower, MalformedPartsAreSaidAndTheRestIsRead) {
  const Lowered lowered(R"(
Parameters: [a, b]
Resources:
  NoType: {Properties: {A: 1}}
  NotAMap: just text
  ListProperties: {Type: T::T::T, Properties: [1]}
  BadCalls:
    Type: T::T::T
    Properties:
      Ref: {Ref: [a]}
      Sub: !Sub [1, 2, 3]
      If: !If [OnlyName]
      Join: !Join x
      Unknown: !Frobnicate x
  Good: {Type: T::T::T, Properties: {A: !Ref NoType}}
)");
  EXPECT_EQ(resources(lowered), R"(ListProperties T::T::T @6:3
  attributes: unknown(invalid: Properties must be a map)
BadCalls T::T::T @7:3
  Ref: unknown(invalid: Ref needs the name of a parameter or resource)
  Sub: unknown(invalid: Fn::Sub needs a text, or a text and a map of variables)
  If: unknown(invalid: Fn::If needs a condition's name and two values)
  Join: unknown(invalid: Fn::Join needs a delimiter and a list)
  Unknown: unknown(invalid: there is no function Fn::Frobnicate)
Good T::T::T @15:3
  A: unknown(invalid NoType: the resource cannot be read)
warning malformed-template @2:13: Parameters must be a map
warning malformed-template @4:3: resource NoType needs a Type that is a text
warning malformed-template @5:3: resource NotAMap must be a map
warning malformed-template @6:47: Properties must be a map
warning malformed-template @10:12: Ref needs the name of a parameter or resource
warning malformed-template @11:17: Fn::Sub needs a text, or a text and a map of variables
warning malformed-template @12:15: Fn::If needs a condition's name and two values
warning malformed-template @13:19: Fn::Join needs a delimiter and a list
warning unknown-function @14:28: there is no function Fn::Frobnicate
)");
}

TEST(Lower, ResourcesThatAreNoMapAreAnError) {
  const Lowered lowered("AWSTemplateFormatVersion: '2010-09-09'\nResources: []\n");
  ASSERT_EQ(lowered.model.diagnostics.size(), 1u);
  EXPECT_EQ(lowered.model.diagnostics[0].level, Level::error);
}

TEST(Lower, WhatRepeatsIsSaidOnce) {
  std::string text = "Resources:\n  X:\n    Type: T::T::T\n    Properties:\n      A:\n";
  for (int i = 0; i < 50; ++i) text += "        - !Ref Missing" + std::to_string(i) + "\n";
  for (int i = 0; i < 9; ++i) text += "        - !Ref Same\n";
  const Lowered lowered(text);
  EXPECT_EQ(lowered.model.diagnostics.size(), 21u);
  EXPECT_NE(lowered.model.diagnostics.back().message.find("(39 times in this file)"),
            std::string::npos);
}

}  // namespace
}  // namespace weir::cloudformation
